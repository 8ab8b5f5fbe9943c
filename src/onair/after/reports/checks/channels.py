"""Σ渠道 = 整体: amounts and times must match; people may be in two channels, but never fewer than in the largest."""

from collections.abc import Iterator, Sequence

from onair.after.reports.bundle import Bundle, Said, StatedRow
from onair.after.reports.finding import Finding, some, within
from onair.after.reports.meaning import additive, unit
from onair.kernel.i18n import Text

SAME = Text("各渠道之和等于整体", "The channels sum to the whole")
OTHER = Text("各渠道之和与整体不一致", "The channels do not sum to the whole")
PEOPLE = Text(
    "整体人数少于最大的渠道，或多于各渠道之和",
    "Fewer people in all than in one channel, or more than in all channels",
)
NO_WHOLE = Text(
    "文件里没有「整体」一行，无法核对", "The file has no row of the whole; nothing to check against"
)


def check(bundle: Bundle) -> Iterator[Finding]:
    for platform in bundle.platforms("channel"):
        rows = [row for row in bundle.of("channel") if row.platform == platform]
        whole = next((row for row in bundle.of("channel", "control") if row.platform == platform), None)
        if whole is None:
            yield Finding("channels", "uncheckable", NO_WHOLE)
            continue
        for metric, said in whole.said.items():
            parts = [row.said[metric] for row in rows if metric in row.said]
            if parts and said.value is not None:
                yield from _one(metric, said, parts, rows)


def _one(metric: str, whole: Said, parts: Sequence[Said], rows: Sequence[StatedRow]) -> Iterator[Finding]:
    places = some([whole.place, *(part.place for part in parts)])
    low, high = sum(part.least or 0 for part in parts), sum(part.most or 0 for part in parts)
    least, most = whole.least or 0, whole.most or 0
    if additive(metric):
        if len(parts) == len(rows):
            fits = within(low, high, least, most)
            yield Finding(
                "channels",
                "pass" if fits else "differs",
                SAME if fits else OTHER,
                metric,
                high,
                whole.value,
                places,
            )
    elif unit(metric) == "people":
        largest = max(part.least or 0 for part in parts)
        fits = most >= largest and (least <= high or len(parts) < len(rows))
        yield Finding(
            "channels",
            "pass" if fits else "differs",
            SAME if fits else PEOPLE,
            metric,
            high,
            whole.value,
            places,
        )
