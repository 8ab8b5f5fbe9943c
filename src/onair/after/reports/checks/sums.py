"""Σ商品 = 场次 and Σ分钟 = 场次: additive numbers only, sub-rows never added to their product."""

from collections.abc import Iterator
from typing import Literal

from msgspec import structs

from onair.after.reports.bundle import Bundle, StatedRow
from onair.after.reports.finding import Finding, some, within
from onair.after.reports.meaning import additive
from onair.connectors.reports.layout import layouts
from onair.kernel.i18n import Text

PARTS: tuple[tuple[Literal["product", "minute"], Text, Text], ...] = (
    (
        "product",
        Text("各商品之和等于整场", "The products sum to the show"),
        Text(
            "各商品之和与整场不一致；常见原因是场后付款，或没有挂链的商品",
            "The products do not sum to the show; usually late pays, or goods that were not listed",
        ),
    ),
    (
        "minute",
        Text("各分钟之和等于整场", "The minutes sum to the show"),
        Text(
            "各分钟之和与整场不一致；缺分钟，或两张表的口径不同",
            "The minutes do not sum to the show; minutes are missing, or the two sheets count differently",
        ),
    ),
)

NOTHING = Text("", "")


def check(bundle: Bundle) -> Iterator[Finding]:
    for grain, same, other in PARTS:
        for platform in bundle.platforms(grain):
            rows = [row for row in bundle.of(grain) if row.platform == platform]
            if not _cumulative(rows):
                for finding in _sums(bundle, platform, grain, rows):
                    yield structs.replace(finding, words=same if finding.state == "pass" else other)


def _sums(bundle: Bundle, platform: str, rule: str, rows: list[StatedRow]) -> Iterator[Finding]:
    for metric in sorted({name for row in rows for name in row.said}):
        whole = bundle.session(platform, metric)
        parts = [
            row.said[metric] for row in rows if metric in row.said and row.said[metric].value is not None
        ]
        if not additive(metric) or whole is None or not parts:
            continue
        low, high = sum(part.least or 0 for part in parts), sum(part.most or 0 for part in parts)
        fits = within(low, high, whole.least or 0, whole.most or 0)
        places = some([whole.place, *(part.place for part in parts)])
        yield Finding(rule, "pass" if fits else "differs", NOTHING, metric, high, whole.value, places)


def _cumulative(rows: list[StatedRow]) -> bool:
    """Counters since the start are no parts of a sum."""
    return any(layouts()[row.layout].cumulative for row in rows if row.layout in layouts())
