"""What rules read: closed ticks, missing never 0, products apart."""

import pytest
from bench.evenings import START, Batch, evening, slot, with_batches

from onair.during.playbook.history import GOODS_MAX, TICK_MS, TICKS_MAX, History, Tick
from onair.during.playbook.watch import Watch
from onair.events.groups import grouped
from onair.events.model import (
    Action,
    AddCart,
    AnyEvent,
    Correction,
    Enter,
    Gauge,
    Identity,
    Like,
    Line,
    Order,
    Pay,
    ProductClick,
    Sampling,
    Slot,
    Stock,
)  # fmt: skip


def watched(*batches: tuple[list[AnyEvent], int], until: int) -> Watch:
    watch = Watch()
    for events, clock in batches:
        watch.take(grouped(events), clock)
    watch.advance(until)
    return watch


def click(n: int, at: int, product: str | None = "A", count: int = 1) -> ProductClick:
    return ProductClick(id=f"c{n}", source="web", at=START + at, product=product, count=count)


def test_a_tick_holds_what_happened_in_it() -> None:
    events: list[AnyEvent] = [
        click(1, 0), click(2, 9_999, "B", count=3), click(3, 10_000), click(4, 5_000, None),
        AddCart(id="k1", source="web", at=START + 2_000, product="A", qty=50),
        Like(id="l1", source="web", at=START + 3_000, count=4),
        Enter(id="e1", source="web", at=START + 3_000),
        Order(id="o1", source="shop", at=START + 4_000, order="1", items=(Line(product="A"), Line(product="B"))),
        Pay(id="p1", source="shop", at=START + 5_000, order="1", amount=9_900, product="A"),
        Pay(id="p2", source="other", at=START + 5_500, order="1", amount=9_900, product="A"),
    ]  # fmt: skip
    history = watched((events, START + 10_500), until=START + 30_000).history
    first, second = history.ticks[:2]
    assert first.at == START
    assert first.counts["clicks"] == 5
    assert first.goods["clicks"] == {"A": 1, "B": 3}
    assert (first.counts["carts"], first.counts["likes"], first.counts["interactions"]) == (1, 4, 4)
    assert first.counts["interactors"] == 1
    assert (first.counts["entries"], first.counts["orders"]) == (1, 1)
    assert (first.counts["paid"], first.counts["gmv"]) == (1, 9_900)  # told twice, paid once
    assert first.goods["orders"] == {"A": 1, "B": 1}
    assert second.counts["clicks"] == 1
    assert history.end == START + 20_000
    assert history.clicked.sums == {"B": 3, "A": 2}
    assert history.clicked.most(1) == ["B"]


def test_missing_is_not_zero() -> None:
    history = watched(
        ([click(1, 0)], START + 1_000), ([click(2, 45_000)], START + 46_000), until=START + 60_000
    ).history
    assert history.values("clicks", 5) == [1, 0, 0, 0, 1]  # it sends clicks: none were made
    assert history.values("carts", 5) == [None] * 5  # nobody ever sent one
    assert history.values("online", 5) == [None] * 5
    assert history.value("clicks", product="Z") == 0
    assert history.value("carts", product="A") is None
    assert history.span("carts", 3).total is None
    assert history.span("clicks", 3).total == 1
    assert not history.span("clicks", 9).whole  # asks for more than there is


def test_a_pay_without_an_amount_has_no_turnover() -> None:
    pay = Pay(id="p", source="shop", at=START, order="1")
    history = watched(([pay], START + 100), until=START + 30_000).history
    assert (history.ticks[0].counts["paid"], history.ticks[0].counts["gmv"]) == (1, None)


def test_the_audience_is_the_median_of_its_tick() -> None:
    flap = [(0, 1_119), (300, 1_207), (600, 1_119), (12_000, 1_120), (14_000, 1_130)]
    gauges: list[AnyEvent] = [
        Gauge(id=f"g{n}", source="room", at=START + at, name="online", value=value)
        for n, (at, value) in enumerate([*flap, (15_000, 0)])  # a 0 is a reading that failed
    ]
    history = watched((gauges, START + 12_900), until=START + 40_000).history
    assert history.values("online", 3) == [1_119.0, 1_125.0, None]


def test_a_source_that_fell_silent_is_missing_and_a_quiet_room_is_not() -> None:
    busy = evening(30, lambda _: {"A": 60})
    cut = [batch for batch in busy if not START + 100_000 <= batch[1] < START + 160_000]
    history = watched(*cut, until=START + 304_000).history
    clicks = history.values("clicks", 30)
    assert None not in clicks[:9]
    assert clicks[11:15] == [None] * 4
    assert None not in clicks[17:]
    quiet = evening(30, lambda tick: {"A": 0.0 if 10 <= tick < 16 else 60})
    assert None not in watched(*quiet, until=START + 304_000).history.values("clicks", 30)


