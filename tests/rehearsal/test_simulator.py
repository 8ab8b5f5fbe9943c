"""The simulated show: repeatable bytes, true totals, what was planted is there."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from statistics import mean

import msgspec
import pytest

from onair.events.model import (
    EVENT_TYPES,
    AnyEvent,
    Cancel,
    Correction,
    Enter,
    Gift,
    Incident,
    Leave,
    Marks,
    Offer,
    Order,
    Pay,
    Proposal,
    Sampling,
)
from onair.rehearsal.simulator import Params, Truth, simulate, sized
from onair.rehearsal.simulator.params import BadParams, checked

START = 1_795_334_400_000
HASHER = """
import hashlib, msgspec
from onair.rehearsal.simulator import simulate, sized
events, truth = simulate(sized(4_000, minutes=40), 11, 1_795_334_400_000)
total = hashlib.sha256()
for event in events:
    total.update(msgspec.msgpack.encode(event))
total.update(truth.to_json())
print(total.hexdigest())
"""


def show(seed: int = 3, **given) -> tuple[list[AnyEvent], Truth]:
    events, truth = simulate(checked({"minutes": 60, "viewers": 1500, **given}), seed, START)
    return list(events), truth


def in_another_process(hash_seed: str) -> str:
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", HASHER], env=env, check=True, capture_output=True, text=True
    ).stdout


def test_same_seed_same_bytes_in_every_process():
    assert in_another_process("1") == in_another_process("4242")


def test_another_seed_gives_another_show():
    def digest(seed: int) -> str:
        events, _ = show(seed)
        return hashlib.sha256(msgspec.msgpack.encode(events)).hexdigest()

    assert digest(3) == digest(3)
    assert digest(3) != digest(4)


def test_events_come_in_order_of_time_with_identities_of_their_own():
    events, truth = show()
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert len({(event.source, event.id) for event in events}) == len(events)
    assert {event.source.partition(":")[0] for event in events} == {"sim"}
    assert events[0].at >= truth.start


def test_events_pass_the_public_contract():
    events, _ = show()
    for event in events:
        again = msgspec.json.decode(msgspec.json.encode(event), type=type(event))
        assert again == event


def test_every_type_that_comes_from_outside_is_made():
    _, truth = show(seed=5, viewers=4000)
    never = {
        cls.__struct_config__.tag for cls in (Correction, Gift, Incident, Marks, Offer, Proposal, Sampling)
    }
    assert set(truth.events) == set(EVENT_TYPES) - never


def test_truth_counts_what_the_events_say():
    events, truth = show(seed=6, unknown_amount=0.05)
    orders = {event.order for event in events if isinstance(event, Order)}
    pays = [event for event in events if isinstance(event, Pay)]
    enters = [event for event in events if isinstance(event, Enter)]
    assert truth.complete
    assert sum(truth.events.values()) == len(events)
    assert truth.totals.orders == len(orders)
    assert truth.totals.paid == len(pays) == len({pay.order for pay in pays})
    assert truth.totals.gmv == sum(pay.amount or 0 for pay in pays)
    assert truth.totals.unknown_amounts == sum(pay.amount is None for pay in pays) > 0
    assert truth.totals.buyers == len({pay.user for pay in pays} - {None})
    assert truth.totals.views == len(enters)
    assert truth.totals.viewers == len({event.user for event in enters} - {None})
    assert truth.totals.watch_ms == sum(event.watch_ms or 0 for event in events if isinstance(event, Leave))
    assert sum(truth.channels.values()) == len(enters)
    assert sum(product.gmv for product in truth.products) == truth.totals.gmv


def test_online_ends_at_nobody_and_never_falls_below():
    events, truth = show()
    readings = [
        event.value for event in events if event.__struct_config__.tag == "gauge" and event.name == "online"
    ]
    assert min(readings) >= 0
    assert max(readings) <= truth.totals.pcu
    assert sum(isinstance(event, Enter) for event in events) == sum(
        isinstance(event, Leave) for event in events
    )


def test_a_source_without_leave_events_still_counts_who_is_online():
    with_leave, _ = show(leaves=True)
    without, _ = show(leaves=False)

    def online(events: list[AnyEvent]) -> list[int]:
        return [
            event.value
            for event in events
            if event.__struct_config__.tag == "gauge" and event.name == "online"
        ]

    assert not any(isinstance(event, Leave) for event in without)
    assert online(without) == online(with_leave)


def test_stock_never_goes_below_nothing_and_some_product_runs_out():
    events, truth = show(seed=8, viewers=6000, stock_scale=0.8)
    levels = [event.available for event in events if event.__struct_config__.tag == "stock"]
    assert min(levels) >= 0
    assert any(product.lost for product in truth.products)
    lines = {event.order: event.items for event in events if isinstance(event, Order)}
    moved: Counter[str | None] = Counter()
    for event in events:
        back = -1 if isinstance(event, Cancel) else 1 if isinstance(event, Order) else 0
        for line in lines[event.order] if back else ():
            moved[line.product] += back * line.qty
    assert {item.id: item.stock_start - item.stock_end for item in truth.products} == {
        item.id: moved[item.id] for item in truth.products
    }


def test_a_planted_surge_is_in_the_clicks():
    """Clicks a minute on the product inside the surge, against the same product's talk without it."""
    lifts = []
    for seed in range(3):
        events, truth = show(seed=seed, minutes=120, viewers=12_000, surges=1, dips=0, incidents=0, offers=0)
        calm, _ = show(seed=seed, minutes=120, viewers=12_000, surges=0, dips=0, incidents=0, offers=0)
        surge = next(item for item in truth.planted if item.kind == "surge")

        def clicks(show_events: list[AnyEvent], item=surge) -> int:
            return sum(
                event.__struct_config__.tag == "product_click"
                and event.product == item.product
                and item.start <= event.at < item.end
                for event in show_events
            )

        lifts.append(clicks(events) / clicks(calm) / surge.factor)
    assert mean(lifts) == pytest.approx(1.0, abs=0.25)


