"""Due items go out: handed to the sender in the same transaction that marks them, so never twice and never lost."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, system
from onair.before.warmup import lint, plan, render
from onair.before.warmup.items import OVER, ItemFixed, NoTarget, ShowOver, brief, facts, item_row, view
from onair.before.warmup.kinds import ItemState
from onair.before.warmup.model import WarmupItem
from onair.before.warmup.ports import Outbox, Parcel, TargetView
from onair.before.warmup.promises import promises
from onair.before.warmup.sweep import SWEEP_S, forgotten
from onair.before.warmup.views import ItemView
from onair.compliance.lint import check
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import Conflict, OnAirError, Unavailable
from onair.kernel.i18n import Lang
from onair.store.db import Database
from onair.trade.claims.service import Knowledge, knowledge
from onair.trade.service import ShowView, find_show, get_show

TICK_S = 5.0
SWEEP_TURNS = round(SWEEP_S / TICK_S)
BATCH = 200
MOVED = "moved"
log = logging.getLogger("onair.warmup")


class SendingPaused(Conflict):
    code = "sending_paused"
    zh = "发送已被总开关暂停。这一条没有发出，仍在计划里；恢复后再试。"
    en = "Sending is paused by the kill switch. The item was not sent and stays planned; try again when it is on."


class NotSendable(Conflict):
    code = "warmup_not_sendable"
    zh = "这一条还不能发：{why}。没有发出任何内容，请先改好。"
    en = "The item cannot go out yet: {why}. Nothing was sent; correct it first."

    def __init__(self, found: list[lint.Finding]) -> None:
        self.texts = [one.text for one in found if one.level == "error"]
        super().__init__(codes=[one.code for one in found if one.level == "error"])

    def detail(self, lang: Lang) -> str:
        why = ("；" if lang == "zh" else "; ").join(text.of(lang) for text in self.texts)
        return (self.zh if lang == "zh" else self.en).format(why=why)


class Ran(NamedTuple):
    handed: int = 0
    missed: int = 0
    moved: int = 0


class Context(NamedTuple):
    """What all items of one show share while they go out."""

    show: ShowView
    promised: list[str]
    targets: Mapping[str, TargetView]
    known: Knowledge = Knowledge()


def context_of(tx: Session, show: ShowView, outbox: Outbox | None) -> Context:
    targets = outbox.targets(tx, show.tenant) if outbox else ()
    return Context(
        show,
        [one.text for one in promises(tx, show.tenant, show.id)],
        {one.id: one for one in targets},
        knowledge(tx, show.tenant),
    )


def text_of(item: ItemView, context: Context) -> str:
    """The copy as people will read it, in the language it is written in."""
    show = context.show
    written = item.text + "".join(context.promised)
    lang: Lang = "zh" if any("一" <= sign <= "鿿" for sign in written) else "en"
    values = render.words(
        show.title, start=show.starts_at, zone=show.zone, promises=context.promised, link=item.link, hook=item.hook,
        lang=lang,
    )  # fmt: skip
    return render.render(item.text, values)


def parcels(item: ItemView, context: Context, now: int) -> list[Parcel]:
    """Its messages: one for each person, or one for the group. Sent late they would say what is no longer true."""
    if item.target is None:
        return []
    show, link = context.show, None if render.asks_for(item.text, "link") else item.link
    until = max(now + plan.LATE_MAX_MS, min(now + DAY_MS, show.starts_at or 0))
    people: tuple[str | None, ...] = item.people or (None,)
    text = text_of(item, context)
    return [
        Parcel(key, item.target, show.title, text, item.due_at, until, person, link)
        for key, person in zip(item.keys, people, strict=True)
    ]


def send_now(tx: Session, actor: Actor, clock: Clock, item: str, outbox: Outbox | None) -> ItemView:
    """Hand over before or after its time. Raises ItemFixed, NoTarget, SendingPaused, NotSendable, ShowOver."""
    row = item_row(tx, actor.tenant, item)
    held = view(row)
    if row.state not in (ItemState.planned, ItemState.missed):
        raise ItemFixed(fields="state")
    if outbox is None or held.target is None:
        raise NoTarget(target=held.target or "—")
    show = get_show(tx, actor.tenant, row.show_id)
    if show.state in OVER:
        raise ShowOver()
    if outbox.paused(tx, actor.tenant):
        raise SendingPaused()
    context = context_of(tx, show, outbox)
    found = wrong(held, context, clock())
    if lint.blocked(found):
        raise NotSendable(found)
    now = clock()
    due = held.due_at if held.due_at <= now else now
    outbox.enqueue(tx, actor.tenant, clock, [one._replace(due_at=due) for one in parcels(held, context, now)])
    _handed(row, actor, now)
    audit(tx, actor, clock, "warmup.send", item, before=brief(facts(held)), after=brief(facts(view(row))))
    return view(row)


def run_due(tx: Session, clock: Clock, outbox: Outbox, tenant: str, most: int = BATCH) -> Ran:
    """One batch of one team. Items that cannot go out (late, over, faulty) become missed, with a line in the audit."""
    now, who = clock(), system(tenant)
    query = select(WarmupItem).where(
        WarmupItem.tenant_id == tenant, WarmupItem.state == ItemState.planned, WarmupItem.due_at <= now,
        WarmupItem.target_id.is_not(None), WarmupItem.removed.is_(False),
    )  # fmt: skip
    rows = tx.scalars(query.order_by(WarmupItem.due_at).limit(most).with_for_update(skip_locked=True)).all()
    contexts: dict[str, Context] = {}
    for name in {row.show_id for row in rows}:
        show = find_show(tx, name)
        if show is not None:
            contexts[name] = context_of(tx, show, outbox)
    handed, moved = [], []
    missed: dict[str, str] = {}
    for row in rows:
        why = _ran(tx, clock, outbox, row, contexts.get(row.show_id))
        if why is MOVED:
            moved.append(row.id)
        elif why is None:
            handed.append(row.id)
        else:
            row.state, row.version = ItemState.missed, row.version + 1
            missed[row.id] = why
    if handed or missed:
        told = {"handed": handed, "missed": list(missed), "why": missed}
        audit(tx, who, clock, "warmup.run", ",".join(sorted({row.show_id for row in rows})), after=told)
    return Ran(len(handed), len(missed), len(moved))


def _ran(tx: Session, clock: Clock, outbox: Outbox, row: WarmupItem, context: Context | None) -> str | None:
    """One item into the outbox. → None, MOVED, or why not: whatever it is, it keeps nobody else waiting.

    Raises only what a busy or broken database raises: that is not the item's fault, and the next round tries again.
    """
    try:
        with tx.begin_nested():
            return "show_gone" if context is None else _judged(tx, clock, outbox, row, context)
    except (Unavailable, OperationalError):
        raise
    except OnAirError as refused:
        log.warning("warm-up item %s was refused: %s", row.id, refused.code)
        return refused.code
    except Exception:
        log.exception("warm-up item %s cannot go out", row.id)
        return "crashed"


def _judged(tx: Session, clock: Clock, outbox: Outbox, row: WarmupItem, context: Context) -> str | None:
    now = clock()
    if _settled(row, context.show) and row.due_at > now:
        return MOVED
    over = now if context.show.state in OVER else None
    if plan.due([row], now, over).missed:
        return "too_late" if over is None else "show_over"
    item = view(row)
    found = wrong(item, context, now)
    if lint.blocked(found):
        return found[0].code
    outbox.enqueue(tx, row.tenant_id, clock, parcels(item, context, now))
    _handed(row, system(row.tenant_id), now)
    return None


def follow_start(tx: Session, show: ShowView) -> int:
    """The start moved: what hangs on it moves along. → how many."""
    query = select(WarmupItem).where(
        WarmupItem.tenant_id == show.tenant, WarmupItem.show_id == show.id,
        WarmupItem.state == ItemState.planned, WarmupItem.lead_ms.is_not(None), WarmupItem.removed.is_(False),
    )  # fmt: skip
    found = plan.moved(tx.scalars(query).all(), show.starts_at)
    for row, when in found:
        row.due_at, row.version = when, row.version + 1
    return len(found)


def recall(tx: Session, clock: Clock, outbox: Outbox, show: ShowView) -> int:
    """What waits with the sender and says what is no longer true comes back; it goes anew with the new words and time.

    After the show nothing goes any more. → how many items.
    """
    over, context, back = show.state in OVER, context_of(tx, show, outbox), []
    for row in tx.scalars(_handed_of(show.tenant, show.id).with_for_update()):
        item = view(row)
        words = None if over else {"title": show.title, "text": text_of(item, context)}
        if outbox.recall(tx, show.tenant, clock, item.keys, words):
            _back(row, ItemState.missed if over else ItemState.planned)
            row.due_at = plan.due_at(show.starts_at, row.lead_ms, row.due_at)
            back.append(row.id)
    if back:
        audit(tx, system(show.tenant), clock, "warmup.recall", show.id, after={"items": back})
    return len(back)


def call_off(tx: Session, clock: Clock, outbox: Outbox | None, tenant: str, show: str) -> int:
    """The show was cancelled: nothing that still waits goes out. → how many items."""
    query = select(WarmupItem).where(
        WarmupItem.tenant_id == tenant, WarmupItem.show_id == show, WarmupItem.removed.is_(False),
        WarmupItem.state.in_((ItemState.planned, ItemState.handed)),
    )  # fmt: skip
    back = []
    for row in tx.scalars(query.with_for_update()):
        taken = outbox.recall(tx, tenant, clock, view(row).keys, None) if outbox else []
        if taken or row.state == ItemState.planned:
            _back(row, ItemState.missed)
            back.append(row.id)
    if back:
        audit(tx, system(tenant), clock, "warmup.call_off", show, after={"items": back})
    return len(back)


def _handed_of(tenant: str, show: str) -> Select[WarmupItem]:
    return select(WarmupItem).where(
        WarmupItem.tenant_id == tenant, WarmupItem.show_id == show,
        WarmupItem.state == ItemState.handed, WarmupItem.removed.is_(False),
    )  # fmt: skip


def _back(row: WarmupItem, state: ItemState) -> None:
    row.state, row.version = state, row.version + 1
    row.sent_at = row.sent_by = row.sent_by_name = None


class WarmupRunner:
    """`start` and `stop` belong to the server's loop. Hears of shows that move (ShowListener)."""

    def __init__(self, db: Database, clock: Clock, outbox: Outbox | None) -> None:
        self._db, self._clock, self._outbox = db, clock, outbox
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Stops first what a cancelled show left behind, so that whoever sends, started after this, finds none of it."""
        await asyncio.to_thread(self._swept)
        if self._outbox is not None:
            self._task = asyncio.get_running_loop().create_task(self._tick())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def on_show_changed(self, view: ShowView) -> None:
        with self._db.read() as tx:
            moves = _hanging(tx, view)
            handed = tx.scalars(_handed_of(view.tenant, view.id).limit(1)).first() is not None
        if moves or handed:
            with self._db.write() as tx:
                follow_start(tx, view)
                if self._outbox is not None:
                    recall(tx, self._clock, self._outbox, view)

    def on_show_cancelled(self, tenant: str, show: str) -> None:
        """trade.ports.CancelListener."""
        with self._db.write() as tx:
            call_off(tx, self._clock, self._outbox, tenant, show)

    def sweep(self) -> int:
        """Call off what shows left that were cancelled while nobody listened. → how many items."""
        with self._db.read() as tx:
            found = forgotten(tx, self._outbox, self._clock())
        stopped = 0
        for tenant, show in found:
            with self._db.write() as tx:
                stopped += call_off(tx, self._clock, self._outbox, tenant, show)
        return stopped

    def _swept(self) -> None:
        try:
            self.sweep()
        except OnAirError as problem:
            log.warning("cancelled shows could not be swept: %s", problem.code)
        except Exception:
            log.exception("cancelled shows could not be swept; the next round tries again")

    def run_all(self) -> Ran:
        """Everything due of every team whose sending is not paused."""
        total = Ran()
        for tenant in self._tenants():
            try:
                total = _sum(total, self._all_of(tenant))
            except OnAirError as problem:
                log.warning("the warm-up of %s waits: %s", tenant, problem.code)
            except Exception:
                log.exception("a round of the warm-up of %s failed; the next one tries again", tenant)
        return total

    def _all_of(self, tenant: str) -> Ran:
        total = Ran()
        while True:
            with self._db.write() as tx:
                ran = self._one(tx, tenant)
            total = _sum(total, ran)
            if sum(ran) < BATCH:
                return total

    def _one(self, tx: Session, tenant: str) -> Ran:
        if self._outbox is None or self._outbox.paused(tx, tenant):
            return Ran()
        return run_due(tx, self._clock, self._outbox, tenant)

    def _tenants(self) -> list[str]:
        query = select(WarmupItem.tenant_id).where(
            WarmupItem.state == ItemState.planned, WarmupItem.due_at <= self._clock(),
            WarmupItem.target_id.is_not(None), WarmupItem.removed.is_(False),
        )  # fmt: skip
        with self._db.read() as tx:
            return sorted(tx.scalars(query.distinct()))

    async def _tick(self) -> None:
        for turn in count(1):
            if turn % SWEEP_TURNS == 0:
                await asyncio.to_thread(self._swept)
            try:
                await asyncio.to_thread(self.run_all)
            except OnAirError as problem:
                log.warning("warm-up waits: %s", problem.code)
            except Exception:
                log.exception("a round of the warm-up failed; the next one tries again")
            await asyncio.sleep(TICK_S)


def _sum(one: Ran, other: Ran) -> Ran:
    return Ran(*(a + b for a, b in zip(one, other, strict=True)))


def _hanging(tx: Session, show: ShowView) -> bool:
    query = select(WarmupItem).where(
        WarmupItem.tenant_id == show.tenant, WarmupItem.show_id == show.id,
        WarmupItem.state == ItemState.planned, WarmupItem.lead_ms.is_not(None),
    )  # fmt: skip
    return bool(plan.moved(tx.scalars(query).all(), show.starts_at))


def _settled(row: WarmupItem, show: ShowView) -> bool:
    """Catch up with a start that moved while nobody listened. → whether it moved."""
    when = plan.due_at(show.starts_at, row.lead_ms, row.due_at)
    changed = when != row.due_at
    row.due_at = when
    return changed


def wrong(item: ItemView, context: Context, now: int) -> list[lint.Finding]:
    """What is wrong with it, as it would go out now, by the law of that day."""
    text = text_of(item, context)
    day = datetime.fromtimestamp(now / 1000, ZoneInfo(context.show.zone)).date()
    law = check(text, context.known.asked("message" if item.people else "warmup", day))
    return lint.findings(
        item, start=context.show.starts_at, zone=context.show.zone, promised=bool(context.promised),
        targets=context.targets, now=now, length=len(text), law=law,
    )  # fmt: skip


def _handed(row: WarmupItem, actor: Actor, now: int) -> None:
    row.state, row.sent_at, row.version = ItemState.handed, now, row.version + 1
    row.sent_by, row.sent_by_name = actor.id, actor.name[:80]
