"""Two shows side by side; what is not alike is not compared, and the field that differs is named."""

from typing import Any

from msgspec import Struct

from onair.after.review.service import OVER, Found, told
from onair.kernel.errors import Conflict
from onair.metrics.catalog import catalog
from onair.metrics.likeness import Meaning, differs
from onair.metrics.measure import Number
from onair.metrics.numbers import Value
from onair.trade.schemas import show_out


class NotComparable(Conflict):
    code = "not_comparable"
    zh = "这两场不可比：{field} 不同。没有计算差异。"
    en = "These two shows are not comparable: {field} differs. No difference was computed."


class Pair(Struct, frozen=True):
    """One metric of both. `change` = b − a; null and `differs` = the field in which they are unlike."""

    metric: str
    a: Value
    b: Value
    change: Number | None
    differs: str | None


class Comparison(Struct, frozen=True):
    a: dict[str, Any]
    b: dict[str, Any]
    items: list[Pair]


def compare(a: Found, b: Found) -> Comparison:
    """Raises NotComparable when one is real and the other is not, or their logs were put on another clock.

    A show that is still on air has no totals that could stand beside those of one that is over.
    """
    if (a.view.origin == "rehearsal") != (b.view.origin == "rehearsal"):
        raise NotComparable(field="origin")
    if a.view.staged != b.view.staged:
        raise NotComparable(field="staged")
    one, other = told(a, None, None).metrics, told(b, None, None).metrics
    items = [_pair(id_, (a, one[id_]), (b, other[id_])) for id_ in one]
    return Comparison(
        show_out(a.view).model_dump(mode="json"), show_out(b.view).model_dump(mode="json"), items
    )


def _meaning(found: Found, metric: str, value: Value) -> Meaning:
    money = catalog()[metric].unit.startswith("money")
    return Meaning(
        metric, value.value, found.view.state in OVER, found.view.currency if money else None, value.state == "estimated"
    )  # fmt: skip


def _pair(metric: str, a: tuple[Found, Value], b: tuple[Found, Value]) -> Pair:
    field = differs(_meaning(a[0], metric, a[1]), _meaning(b[0], metric, b[1]))
    before, after = a[1].value, b[1].value
    change = None if field is not None or before is None or after is None else after - before
    return Pair(metric, a[1], b[1], change, field)
