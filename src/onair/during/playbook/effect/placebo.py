"""Placebo in time: would this show have moved as much without the action? (docs/algorithms/effect.md)

The action's window is laid over earlier moments of the same show, at which nothing was done. The control series
takes away what moved everything; what a trigger saw before it fired is taken away by regression on the same
sight at the placebo moments. Pure: the same arrays give the same answer.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from onair.during.playbook.effect.model import Acted, Bounds, Control, Effect, Kind, Status, Watched, Window
from onair.during.playbook.effect.ticks import Floats, Ints, Mask, Series, holds_edge, last_before

STEP = 2
"""Every second tick is a placebo moment."""
LEAST_MOMENTS = 30
"""For halves of three minutes or less, in proportion for longer; below it intervals do not cover what they say
(python -m bench effect)."""
LEAST_EVENTS = 10.0
"""In the half of a window, at the middle placebo moment and just before the action; below it one buyer more is a
swing."""
WORTH = 0.02
"""A control that steadies the show's other moments by less than this is none."""
_UNTOUCHED = Window()


class _Sight(NamedTuple):
    """The show as this action is judged: windows, edges and the placebo moments that are like it."""

    window: Window
    changes: Ints
    moments: Ints
    mixed: bool


class _Read(NamedTuple):
    """Log changes of the action and of its placebo moments (n), what a trigger could see (n × features), and the
    share of chance in them: 1 ÷ events expected, of target and control together.

    `least`: events of the target in half a window, at the action or the middle moment, whichever are fewer.
    """

    own: float
    others: Floats
    seen: Floats
    seen_at: Floats
    chance: Floats
    chance_at: float
    least: float
    control: Control | None = None


def measure(
    watched: Watched, act: Acted, others: Sequence[Acted] = (), window: Window = _UNTOUCHED
) -> Effect:
    """What `act` did to the target, held against earlier moments. `others`: the show's other actions, any order."""
    changes = np.array(sorted(set(watched.changes)), dtype=np.int64)
    near = _shortened(act, changes, window)
    if near is None:
        return _without("not_comparable", act)
    if beside := _beside(act, others, near):
        return _without("inseparable", act, beside=beside)
    if act.tick + near.after > len(watched.target):
        return _without("not_due", act)
    target = Series(watched.target)
    sight = _sight(act, others, near, changes)
    read = _steadiest(target, watched, act, sight)
    if lack := _lack(sight, read):
        return _without(lack, act, n=len(read.others))
    return _judged(act, sight, read)


def _lack(sight: _Sight, read: _Read) -> Status | None:
    """What is missing for a figure."""
    if np.isnan(read.own):
        return "gaps"
    if len(read.others) < _least(sight.window):
        return "too_few"
    return "few_events" if read.least < LEAST_EVENTS else None


def swing(
    watched: Watched, tick: int, control: str | None, others: Sequence[Acted], window: Window = _UNTOUCHED
) -> float | None:
    """The bare log change at a moment, against one control named beforehand; None where nothing can be said."""
    act = Acted("", tick, "none")
    near = _shortened(act, np.array(sorted(set(watched.changes)), dtype=np.int64), window)
    if near is None or _beside(act, others, near):
        return None
    at, target = np.array([tick]), Series(watched.target)
    if control is None:
        found = target.jump(at, near.before, near.after, near.before)
    else:
        other = Series(watched.controls[control])
        both = target.known & other.known
        found = target.only(both).jump(at, near.before, near.after, near.before)
        found = found - other.only(both).jump(at, near.before, near.after, near.before)
    return float(found[0]) if np.isfinite(found[0]) else None


def _without(status: Status, act: Acted, *, n: int = 0, beside: tuple[str, ...] = ()) -> Effect:
    return Effect(action=act.id, status=status, trigger=act.trigger, n=n, beside=beside)


