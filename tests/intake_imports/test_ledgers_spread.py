"""Order files without a platform of their own, a 天猫 report and a table that was taught, go to the shows of their time too."""

from pathlib import Path

from importing import Desk
from intake_imports.shop import DAY, EVENING, HOUR, MINUTE, clock, evening, numbers, room
from onair.connectors.mapped_csv.mapping import decode
from onair.during.intake.imports import orderbook, rows
from onair.during.intake.imports.replacing import place_kept

SALES = ("order_created", "order_paid", "gmv", "refund_amount_pay")
HEADS = {
    "tmall": "订单编号,总金额,订单创建时间,订单付款时间,退款金额",
    "taught": "单号,下单,付款,金额,退款",
}
MAPPING = {
    "columns": {"order": "单号", "id": "单号", "at": "下单", "paid_at": "付款", "amount": "金额", "refund": "退款"},
    "type": "order", "source": "file:orders",
}  # fmt: skip
BOUGHT = [
    ("1", EVENING + MINUTE, EVENING + 2 * MINUTE, "10.00", "3.00"), ("2", EVENING + HOUR, None, "7.00", ""),
    ("3", EVENING + DAY + MINUTE, EVENING + DAY + MINUTE, "100.00", ""), ("4", EVENING - 5 * DAY, EVENING - 5 * DAY, "9.00", ""),
]  # fmt: skip


def file_of(path: Path, kind: str) -> Path:
    lines = []
    for order, at, paid, money, back in BOUGHT:
        when = "" if paid is None else clock(paid)
        told = (
            (order, money, clock(at), when, back)
            if kind == "tmall"
            else (order, clock(at), when, money, back)
        )
        lines.append(",".join(told))
    path.write_text("\n".join([HEADS[kind], *lines]) + "\n", encoding="utf-8")
    return path


async def spread_and_found(house: Desk, file: Path, platform: str) -> None:
    where = room(house, "店", "taobao")
    first, second = evening(house, where, EVENING), evening(house, where, EVENING + DAY)
    result = await house.bring(file, show=None)
    assert {one["id"]: one["lines"] for one in result.shows} == {first: 2, second: 1}
    assert result.kept == {"no_show": 1}
    assert await numbers(house, first, *SALES) == [2, 1, 1000, 300]
    assert await numbers(house, second, *SALES[:3]) == [1, 1, 10_000]
    assert (await house.bring(file, show=None)).events == {}, "the same file again"
    with house.db.read() as tx:
        (group,) = orderbook.groups(tx, house.actor.tenant)
    assert (group.platform, group.lines, group.amount) == (platform, 1, 900)
    earlier = evening(house, where, EVENING - 5 * DAY - MINUTE)
    placed, left = await place_kept(house.services, house.actor.tenant, None)
    assert ([one["id"] for one in placed.shows], left) == ([earlier], 0)


async def test_a_tmall_report(house: Desk, tmp_path: Path) -> None:
    await spread_and_found(house, file_of(tmp_path / "o.csv", "tmall"), "taobao")


async def test_a_table_of_orders_that_was_taught(house: Desk, tmp_path: Path) -> None:
    with house.db.write() as tx:
        heads = HEADS["taught"].split(",")
        rows.learn(
            tx, house.actor, house.services.clock, headers=heads, mapping=decode(MAPPING), body=MAPPING
        )
    await spread_and_found(house, file_of(tmp_path / "o.csv", "taught"), "")


async def test_control_a_table_of_other_events_makes_a_show_as_before(house: Desk, tmp_path: Path) -> None:
    with house.db.write() as tx:
        mapping = {"columns": {"at": "下单", "text": "单号"}, "type": "comment", "source": "file:talk"}
        heads = HEADS["taught"].split(",")
        rows.learn(
            tx, house.actor, house.services.clock, headers=heads, mapping=decode(mapping), body=mapping
        )
    evening(house, room(house, "店", "taobao"), EVENING)
    result = await house.bring(file_of(tmp_path / "o.csv", "taught"), show=None)
    assert (result.kept, result.shows, result.events) == ({}, [], {"comment": 4})
