"""Use cases of technical checks: begin, follow, end, look back; what a room is measured by. Other rooms import from here."""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, get_tenant
from onair.before.techcheck.model import TechCheck, TechRoom
from onair.before.techcheck.profiles import PROFILES
from onair.before.techcheck.report import Level, Report
from onair.before.techcheck.swatches import own_card
from onair.before.techcheck.views import OPEN, CheckSummary, CheckView, RoomSetup, State
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotFound, TooMany
from onair.kernel.ids import new_id
from onair.trade.service import ShowView, coming_shows, get_room
from onair.trade.service import State as ShowState
from onair.trade.versions import require_version

PAGE = 30
LATE_MS, ON_AIR_MS, COMING_MAX = 2 * 3_600_000, 86_400_000, 50
"""A show that nobody started stays the next one for so long after its hour; one on air began at most a day ago."""
WAITING_MAX = 6
"""Of one team; every recording that waits takes room on the disk."""

__all__ = [
    "CheckSummary", "CheckView", "RoomSetup", "begin", "cancel", "change_setup", "end", "get_check", "history",
    "latest", "next_show", "setup_of", "unfinished",
]  # fmt: skip


class CheckNotFound(NotFound):
    code = "techcheck_not_found"
    zh = "没有检测 {id}，或者它不属于您的团队。"
    en = "There is no check {id}, or it belongs to another team."


class CheckOver(Conflict):
    code = "techcheck_over"
    zh = "这次检测的状态是「{state}」，不能取消。报告没有变化。"
    en = "This check is {state}; it cannot be cancelled. Its report is unchanged."


class TooManyWaiting(TooMany):
    code = "techcheck_queue_full"
    zh = "已有 {n} 次检测在排队，这一次没有开始。请等前面的完成，或取消不需要的。"
    en = "{n} checks are waiting, so this one was not started. Wait for them or cancel what is not needed."


class UnknownProfile(BadInput):
    code = "techcheck_unknown_profile"
    zh = "没有品类「{profile}」。没有开始检测；可选：{known}。"
    en = "There is no category {profile}. Nothing was started; there are {known}."


class BadCard(BadInput):
    code = "techcheck_bad_card"
    zh = "色卡要有 24 个颜色，写成 #rrggbb。没有保存；现有色卡不变。"
    en = "A card has 24 colours, written #rrggbb. Nothing was saved; the card in force is unchanged."


def setup_of(tx: Session, tenant: str, room: str) -> RoomSetup:
    """What the room is measured by; the general profile and our own card until somebody chose. Raises NotFound."""
    get_room(tx, tenant, room)
    return _setup(room, tx.get(TechRoom, room))


def _setup(room: str, row: TechRoom | None) -> RoomSetup:
    card = tuple(row.card) if row is not None else ()
    profile = row.profile if row is not None else "general"
    return RoomSetup(room, profile, card or own_card(), not card, row.version if row is not None else 0)


def change_setup(
    tx: Session, actor: Actor, clock: Clock, room: str, *, version: int, profile: str, card: Sequence[str]
) -> RoomSetup:
    """`card` empty = our own. `version` 0 for the first time. Raises NotFound, Stale, UnknownProfile, BadCard."""
    get_room(tx, actor.tenant, room)
    _known(profile)
    if card and (len(card) != 24 or not all(_is_colour(colour) for colour in card)):
        raise BadCard()
    row = tx.get(TechRoom, room, with_for_update=True)
    before = _setup(room, row)
    now = {"profile": before.profile, "card": [] if before.own else list(before.card)}
    require_version(version, before.version, {"profile": profile, "card": list(card)}, now)
    if row is None:
        row = TechRoom(room_id=room, tenant_id=actor.tenant, version=0)
        tx.add(row)
    row.profile, row.card = profile, [colour.lower() for colour in card]
    row.version += 1
    audit(tx, actor, clock, "techcheck.setup", room, before=now, after={"profile": profile, "card": row.card})
    return _setup(room, row)


def _is_colour(text: str) -> bool:
    return len(text) == 7 and text[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in text[1:])


def _known(profile: str) -> str:
    if profile not in PROFILES:
        raise UnknownProfile(profile=profile, known=", ".join(PROFILES))
    return profile


def begin(
    tx: Session,
    actor: Actor,
    clock: Clock,
    room: str,
    *,
    source: str,
    name: str,
    profile: str | None,
    size: int = 0,
    uplink_kbps: float | None = None,
) -> CheckView:
    """A check in the queue; `profile` None = the room's. Raises NotFound, UnknownProfile, TooManyWaiting."""
    setup = setup_of(tx, actor.tenant, room)
    waiting = tx.scalar(
        select(func.count())
        .select_from(TechCheck)
        .where(TechCheck.tenant_id == actor.tenant, TechCheck.state.in_(OPEN))
    )
    if (waiting or 0) >= WAITING_MAX:
        raise TooManyWaiting(n=waiting, retry_after_s=30)
    row = TechCheck(
        id=new_id("chk", clock), tenant_id=actor.tenant, room_id=room, profile=_known(profile or setup.profile),
        source=source, name=name[-255:], size=size, uplink_kbps=uplink_kbps, state="queued", progress=0.0,
        verdict=None, report=None, problem=None, spool="recording" if source == "upload" else None,
        demo=get_tenant(tx, actor.tenant).demo, created_by=actor.id, created_by_name=actor.name, created_at=clock(),
        finished_at=None,
    )  # fmt: skip
    tx.add(row)
    audit(
        tx,
        actor,
        clock,
        "techcheck.begin",
        row.id,
        after={"room": room, "source": source, "profile": row.profile},
    )
    return _view(row)


