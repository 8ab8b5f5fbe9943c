"""What the overlays say of orders and stock is never above the ledger."""

from overlay_show import OTHER, SHOP, Evening, Room, pay, refund, sheet
from stage import T0

from onair.events.model import Cancel, Correction, Identity, Order


def test_only_orders_that_were_paid_and_kept_count() -> None:
    room = Room(sheet(own=frozenset({"shop:test"})))
    assert room.says("show.paid_orders") is None  # unknown is not 0
    room.put(*(pay(n, user=f"shop:u{n}") for n in range(1, 8)))
    assert room.says("show.paid_orders") == 7
    room.put(refund(1, T0 + 2000), Cancel(id="c", source=SHOP, at=T0 + 2000, order="A2"))
    room.put(
        pay(9, user="shop:test"), Order(id="o3", source=SHOP, at=T0 - 5_000, order="A3")
    )  # ours; made before the show
    room.put(pay(4, source=OTHER, id_="again"))  # the same order, told by another source
    room.put(pay(5, product="alias-p1", source=OTHER, id_="alias"))
    assert room.says("show.paid_orders") == 4
    assert room.panel().values["show.paid_orders"].at == T0 + 2000
    room.put(
        Correction(id="v", source=SHOP, at=T0 + 3000, corrects=Identity(source=SHOP, id="pay6"), void=True)
    )
    assert room.says("show.paid_orders") == 3
    room.put(pay(20, T0 + 3_600_000), clock=T0 + 60_000)  # dated an hour ahead: not yet
    assert (room.says("show.paid_orders"), room.says("show.paid_orders", T0 + 3_600_001)) == (3, 4)


def test_below_the_teams_minimum_the_line_does_not_show() -> None:
    room = Room(sheet(minimum=3))
    room.put(pay(1), pay(2))
    assert room.says("show.paid_orders") is None
    room.put(pay(3))
    assert room.says("show.paid_orders") == 3
    room.put(refund(3, T0 + 9000))
    assert room.says("show.paid_orders") is None


def test_buyers_are_not_told_where_one_is_nobody() -> None:
    room = Room(lines=("已有 {show.paid_people} 人下单",))
    room.put(pay(1), pay(2), pay(3, user="shop:u2"))
    assert room.says("show.paid_people") == 2
    room.put(pay(4, user=None))
    assert room.says("show.paid_people") is None


def test_two_hours_second_by_second_and_what_a_naive_counter_would_have_shown() -> None:
    """P03. Refunds, cancels, two sources of one shop, test accounts, reservations, restocks."""
    room, evening, over = Room(sheet(own=frozenset({"shop:test"}))), Evening(20261128), 0
    for i in range(7_200):
        now = T0 + i * 1000
        if events := evening.second(i):
            room.put(*events, clock=now)
        panel = room.panel(now)
        shown = {key: value.value or 0 for key, value in panel.values.items()}
        assert int(shown.get("show.paid_orders", 0)) <= evening.kept
        assert int(shown.get("offer.sold", 0)) <= evening.sold
        assert int(shown.get("show.restocks_today", 0)) <= evening.restocks
        on_screen = panel.offers[0]
        assert (on_screen.left or 0) + evening.sold <= (on_screen.on_sale or 0)
        over += evening.naive > int(shown.get("show.paid_orders", 0))
    assert over > 7_000, "the control: counting pays as they come is above the ledger nearly all the time"
    assert evening.sold > 200 and evening.restocks == 4
