"""A replay is another show with the same numbers; the source stays as it was."""

import asyncio

import pytest
from msgspec.structs import replace
from tests.rehearsal.house import NOW, house

from onair.events.codec import decode_batch
from onair.events.model import Enter
from onair.rehearsal.pace import BadSpeed
from onair.rehearsal.replay import NOTE, NothingToReplay, NotRunning, Rehearsals
from onair.rehearsal.simulator import simulate, sized
from onair.trade.service import NewShow, ShowNotFound, State, get_show, transition

START = NOW - 3_600_000
ALL = frozenset({"product", "channel", "minute", "new", "slot", "host"})


async def a_past_show(home, cut=0):
    """`cut`: minutes that its end lies before the last of its events."""
    params = sized(4_000, minutes=30)
    events, truth = simulate(params, 9, START)
    view = home.show(started_at=truth.start)
    await home.ingest(view.id, events)
    with home.db.write() as tx:
        ended = transition(tx, home.actor, home.clock, view.id, State.ended, at=truth.end - cut * 60_000)
    home.changed(ended)
    return ended


async def tally(home, show):
    await home.hub.reread(show)  # it hears of an end through the loop
    state = await (await home.hub.owner(show)).settled()
    return state.fold.tally(ALL, now=NOW + 10**9)


def read(home, show):
    with home.db.read() as tx:
        return get_show(tx, home.actor.tenant, show)


def logged(home, show):
    return [event for batch in home.log.read(show) for event in decode_batch(batch.body, batch.codec)]


def counted(found):
    """Of a show on air or over."""
    return replace(found, window=None)


def rehearsals(home):
    return Rehearsals(home.db, home.log, home.hub, home.clock, home.changed)


async def test_the_copy_ends_with_the_numbers_of_the_source(tmp_path):
    async with house(tmp_path) as home:
        source = await a_past_show(home)
        before = logged(home, source.id)
        runner = rehearsals(home)
        copy = await runner.replay(home.actor, source.id, 0)
        played = await runner.wait(copy.id)
        ended = read(home, copy.id)
        assert played.events == len(before)
        assert logged(home, copy.id) == before == logged(home, source.id)
        assert (ended.origin, ended.state) == ("rehearsal", State.ended)
        assert (ended.started_at, ended.ended_at) == (source.started_at, source.ended_at)
        assert await tally(home, copy.id) == await tally(home, source.id)


async def test_what_the_log_holds_of_the_time_after_is_not_counted_while_it_runs(tmp_path, monkeypatch):
    """A file that is longer than the show, as the clicks beside a stream."""
    async with house(tmp_path) as home:
        source = await a_past_show(home, cut=10)
        whole = await tally(home, source.id)
        assert whole.after, "the source has nothing of the time after its end"
        runner = rehearsals(home)
        real = runner._end
        monkeypatch.setattr(runner, "_end", lambda *_: None)
        copy = await runner.replay(home.actor, source.id, 0)
        await runner.wait(copy.id)
        assert read(home, copy.id).state is State.on_air
        assert counted(await tally(home, copy.id)) == counted(whole), "played to the end, and not yet ended"
        real(home.actor, copy, source.ended_at)
        assert await tally(home, copy.id) == whole


async def test_control_without_the_sources_end_it_counts_on(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "onair.rehearsal.replay.NewShow", lambda **given: NewShow(**given | {"ended_at": None})
    )
    async with house(tmp_path) as home:
        source = await a_past_show(home, cut=10)
        runner = rehearsals(home)
        monkeypatch.setattr(runner, "_end", lambda *_: None)
        copy = await runner.replay(home.actor, source.id, 0)
        await runner.wait(copy.id)
        assert counted(await tally(home, copy.id)) != counted(await tally(home, source.id))


async def test_it_can_be_stopped_and_keeps_what_it_got(tmp_path):
    async with house(tmp_path) as home:
        source = await a_past_show(home)
        runner = rehearsals(home)
        copy = await runner.replay(home.actor, source.id, 1)  # the clock stands still: it would wait for ever
        await asyncio.sleep(0.3)
        played = await runner.stop(copy.id)
        assert played.stopped
        assert 0 < len(logged(home, copy.id)) < len(logged(home, source.id))
        assert read(home, copy.id).state is State.ended
        with pytest.raises(NotRunning):
            await runner.stop(copy.id)


async def test_a_replay_that_lost_its_server_is_ended(tmp_path):
    async with house(tmp_path) as home:
        other = home.show("不是重放", started_at=START)
        some = home.show("播了一段的重放", note=f"{NOTE}x@60", started_at=START, ended_at=START + 90_000)
        await home.ingest(some.id, [Enter(id=f"e{at}", source="x", at=START + at * 1_000) for at in (0, 60)])
        left = home.show("断掉的重放", note=f"{NOTE}x@60", started_at=START)
        assert rehearsals(home).end_orphans() == 2
        assert read(home, left.id).state is State.ended
        assert read(home, some.id).ended_at == START + 60_000, "where it was"
        assert read(home, other.id).state is State.on_air


async def test_what_cannot_be_replayed_is_said(tmp_path):
    async with house(tmp_path) as home:
        runner = rehearsals(home)
        empty = home.show("空的")
        with pytest.raises(NothingToReplay):
            await runner.replay(home.actor, empty.id, 60)
        with pytest.raises(BadSpeed):
            await runner.replay(home.actor, empty.id, 601)
        with pytest.raises(ShowNotFound):
            await runner.replay(home.actor, "shw_none", 60)
