"""转化: from a visit to an order and to a payment."""

from onair.kernel.i18n import Text
from onair.metrics.catalog.product import ALL, PEOPLE, cart_uv, prod_click_pv, prod_click_uv
from onair.metrics.catalog.traffic import ROOM, TWO_ENTER, expo_uv, view_pv, view_uv
from onair.metrics.measure import VIEWER, Grain, over, people, share, total
from onair.metrics.metric import Example, Metric, happened
from onair.metrics.tally import CART, CLICK, EXPO, ORDER, PAY

SETTLED: tuple[Grain, ...] = ("session", "product", "channel", "new")
SHOP: tuple[Grain, ...] = ("session", "channel", "new")
SALES = ("order", "pay")
order_created = total("order_created", *SALES)
order_paid = total("order_paid", *SALES)
order_unpaid = total("order_unpaid", *SALES)
order_uv = people(ORDER, *SALES)
pay_uv = people(PAY, *SALES, minute="pay_uv")
items_paid = total("items_paid", *SALES)
ITEMS = [{"product": "p1", "qty": 2, "price": 500}, {"product": "p2", "qty": 1, "price": 1000}]
SALE = (
    happened("product_click", 10, user="a", product="p1"), happened("product_click", 11, user="b", product="p1"),
    happened("order", 20, user="a", order="o1", amount=2000, items=ITEMS),
    happened("order", 21, user="b", order="o2", amount=500, product="p1"),
    happened("pay", 25, user="a", order="o1", amount=2000),
)  # fmt: skip
LATE_PAY = (*SALE, happened("pay", 9_000, user="b", order="o2", amount=500))

METRICS = (
    Metric(
        id="order_created",
        zh="创建订单数",
        en="Orders created",
        unit="orders",
        grain=ALL,
        additive=True,
        numerator=Text("窗口内创建的去重订单", "Distinct orders created inside the window"),
        note=Text(
            "只有付款记录的订单按首次付款计入", "An order known only from pays counts by its first pay"
        ),
        measure=order_created,
        example=Example(SALE, 2),
    ),
    Metric(
        id="order_paid",
        zh="成交订单数",
        en="Orders paid",
        unit="orders",
        grain=ALL,
        additive=True,
        numerator=Text("场内创建且有付款的订单", "Orders of the show with a pay"),
        note=Text("结束后才付款的也计入", "Pays after the end count too"),
        measure=order_paid,
        example=Example(LATE_PAY, 2),
    ),
    Metric(
        id="order_unpaid",
        zh="压单",
        en="Created, unpaid",
        unit="orders",
        grain=SETTLED,
        additive=True,
        better="down",
        numerator=Text(
            "既未付款也未取消的订单（截至所示时刻）",
            "Orders with neither pay nor cancel as of the stated time",
        ),
        measure=order_unpaid,
        example=Example(SALE, 1),
    ),
    Metric(
        id="order_uv",
        zh="下单人数",
        en="Ordering people",
        unit="people",
        grain=PEOPLE,
        additive=False,
        numerator=Text("下单的去重已知用户", "Distinct known people who ordered"),
        measure=order_uv,
        example=Example(SALE, 2),
    ),
    Metric(
        id="pay_uv",
        zh="成交人数",
        en="Buyers",
        unit="people",
        grain=(*PEOPLE, "minute"),
        additive=False,
        numerator=Text("付款的去重已知用户", "Distinct known people who paid"),
        measure=pay_uv,
        example=Example(SALE, 1),
    ),
    Metric(
        id="items_paid",
        zh="成交件数",
        en="Items sold",
        unit="items",
        grain=ALL,
        additive=True,
        numerator=Text("已付款订单的件数，退款不扣", "Pieces of paid orders; refunds are not taken off"),
        measure=items_paid,
        example=Example(SALE, 3),
    ),
    Metric(
        id="order_pay_rate",
        zh="订单支付率",
        en="Order pay rate",
        unit="ratio",
        grain=SETTLED,
        additive=False,
        numerator=Text("成交订单数", "Orders paid"),
        denominator=Text("创建订单数", "Orders created"),
        measure=over(order_paid, order_created),
        example=Example(SALE, 0.5),
    ),
    Metric(
        id="click_pay_uv",
        zh="商品点击-成交率(人数)",
        en="Click to pay",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("点击并付款的人数", "People who clicked and paid"),
        denominator=Text("商品点击人数", "People who clicked"),
        measure=share(PAY, CLICK, pay_uv, prod_click_uv),
        example=Example(SALE, 0.5),
        note=Text(
            "窗口内没有点击的付款者不在分子，由 n 给出",
            "Buyers without a click inside the window are not in it; n counts them",
        ),
    ),
    Metric(
        id="click_pay_pv",
        zh="商品点击-成交率(次数)",
        en="Click to order",
        unit="ratio",
        grain=ALL,
        additive=False,
        numerator=Text("成交订单数", "Orders paid"),
        denominator=Text("商品点击次数", "Product clicks"),
        measure=over(order_paid, prod_click_pv),
        example=Example(SALE, 0.5),
    ),
    Metric(
        id="watch_pay_uv",
        zh="观看-成交率(人数)",
        en="Watch to pay",
        unit="ratio",
        grain=SHOP,
        additive=False,
        numerator=Text("观看并付款的人数", "Viewers who paid"),
        denominator=Text("观看人数", "Viewers"),
        measure=share(PAY, VIEWER, pay_uv, view_uv),
        example=Example((*TWO_ENTER, *SALE), 0.5),
    ),
    Metric(
        id="watch_pay_pv",
        zh="观看-成交率(次数)",
        en="Watch to order",
        unit="ratio",
        grain=ROOM,
        additive=False,
        numerator=Text("成交订单数", "Orders paid"),
        denominator=Text("观看次数", "Views"),
        measure=over(order_paid, view_pv),
        example=Example((*TWO_ENTER, *SALE), 1 / 3),
    ),
    Metric(
        id="e2e_uv",
        zh="曝光-成交转化率(人数)",
        en="Impression to pay",
        unit="ratio",
        grain=SHOP,
        additive=False,
        numerator=Text("有曝光又付款的人数", "People shown the room who paid"),
        denominator=Text("曝光人数", "People shown the room"),
        measure=share(PAY, EXPO, pay_uv, expo_uv),
        example=Example((happened("exposure", 0, user="a"), happened("exposure", 0, user="z"), *SALE), 0.5),
    ),
    Metric(
        id="cart_order_rate",
        zh="加购-下单率",
        en="Cart to order",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("加购并下单的人数", "People who added to cart and ordered"),
        denominator=Text("加购人数", "People who added to cart"),
        measure=share(ORDER, CART, order_uv, cart_uv),
        example=Example(
            (
                happened("add_cart", 15, user="a", product="p1"),
                happened("add_cart", 16, user="z", product="p1"),
                *SALE,
            ),
            0.5,
        ),
    ),
)
