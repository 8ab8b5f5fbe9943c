"""点击高转化低、加购高付款低: the price against what it was and what it was at its lowest; an offer that ended."""

from collections.abc import Mapping
from math import log
from typing import NamedTuple

from onair.after.diagnosis.case import Case, Rate, Suspicion, less, row
from onair.after.diagnosis.causes.shelf import per_click
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.finding import Evidence, Param
from onair.after.diagnosis.reads import of_good, price_of
from onair.after.diagnosis.wording import pct

RAISED, ABOVE = 1.08, 1.2
PERIOD_MS = 30 * 86_400_000
LEAST_ITEMS = 5
LEAST_ORDERS = 3
SHORTER = 0.3
"""Of the show that an offer covers less than it usually does."""
SHOWN = 5
Params = dict[str, Param]
What = tuple[str, str, str | None, str]
"""What a row shows of a product: in zh and en, its metric, its unit."""
PRICE: What = ("件单价", "price a piece", "price_item", "money")
LOWEST: What = ("价格与近 30 天最低成交价", "price, and the lowest of 30 days", "price_item", "money")
COVERED: What = ("优惠覆盖的时间", "share of the show with the offer", None, "ratio")


class Dear(NamedTuple):
    """What a product went for, what it is held against, and the orders that are missing."""

    price: float
    against: float
    lost: float


def price_raised(case: Case) -> Suspicion | None:
    found: dict[str, Dear] = {}
    for product in case.now.goods:
        paid, usual = price_of(case.now, product, LEAST_ITEMS), case.usual(price_of, product, LEAST_ITEMS)
        if paid and usual and paid >= RAISED * usual and not _shortened(case, product):
            found[product] = Dear(paid, usual, _lost_orders(case, product))
    return _dear(case, found, PRICE, None)


def above_lowest(case: Case) -> Suspicion | None:
    """Priced as usual, but lately it went for much less: it is put into the cart and left there."""
    found: dict[str, Dear] = {}
    recent = [show for show in case.past if show.start >= case.now.start - PERIOD_MS]
    for product, good in case.now.goods.items():
        paid, usual = price_of(case.now, product, LEAST_ITEMS), case.usual(price_of, product, LEAST_ITEMS)
        lows = [low for show in recent if (low := price_of(show, product, LEAST_ITEMS))]
        if not (paid and usual and lows and ABOVE * min(lows) <= paid < RAISED * usual):
            continue
        after = case.rate(of_good, product, "order", "cart")
        if after is not None and after.z <= -2:
            lost = max(0.0, after.usual * (good.cart or 0) - (good.order or 0))
            found[product] = Dear(paid, min(lows), lost)
    return _dear(case, found, LOWEST, "cart")


def _dear(case: Case, found: Mapping[str, Dear], what: What, of: str | None) -> Suspicion | None:
    """`of`: the stage whose orders were fewer; None = clicks."""
    lost = {product: one for product, one in found.items() if one.lost > 0}
    if sum(one.lost for one in lost.values()) < LEAST_ORDERS:
        return None
    worst = max(lost, key=lambda product: lost[product].lost)
    rows = tuple(
        _row(case, product, what, round(dear.price), round(dear.against))
        for product, dear in sorted(lost.items(), key=lambda pair: -pair[1].lost)[:SHOWN]
    )
    more = pct(lost[worst].price / lost[worst].against - 1)
    params = _params(case, worst, len(lost), _per(case, worst, of)) | {"more": more}
    explains = less(sum(each.lost for each in lost.values()), _orders(case))
    return _told(case, worst, explains, rows, params, of=of)


def offer_ended(case: Case) -> Suspicion | None:
    found = {product: _lost_orders(case, product) for product in case.now.goods if _shortened(case, product)}
    if sum(found.values()) < LEAST_ORDERS:
        return None
    worst = max(found, key=found.__getitem__)
    rows = tuple(
        _row(case, product, COVERED, _covered(case.now, product), case.usual(_covered, product))
        for product in sorted(found, key=found.__getitem__, reverse=True)[:SHOWN]
    )
    params: Params = {
        "product": case.label("product", worst), "n": len(found), "share": pct(_covered(case.now, worst)),
        "usual": pct(case.usual(_covered, worst)),
    }  # fmt: skip
    return _told(case, worst, less(sum(found.values()), _orders(case)), rows, params)


def discount_deep(case: Case) -> Suspicion | None:
    """Products for less than usual, and the pieces did not make up for it."""
    change, weight, rows = 0.0, 0.0, []
    for product, good in case.now.goods.items():
        paid, usual = price_of(case.now, product, LEAST_ITEMS), case.usual(price_of, product, LEAST_ITEMS)
        if paid and usual and good.gmv:
            change += good.gmv * log(paid / usual)
            weight += good.gmv
            if paid < usual / RAISED:
                rows.append(_row(case, product, PRICE, round(paid), round(usual)))
    if not rows or change / weight > -log(RAISED):
        return None
    explains = -change / weight
    link = case.link("gmv")
    value, base = (
        (round(link.target), round(link.base)) if link and link.since == "items_paid" else (None, None)
    )
    params: Params = {"n": len(rows), "less": pct(explains)}
    return Suspicion(
        "gmv", explains, True, 3.0, tuple(rows[:SHOWN]), "price_item", value, base, params=params
    )


def _told(
    case: Case,
    product: str,
    explains: float,
    rows: tuple[Evidence, ...],
    params: Params,
    *,
    of: str | None = None,
) -> Suspicion:
    rate = _per(case, product, of)
    z, value, usual = (-rate.z, rate.value, rate.usual) if rate else (3.0, None, None)
    metric = "cart_order_rate" if of else "click_pay_pv"
    about = case.about("product", product)
    return Suspicion("order_uv", explains, True, z, rows, metric, value, usual, about, params)


def _per(case: Case, product: str, of: str | None) -> Rate | None:
    """Orders of what is before them: clicks, or `of`."""
    return case.rate(of_good, product, "order", of) if of else per_click(case, product)


def _params(case: Case, product: str, n: int, rate: Rate | None) -> Params:
    value, usual = (rate.value, rate.usual) if rate else (None, None)
    return {"product": case.label("product", product), "n": n, "rate": pct(value), "usual": pct(usual)}


def _row(case: Case, product: str, what: What, value: float, base: float | None) -> Evidence:
    name, (zh, en, metric, unit) = case.label("product", product), what
    labels = (f"{name}：{zh}", f"{name}: {en}")
    return row("product", labels, key=product, metric=metric, value=value, base=base, unit=unit)


def _lost_orders(case: Case, product: str) -> float:
    """Orders that its clicks usually bring and did not bring."""
    good, rate = case.now.goods[product], per_click(case, product)
    return max(0.0, rate.usual * (good.click or 0) - (good.order or 0)) if rate else 0.0


def _covered(show: Facts, product: str) -> float:
    spans = [deal for deal in show.deals if deal.product == product]
    return min(1.0, sum(deal.end - deal.start for deal in spans) / max(show.end - show.start, 1))


def _shortened(case: Case, product: str) -> bool:
    usual = case.usual(_covered, product)
    return usual is not None and usual - _covered(case.now, product) >= SHORTER


def _orders(case: Case) -> float:
    return float(case.now.totals.get("order_created") or 0)


TESTS = {
    "price_raised": price_raised,
    "above_lowest": above_lowest,
    "offer_ended": offer_ended,
    "discount_deep": discount_deep,
}
