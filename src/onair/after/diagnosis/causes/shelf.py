"""What could be bought: sold out while it was talked about, or no link on the screen."""

from onair.after.diagnosis.case import Case, Rate, Suspicion, less, row
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.reads import of_good, per_seen
from onair.after.diagnosis.wording import minutes, pct

OUT_S = 300
TALKED_S = 180
HIDDEN = 0.5
"""Of the usual impressions per viewer and minute of talk."""


def per_click(case: Case, product: str, counter: str = "order") -> Rate | None:
    return case.rate(of_good, product, counter, "click")


def _out_share(show: Facts, product: str) -> float | None:
    good = show.goods.get(product)
    return good.out_click / good.click if good and good.click else None


def stock_out(case: Case) -> Suspicion | None:
    lost: dict[str, float] = {}
    for product, good in case.goods().items():
        if good.out_s < OUT_S or not good.out_click:
            continue
        usual = case.usual(_out_share, product)
        extra = good.out_click - (usual or 0.0) * (good.click or 0)
        rate = per_click(case, product)
        yields = rate.usual if rate else (good.order or 0) / max((good.click or 0) - good.out_click, 1)
        if extra > 0:
            lost[product] = extra * yields
    if not lost or sum(lost.values()) < 3:
        return None
    worst = max(lost, key=lost.__getitem__)
    rows = tuple(
        row(
            "product",
            (
                f"{case.label('product', p)}：售罄期间的点击",
                f"{case.label('product', p)}: clicks while sold out",
            ),
            key=p,
            metric="prod_click_pv",
            value=case.now.goods[p].out_click,
            unit="times",
        )
        for p in sorted(lost, key=lost.__getitem__, reverse=True)[:5]
    )
    made = float(case.now.totals.get("order_created") or 0)
    good = case.now.goods[worst]
    rate = per_click(case, worst)
    return Suspicion(
        "order_uv",
        less(sum(lost.values()), made),
        True,
        6.0,
        rows,
        "click_pay_pv",
        (good.order or 0) / max(good.click or 0, 1),
        rate.usual if rate else None,
        case.about("product", worst),
        {
            "product": case.label("product", worst),
            "minutes": minutes(good.out_s),
            "clicks": good.out_click,
            "orders": round(sum(lost.values())),
            "n": len(lost),
        },
    )


def link_not_shown(case: Case) -> Suspicion | None:
    """Talked about as usual, but hardly ever on the screen."""
    hidden: dict[str, Rate] = {}
    clicks = 0.0
    for product, good in case.goods().items():
        rate = case.rate(per_seen, product, "expo", TALKED_S)
        if rate is not None and rate.z < -3 and rate.value < HIDDEN * rate.usual:
            hidden[product] = rate
            wanted = case.rate(per_seen, product, "click")
            clicks += max(0.0, wanted.usual * good.seen / 60 - (good.click or 0)) if wanted else 0.0
    if not hidden:
        return None
    worst = max(hidden, key=lambda p: case.now.goods[p].seen * (hidden[p].usual - hidden[p].value))
    rows = [
        row(
            "product",
            (
                f"{case.label('product', p)}：讲解时每千人分钟曝光",
                f"{case.label('product', p)}: impressions per 1000 viewer-minutes of talk",
            ),
            key=p,
            metric="prod_expo_pv",
            value=1000 * rate.value,
            base=1000 * rate.usual,
            unit="times",
        )
        for p, rate in hidden.items()
    ]
    if heard := case.now.said.get("no_link"):
        rows.append(
            row(
                "comment",
                ("问链接在哪的评论", "Comments asking for the link"),
                key="no_link",
                value=heard,
                unit="times",
            )
        )
    stage = case.worst("prod_expo_uv", "prod_click_uv")
    all_clicks = sum(good.click or 0 for good in case.now.goods.values())
    explains = max(less(clicks, all_clicks), case.lost(stage) if stage == "prod_expo_uv" else 0.0)
    rate = hidden[worst]
    return Suspicion(
        stage,
        explains,
        True,
        -rate.z,
        tuple(rows),
        "prod_expo_pv",
        1000 * rate.value,
        1000 * rate.usual,
        case.about("product", worst),
        {"product": case.label("product", worst), "share": pct(rate.value / rate.usual), "n": len(hidden)},
    )


TESTS = {"stock_out": stock_out, "link_not_shown": link_not_shown}
