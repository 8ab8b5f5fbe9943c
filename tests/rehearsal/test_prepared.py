"""What the demo prepares for its next show: by the use cases, the same on every machine, sent to nobody."""

import asyncio
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from sqlalchemy.orm import Session
from tests.rehearsal.house import NOW, house
from tests.rehearsal.test_demo import Ears, make_small, small

from onair.access.service import system
from onair.access.web.services import Services
from onair.after.review.lessons import Lessons
from onair.after.review.past import Past
from onair.after.review.tallies import Tallies
from onair.before.gate.service import gates_of
from onair.before.rundown.service import judge
from onair.before.selection.service import history, latest_scores, picked_for
from onair.before.techcheck import service as techcheck
from onair.before.techcheck.runner import TechChecks
from onair.before.warmup.service import items_of, promises
from onair.delivery.service import clicks_of, targets
from onair.delivery.switch import switch_of
from onair.kernel.clock import DAY_MS, HOUR_MS, Clock, FixedClock
from onair.kernel.settings import load
from onair.rehearsal.demo import seed_demo
from onair.rehearsal.tonight import calls, clip, drawing, wares
from onair.rehearsal.tonight.prepare import HOURS, NEAR_MS, next_start
from onair.rehearsal.tonight.recording import measure
from onair.rehearsal.tonight.stage import PICKS
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.trade.service import ShowView, State, change_show, list_shows

__all__ = ["small"]


