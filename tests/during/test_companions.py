"""Rooms that follow a show: told everything in the order of the log, asked each second, shown on the screens."""

import asyncio
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from stage import T0, Props, Stage, facts, staged

from onair.during.broadcast import hub
from onair.during.broadcast import owner as owners
from onair.during.broadcast.companions import Beside, Companion, Panels
from onair.during.broadcast.facts import Facts
from onair.events.groups import Groups
from onair.events.model import AnyEvent, Incident, ProductClick

STEP_MS = 10_000


def click(n: int, at: int) -> ProductClick:
    return ProductClick(id=f"c{n}", source="taobao:a", at=at, user=f"u{n}", product="p1")


class Tally(Struct, frozen=True):
    clicks: int
    limit: int


class Counter:
    """Closes a tick of ten seconds by the clock and wants an incident where it held more clicks than the limit."""

    def __init__(self) -> None:
        self.ticks: dict[int, int] = {}
        self.open: dict[int, int] = {}
        self.limit = 0
        self.batches: list[int] = []

    def take(self, groups: Groups, clock: int) -> None:
        self._close(clock)
        self.batches.append(clock)
        if ProductClick in groups:
            for at in groups[ProductClick].times:
                if at // STEP_MS not in self.ticks:
                    self.open[at // STEP_MS] = self.open.get(at // STEP_MS, 0) + 1

    def _close(self, clock: int) -> None:
        for tick in [tick for tick in self.open if (tick + 1) * STEP_MS <= clock]:
            self.ticks[tick] = self.open.pop(tick)

    def advance(self, clock: int, beside: Beside) -> None:
        self._close(clock)

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        return [
            Incident(id=f"many:{tick}", source="onair", at=now, incident=f"many:{tick}", kind="many")
            for tick, n in self.ticks.items()
            if n > self.limit
        ]

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        return {"tally": Tally(sum(self.ticks.values()) + sum(self.open.values()), self.limit)}

    def know(self, knowledge: Any) -> None:
        self.limit = knowledge


class Feature:
    name = "counter"
    panels: Panels = {"tally": (Tally, frozenset({"console"}))}  # noqa: RUF012

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def learn(self, facts: Facts) -> int:
        return self.limit

    def fresh(self, facts: Facts) -> Companion:
        return Counter()


async def counter(stage: Stage) -> Counter:
    found = (await stage.owner()).state.companions["counter"]
    assert isinstance(found, Counter)
    return found


async def test_what_a_companion_wants_is_written_once_and_again_after_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Feature(2)]) as stage:
        owner = await stage.owner()
        stage.clock.now = T0 + 5_000
        await owner.ingest([click(n, at=T0 + 4_000) for n in range(3)], stage.clock())
        await owner.beat()
        assert [mark.kind for mark in owner.state.track.marks()] == []
        stage.clock.now = T0 + 11_000
        await owner.beat()
        await owner.beat()
        assert [mark.kind for mark in owner.state.track.marks()] == ["incident"]
        end = owner.state.end
    async with staged(tmp_path, features=[Feature(2)]) as stage:
        stage.clock.now = T0 + 12_000
        owner = await stage.owner()
        await owner.beat()
        assert (await counter(stage)).ticks == {T0 // STEP_MS: 3}
        assert owner.state.end == end


async def test_time_is_told_when_what_is_on_its_way_has_landed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "HUSH_S", 20.0)  # however slow this machine is
    async with staged(tmp_path, features=[Feature(0)]) as stage:
        owner = await stage.owner()
        stage.clock.now = T0 + 9_900
        sending = asyncio.ensure_future(owner.ingest([click(1, at=T0 + 9_000)], stage.clock()))
        await asyncio.sleep(0)
        assert not owner.idle
        stage.clock.now = T0 + 10_500
        await owner.beat()
        assert owner.idle
        assert (await counter(stage)).ticks == {T0 // STEP_MS: 1}, "the log holds it before this moment"
        await sending


async def test_time_is_not_told_while_what_is_on_its_way_does_not_land(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(tmp_path, features=[Feature(0)]) as stage:
        owner = await stage.owner()
        stage.clock.now = T0 + 9_900
        go, written = threading.Event(), stage.log._port.insert

        def slow(rows: Any) -> Any:
            go.wait(20)
            return written(rows)

        monkeypatch.setattr(stage.log._port, "insert", slow)
        sending = asyncio.ensure_future(owner.ingest([click(1, at=T0 + 9_000)], stage.clock()))
        await asyncio.sleep(0)
        stage.clock.now = T0 + 10_500
        await owner.beat()
        assert (await counter(stage)).ticks == {}, (
            "closing now would leave out what the log holds before this moment"
        )
        go.set()
        await sending
        await owner.beat()
        assert (await counter(stage)).ticks == {T0 // STEP_MS: 1}


async def test_no_batch_of_a_live_show_is_written_with_a_time_before_the_one_told(tmp_path: Path) -> None:
    """What waited elsewhere (a delivery given to its show later, a slow webhook): a replay must not meet it earlier."""
    async with staged(tmp_path, features=[Feature(0)]) as stage:
        owner = await stage.owner()
        stage.clock.now = T0 + 5_000
        await owner.ingest([click(1, at=T0 + 4_000)], stage.clock())
        stage.clock.now = T0 + 30_000
        await owner.beat()
        await owner.ingest([click(2, at=T0 + 9_000)], T0 + 9_500)
        await owner.settled()
        live = (await counter(stage)).ticks
        owner.refold()
        await owner.settled()
        assert (await counter(stage)).ticks == live == {T0 // STEP_MS: 1}
        assert (await counter(stage)).batches[-1] == T0 + 30_000


async def test_a_panel_is_for_the_views_it_names_and_knowledge_is_read_again(tmp_path: Path) -> None:
    feature = Feature(2)
    async with staged(tmp_path, features=[feature]) as stage:
        screen = await stage.hub.screen("shw_1")
        for view, seen in (("console", True), ("prompter", False), ("wall", False)):
            screen.channel(view)
            assert (b'"panels"' in screen.snapshot(view)) is seen
        feature.limit = 7
        stage.hub.relearn("counter", tenant="tnt_other")
        stage.hub.relearn("counter", tenant="tnt_1")
        while (await counter(stage)).limit != 7:
            await asyncio.sleep(0.01)
        owner = await stage.owner()
        owner.refold()
        await owner.settled()
        assert (await counter(stage)).limit == 7


async def test_what_is_edited_while_a_show_is_being_loaded_reaches_it(tmp_path: Path) -> None:
    read, edited = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    class Slow(Feature):
        def learn(self, facts: Facts) -> int:
            known = self.limit
            loop.call_soon_threadsafe(read.set)
            asyncio.run_coroutine_threadsafe(edited.wait(), loop).result(10)
            return known

    feature = Slow(2)
    async with staged(tmp_path, features=[feature]) as stage:
        loading = asyncio.ensure_future(stage.owner())
        await asyncio.wait_for(read.wait(), 10)
        feature.limit = 7
        stage.hub.relearn("counter", tenant="tnt_1")
        await asyncio.sleep(0)
        edited.set()
        await loading
        async with asyncio.timeout(10):
            while (await counter(stage)).limit != 7:
                await asyncio.sleep(0.01)


async def test_shows_on_air_are_taken_up_and_followed_without_anybody_watching(tmp_path: Path) -> None:
    props = Props({"shw_1": facts(), "shw_2": facts("shw_2", state="ended")})
    async with staged(tmp_path, props, features=[Feature(2)]) as stage:
        async with asyncio.timeout(20):
            while not stage.hub.loaded():
                await asyncio.sleep(0.01)
        assert stage.hub.loaded() == ["shw_1"]


async def test_a_database_that_was_away_or_one_bad_show_ends_no_following(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(Props):
        asked = 0

        def on_air(self) -> list[str]:
            self.asked += 1
            if self.asked == 1:
                raise OSError("the database restarts")
            return ["shw_bad", "shw_1"]

        def show(self, show: str) -> Facts | None:
            if show == "shw_bad":
                raise OSError("a row that cannot be read")
            return super().show(show)

    monkeypatch.setattr(hub, "BEAT_S", 0.01)
    async with staged(tmp_path, Away(), features=[Feature(2)]) as stage, asyncio.timeout(10):
        while stage.hub.loaded() != ["shw_1"]:
            await asyncio.sleep(0.01)


class Faulty(Counter):
    """Fails at whatever it is asked."""

    def take(self, groups: Groups, clock: int) -> None:
        raise KeyError("take")

    def advance(self, clock: int, beside: Beside) -> None:
        raise KeyError("advance")

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        raise KeyError("due")

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        raise KeyError("panels")


class FaultyFeature(Feature):
    name = "faulty"
    panels: Panels = {}  # noqa: RUF012

    def fresh(self, facts: Facts) -> Companion:
        return Faulty()


async def test_a_companion_that_fails_stops_neither_the_numbers_nor_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with staged(tmp_path, features=[FaultyFeature(0), Feature(2)]) as stage:
        owner, screen = await stage.owner(), await stage.hub.screen("shw_1")
        stage.clock.now = T0 + 5_000
        for n in range(3):
            await owner.ingest([click(n, at=T0 + 4_000)], stage.clock())
        stage.clock.now = T0 + 11_000
        await owner.beat()
        assert [mark.kind for mark in owner.state.track.marks()] == ["incident"]
        screen.channel("console")
        assert b'"tally"' in screen.snapshot("console")
        owner.refold()
        assert (await owner.settled()).newest == T0 + 11_000
    said = [record.message for record in caplog.records if record.name == "onair.companions"]
    assert {"take a batch", "follow the time", "say what is due", "show its panels"} == {
        doing for doing in ("take a batch", "follow the time", "say what is due", "show its panels")
        if any(f"faulty of show shw_1 failed to {doing}" in line for line in said)
    }  # fmt: skip
    assert not any("counter" in line for line in said)


async def test_only_new_events_are_recorded(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        one = Incident(id="i1", source="onair", at=T0, incident="cut", kind="cut")
        assert [await owner.record([one]), await owner.record([one])] == [1, 0]
        assert [mark.label for mark in owner.state.track.marks()] == ["cut"]
