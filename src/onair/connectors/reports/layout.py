"""A layout: how one report of one platform is recognised and what each of its columns means.

One TOML in `layouts/` per report and version, found by scan. A column is bound to a metric of the dictionary, to a role
(what the row is about), or is personal and never leaves this room; a column that no layout names is kept as it stands.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Literal

import msgspec
from msgspec import Struct, field

from onair.files.headers import normalise
from onair.files.values import DayOrder, RateUnit
from onair.kernel.i18n import Text

Grain = Literal[
    "session", "minute", "product", "sku", "channel", "video", "ad_hour", "ad_10min", "settlement",
]  # fmt: skip
Kind = Literal["count", "money", "number", "rate", "duration", "seconds", "text", "id", "moment", "interval"]
Role = Literal[
    "account", "account_id", "title", "room", "start", "end", "span", "at", "channel", "product", "product_id", "sku",
    "video", "link", "host", "currency", "entry", "order", "direction",
]  # fmt: skip
Form = Literal["rows", "pairs"]
_OF_ROLE: Mapping[str, Kind] = {
    "start": "moment", "end": "moment", "at": "moment", "span": "interval", "room": "id", "product_id": "id",
    "account_id": "id", "order": "id", "entry": "id",
}  # fmt: skip


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """`headers`: spellings seen. `unit`: of a rate that carries no %. `basis`: of a refund."""

    headers: tuple[str, ...]
    metric: str | None = None
    role: Role | None = None
    kind: Kind | None = field(name="as", default=None)
    unit: RateUnit | None = None
    basis: Literal["paid", "refunded"] | None = None
    personal: Literal["drop", "key"] | None = None

    def names(self) -> Iterator[str]:
        return map(normalise, self.headers)


class Layout(Struct, frozen=True, forbid_unknown_fields=True):
    """`signature`: every one of these headers is there; `without`: none of these. `form` pairs: names in the first
    column, values in the second. `control`: the channel's name in the row that holds the whole. `sub`: rows below a
    product that begin with this, headed by `sub_header` in the column of names, whose values are no part of the sum.
    `cumulative`: counters are snapshots since the start. `single`: the first row is of the whole show, those below restate
    parts of it. `estimated`: a third party's guesses."""

    name: str
    version: str
    platform: str
    title: Mapping[str, str]
    grain: Grain
    signature: tuple[str, ...]
    columns: tuple[Column, ...]
    form: Form = "rows"
    without: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    control: str | None = None
    sub: str | None = None
    sub_header: str | None = None
    day_order: DayOrder | None = None
    currency: str | None = None
    cumulative: bool = False
    single: bool = False
    estimated: bool = False
    note: Mapping[str, str] = {}

    @property
    def id(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def words(self) -> Text:
        return Text(self.title["zh"], self.title["en"])

    def by_header(self) -> dict[str, Column]:
        """Normalised spelling → column. Raises ValueError when two columns claim one."""
        found: dict[str, Column] = {}
        for column in self.columns:
            for name in column.names():
                if name in found:
                    raise ValueError(f"{self.id}: {name} stands for two columns")
                found[name] = column
        return found


def role_kind(role: Role) -> Kind:
    return _OF_ROLE.get(role, "text")


@cache
def layouts() -> dict[str, Layout]:
    """id → layout, in the order of their files. Raises msgspec.ValidationError for one that cannot be meant."""
    found: dict[str, Layout] = {}
    folder = resources.files(__package__).joinpath("layouts")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            layout = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Layout)
            if layout.id in found:
                raise ValueError(f"layout {layout.id} is described twice")
            found[layout.id] = layout
    return found
