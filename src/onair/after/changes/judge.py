"""Whether a change worked, from one number of the show it was made in, against the room's own shows before. Pure.

One show is one show: the number is ranked among those before it. It worked when at most one in ten shows like these
would have been as good by chance, made it worse when at most one in ten would have been as bad; everything between is
no difference told. Nine comparable shows are the fewest with which that can be said at all.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, structs

from onair.after.review.bands import ENOUGH, band
from onair.metrics.metric import Better

Result = Literal["worked", "same", "worse", "unknown"]
Reason = Literal["ok", "not_taken", "no_metric", "missing", "few", "few_to_tell", "small"]
CHANCE = 0.1
LEAST_OF = 30
"""Of a rate: people or orders under which one of them moves it too far."""


class Verdict(Struct, frozen=True):
    """`as_good`, `as_bad`: shows before it that were at least as good or bad, of `n`; `of`: the rate's denominator in this
    show. `chance`: how many of shows like these would be as good (or bad) by chance; null = not ranked."""

    result: Result
    reason: Reason
    value: float | int | None = None
    of: float | int | None = None
    p10: float | None = None
    p50: float | None = None
    p90: float | None = None
    n: int = 0
    as_good: int = 0
    as_bad: int = 0
    chance: float | None = None


class Reading(Struct, frozen=True):
    """A metric in one show; `of` None = it is no rate."""

    value: float | int | None
    of: float | int | None = None

    @property
    def small(self) -> bool:
        return self.of is not None and self.of < LEAST_OF


def judge(better: Better, now: Reading, before: Sequence[Reading]) -> Verdict:
    """`better` up or down: the way it was to go; neither counts as up. `before`: shows without the change."""
    if now.value is None:
        return Verdict("unknown", "missing")
    past = [float(one.value) for one in before if one.value is not None and not one.small]
    usual = band(past)
    sign = -1 if better == "down" else 1
    good = sum(sign * value >= sign * now.value for value in past)
    bad = sum(sign * value <= sign * now.value for value in past)
    seen = Verdict("unknown", "ok", now.value, now.of, usual.p10, usual.p50, usual.p90, len(past), good, bad)
    if now.small:
        return _as(seen, "unknown", "small")
    if len(past) < ENOUGH:
        return _as(seen, "unknown", "few")
    return _ranked(seen)


def _ranked(seen: Verdict) -> Verdict:
    by_luck, by_bad_luck = (1 + seen.as_good) / (1 + seen.n), (1 + seen.as_bad) / (1 + seen.n)
    if by_luck <= CHANCE:
        return _as(seen, "worked", "ok", by_luck)
    if by_bad_luck <= CHANCE:
        return _as(seen, "worse", "ok", by_bad_luck)
    least = min(by_luck, by_bad_luck)
    if min(seen.as_good, seen.as_bad) == 0:  # beyond all before it, of which there are too few
        return _as(seen, "unknown", "few_to_tell", least)
    return _as(seen, "same", "ok", least)


def _as(seen: Verdict, result: Result, reason: Reason, chance: float | None = None) -> Verdict:
    return structs.replace(seen, result=result, reason=reason, chance=chance)
