"""商品: how products were seen, clicked and put into carts."""

from onair.kernel.i18n import Text
from onair.metrics.catalog.traffic import TWO_ENTER, online, view_uv
from onair.metrics.measure import MISSING, VIEWER, Grain, Part, Scope, over, people, share, total
from onair.metrics.metric import Example, Metric, happened
from onair.metrics.tally import CART, CLICK, FAV, PROD_EXPO

ALL: tuple[Grain, ...] = ("session", "product", "minute", "channel", "new", "slot", "host")
PEOPLE: tuple[Grain, ...] = ("session", "product", "channel", "new")
prod_expo_pv = total("prod_expo_pv", "product_exposure")
prod_expo_uv = people(PROD_EXPO, "product_exposure")
prod_click_pv = total("prod_click_pv", "product_click")
prod_click_uv = people(CLICK, "product_click", minute="prod_click_uv")
cart_pv = total("cart_pv", "add_cart")
cart_uv = people(CART, "add_cart")


def prod_cnt(scope: Scope) -> Part:
    rows = scope.tally.rows.get("product")
    known = sum(1 for product in rows or () if product is not None)
    return Part(known) if known else MISSING


CLICKS = (
    happened("product_exposure", 1, user="a", product="p1"), happened("product_exposure", 2, user="b", product="p1", count=3),
    happened("product_click", 3, user="a", product="p1"), happened("product_click", 70, user="a", product="p2"),
)  # fmt: skip
CARTS = (
    *CLICKS,
    happened("add_cart", 75, user="a", product="p2", qty=2),
    happened("add_cart", 80, user="c", product="p1"),
)

METRICS = (
    Metric(
        id="prod_cnt",
        zh="带货商品数",
        en="Products",
        unit="items",
        grain=("session",),
        additive=False,
        better="neither",
        numerator=Text("有任何事件的商品数", "Products with any event"),
        measure=prod_cnt,
        example=Example(CLICKS, 2),
        note=Text("只在按商品提问时给出", "Only when asked by product"),
    ),
    Metric(
        id="prod_expo_pv",
        zh="商品曝光次数",
        en="Product impressions",
        unit="times",
        grain=ALL,
        additive=True,
        numerator=Text("商品曝光之和", "Sum of product impressions"),
        measure=prod_expo_pv,
        example=Example(CLICKS, 4),
    ),
    Metric(
        id="prod_expo_uv",
        zh="商品曝光人数",
        en="Product impressions, people",
        unit="people",
        grain=PEOPLE,
        additive=False,
        numerator=Text("有商品曝光的去重已知用户", "Distinct known people shown a product"),
        measure=prod_expo_uv,
        example=Example(CLICKS, 2, "product", "p1"),
    ),
    Metric(
        id="prod_click_pv",
        zh="商品点击次数",
        en="Product clicks",
        unit="times",
        grain=ALL,
        additive=True,
        numerator=Text("商品点击之和", "Sum of product clicks"),
        measure=prod_click_pv,
        example=Example(CLICKS, 2),
    ),
    Metric(
        id="prod_click_uv",
        zh="商品点击人数",
        en="Product clicks, people",
        unit="people",
        grain=(*PEOPLE, "minute"),
        additive=False,
        numerator=Text("点击商品的去重已知用户", "Distinct known people who clicked a product"),
        measure=prod_click_uv,
        example=Example(CLICKS, 1),
    ),
    Metric(
        id="fav_pv",
        zh="商品收藏次数",
        en="Favourites",
        unit="times",
        grain=ALL,
        additive=True,
        numerator=Text("收藏次数", "Favourites"),
        measure=total("fav_pv", "favourite"),
        example=Example(
            (happened("favourite", 1, product="p1"), happened("favourite", 2, product="p1", on=False)), 1
        ),
    ),
    Metric(
        id="fav_uv",
        zh="商品收藏人数",
        en="Favourites, people",
        unit="people",
        grain=PEOPLE,
        additive=False,
        numerator=Text("收藏商品的去重已知用户", "Distinct known people who favoured a product"),
        measure=people(FAV, "favourite"),
        example=Example((happened("favourite", 1, product="p1", user="a"),), 1),
    ),
    Metric(
        id="fav_lost",
        zh="取消收藏次数",
        en="Favourites taken back",
        unit="times",
        grain=ALL,
        additive=True,
        better="down",
        numerator=Text("取消收藏次数", "Favourites taken back"),
        measure=total("fav_lost", "favourite"),
        example=Example(
            (happened("favourite", 1, product="p1"), happened("favourite", 2, product="p1", on=False)), 1
        ),
    ),
    Metric(
        id="cart_pv",
        zh="商品加购件数",
        en="Pieces added to cart",
        unit="items",
        grain=ALL,
        additive=True,
        numerator=Text("加购件数之和", "Sum of pieces added"),
        measure=cart_pv,
        example=Example(CARTS, 3),
    ),
    Metric(
        id="cart_uv",
        zh="商品加购人数",
        en="Added to cart, people",
        unit="people",
        grain=PEOPLE,
        additive=False,
        numerator=Text("加购的去重已知用户", "Distinct known people who added to cart"),
        measure=cart_uv,
        example=Example(CARTS, 2),
    ),
    Metric(
        id="prod_expo_rate_uv",
        zh="观看-商品曝光率(人数)",
        en="View to product impression",
        unit="ratio",
        grain=("session", "channel", "new"),
        additive=False,
        numerator=Text("观看并有商品曝光的人数", "Viewers shown a product"),
        denominator=Text("观看人数", "Viewers"),
        measure=share(PROD_EXPO, VIEWER, prod_expo_uv, view_uv),
        example=Example((*TWO_ENTER, *CLICKS[:1]), 0.5),
    ),
    Metric(
        id="prod_ctr_uv",
        zh="商品曝光-点击率(人数)",
        en="Product CTR, people",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("有曝光又点击的人数", "People shown a product who clicked"),
        denominator=Text("商品曝光人数", "People shown a product"),
        measure=share(CLICK, PROD_EXPO, prod_click_uv, prod_expo_uv),
        example=Example(CLICKS, 0.5),
    ),
    Metric(
        id="prod_ctr_pv",
        zh="商品曝光-点击率(次数)",
        en="Product CTR",
        unit="ratio",
        grain=ALL,
        additive=False,
        numerator=Text("商品点击次数", "Product clicks"),
        denominator=Text("商品曝光次数", "Product impressions"),
        measure=over(prod_click_pv, prod_expo_pv),
        example=Example(CLICKS, 0.25, "product", "p1"),
    ),
    Metric(
        id="prod_click_online",
        zh="商品点击率(趋势)",
        en="Clicks per online",
        unit="ratio",
        grain=("minute",),
        additive=False,
        numerator=Text("该分钟商品点击人数", "People clicking in the minute"),
        denominator=Text("该分钟在线人数", "Online in the minute"),
        measure=over(prod_click_uv, online),
        note=Text(
            "与商品点击率(人数)分母不同，不可比", "Another denominator than the product CTR: not comparable"
        ),
        example=Example((*CLICKS, happened("gauge", 61, name="online", value=4)), 0.25, "minute", 60_000),
    ),
    Metric(
        id="cart_rate_uv",
        zh="点击-加购率",
        en="Click to cart",
        unit="ratio",
        grain=PEOPLE,
        additive=False,
        numerator=Text("点击并加购的人数", "People who clicked and added to cart"),
        denominator=Text("商品点击人数", "People who clicked"),
        measure=share(CART, CLICK, cart_uv, prod_click_uv),
        example=Example(CARTS, 1.0),
    ),
)
