"""Rule 0: two numbers stand beside each other only when they mean the same; else the field in which they differ is named."""

from typing import Literal, NamedTuple

from onair.metrics.measure import Number

Unlike = Literal["metric", "missing", "window", "currency", "completeness"]


class Meaning(NamedTuple):
    """What a number is of. `value` None: missing. `whole`: of a span that is over, so it moves no more. `currency` None: no
    money, or its file does not say which. `estimated`: events are missing."""

    metric: str
    value: Number | None
    whole: bool = True
    currency: str | None = None
    estimated: bool = False


def differs(a: Meaning, b: Meaning) -> Unlike | None:
    """The first field that forbids a difference between them; None = they may be compared."""
    if a.metric != b.metric:
        return "metric"
    if a.value is None or b.value is None:
        return "missing"
    if a.whole != b.whole:
        return "window"
    if None not in (a.currency, b.currency) and a.currency != b.currency:
        return "currency"
    return "completeness" if a.estimated != b.estimated else None
