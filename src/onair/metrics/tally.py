"""The one thing both compilers produce; whatever comes after it is shared code.

A cell holds additive counters and, for people, how many persons have which set of marks. Unique
counts, funnels and shares are all read from those sets, so they cannot contradict each other.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

from msgspec import Struct, field

from onair.metrics.window import Window

ANY, ENTER, EXPO, INTERACT, FOLLOW, CLUB, GIFT = 1, 2, 4, 8, 16, 32, 64
PROD_EXPO, CLICK, FAV, CART, ORDER, PAY, PAY_KNOWN, REFUND = 128, 256, 512, 1024, 2048, 4096, 8192, 16384
"""Marks of a person. ANY: any event inside the window but an exposure. PAY_KNOWN: a pay of known amount."""


class Rule(NamedTuple):
    """One counter of one event type. `take`: n (events), count, value, valued (has a value), proxy."""

    counter: str
    take: str = "n"
    on: bool | None = None


RULES: dict[str, tuple[Rule, ...]] = {
    "exposure": (Rule("expo_pv", "count"),),
    "enter": (Rule("enter"), Rule("enter_proxy", "proxy")),
    "leave": (Rule("leave_pv"), Rule("watch_ms", "value"), Rule("watch_n", "valued")),
    "comment": (Rule("comment_pv"),),
    "like": (Rule("like_pv", "count"),),
    "share": (Rule("share_pv", "count"),),
    "follow": (Rule("fans_new", on=True), Rule("fans_lost", on=False)),
    "group_join": (Rule("club_new"),),
    "gift": (Rule("gift_pv"), Rule("gift_units", "count"), Rule("gift_value", "value")),
    "product_exposure": (Rule("prod_expo_pv", "count"),),
    "product_click": (Rule("prod_click_pv", "count"),),
    "favourite": (Rule("fav_pv", on=True), Rule("fav_lost", on=False)),
    "add_cart": (Rule("cart_pv", "count"),),
}
"""Events counted when they happened inside the window, and what they add."""

MARKS: dict[str, int] = {
    "exposure": EXPO, "enter": ANY | ENTER, "leave": ANY, "comment": ANY | INTERACT, "like": ANY | INTERACT,
    "share": ANY | INTERACT, "follow": ANY | FOLLOW, "group_join": ANY | CLUB, "gift": ANY | GIFT,
    "product_exposure": ANY | PROD_EXPO, "product_click": ANY | CLICK, "favourite": ANY | FAV,
    "add_cart": ANY | CART, "order": ANY, "pay": ANY, "cancel": ANY, "refund": ANY,
}  # fmt: skip
"""What an event leaves on its person (switched off: only ANY); ORDER and PAY come from settled orders."""

OF_EVENT = frozenset({"exposure", "enter"})
"""Types whose channel is the event's own; conversion goes to the channel of the person's first entry."""
OF_PRODUCT = frozenset({"product_exposure", "product_click", "favourite", "add_cart"})
OF_ORDER = frozenset({"order", "pay", "cancel", "refund"})
OF_SOURCE = {"exposure": "expo_pv", "enter": "enter", "like": "like_pv"}
"""Types that a source may sample; their counter is kept by source."""
UNTIMED = frozenset({"refund_amount_pay", "order_unpaid"})
"""Counters without a moment of their own: not in rows by minute, slot or host."""
MEASURED = frozenset(RULES) | OF_ORDER | {"gauge"}
"""Types that feed a number; the others only draw the track."""
MINUTE_PEOPLE = {"interact_uv": INTERACT, "prod_click_uv": CLICK, "pay_uv": PAY}
"""Unique people offered by minute, kept as plain counts."""

Key = str | int | bool | None
K = TypeVar("K")
V = TypeVar("V")


class Cell(Struct):
    """`sums`: counter → amount, nothing counted = absent. `people`: (namespace, marks) → persons."""

    sums: dict[str, int] = field(default_factory=dict)
    people: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, counter: str, n: int) -> None:
        value = self.sums.get(counter, 0) + n
        if value:
            self.sums[counter] = value
        else:
            self.sums.pop(counter, None)

    def add_people(self, space: str, marks: int, n: int) -> None:
        self.people[space, marks] = self.people.get((space, marks), 0) + n

    def merge(self, other: "Cell") -> None:
        for counter, n in other.sums.items():
            self.add(counter, n)
        for (space, marks), n in other.people.items():
            self.add_people(space, marks, n)


class Reading(Struct, frozen=True):
    """A gauge of one source: first and last value by time; at the same ms the smaller and the larger one."""

    first_at: int
    first: int
    last_at: int
    last: int


class Online(Struct, frozen=True):
    """Online people in one minute: median and last of its readings."""

    median: float
    last: int


class Tally(Struct):
    """Everything counted about one show. `rows`: dimension → key → cell (None = unknown).

    `crossed`: (channel, new) → cell; rows of channel and of new are its margins.
    `stays`: (minute of first entry in ms, new, minutes until the last word, like, share or click) → people.
    `entries`: enter events by their own channel. Dicts `seen`, `nobody`
    (inside, without a user), `before`, `after`, `not_due`, `late` count events by type.
    """

    window: Window
    now: int
    total: Cell = field(default_factory=Cell)
    rows: dict[str, dict[Key, Cell]] = field(default_factory=dict)
    crossed: dict[tuple[str | None, bool | None], Cell] = field(default_factory=dict)
    stays: dict[tuple[int, bool | None, int], int] = field(default_factory=dict)
    online: dict[int, Online] = field(default_factory=dict)
    readings: dict[tuple[str, str], Reading] = field(default_factory=dict)
    by_source: dict[tuple[str, str], int] = field(default_factory=dict)
    entries: dict[str | None, int] = field(default_factory=dict)
    sampled: set[tuple[str, str]] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    nobody: dict[str, int] = field(default_factory=dict)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    not_due: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)

    def cell(self, dimension: str, key: Key) -> Cell:
        return self.rows.setdefault(dimension, {}).setdefault(key, Cell())

    def crossed_cell(self, channel: str | None, new: bool | None) -> Cell:
        return self.crossed.setdefault((channel, new), Cell())

    def tidied(self) -> "Tally":
        """Without cells and counts that hold nothing, so that equal shows give equal tallies."""
        _drop(self.crossed, lambda cell: not cell.sums and not cell.people)
        for cells in self.rows.values():
            _drop(cells, lambda cell: not cell.sums and not cell.people)
        _drop(self.rows, lambda cells: not cells)
        _drop(self.entries, lambda n: not n)
        _drop(self.by_source, lambda n: not n)
        for counts in (self.seen, self.nobody, self.before, self.after, self.not_due, self.late):
            _drop(counts, lambda n: not n)
        return self


def _drop(found: dict[K, V], empty: Callable[[V], bool]) -> None:
    for key in [key for key, value in found.items() if empty(value)]:
        del found[key]


def margins(tally: Tally) -> None:
    """Rows by channel and by new from the crossed cells: a person is in exactly one of them."""
    for (channel, new), cell in tally.crossed.items():
        tally.cell("channel", channel).merge(cell)
        tally.cell("new", new).merge(cell)


class Span(NamedTuple):
    """What was on between two moments, in whole seconds [start, end)."""

    dimension: str
    key: str
    start: int
    end: int


def spans(marks: list[tuple[str, str, str, int]], window: Window, now: int) -> list[Span]:
    """Pair (dimension, key, phase, at) marks: an end closes what is open, the show's end the rest.

    Two starts in a row are one; an end at the moment of a start comes first. Clipped to the window.
    """
    found: list[Span] = []
    opened: dict[tuple[str, str], int] = {}
    last = min(now, window.high)

    def close(dimension: str, key: str, at: int) -> None:
        start = max(opened.pop((dimension, key)), window.low) // 1000
        end = min(at, last) // 1000
        if start < end:
            found.append(Span(dimension, key, start, end))

    for dimension, key, phase, at in sorted(marks, key=lambda m: (m[3], m[2] != "end", m[0], m[1])):
        if phase == "start":
            opened.setdefault((dimension, key), at)
        elif (dimension, key) in opened:
            close(dimension, key, at)
    for dimension, key in list(opened):
        close(dimension, key, last)
    return found


def rows_by_span(tally: Tally, found: list[Span], seconds: Mapping[str, Mapping[int, int]]) -> None:
    """Additive counters of each span by whole seconds; a key with several spans is their sum."""
    for span in found:
        cell = tally.cell(span.dimension, span.key)
        for counter, beats in seconds.items():
            if len(beats) < span.end - span.start:
                n = sum(n for second, n in beats.items() if span.start <= second < span.end)
            else:
                n = sum(beats.get(second, 0) for second in range(span.start, span.end))
            cell.add(counter, n)
