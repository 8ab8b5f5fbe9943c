"""Plans and what happened to them, made in memory."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from onair.before.rundown.plan import Case, Item, Limits
from onair.during.playout.pieces import Change, Piece, Plan, Run, Standing, standing
from onair.during.playout.schedule import Moment, Timeline, timeline

BASE = 1_795_260_600_000
MINUTE = 60_000


def laid(*slots: dict[str, Any], total: int = 180, **more: Any) -> Plan:
    """A plan of slots (minutes in `length`, `pin`), one after another, waiting for fixed ones."""
    pieces, end = [], 0
    for n, given in enumerate(slots):
        slot = {"id": f"s{n}", "title": f"段{n}", "kind": "product", "timing": "linked", "pin": None} | given
        length = slot.pop("length") * MINUTE
        pin = None if slot["pin"] is None else slot["pin"] * MINUTE
        at = end if pin is None else max(end, pin)
        end = at + length
        pieces.append(
            Piece(**{**slot, "pin": pin}, length=length, planned_at=at, planned_end=end)
        )  # fmt: skip
    items = [
        Item(p.id, p.kind, p.length // MINUTE, p.title, product=p.product, host=p.host, role=p.role) for p in pieces
    ]  # fmt: skip
    case = Case(items, Limits(total), (), rules=frozenset({"host_hours", "stock"}))
    return replace(Plan(1, tuple(pieces), total * MINUTE, case=case), **more)


def did(action: str, at: int = 0, **data: Any) -> Change:
    named = {"with" if name == "other" else name: value for name, value in data.items()}
    return Change(f"c{at}{action}{data}", BASE + at * MINUTE, action, "p1", None, named)


def ran(slot: str, at: float, end: float | None = None, product: str | None = None) -> Run:
    """Minutes after the start."""
    until = None if end is None else BASE + round(end * MINUTE)
    return Run(slot, slot, "talk", product, BASE + round(at * MINUTE), until)


def told(
    plan: Plan,
    runs: Sequence[Run] = (),
    now: float = 0,
    changes: Sequence[Change] = (),
    *,
    open_: bool = True,
) -> Timeline:
    held: Standing = standing(plan, changes)
    return timeline(plan, held, runs, Moment(BASE + round(now * MINUTE), BASE, True, open_))


def clock(at: int | None) -> float | None:
    """Minutes after the start."""
    return None if at is None else (at - BASE) / MINUTE
