"""How long people stay active after they come in: the curve, for all and by new and returning.

Read from the same stays as the metric `retention_5`: a person counts as still active at minute m when they commented,
liked, shared or clicked m minutes after their first entry or later. Only people who entered at least m minutes before the
end are asked, so a late entry never looks like somebody who left.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

MINUTES = (1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60, 90, 120)
Who = Literal["all", "new", "old", "unknown"]
Stays = Mapping[tuple[int, bool | None, int], int]
"""(minute of first entry in ms, new, minutes until the last thing done) → people."""


class Kept(Struct, frozen=True):
    """`still` of the `came` who entered at least `minute` minutes before the end; `share` = still ÷ came."""

    minute: int
    still: int
    came: int
    share: float


def kept(stays: Stays, end: int) -> dict[Who, list[Kept]]:
    """`end`: ms, of the show or now. A group nobody is known of has no curve; a point nobody can be asked for is left out."""
    found: dict[Who, list[Kept]] = {}
    for who in ("all", "new", "old", "unknown"):
        mine = {key: n for key, n in stays.items() if who == "all" or _who(key[1]) == who}
        points = [point for minute in MINUTES if (point := _point(mine, minute, end)) is not None]
        if points:
            found[who] = points
    return found


def _who(new: bool | None) -> Who:
    return "unknown" if new is None else "new" if new else "old"


def _point(stays: Stays, minute: int, end: int) -> Kept | None:
    asked = [(lasted, n) for (entered, _, lasted), n in stays.items() if entered <= end - minute * 60_000]
    came = sum(n for _, n in asked)
    if not came:
        return None
    still = sum(n for lasted, n in asked if lasted >= minute)
    return Kept(minute, still, came, still / came)
