"""C12: no price on screen that the checkout does not take; whose a price is stands beside it; names carry none."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from overlay_show import GOODS, TERMS, Room, offer, sheet
from stage import T0

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.overlays.checking import check_line
from onair.during.overlays.naming import told
from onair.events.model import Incident, Line, Order, Pay, Slot

LINES = ("券后 {offer.price}", "{product.price}", "{offer.title}")
NEW = {"eligible": {"kind": "new", "words": "首次在本店下单"}}


def paid(
    n: int, price: int, at: int = T0 + 90_000, *, product: str = "alias-p1", source: str = "shop:1"
) -> Pay:
    items = (Line(product=product, qty=2),)
    return Pay(id=f"p{n}{source}", source=source, at=at + n, order=f"B{n}", amount=2 * price, items=items)


def selling(**terms: Any) -> Room:
    room = Room(lines=LINES)
    room.put(Slot(id="s", source=OWN_SOURCE, at=T0, slot="s1", phase="start", product="p1"))
    if terms:
        room.put(
            offer(1, "publish", T0, qty=500, terms={**TERMS, "price": 14900, "usual_price": 16900, **terms})
        )
    return room


def incidents(room: Room, now: int) -> list[Incident]:
    found = list(room.overlays.due(now, room.beside()))
    room.put(*found, clock=now)
    return found  # type: ignore[return-value]


def test_three_payments_above_take_the_price_away_and_one_at_it_brings_it_back() -> None:
    room, now = selling(title="示例"), T0 + 120_000
    room.put(paid(1, 16900), paid(2, 16900), paid(2, 16900, source="mirror:1"), clock=now)
    assert room.says("offer.price", now) == 14900, "one order told twice is one, and two prove nothing"
    assert incidents(room, now) == []
    room.put(paid(3, 15900), clock=now)
    panel = room.panel(now)
    assert ("offer.price" in panel.values, panel.offers[0].doubted, "product.price" in panel.values) == (
        False,
        True,
        False,
    )
    (held,) = panel.withheld
    assert (held.offer, held.shown, held.charged) == ("ofr_1", 14900, 15900)
    (began,) = incidents(room, now)
    assert (began.kind, began.phase, began.data["charged"]) == ("wrong_price", "start", 15900)
    room.put(paid(4, 16900), clock=now)
    assert incidents(room, now) == [], "told once"
    room.put(paid(5, 14900), clock=now)
    assert room.says("offer.price", now) == 14900 and not room.panel(now).withheld
    (over,) = incidents(room, now)
    assert (over.phase, over.incident) == ("end", began.incident)


def test_what_is_no_sign_of_another_price() -> None:
    now = T0 + 200_000
    cheaper = selling(title="示例")
    cheaper.put(*(paid(n, 9900) for n in range(5)), clock=now)
    assert cheaper.says("offer.price", now) == 14900, "paying less harms nobody"
    before = selling(title="示例")
    before.put(*(paid(n, 16900, T0 + 20_000) for n in range(5)), clock=now)
    assert before.says("offer.price", now) == 14900, "they opened the checkout before it"
    others = selling(title="示例", **NEW)
    others.put(*(paid(n, 16900) for n in range(5)), clock=now)
    assert others.says("offer.price", now) == 14900, "who is not new pays the usual price"
    old = selling(title="示例")
    old.put(*(paid(n, 16900) for n in range(5)), clock=now)
    assert old.panel(T0 + 2_000_000).withheld == [], (
        "read long after: after a restart it tells nothing of now"
    )


def test_without_an_offer_the_products_own_price_is_held_against_what_is_paid() -> None:
    room, now = selling(), T0 + 120_000
    assert (room.says("product.price", now), room.panel(now).product.price) == (16900, 16900)  # type: ignore[union-attr]
    orders = [
        Order(
            id=f"o{n}",
            source="shop:1",
            at=T0 + 90_000,
            order=f"B{n}",
            items=(Line(product="p1", price=18900),),
        )
        for n in range(3)
    ]
    room.put(
        *orders,
        *(Pay(id=f"p{n}", source="shop:1", at=T0 + 95_000, order=f"B{n}") for n in range(3)),
        clock=now,
    )
    panel = room.panel(now)
    assert "product.price" not in panel.values and panel.product is not None
    assert (panel.product.price, panel.product.doubted, panel.withheld[0].offer) == (None, True, None)


def test_whose_a_price_is_and_what_others_pay_goes_with_it() -> None:
    room = selling(title="示例", **NEW)
    value, shown = room.panel().values["offer.price"], room.panel().offers[0]
    assert (value.value, value.zh, value.others) == (14900, "首次在本店下单", 16900)
    assert [chip.code for chip in shown.only] == ["eligible"] and "eligible" not in [
        chip.code for chip in shown.terms
    ]
    assert room.says("product.price") == 16900, "not everybody's, so not the product's"
    assert selling(title="示例").says("product.price") == 14900
    assert selling(title="示例").panel().values["offer.price"].zh == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("9.9元包邮 毛巾", "包邮 毛巾"),
        ("炒锅 ¥149 直播专享", "炒锅  直播专享"),
        ("已售5000件 炒锅", "炒锅"),
        ("炒锅｜只剩3件", "炒锅"),
        ("抽纸 20包 6件装", "抽纸 20包 6件装"),
        ("保温杯 2件 送刷", "保温杯 2件 送刷"),
        ("¥99", "—"),
        ("1200瓦破壁机", "1200瓦破壁机"),
    ],
)
def test_names_carry_no_price_count_or_scarcity(name: str, said: str) -> None:
    assert told(name) == said


def test_a_title_may_say_its_own_amounts_while_they_are_true() -> None:
    assert told("满169元减20元", frozenset({Decimal(169), Decimal("20.00")})) == "满169元减20元"
    assert "99" not in told("99元炒锅", frozenset({Decimal("149.00")}))
    room = selling(title="149元炒锅")
    assert room.says("offer.title") == "149元炒锅"
    room.put(offer(2, "end", T0 + 61_000, why="asked"), clock=T0 + 62_000)
    assert room.panel(T0 + 62_000).offers[0].title == "炒锅"


def test_goods_are_named_so_everywhere() -> None:
    goods = {"p1": GOODS["p1"].__class__(id="p1", name="9.9元 毛巾（示例）", price=16900)}
    room = Room(sheet(goods=goods), lines=("{product.name}",))
    room.put(Slot(id="s", source=OWN_SOURCE, at=T0, slot="s1", phase="start", product="p1"))
    assert room.says("product.name") == "毛巾（示例）" and room.panel().product.name == "毛巾（示例）"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("只剩 {offer.batch} 件", False),
        ("库存 {offer.on_sale}", False),
        ("本批上架 {offer.left} 件", False),
        ("本批上架 {offer.batch} 件，还剩 {offer.left}", True),
        ("本场上架 {offer.on_sale}，只剩 {offer.left} 件", True),
        ("{offer.batch} in this batch, {offer.left} left", True),
        ("only {offer.on_sale} left", False),
    ],
)
def test_what_was_put_on_sale_is_not_what_is_left(line: str, shown: bool) -> None:
    assert check_line(line, date(2026, 11, 28)).refused is not shown
