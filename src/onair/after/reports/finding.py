"""What a check found. A failed check edits nothing: it names the places and keeps the numbers out of comparisons."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from onair.after.reports.bundle import Number, Place
from onair.kernel.i18n import Text

State = Literal["pass", "differs", "uncheckable"]
PLACES_MAX = 20


class Finding(Struct, frozen=True):
    """`left` and `right` are the two sides that should agree, `metric` what they are of. `quarantine`: the value cannot be
    true (a share above 1), so it is not shown as a number."""

    rule: str
    state: State
    words: Text
    metric: str | None = None
    left: Number | None = None
    right: Number | None = None
    places: tuple[Place, ...] = ()
    quarantine: bool = False

    @property
    def difference(self) -> Number | None:
        return None if self.left is None or self.right is None else self.left - self.right


def within(low: Number, high: Number, least: Number, most: Number) -> bool:
    """Two ranges meet."""
    return low <= most and least <= high


def some(places: Sequence[Place]) -> tuple[Place, ...]:
    return tuple(places[:PLACES_MAX])
