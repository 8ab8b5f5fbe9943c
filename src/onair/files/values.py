"""The value grammar of exports: what people's spreadsheets write, as numbers, money, rates, times and ids.

Every reader answers None for a missing value (`-`, `--`, `—`, blank; never 0) and raises `BadValue` with a
stable code for what cannot be read safely: the row then goes to quarantine with that code.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from onair.kernel.i18n import Text

REASONS = {
    "bad_number": Text("不是数字", "not a number"),
    "bad_money": Text("金额无法读取", "the amount cannot be read"),
    "bad_time": Text("时间无法读取", "the time cannot be read"),
    "ambiguous_date": Text(
        "日和月分不清，请在映射里说明顺序", "day and month cannot be told apart; state their order"
    ),
    "ambiguous_rate": Text("分不清是比例还是百分数", "cannot tell a ratio from a percentage"),
    "unit_conflict": Text(
        "表头与单元格的单位互相矛盾", "the header's unit and the cell's contradict each other"
    ),
    "bad_duration": Text("时长无法读取", "the duration cannot be read"),
    "precision_lost": Text(
        "编号变成了科学计数法，末位已丢失；请把该列设为文本后重新导出",
        "the id is in scientific notation and lost digits; export again with that column as text",
    ),
    "missing_value": Text("必填的值为空", "a required value is empty"),
    "other_currency": Text("写的是另一种货币，与店铺的货币不同", "it names another currency than the shop's"),
}


class BadValue(ValueError):
    """A cell that cannot be read; `code` is a key of REASONS."""

    def __init__(self, code: str, value: str = "") -> None:
        self.code = code
        super().__init__(f"{code}: {value[:40]!r}")


class Number(NamedTuple):
    """`low`…`high` is what the shown digits allow; `approx`: rounded; `estimated`: a stated range."""

    value: Decimal | None
    low: Decimal
    high: Decimal
    approx: bool = False
    estimated: bool = False


class Money(NamedTuple):
    value: Decimal
    currency: str | None


_MISSING = frozenset({"", "-", "--", "—", "——", "－", "null", "none", "n/a", "nan"})
_BLANKS = str.maketrans(dict.fromkeys("\t\r\n \u00a0\u3000\u200b\ufeff", ""))
_SCALE = {"": 1, "k": 1_000, "w": 10_000, "万": 10_000, "m": 1_000_000, "亿": 100_000_000}
_NUMBER = re.compile(r"([+-]?\d{1,20}(?:\.(\d{1,12}))?)(k|w|万|m|亿)?", re.IGNORECASE)
_PLAIN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,4}))?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?")
_CURRENCY = {
    "¥": "CNY", "￥": "CNY", "元": "CNY", "R$": "BRL", "US$": "USD", "€": "EUR", "£": "GBP", "฿": "THB",
    "₫": "VND", "RM": "MYR", "S$": "SGD", "₱": "PHP", "RP": "IDR", "₩": "KRW", "円": "JPY",
}  # fmt: skip
_MONEY = re.compile(
    r"(-?)(¥|￥|R\$|US\$|S\$|\$|€|£|฿|₫|RM|₱|RP|₩)?(-?[\d.,]+(?:万|w|k|亿)?)(元|円|[A-Z]{3})?", re.IGNORECASE
)
_PART = re.compile(r"(\d+(?:\.\d+)?)(小时|分钟|分|秒|h|m|s|时|天|d)", re.IGNORECASE)
_UNITS = {
    "天": 86_400,
    "d": 86_400,
    "小时": 3600,
    "时": 3600,
    "h": 3600,
    "分钟": 60,
    "分": 60,
    "m": 60,
    "秒": 1,
    "s": 1,
}
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_DATE = re.compile(
    r"(\d{4})[-/_.年](\d{1,2})[-/_.月](\d{1,2})日?"
    r"(?:[ T_]+(\d{1,2})[:：](\d{2})(?:[:：](\d{2})(?:\.(\d{1,6})\d*)?)?)?(Z|[+-]\d\d:?\d\d)?"
)
_DATE_LAST = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: *([AP]M))?)?", re.IGNORECASE
)
_USUAL = re.compile(r"(\d{4}[-/]\d\d[-/]\d\d) (\d\d):(\d\d):(\d\d)")
"""How nearly all exports write a time; the day is looked up once."""
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (a serial has no zone; the shop's is added)
RateUnit = Literal["percent", "permyriad"]
DayOrder = Literal["dmy", "mdy"]


def missing(text: str | None) -> bool:
    return text is None or (not text[:1].isdigit() and text.translate(_BLANKS).lower() in _MISSING)


def plain(text: str) -> str:
    """Without blanks, TABs and marks that spreadsheets add against conversion."""
    return text.translate(_BLANKS).lstrip("'")


def number(text: str | None) -> Number | None:
    """`1.2万` → 12000 ± half of the last shown digit; `7.5w~10w` → a range without a value."""
    if text is None or missing(text):
        return None
    body = plain(text)
    low, mark, high = body.partition("~") if "~" in body else body.partition("～")
    if mark:
        first, last = _one(low), _one(high)
        return Number(
            None, first.low if first.value is None else first.value, last.value or last.high, estimated=True
        )
    return _one(body)


def _one(body: str) -> Number:
    if "," in body and not _THOUSANDS.fullmatch(body.rstrip("kwm万亿KWM")):
        raise BadValue("bad_number", body)
    found = _NUMBER.fullmatch(body.replace(",", ""))
    if not found:
        raise BadValue("bad_number", body)
    digits, shown, unit = found.groups()
    scale = _SCALE[(unit or "").lower()]
    value = Decimal(digits) * scale
    if not unit:
        return Number(value, value, value)
    half = Decimal(scale) / (2 * 10 ** len(shown or ""))
    return Number(value, value - half, value + half, approx=True)


def integer(text: str | None) -> int | None:
    """A whole number, exact (`1.0万` is 10000 by value; fractions raise)."""
    found = number(text)
    if found is None:
        return None
    if found.value is None or found.value != found.value.to_integral_value():
        raise BadValue("bad_number", text or "")
    return int(found.value)


def money(text: str | None) -> Money | None:
    """`¥236,552` → 236552 CNY, `R$ 413.57` → 413.57 BRL; no sign → the currency is None (the file's own)."""
    if text is None or missing(text):
        return None
    found = _MONEY.fullmatch(plain(text))
    if not found:
        raise BadValue("bad_money", text)
    minus, sign, digits, name = found.groups()
    try:
        value = _one(digits).value
    except BadValue:
        raise BadValue("bad_money", text) from None
    assert value is not None  # noqa: S101  (_one always has one)
    currency = _CURRENCY.get((sign or "").upper()) or _CURRENCY.get(name or "", name and name.upper())
    return Money(-value if minus else value, currency)


def plain_minor(text: str, exponent: int) -> int | None:
    """Minor units of digits with at most that many places and nothing else; None for any other spelling. Exact, and fast."""
    found = _PLAIN.fullmatch(text)
    if found is None or len(found[2] or "") > exponent:
        return None
    return int(found[1] + (found[2] or "").ljust(exponent, "0"))


def minor(text: str | None, exponent: int = 2) -> int | None:
    """Money in minor units; raises when the currency has fewer digits than shown."""
    if text is not None and (common := plain_minor(text, exponent)) is not None:
        return common
    read = money(text)
    if read is None:
        return None
    scaled = read.value.scaleb(exponent)
    if scaled != scaled.to_integral_value() or abs(scaled) > 10**15:
        raise BadValue("bad_money", text or "")
    return int(scaled)


def rate(text: str | None, unit: RateUnit | None = None) -> Decimal | None:
    """A share in 0…1. Above 1 without `%` is ambiguous unless the layout states the unit."""
    if text is None or missing(text):
        return None
    body = plain(text)
    if body.endswith(("%", "％")):
        return _decimal(body[:-1]) / 100
    value = _decimal(body)
    if unit:
        return value / (100 if unit == "percent" else 10_000)
    if abs(value) > 1:
        raise BadValue("ambiguous_rate", text)
    return value


def _decimal(body: str) -> Decimal:
    value = _one(body).value
    assert value is not None  # noqa: S101  (_one always has one)
    return value


def duration(text: str | None, header: str = "") -> Decimal | None:
    """Seconds. A unit in the header (`分钟`, `秒`) is that of bare numbers; a unit in the cell must agree."""
    if text is None or missing(text):
        return None
    body, unit = plain(text), header_unit(header)
    if re.fullmatch(r"\d+(?:\.\d+)?", body):
        if unit is None:
            raise BadValue("bad_duration", text)
        return Decimal(body) * unit
    clock = re.fullmatch(r"(\d{1,3}):(\d{2}):(\d{2})", body)
    if clock:
        hours, minutes, seconds = map(int, clock.groups())
        return Decimal(hours * 3600 + minutes * 60 + seconds)
    parts = _PART.findall(body)
    if not parts or "".join(digits + name for digits, name in parts) != body:
        raise BadValue("bad_duration", text)
    if unit is not None and len(parts) == 1 and _UNITS[parts[0][1].lower()] != unit:
        raise BadValue("unit_conflict", text)
    return sum((Decimal(digits) * _UNITS[name.lower()] for digits, name in parts), Decimal(0))


def header_unit(header: str) -> int | None:
    """Seconds in the unit that a header names in brackets."""
    found = re.search(r"[(（](小时|分钟|分|秒)[)）]", header)
    return _UNITS[found.group(1)] if found else None


def text_id(text: str | None) -> str | None:
    """An id as text, without TABs and blanks around it; a number in scientific notation lost digits."""
    if text is None:
        return None
    body = text.strip("\t\r\n \u00a0\u3000\u200b\ufeff'")
    if missing(body):
        return None
    if _SCIENTIFIC.fullmatch(body):
        raise BadValue("precision_lost", body)
    return body


def moment(text: str, zone: ZoneInfo, order: DayOrder | None = None) -> int:
    """ms UTC. Year first in the usual separators, Excel serials, or year last with a stated `order`."""
    usual = _USUAL.fullmatch(text)
    if usual is not None and (midnight := _midnight(usual[1], zone)) is not None:
        hour, minute, second = int(usual[2]), int(usual[3]), int(usual[4])
        if hour < 24 and minute < 60 and second < 60:
            return midnight + ((hour * 60 + minute) * 60 + second) * 1000
    return _moment(text, zone, order)


@lru_cache(maxsize=4_096)
def _midnight(day: str, zone: ZoneInfo) -> int | None:
    """ms UTC of a day whose clock is not changed; None: a day that has to be looked at time by time, or none at all."""
    try:
        first = datetime(int(day[:4]), int(day[5:7]), int(day[8:]), tzinfo=zone)
        last = first + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return _millis(first) if first.utcoffset() == last.utcoffset() else None


@lru_cache(maxsize=65_536)
def _moment(text: str, zone: ZoneInfo, order: DayOrder | None) -> int:
    body = text.strip("\t\r\n \u00a0\u3000\u200b\ufeff'")
    found = _DATE.fullmatch(body)
    if found:
        return _year_first(found, zone, text)
    last = _DATE_LAST.fullmatch(body)
    if last:
        return _year_last(last, zone, order, text)
    if _SERIAL.fullmatch(body):
        seconds = (Decimal(body) * 86_400).to_integral_value()
        return _millis((_SERIAL_ZERO + timedelta(seconds=int(seconds))).replace(tzinfo=zone))
    raise BadValue("bad_time", text)


def _year_first(found: "re.Match[str]", zone: ZoneInfo, text: str) -> int:
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    zoned = zone if offset is None else _offset(offset)
    micros = int((fraction or "0").ljust(6, "0"))
    try:
        when = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros, zoned
        )
        return _millis(when)
    except (ValueError, OverflowError):
        raise BadValue("bad_time", text) from None


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign, digits = text[0], text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if sign == "-" else ahead)


