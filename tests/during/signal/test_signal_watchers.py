"""Those who watch do not end with one bad answer: of the database, of one show, of one source, of the log."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from onair.access.web import Services
from onair.connectors.signals import AnySeen, Change
from onair.during.broadcast.facts import NoShow
from onair.during.signal import desk as module
from onair.during.signal.desk import Room, SignalDesk, _Followed
from onair.during.signal.monitor import Monitor
from onair.during.signal.sources import SourceView
from onair.events.model import AnyEvent, Stream
from onair.kernel.clock import FixedClock

T0 = 1_795_334_400_000
VIEW = SourceView("sig_1", "t", "r", "obs_studio", "main", "OBS", "", False, T0, 1)


def desk() -> SignalDesk:
    return SignalDesk(Services(FixedClock(T0)))


def reading(n: int) -> Stream:
    return Stream(id=f"s{n}", source="onair:obs_studio", at=T0 + n, state="live")


async def until(true: Any) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.005)


class Owner:
    """Of a show: nothing is open, what is recorded stays in `log`."""

    def __init__(self) -> None:
        self.log: list[AnyEvent] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.track = self

    async def settled(self) -> "Owner":
        return self

    def marks(self) -> list[Any]:
        return []

    async def record(self, events: list[AnyEvent]) -> int:
        taken = list(events)
        await self.gate.wait()
        self.log += taken
        return len(taken)


async def test_one_show_that_cannot_be_read_and_a_database_away_do_not_end_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, asked = desk(), 0

    def wanted() -> list[Room]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OSError("the database restarts")
        return [Room("shw_bad", ()), Room("shw_good", ())]

    async def owner(show: str) -> Any:
        if show == "shw_bad":
            raise NoShow
        return Owner()

    monkeypatch.setattr(module, "LOOK_S", 0.01)
    monkeypatch.setattr(here, "_wanted", wanted)
    monkeypatch.setattr(here, "_owner", owner)
    await here.start()
    try:
        await until(lambda: here.monitor("shw_good") is not None)
        assert here.monitor("shw_bad") is None
    finally:
        await here.stop()


async def test_a_source_that_failed_for_no_known_reason_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here, tries = desk(), 0

    async def watched(kind: str, config: Mapping[str, str], reach: object) -> AsyncIterator[AnySeen]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("no more processes")
        yield Change(at=T0, flow="live")

    monkeypatch.setattr(module, "watched", watched)
    monkeypatch.setattr(module, "waits", lambda: iter([0.01] * 9))
    monkeypatch.setattr(SignalDesk, "reach", None)
    monkeypatch.setattr(here, "_settings", lambda source: {})
    monitor = Monitor("shw")
    monitor.furnish([VIEW])
    async with asyncio.timeout(5):
        await here._watch(monitor, VIEW)
    line = monitor.line("sig_1")
    assert line is not None
    assert (tries, line.flow, line.blind) == (2, "live", None)


async def test_what_is_seen_while_the_log_is_written_is_written_too(monkeypatch: pytest.MonkeyPatch) -> None:
    here, owner, one = desk(), Owner(), _Followed("shw")
    loaded = asyncio.Event()
    loaded.set()

    async def of(show: str) -> Any:
        await loaded.wait()
        return owner

    monkeypatch.setattr(here, "_owner", of)
    owner.gate.clear()
    one.waiting += [reading(1)]
    writing = asyncio.create_task(here._write("shw", one))
    await asyncio.sleep(0)
    loaded.clear()
    one.waiting += [reading(2)]  # the show is over meanwhile: its last word
    last = asyncio.create_task(here._write("shw", one))
    await asyncio.sleep(0)
    owner.gate.set()
    await writing
    loaded.set()
    await last
    assert sorted({event.id for event in owner.log}) == ["s1", "s2"]
    assert one.waiting == []


async def test_what_the_log_refused_waits_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    here, owner, one = desk(), Owner(), _Followed("shw")
    away = True

    async def of(show: str) -> Any:
        if away:
            raise NoShow
        return owner

    monkeypatch.setattr(here, "_owner", of)
    one.waiting = [reading(1)]
    await here._write("shw", one)
    one.waiting += [reading(2)]
    away = False
    await here._write("shw", one)
    assert [event.id for event in owner.log] == ["s1", "s2"]
