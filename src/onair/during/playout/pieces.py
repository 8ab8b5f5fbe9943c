"""What is played: the slots of a rundown with their rules, and what happened to them. Frozen data; times in ms.

Planned times are relative to the show's planned start; times of what happened are UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onair.before.rundown.plan import Case, Item, Limits

LEAST_MS = 60_000
"""No slot is planned shorter than this."""
SHRINK_MOST = 0.3
"""Share of its length that re-planning may take from a slot."""
OPTIONAL_ROLES = frozenset({"encore"})
OPTIONAL_KINDS = frozenset({"transition", "qa"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One slot of the rundown. `length`: as written; `planned_at`, `planned_end`: with what a count-to-end slot takes.
    `keeps`: it makes a promise good."""

    id: str
    title: str
    kind: str
    length: int
    planned_at: int
    planned_end: int
    product: str | None = None
    role: str | None = None
    host: str | None = None
    pin: int | None = None
    timing: str = "linked"
    keeps: bool = False
    price: int | None = None
    loop: str | None = None
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def optional(self) -> bool:
        """May be dropped when time runs out."""
        free = self.pin is None and not self.keeps and self.timing != "locked"
        return free and (self.role in OPTIONAL_ROLES or self.kind in OPTIONAL_KINDS)

    @property
    def span(self) -> int:
        return self.planned_end - self.planned_at


class Owed(NamedTuple):
    """A promise of the warm-up. `slot` None = no slot keeps it."""

    id: str
    text: str
    slot: str | None


NO_CASE = Case((), Limits(1), ())


@dataclass(frozen=True, slots=True)
class Plan:
    """The rundown of a show. `total`: planned length of the show; `case`: its hard rules, in minutes."""

    version: int
    pieces: tuple[Piece, ...]
    total: int
    owed: tuple[Owed, ...] = ()
    case: Case = NO_CASE

    def piece(self, id_: str | None) -> Piece | None:
        return next((piece for piece in self.pieces if piece.id == id_), None)

    def must(self, slot: str) -> tuple[str, ...]:
        """The lines that must be said in a slot."""
        piece = self.piece(slot)
        return tuple(piece.card.get("must") or ()) if piece is not None else ()

    def pieces_left(self, stock: Mapping[str, tuple[int, int]]) -> dict[str, int]:
        """Of the products it speaks of: a pool may hold tens of thousands of others. `stock`: product → (left, at)."""
        named = {piece.product for piece in self.pieces} | {item.product for item in self.case.items}
        return {product: stock[product][0] for product in named if product is not None and product in stock}

    def item(self, id_: str) -> Item | None:
        return next((item for item in self.case.items if item.id == id_), None)


NO_PLAN = Plan(0, (), 0)


class Run(NamedTuple):
    """A slot that was on air. `end` None = still."""

    slot: str
    title: str
    kind: str
    product: str | None
    at: int
    end: int | None


class Change(NamedTuple):
    """Something done to the rundown on air, as it is in the log. `why`: its reason or that of its `anyway`."""

    id: str
    at: int
    action: str
    by: str
    why: str | None
    data: Mapping[str, Any]
    undone: bool = False


class Standing(NamedTuple):
    """The plan after the changes. `extra`: ms added to each; `skipped`: slot → the change that did it."""

    order: tuple[str, ...]
    extra: Mapping[str, int]
    skipped: Mapping[str, Change]
    moved: frozenset[str]


def standing(plan: Plan, changes: Sequence[Change]) -> Standing:
    """Changes in their order; what names a slot that is no more in the plan does nothing."""
    order = [piece.id for piece in plan.pieces]
    extra: dict[str, int] = dict.fromkeys(order, 0)
    skipped: dict[str, Change] = {}
    moved: set[str] = set()
    for change in changes:
        if not change.undone:
            _applied(change, order, extra, skipped, moved)
    return Standing(tuple(order), extra, skipped, frozenset(moved))


def _applied(
    change: Change, order: list[str], extra: dict[str, int], skipped: dict[str, Change], moved: set[str]
) -> None:
    data, slot, other = change.data, change.data.get("slot"), change.data.get("with")
    if change.action == "slot_swap" and slot in extra and other in extra:
        one, two = order.index(str(slot)), order.index(str(other))
        order[one], order[two] = order[two], order[one]
        moved |= {str(slot), str(other)}
    elif change.action == "slot_move" and slot in extra and slot != data.get("before"):
        order.remove(str(slot))
        before = data.get("before")
        order.insert(order.index(before) if before in extra else len(order), str(slot))
        moved.add(str(slot))
    elif change.action == "slot_skip" and slot in extra:
        skipped[str(slot)] = change
    elif change.action == "slot_restore":
        skipped.pop(str(slot), None)
    elif change.action == "slot_extend" and slot in extra:
        extra[str(slot)] += int(data.get("minutes", 0)) * 60_000
    for id_, seconds in (data.get("changes") or {}).items():
        if id_ in extra:
            extra[id_] += int(seconds) * 1000
    for id_ in data.get("dropped") or ():
        if id_ in extra:
            skipped[str(id_)] = change
