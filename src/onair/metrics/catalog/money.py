"""金额: integer minor units. Orders of unknown amount are counted and named (n), never added."""

from onair.kernel.i18n import Text
from onair.metrics.catalog.conversion import LATE_PAY, SALE, SETTLED, order_paid, pay_uv
from onair.metrics.catalog.product import ALL, PEOPLE, prod_expo_pv
from onair.metrics.catalog.traffic import ROOM, TWO_ENTER, duration_min, expo_pv, hours, view_pv, view_uv
from onair.metrics.measure import MISSING, Grain, Measure, Part, Scope, over, people, total
from onair.metrics.metric import Example, Metric, happened
from onair.metrics.sources import last_reading
from onair.metrics.tally import PAY_KNOWN, REFUND

SALES = ("order", "pay")


def gmv(scope: Scope) -> Part:
    """Missing when no paid order has a known amount; partly known = estimated, n says how many are not."""
    if not scope.fed(*SALES):
        return MISSING
    known = scope.sum("order_known")
    unknown = scope.sum("order_paid") - known
    if unknown and not known:
        return Part(None, "missing", n=unknown)
    return Part(scope.sum("gmv"), "estimated" if unknown else scope.state(*SALES), n=unknown)


def gmv_by_minute(scope: Scope) -> Part:
    """By minute a pay and its order's first pay may lie apart, so unknown amounts are those of the whole show."""
    if scope.grain == "session" or scope.grain not in ("minute", "slot", "host"):
        return gmv(scope)
    whole = gmv(Scope(scope.tally, scope.tally.total))
    return MISSING if whole.value is None else Part(scope.sum("gmv"), whole.state)


def refunded(counter: str) -> Measure:
    def measure(scope: Scope) -> Part:
        if not scope.fed("refund") or (
            counter == "refund_amount_ref" and scope.tally.total.sums.get("refund_untimed")
        ):
            return MISSING
        return Part(scope.sum(counter), scope.state("refund"))

    return measure


refund_amount_pay = refunded("refund_amount_pay")
refund_amount_ref = refunded("refund_amount_ref")
refund_orders = total("refund_orders", "refund")
thousandth = 1000
REFUNDED = (
    *LATE_PAY,
    happened("refund", 400, order="o2", amount=300),
    happened("refund", 99_000, order="o1", amount=1000),
)
IN_SHOW: tuple[Grain, ...] = ("session", "minute", "channel", "new", "slot", "host")

