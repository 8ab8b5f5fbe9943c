"""One cell as a value: the grammar of exports (`files.values`) applied to what the layout says of its column."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.connectors.reports.layout import Column, Kind, role_kind
from onair.files import values
from onair.files.values import BadValue, DayOrder
from onair.kernel.money import MINOR_MAX, exponent
from onair.kernel.text import mask_personal
from onair.metrics.catalog import catalog
from onair.metrics.stated import stated

Value = int | float
_ROUNDED = re.compile(r"\d[\d.,]*(?:万|亿|w|k)", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"ratio": "rate", "s": "duration", "money": "money", "min": "duration"}


class Terms(NamedTuple):
    """What a file's values are read with: the shop's zone, the order of day and month, the currency without a sign."""

    zone: ZoneInfo
    day_order: DayOrder | None
    currency: str


class Reading(NamedTuple):
    """`value`: money in minor units, rates 0…1, seconds, ms UTC, ids and names as text; None with `low`…`high` for a range.
    `end`: of an interval. `approx`: rounded by the platform; `estimated`: a guess of the source."""

    value: Value | str | None
    low: Value | None = None
    high: Value | None = None
    currency: str | None = None
    end: int | None = None
    approx: bool = False
    estimated: bool = False


@cache
def unit_of(metric: str) -> str:
    """Unit in the dictionary. Raises KeyError for a metric that it does not hold."""
    measured = catalog().get(metric)
    return measured.unit if measured is not None else stated()[metric].unit


@lru_cache(maxsize=4_096)
def kind_of(column: Column) -> Kind:
    if column.kind is not None:
        return column.kind
    if column.metric is not None:
        head = unit_of(column.metric).partition("/")[0]
        return _KINDS.get(head, "number" if "/" in unit_of(column.metric) or head == "number" else "count")
    return role_kind(column.role) if column.role is not None else "text"


def read_cell(column: Column, header: str, text: str | None, terms: Terms) -> Reading | None:
    """None: missing, never 0. Raises BadValue with a code of `files.values.REASONS`."""
    if text is None or values.missing(text):
        return None
    return reader_of(column)(column, header, text, terms)


def reader_of(column: Column) -> "Reader":
    return _READERS[kind_of(column)]


def _count(_column: Column, _header: str, text: str, _terms: Terms) -> Reading:
    found = values.number(text)
    if found is None:
        raise BadValue("bad_number", text)
    if found.value is not None and not found.approx and found.value != found.value.to_integral_value():
        raise BadValue("bad_number", text)
    return _reading(found)


def _number(_column: Column, _header: str, text: str, _terms: Terms) -> Reading:
    found = values.number(text)
    if found is None:
        raise BadValue("bad_number", text)
    return _reading(found)


def _reading(found: values.Number) -> Reading:
    if not found.approx and not found.estimated:
        return Reading(plain(found.value))
    return Reading(
        plain(found.value), plain(found.low), plain(found.high), None, None, found.approx, found.estimated
    )


def _money(_column: Column, _header: str, text: str, terms: Terms) -> Reading:
    common = values.plain_minor(text, exponent(terms.currency))
    if common is not None and common <= MINOR_MAX:
        return Reading(common, currency=terms.currency)
    body = values.plain(text)
    if "~" in body or "～" in body:
        return _range(body, terms.currency)
    read = values.money(body)
    if read is None:
        raise BadValue("bad_money", text)
    currency = read.currency or terms.currency
    digits = exponent(currency)
    minor = read.value.scaleb(digits)
    if abs(minor) > MINOR_MAX:
        raise BadValue("bad_money", text)
    if found := _ROUNDED.search(body):
        shown = values.number(found[0])
        assert shown is not None  # noqa: S101  (it was read as money)
        return Reading(
            plain(minor),
            plain(shown.low.scaleb(digits)),
            plain(shown.high.scaleb(digits)),
            currency,
            approx=True,
        )
    return Reading(plain(minor), currency=currency)


def _range(body: str, currency: str) -> Reading:
    found = values.number(body.replace("¥", "").replace("￥", "").removesuffix("元"))
    if found is None:
        raise BadValue("bad_money", body)
    low, high = (edge.scaleb(exponent(currency)) for edge in (found.low, found.high))
    return Reading(None, plain(low), plain(high), currency, estimated=True)


def _rate(column: Column, _header: str, text: str, _terms: Terms) -> Reading:
    """`low`…`high`: half of the last digit that is shown."""
    found = values.rate(text, column.unit)
    assert found is not None  # noqa: S101  (it is not missing)
    body = values.plain(text)
    shown = len(body.rstrip("%％").partition(".")[2]) + (
        2 if body[-1] in "%％" or column.unit == "percent" else 0
    )
    half = Decimal(1).scaleb(-shown - (4 if column.unit == "permyriad" else 0)) / 2
    return Reading(plain(found), plain(found - half), plain(found + half))


def _duration(column: Column, header: str, text: str, _terms: Terms) -> Reading:
    found = values.duration(text, header)
    if found is not None and column.metric is not None and unit_of(column.metric) == "min":
        found /= 60
    return Reading(plain(found))


def _seconds(column: Column, header: str, text: str, terms: Terms) -> Reading:
    """A bare number of seconds under a header without a unit."""
    bare = values.plain(text)
    return _duration(column, header, f"{bare}s" if bare.replace(".", "", 1).isdigit() else text, terms)


def _moment(_column: Column, _header: str, text: str, terms: Terms) -> Reading:
    return Reading(values.moment(text, terms.zone, terms.day_order))


def _interval(_column: Column, _header: str, text: str, terms: Terms) -> Reading:
    found = values.interval(text, terms.zone)
    if found is None:
        raise BadValue("bad_time", text)
    return Reading(found[0], end=found[1])


def _text(_column: Column, _header: str, text: str, _terms: Terms) -> Reading:
    return Reading(mask_personal(text.strip().replace("\x00", "")[:500]))


def _id(_column: Column, _header: str, text: str, _terms: Terms) -> Reading:
    return Reading(values.text_id(text))


def plain(value: Decimal | None) -> Value | None:
    """An int when it is whole, else the nearest double."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


Reader = Callable[[Column, str, str, Terms], Reading]
_READERS: dict[Kind, Reader] = {
    "count": _count, "number": _number, "money": _money, "rate": _rate, "duration": _duration, "seconds": _seconds,
    "moment": _moment, "interval": _interval, "text": _text, "id": _id,
}  # fmt: skip
