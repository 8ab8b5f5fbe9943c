"""Dates with the year last: which of the two other numbers is the day. The shop's setting says it, else the first date
that can be read only one way; a file that holds neither is asked about, one that holds both ways is refused."""

import re
from collections.abc import Iterator, Sequence

from onair.connectors.ledgers.sheet import Cells
from onair.connectors.ports import Context
from onair.files.quarantine import Rejected
from onair.files.tables import Row
from onair.files.values import DayOrder
from onair.kernel.errors import BadInput

HELD_MAX = 50_000
"""Rows that wait for a date which can be read only one way."""
_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}")
Numbered = tuple[int, Row, Cells]


class DayOrderUnknown(BadInput):
    code = "day_order_unknown"
    zh = "文件 {file} 里的日期（如 {example}）分不清日和月。没有导入任何内容；请写明顺序（日/月/年 或 月/日/年）后重试。"
    en = "The dates of {file} (such as {example}) may be day or month first. Nothing was imported; say which and retry."


class DayOrderDiffers(BadInput):
    code = "day_order_differs"
    zh = "文件 {file} 里的日期 {example} 与所用的顺序（{order}）不符。没有导入任何内容；请核对日期的写法。"
    en = "The date {example} in {file} does not fit the order in use ({order}). Nothing was imported; check its dates."


def told(
    rows: Iterator[Numbered | Rejected], context: Context, fields: Sequence[str]
) -> Iterator[Numbered | Rejected]:
    """The rows in their order, once `context.day_order` is known if any of `fields` needs it. Raises DayOrderUnknown,
    DayOrderDiffers."""
    held: list[Numbered | Rejected] = []
    example = ""
    for row in rows:
        for text, order in () if isinstance(row, Rejected) else _dates(row[2], fields):
            example = example or text
            if order and context.day_order and order != context.day_order:
                raise DayOrderDiffers(file=context.name, example=text, order=context.day_order)
            context.day_order = context.day_order or order
        if example and context.day_order is None:
            held.append(row)
            if len(held) > HELD_MAX:
                break
            continue
        yield from held
        held.clear()
        yield row
    if held:
        raise DayOrderUnknown(file=context.name, example=example)


def _dates(cells: Cells, fields: Sequence[str]) -> Iterator[tuple[str, DayOrder | None]]:
    for field in fields:
        text = cells.get(field)
        found = _YEAR_LAST.match(text) if text else None
        if text and found:
            first, second = int(found[1]), int(found[2])
            yield text[:20], "dmy" if first > 12 else "mdy" if second > 12 else None
