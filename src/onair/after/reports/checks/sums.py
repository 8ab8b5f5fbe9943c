"""Σ商品 = 场次 and Σ分钟 = 场次: additive numbers only, sub-rows never added to their product."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
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
LAST = Text("累计数的最后一刻等于整场", "Counters end at the show's number")
NOT_LAST = Text(
    "累计数的最后一刻与整场不一致；导出时还没播完，或两张表的时间不同",
    "Counters do not end at the show's number; exported before the end, or at another time",
)
FELL = Text(
    "累计数变小了：不是从开播起的累计，分班次的差不可信",
    "A counter fell: it does not count from the start, and differences of shifts cannot be trusted",
)


def check(bundle: Bundle) -> Iterator[Finding]:
    for grain, same, other in PARTS:
        for platform in bundle.platforms(grain):
            rows = [row for row in bundle.of(grain) if row.platform == platform]
            if cumulative(rows):
                yield from _counters(bundle, platform, grain, rows)
            else:
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


def _counters(bundle: Bundle, platform: str, rule: str, rows: list[StatedRow]) -> Iterator[Finding]:
    ordered = in_time(rows)
    for metric in sorted({name for row in rows for name in row.said}):
        told = [
            row.said[metric] for row in ordered if metric in row.said and row.said[metric].value is not None
        ]
        if not additive(metric) or not told:
            continue
        fell = next((pair for pair in pairwise(told) if (pair[1].most or 0) < (pair[0].least or 0)), None)
        if fell is not None:
            before, after = fell
            yield Finding(
                rule, "differs", FELL, metric, after.value, before.value, (before.place, after.place)
            )
        whole, last = bundle.session(platform, metric), told[-1]
        if whole is not None:
            fits = within(last.least or 0, last.most or 0, whole.least or 0, whole.most or 0)
            words, places = LAST if fits else NOT_LAST, (whole.place, last.place)
            yield Finding(rule, "pass" if fits else "differs", words, metric, last.value, whole.value, places)


def in_time(rows: Sequence[StatedRow]) -> list[StatedRow]:
    """Snapshots that say when they were taken, the first first."""
    return sorted(
        (row for row in rows if isinstance(row.about.get("at"), int)), key=lambda row: row.about["at"]
    )


def cumulative(rows: Sequence[StatedRow]) -> bool:
    """Counters since the start are no parts of a sum."""
    return any(layouts()[row.layout].cumulative for row in rows if row.layout in layouts())
