"""The diagnosis behind its route, over sealed shows of one room; what it asks of the lake is what a fold over events says."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.after.desk import SMALL, START, Desk, Keys, desk

from onair.access.service import create_tenant, local
from onair.access.web import Services, create_api
from onair.after.diagnosis import http
from onair.after.diagnosis.base import ENOUGH
from onair.after.diagnosis.lakenotes import notes_of
from onair.after.diagnosis.notes import Notes, noted
from onair.after.diagnosis.service import Diagnoses, FindingNotFound
from onair.events.model import Cancel, Leave, Offer, Pay, Stock, Stream
from onair.rehearsal.simulator import simulate, sized

DAY = 86_400_000
ROOM = sized(6_000, minutes=40)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[tuple[Desk, Diagnoses]]:
    async with desk(tmp_path) as found:
        made = Diagnoses(found.rig.db, found.reviews, found.rig.lake, tmp_path / "cache")
        services = Services(found.rig.clock)
        with found.rig.db.write() as tx:
            other = create_tenant(tx, found.rig.clock, "又一队")
        for thing in (found.rig.db, made, Keys(found.rig.actor, local(other.id))):
            services.put(thing)
        transport = httpx.ASGITransport(app=create_api([http.router], [], services))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield Desk(found.rig, found.reviews, client, found.room), made
        made.close()


async def _told(room: Desk, show: str) -> dict[str, Any]:
    return await room.body(f"/api/v1/shows/{show}/diagnosis")


async def test_a_room_learns_its_usual_and_says_what_fell(room: tuple[Desk, Diagnoses]) -> None:
    at, diagnoses = room
    first, _ = await at.past(START, 1, params=ROOM)
    few = await _told(at, first.id)
    assert (few["state"], few["links"], few["needed"], few["past"]) == ("few", [], ENOUGH, [])
    for night in range(2, 7):
        await at.past(START + (night - 1) * DAY, night, params=ROOM)
    usual, _ = await at.past(START + 6 * DAY, 7, params=ROOM)
    told = await _told(at, usual.id)
    assert len(told["past"]) == 6
    assert told["state"] in ("normal", "below", "above")
    assert sum(link["part"] for link in told["links"]) == pytest.approx(told["change"], rel=1e-3, abs=1)
    assert all(link["low"] <= link["part"] <= link["high"] for link in told["links"])
    for by in ("channel", "product", "host"):
        parts = told["parts"][by]
        assert sum(part["change"] for part in parts) == pytest.approx(told["change"], rel=1e-3, abs=1), by
        for part in parts:
            if part["links"] is not None:
                assert sum(part["links"].values()) == pytest.approx(part["change"], rel=1e-3, abs=1)
    assert any(
        part["label"] not in (None, part["key"]) for part in told["parts"]["product"]
    )  # by their titles
    unpaid = await _unpaid(at, START + 7 * DAY, 8)
    fell = await _told(at, unpaid)
    assert (fell["state"], fell["top"]) == ("below", "pay_uv")
    cause = fell["findings"][0]
    assert (cause["cause"], cause["seat"], cause["link"]) == ("payment_failing", "support", "pay_uv")
    assert cause["rows"][0]["value"] > 5
    assert cause["next"]["metric"] == "order_pay_rate"
    assert cause["next"]["value"] < cause["next"]["base"]
    assert cause["low"] < cause["share"] < cause["high"] < 0
    assert "支付失败" in cause["words"]["zh"]
    assert diagnoses.finding(at.rig.actor, unpaid, cause["id"]).cause == "payment_failing"
    with pytest.raises(FindingNotFound):
        diagnoses.finding(at.rig.actor, unpaid, "nothing")


async def _unpaid(at: Desk, start: int, seed: int) -> str:
    """A show in which four of five payments did not go through, and the shop says so."""
    events, truth = simulate(ROOM, seed, start)
    kept: list[Any] = []
    for event in events:
        if isinstance(event, Pay) and int(event.order[1:]) % 5:
            kept.append(
                Cancel(
                    id=f"x{event.id}", source=event.source, at=event.at, order=event.order, reason="支付失败"
                )
            )
        else:
            kept.append(event)
    view = at.rig.show("付不了款的一晚", room=at.room, started_at=start)
    await at.rig.ingest(view.id, kept)
    return at.end(view, truth.end).id


async def test_on_air_and_strangers(room: tuple[Desk, Diagnoses]) -> None:
    at, _ = room
    view, _ = await at.on_air()
    assert (await _told(at, view.id))["state"] == "on_air"
    assert (await at.get(f"/api/v1/shows/{view.id}/diagnosis", "other")).status_code == 404
    assert (await at.get("/api/v1/shows/shw_00000000000000000000000000/diagnosis")).status_code == 404


async def test_the_lake_is_asked_for_what_events_say(room: tuple[Desk, Diagnoses]) -> None:
    at, _ = room
    events, truth = simulate(SMALL, 3, START)
    said = list(events)
    source = next(event.source for event in said if isinstance(event, Stock))
    minute = 60_000
    terms = {
        "kind": "coupon",
        "title": "券",
        "price": 900,
        "usual_price": 1000,
        "coupon": {"threshold": 5000, "off": 100},
    }
    more = [
        Stock(id="out", source=source, at=START + 5 * minute, product="zb-101", available=0),
        Stock(id="in", source=source, at=START + 30 * minute, product="zb-101", available=9),
        Stream(id="bad", source=source, at=START + 7 * minute, state="degraded"),
        Cancel(id="c1", source=source, at=START + 9 * minute, order="S0000001", reason="优惠券用不了"),
        Leave(id="l1", source=source, at=START + 9 * minute, watch_ms=5),
        Offer(
            id="o1",
            source="onair",
            at=START + minute,
            product="zb-101",
            offer="o",
            step="publish",
            terms=terms,
        ),
        Offer(
            id="o2",
            source="onair",
            at=START + 20 * minute,
            product="zb-101",
            offer="o",
            step="end",
            why="time",
        ),
    ]
    view = at.rig.show("一晚", room=at.room, started_at=START)
    everything = sorted([*said, *more], key=lambda event: event.at)
    await at.rig.ingest(view.id, everything)
    ended = at.end(view, truth.end)
    at.reviews.tallies.seal(ended)
    found = notes_of(at.rig.lake, view.tenant, view.id, START, truth.end)
    wanted = noted(everything, START, truth.end)
    for name in Notes._fields:
        if name == "visits":
            assert {k: list(v) for k, v in found.visits.items()} == wanted.visits
        else:
            assert getattr(found, name) == getattr(wanted, name), name
    assert found.out["zb-101"][0][0] == START + 5 * minute
    assert found.out_click["zb-101"] > 0
    assert found.cancels["coupon"] == 1
    assert found.deals[0].threshold == 5000
    assert found.said["question"] > 10
