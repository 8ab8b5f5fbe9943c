"""Why did it move: the difference of two scores, term by term. Pure.

Every term's pull is share × (score − the old total). The pulls of the old score sum to 0, so the differences
of the pulls sum exactly to the difference of the totals, and a term that merely appeared pulls only by how
far it lies from what was thought before.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

Kind = Literal["changed", "appeared", "gone", "weight"]
Terms = Mapping[str, Sequence[Any]]
"""Term → [score, raw, n, share]."""
SMALLEST = 0.005


class Move(NamedTuple):
    """`by`: points of the total. Scores None = missing then."""

    code: str
    kind: Kind
    by: float
    before: float | None
    after: float | None
    raw_before: float | None
    raw_after: float | None
    n_before: int
    n_after: int


def moves(before: Terms, after: Terms, total_before: float) -> list[Move]:
    """Largest first; nothing below half a hundredth of a point."""
    found = [
        _move(code, before.get(code), after.get(code), total_before) for code in before.keys() | after.keys()
    ]
    told = [move for move in found if abs(move.by) >= SMALLEST]
    return sorted(told, key=lambda move: (-abs(move.by), move.code))


def _move(code: str, old: Sequence[Any] | None, new: Sequence[Any] | None, reference: float) -> Move:
    def pull(term: Sequence[Any] | None) -> float:
        return float(term[3] * (term[0] - reference)) if term else 0.0

    kind: Kind = "gone" if new is None else "appeared" if old is None else "changed"
    if old and new and old[0] == new[0]:
        kind = "weight"
    first, last = old or (None, None, 0, 0), new or (None, None, 0, 0)
    return Move(code, kind, pull(new) - pull(old), first[0], last[0], first[1], last[1], first[2], last[2])
