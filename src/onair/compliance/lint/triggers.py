"""Words without which a pattern cannot match, read off the pattern itself, so that an automaton may say where to look.

Pure. `re._parser` is what `re.compile` itself reads patterns with; a test holds every pattern against its triggers.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from onair.kernel.folding import simplified

MOST = 1200
"""More alternatives than this say nothing."""
WIDEST = 16
"""Characters of a class that may be spelt out."""
Found = frozenset[str] | None


def triggers_of(pattern: str) -> frozenset[str]:
    """Every match holds one of them. Raises ValueError when nothing certain stands in the pattern."""
    found = _sequence(parser.parse(pattern))
    if not found or "" in found:
        raise ValueError(f"no certain words in {pattern[:60]}")
    simple = simplified()
    return frozenset("".join(simple.get(sign, sign) for sign in one) for one in found)


def _sequence(items: Iterable[tuple[Any, Any]]) -> Found:
    """The best of what must stand in one of the items; neighbours that are spelt out are read together."""
    best: Found = None
    run: frozenset[str] = frozenset({""})
    for kind, value in items:
        exact = _exact(kind, value)
        if exact is not None and len(exact) * len(run) <= MOST:
            run = frozenset(a + b for a in run for b in exact)
            continue
        best = _better(best, run)
        run = frozenset({""}) if exact is None else exact
        best = _better(best, None if exact is not None else _within(kind, value))
    return _better(best, run)


def _exact(kind: Any, value: Any) -> Found:
    """All that the item can be, when that is little."""
    if kind is op.LITERAL:
        return frozenset({chr(value)})
    if kind is op.IN and value and all(one[0] is op.LITERAL for one in value) and len(value) <= WIDEST:
        return frozenset(chr(one[1]) for one in value)
    if kind is op.SUBPATTERN:
        return _exact_sequence(value[3])
    if kind is op.BRANCH:
        options = [_exact_sequence(one) for one in value[1]]
        return None if any(one is None for one in options) else _union(options)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and tuple(value[:2]) == (0, 1):
        once = _exact_sequence(value[2])
        return once and once | {""}
    return frozenset({""}) if kind in (op.ASSERT, op.ASSERT_NOT, op.AT) else None


def _exact_sequence(items: Sequence[tuple[Any, Any]]) -> Found:
    run: frozenset[str] = frozenset({""})
    for kind, value in items:
        exact = _exact(kind, value)
        if exact is None or len(exact) * len(run) > MOST:
            return None
        run = frozenset(a + b for a in run for b in exact)
    return run


def _within(kind: Any, value: Any) -> Found:
    """What must stand somewhere in the item."""
    if kind is op.SUBPATTERN:
        return _sequence(value[3])
    if kind is op.BRANCH:
        options = [_sequence(one) for one in value[1]]
        return None if any(not one or "" in one for one in options) else _union(options)
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] >= 1:
        return _sequence(value[2])
    return None


def _union(options: Iterable[Found]) -> Found:
    found = reduce(lambda a, b: a | (b or frozenset()), options, frozenset[str]())
    return found if len(found) <= MOST else None


def _better(a: Found, b: Found) -> Found:
    """Longer words first, then fewer of them."""
    good = [one for one in (a, b) if one and "" not in one]
    return max(good, key=lambda one: (min(2, *map(len, one)), -len(one)), default=None)
