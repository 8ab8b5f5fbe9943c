"""Every truth number of the four real logs and of the show staged from three of them.

The logs are other people's: nothing of them is in this file but counts. Asked twice each time, of the live
fold and of the sealed show, which must agree.
"""

import gzip
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import pytest

from importing import Desk, by_type
from onair.events.model import Gauge, Gift, Like, Order, Pay, Refund
from onair.metrics.numbers import Numbers

pytestmark = pytest.mark.real

TAOBAO = "taobao_userbehavior_2h/user_behavior.csv.gz"
TRUNCATED = "taobao_userbehavior_2h/rejected_rows.csv"
ROOM = "douyin_live_roomA/roomA.jsonl.gz"
ORDERS = "tmall_orders_202002/tmall_order_report.csv.gz"
CHAT = "bilibili_danmaku/room1_2020-12-11.csv.gz"
STAGE = 1_795_334_400_000
ONLINE = {0: 1356, 5: 2155, 10: 1150, 15: 714, 20: 601, 25: 465, 30: 315, 40: 177, 50: 141, 60: 131, 70: 116}
"""Minute of the show → median of its readings; the page cuts off halves."""


async def both(house: Desk, show: str) -> Numbers:
    """The numbers, the same from memory and from the lake."""
    live, sealed = await house.live(show), await house.reviewed(show)
    assert live.metrics == sealed.metrics
    assert live.funnels == sealed.funnels
    assert live.series == sealed.series
    return sealed


def value(numbers: Numbers, metric: str) -> float | int | None:
    return numbers.metrics[metric].value


async def test_taobao_behaviour(house: Desk, real_data: Path) -> None:
    result = await house.bring(real_data / TAOBAO, show="淘宝")
    assert result.kind == "taobao_behaviour"
    assert result.rows == {"pv": 85_773, "cart": 5_292, "fav": 2_959, "buy": 2_144}
    assert (result.rejected, sum(result.rows.values())) == (0, 96_168)
    view = house.view(result.show)
    assert (view.started_at, view.ended_at) == (1_511_658_000_000, 1_511_664_909_999)
    found = await both(house, result.show)
    assert value(found, "view_uv") == 58_732
    assert found.metrics["view_uv"].state == "estimated"
    assert value(found, "prod_click_pv") == 85_773
    assert value(found, "cart_pv") == 5_292
    assert value(found, "fav_pv") == 2_959
    assert value(found, "order_created") == value(found, "order_paid") == 2_144
    assert value(found, "pay_uv") == 2_071
    stages = {stage.stage: stage for stage in found.funnels["core"]}
    assert stages["view"].people == 58_732
    assert stages["click"].people == 53_865
    assert stages["cart"].people == 2_469
    assert stages["pay"].people == 51
    assert found.metrics["click_pay_uv"].numerator == 831
    assert found.metrics["click_pay_uv"].denominator == 53_865
    assert 2_071 - 831 == 1_240
    people = [stage.people for stage in found.funnels["core"]]
    assert people == sorted(people, reverse=True)


