"""What can be made to go wrong in a rehearsal, and within which limits. Pure."""

from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from onair.events.model import Key
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

DAY_S = 86_400
MOST_FAULTS = 12
LENGTH_MIN_S, LENGTH_MAX_S = 20, 3_600
WHOLE = 1.0


class BadFault(BadInput):
    """`place`: of the fault in the list, from 1."""

    code = "bad_fault"
    zh = "第 {place} 个故障不能这样设：{why_zh}。没有开始演练，已填的都在。"
    en = "Fault {place} cannot be set like this: {why_en}. No rehearsal was started; what was filled in is kept."


class KindOf(NamedTuple):
    """`unit` of the strength: share of what is hit, times, or per minute; `low`…`high` its range, `usual` its default."""

    name: Text
    does: Text
    unit: str
    low: float
    high: float
    usual: float


KINDS: dict[str, KindOf] = {
    "stream_cut": KindOf(
        Text("断流", "Stream cut"),
        Text("推流断开；强度不到 100% 时是码率掉下去", "The stream breaks off; below 100 % its bitrate drops instead"),
        "share", 0.1, WHOLE, WHOLE,
    ),
    "comment_silence": KindOf(
        Text("评论中断", "Comments lost"),
        Text("评论不再进来（按比例）", "Comments do not arrive any more (that share of them)"),
        "share", 0.1, WHOLE, WHOLE,
    ),
    "stock_gone": KindOf(
        Text("库存没了", "Stock gone"),
        Text("在讲商品的库存读数掉下去，订单还在来", "The stock of the item in talk drops while orders go on"),
        "share", 0.1, WHOLE, WHOLE,
    ),
    "order_burst": KindOf(
        Text("爆单", "Order burst"),
        Text("订单变成原来的几倍", "Orders become several times as many"),
        "times", 1.5, 20.0, 4.0,
    ),
    "hostile_comments": KindOf(
        Text("恶意刷屏", "Hostile comments"),
        Text("少数账号每分钟发这么多条恶意评论", "A few accounts write so many hostile comments a minute"),
        "per_minute", 5.0, 240.0, 40.0,
    ),
    "late_data": KindOf(
        Text("数据迟到", "Late data"),
        Text("在线、评论、点击、订单和库存都晚到，最后一起到", "Most readings are held back, then come at once"),
        "share", 0.1, WHOLE, WHOLE,
    ),
}  # fmt: skip


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`offset_s`: seconds after the show's start; `length_s`: how long it lasts; `product`: of `stock_gone`, None = the
    one being talked about then."""

    kind: str
    offset_s: Annotated[int, Meta(ge=0, le=DAY_S)]
    length_s: Annotated[int, Meta(ge=1, le=DAY_S)]
    strength: float
    product: Key | None = None


def checked(faults: list[Fault], since_s: int, until_s: int) -> list[Fault]:
    """By their beginning. `since_s`…`until_s`: what is played of the show. Raises BadFault."""
    if len(faults) > MOST_FAULTS:
        raise _bad(MOST_FAULTS + 1, Text(f"最多 {MOST_FAULTS} 个", f"{MOST_FAULTS} at most"))
    for place, fault in enumerate(faults, 1):
        why = _why(fault, since_s, until_s)
        if why is not None:
            raise _bad(place, why)
    found = sorted(faults, key=lambda fault: (fault.offset_s, fault.kind))
    for place, fault in enumerate(found, 1):
        twin = next((o for o in found[: place - 1] if o.kind == fault.kind and _overlap(o, fault)), None)
        if twin is not None:
            raise _bad(place, Text("同一种故障不能重叠", "two of a kind overlap"))
    return found


def _why(fault: Fault, since_s: int, until_s: int) -> Text | None:
    kind = KINDS.get(fault.kind)
    if kind is None:
        return Text(f"不认识「{fault.kind[:40]}」", f"{fault.kind[:40]} is not known")
    if not LENGTH_MIN_S <= fault.length_s <= LENGTH_MAX_S:
        low, high = LENGTH_MIN_S, LENGTH_MAX_S
        return Text(f"持续要在 {low} 到 {high} 秒之间", f"it has to last {low} to {high} s")
    if not kind.low <= fault.strength <= kind.high:
        return Text(
            f"强度要在 {kind.low:g} 到 {kind.high:g} 之间", f"its strength is {kind.low:g} to {kind.high:g}"
        )
    if fault.offset_s < since_s or fault.offset_s + fault.length_s > until_s:
        return Text("不在演练的时段里", "it lies outside of what is played")
    return None


def _overlap(one: Fault, other: Fault) -> bool:
    return one.offset_s < other.offset_s + other.length_s and other.offset_s < one.offset_s + one.length_s


def _bad(place: int, why: Text) -> BadFault:
    return BadFault(place=place, why_zh=why.zh, why_en=why.en)
