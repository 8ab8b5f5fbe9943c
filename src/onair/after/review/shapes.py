"""What goes over the wire: the numbers with names beside their keys, and the whole review."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from onair.after.review.bands import Band
from onair.after.review.joining import Joined
from onair.after.review.peaks import Peak
from onair.after.review.retention import Kept, Who
from onair.during.broadcast.frames import TrackItem
from onair.metrics.funnel import Stage
from onair.metrics.measure import Number
from onair.metrics.numbers import Value
from onair.metrics.tally import Key

Point = tuple[int, Number | None]


class NumbersRow(Struct, frozen=True):
    """One key of the dimension asked for. `label`: name for people; `group`: neutral group of a channel, role
    of a product, kind of a slot."""

    key: Key
    label: str | None
    group: str | None
    metrics: dict[str, Value]
    funnels: dict[str, list[Stage]] = field(default_factory=dict)


class NumbersOut(Struct, frozen=True):
    """Body of GET …/numbers and of `onair review --json`. `series`: [minute start ms, value or null].
    `more`: rows left out, because only the first so many were wanted."""

    as_of: int
    metrics: dict[str, Value]
    rows: list[NumbersRow]
    funnels: dict[str, list[Stage]]
    series: dict[str, list[Point]]
    more: int = 0


class Source(Struct, frozen=True):
    """What one source sent: events by type (empty on air), first and last by their own time, newest receipt."""

    source: str
    events: dict[str, int]
    first_at: int | None
    last_at: int
    clock: int | None = None


class PastShow(Struct, frozen=True):
    """A show that the bands look back at."""

    id: str
    title: str
    started_at: int | None


class Review(Struct, frozen=True):
    """`show`: as GET /shows/{id}. `live`: still on air, the numbers move. `baseline`: metric → band over the
    room's own past; `baseline_series`: metric → [minute of the show, p10, p50, p90, n]. `corrections`: how
    many events were late, corrected, voided, sent twice, not due, before the start, after the end, or came
    after the first sealing (`added`). `outside`: the same by type. `talk_s`: product → seconds on air. `drops`: where online
    fell most. `retention`: all, new, old, unknown → the curve. `joined`: moments after which people followed or joined."""

    show: dict[str, Any]
    as_of: int
    live: bool
    numbers: NumbersOut
    track: list[TrackItem]
    peaks: list[Peak]
    baseline: dict[str, Band]
    baseline_series: dict[str, list[list[float | int | None]]]
    baseline_shows: list[PastShow]
    sources: list[Source]
    corrections: dict[str, int]
    outside: dict[str, dict[str, int]]
    talk_s: dict[str, int]
    drops: list[Peak]
    retention: dict[Who, list[Kept]]
    joined: list[Joined]


class Names(Struct, frozen=True):
    """Key → (label, group) for each dimension that has names."""

    product: Mapping[str, tuple[str, str | None]]
    host: Mapping[str, tuple[str, str | None]]
    slot: Mapping[str, tuple[str, str | None]]
    people: Mapping[str, str]