async def test_taobao_by_product_and_minute(house: Desk, real_data: Path) -> None:
    result = await house.bring(real_data / TAOBAO, show="淘宝")
    minutes, seconds, clicks = Counter[int](), Counter[int](), Counter[str]()
    pairs: set[tuple[str, str]] = set()
    by_item: dict[str, set[tuple[str, str]]] = {}
    sets: dict[str, set[str]] = {}
    for event in house.events(result.show):
        tag = str(event.__struct_config__.tag)
        sets.setdefault(tag, set()).add(event.user or "")
        if tag in ("enter", "pay"):
            continue
        minutes[event.at // 60_000] += 1
        seconds[event.at // 1_000] += 1
        by_item.setdefault(tag, set()).add((event.user or "", event.product or ""))
        pairs.add((event.user or "", event.product or ""))
        if tag == "product_click":
            clicks[event.product or ""] += 1
    assert (min(minutes.values()), max(minutes.values()), median(minutes.values())) == (131, 981, 838)
    assert max(seconds.values()) == 32
    assert clicks.most_common(3) == [("2338453", 61), ("812879", 35), ("3845720", 26)]
    assert len(pairs) == 94_424
    assert len(by_item["product_click"] & by_item["order"]) == 133
    assert len(by_item["add_cart"] & by_item["order"]) == 7
    click, cart, pay = sets["product_click"], sets["add_cart"], sets["pay"]
    assert (len(click & cart), len(click & pay), len(click & cart & pay)) == (2_469, 831, 51)
    assert len(pay - click) == 1_240
    assert len({item for _, item in pairs}) == 75_384
    rows = (await house.reviewed(result.show, "product", ["prod_click_pv"])).rows
    assert {row.key: row.metrics["prod_click_pv"].value for row in rows}["2338453"] == 61


async def test_the_truncated_line_is_rejected_and_the_rest_stays(house: Desk, real_data: Path) -> None:
    whole = house.home / "with_truncated_end.csv"
    body = gzip.decompress((real_data / TAOBAO).read_bytes())
    whole.write_bytes(body + (real_data / TRUNCATED).read_bytes().splitlines()[-1])
    result = await house.bring(whole, show="截断")
    assert sum(result.rows.values()) == 96_168
    assert (result.rejected, result.reasons) == (1, {"bad_time": 1})


async def test_douyin_room(house: Desk, real_data: Path) -> None:
    result = await house.bring(real_data / ROOM, show="房间")
    assert result.kind == "douyin_room"
    assert result.rows == {
        "member": 6151, "gift": 2141, "like": 1175, "room_stats": 1156, "room_user_stats": 967,
        "stream_adaptation": 461, "chat": 223, "follow": 219, "room_info": 84, "fansclub": 18,
        "room_control": 1,
    }  # fmt: skip
    assert sum(result.rows.values()) == 12_596
    assert result.repeats == {"comment": 19, "follow": 4, "enter": 440}
    events = list(house.events(result.show))
    gifts = [event for event in events if isinstance(event, Gift)]
    assert (len(gifts), sum(gift.count for gift in gifts)) == (1_092, 4_148)
    assert sum(gift.value for gift in gifts) == pytest.approx(49_237, rel=0.01)
    assert sum(event.count for event in events if isinstance(event, Like)) == 8_918
    totals = [event.value for event in events if isinstance(event, Gauge) and event.name == "likes_total"]
    assert (min(totals), max(totals)) == (108, 9_478)
    online = [event.value for event in events if isinstance(event, Gauge) and event.name == "online"]
    assert (max(online), min(online)) == (2_342, 114)
    assert {event.user for event in events} == {None}
    view = house.view(result.show)
    assert view.end_declared
    assert view.ended_at - view.started_at == 4_398_100
    found = await both(house, result.show)
    assert (value(found, "view_pv"), found.metrics["view_pv"].state) == (68_000, "estimated")
    assert (value(found, "like_pv"), found.metrics["like_pv"].state) == (9_370, "estimated")
    assert found.metrics["watch_s"].state == "estimated"
    assert value(found, "comment_pv") == 204
    assert value(found, "gift_pv") == 1_092
    assert value(found, "gift_units") == 4_148
    assert value(found, "interact_uv") is None


async def test_online_curve_by_minute_of_the_show(house: Desk, real_data: Path) -> None:
    result = await house.bring(real_data / ROOM, show="曲线", stage=STAGE)
    curve = dict((await both(house, result.show)).series["online"])
    assert len(curve) == 74
    assert {minute: int(curve[STAGE + minute * 60_000] or 0) for minute in ONLINE} == ONLINE


async def test_tmall_orders(house: Desk, real_data: Path) -> None:
    result = await house.bring(real_data / ORDERS, show="订单")
    assert result.kind == "tmall_orders"
    assert (result.rows, result.rejected) == ({"order": 28_010}, 0)
    assert result.events == {"order": 28_010, "pay": 24_087, "refund": 5_646}
    found = await both(house, result.show)
    assert value(found, "order_created") == 28_010
    assert value(found, "order_paid") == 24_087
    assert value(found, "order_unpaid") == 28_010 - 24_087
    assert value(found, "gmv") == 247_482_307
    assert value(found, "refund_amount_pay") == 57_233_592
    assert value(found, "refund_amount_ref") is None
    assert found.metrics["refund_amount_ref"].state == "missing"
    assert value(found, "refund_orders") == 5_646
    assert value(found, "order_pay_rate") == pytest.approx(0.8599, abs=0.00005)
    created = sum(event.amount or 0 for event in house.events(result.show) if isinstance(event, Order))
    assert created == 299_576_061
    at = {event.order: event.at for event in house.events(result.show) if isinstance(event, Order)}
    pays = {event.order: event for event in house.events(result.show) if isinstance(event, Pay)}
    waits = sorted((pay.at - at[order]) // 1000 for order, pay in pays.items())
    assert (median(waits), waits[len(waits) * 3 // 4], waits[-1]) == (8, 15, 85_930)
    refunds = [event for event in house.events(result.show) if isinstance(event, Refund)]
    assert sum(event.amount == pays[event.order].amount for event in refunds) == 5_132
    assert 24_087 - 5_132 == 18_955
    days = {datetime.fromtimestamp(when / 1000, ZoneInfo("Asia/Shanghai")).day for when in at.values()}
    assert set(range(1, 30)) - days == {8, 16}
    assert 247_482_307 - 57_233_592 == 190_248_715


async def test_bilibili_chat(house: Desk, real_data: Path) -> None:
    result = await house.bring(real_data / CHAT, show="弹幕")
    assert (result.kind, result.rejected) == ("bilibili_chat", 0)
    assert result.events == {"comment": 11_023}
    assert result.outside["before"] == 20
    start = house.view(result.show).started_at
    assert start is not None
    inside = [event for event in house.events(result.show) if event.at >= start]
    assert (len(inside), len({event.user for event in inside})) == (11_003, 881)
    found = await both(house, result.show)
    assert value(found, "comment_pv") == 11_003
    assert value(found, "interact_uv") == 881


async def test_three_logs_staged_on_one_clock(house: Desk, real_data: Path) -> None:
    taobao = await house.bring(real_data / TAOBAO, show="拼接", stage=STAGE, t0="2017-11-26T09:00:00+08:00")
    await house.bring(real_data / ROOM, show="拼接", stage=STAGE)
    tmall = await house.bring(real_data / ORDERS, show="拼接", stage=STAGE, t0="2020-02-25T20:00:00+08:00")
    assert taobao.show == tmall.show
    view = house.view(taobao.show)
    assert view.staged
    assert (view.started_at, view.ended_at) == (STAGE, STAGE + 4_398_100)

    def inside(source: str) -> dict[str, int]:
        def keep(event: object) -> bool:
            return event.source.startswith(source) and view.window.place(event.at) == "in"  # type: ignore[attr-defined]

        return by_type(house.events(taobao.show), keep)

    behaviour = inside("tb:")
    assert behaviour == {
        "enter": 37_463, "product_click": 51_999, "add_cart": 3_182, "favourite": 1_815,
        "order": 1_254, "pay": 1_254,
    }  # fmt: skip
    assert sum(behaviour.values()) - behaviour["enter"] - behaviour["pay"] == 58_250
    spaces = {event.user.split(":")[0] for event in house.events(taobao.show) if event.user}
    assert spaces == {"tb"}
    found = await both(house, taobao.show)
    assert value(found, "view_uv") == 37_463
    assert value(found, "order_created") == 1_254 + 263
    assert value(found, "order_paid") == 1_254 + 228
    assert value(found, "gmv") == 2_211_140
    assert value(found, "refund_amount_pay") == 578_160
    assert value(found, "refund_orders") == 62
    curve = dict(found.series["online"])
    assert {minute: int(curve[STAGE + minute * 60_000] or 0) for minute in ONLINE} == ONLINE


async def test_tmall_alone_in_the_staged_window(house: Desk, real_data: Path) -> None:
    await house.bring(real_data / ROOM, show="窗口", stage=STAGE)
    result = await house.bring(real_data / ORDERS, show="窗口", stage=STAGE, t0="2020-02-25T20:00:00+08:00")
    window = house.view(result.show).window
    orders = {}
    for event in house.events(result.show):
        if event.__struct_config__.tag == "order" and window.place(event.at) == "in":
            orders[event.order] = event.amount
    assert (len(orders), sum(orders.values())) == (263, 2_463_530)
    found = await both(house, result.show)
    assert (value(found, "order_created"), value(found, "order_paid")) == (263, 228)
    assert (value(found, "gmv"), value(found, "refund_amount_pay")) == (2_211_140, 578_160)


async def test_importing_a_log_again_is_a_no_op(house: Desk, real_data: Path) -> None:
    first = await house.bring(real_data / ROOM, show="房间")
    again = await house.bring(real_data / ROOM, show="房间")
    assert (again.show, sum(again.events.values())) == (first.show, 0)
    assert again.duplicates == sum(first.events.values())
