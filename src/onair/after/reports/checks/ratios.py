"""An exported ratio against its parts: the difference may be no more than the shown digits round away."""

from collections.abc import Iterator

from onair.after.reports.bundle import Bundle, Said
from onair.after.reports.finding import Finding, within
from onair.kernel.i18n import Text

PARTS: dict[str, tuple[str, str, int]] = {
    "enter_rate_uv": ("view_uv", "expo_uv", 1), "enter_rate_pv": ("view_pv", "expo_pv", 1),
    "prod_expo_rate_uv": ("prod_expo_uv", "view_uv", 1), "prod_ctr_uv": ("prod_click_uv", "prod_expo_uv", 1),
    "prod_ctr_pv": ("prod_click_pv", "prod_expo_pv", 1), "click_pay_uv": ("pay_uv", "prod_click_uv", 1),
    "watch_pay_uv": ("pay_uv", "view_uv", 1), "e2e_uv": ("pay_uv", "expo_uv", 1), "ctor": ("order_paid", "prod_click_pv", 1),
    "ctor_sku": ("sku_orders", "prod_click_pv", 1), "order_rate_sku": ("sku_orders", "view_pv", 1),
    "follow_rate": ("fans_new", "view_uv", 1), "interact_rate_uv": ("interact_uv", "view_uv", 1),
    "aov_order": ("gmv", "order_paid", 1), "roi_qc": ("gmv_qc", "spend_qc", 1), "order_cost_qc": ("spend_qc", "orders_qc", 1),
    "gpm_user_pay": ("user_pay", "view_pv", 1000), "show_gpm": ("gmv", "expo_pv", 1000), "gpm": ("gmv", "view_pv", 1000),
}  # fmt: skip
"""ratio → numerator, denominator, times (metrics page §4). Names whose parts are unverified are not in it."""
SAME = Text("与分子分母算出的一致", "As its parts give it")
OTHER = Text(
    "与分子分母算出的不一致，显示以重算为准，导出值留作对照",
    "Not what its parts give; the recomputed one is shown, the exported kept",
)


def check(bundle: Bundle) -> Iterator[Finding]:
    for row in bundle.rows:
        for metric, (top, bottom, times) in PARTS.items():
            said, over, under = row.said.get(metric), row.said.get(top), row.said.get(bottom)
            if said is not None and over is not None and under is not None:
                yield from _one(said, over, under, times)


def _one(said: Said, over: Said, under: Said, times: int) -> Iterator[Finding]:
    if not under.least or over.least is None or over.most is None or said.least is None or said.most is None:
        return
    low, high = times * over.least / (under.most or under.least), times * over.most / under.least
    slack = 0.51 if said.currency else 1e-9
    fits = within(low - slack, high + slack, said.least, said.most)
    yield Finding(
        "ratios", "pass" if fits else "differs", SAME if fits else OTHER, said.metric, said.value, low,
        (said.place, over.place, under.place),
    )  # fmt: skip
