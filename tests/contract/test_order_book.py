"""Every question of the order book on both engines, and the orders of a show held against reports and settlements."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

from importing import Desk, desk
from intake_imports.shop import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    Sold,
    aftersales,
    clock,
    evening,
    numbers,
    orders,
    room,
)
from onair.after.reports import service
from onair.after.reports.checks import findings
from onair.after.reports.finding import Finding
from onair.after.reports.sales import reckoned
from onair.connectors.reports.cells import Terms
from onair.during.intake.imports import orderbook
from onair.during.intake.imports.replacing import place_kept
from onair.during.intake.imports.sold import lines_of, sold
from onair.store.db import Database

TERMS = Terms(ZoneInfo("Asia/Shanghai"), None, "CNY")
ROWS = [
    Sold("1", "11", EVENING + MINUTE, EVENING + 2 * MINUTE),
    Sold("1", "12", EVENING + MINUTE, EVENING + 2 * MINUTE, "5.50", 2, "P2"),
    Sold("2", "21", EVENING + HOUR, None, status="待支付"),
    Sold("3", "31", EVENING + 2 * HOUR - 1000, EVENING + 3 * HOUR),
    Sold("7", "71", EVENING - 5 * DAY, EVENING - 5 * DAY),
    Sold("8", "81", EVENING + MINUTE, EVENING + MINUTE, kind="商品卡"),
]
SETTLED = "动账时间,动帐流水号,动账方向,动账金额,子订单号,订单号,订单实付应结,订单退款\n"


def settlement(path: Path, due: str = "10.00") -> Path:
    rows = [("11", "1", due, "3.00"), ("12", "1", "5.50", "0.00"), ("99", "99", "7.00", "0.00")]
    lines = [f"2026/09/09 10:00:00,\t{n},入账,{pay},\t{sub},\t{order},{pay},{back}\n"
             for n, (sub, order, pay, back) in enumerate(rows)]  # fmt: skip
    path.write_text(SETTLED + "".join(lines), encoding="utf-8")
    return path


def session(path: Path, paid: int, gmv: str) -> Path:
    head = "主播抖音号,直播开始时间,直播结束时间,直播间曝光人数,直播间观看人数,直播间用户支付金额,直播间成交订单数,直播间成交金额,直播间退款金额"
    row = f"77001,{clock(EVENING)},{clock(EVENING + 2 * HOUR)},90,50,25.50,{paid},{gmv},3.00"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    return path


def drop(house: Desk, path: Path) -> service.Dropped:
    taken = service.look(path, path.name, TERMS)
    whose = house.db, house.actor, house.services.clock, house.home
    return service.keep(*whose, path=path, name=path.name, taken=taken, show=None)


def reckoning(house: Desk, show: str) -> dict[tuple[str, str | None], Finding]:
    with house.db.read() as tx:
        found = findings(reckoned(tx, house.actor.tenant, show))
        return {(one.rule, one.metric): one for one in found if one.rule in ("orders", "settled", "refunds")}


async def _told(house: Desk, folder: Path) -> None:
    show = evening(house, room(house, "77001"), EVENING)
    file = orders(folder / "o.csv", ROWS)
    await house.bring(aftersales(folder / "a.csv", [("s1", "1", "3.00", EVENING + DAY)]), show=None)
    await house.bring(file, show=None)
    tenant = house.actor.tenant
    with house.db.read() as tx:
        assert [(group.why, group.lines) for group in orderbook.groups(tx, tenant)] == [
            ("no_show", 1),
            ("not_live", 1),
        ]
        (found,) = sold(tx, tenant, show, house.view(show).window)
        assert (found.orders, found.paid, found.amount, found.late, found.late_amount) == (
            3,
            2,
            2550,
            1,
            1000,
        )
        assert sum(line.paid for line in lines_of(tx, tenant, show, house.view(show).window)) == 3
    assert await numbers(house, show, "gmv", "refund_amount_pay") == [2550, 300]
    earlier = evening(house, room(house, "77001"), EVENING - 5 * DAY - MINUTE)
    placed, left = await place_kept(house.services, tenant, None)
    assert (placed.placed, left) == (1, 1)
    assert [one["id"] for one in placed.shows] == [earlier]
    assert (await house.bring(file, show=None)).events == {}
    _reckoned(house, folder, show)


def _reckoned(house: Desk, folder: Path, show: str) -> None:
    assert reckoning(house, show)["settled", None].state == "uncheckable"
    drop(house, session(folder / "s.csv", 2, "25.50"))
    drop(house, settlement(folder / "t.csv"))
    told = reckoning(house, show)
    assert {key: one.state for key, one in told.items()} == {
        ("orders", "order_paid"): "pass", ("orders", "gmv"): "pass", ("settled", None): "uncheckable",
        ("settled", "settle_due"): "pass", ("settled", "settle_refund"): "pass", ("refunds", None): "uncheckable",
        ("refunds", "refund_amount_pay"): "pass",
    }  # fmt: skip
    assert "2 个已付款订单里 1 个还没有结算流水：3" in told["settled", None].words.zh
    drop(house, session(folder / "s2.csv", 3, "26.00"))
    drop(house, settlement(folder / "t2.csv", due="9.00"))
    told = reckoning(house, show)
    off = {key: one.difference for key, one in told.items() if one.state == "differs"}
    assert off == {("orders", "order_paid"): -1, ("orders", "gmv"): -50, ("settled", "settle_due"): 100}
    assert told["settled", "settle_due"].places[0].header == "订单实付应结"


def test_orders_are_spread_kept_found_and_reckoned(db: Database, tmp_path: Path) -> None:
    async def run() -> None:
        async with desk(tmp_path / "desk", db) as house:
            await _told(house, tmp_path)

    asyncio.run(run())