def get_check(tx: Session, tenant: str, check: str) -> CheckView:
    """Raises CheckNotFound."""
    return _view(_row(tx, tenant, check))


def history(
    tx: Session, tenant: str, room: str, cursor: str | None = None
) -> tuple[list[CheckView], str | None]:
    """Newest first, 30 at a time. → checks and the next cursor. Raises NotFound."""
    get_room(tx, tenant, room)
    query = select(TechCheck).where(TechCheck.tenant_id == tenant, TechCheck.room_id == room)
    if cursor:
        query = query.where(TechCheck.id < cursor)
    rows = tx.scalars(query.order_by(TechCheck.id.desc()).limit(PAGE + 1)).all()
    return [_view(row) for row in rows[:PAGE]], rows[PAGE - 1].id if len(rows) > PAGE else None


def latest(tx: Session, tenant: str, room: str) -> CheckSummary | None:
    """The newest finished check of a room; None = never measured."""
    query = select(TechCheck).where(
        TechCheck.tenant_id == tenant, TechCheck.room_id == room, TechCheck.state == "done"
    )
    row = tx.scalars(query.order_by(TechCheck.finished_at.desc(), TechCheck.id.desc()).limit(1)).one_or_none()
    if row is None or row.verdict is None or row.finished_at is None:
        return None
    view = _view(row)
    findings = view.report.findings if view.report else ()
    return CheckSummary(row.id, row.finished_at, cast(Level, row.verdict), findings)


def next_show(tx: Session, tenant: str, now: int) -> ShowView | None:
    """Whose room is checked when nobody chose one: the next to come that has a room, else the one on air."""
    coming = coming_shows(tx, tenant, (ShowState.preparing, ShowState.ready), now - LATE_MS, COMING_MAX)
    running = coming_shows(tx, tenant, (ShowState.on_air,), now - ON_AIR_MS, COMING_MAX)
    return next((show for show in (*coming, *running) if show.room is not None), None)


def cancel(tx: Session, actor: Actor, clock: Clock, check: str) -> CheckView:
    """Raises CheckNotFound, CheckOver."""
    row = _row(tx, actor.tenant, check)
    if row.state not in OPEN:
        raise CheckOver(state=row.state)
    row.state, row.finished_at, row.spool = "cancelled", clock(), None
    audit(tx, actor, clock, "techcheck.cancel", row.id)
    return _view(row)


def advance(tx: Session, tenant: str, check: str, share: float) -> bool:
    """Keep how far it is; False when it is no longer under way."""
    row = _row(tx, tenant, check)
    if row.state not in OPEN:
        return False
    row.state, row.progress = "running", max(row.progress, round(share, 3))
    return True


def end(
    tx: Session, tenant: str, clock: Clock, check: str, *, report: Report | None = None, problem: Any = None
) -> None:
    """Keep what came of it, unless it was cancelled meanwhile."""
    row = _row(tx, tenant, check)
    if row.state not in OPEN:
        return
    row.state = "done" if report is not None else "failed"
    row.report = msgspec.to_builtins(report) if report is not None else None
    row.verdict = report.verdict if report is not None else None
    row.problem, row.finished_at, row.spool = problem, clock(), None
    row.progress = 1.0 if report is not None else row.progress


def unfinished(tx: Session) -> list[tuple[str, str, bool]]:
    """Of all teams: tenant, check, and whether its recording should still be there. For a server that starts."""
    rows = tx.scalars(select(TechCheck).where(TechCheck.state.in_(OPEN)).order_by(TechCheck.id)).all()
    return [(row.tenant_id, row.id, row.spool is not None) for row in rows]


def _row(tx: Session, tenant: str, check: str) -> TechCheck:
    row = tx.get(TechCheck, check)
    if row is None or row.tenant_id != tenant:
        raise CheckNotFound(id=check)
    return row


def uplink_of(tx: Session, tenant: str, check: str) -> float | None:
    return _row(tx, tenant, check).uplink_kbps


def _view(row: TechCheck) -> CheckView:
    return CheckView(
        id=row.id, room=row.room_id, profile=row.profile, source=row.source, name=row.name, size=row.size,
        state=cast(State, row.state), progress=row.progress, verdict=cast("Level | None", row.verdict),
        report=msgspec.convert(row.report, Report) if row.report is not None else None, problem=row.problem,
        by=row.created_by_name, demo=row.demo, created_at=row.created_at, finished_at=row.finished_at,
    )  # fmt: skip
