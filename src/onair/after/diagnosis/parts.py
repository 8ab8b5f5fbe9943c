"""The change once more, by channel, product and host: each with a chain of its own, all together the same change."""

from collections.abc import Sequence
from math import exp, log
from statistics import fmean
from typing import Any, Literal, NamedTuple

from onair.after.diagnosis.base import ENOUGH, near
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.links import decompose

By = Literal["channel", "product", "host"]
CHAINS: dict[By, tuple[str, ...]] = {
    "channel": ("expo", "views", "people", "shown", "click", "pay", "gmv"),
    "product": ("seen", "expo", "click", "cart", "order", "paid", "items", "gmv"),
    "host": ("on_s", "seen", "click", "paid", "gmv"),
}
"""Fields of Way, Good and Crew, in order."""
ROWS_MAX = 50


class Part(NamedTuple):
    """`key` None: what belongs to none of the others. `links`: stage → money of its link; None without enough of a past."""

    key: str | None
    base: float
    target: float
    change: float
    links: dict[str, float] | None


def parts(by: By, now: Facts, past: Sequence[Facts], base: float) -> list[Part]:
    """Largest change first. Σ change = the show's GMV − `base`: the usual of all keys is scaled to the room's."""
    mine = _of(by, now)
    usual = {key: _usual(by, key, past) for key in {*mine, *(k for show in past for k in _of(by, show))}}
    whole = sum(one["gmv"] for one in usual.values())
    factor = base / whole if whole else 0.0
    rows = [_part(by, key, mine.get(key), {**one, "gmv": one["gmv"] * factor}) for key, one in usual.items()]
    rows = [row for row in rows if row.base or row.target]
    rows.sort(key=lambda row: (-abs(row.change), row.key or ""))
    gmv = float(now.stages.get("gmv") or 0)
    rest = [*rows[ROWS_MAX:], Part(None, 0.0, gmv - sum(row.target for row in rows), 0.0, None)]
    left_base, left = sum(row.base for row in rest), sum(row.target for row in rest)
    found = rows[:ROWS_MAX]
    if not whole:
        left_base = base
    if abs(left) > 0.5 or left_base:
        found.append(Part(None, left_base, left, left - left_base, None))
    return found


def _of(by: By, show: Facts) -> dict[str, Any]:
    held: dict[By, dict[str, Any]] = {"channel": show.ways, "product": show.goods, "host": show.crew}
    return held[by]


def _value(thing: Any, stage: str) -> float:
    return float((getattr(thing, stage) if thing is not None else None) or 0)


def _usual(by: By, key: str, past: Sequence[Facts]) -> dict[str, float]:
    """Stage → middle over the past; only `gmv`, with 0 where the key was absent, when it was there too seldom."""
    there = [thing for show in past if (thing := _of(by, show).get(key)) is not None]
    found: dict[str, float] = {}
    for stage in CHAINS[by]:
        logs = near([log(value) for thing in there if (value := _value(thing, stage)) > 0])
        if len(logs) >= ENOUGH and len(logs) >= 0.8 * len(past):
            found[stage] = exp(fmean(logs))
    if "gmv" not in found:
        found = {"gmv": sum(_value(thing, "gmv") for thing in there) / max(len(past), 1)}
    return found


def _part(by: By, key: str, thing: Any, usual: dict[str, float]) -> Part:
    base, target = usual["gmv"], _value(thing, "gmv")
    stages = [stage for stage in CHAINS[by] if usual.get(stage) and _value(thing, stage) > 0]
    links = None
    if len(stages) > 1 and stages[-1] == "gmv" and len(usual) > 1:
        chain = decompose(usual, {stage: _value(thing, stage) for stage in stages}, stages)
        links = {link.to: link.part for link in chain.links}
    return Part(key, base, target, target - base, links)
