"""What the wizard learns about a table: which column is which field of an event."""

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from onair.events.model import EVENT_TYPES, SERVER_ONLY
from onair.files.headers import find
from onair.files.values import DayOrder
from onair.kernel.errors import BadInput

Field = Literal[
    "at", "id", "type", "user", "nick", "product", "channel", "text", "order", "amount", "qty", "count",
    "value", "name", "gift", "group", "reason", "paid_at", "refund",
]  # fmt: skip
"""What a column may become. `paid_at` and `refund` (amount) turn one row into order, pay and refund."""
FIELDS: tuple[str, ...] = get_args(Field)
_GUESSES = {
    "at": (
        "时间", "下单时间", "订单创建时间", "订单提交时间", "发送时间",
        "time", "timestamp", "ts", "created time", "created_at", "at",
    ),
    "id": ("消息id", "event_id", "id"),
    "type": ("类型", "行为", "事件", "type", "event", "behavior", "action"),
    "user": ("用户id", "会员名", "买家会员名", "user_id", "userid", "user", "buyer username"),
    "nick": ("昵称", "用户昵称", "nickname", "nick"),
    "product": ("商品id", "商品编号", "item_id", "product_id", "product id", "sku id", "product"),
    "channel": ("渠道", "渠道名称", "流量来源", "channel"),
    "text": ("评论", "评论内容", "弹幕", "内容", "text", "content", "comment"),
    "order": ("订单编号", "主订单编号", "订单号", "父订单", "order id", "order_id", "order"),
    "amount": ("总金额", "订单应付金额", "支付金额", "金额", "order amount", "amount"),
    "qty": ("商品数量", "数量", "quantity", "qty"),
    "paid_at": ("支付时间", "支付完成时间", "订单付款时间", "付款时间", "paid time", "paid_at"),
    "refund": ("退款金额", "order refund amount", "refund"),
}  # fmt: skip


class BadMapping(BadInput):
    code = "bad_mapping"
    zh = "这个映射无法使用：{why}。没有导入任何内容，请修改后重试。"
    en = "This mapping cannot be used: {why}. Nothing was imported; correct it and try again."


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`columns`: field → header. `type`: one type for all rows, or `types`: value of the type column → type.

    `source`: the namespace of users is its part before `:`. `day_order`: for dates with the year last.
    `amount_of`: "order" when every row of an order repeats the amount of the whole order: it counts once. `platform`: whose
    orders they are; "" = any: they go by time alone.
    """

    columns: dict[str, str]
    type: str | None = None
    types: dict[str, str] = {}
    source: str = "file:table"
    day_order: DayOrder | None = None
    amount_of: Literal["row", "order"] = "row"
    platform: str = ""

    @property
    def lists_orders(self) -> bool:
        """Every row is a line of an order: the file goes to the shows that its orders belong to."""
        return self.type == "order" and not self.types and "type" not in self.columns

    def checked(self, headers: Sequence[str]) -> "Mapping":
        """Itself. Raises BadMapping that names the first thing wrong."""
        for name, header in self.columns.items():
            if name not in FIELDS:
                raise BadMapping(why=f"{name}?")
            if find(headers, header) is None:
                raise BadMapping(why=f"{name} → {header[:40]}?")
        if "at" not in self.columns:
            raise BadMapping(why="at")
        if not self.source or len(self.source) > 64:
            raise BadMapping(why="source")
        if len(self.platform) > 40:
            raise BadMapping(why="platform")
        wanted = set(self.types.values()) | ({self.type} if self.type else set())
        if not wanted and "type" not in self.columns:
            raise BadMapping(why="type")
        wrong = sorted(name for name in wanted if name not in EVENT_TYPES or name in SERVER_ONLY)
        if wrong:
            raise BadMapping(why=f"type {wrong[0][:40]}?")
        return self


def guess(headers: Sequence[str]) -> dict[str, str]:
    """A first proposal for the wizard: field → header as written."""
    found = {name: find(headers, *aliases) for name, aliases in _GUESSES.items()}
    return {name: headers[place] for name, place in found.items() if place is not None}


def decode(body: object) -> Mapping:
    """From JSON that somebody sent. Raises BadMapping."""
    try:
        return msgspec.convert(body, Mapping)
    except msgspec.ValidationError as error:
        raise BadMapping(why=str(error)[:120]) from None
