"""Reminders: before a limit ends, when it is over, and to whoever leads when it is over by as much again.

Each goes once for a ticket, a round and a step: its key in the outbox is made of the three. It waits for the end of the
team's quiet hours, and is taken back when the ticket was answered meanwhile. What people wrote is never in it.
"""

import asyncio
import logging
from contextlib import suppress
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.service import list_people, system
from onair.after.feedback.kinds import KIND_NAMES
from onair.after.feedback.model import Ticket
from onair.after.feedback.rows import SHARES, aim, note, runs
from onair.after.feedback.setup import Setup, setup_of
from onair.compliance.service import quiet_end
from onair.delivery.service import Message, enqueue, recall, targets
from onair.kernel.clock import DAY_MS, Clock, short_time
from onair.kernel.errors import OnAirError
from onair.kernel.i18n import Text
from onair.kernel.text import mask_personal
from onair.store.db import Database
from onair.trade.service import products_of

TICK_S = 30.0
BATCH = 200
KIND = "feedback"
STEPS = (
    Text("快到时限", "due soon"),
    Text("已超时", "overdue"),
    Text("超时太久，请负责人处理", "long overdue, for whoever leads"),
)
log = logging.getLogger("onair.feedback")


def key_of(row: Ticket, step: int) -> str:
    return f"feedback:{row.id}:{row.round}:{step}"


def nudge_due(tx: Session, clock: Clock, tenant: str, base: str) -> int:
    """One batch of one team. → how many messages were put into the outbox; without a robot the steps are only noted."""
    now, setup = clock(), setup_of(tx, tenant)
    query = select(Ticket).where(Ticket.tenant_id == tenant, Ticket.nudge_at <= now)
    rows = tx.scalars(query.order_by(Ticket.nudge_at).limit(BATCH).with_for_update(skip_locked=True)).all()
    if not rows:
        return 0
    known = {one.id for one in targets(tx, tenant)}
    titles = {
        id_: one.title
        for id_, one in products_of(tx, tenant, {row.product_id for row in rows if row.product_id}).items()
    }
    owners = {one.id: one.name for one in list_people(tx, tenant)}
    sent = 0
    for row in rows:
        step = _newest(row, setup, now)
        target = (setup.escalate if step == len(SHARES) - 1 else None) or setup.target
        if runs(row) and target in known:
            told = _words(
                row, step, titles.get(row.product_id or ""), owners.get(row.owner_id or ""), setup.hours.zone
            )
            link = f"{base.rstrip('/')}/#/feedback/{row.id}"
            due = quiet_end(tx, tenant, now, ZoneInfo(setup.hours.zone))
            message = Message(
                key_of(row, step), target or "", KIND, told | {"link": link}, due, expires_at=due + DAY_MS
            )
            enqueue(tx, tenant, clock, message)
            sent += 1
        row.nudge = step + 1
        aim(row, setup)
        note(tx, system(tenant), clock, row, "nudge", step=step, sent=target in known)
    return sent


def take_back(tx: Session, clock: Clock, row: Ticket) -> None:
    """What waits for the end of the quiet hours and is no longer true."""
    recall(tx, row.tenant_id, clock, [key_of(row, step) for step in range(len(SHARES))])


def _newest(row: Ticket, setup: Setup, now: int) -> int:
    """After a pause of the server only the last of several steps is told."""
    step = row.nudge
    while step + 1 < len(SHARES):
        row.nudge = step + 1
        aim(row, setup)
        if row.nudge_at is None or row.nudge_at > now:
            break
        step += 1
    return step


def _words(row: Ticket, step: int, product: str | None, owner: str | None, zone: str) -> dict[str, str]:
    """Title and text, Chinese first."""
    kind = KIND_NAMES[row.kind]
    about = mask_personal(product) if product else None
    due = short_time(row.due_at or 0, zone)
    zh = [
        f"类型：{kind.zh}",
        f"商品：{about or '未关联'}",
        f"处理人：{owner or '还没有人'}",
        f"时限：{due}（{zone}）",
    ]
    en = [
        f"type: {kind.en}",
        f"product: {about or 'none'}",
        f"owner: {owner or 'nobody yet'}",
        f"due: {due} ({zone})",
    ]
    return {
        "title": f"反馈工单 #{row.no} {STEPS[step].zh} · Ticket #{row.no} {STEPS[step].en}",
        "text": "\n".join((*zh, *en)),
    }


class FeedbackRobots:
    """`start` and `stop` belong to the server's loop."""

    def __init__(self, db: Database, clock: Clock, base: str) -> None:
        self._db, self._clock, self._base = db, clock, base
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def round(self) -> int:
        """Every team once. → how many messages went into the outbox."""
        with self._db.read() as tx:
            due = select(Ticket.tenant_id).where(Ticket.nudge_at <= self._clock()).distinct()
            teams = list(tx.scalars(due))
        sent = 0
        for tenant in teams:
            with self._db.write() as tx:
                sent += nudge_due(tx, self._clock, tenant, self._base)
        return sent

    async def _run(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.round)
            except OnAirError as error:
                log.warning("reminders of tickets wait: %s", error)
            except Exception:
                log.exception("reminders of tickets failed; the next round tries again")
            await asyncio.sleep(TICK_S)