def test_a_planted_dip_is_in_the_arrivals():
    events, truth = show(seed=2, minutes=120, viewers=12_000, dips=1, incidents=0)
    calm, _ = show(seed=2, minutes=120, viewers=12_000, dips=0, incidents=0)
    dip = next(item for item in truth.planted if item.kind == "dip")

    def entries(show_events: list[AnyEvent]) -> int:
        return sum(isinstance(event, Enter) and dip.start <= event.at < dip.end for event in show_events)

    assert entries(events) / entries(calm) < 0.75


def test_a_lower_price_sells_more():
    def orders_per_click(**given) -> float:
        total: Counter[str] = Counter()
        for seed in range(2):
            events, truth = show(
                seed=seed, minutes=120, viewers=12_000, surges=0, stock_scale=50, offers=12, **given
            )
            cut = [item for item in truth.planted if item.kind == "offer"]
            for event in events:
                tag = event.__struct_config__.tag
                if tag == "order":
                    first = (event.items or ())[0]
                    total["order"] += any(
                        item.product == first.product and item.start <= event.at < item.end for item in cut
                    )
                elif tag == "product_click":
                    total["click"] += any(
                        item.product == event.product and item.start <= event.at < item.end for item in cut
                    )
        return total["order"] / total["click"]

    events, truth = simulate(sized(100_000, offers=0, stock_scale=50), 1, START)
    plain = sum(isinstance(event, Order) for event in events) / sum(
        product.clicks for product in truth.products
    )
    assert orders_per_click() > 1.15 * plain


@pytest.mark.parametrize("wanted", [2_000, 25_000, 120_000])
def test_sizes_are_met(wanted):
    events, _ = simulate(sized(wanted), 1, START)
    assert sum(1 for _ in events) == pytest.approx(wanted, rel=0.15)


def test_wrong_parameters_are_named():
    with pytest.raises(BadParams, match="minutes"):
        checked({"minutes": 0})
    with pytest.raises(BadParams, match="viewer_count"):
        checked({"viewer_count": 3})


def test_a_default_show_looks_like_an_evening():
    events, truth = simulate(Params(), 7, START)
    for _ in events:
        pass
    totals = truth.totals
    assert 1_000 < totals.pcu < 2_500
    assert 50_000_00 < totals.gmv < 400_000_00
    assert 0.02 < totals.buyers / totals.viewers < 0.12
    assert 0.75 < totals.paid / totals.orders < 0.95
