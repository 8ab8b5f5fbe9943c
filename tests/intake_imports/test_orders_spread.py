"""One order file over the shows of a team: nothing lost, nothing twice, nobody's name kept."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from importing import Desk
from intake_imports.shop import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    PERSON,
    Sold,
    aftersales,
    evening,
    ids,
    numbers,
    orders,
    room,
)
from onair.access.service import create_tenant, local
from onair.during.intake.imports import orderbook
from onair.during.intake.imports.model import OrderLine
from onair.during.intake.imports.problems import OrdersOfAnotherShop
from onair.during.intake.imports.replacing import place_kept
from onair.during.intake.imports.result import ImportResult
from onair.during.intake.imports.sold import Sold as SoldThere
from onair.during.intake.imports.sold import sold
from onair.events.model import Pay
from onair.kernel.clock import FixedClock
from onair.trade import service as trade

SALES = ("order_created", "order_paid", "gmv", "items_paid")
REFUNDS = ("refund_amount_pay", "refund_amount_ref", "refund_orders")


def book(house: Desk) -> tuple[int, int]:
    """Lines that have their show, lines that wait."""
    with house.db.read() as tx:
        placed = tx.scalar(select(func.count()).where(OrderLine.show_id.is_not(None)))
        return placed or 0, (tx.scalar(select(func.count()).where(OrderLine.show_id.is_(None))) or 0)


def two_evenings(house: Desk) -> tuple[str, str]:
    where = room(house, "77001")
    return evening(house, where, EVENING), evening(house, where, EVENING + DAY)


ROWS = [
    Sold("1", "11", EVENING + MINUTE, EVENING + 2 * MINUTE),
    Sold("1", "12", EVENING + MINUTE, EVENING + 2 * MINUTE, "5.50", 2, "P2"),
    Sold("2", "21", EVENING + HOUR, None, status="待支付"),
    Sold("3", "31", EVENING + 2 * HOUR - 1000, EVENING + 3 * HOUR),
    Sold("4", "41", EVENING + 2 * HOUR - 1000, EVENING + 40 * HOUR),
    Sold("5", "51", EVENING + DAY + MINUTE, EVENING + DAY + MINUTE, "100.00"),
    Sold("6", "61", EVENING + 3 * HOUR, EVENING + 3 * HOUR),
    Sold("7", "71", EVENING - 5 * DAY, EVENING - 5 * DAY),
    Sold("8", "81", EVENING + MINUTE, EVENING + MINUTE, kind="商品卡"),
    Sold("9", "91", EVENING + MINUTE, EVENING + MINUTE, author="88002"),
]
SHOWN = ("1", "1", "2", "3", "4", "5", "6")


async def test_each_order_goes_to_its_show_and_the_rest_is_kept_and_told(house: Desk, tmp_path: Path) -> None:
    first, second = two_evenings(house)
    result = await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    assert await numbers(house, first, *SALES) == [4, 3, 3550, 5]
    assert await numbers(house, second, *SALES) == [1, 1, 10_000, 1]
    assert result.kept == {"no_show": 1, "not_live": 1, "other_account": 1}
    assert {one["id"]: one["lines"] for one in result.shows} == {first: 6, second: 1}
    assert sum(one["lines"] for one in result.shows) + sum(result.kept.values()) == len(ROWS)
    assert result.late == {"tail": 1, "beyond": 1}
    assert result.outside["after"] == 4  # two late pays, and an order out of a cart with its pay
    assert result.show is None
    assert book(house) == (7, 3)


async def test_the_same_file_twice_doubles_nothing(house: Desk, tmp_path: Path) -> None:
    shows = two_evenings(house)
    path = orders(tmp_path / "o.csv", ROWS)
    one = await house.bring(path, show=None)
    before = [await numbers(house, show, *SALES) for show in shows], ids(house, shows), book(house)
    two = await house.bring(path, show=None)
    assert (sum(two.events.values()), two.duplicates, two.changed) == (0, sum(one.events.values()), 0)
    assert two.kept == one.kept
    assert before == ([await numbers(house, show, *SALES) for show in shows], ids(house, shows), book(house))


@pytest.mark.parametrize("cut", [1, 2, 5, 9])
async def test_half_a_file_and_then_the_whole_is_the_whole(house: Desk, tmp_path: Path, cut: int) -> None:
    shows = two_evenings(house)
    half = orders(tmp_path / "half.csv", ROWS)
    lines = half.read_text().splitlines()
    half.write_text("\n".join([*lines[: cut + 1], lines[cut + 1][:40]]))
    broken = await house.bring(half, show=None)
    assert broken.reasons == {"too_few_columns": 1}
    await house.bring(orders(tmp_path / "o.csv", reversed(ROWS)), show=None)
    assert await numbers(house, shows[0], *SALES) == [4, 3, 3550, 5]
    assert await numbers(house, shows[1], *SALES) == [1, 1, 10_000, 1]
    assert book(house) == (7, 3)


async def test_a_file_of_another_shop_is_refused_and_nothing_is_written(house: Desk, tmp_path: Path) -> None:
    first, _ = two_evenings(house)
    path = orders(tmp_path / "o.csv", [row._replace(author="99009") for row in ROWS])
    for show in (None, first):
        with pytest.raises(OrdersOfAnotherShop) as told:
            await house.bring(path, show=show)
        assert "99009" in told.value.detail("zh")
        assert "77001" in told.value.detail("en")
    other = evening(house, room(house, "zb", "taobao"), EVENING)
    with pytest.raises(OrdersOfAnotherShop):
        await house.bring(orders(tmp_path / "p.csv", ROWS), show=other)
    assert book(house) == (0, 0)
    assert ids(house, [first, other]) == [[], []]


async def test_the_named_show_gets_its_own_and_no_others(house: Desk, tmp_path: Path) -> None:
    first, second = two_evenings(house)
    result = await house.bring(orders(tmp_path / "o.csv", ROWS[:6]), show=first)
    assert {one["id"]: one["lines"] for one in result.shows} == {first: 5, second: 1}
    assert house.view(first).window.end == EVENING + 2 * HOUR


async def test_two_shows_at_one_time_are_told_apart_by_account_or_not_at_all(
    house: Desk, tmp_path: Path
) -> None:
    mine, other = (evening(house, room(house, account), EVENING) for account in ("77001", "88002"))
    result = await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    assert {one["id"]: one["lines"] for one in result.shows} == {mine: 7, other: 1}
    nameless = [evening(house, None, EVENING + 9 * DAY) for _ in range(2)]
    late = [Sold("90", "901", EVENING + 9 * DAY + MINUTE, None)]
    result = await house.bring(orders(tmp_path / "p.csv", late), show=None)
    assert result.kept == {"several_shows": 1}
    assert ids(house, nameless) == [[], []]


async def test_one_show_without_a_room_takes_the_orders_of_its_time(house: Desk, tmp_path: Path) -> None:
    show = evening(house, None, EVENING)
    result = await house.bring(orders(tmp_path / "o.csv", ROWS[:3]), show=None)
    assert ({one["id"]: one["lines"] for one in result.shows}, result.kept) == ({show: 3}, {})


async def test_orders_at_the_time_of_a_staged_show_say_so_and_find_the_real_one(
    house: Desk, tmp_path: Path
) -> None:
    staged = evening(house, room(house, "88002"), EVENING, staged=True)
    path = orders(tmp_path / "o.csv", [*ROWS[:3], ROWS[7]])
    result = await house.bring(path, show=None)
    assert result.kept == {"only_staged": 3, "no_show": 1}
    assert ids(house, [staged]) == [[]]
    real = evening(house, None, EVENING)
    placed, left = await place_kept(house.services, house.actor.tenant, None)
    assert (placed.placed, left) == (3, 1)
    assert await numbers(house, real, "order_created") == [2]


async def test_after_sales_change_refunds_on_both_bases_whichever_file_comes_first(
    house: Desk, tmp_path: Path
) -> None:
    show, _ = two_evenings(house)
    cases = aftersales(
        tmp_path / "a.csv",
        [
            ("s1", "1", "4.00", EVENING + HOUR),
            ("s2", "3", "10.00", EVENING + 3 * DAY),
            ("s3", "404", "1.00", EVENING),
        ],
    )
    waiting = await house.bring(cases, show=None)
    assert (waiting.kept, waiting.shows) == ({"order_unknown": 3}, [])
    result = await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    assert result.placed == 2
    assert await numbers(house, show, *REFUNDS) == [1400, 400, 2]
    more = aftersales(tmp_path / "b.csv", [("s4", "1", "1.50", EVENING + HOUR)])
    assert (await house.bring(more, show=None)).events == {"refund": 1}
    assert (await house.bring(cases, show=None)).events == {}
    assert await numbers(house, show, *REFUNDS) == [1550, 550, 2]


async def test_a_line_that_says_something_else_now_is_corrected_where_it_is(
    house: Desk, tmp_path: Path
) -> None:
    show, _ = two_evenings(house)
    await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    now = [ROWS[0]._replace(amount="12.00"), ROWS[2]._replace(paid=EVENING + HOUR + MINUTE, status="已发货")]
    for changed in (2, 0):
        result = await house.bring(orders(tmp_path / "later.csv", now), show=None)
        assert result.changed == changed
        assert await numbers(house, show, *SALES) == [4, 4, 4750, 6]
    assert isinstance(house.services.clock, FixedClock)
    house.services.clock.forward(1)
    assert (await house.bring(orders(tmp_path / "o.csv", ROWS[:1]), show=None)).changed == 1
    assert await numbers(house, show, "gmv") == [4550]


async def test_an_order_that_the_live_feed_told_is_not_counted_again(house: Desk, tmp_path: Path) -> None:
    show, _ = two_evenings(house)
    owner = await house.hub.owner(show, house.actor.tenant)
    await owner.ingest(
        [Pay(id="w1", source="dy:shop", at=EVENING + MINUTE, order="1", amount=1550)], EVENING + HOUR
    )
    result = await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    assert result.elsewhere == 2
    assert await numbers(house, show, "order_created", "order_paid", "gmv") == [4, 3, 3550]


async def test_no_name_phone_or_address_reaches_the_disk(house: Desk, tmp_path: Path) -> None:
    two_evenings(house)
    bad = Sold("bad", "bad", EVENING, None, amount="一百")
    result = await house.bring(orders(tmp_path / "o.csv", [*ROWS, bad]), show=None)
    assert result.rejected == 1
    assert result.dropped == ["收件人", "详细地址", "买家留言"]
    assert result.keyed == ["收件人手机号"]
    held = b"".join(path.read_bytes() for path in house.home.rglob("*") if path.is_file())
    assert b"dy:orders" in held
    assert "一百".encode() in held  # what is not personal is found, so the search works
    for text in PERSON:
        assert text.encode() not in held
    assert not list((house.home / "spool").glob("*"))


async def test_what_is_kept_is_listed_and_stays_a_key(house: Desk, tmp_path: Path) -> None:
    two_evenings(house)
    await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    with house.db.read() as tx:
        groups = orderbook.groups(tx, house.actor.tenant)
        kept = [
            line for part in orderbook.kept(tx, house.actor.tenant, "douyin", ["no_show"]) for line in part
        ]
        (event, *_) = orderbook.row_of(kept[0]).events
    assert {(group.why, group.lines, group.amount) for group in groups} == {
        ("no_show", 1, 1000), ("not_live", 1, 1000), ("other_account", 1, 1000),
    }  # fmt: skip
    assert event.user is not None
    assert event.user.startswith("dy:")
    assert len(event.user) == 35


async def test_kept_orders_find_the_show_that_is_made_later_or_are_given_one_by_hand(
    house: Desk, tmp_path: Path
) -> None:
    first, _ = two_evenings(house)
    await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    await house.bring(aftersales(tmp_path / "a.csv", [("s7", "7", "3.00", EVENING)]), show=None)
    tenant = house.actor.tenant
    assert await place_kept(house.services, tenant, None) == (ImportResult(None, "kept"), 4)
    earlier = evening(house, room(house, "77001"), EVENING - 5 * DAY - MINUTE)
    placed, left = await place_kept(house.services, tenant, None)
    assert (placed.placed, left) == (2, 2)
    assert [one["id"] for one in placed.shows] == [earlier, earlier]
    assert await numbers(house, earlier, "gmv", "refund_amount_pay") == [1000, 300]
    with house.db.write() as tx:
        other = local(create_tenant(tx, house.services.clock, "乙").id)
    with pytest.raises(trade.ShowNotFound):
        await place_kept(house.services, other.tenant, first)
    assert (await place_kept(house.services, other.tenant, None))[1] == 0
    placed, left = await place_kept(house.services, tenant, first)
    assert (placed.placed, left) == (2, 0)
    assert await numbers(house, first, *SALES) == [6, 5, 5550, 7]
    assert (await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)).events == {}


async def test_what_order_files_say_of_a_show_stands_in_one_body(house: Desk, tmp_path: Path) -> None:
    show, _ = two_evenings(house)
    await house.bring(orders(tmp_path / "o.csv", ROWS), show=None)
    with house.db.read() as tx:
        (found,) = sold(tx, house.actor.tenant, show, house.view(show).window)
    assert found == SoldThere(
        source="dy:orders", platform="douyin", lines=5, orders=4, paid=3, amount=3550, user_pay=3550, late=1, late_amount=1000,
        beyond=1, beyond_amount=1000, outside=1,
    )  # fmt: skip