def _least(near: Window) -> int:
    """Overlapping moments must span as many windows, however long those are."""
    whole = _UNTOUCHED.before + _UNTOUCHED.after
    return max(LEAST_MOMENTS, -(-LEAST_MOMENTS * (near.before + near.after) // whole))


def _shortened(act: Acted, changes: Ints, window: Window) -> Window | None:
    """The window without what belongs to another slot; None where too little is left."""
    before = min(window.before, act.tick - int(last_before(changes, np.array([act.tick]))[0]))
    later = changes[changes > act.tick]
    after = min(window.after, int(later[0]) - act.tick) if len(later) else window.after
    if min(before, after) < window.least:
        return None
    return Window(before, after, window.least, window.opening)


def _beside(act: Acted, others: Sequence[Acted], near: Window) -> tuple[str, ...]:
    low, high = act.tick - near.before, act.tick + near.after
    return tuple(
        sorted(one.id for one in others if one.id != act.id and any(low <= e < high for e in one.edges))
    )


def _sight(act: Acted, others: Sequence[Acted], near: Window, changes: Ints) -> _Sight:
    """Placebo moments: after the opening, over before the action, within one slot, free of other actions."""
    at = np.arange(near.opening, act.tick - near.after + 1, STEP, dtype=np.int64)
    at = at[~holds_edge(changes, at - near.before + 1, at + near.after)]
    edges = np.array(sorted({edge for one in others for edge in one.edges}), dtype=np.int64)
    free = at[~holds_edge(edges, at - near.before, at + near.after)]
    mixed = len(free) < _least(near) <= len(at)
    return _Sight(near, changes, at if mixed else free, mixed)


def _steadiest(target: Series, watched: Watched, act: Acted, sight: _Sight) -> _Read:
    """By the control that steadies the placebo moments most, or by none. The action's own window has no say."""
    plain = _read(target, None, act, sight)
    chosen, spread = plain, _spread(plain)
    for name, values in watched.controls.items():
        control = Series(values)
        both = target.known & control.known
        steadied = _read(target.only(both), control.only(both), act, sight)
        if np.isnan(steadied.own) or len(steadied.others) < max(
            _least(sight.window), 0.8 * len(plain.others)
        ):
            continue
        now = _spread(steadied)
        if now < spread and now <= (1 - WORTH) * _spread(plain):
            chosen = steadied._replace(control=Control(name, 1 - now / _spread(plain)))
            spread = now
    return chosen


def _spread(read: _Read) -> float:
    return float(np.std(read.others)) if len(read.others) else 0.0


def _read(target: Series, control: Series | None, act: Acted, sight: _Sight) -> _Read:
    near = sight.window
    at = np.append(sight.moments, act.tick)
    whole = near.before
    since = last_before(sight.changes, at)
    jumps = target.jump(at, near.before, near.after, whole)
    seen, lately = [target.lean(at, since, whole)], target.lately(at, since, whole)
    chance = 1 / (lately + 1)
    if control is not None:
        jumps = jumps - control.jump(at, near.before, near.after, whole)
        seen.append(control.lean(at, since, whole))
        chance = chance + 1 / (control.lately(at, since, whole) + 1)
    views = np.stack(seen, axis=1)
    if act.trigger == "none":
        views = views[:, :0]
    known: Mask = np.isfinite(jumps) & np.isfinite(chance) & np.isfinite(views).all(axis=1)
    own = float(jumps[-1]) if known[-1] else np.nan
    kept = known[:-1]
    least = min(float(lately[-1]), float(np.median(lately[:-1][kept]))) if kept.any() else 0.0
    return _Read(
        own, jumps[:-1][kept], views[:-1][kept], views[-1], chance[:-1][kept], float(chance[-1]), least
    )  # fmt: skip


def _judged(act: Acted, sight: _Sight, read: _Read) -> Effect:
    near, n = sight.window, len(read.others)
    centre, rest, far = _expected(read)
    apart = n * STEP / (near.before + near.after)
    widen = np.sqrt(1 + (2 + far) / apart)
    swings = np.sort(np.abs(rest) * _calm(rest, read)) * widen
    if swings[_rank(n, 0.95)] <= 0:
        return _without("flat", act, n=n)
    moved = read.own - centre
    kind: Kind = "control" if read.control else "before_after"
    return Effect(
        action=act.id, status="measured", kind=kind, trigger=act.trigger, effect=float(np.expm1(moved)),
        i80=_bounds(moved, float(swings[_rank(n, 0.80)])), i95=_bounds(moved, float(swings[_rank(n, 0.95)])),
        alike=(1 + int((swings >= abs(moved)).sum())) / (1 + n), n=n, before=near.before, after=near.after,
        control=read.control, mixed=sight.mixed,
    )  # fmt: skip


def _expected(read: _Read) -> tuple[float, Floats, float]:
    """→ the change to expect without the action, the placebo moments' own rests, and how unusual the sight was.

    The last is the squared distance of what the trigger saw from what the placebo moments saw, in their spread.
    """
    middle = float(read.others.mean())
    if read.seen.shape[1] == 0:
        return middle, read.others - middle, 0.0
    mean = read.seen.mean(axis=0)
    views, own = read.seen - mean, read.seen_at - mean
    slope = np.linalg.lstsq(views, read.others - middle, rcond=None)[0]
    inverse = np.linalg.pinv(views.T @ views / len(views))
    return middle + float(own @ slope), read.others - middle - views @ slope, float(own @ inverse @ own)


def _calm(rest: Floats, read: _Read) -> Floats:
    """How much wider than each placebo moment the action's own would swing by chance: few events swing more.

    Their squares are taken as drift, the same for all, plus a multiple of `chance` (least squares, neither negative).
    """
    from scipy.optimize import nnls  # noqa: PLC0415 (half a second to import: not on the way to the first page)

    causes = np.column_stack([np.ones_like(rest), read.chance])
    (drift, luck), _ = nnls(causes, rest**2)
    if drift + luck <= 0:
        return np.ones_like(rest)
    found: Floats = np.sqrt((drift + luck * read.chance_at) / (drift + luck * read.chance))
    return found


def _rank(n: int, level: float) -> int:
    """Place (from 0) of the quantile that a further draw stays under with at least `level`."""
    return min(int(np.ceil((n + 1) * level)), n) - 1


def _bounds(middle: float, half: float) -> Bounds:
    return Bounds(float(np.expm1(middle - half)), float(np.expm1(middle + half)))