def test_a_slow_source_is_quiet_and_a_busy_one_that_is_cut_for_long_is_gone() -> None:
    def orders(every: int, until: int) -> list[Batch]:
        return [
            ([Order(id=f"o{at}", source="shop", at=START + at, order=f"o{at}")], START + at + 100)
            for at in range(0, until, every)
        ]

    slow = watched(*orders(40_000, 200_000), until=START + 904_000).history
    assert slow.values("orders", 60) == [0] * 60
    busy = watched(*orders(200, 200_000), until=START + 904_000).history
    assert busy.values("orders", 60) == [None] * 60


def test_slot_and_product_are_those_on_air_at_its_end() -> None:
    log = with_batches(evening(12, lambda _: {"A": 5}), slot("A", START + 5_000), slot("B", START + 65_000))
    pin = Action(id="pin1", source="onair", at=START + 82_000, action="pin", by="me", data={"product": "C"})
    undo = Action(
        id="u1", source="onair", at=START + 101_000, action="undo", by="me", data={"action": "pin1"}
    )
    watch = watched(*with_batches(log, ([pin], pin.at), ([undo], undo.at)), until=START + 130_000)
    ticks = watch.history.ticks
    assert [tick.product for tick in ticks] == [*"AAAAAABBCCBB"]
    assert [place for place, tick in enumerate(ticks) if tick.switched] == [0, 6, 8, 10]
    assert ticks[7].slot == "slot-B"
    assert watch.history.since_switch() == 1


def test_a_voided_slot_was_never_on_air() -> None:
    wrong: Slot = Slot(id="s2", source="onair", at=START + 25_000, slot="2", phase="start", product="B")
    void = Correction(
        id="v", source="onair", at=START + 41_000, corrects=Identity(source="onair", id="s2"), void=True
    )
    log = with_batches(
        evening(8, lambda _: {"A": 5}), slot("A", START + 1_000), ([wrong], wrong.at), ([void], void.at)
    )
    ticks = watched(*log, until=START + 90_000).history.ticks
    assert [tick.product for tick in ticks] == [*"AABBAAAA"]


def test_stock_is_the_newest_of_each_lot_added_up() -> None:
    def stock(n: int, at: int, left: int, sku: str | None = None) -> Stock:
        return Stock(id=f"k{n}", source="erp", at=START + at, product="A", available=left, sku=sku)

    log = [slot("A", START), ([stock(1, 1_000, 5, "red"), stock(2, 1_000, 7, "blue")], START + 1_100)]
    late = ([stock(3, 500, 99, "red"), stock(4, 12_000, 1, "red")], START + 12_100)
    history = watched(*log, late, until=START + 30_000).history
    assert [tick.stock for tick in history.ticks[:2]] == [12, 8]
    assert history.stock == {"A": 8}


def test_a_declared_sample_is_marked() -> None:
    told = Sampling(id="x", source="web", at=START, of="like", share=0.1)
    history = watched(([told], START), until=START + 20_000).history
    assert history.sampled == {"likes", "interactions", "interactors"}


def test_it_keeps_twelve_hours_without_a_hole_and_three_with_products() -> None:
    history = History()
    for number in range(TICKS_MAX + 800):
        history.push(Tick(at=number * TICK_MS, counts={"clicks": 1}, goods={"clicks": {"A": 1}}))
    assert TICKS_MAX <= len(history.ticks) <= TICKS_MAX * 17 // 16
    assert history.n == TICKS_MAX + 800
    assert history.value("clicks", product="A", back=GOODS_MAX - 2) == 1
    assert history.value("clicks", product="A", back=GOODS_MAX) is None
    assert history.value("clicks", back=GOODS_MAX) == 1
    history.push(Tick(at=(TICKS_MAX + 803) * TICK_MS, online=5.0))
    assert history.values("online", 5) == [None, None, None, None, 5.0]
    with pytest.raises(ValueError, match="forward"):
        history.push(Tick(at=0))


def test_a_clock_gone_wild_costs_no_more_than_twelve_hours() -> None:
    watch = watched(([click(1, 0)], START + 1_000), until=START + 400 * 86_400_000)
    assert len(watch.history.ticks) <= TICKS_MAX * 17 // 16
