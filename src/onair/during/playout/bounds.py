"""How far re-planning may go with each slot, whoever asks for it. Pure."""

from collections.abc import Mapping, Sequence

from onair.during.playout.pieces import LEAST_MS, SHRINK_MOST
from onair.during.playout.schedule import Row, Timeline


def least_of(row: Row) -> int:
    """To this length, ms, re-planning may shrink a slot."""
    if row.piece is None or row.piece.timing == "locked":
        return row.length
    if row.piece.timing == "fill":
        return LEAST_MS
    return max(LEAST_MS, round(row.piece.length * (1 - SHRINK_MOST)))


def asked_too_much(before: Timeline, changes: Mapping[str, int], dropped: Sequence[str]) -> str | None:
    """Why lengths or drops that somebody sends are outside the bounds; None = they are within."""
    coming = {row.id: row for row in before.coming}
    for id_, seconds in changes.items():
        row = coming.get(id_)
        if row is None or seconds > 0 or row.length + seconds * 1000 < least_of(row):
            return id_
    return next(
        (id_ for id_ in dropped if not ((row := coming.get(id_)) and row.piece and row.piece.optional)), None
    )
