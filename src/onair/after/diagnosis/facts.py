"""One show reduced to what a diagnosis asks of it: small, made once, kept beside the lake, alike for past and present shows.

Counts are as the review tells them. Times in ms UTC, lengths in s, money in minor units. None = no source gave it.
"""

from msgspec import Struct, field

Number = int | float


class Good(Struct, frozen=True, kw_only=True):
    """One product. `talk_s` it was talked about before `seen` person-seconds of audience. `out_s`: shown as sold out;
    `out_click`: clicks meanwhile. `wondered`: questions written while it was on."""

    talk_s: int = 0
    seen: float = 0.0
    expo: int | None = None
    click: int | None = None
    cart: int | None = None
    order: int | None = None
    paid: int | None = None
    items: int | None = None
    gmv: int | None = None
    unpaid: int | None = None
    out_s: int = 0
    out_click: int = 0
    wondered: int = 0

    @property
    def price(self) -> float | None:
        """What one piece went for."""
        return self.gmv / self.items if self.gmv and self.items else None


class Way(Struct, frozen=True, kw_only=True):
    """One channel. `gone`: visits of its people that lasted less than a minute, of `left` whose length is known."""

    expo: int | None = None
    views: int | None = None
    people: int | None = None
    shown: int | None = None
    click: int | None = None
    pay: int | None = None
    gmv: int | None = None
    left: int = 0
    gone: int = 0


class Crew(Struct, frozen=True, kw_only=True):
    """One host's time on air, and what happened in it."""

    on_s: int = 0
    seen: float = 0.0
    click: int | None = None
    paid: int | None = None
    gmv: int | None = None


class Stay(Struct, frozen=True):
    """Visits whose length is known, and those under a minute."""

    left: int = 0
    gone: int = 0


class Piece(Struct, frozen=True):
    """One slot as it was on air."""

    slot: str
    kind: str
    label: str
    product: str | None
    start: int
    end: int
    seen: float


class Deal(Struct, frozen=True):
    """An offer as published. `threshold`: least order a coupon asks for."""

    offer: str
    product: str | None
    kind: str
    title: str
    start: int
    end: int
    price: int | None = None
    usual: int | None = None
    threshold: int | None = None


class Facts(Struct, frozen=True, kw_only=True):
    """`mark`: of which state of the log. `cancels`, `said`: counts by kind (words.py). `spent_until`: when ad spend last
    moved. `stays`: by new | old."""

    mark: str
    show: str
    title: str
    start: int
    end: int
    stages: dict[str, Number | None]
    totals: dict[str, Number | None]
    goods: dict[str, Good] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)
    crew: dict[str, Crew] = field(default_factory=dict)
    stays: dict[str, Stay] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    deals: tuple[Deal, ...] = ()
    cancels: dict[str, int] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)
    pins: int = 0
    stream_s: int = 0
    stream_bad_s: int = 0
    stream_bad_at: int | None = None
    spent: int | None = None
    spent_until: int | None = None

    @property
    def minutes(self) -> float:
        return max(self.end - self.start, 1) / 60_000
