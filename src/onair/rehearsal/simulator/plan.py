"""The evening as settled before the first viewer comes: slots, hosts, prices, what is planted."""

from itertools import pairwise
from random import Random
from typing import NamedTuple

from msgspec import Struct

from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.simulator.shop import GOODS, LOOP


class Slot(NamedTuple):
    """`good`: place in GOODS, None for slots that are not about a product. ms."""

    id: str
    kind: str
    good: int | None
    label: str
    start: int
    end: int


class Planted(Struct, frozen=True, kw_only=True):
    """Put in on purpose: `kind` surge | dip | incident | offer. `factor`: against what it would be."""

    kind: str
    start: int
    end: int
    factor: float
    product: str | None = None
    price: int | None = None


class Shift(NamedTuple):
    host: str
    start: int
    end: int


class Piece(NamedTuple):
    """A stretch without planned change. `click`, `talk`: multipliers of clicks and of interaction."""

    start: int
    end: int
    kind: str
    good: int | None
    click: float
    talk: float
    trouble: bool


class Plan(NamedTuple):
    start: int
    end: int
    slots: tuple[Slot, ...]
    shifts: tuple[Shift, ...]
    planted: tuple[Planted, ...]
    pieces: tuple[Piece, ...]

    def price(self, good: int, at: int) -> int:
        """What the good costs at that moment, fen."""
        thing = GOODS[good]
        for item in self.planted:
            if item.kind == "offer" and item.product == thing.id and item.start <= at < item.end:
                return item.price or thing.price
        return thing.price

    def of(self, kind: str) -> list[Planted]:
        return [item for item in self.planted if item.kind == kind]


def replanned(
    plan: Plan, slots: tuple[Slot, ...] | None = None, planted: tuple[Planted, ...] | None = None
) -> Plan:
    """The same evening with other slots or other things planted."""
    slots, planted = slots or plan.slots, planted if planted is not None else plan.planted
    return plan._replace(slots=slots, planted=planted, pieces=_pieces(slots, planted))


_TALK = {"opening": 1.9, "talk": 1.0, "game": 3.4, "welfare": 2.9, "closing": 1.2}
_LENGTHS = {"talk": (4.5, 8.5), "game": (2.5, 4.0), "welfare": (2.0, 3.5)}


def lay_out(params: Params, rng: Random, start: int) -> Plan:
    """The plan of a show of `params.minutes` starting at `start` (ms)."""
    end = start + params.minutes * MINUTE_MS
    slots = _slots(rng, start, end)
    planted = _plant(params, rng, slots, start, end)
    middle = _nearest(slots, start + (end - start) // 2)
    shifts = (Shift(params.first_host, start, middle), Shift(params.second_host, middle, end))
    return Plan(start, end, slots, shifts, planted, _pieces(slots, planted))


def _slots(rng: Random, start: int, end: int) -> tuple[Slot, ...]:
    """Opening, rounds of 20–25 minutes (three talks, a game, a welfare moment), closing."""
    found: list[Slot] = []

    def add(kind: str, good: int | None, label: str, minutes: float, until: int) -> None:
        since = found[-1].end if found else start
        stop = min(until, since + round(minutes * 60) * 1000)
        if stop > since:
            found.append(Slot(f"slot-{len(found) + 1:02d}", kind, good, label, since, stop))

    span = (end - start) / MINUTE_MS
    last = end - round(min(6.0, span * 0.06) * 60) * 1000
    add("opening", None, "开场暖场", min(5.0, span * 0.06), last)
    turn = 0
    while found[-1].end < last:
        for step, good in enumerate(LOOP[turn % len(LOOP)]):
            add("talk", good, GOODS[good].short, rng.uniform(*_LENGTHS["talk"]), last)
            if step == 1:
                add("game", None, "猜价互动", rng.uniform(*_LENGTHS["game"]), last)
        add(
            "welfare",
            LOOP[turn % len(LOOP)][2],
            f"福袋 第 {turn + 1} 轮",
            rng.uniform(*_LENGTHS["welfare"]),
            last,
        )
        turn += 1
    add("closing", None, "返场与收尾", span, end)
    return tuple(found)


def _nearest(slots: tuple[Slot, ...], at: int) -> int:
    return min((slot.start for slot in slots), key=lambda start: (abs(start - at), start))


def _plant(params: Params, rng: Random, slots: tuple[Slot, ...], start: int, end: int) -> tuple[Planted, ...]:
    span = end - start
    talks = [slot for slot in slots if slot.kind == "talk" and slot.good is not None]
    inner = [slot for slot in talks if start + span * 0.15 < slot.start < start + span * 0.9] or talks
    items: list[Planted] = []
    for slot in _some(rng, inner, params.surges):
        length = min(round(rng.uniform(4, 7) * MINUTE_MS), slot.end - slot.start)
        since = slot.end - length
        items.append(
            Planted(
                kind="surge", start=since, end=slot.end, factor=round(rng.uniform(2, 3), 2), product=_id(slot)
            )
        )
    for slot in _some(rng, inner, params.offers):
        cut = round(rng.uniform(0.12, 0.28), 2)
        price = round(GOODS[slot.good or 0].price * (1 - cut) / 10) * 10
        items.append(
            Planted(
                kind="offer", start=slot.start + MINUTE_MS, end=slot.end + 2 * MINUTE_MS, factor=1 - cut,
                product=_id(slot), price=price,
            )
        )  # fmt: skip
    for _ in range(params.dips):
        since = start + round(span * rng.uniform(0.2, 0.85))
        length = round(rng.uniform(5, 8) * MINUTE_MS)
        items.append(
            Planted(
                kind="dip", start=since, end=min(end, since + length), factor=round(rng.uniform(0.3, 0.5), 2)
            )
        )
    for _ in range(params.incidents):
        since = start + round(span * rng.uniform(0.25, 0.6))
        length = round(rng.uniform(0.7, 2.2) * MINUTE_MS)
        items.append(
            Planted(
                kind="incident", start=since, end=min(end, since + length), factor=1 - params.incident_leave
            )
        )
    return tuple(sorted(items, key=lambda item: (item.start, item.kind)))


def _id(slot: Slot) -> str:
    return GOODS[slot.good or 0].id


def _some(rng: Random, slots: list[Slot], count: int) -> list[Slot]:
    return sorted(rng.sample(slots, min(count, len(slots))))


def _pieces(slots: tuple[Slot, ...], planted: tuple[Planted, ...]) -> tuple[Piece, ...]:
    """Cut the slots wherever a surge or an incident begins or ends."""
    cuts = sorted(
        {edge for item in planted if item.kind in ("surge", "incident") for edge in (item.start, item.end)}
    )
    pieces: list[Piece] = []
    for slot in slots:
        edges = [slot.start, *(cut for cut in cuts if slot.start < cut < slot.end), slot.end]
        for since, until in pairwise(edges):
            trouble = any(item.kind == "incident" and item.start <= since < item.end for item in planted)
            click = 0.35 if trouble else 1.0
            for item in planted:
                here = item.kind == "surge" and item.start <= since < item.end
                click *= item.factor if here and slot.good is not None and item.product == _id(slot) else 1.0
            talk = _TALK[slot.kind] * (2.2 if trouble else 1.0)
            pieces.append(Piece(since, until, slot.kind, slot.good, click, talk, trouble))
    return tuple(pieces)
