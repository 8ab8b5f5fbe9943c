"""Two shows side by side; what is not alike is not compared, and the field that differs is named."""

from typing import Any

from msgspec import Struct

from onair.after.review.service import OVER, Found, told
from onair.kernel.errors import Conflict
from onair.metrics.catalog import catalog
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
    whole = _unlike(a, b)
    items = [_pair(id_, one[id_], other[id_], whole) for id_ in one]
    return Comparison(
        show_out(a.view).model_dump(mode="json"), show_out(b.view).model_dump(mode="json"), items
    )


def _unlike(a: Found, b: Found) -> dict[str, bool]:
    """Fields in which the shows themselves differ."""
    return {
        "window": (a.view.state in OVER) != (b.view.state in OVER),
        "currency": a.view.currency != b.view.currency,
    }


def _pair(metric: str, a: Value, b: Value, whole: dict[str, bool]) -> Pair:
    differs = None
    if a.value is None or b.value is None:
        differs = "missing"
    elif whole["window"]:
        differs = "window"
    elif whole["currency"] and catalog()[metric].unit.startswith("money"):
        differs = "currency"
    elif "estimated" in (a.state, b.state) and a.state != b.state:
        differs = "completeness"
    alike = differs is None and a.value is not None and b.value is not None
    change = b.value - a.value if alike and a.value is not None and b.value is not None else None
    return Pair(metric, a, b, change, differs)
