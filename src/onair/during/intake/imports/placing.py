"""Which show a file belongs to, and what the file says about the show's window."""

from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.during.intake.imports import rows
from onair.during.intake.imports.model import Import
from onair.during.intake.imports.problems import BadMoment
from onair.during.intake.imports.reading import Parsed
from onair.during.intake.imports.windows import Decided, Span, decide, span_of
from onair.files.values import BadValue, moment
from onair.kernel.clock import Clock
from onair.trade import service as trade
from onair.trade.service import NewShow, ShowView, State

SHOW_ID = "shw_"
TITLE = 120


class Placed(NamedTuple):
    """`shift`: ms that every event's time moves by."""

    view: ShowView
    shift: int


def existing(tx: Session, tenant: str, name: str) -> ShowView | None:
    """The show by id, else the newest of that title. Raises ShowNotFound for an id that is nobody's."""
    try:
        return trade.show_by_name(tx, tenant, name)
    except trade.ShowNotFound:
        if name.startswith(SHOW_ID):
            raise
        return None


def place(tx: Session, actor: Actor, clock: Clock, *, row: Import, parsed: Parsed, zone: str) -> Placed:
    """Find or make the show and give it its window. Raises BadMoment, ShowNotFound.

    A show made from files has the window of its files. A planned show whose log comes as a file did run: it
    gets the log's window too. Any other show keeps its own.
    """
    asked = row.asked
    span, shift = _span(asked, parsed, ZoneInfo(zone))
    view = None if asked.get("new") else existing(tx, actor.tenant, asked["show"])
    earlier = rows.spans(tx, view.id) if view else []
    window = decide([*earlier, span])
    if view is None:
        view = trade.create_show(tx, actor, clock, _new(asked, window, zone))
    sets = view.origin == "import" or bool(earlier) or (_planned(view) and not parsed.ledger)
    if sets:
        view = _timed(tx, actor, clock, view, window)
    row.show_id, row.sets_window, row.ledger = view.id, sets, parsed.ledger
    row.starts_at, row.ends_at = span.start, span.end
    row.start_said, row.end_said = span.start_said, span.end_said
    return Placed(view, shift)


def _span(asked: dict[str, Any], parsed: Parsed, zone: ZoneInfo) -> tuple[Span, int]:
    report = parsed.report
    first, last = report.first or 0, report.last or 0
    stage, t0 = when(asked.get("stage"), zone), when(asked.get("t0"), zone)
    return span_of(first, last, report.start, report.end, stage=stage, t0=t0, ledger=parsed.ledger)


def _new(asked: dict[str, Any], window: Decided, zone: str) -> NewShow:
    return NewShow(
        title=asked["show"].strip()[:TITLE],
        zone=zone,
        starts_at=window.start,
        origin="import",
        staged=asked.get("stage") is not None,
        state=State.ended,
        started_at=window.start,
        ended_at=window.end,
    )


def _planned(view: ShowView) -> bool:
    return view.state in (State.preparing, State.ready)


def _timed(tx: Session, actor: Actor, clock: Clock, view: ShowView, window: Decided) -> ShowView:
    if _planned(view):
        trade.transition(tx, actor, clock, view.id, State.on_air, at=window.start)
        view = trade.transition(tx, actor, clock, view.id, State.ended, at=window.end)
    if (view.started_at, view.ended_at, view.end_declared) == window:
        return view
    return trade.set_window(
        tx, actor, clock, view.id, start=window.start, end=window.end, declared=window.declared
    )


def when(value: str | int | None, zone: ZoneInfo) -> int | None:
    """RFC 3339, a date and time of the shop's zone, or ms. Raises BadMoment."""
    if value is None or isinstance(value, int):
        return value
    if value.lstrip("-").isdecimal():
        return int(value)
    try:
        return moment(value, zone)
    except BadValue:
        raise BadMoment(value=value[:40]) from None
