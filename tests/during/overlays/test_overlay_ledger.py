"""What the overlays say of orders and stock is never above the ledger."""

from typing import Any

from msgspec import structs
from overlay_show import OTHER, SHOP, Evening, Room, Watching, pay, refund, sheet
from stage import T0

from onair.during.overlays.token import OverlayValue
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


def held_against(shown: dict[str, Any], evening: Evening) -> None:
    """What a screen has at this second, as its frames told it, against the truth of this second."""
    said = {key: value.get("value") or 0 for key, value in shown["values"].items()}
    assert said.get("show.paid_orders", 0) <= evening.kept
    assert said.get("offer.sold", 0) <= evening.sold
    assert said.get("show.restocks_today", 0) <= evening.restocks
    offer = shown["offers"][0]
    assert (offer["left"] or 0) + evening.sold <= (offer["on_sale"] or 0)


def test_two_hours_second_by_second_as_frames_tell_it() -> None:
    """P03. Refunds, cancels, two sources of one shop, test accounts, reservations, restocks; through the change of the
    view `overlay`, encoded, and put together as the page does. Control: a counter of pays, sent the same way, is found."""
    room, evening = Room(sheet(own=frozenset({"shop:test"}))), Evening(20261128)
    page, boasting, caught = Watching(), Watching(), 0
    for i in range(7_200):
        now = T0 + i * 1000
        if events := evening.second(i):
            room.put(*events, clock=now)
        panel = room.panel(now)
        held_against(page.sees(panel, now), evening)
        values = {**panel.values, "show.paid_orders": OverlayValue(evening.naive, now)}
        try:
            held_against(boasting.sees(structs.replace(panel, values=values), now), evening)
        except AssertionError:
            caught += 1
    assert caught > 7_000, "a counter of pays is above the ledger nearly all the time"
    assert evening.sold > 200 and evening.restocks == 4
    assert 1_000 < page.frames < 7_200, "only what changed is sent, and the page keeps the rest"
    assert page.heard <= {"overlay"}, "nothing of the desk goes to an overlay"
