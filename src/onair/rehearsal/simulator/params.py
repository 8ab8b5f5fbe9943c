"""What a simulated show can be told. docs/simulator.md holds the same table; a test compares them."""

from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta, Struct

from onair.kernel.errors import BadInput

Share = Annotated[float, Meta(ge=0, le=1)]


class BadParams(BadInput):
    code = "bad_simulation"
    zh = "演练参数无法使用：{why}。没有生成任何数据，请对照 docs/simulator.md 修改。"
    en = "The simulation parameters cannot be used: {why}. Nothing was generated; see docs/simulator.md."


class About(Struct, frozen=True):
    """One parameter in words. `unit` is empty for names and switches."""

    unit: str
    zh: str
    en: str


def _about(unit: str, zh: str, en: str, ge: float | None = None, le: float | None = None) -> Meta:
    return Meta(ge=ge, le=le, extra={"about": About(unit, zh, en)})


class Params(Struct, frozen=True, kw_only=True):
    """Sizes, rates and what is planted. Rates are per viewer and minute of watching."""

    minutes: Annotated[int, _about("min", "直播时长", "length of the show", 10, 1440)] = 180
    viewers: Annotated[int, _about("人", "首次进入的人数", "people who come in", 1, 4_000_000)] = 20_000
    stay_s: Annotated[float, _about("s", "平均停留", "mean stay of one visit", 10, 7200)] = 570.0
    bounce_share: Annotated[Share, _about("", "一晃而过的比例", "share of visits that last seconds")] = 0.35
    return_share: Annotated[Share, _about("", "离开后再来的比例", "share of visits followed by another")] = (
        0.07
    )
    fans: Annotated[int, _about("人", "老粉总数", "pool of people who know the room", 0, 10_000_000)] = 60_000
    unknown_share: Annotated[Share, _about("", "平台不给身份的比例", "share of people without an id")] = 0.02
    leaves: Annotated[bool, _about("", "来源提供离开事件", "the source tells when people leave")] = True
    comment_rate: Annotated[float, _about("1/min", "评论", "comments", 0, 10)] = 0.034
    like_rate: Annotated[float, _about("1/min", "点赞（一次一批）", "likes, sent in bursts", 0, 10)] = 0.045
    share_rate: Annotated[float, _about("1/min", "分享", "shares", 0, 10)] = 0.003
    follow_rate: Annotated[float, _about("1/min", "新客关注", "follows by new people", 0, 10)] = 0.006
    group_rate: Annotated[float, _about("1/min", "加入粉丝群", "group joins", 0, 10)] = 0.0015
    click_rate: Annotated[
        float, _about("1/min", "讲解中商品点击", "clicks on the product in talk", 0, 10)
    ] = 0.042
    browse_rate: Annotated[
        float, _about("1/min", "翻购物袋点击其他商品", "clicks on other products", 0, 10)
    ] = 0.008
    cart_share: Annotated[Share, _about("", "点击后加购", "clicks that go to the cart")] = 0.30
    order_cart: Annotated[Share, _about("", "加购后下单", "carts that become orders")] = 0.35
    order_direct: Annotated[Share, _about("", "未加购直接下单", "clicks without cart that become orders")] = (
        0.04
    )
    unpaid_share: Annotated[Share, _about("", "下单未付款的比例", "orders never paid")] = 0.11
    cancel_share: Annotated[Share, _about("", "未付款中取消的比例", "unpaid orders that are cancelled")] = (
        0.55
    )
    refund_share: Annotated[Share, _about("", "付款后退款的比例", "paid orders refunded")] = 0.06
    unknown_amount: Annotated[Share, _about("", "金额未知的付款", "pays without an amount")] = 0.0
    stock_scale: Annotated[
        float, _about("×", "库存相对预计需求", "stock against expected demand", 0.01, 1000)
    ] = 1.6
    surges: Annotated[int, _about("次", "埋入的点击突增（×2–3，数分钟）", "planted click surges", 0, 20)] = 2
    dips: Annotated[int, _about("次", "埋入的进人下滑", "planted falls of arrivals", 0, 20)] = 2
    incidents: Annotated[int, _about("次", "埋入的推流故障", "planted stream incidents", 0, 10)] = 1
    incident_leave: Annotated[Share, _about("", "故障时离开的比例", "who leaves at an incident")] = 0.22
    offers: Annotated[int, _about("次", "限时降价", "price cuts of some minutes", 0, 20)] = 3
    gauge_s: Annotated[int, _about("s", "在线、总数读数间隔", "seconds between gauge readings", 1, 600)] = 5
    spend_s: Annotated[int, _about("s", "投放读数间隔", "seconds between ad spend readings", 1, 3600)] = 60
    stream_s: Annotated[int, _about("s", "推流读数间隔", "seconds between stream readings", 1, 600)] = 10
    exposure_s: Annotated[
        int, _about("s", "曝光汇总间隔", "seconds that one exposure event sums", 1, 600)
    ] = 30
    room: Annotated[
        str, _about("", "来源名的一部分，决定事件身份", "part of the source, so of the identity")
    ] = "room"
    first_host: Annotated[str, _about("", "上半场主播", "host of the first half")] = "host-a"
    second_host: Annotated[str, _about("", "下半场主播", "host of the second half")] = "host-b"
    actor: Annotated[str, _about("", "动作记在谁名下", "whose name the actions carry")] = "sim:controller"


