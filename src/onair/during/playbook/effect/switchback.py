"""Switchback: of the moments that a rule finds, half are acted on by lot. The strongest evidence there is.

The lot is drawn when the plan is registered, from a key that only the server holds; the plan carries the key's
fingerprint. Nobody can see a later arm, and a plan, key or arm that was changed afterwards does not fit any more.
"""

import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
from msgspec import Struct, structs

from onair.during.playbook.effect.model import Acted, Bounds, Effect, Watched, Window
from onair.during.playbook.effect.placebo import swing
from onair.during.playbook.effect.ticks import Floats, Mask
from onair.kernel.errors import BadInput, Conflict

LEAST_MOMENTS = 8
"""Of six there are 20 ways to choose three: the rarest result still comes up in 2 of 20, never below 5 %."""
MOST_MOMENTS = 200
EXACT_TO = 13_000
"""Ways to draw the lot, up to which all are counted (16 moments); beyond, `DRAWS` of them."""
DRAWS = 20_000
KEY_BYTES = 32
_WINDOW = Window()


class BadMoments(BadInput):
    code = "bad_switchback_moments"
    zh = "对照实验需要 {least} 到 {most} 个时刻且为偶数，给出的是 {given}：6 个时刻无论结果如何都得不出结论。没有登记，请改数量。"
    en = (
        "A switchback needs an even number of {least} to {most} moments, not {given}: six never lead to a "
        "conclusion, whatever happens. Nothing was registered; change the number."
    )


class PlanBroken(Conflict):
    code = "switchback_plan_broken"
    zh = "这个对照实验的登记与抽签不符，登记后被改动过。没有给出结果，请重新登记一个实验。"
    en = (
        "The plan of this switchback does not fit its lot: one was changed after it was registered. "
        "No result is given; register another."
    )


class NoSuchMoment(BadInput):
    code = "no_such_switchback_moment"
    zh = "这个对照实验只有 {moments} 个时刻，没有第 {place} 个。没有任何操作。"
    en = "This switchback has {moments} moments; there is no number {place}. Nothing was done."


class Plan(Struct, frozen=True):
    """As registered, before the first moment. `seal`: fingerprint of everything else and of the key; `at`: ms."""

    id: str
    moments: int
    at: int
    seal: str


class Switchback(Struct, frozen=True, kw_only=True):
    """`used`: moments that could be read, `treated` of them. `exact`: every lot was counted, else `draws` of them.

    `strayed`: moments at which the team did not do what was drawn; they count as drawn. `effect` None with
    `enough` False: fewer moments were readable than can ever reject at 5 %.
    """

    moments: int
    used: int
    treated: int
    strayed: int
    enough: bool
    exact: bool
    draws: int
    effect: float | None = None
    i80: Bounds | None = None
    i95: Bounds | None = None
    alike: float | None = None


def register(id_: str, moments: int, key: bytes, at: int) -> Plan:
    """`key`: 32 random bytes, kept from everybody until the last moment. Raises BadMoments."""
    if moments % 2 or not LEAST_MOMENTS <= moments <= MOST_MOMENTS:
        raise BadMoments(least=LEAST_MOMENTS, most=MOST_MOMENTS, given=moments)
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key of a switchback has {KEY_BYTES} bytes")
    return Plan(id_, moments, at, _seal(id_, moments, at, key))


def arm(plan: Plan, key: bytes, place: int) -> bool:
    """Whether the moment at `place` (from 0) is acted on; to be asked when it has come. Raises PlanBroken, NoSuchMoment."""
    if not 0 <= place < plan.moments:
        raise NoSuchMoment(moments=plan.moments, place=place + 1)
    return drawn(plan, key)[place]


def drawn(plan: Plan, key: bytes) -> tuple[bool, ...]:
    """The whole lot, half of it True. Raises PlanBroken."""
    if not fits(plan, key):
        raise PlanBroken
    marks = [_mark(key, f"{plan.id}\n{place}") for place in range(plan.moments)]
    chosen = sorted(range(plan.moments), key=marks.__getitem__)[: plan.moments // 2]
    return tuple(place in chosen for place in range(plan.moments))


def fits(plan: Plan, key: bytes) -> bool:
    """Whether it is as it was registered."""
    return hmac.compare_digest(plan.seal, _seal(plan.id, plan.moments, plan.at, key))


def _seal(id_: str, moments: int, at: int, key: bytes) -> str:
    return _mark(key, f"{id_}\n{moments}\n{at}\nplan").hex()


def _mark(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), hashlib.sha256)