METRICS = (
    Metric(
        id="gmv",
        zh="直播间成交金额",
        en="GMV",
        unit="money",
        grain=ALL,
        additive=True,
        numerator=Text("场内订单的付款金额之和", "Sum of pays of the show's orders"),
        measure=gmv_by_minute,
        note=Text(
            "金额未知的订单不相加，由 n 给出；商品行按行价×数量分摊到分",
            "Orders of unknown amount are not added, n counts them; by product shared out by price × quantity to the unit",
        ),
        example=Example(LATE_PAY, 2500),
    ),
    Metric(
        id="refund_amount_pay",
        zh="退款金额（支付时间）",
        en="Refund, paid-time basis",
        unit="money",
        grain=SETTLED,
        additive=True,
        better="down",
        numerator=Text("场内订单的全部退款", "All refunds of the show's orders"),
        measure=refund_amount_pay,
        example=Example(REFUNDED, 1300),
    ),
    Metric(
        id="refund_amount_ref",
        zh="退款金额（退款时间）",
        en="Refund, refund-time basis",
        unit="money",
        grain=(*SETTLED, "minute", "slot", "host"),
        additive=True,
        better="down",
        numerator=Text("场内订单在窗口内发生的退款", "Refunds of the show's orders made inside the window"),
        note=Text("退款时间未知时不提供", "Missing when the time of a refund is unknown"),
        measure=refund_amount_ref,
        example=Example(REFUNDED, 300),
    ),
    Metric(
        id="refund_orders",
        zh="退款订单数",
        en="Refunded orders",
        unit="orders",
        grain=SETTLED,
        additive=True,
        better="down",
        numerator=Text("有退款的场内订单（支付时间）", "Orders of the show with a refund, paid-time basis"),
        measure=refund_orders,
        example=Example(REFUNDED, 2),
    ),
    Metric(
        id="refund_uv",
        zh="退款人数",
        en="Refunded people",
        unit="people",
        grain=PEOPLE,
        additive=False,
        better="down",
        numerator=Text("退款的去重已知用户", "Distinct known people refunded"),
        measure=people(REFUND, "refund"),
        example=Example((*SALE, happened("refund", 60, user="a", order="o1", amount=1)), 1),
    ),
    Metric(
        id="refund_rate_amount",
        zh="退款率(金额)",
        en="Refund rate",
        unit="ratio",
        grain=SETTLED,
        additive=False,
        better="down",
        numerator=Text("退款金额（支付时间）", "Refund, paid-time basis"),
        denominator=Text("成交金额", "GMV"),
        measure=over(refund_amount_pay, gmv),
        example=Example(REFUNDED, 0.52),
    ),
    Metric(
        id="refund_rate_orders",
        zh="退款率(订单)",
        en="Refund rate, orders",
        unit="ratio",
        grain=SETTLED,
        additive=False,
        better="down",
        numerator=Text("退款订单数（支付时间）", "Refunded orders, paid-time basis"),
        denominator=Text("成交订单数", "Orders paid"),
        measure=over(refund_orders, order_paid),
        example=Example(REFUNDED, 1.0),
    ),
    Metric(
        id="aov_buyer",
        zh="客单价",
        en="Spend per buyer",
        unit="money/person",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("已知用户的成交金额", "GMV of known people"),
        denominator=Text("金额已知的成交人数", "Buyers of known amounts"),
        note=Text("用户或金额未知的付款不计入两边", "Pays without a user or an amount are on neither side"),
        measure=over(total("gmv_user", *SALES), people(PAY_KNOWN, *SALES)),
        example=Example(LATE_PAY, 1250.0),
    ),
    Metric(
        id="aov_order",
        zh="笔单价",
        en="Average order value",
        unit="money/order",
        grain=SETTLED,
        additive=False,
        numerator=Text("成交金额", "GMV"),
        denominator=Text("金额已知的成交订单数", "Paid orders of known amount"),
        measure=over(total("gmv", *SALES), total("order_known", *SALES)),
        example=Example(LATE_PAY, 1250.0),
    ),
    Metric(
        id="price_item",
        zh="件单价",
        en="Price per item",
        unit="money/item",
        grain=SETTLED,
        additive=False,
        better="neither",
        numerator=Text("成交金额", "GMV"),
        denominator=Text("金额已知的成交件数", "Items of known amount"),
        measure=over(total("gmv", *SALES), total("items_known", *SALES)),
        example=Example(LATE_PAY, 625.0),
    ),
    Metric(
        id="items_per_buyer",
        zh="人均件数",
        en="Items per buyer",
        unit="items/person",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("已知用户的成交件数", "Items of known people"),
        denominator=Text("成交人数", "Buyers"),
        measure=over(total("items_user", *SALES), pay_uv),
        example=Example(LATE_PAY, 2.0),
    ),
    Metric(
        id="gpm",
        zh="千次观看成交金额",
        en="GPM",
        unit="money/1000",
        grain=ROOM,
        additive=False,
        numerator=Text("1000 × 成交金额", "1000 × GMV"),
        denominator=Text("观看次数", "Views"),
        measure=over(gmv_by_minute, view_pv, thousandth),
        example=Example((*TWO_ENTER, *SALE), 2_000_000 / 3),
    ),
    Metric(
        id="show_gpm",
        zh="千次曝光成交金额",
        en="Show GPM",
        unit="money/1000",
        grain=IN_SHOW,
        additive=False,
        numerator=Text("1000 × 成交金额", "1000 × GMV"),
        denominator=Text("曝光次数", "Impressions"),
        measure=over(gmv_by_minute, expo_pv, thousandth),
        example=Example((happened("exposure", 0, count=500), *SALE), 4000.0),
    ),
    Metric(
        id="prod_gpm",
        zh="商品千次曝光成交",
        en="Product GPM",
        unit="money/1000",
        grain=SETTLED,
        additive=False,
        numerator=Text("1000 × 成交金额", "1000 × GMV"),
        denominator=Text("商品曝光次数", "Product impressions"),
        measure=over(gmv, prod_expo_pv, thousandth),
        example=Example(
            (happened("product_exposure", 0, product="p2", count=200), *SALE), 5000.0, "product", "p2"
        ),
    ),
    Metric(
        id="uv_value",
        zh="UV价值",
        en="Value per viewer",
        unit="money/person",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("成交金额", "GMV"),
        denominator=Text("观看人数", "Viewers"),
        measure=over(gmv, view_uv),
        example=Example((*TWO_ENTER, *SALE), 1000.0),
    ),
    Metric(
        id="opm",
        zh="千次观看订单数",
        en="OPM",
        unit="orders/1000",
        grain=ROOM,
        additive=False,
        numerator=Text("1000 × 成交订单数", "1000 × orders paid"),
        denominator=Text("观看次数", "Views"),
        measure=over(order_paid, view_pv, thousandth),
        example=Example((*TWO_ENTER, *SALE), 1000 / 3),
    ),
    Metric(
        id="gmv_per_hour",
        zh="单小时GMV",
        en="GMV per hour",
        unit="money/h",
        grain=("session",),
        additive=False,
        numerator=Text("成交金额", "GMV"),
        denominator=Text("直播小时", "Hours live"),
        measure=over(gmv, hours),
        example=Example(LATE_PAY, 2500 / (599 / 3600)),
    ),
    Metric(
        id="deal_density",
        zh="成交密度",
        en="Minutes per order",
        unit="min/order",
        grain=("session",),
        additive=False,
        better="down",
        numerator=Text("直播分钟", "Minutes live"),
        denominator=Text("成交订单数", "Orders paid"),
        measure=over(duration_min, order_paid),
        example=Example(LATE_PAY, 599 / 60 / 2),
    ),
    Metric(
        id="spend_live",
        zh="直播间投放消耗",
        en="Ad spend",
        unit="money",
        grain=("session",),
        additive=True,
        better="neither",
        numerator=Text("各来源投放消耗的最后读数之和", "Sum over sources of the last reading of spend"),
        measure=last_reading("spend"),
        example=Example(
            (happened("gauge", 1, name="spend", value=100), happened("gauge", 2, name="spend", value=900)),
            900,
        ),
    ),
)
