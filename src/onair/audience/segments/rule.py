"""What a segment is: and/or/not over fields of profiles, what people did within days, and what they did after what.

One shape on the wire, in the database and in our own presets (TOML). Money in minor units of the team's currency, ages in
days before the moment the book was made.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from onair.audience.profiles.lifecycle import STAGES
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

Cmp = Literal["ge", "le", "eq", "ne", "known", "unknown"]
Days = Annotated[int, Meta(ge=1, le=3650)]
Times = Annotated[int, Meta(ge=0, le=1_000_000)]
Key = Annotated[str, Meta(min_length=1, max_length=128)]
DEPTH_MAX, NODES_MAX = 4, 40
Source = Literal["number", "money", "age", "share", "choice", "flag"]


class Measure(Struct, frozen=True):
    """A field that a rule may ask about. `column` of the book; `kind` age: days since that time."""

    id: str
    name: Text
    kind: Source
    column: str
    choices: dict[str, Text] = {}


def _number(id_: str, zh: str, en: str, kind: Source = "number") -> Measure:
    return Measure(id_, Text(zh, en), kind, id_)


MEASURES: dict[str, Measure] = {
    one.id: one
    for one in (
        Measure("stage", Text("阶段", "stage"), "choice", "stage", dict(STAGES.items())),
        _number("shows", "看过的场次", "shows watched"),
        _number("visits", "进入次数", "entries"),
        _number("clicks", "商品点击", "product clicks"),
        _number("carts", "加购", "added to cart"),
        _number("comments", "评论", "comments"),
        _number("joins", "入群", "groups joined"),
        _number("orders", "下单", "orders created"),
        _number("paid", "成交订单", "orders paid"),
        _number("unpaid", "未付款订单", "unpaid orders"),
        _number("refunds", "退款订单", "orders refunded"),
        _number("spend", "消费金额", "spend", "money"),
        _number("refunded", "退款金额", "refunded", "money"),
        _number("expected", "未来 13 周预计购买", "purchases expected in 13 weeks"),
        _number("p_alive", "仍是买家的概率", "chance of still being a buyer", "share"),
        _number("r", "R 最近（1–5）", "R recency (1–5)"),
        _number("f", "F 频次（1–5）", "F frequency (1–5)"),
        _number("m", "M 金额（1–5）", "M money (1–5)"),
        Measure("first_seen_days", Text("首次出现距今", "days since first seen"), "age", "first_seen"),
        Measure("last_seen_days", Text("最近出现距今", "days since last seen"), "age", "last_seen"),
        Measure("first_paid_days", Text("首次成交距今", "days since the first purchase"), "age", "first_paid"),
        Measure("last_paid_days", Text("最近成交距今", "days since the last purchase"), "age", "last_paid"),
        Measure("following", Text("关注直播间", "follows the room"), "flag", "follow_at"),
    )
}  # fmt: skip
ACTS: dict[str, Text] = {
    "enter": Text("进入直播间", "entered"), "comment": Text("评论", "commented"), "like": Text("点赞", "liked"),
    "share": Text("分享", "shared"), "follow": Text("关注", "followed"), "group_join": Text("入群", "joined a group"),
    "product_click": Text("点击商品", "clicked a product"), "favourite": Text("收藏商品", "marked a favourite"),
    "add_cart": Text("加购", "added to cart"), "order": Text("下单", "ordered"), "pay": Text("付款", "paid"),
    "refund": Text("退款", "got a refund"),
}  # fmt: skip
"""What people do, as types of the log."""


class Is(Struct, frozen=True, forbid_unknown_fields=True, tag="is", tag_field="op", omit_defaults=True):
    """A field compared. What nobody told fits nothing but `unknown`."""

    field: Key
    cmp: Cmp
    value: float | str | bool | None = None


class Did(Struct, frozen=True, forbid_unknown_fields=True, tag="did", tag_field="op", omit_defaults=True):
    """`act` at least (`ge`) or at most (`le`) `times` within the last `days`, None = ever; 0 times is never."""

    act: Key
    cmp: Literal["ge", "le"] = "ge"
    times: Times = 1
    days: Days | None = None
    product: Key | None = None


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    act: Key
    product: Key | None = None


class Then(Struct, frozen=True, forbid_unknown_fields=True, tag="then", tag_field="op", omit_defaults=True):
    """`first`, and after it within `days` the `next`."""

    first: Step
    next: Step
    days: Days = 30


class All(Struct, frozen=True, forbid_unknown_fields=True, tag="all", tag_field="op"):
    of: Annotated[tuple["Node", ...], Meta(min_length=1, max_length=20)]


class Any_(Struct, frozen=True, forbid_unknown_fields=True, tag="any", tag_field="op"):
    of: Annotated[tuple["Node", ...], Meta(min_length=1, max_length=20)]


class Not(Struct, frozen=True, forbid_unknown_fields=True, tag="not", tag_field="op"):
    of: "Node"


Node = All | Any_ | Not | Is | Did | Then


class BadRule(BadInput):
    code = "bad_segment_rule"
    zh = "分群条件用不了：{why}。没有保存，请改好再试。"
    en = "The rule of the segment cannot be used: {why}. Nothing was saved; correct it and try again."


def rule_of(given: object) -> Node:
    """Raises BadRule with the place."""
    try:
        rule: Node = msgspec.convert(given, Node)
    except (msgspec.ValidationError, RecursionError) as error:
        raise BadRule(why=str(error)[:200]) from None
    nodes = list(walk(rule))
    if len(nodes) > NODES_MAX or max(depth for _, depth in nodes) > DEPTH_MAX:
        raise BadRule(why=f"> {NODES_MAX} conditions, > {DEPTH_MAX} levels")
    for node, _ in nodes:
        _check(node)
    return rule


def walk(node: Node, depth: int = 1) -> Iterator[tuple[Node, int]]:
    """Every node and how deep it stands."""
    yield node, depth
    inner = node.of if isinstance(node, All | Any_) else (node.of,) if isinstance(node, Not) else ()
    for one in inner:
        yield from walk(one, depth + 1)


def _check(node: Node) -> None:
    if isinstance(node, Is):
        _check_field(node)
    elif isinstance(node, Did | Then):
        acts = (node.act,) if isinstance(node, Did) else (node.first.act, node.next.act)
        for act in acts:
            if act not in ACTS:
                raise BadRule(why=f"{act[:40]} ∉ {', '.join(ACTS)}")


def _check_field(node: Is) -> None:
    measure = MEASURES.get(node.field)
    if measure is None:
        raise BadRule(why=f"{node.field[:40]} ∉ {', '.join(MEASURES)}")
    if node.cmp in ("known", "unknown"):
        return
    value = node.value
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "choice": isinstance(value, str) and value in measure.choices and node.cmp in ("eq", "ne"),
        "flag": isinstance(value, bool) and node.cmp in ("eq", "ne"),
    }.get(measure.kind, plain and -(2**53) < float(value if plain else 0) < 2**53)  # type: ignore[arg-type]
    if not fits:
        raise BadRule(why=f"{node.field} {node.cmp} {str(value)[:40]}")
