"""A whole simulated show: what was folded on air and what the lake says are the same body, for every question."""

import asyncio

import msgspec
import pytest
from tests.rehearsal.house import NOW, house

from onair.metrics.numbers import DIMENSIONS, numbers
from onair.metrics.review import tally as review_tally
from onair.rehearsal.simulator import simulate, sized
from onair.trade.service import State, get_show, transition

START = NOW - 4 * 3_600_000
ALL = frozenset(DIMENSIONS)
SHOWS = {
    "an evening": sized(12_000, minutes=90),
    "without leave events": sized(4_000, minutes=40, leaves=False),
    "people without an id": sized(4_000, minutes=40, unknown_share=0.4, unknown_amount=0.1),
    "many do not pay": sized(4_000, minutes=40, unpaid_share=0.5, refund_share=0.4),
}


async def both(rig, params, seed):
    """(live tally, review tally) of one simulated show, ingested through its owner and sealed."""
    events, truth = simulate(params, seed, START)
    view = rig.show(started_at=truth.start)
    await rig.ingest(view.id, events)
    with rig.db.write() as tx:
        transition(tx, rig.actor, rig.clock, view.id, State.ended, at=truth.end)
        view = get_show(tx, rig.actor.tenant, view.id)
    rig.changed(view)
    await asyncio.sleep(0.05)
    owner = await rig.hub.owner(view.id)
    while owner.rebuilding:
        await asyncio.sleep(0.02)
    state = await owner.settled()
    manifest = await asyncio.to_thread(rig.lake.seal, view.id, view.tenant, rig.log)
    now = max(manifest.clock_max or 0, truth.end)
    tables = rig.lake.events(view.tenant, [view.id]), rig.lake.lines(view.tenant, [view.id])
    sealed = await asyncio.to_thread(review_tally, *tables, view.window, ALL, now, rig.lake.run)
    return state.fold.tally(ALL, now=now), sealed, truth


@pytest.mark.parametrize("name", SHOWS)
async def test_live_numbers_are_review_numbers(tmp_path, name):
    async with house(tmp_path) as rig:
        live, sealed, truth = await both(rig, SHOWS[name], 5)
        for by in (None, *DIMENSIONS):
            one, other = numbers(live, by), numbers(sealed, by)
            assert msgspec.to_builtins(one) == msgspec.to_builtins(other), by
            assert by is None or one.rows
        totals, told = truth.totals, numbers(live).metrics
        assert told["gmv"].value == totals.gmv
        assert told["view_uv"].value == totals.viewers
        assert told["view_pv"].value == totals.views
        assert told["order_created"].value == totals.orders
        assert told["order_paid"].value == totals.paid
        assert told["pay_uv"].value == totals.buyers
        assert told["like_pv"].value == totals.likes
        assert (
            told["refund_amount_pay"].value or 0
        ) == totals.refund_amount  # nobody refunds: missing, not 0
        rows = {row.key: row.metrics for row in numbers(live, "product").rows}
        for product in truth.products:
            if product.clicks:
                assert rows[product.id]["prod_click_pv"].value == product.clicks
                assert (rows[product.id]["gmv"].value or 0) == product.gmv
        by_channel = {row.key: row.metrics["view_pv"].value for row in numbers(live, "channel").rows}
        assert {name: n for name, n in by_channel.items() if name} == {
            k: n for k, n in truth.channels.items() if n
        }


async def test_a_changed_log_would_be_noticed(tmp_path):
    """The comparison can fail: one lost batch is seen in both numbers and truth."""
    async with house(tmp_path) as rig:
        events, truth = simulate(SHOWS["an evening"], 5, START)
        kept = [event for place, event in enumerate(events) if place % 700 or place == 0]
        view = rig.show(started_at=truth.start, ended_at=truth.end)
        await rig.ingest(view.id, kept)
        state = await (await rig.hub.owner(view.id)).settled()
        told = numbers(state.fold.tally(ALL, now=truth.end + 10**9)).metrics
        assert (told["view_pv"].value, told["like_pv"].value) != (truth.totals.views, truth.totals.likes)
