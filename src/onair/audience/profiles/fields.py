"""The fields of a profile as data: what each is called, what it is counted from, and how it reads."""

from typing import Literal

from msgspec import Struct

from onair.kernel.i18n import Text

Unit = Literal["count", "ms", "money", "time", "share", "fifth", "number"]


class Field(Struct, frozen=True):
    """`of`: kinds of `facts.ACTS` whose rows explain it; `deals`: its orders do."""

    id: str
    name: Text
    unit: Unit
    of: tuple[str, ...] = ()
    deals: bool = False
    note: Text | None = None


_ONE_CURRENCY = Text(
    "只加团队主要币种；金额未知和其它币种的订单另行计数，不估算",
    "The team's main currency only; orders of unknown amount or another currency are counted apart, never guessed",
)
_CHANCE = Text(
    "BG/NBD 估计；只买过一次的人不适用，按复购间隔判断",
    "Estimated by BG/NBD; it says nothing of who bought once, who is judged by how long repeat buyers wait",
)
_FIFTH = Text("在本团队买家里的五分位，5 最好", "Its fifth among this team's buyers, 5 is best")
FIELDS: tuple[Field, ...] = (
    Field("first_seen", Text("首次出现", "First seen"), "time", deals=True),
    Field("last_seen", Text("最近出现", "Last seen"), "time", deals=True),
    Field("shows", Text("看过的场次", "Shows watched"), "count", of=("enter", "leave", "comment", "like", "share", "gift",
          "product_click", "add_cart", "follow", "group_join")),
    Field("visits", Text("进入次数", "Entries"), "count", of=("enter",)),
    Field("watch_ms", Text("观看时长", "Watch time"), "ms", of=("leave",), note=Text(
        "只算来源报告了时长的离开", "Only of leaves whose source told a length")),
    Field("comments", Text("评论", "Comments"), "count", of=("comment",)),
    Field("likes", Text("点赞", "Likes"), "count", of=("like",)),
    Field("shares", Text("分享", "Shares"), "count", of=("share",)),
    Field("joins", Text("入群", "Groups joined"), "count", of=("group_join",)),
    Field("clicks", Text("商品点击", "Product clicks"), "count", of=("product_click",)),
    Field("carts", Text("加购", "Added to cart"), "count", of=("add_cart",)),
    Field("favourites", Text("收藏商品", "Favourites"), "count", of=("favourite",)),
    Field("orders", Text("下单", "Orders created"), "count", deals=True),
    Field("paid", Text("成交订单", "Orders paid"), "count", deals=True),
    Field("unpaid", Text("未付款", "Created, unpaid"), "count", deals=True),
    Field("spend", Text("消费金额", "Spend"), "money", deals=True, note=_ONE_CURRENCY),
    Field("refunds", Text("退款订单", "Orders refunded"), "count", deals=True),
    Field("refunded", Text("退款金额", "Refunded"), "money", deals=True, note=_ONE_CURRENCY),
    Field("first_paid", Text("首次成交", "First purchase"), "time", deals=True),
    Field("last_paid", Text("最近成交", "Last purchase"), "time", deals=True),
    Field("p_alive", Text("仍是买家的概率", "Chance of still being a buyer"), "share", note=_CHANCE),
    Field("expected", Text("未来 13 周预计购买次数", "Purchases expected in 13 weeks"), "number", note=_CHANCE),
    Field("r", Text("R 最近", "R recency"), "fifth", note=_FIFTH),
    Field("f", Text("F 频次", "F frequency"), "fifth", note=_FIFTH),
    Field("m", Text("M 金额", "M money"), "fifth", note=_FIFTH),
)  # fmt: skip