@asynccontextmanager
async def prepared(path, forward=0):
    async with house(path) as home:
        home.clock.forward(forward)
        services = Services(home.clock)
        for thing in (home.db, home.hub, Ears(home), load({"ONAIR_HOME": str(path)})):
            services.put(thing)
        demo, result = await seed_demo(services, home.clock)
        try:
            yield home, services, result.team.id
        finally:
            await demo.stop()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One seeded house for all tests that only look. → (services, clock, team)"""
    path = tmp_path_factory.mktemp("made")
    services = Services(FixedClock(NOW))

    async def seed():
        async with prepared(path) as (_, _, team):
            return team

    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        team = asyncio.run(seed())
    db = services.put(Database(f"sqlite:///{path / 'onair.db'}", sync="off"))
    services.put(load({"ONAIR_HOME": str(path)}))
    yield services, team
    db.close()


@pytest.fixture
def look(made):
    """→ (transaction, team, next show, clock, services)"""
    services, team = made
    with services.get(Database).read() as tx:
        yield Look(tx, team, coming(tx, team), services.clock, services)


class Look(NamedTuple):
    tx: Session
    team: str
    shows: list[ShowView]
    clock: Clock
    services: Services


def coming(tx, team):
    shows, _ = list_shows(tx, team, limit=100)
    found = [view for view in shows if view.state is State.preparing]
    return sorted(found, key=lambda view: view.starts_at)


def test_the_next_show_is_almost_ready_and_says_what_is_left(look):
    full, empty = look.shows
    gate = gates_of(look.services).readiness(look.tx, look.team, full.id)
    states = {point.code: point.state for point in gate.points}
    bare = gates_of(look.services).readiness(look.tx, look.team, empty.id)
    assert not gate.ready
    assert {code for code, state in states.items() if state == "open"} == {"techcheck", "review", "sign_off"}
    assert {code for code, state in states.items() if state == "waived"} == {"connectors"}
    fine = {"promises", "stock", "seller", "questions"}
    assert {code for code, state in states.items() if state == "ok"} == fine
    waiver = next(point.waiver for point in gate.points if point.code == "connectors")
    assert (waiver.reason, waiver.by_name) == (calls.WAIVED[1], "岑一帆")
    assert bare.count("open") == len(bare.points)


def test_the_next_show_has_a_past_to_tell_from_and_the_one_after_has_none(look):
    db = look.services.get(Database)
    known = Past(db, Tallies(Lake(db.path.parent / "lake"), EventLog(db)), db.path.parent)
    full, empty = look.shows
    assert [len(known.comparable(show)) for show in (full, empty)] == [5, 0]


def test_its_rundown_keeps_every_rule_and_every_promise_and_has_honest_marks(look):
    show = look.shows[0].id
    judged = judge(look.tx, look.team, show, look.clock)
    assert tuple(picked_for(look.tx, look.team, show)) == PICKS
    assert {slot.product for slot in judged.rundown.slots if slot.product} == set(PICKS)
    assert judged.broken == []
    assert len(judged.promises) == 3
    assert all(one.slot is not None for one in judged.promises)
    codes = {finding.code for finding in judged.findings}
    assert {
        "card_missing",
        "feature_list",
        "claim_without_evidence",
        "sample_missing",
        "dossier_soon",
    } <= codes
    assert not [finding for finding in judged.findings if finding.level == "error"]
    hosts = [slot.host for slot in judged.rundown.slots]
    assert len(set(hosts)) == 2
    assert [slot.kind for slot in judged.rundown.slots].count("host_change") == 1
    assert sum(a != b for a, b in pairwise(hosts)) == 1


def test_its_warm_up_is_in_every_state_and_goes_to_nobody(look):
    items = items_of(look.tx, look.team, look.shows[0].id)
    clicks = clicks_of(look.tx, look.team, [item.id for item in items if item.link_code])
    now = look.clock()
    assert {item.state for item in items} == {"done", "handed", "planned", "skipped"}
    late = [item.title for item in items if item.state == "planned" and item.due_at < now]
    assert late == ["会员专享提前告知"]
    robots = targets(look.tx, look.team)
    assert [robot.shown.endswith(".invalid") for robot in robots] == [True]
    assert switch_of(look.tx, look.team).dry_run
    assert sum(one.people for one in clicks.values()) > 150
    assert all(one.bots for one in clicks.values() if one.people)
    assert all(item.sent_at is None or item.sent_at <= now for item in items)
    owed = promises(look.tx, look.team, look.shows[0].id)
    assert {one.kind for one in owed} == {"discount", "giveaway", "guest"}


async def test_the_same_order_comes_out_again(tmp_path):
    orders = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        async with prepared(tmp_path / name) as (home, _, team):
            with home.db.read() as tx:
                judged = judge(tx, team, coming(tx, team)[0].id, home.clock)
            orders.append([(slot.title, slot.at, slot.price) for slot in judged.rundown.slots])
    assert orders[0] == orders[1]


async def test_scores_have_a_history_and_past_shows_taught_them(tmp_path):
    async with house(tmp_path) as home:
        services = Services(home.clock)
        for thing in (home.db, home.hub, Ears(home), load({"ONAIR_HOME": str(tmp_path)})):
            services.put(thing)
        tallies = Tallies(home.lake, home.log)
        lessons = services.put(Lessons(home.db, tallies, home.clock))
        demo, result = await seed_demo(services, home.clock)
        with home.db.read() as tx:
            scores = latest_scores(tx, result.team.id)
            told = history(tx, result.team.id, "zb-101")
        await demo.stop()
        lessons.close()
    assert set(scores) == {ware.id for ware in wares.ALL}
    assert scores["zb-101"].n > 0, "exposures of past shows"
    assert len(told) >= 4
    assert len({past.kept.at for past in told}) == len(told)
    assert any(past.moves for past in told)


async def test_seeding_again_leaves_what_people_changed(tmp_path):
    async with prepared(tmp_path) as (home, _, team):
        with home.db.write() as tx:
            show = coming(tx, team)[0]
            change_show(
                tx, system(team), home.clock, show.id, version=show.version, changes={"title": "改过的名字"}
            )
    async with prepared(tmp_path) as (home, _, team):
        with home.db.read() as tx:
            assert coming(tx, team)[0].title == "改过的名字"
            assert len(coming(tx, team)) == 2


async def test_a_show_whose_time_has_passed_makes_room_for_the_next(tmp_path):
    async with prepared(tmp_path) as (home, _, team):
        with home.db.read() as tx:
            first = coming(tx, team)[0]
    later = first.starts_at + 2 * HOUR_MS - home.clock()
    async with prepared(tmp_path, forward=later) as (home, _, team):
        with home.db.read() as tx:
            second = coming(tx, team)[0]
    assert second.id != first.id
    assert second.starts_at >= home.clock() + NEAR_MS


def test_the_next_start_is_always_less_than_a_day_away():
    begin = 1_795_420_800_000
    away = [next_start(begin + minute * 60_000) - begin - minute * 60_000 for minute in range(0, 1440, 7)]
    assert min(away) >= NEAR_MS
    assert max(away) < DAY_MS, "else the check of the room and the stock would be too old at the start"
    assert len(HOURS) == 2


async def test_the_recording_is_measured_like_any_other(tmp_path, monkeypatch):
    monkeypatch.setattr(clip, "SECONDS", 4)
    async with prepared(tmp_path) as (home, services, team):
        checks = services.put(TechChecks(services))
        with home.db.read() as tx:
            room = coming(tx, team)[0].room.id
        assert await measure(services, home.clock, team, room)
        await asyncio.wait_for(checks.idle(), 120)
        with home.db.read() as tx:
            found = techcheck.latest(tx, team, room)
            view = techcheck.get_check(tx, team, found.id)
        assert not await measure(services, home.clock, team, room), "a room that was checked is left alone"
    assert view.demo
    assert found.verdict == "warn", [finding.code for finding in found.findings]


async def test_without_the_programs_the_room_stays_unchecked(tmp_path, monkeypatch):
    monkeypatch.setattr(clip, "lacking", lambda: ["ffmpeg"])
    async with prepared(tmp_path) as (home, services, team):
        services.put(TechChecks(services))
        with home.db.read() as tx:
            room = coming(tx, team)[0].room.id
        assert not await measure(services, home.clock, team, room)
        with home.db.read() as tx:
            assert techcheck.latest(tx, team, room) is None
        assert list(Path(tmp_path / "techcheck").glob("inc_*")) == []


def test_pictures_are_drawn_the_same_each_time():
    one = drawing.picture(wares.ALL[0], 0)
    assert one == drawing.picture(wares.ALL[0], 0)
    assert one != drawing.picture(wares.ALL[1], 0)
    view = drawing.table(wares.KNOWN[:6], 320, 180)
    assert isinstance(view, Image.Image)
    assert len(view.resize((16, 9)).getcolors() or []) > 20


@pytest.mark.parametrize("ware", wares.ALL, ids=lambda ware: ware.id)
def test_goods_make_sense(ware):
    points = list(wares.history(ware, 1_795_420_800_000))
    assert len(points) == wares.DAYS
    assert points[-1].price == ware.price < ware.was
    assert all(a.comments <= b.comments for a, b in pairwise(points))
    assert 0 < wares.supply(ware)["cost"] < ware.price
