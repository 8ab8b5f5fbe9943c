"""What platforms state about one show: rows of every file that stands, ready to be held against each other."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from onair.after.reports.meaning import unit
from onair.connectors.reports.layout import Grain
from onair.connectors.reports.read import LineKind
from onair.during.intake.imports.sold import Sold, SoldLine
from onair.kernel.i18n import Text

Number = int | float


class Place(Struct, frozen=True):
    """Where a value stands: `file` its id, `row` as a spreadsheet counts, `header` as written."""

    file: str
    sheet: str
    row: int
    header: str


class Said(Struct, frozen=True):
    """One stated value. `low`…`high`: what the shown digits allow. `basis` of a refund. `barred`: why it cannot be true, and
    so is no number."""

    metric: str
    value: Number | None
    place: Place
    low: Number | None = None
    high: Number | None = None
    basis: Literal["paid", "refunded"] | None = None
    currency: str | None = None
    approx: bool = False
    estimated: bool = False
    barred: Text | None = None

    @property
    def least(self) -> Number | None:
        return self.value if self.low is None else self.low

    @property
    def most(self) -> Number | None:
        return self.value if self.high is None else self.high


class StatedRow(Struct, frozen=True):
    """`key`: what tells it apart within its grain (a channel, a product id, a minute)."""

    platform: str
    layout: str
    grain: Grain
    kind: LineKind
    key: str
    about: Mapping[str, str | Number]
    said: Mapping[str, Said]


class Sales(Struct, frozen=True):
    """What order files say of the show, in its `currency`, and the settlement entries of its orders."""

    currency: str
    sold: Sequence[Sold] = ()
    lines: Sequence[SoldLine] = ()
    entries: Sequence[StatedRow] = ()


class Bundle(Struct, frozen=True):
    """All rows of one show that stand. `sales` None: nobody asked for them."""

    rows: Sequence[StatedRow]
    sales: Sales | None = None

    def of(self, grain: Grain, kind: LineKind = "row") -> Iterator[StatedRow]:
        return (row for row in self.rows if row.grain == grain and row.kind == kind)

    def platforms(self, grain: Grain) -> list[str]:
        return sorted({row.platform for row in self.of(grain)})

    def currency(self, metric: str | None) -> str | None:
        """Of the amounts that state a metric, else that of the orders; None when it is no amount."""
        if metric is None or unit(metric).partition("/")[0] != "money":
            return None
        found = (row.said[metric].currency for row in self.rows if metric in row.said)
        settled = self.sales.currency if self.sales is not None else None
        return next((currency for currency in found if currency), settled)

    def session(self, platform: str, metric: str) -> Said | None:
        """What the platform says of the whole show, from whichever of its sheets says it."""
        return next((said for said in self._sessions(platform, metric) if said.value is not None), None)

    def barred(self, platform: str, metric: str) -> Said | None:
        """What the platform says of the whole show and cannot be true; None when something of it can."""
        if self.session(platform, metric) is not None:
            return None
        return next((said for said in self._sessions(platform, metric) if said.barred is not None), None)

    def _sessions(self, platform: str, metric: str) -> Iterator[Said]:
        return (
            row.said[metric] for row in self.of("session") if row.platform == platform and metric in row.said
        )
