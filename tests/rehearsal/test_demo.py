"""The demo: seeded once, taken up again, going on by itself, with logins that work."""

import asyncio
import stat
from contextlib import asynccontextmanager

import pytest
from tests.rehearsal.house import house

from onair.access.service import Guess, get_person, list_people, login
from onair.access.web.services import Services
from onair.during.offers.planning.draft import draft_of
from onair.during.offers.planning.saying import SOLD
from onair.kernel.clock import MINUTE_MS
from onair.kernel.settings import load
from onair.rehearsal import cast, sale
from onair.rehearsal.demo import LIVE_MS, seed_demo
from onair.rehearsal.simulator.shop import GOODS
from onair.rehearsal.team import LOGINS_FILE
from onair.rehearsal.tonight import drawing
from onair.trade.service import ShowView, State, list_shows


@pytest.fixture(autouse=True)
def small(monkeypatch):
    make_small(monkeypatch)


def make_small(monkeypatch):
    """The same evenings with fewer people and small pictures, so that a test is quick."""
    quiet = {"gauge_s": 60, "stream_s": 120, "exposure_s": 120, "spend_s": 300}
    past = tuple(e._replace(character={**e.character, **quiet, "viewers": 150}) for e in cast.PAST)
    monkeypatch.setattr(cast, "PAST", past)
    monkeypatch.setattr(cast, "LIVE", {**cast.LIVE, **quiet, "viewers": 400})
    monkeypatch.setattr(drawing, "SIDE", 64)


class Ears:
    """Hears of every change, as the server's parts do."""

    def __init__(self, home) -> None:
        self.home, self.heard = home, []

    def on_show_changed(self, view: ShowView) -> None:
        self.heard.append((view.title, view.state))
        self.home.changed(view)


@asynccontextmanager
async def seeded(path):
    async with house(path) as home:
        services = Services(home.clock)
        ears = Ears(home)
        for thing in (home.db, home.hub, ears, load({"ONAIR_HOME": str(path)})):
            services.put(thing)
        demo, result = await seed_demo(services, home.clock)
        try:
            yield home, demo, result, ears
        finally:
            await demo.stop()


def shows_of(home, team):
    with home.db.read() as tx:
        return list_shows(tx, team.id, limit=100)[0]


async def until(condition, seconds=10.0):
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


async def test_five_past_shows_one_on_air_and_two_to_come(tmp_path):
    async with seeded(tmp_path) as (home, _, result, ears):
        shows = shows_of(home, result.team)
        assert result.team.demo
        assert all(view.demo for view in shows)
        coming = [view for view in shows if view.state is State.preparing]
        shown = [view for view in shows if view.state is not State.preparing]
        assert [view.origin for view in coming] == ["live"] * 2
        assert all(view.origin == "rehearsal" for view in shown)
        assert sorted(view.state for view in shown) == [State.ended] * 5 + [State.on_air]
        for view in shown:
            assert home.log.end(view.id) > 200
        assert result.live.started_at == home.clock() - cast.LIVE_SINCE_MS
        assert [heard for heard in ears.heard if heard[1] is State.ended] != []
        past = [view for view in shows if view.state is State.ended]
        assert len({view.started_at for view in past}) == 5
        assert all(view.ended_at < home.clock() for view in past)


async def test_nothing_from_the_future_is_in_the_history(tmp_path):
    async with seeded(tmp_path) as (home, _, result, _):
        for view in shows_of(home, result.team):
            owner = await home.hub.owner(view.id)
            assert (await owner.settled()).newest <= home.clock()


async def test_every_role_can_sign_in_with_the_printed_password(tmp_path):
    async with seeded(tmp_path) as (home, _, result, _):
        kept = (tmp_path / LOGINS_FILE).read_text(encoding="utf-8")
        assert kept == result.logins
        assert stat.S_IMODE((tmp_path / LOGINS_FILE).stat().st_mode) == 0o600
        for member in cast.PEOPLE:
            line = next(row for row in kept.splitlines() if row.startswith(member.login))
            guess = Guess(member.login, line.split()[1], "127.0.0.1")
            signed = login(home.db, home.clock, b"s" * 32, guess)
            with home.db.read() as tx:
                assert get_person(tx, result.team.id, signed.person).roles == [member.role]


