"""How long each product, slot and host was on air, and what the audience did meanwhile. Pure.

Intervals are left-closed, [at, end): a moment that ends one begins the other and belongs to the one it begins.
"""

from collections.abc import Iterable, Sequence

from onair.during.broadcast.frames import TrackItem
from onair.kernel.clock import MINUTE_MS
from onair.metrics.measure import Grain, Number

Place = tuple[float, Number | None]
"""Minutes on air, and online at the end minus at the start; None when either has no reading."""


def placed(
    track: Iterable[TrackItem], online: Sequence[tuple[int, Number | None]], until: int
) -> dict[Grain, dict[str, Place]]:
    """Several turns of one key add up; what is still open lasts `until` (ms)."""
    readings = dict(online)
    found: dict[Grain, dict[str, Place]] = {"product": {}, "slot": {}, "host": {}}
    for item in track:
        if item.undone or item.kind not in ("slot", "host"):
            continue
        end = item.end if item.end is not None else until
        turn = (max(0, end - item.at) / MINUTE_MS, net(readings, item.at, end))
        for grain, key in _keys(item):
            known = found[grain].get(key)
            found[grain][key] = turn if known is None else _sum(known, turn)
    return found


def net(online: dict[int, Number | None], at: int, end: int) -> Number | None:
    """Of the minute the interval ends in minus of the one it begins in."""
    first, last = (online.get(moment // MINUTE_MS * MINUTE_MS) for moment in (at, end - 1))
    return None if first is None or last is None else last - first


def _keys(item: TrackItem) -> list[tuple[Grain, str]]:
    if item.kind == "host":
        return [("host", str(item.data.get("host") or item.label))]
    found: list[tuple[Grain, str]] = [("slot", str(item.data.get("slot")))]
    return [*found, ("product", item.product)] if item.product is not None else found


def _sum(a: Place, b: Place) -> Place:
    change = None if a[1] is None or b[1] is None else a[1] + b[1]
    return a[0] + b[0], change
