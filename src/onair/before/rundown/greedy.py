"""The fallback without a solver: builds an order slot by slot and keeps only beginnings that can still go on.

A beam of beginnings, extended by one item at a time; a beginning that breaks a hard rule, or that has passed the
time of a fixed item, is dropped. Deterministic for a seed. Not a proof: None means none was found.
"""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from onair.before.rundown.plan import Case, Item, Placed
from onair.before.rundown.rules import breaches, is_opener, start_allowed
from onair.before.rundown.words import RELEASES

WIDTHS = (8, 40, 120)
"""Beams tried in turn; a wider one only when the narrower found nothing."""


class _Begun(NamedTuple):
    """A beginning: what stands, what is left (indices), end of the last slot, start of the last release."""

    order: tuple[Placed, ...]
    left: frozenset[int]
    end: int
    released: int
    talked: bool
    score: float


def arrange_greedily(case: Case, seed: int = 1, widths: tuple[int, ...] = WIDTHS) -> list[Placed] | None:
    """An order that keeps every rule in force, or None when none was found."""
    for width in widths:
        found = _beam(case, Random(f"{seed}:{width}"), width)  # noqa: S311  (no secret: the same seed, the same order)
        if found is not None:
            return found
    return None


def _beam(case: Case, random: Random, width: int) -> list[Placed] | None:
    begun = [_Begun((), frozenset(range(len(case.items))), 0, 0, False, 0.0)]
    for _ in case.items:
        following = [longer for one in begun for longer in _longer(case, one, random)]
        if not following:
            return None
        following.sort(key=lambda one: -one.score)
        begun = _distinct(following, width)
    whole = [one for one in begun if not breaches(case, one.order)]
    return list(max(whole, key=lambda one: one.score).order) if whole else None


def _distinct(found: list[_Begun], width: int) -> list[_Begun]:
    """The best of each set of items left: two ways to the same rest are one."""
    kept: dict[tuple[frozenset[int], int, int], _Begun] = {}
    for one in found:
        last = hash(one.order[-1].item.category) if one.order[-1].item.category else 0
        kept.setdefault((one.left, one.released, last), one)
        if len(kept) == width:
            break
    return list(kept.values())


def _longer(case: Case, begun: _Begun, random: Random) -> Iterator[_Begun]:
    pins = _pins(case, begun)
    due = min(pins.values(), default=None)
    due_item = next((place for place, pin in pins.items() if pin == due), None)
    pressure = _pressure(case, begun)
    for place in sorted(begun.left):
        item = case.items[place]
        start = begun.end
        if place == due_item and due is not None and start < due <= start + case.limits.gap:
            start = due
        if not _fits(case, begun, item, start, due if place != due_item else None):
            continue
        releases = item.kind in RELEASES
        yield _Begun(
            (*begun.order, Placed(item, start)),
            begun.left - {place},
            start + item.minutes,
            start if releases else begun.released,
            begun.talked or item.talk,
            begun.score + _gain(case, begun, item, start, pressure) + random.random() * 1e-3,
        )


def _pins(case: Case, begun: _Begun) -> dict[int, int]:
    if "fixed_time" not in case.rules:
        return {}
    return {place: pin for place in begun.left if (pin := case.items[place].pin) is not None}


def _fits(case: Case, begun: _Begun, item: Item, start: int, due: int | None) -> bool:
    """Whether the item may stand next. `due`: when the next fixed item must begin."""
    end = start + item.minutes
    rules, limits = case.rules, case.limits
    if due is not None and end > due:
        return False
    rest = sum(case.items[place].minutes for place in begun.left) - item.minutes
    if "total_time" in rules and end + rest > limits.total:
        return False
    since = start if item.kind in RELEASES else begun.released
    if "welfare_rhythm" in rules and end - since > limits.rhythm:
        return False
    if not start_allowed(case, item, start) or not _opens(case, begun, item):
        return False
    return _spaced(case, begun, item)


def _opens(case: Case, begun: _Begun, item: Item) -> bool:
    if "opener" not in case.rules:
        return True
    if item.kind == "opening":
        return not begun.order
    if item.kind == "closing":
        return len(begun.left) == 1
    waiting = any(case.items[place].kind == "opening" for place in begun.left)
    return not (waiting or (item.talk and not begun.talked and not is_opener(item)))


def _spaced(case: Case, begun: _Begun, item: Item) -> bool:
    limits = case.limits
    if "leader_cap" in case.rules and item.leader and begun.order:
        recent = [placed.item.leader for placed in begun.order[-(limits.leader_window - 1) :]]
        if recent[-1] or sum(recent) >= limits.leaders:
            return False
    if "category_spacing" in case.rules and item.category:
        near = [placed.item.category for placed in begun.order[-(limits.category_window - 1) :]]
        if near.count(item.category) >= limits.category_most:
            return False
    return True


def _pressure(case: Case, begun: _Begun) -> dict[str, float]:
    """How crowded each scarce sort is among what is left: share of the places that it needs."""
    left = [case.items[place] for place in begun.left]
    places = max(len(left), 1)
    limits = case.limits
    count = Counter(item.category for item in left if item.category)
    found = {
        f"c:{name}": n * limits.category_window / limits.category_most / places for name, n in count.items()
    }
    leaders = sum(item.leader for item in left)
    found["leader"] = leaders * limits.leader_window / limits.leaders / places
    releases = sum(item.kind in RELEASES for item in left)
    minutes = sum(item.minutes for item in left)
    found["release"] = minutes / limits.rhythm / max(releases, 0.5) if releases else 0.0
    return found


def _gain(case: Case, begun: _Begun, item: Item, start: int, pressure: dict[str, float]) -> float:
    """Worth now against its worth at mean audience, and relief of what is crowded among the rest."""
    scale = max((abs(one.value) for one in case.items), default=1) or 1
    gain = item.value / scale * (case.weight(start) - 1.0)
    if item.category:
        gain += 0.6 * pressure[f"c:{item.category}"]
    if item.leader:
        gain += 0.6 * pressure["leader"]
    if item.kind in RELEASES:
        waited = (start - begun.released) / case.limits.rhythm
        gain += 1.5 * waited * min(1.0, waited) - (0.9 if waited < 0.6 and pressure["release"] > 0.7 else 0.0)
    if item.host is not None and item.host in case.hosts:
        last = max((until for _, until in case.hosts[item.host]), default=0)
        gain += 0.5 * max(0.0, 1.0 - (last - start) / max(case.limits.total, 1))
    return gain - 0.3 * (start - begun.end)