async def test_seeding_again_changes_nothing(tmp_path):
    async with seeded(tmp_path) as (home, _, first, _):
        before = {view.id: home.log.end(view.id) for view in shows_of(home, first.team)}
        with home.db.read() as tx:
            people = [person.id for person in list_people(tx, first.team.id)]
    async with seeded(tmp_path) as (home, _, second, _):
        assert second.logins is None
        assert second.live.id == first.live.id
        assert {view.id: home.log.end(view.id) for view in shows_of(home, second.team)} == before
        with home.db.read() as tx:
            assert [person.id for person in list_people(tx, second.team.id)] == people


async def test_the_show_on_air_goes_on(tmp_path):
    async with seeded(tmp_path) as (home, _, result, _):
        before = home.log.end(result.live.id)
        home.clock.forward(3 * MINUTE_MS)
        await until(lambda: home.log.end(result.live.id) > before + 10)
        owner = await home.hub.owner(result.live.id)
        assert (await owner.settled()).newest <= home.clock()


async def test_a_restart_takes_it_up_where_the_clock_says(tmp_path):
    async with seeded(tmp_path) as (home, _, first, _):
        before = home.log.end(first.live.id)
    async with house(tmp_path) as home:
        pass
    home_clock_ahead = 20 * MINUTE_MS
    async with house(tmp_path) as home:
        home.clock.forward(home_clock_ahead)
        services = Services(home.clock)
        for thing in (home.db, home.hub, Ears(home), load({"ONAIR_HOME": str(tmp_path)})):
            services.put(thing)
        demo, second = await seed_demo(services, home.clock)
        assert second.live.id == first.live.id
        await until(lambda: home.log.end(first.live.id) > before)
        await asyncio.sleep(0.3)
        owner = await home.hub.owner(first.live.id)
        assert home.clock() - (await owner.settled()).newest < MINUTE_MS
        await demo.stop()


async def test_after_its_end_a_new_one_begins(tmp_path):
    async with seeded(tmp_path) as (home, _, first, ears):
        home.clock.forward(LIVE_MS)
        await until(lambda: sum(view.state is State.on_air for view in shows_of(home, first.team)) == 1
                    and len(shows_of(home, first.team)) == 9, 20)  # fmt: skip
        ended = next(view for view in shows_of(home, first.team) if view.id == first.live.id)
        assert (ended.state, ended.ended_at) == (State.ended, first.live.started_at + LIVE_MS)
        assert (ended.title, State.ended) in ears.heard


async def test_a_server_that_was_down_at_the_end_finishes_the_show(tmp_path):
    async with seeded(tmp_path) as (_, _, first, _):
        pass
    async with house(tmp_path) as home:
        home.clock.forward(LIVE_MS)
        services = Services(home.clock)
        for thing in (home.db, home.hub, Ears(home), load({"ONAIR_HOME": str(tmp_path)})):
            services.put(thing)
        demo, second = await seed_demo(services, home.clock)
        assert second.live.id != first.live.id
        assert second.live.started_at == home.clock() - cast.LIVE_SINCE_MS
        await until(
            lambda: {v.id: v.state for v in shows_of(home, second.team)}[first.live.id] is State.ended
        )
        await until(lambda: home.log.end(second.live.id) > 100)
        await demo.stop()


def test_the_offers_of_the_show_on_air_are_recognisable_and_only_the_last_types_a_count():
    drafts = [draft_of(body) for body in sale.DRAFTS]
    assert all(draft.title.startswith("示例") for draft in drafts)
    assert {sale.SELLS, sale.CLOCK, sale.ENDED} <= {draft.title for draft in drafts}
    assert [bool(SOLD.search(draft.title)) for draft in drafts] == [False] * 4 + [True]
    sold = {good.id: good for good in GOODS}
    assert all(draft.usual_price == sold[draft.product].price for draft in drafts), (
        "at zero it is the shop's price"
    )