def _year_last(found: "re.Match[str]", zone: ZoneInfo, order: DayOrder | None, text: str) -> int:
    first, second_part, year, hour, minute, second, half = found.groups()
    one, two = int(first), int(second_part)
    if order is None:
        order = "dmy" if one > 12 else "mdy" if two > 12 else None
    if order is None:
        raise BadValue("ambiguous_date", text)
    day, month = (one, two) if order == "dmy" else (two, one)
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.upper() == "PM" else 0)
    try:
        return _millis(
            datetime(int(year), month, day, hours, int(minute or 0), int(second or 0), tzinfo=zone)
        )
    except (ValueError, OverflowError):
        raise BadValue("bad_time", text) from None


def order_told(text: str) -> DayOrder | None:
    """What one date with the year last says of the order of day and month; None when it says nothing."""
    found = _DATE_LAST.fullmatch(text.strip("\t\r\n \u00a0\u3000\u200b\ufeff'"))
    if found is None:
        return None
    return "dmy" if int(found[1]) > 12 else "mdy" if int(found[2]) > 12 else None


def _millis(when: datetime) -> int:
    return (when - _EPOCH) // timedelta(milliseconds=1)


def interval(text: str | None, zone: ZoneInfo) -> tuple[int, int] | None:
    """`2026/07/28 08:15:49-2026/07/28 15:44:39` → (start, end) ms."""
    if text is None or missing(text):
        return None
    found = re.fullmatch(r"(\d{4}\D.{5,17}\d)\s*[-~～至]\s*(\d{4}\D.{5,17}\d)", text.strip())
    if not found:
        raise BadValue("bad_time", text)
    start, end = moment(found.group(1), zone), moment(found.group(2), zone)
    if end < start:
        raise BadValue("bad_time", text)
    return start, end
