"""The rundown that is written, as it will be played; read in worker threads."""

from collections.abc import Sequence

from onair.before.rundown.service import Played, Rundown, Slot, played
from onair.during.broadcast.facts import Facts
from onair.during.playout.pieces import NO_PLAN, Owed, Piece, Plan
from onair.kernel.clock import MINUTE_MS, Clock
from onair.store.db import Database
from onair.trade.service import ShowNotFound


def plan_of(db: Database, facts: Facts, clock: Clock) -> Plan:
    """Without pieces when none is written, or the show was removed meanwhile."""
    try:
        with db.read() as tx:
            found = played(tx, facts.tenant, facts.id, clock)
    except ShowNotFound:
        return NO_PLAN
    return plan_from(found)


def plan_from(found: Played) -> Plan:
    rundown, kept = found.rundown, {promise.slot for promise in found.promises}
    pieces = tuple(
        _piece(slot, end * MINUTE_MS, keeps=slot.id in kept)
        for slot, end in zip(rundown.slots, _ends(rundown), strict=True)
    )
    owed = tuple(Owed(promise.id, promise.text, promise.slot) for promise in found.promises)
    return Plan(rundown.version, pieces, rundown.total * MINUTE_MS, owed, found.case)


def _ends(rundown: Rundown) -> list[int]:
    """The minute at which each ends; one that fills up lasts until the next, or to the end of the show."""
    slots: Sequence[Slot] = rundown.slots
    nexts = [*[slot.at for slot in slots[1:]], rundown.total]
    return [
        max(slot.at + slot.minutes, after) if slot.timing == "fill" else slot.at + slot.minutes
        for slot, after in zip(slots, nexts, strict=False)
    ]


def _piece(slot: Slot, end: int, *, keeps: bool) -> Piece:
    return Piece(
        id=slot.id, title=slot.title, kind=slot.kind, length=slot.minutes * MINUTE_MS, planned_at=slot.at * MINUTE_MS,
        planned_end=end, product=slot.product, role=slot.role, host=slot.host,
        pin=None if slot.pin is None else slot.pin * MINUTE_MS, timing=slot.timing, keeps=keeps, price=slot.price,
        loop=slot.sheet.get("round"), card=slot.card,
    )  # fmt: skip