def eligible(past: Sequence[int], tick: int, window: Window = _WINDOW) -> bool:
    """Far enough from the moments before it that no window holds two of them."""
    return all(abs(tick - other) >= window.before + window.after for other in past)


def outcomes(
    watched: Watched, ticks: Sequence[int], control: str | None, others: Sequence[Acted] = ()
) -> list[float | None]:
    """The log change at each moment, to be given to `analyse`; None = another slot, another action, or a gap."""
    return [swing(watched, tick, control, [*others, *_neighbours(ticks, tick)], _WINDOW) for tick in ticks]


def _neighbours(ticks: Sequence[int], tick: int) -> list[Acted]:
    return [Acted(f"moment {other}", other) for other in ticks if other != tick]


def analyse(
    plan: Plan, key: bytes, found: Sequence[float | None], done: Sequence[bool] | None = None
) -> Switchback:
    """Permutation test of the difference of means; interval by turning the test around. By what was drawn, whatever
    was `done`. Deterministic: lots beyond counting come from the plan's own key. Raises PlanBroken."""
    lot = drawn(plan, key)
    strayed = sum(did != was for did, was in zip(done, lot, strict=True)) if done is not None else 0
    kept = [place for place, one in enumerate(found) if one is not None]
    treated = np.array([lot[place] for place in kept], dtype=bool)
    y = np.array([found[place] for place in kept], dtype=np.float64)
    n, k = len(kept), int(treated.sum())
    ways = comb(n, k)
    exact = ways <= EXACT_TO
    bare = Switchback(
        moments=plan.moments, used=n, treated=k, strayed=strayed, enough=False, exact=exact, draws=0
    )
    if n < LEAST_MOMENTS or 2 / ways > 0.05:
        return bare
    lots = _all_lots(n, k) if exact else _some_lots(n, k, key)
    line = _Line(y, treated, lots, exact)
    return structs.replace(
        bare, enough=True, draws=len(lots), effect=float(np.expm1(line.gap)), i80=line.bounds(0.2),
        i95=line.bounds(0.05), alike=line.share(0.0),
    )  # fmt: skip


class _Line:
    """For each lot the gap between arms if the true effect were δ: a straight line, level − slope · δ."""

    def __init__(self, y: Floats, treated: Mask, lots: Mask, exact: bool) -> None:
        n, k = len(y), int(treated.sum())
        weights = np.where(lots, 1 / k, -1 / (n - k))
        self._level, self._slope, self._exact = weights @ y, weights @ treated.astype(np.float64), exact
        self.gap = float(y[treated].mean() - y[~treated].mean())

    def share(self, delta: float) -> float:
        """Of the lots, those with as large a gap as the real one, had the effect been `delta`."""
        large = np.abs(self._level - self._slope * delta) >= abs(self.gap - delta) - 1e-12
        return float(large.mean() if self._exact else (1 + large.sum()) / (1 + len(large)))

    def bounds(self, level: float) -> Bounds:
        low, high = (self._edge(level, sign) for sign in (-1.0, 1.0))
        return Bounds(float(np.expm1(low)), float(np.expm1(high)))

    def _edge(self, level: float, sign: float) -> float:
        """The effect farthest from the measured one that the test does not refuse."""
        near, step = 0.0, 0.05
        while self.share(self.gap + sign * step) > level:
            near, step = step, step * 2
        for _ in range(30):
            middle = (near + step) / 2
            if self.share(self.gap + sign * middle) > level:
                near = middle
            else:
                step = middle
        return self.gap + sign * step


@lru_cache(maxsize=8)
def _all_lots(n: int, k: int) -> Mask:
    lots = np.zeros((comb(n, k), n), dtype=bool)
    for row, chosen in enumerate(combinations(range(n), k)):
        lots[row, list(chosen)] = True
    return lots


def _some_lots(n: int, k: int, key: bytes) -> Mask:
    rng = np.random.default_rng(list(_mark(key, f"{n}\n{k}\nlots")))
    lots: Mask = rng.permuted(np.tile(np.arange(n) < k, (DRAWS, 1)), axis=1)
    return lots


def as_effect(result: Switchback, id_: str) -> Effect:
    """The same in the shape of every other effect, named randomised."""
    if not result.enough:
        return Effect(action=id_, status="too_few", kind="randomised", trigger="none", n=result.used)
    return Effect(
        action=id_, status="measured", kind="randomised", trigger="none", effect=result.effect, i80=result.i80,
        i95=result.i95, alike=result.alike, n=result.used,
    )  # fmt: skip
