"""A table of products → what is known of each; columns by name, bad rows told with a reason.

Pure: reads rows, returns drafts. A column that the file lacks and a cell that is empty say nothing about the
product: what stands is kept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from onair.access.web.fields import VISIBLE
from onair.files.headers import find
from onair.files.quarantine import Rejected, excerpt
from onair.files.tables import Table
from onair.files.values import BadValue, integer, minor, missing, text_id
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text
from onair.kernel.money import exponent
from onair.trade.goods import ROLE_NAMES, good_id

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": (
        "商品ID", "商品编号", "商品编码", "宝贝ID", "平台商品ID", "product id", "product_id", "item id",
        "item_id", "id", "链接ID", "链接号", "货号",
    ),
    "platform_ids": ("其他平台ID", "平台ID", "关联ID", "platform ids", "platform_ids", "other ids"),
    "title": (
        "商品名称", "商品标题", "品名", "宝贝标题", "商品名", "名称", "标题", "title", "product name", "name",
        "product",
    ),
    "category": ("类目", "商品类目", "品类", "分类", "category"),
    "price": ("直播价", "到手价", "直播间价格", "售价", "销售价", "现价", "价格", "live price", "price"),
    "currency": ("币种", "货币", "currency"),
    "stock": ("库存", "可售库存", "现货库存", "库存数量", "stock", "available", "inventory"),
    "images": ("图片", "主图", "商品图片", "图片链接", "images", "image", "image url"),
    "links": ("链接", "商品链接", "商品地址", "links", "link", "url"),
    "role": ("角色", "商品角色", "款型", "定位", "role"),
}  # fmt: skip
"""Field → its headers, the most telling first."""

REASONS = {
    "missing_id": Text("没有商品编号", "no product id"),
    "bad_id": Text("商品编号过长，或含有空格、/、?、#、%", "the id is too long or has a blank, /, ?, # or %"),
    "missing_title": Text("新商品没有名称", "a new product without a name"),
    "too_long_text": Text("文字过长或含有不可见字符", "a text is too long or has an invisible character"),
    "negative": Text("价格和库存不能小于 0", "price and stock cannot be below 0"),
    "bad_currency": Text("币种应为三个大写字母", "the currency must be three capital letters"),
    "bad_url": Text("链接和图片只接受 http/https 地址", "links and pictures must be http or https addresses"),
    "unknown_role": Text("不认识的商品角色", "the product's role is not known"),
    "duplicate": Text("这个商品编号在前面的行里已出现", "an earlier row has this product id"),
    "alias_taken": Text("平台编号已属于另一个商品", "a platform id belongs to another product"),
}
_URL = re.compile(r"https?://[^\x00-\x20\x7f\"'<>\\^`{|}]{3,1990}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SPLIT = re.compile(r"[\s,;，；、|]+")
_PLAIN = re.compile(VISIBLE)


class ColumnsMissing(BadInput):
    code = "columns_missing"
    zh = "没有找到「商品ID」这一列。没有导入任何商品；文件里的列：{headers}。"
    en = "There is no product id column. Nothing was imported; the file has: {headers}."


class BadRow(ValueError):
    """A row that goes to quarantine; `code` is a key of REASONS or of the value grammar."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Draft:
    """One good row: `fields` holds only what the row says. `again`: how to quarantine it after all."""

    row: int
    id: str
    fields: dict[str, Any]
    again: Callable[[str], Rejected] = field(repr=False)


def read_products(table: Table, currency: str) -> Iterator[Draft | Rejected]:
    """Every row once, in order. `currency`: where the file names none. Raises ColumnsMissing."""
    places = {name: find(table.headers, *aliases) for name, aliases in COLUMNS.items()}
    if places["id"] is None:
        raise ColumnsMissing(headers=", ".join(table.headers[:20])[:300])
    return _rows(table, places, currency)


def _rows(table: Table, places: dict[str, int | None], currency: str) -> Iterator[Draft | Rejected]:
    seen: set[str] = set()
    told = 0
    for number, cells in table.rows:
        yield from (_unread(table, place) for place in range(told, len(table.problems)))
        told = len(table.problems)
        if all(missing(cell) for cell in cells):
            continue
        again = _quarantined(table.headers, number, cells)
        try:
            draft = _draft(number, _cells(cells, places), currency, again)
            if draft.id in seen:
                raise BadRow("duplicate")
        except (BadRow, BadValue) as problem:
            yield again(problem.code)
        else:
            seen.add(draft.id)
            yield draft
    yield from (_unread(table, place) for place in range(told, len(table.problems)))


def _unread(table: Table, place: int) -> Rejected:
    problem = table.problems[place]
    return problem.rejected


def _quarantined(headers: Sequence[str], row: int, cells: Sequence[str | None]) -> Callable[[str], Rejected]:
    return lambda code: Rejected(row, code, excerpt(headers, cells), REASONS.get(code))


def _cells(cells: Sequence[str | None], places: dict[str, int | None]) -> dict[str, str]:
    """Field → text, of the cells that say something."""
    found = {name: cells[place] for name, place in places.items() if place is not None and place < len(cells)}
    return {name: text.strip() for name, text in found.items() if text is not None and not missing(text)}


def _draft(row: int, said: dict[str, str], currency: str, again: Callable[[str], Rejected]) -> Draft:
    own = said.pop("id", None)
    if own is None:
        raise BadRow("missing_id")
    priced_in = said.get("currency", currency).upper()
    if not _CURRENCY.fullmatch(priced_in):
        raise BadRow("bad_currency")
    fields: dict[str, Any] = {name: READERS[name](text) for name, text in said.items() if name in READERS}
    if "price" in said:
        fields["price"] = _not_negative(minor(said["price"], exponent(priced_in)))
        fields["currency"] = priced_in
    return Draft(row, _id(own), fields, again)


def _id(text: str) -> str:
    found = text_id(text) or ""
    if not good_id(found):
        raise BadRow("bad_id")
    return found


def _ids(text: str) -> tuple[str, ...]:
    return tuple(_id(part) for part in _SPLIT.split(text) if part)


def _words(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit or not _PLAIN.fullmatch(text):
            raise BadRow("too_long_text")
        return text

    return read


def _not_negative(value: int | None) -> int | None:
    if value is not None and value < 0:
        raise BadRow("negative")
    return value


def _urls(text: str) -> tuple[str, ...]:
    found = tuple(part for part in _SPLIT.split(text) if part)
    if len(found) > 20 or not all(_URL.fullmatch(url) for url in found):
        raise BadRow("bad_url")
    return found


def _role(text: str) -> str:
    name = text.casefold()
    if name not in ROLE_NAMES:
        raise BadRow("unknown_role")
    return ROLE_NAMES[name]


READERS: dict[str, Callable[[str], Any]] = {
    "platform_ids": _ids,
    "title": _words(200),
    "category": _words(120),
    "stock": lambda text: _not_negative(integer(text)),
    "images": _urls,
    "links": _urls,
    "role": _role,
}
