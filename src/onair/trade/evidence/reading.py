"""A table of products → what each row says: of the product, of its price that day, of supply, of papers.

Pure: reads rows, returns drafts. Accepts any subset of the columns; an empty cell says nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from onair.access.web.fields import VISIBLE
from onair.files.headers import find
from onair.files.quarantine import Rejected, excerpt
from onair.files.tables import Row, Table
from onair.files.values import BadValue, minor, missing, moment, text_id
from onair.kernel.clock import DAY_MS
from onair.kernel.money import CURRENCIES, exponent
from onair.trade.evidence.columns import (
    MONEY,
    PAPER,
    PAPER_UNTIL,
    PRODUCT,
    REASONS,
    SHEET,
    SNAPSHOT,
    SUPPLY,
    SUPPLY_READERS,
    TEXT_MAX,
    whole,
)
from onair.trade.goods import good_id
from onair.trade.product_import import READERS, BadRow, ColumnsMissing

Again = Callable[[str], Rejected]
GROUPS: tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...] = (
    ("product", PRODUCT), ("snapshot", SNAPSHOT), ("supply", SUPPLY), ("sheet", SHEET), ("paper", PAPER),
    ("until", {"until": PAPER_UNTIL}),
)  # fmt: skip


class Places(NamedTuple):
    """Group → field → place of its column; only those the file has."""

    columns: dict[str, dict[str, int]]

    @property
    def dated(self) -> bool:
        """A file of snapshots: each row is of a day."""
        return "at" in self.columns["snapshot"]


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """One good row. `again`: how to quarantine it after all. `at` None = as of now."""

    row: int
    id: str
    product: dict[str, Any]
    at: int | None
    sold: int | None
    comments: int | None
    supply: dict[str, Any]
    sheet: dict[str, str]
    papers: dict[str, str]
    until: int | None
    again: Again = field(repr=False)


def places_of(table: Table) -> Places:
    """Raises ColumnsMissing without a product id."""
    found: dict[str, dict[str, int]] = {}
    for name, columns in GROUPS:
        asked = ((one, find(table.headers, *aliases)) for one, aliases in columns.items())
        found[name] = {one: place for one, place in asked if place is not None}
    if "id" not in found["product"]:
        raise ColumnsMissing(headers=", ".join(table.headers[:20])[:300])
    return Places(found)


def read_evidence(
    table: Table, places: Places, currency: str, zone: ZoneInfo
) -> Iterator[EvidenceDraft | Rejected]:
    """Every row once, in order; rows that the file itself could not give come as they are met."""
    told = 0
    for number, cells in table.rows:
        for place in range(told, len(table.problems)):
            yield table.problems[place].rejected
        told = len(table.problems)
        if not all(missing(cell) for cell in cells):
            yield _draft(table, places, number, cells, currency=currency, zone=zone)
    for place in range(told, len(table.problems)):
        yield table.problems[place].rejected


def _draft(
    table: Table, places: Places, row: int, cells: Row, *, currency: str, zone: ZoneInfo
) -> EvidenceDraft | Rejected:
    def again(code: str) -> Rejected:
        return Rejected(row, code, excerpt(table.headers, cells), REASONS.get(code))

    try:
        return _read(
            {name: _said(cells, group) for name, group in places.columns.items()}, row, currency, zone, again
        )
    except (BadRow, BadValue) as problem:
        return again(problem.code)


def _said(cells: Row, group: Mapping[str, int]) -> dict[str, str]:
    """Field → text, of the cells that say something."""
    found = {name: cells[place] for name, place in group.items() if place < len(cells)}
    return {name: text.strip() for name, text in found.items() if text is not None and not missing(text)}


def _read(
    said: dict[str, dict[str, str]], row: int, currency: str, zone: ZoneInfo, again: Again
) -> EvidenceDraft:
    own, day = said["product"], said["snapshot"]
    id_ = text_id(own.pop("id", None))
    if id_ is None:
        raise BadRow("missing_id")
    if not good_id(id_):
        raise BadRow("bad_id")
    priced_in = own.get("currency", currency).upper()
    if priced_in not in CURRENCIES:
        raise BadRow("bad_currency")
    fields: dict[str, Any] = {name: READERS[name](text) for name, text in own.items() if name in READERS}
    if "price" in own:
        fields |= {"price": _money(own["price"], priced_in), "currency": priced_in}
    supply = {name: SUPPLY_READERS[name](text) for name, text in said["supply"].items() if name not in MONEY}
    supply |= {name: _money(said["supply"][name], priced_in) for name in MONEY if name in said["supply"]}
    return EvidenceDraft(
        row, id_, fields, moment(day["at"], zone) if "at" in day else None, whole(day.get("sold", "")),
        whole(day.get("comments", "")), supply, {name: _text(text) for name, text in said["sheet"].items()},
        {kind: _text(text)[:120] for kind, text in said["paper"].items()},
        _until(said["until"]["until"], zone) if said["until"] else None, again,
    )  # fmt: skip


def _until(text: str, zone: ZoneInfo) -> int:
    """A day is meant to its end: "until 31 December" is still valid on the 31st."""
    at = moment(text, zone)
    when = datetime.fromtimestamp(at / 1000, zone)
    return at + DAY_MS - 1 if (when.hour, when.minute, when.second) == (0, 0, 0) else at


def _money(text: str, currency: str) -> int | None:
    found = minor(text, exponent(currency))
    if found is not None and found < 0:
        raise BadRow("negative")
    return found


_PLAIN = re.compile(VISIBLE)


def _text(text: str) -> str:
    one_line = " ".join(text.split())
    if len(one_line) > TEXT_MAX or not _PLAIN.fullmatch(one_line):
        raise BadRow("too_long_text")
    return one_line
