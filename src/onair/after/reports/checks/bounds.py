"""What cannot be: a share of people above 1, more people than times, more clicks than impressions, a mean above its peak.

Such a row goes to quarantine as it stands; nothing is clipped to 100 % (metrics page, rule 0.5).
"""

from collections.abc import Iterator

from onair.after.reports.bundle import Bundle, Said, StatedRow
from onair.after.reports.finding import Finding
from onair.after.reports.meaning import entry, unit
from onair.kernel.i18n import Text

NEVER_MORE = (
    ("expo_uv", "expo_pv"), ("view_uv", "view_pv"), ("prod_expo_uv", "prod_expo_pv"), ("prod_click_uv", "prod_click_pv"),
    ("view_uv", "expo_uv"), ("prod_expo_uv", "view_uv"), ("prod_click_uv", "prod_expo_uv"), ("prod_click_pv", "prod_expo_pv"),
    ("pay_uv", "prod_click_uv"), ("pay_uv", "view_uv"), ("acu", "pcu"),
)  # fmt: skip
"""left ≤ right within one row. Buyers without a click exist on some platforms: see LOOSE."""
LOOSE = {("pay_uv", "prod_click_uv")}
"""A buyer may have put it into the cart before (窗口外): told, not quarantined."""
ABOVE_ONE = Text("比例大于 1", "The share is above 1")
MORE = Text("分子大于分母：{left} 多于 {right}", "The part exceeds the whole: more {left} than {right}")


def check(bundle: Bundle) -> Iterator[Finding]:
    for row in bundle.rows:
        yield from _shares(row)
        for left, right in NEVER_MORE:
            yield from _pair(row, left, right)


def _shares(row: StatedRow) -> Iterator[Finding]:
    for said in row.said.values():
        if unit(said.metric) == "ratio" and said.metric.endswith("_uv") and (said.least or 0) > 1:
            yield Finding(
                "bounds", "differs", ABOVE_ONE, said.metric, said.value, 1, (said.place,), quarantine=True
            )


def _pair(row: StatedRow, left: str, right: str) -> Iterator[Finding]:
    part, whole = row.said.get(left), row.said.get(right)
    if part is None or whole is None or not _more(part, whole):
        return
    names = [entry(metric) for metric in (left, right)]
    words = Text(
        MORE.zh.format(left=names[0].zh, right=names[1].zh),
        MORE.en.format(left=names[0].en, right=names[1].en),
    )
    yield Finding(
        "bounds", "differs", words, left, part.value, whole.value, (part.place, whole.place),
        quarantine=(left, right) not in LOOSE,
    )  # fmt: skip


def _more(part: Said, whole: Said) -> bool:
    return part.least is not None and whole.most is not None and part.least > whole.most
