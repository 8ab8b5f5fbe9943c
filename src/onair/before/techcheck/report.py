"""What a check measured and found: the shapes that are stored and sent. Times in seconds of the recording."""

from typing import Any, Literal

from msgspec import Struct

Level = Literal["pass", "warn", "fail"]


class Moment(Struct, frozen=True):
    start: float
    end: float


class Finding(Struct, frozen=True):
    """`value` and `limit` in `unit`; None when the finding is no figure. Remedy included in the sentences."""

    code: str
    level: Level
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    value: float | None = None
    limit: float | None = None
    unit: str = ""
    moments: tuple[Moment, ...] = ()


class Patch(Struct, frozen=True):
    """One field of the colour card, row by row. `want`, `got`: #rrggbb."""

    place: int
    want: str
    got: str
    delta_e: float


class CardRead(Struct, frozen=True):
    """`frame`: second at which the card was read; `corners` of the field grid in shares of the frame."""

    at: float
    patches: tuple[Patch, ...]
    mean: float
    worst: float
    corners: tuple[tuple[float, float], ...]


class Still(Struct, frozen=True):
    """A small picture of the recording, `name` under the check's own folder."""

    name: str
    at: float
    width: int
    height: int


class Meters(Struct, frozen=True):
    """Curves for charts: (s, value). Loudness LUFS, brightness %, bitrate kbit/s."""

    loudness: list[list[float]] = []
    brightness: list[list[float]] = []
    bitrate: list[list[float]] = []


class Line(Struct, frozen=True):
    """How a live input came in. `media` and `wall` in seconds; `stalls` seconds without data; `drops` times it broke."""

    media: float
    wall: float
    stalls: tuple[float, ...]
    drops: int
    first: float


class Report(Struct, frozen=True):
    """`figures`: name → number or None (not measurable); `facts`: name → text about the file."""

    facts: dict[str, Any]
    figures: dict[str, float | None]
    findings: tuple[Finding, ...]
    verdict: Level
    stills: tuple[Still, ...] = ()
    meters: Meters = Meters()
    card: CardRead | None = None
    line: Line | None = None