def checked(raw: dict[str, Any]) -> Params:
    """Params from plain values. Raises BadParams naming the field."""
    unknown = sorted(set(raw) - set(Params.__struct_fields__))
    if unknown:
        raise BadParams(why=f"unknown parameter {', '.join(unknown)}")
    try:
        return msgspec.convert(raw, Params)
    except msgspec.ValidationError as error:
        raise BadParams(why=str(error)) from error


EVENTS_PER_VIEWER = 6.3
"""Measured with the default rates; tests/rehearsal/test_simulator.py holds it to ±15 %."""
_TICKS = ("gauge_s", "stream_s", "exposure_s", "spend_s")


def sized(events: int, **given: Any) -> Params:
    """Params that give about `events` events (±15 %) when rates and stay are left at their defaults.

    Small shows get slower readings, so that people stay the larger part of what happens.
    """
    base = checked(given)
    slow = 1
    while _readings(base, slow) > events * 0.35 and slow < 60:
        slow += 1
    ticks = {name: min(600, getattr(base, name) * slow) for name in _TICKS}
    viewers = max(1, round((events - _readings(base, slow)) / EVENTS_PER_VIEWER))
    return checked({**given, **ticks, "viewers": viewers, "fans": given.get("fans", max(1000, 3 * viewers))})


def _readings(params: Params, slow: int) -> float:
    seconds = params.minutes * 60 / slow
    per_second = 3 / params.gauge_s + 1 / params.stream_s + 10 / params.exposure_s + 1 / params.spend_s
    return seconds * per_second


def table() -> str:
    """The parameters as a Markdown table: name, default, unit, allowed, zh, en."""
    hints = get_type_hints(Params, include_extras=True)
    rows = ["| name | default | unit | allowed | 说明 | meaning |", "|---|---|---|---|---|---|"]
    for name, default in zip(Params.__struct_fields__, Params.__struct_defaults__, strict=True):
        metas = [meta for meta in hints[name].__metadata__ if isinstance(meta, Meta)]
        about = next(meta.extra["about"] for meta in metas if meta.extra)
        low = next((meta.ge for meta in metas if meta.ge is not None), None)
        high = next((meta.le for meta in metas if meta.le is not None), None)
        allowed = (
            f"{low} … {high}" if low is not None else "true, false" if isinstance(default, bool) else "text"
        )
        shown = str(default).lower() if isinstance(default, bool) else default
        rows.append(f"| `{name}` | {shown} | {about.unit} | {allowed} | {about.zh} | {about.en} |")
    return "\n".join(rows) + "\n"
