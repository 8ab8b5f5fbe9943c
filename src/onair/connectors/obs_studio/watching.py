"""OBS watched: its events at once, a look every second, and back after a break. It stands on `wire`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from onair.connectors.obs_studio.wire import ObsClient, ObsLost, ObsRefused, Target, opened
from onair.connectors.signals import AnySeen, Blind, Change, Met, Reach, Reading, waits

POLL_S = 1.0


async def watch(
    target: Target,
    reach: Reach,
    reading: Callable[[Mapping[str, Any], Mapping[str, Any], int], Reading],
    change: Callable[[str, Mapping[str, Any], int], Change | None],
) -> AsyncIterator[AnySeen]:
    """Events at once, a look every second; after a break again, with back-off."""
    pauses = waits()
    while True:
        try:
            async with opened(target, reach) as obs:
                pauses = waits()
                yield Met(at=reach.clock(), program=obs.program)
                async for seen in _follow(obs, reach, reading, change):
                    yield seen
        except ObsLost as gone:
            yield Blind(at=reach.clock(), code=gone.code, final=gone.final)
            if gone.final:
                return
        await asyncio.sleep(next(pauses))


async def _follow(
    obs: ObsClient,
    reach: Reach,
    reading: Callable[[Mapping[str, Any], Mapping[str, Any], int], Reading],
    change: Callable[[str, Mapping[str, Any], int], Change | None],
) -> AsyncIterator[AnySeen]:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        if loop.time() >= due:
            due = loop.time() + POLL_S
            try:
                status, stats = await obs.ask("GetStreamStatus"), await obs.ask("GetStats")
            except ObsRefused as refused:
                raise ObsLost("not_ready") from refused
            yield reading(status, stats, reach.clock())
        event = await obs.event(max(due - loop.time(), 0.0))
        found = change(*event, reach.clock()) if event is not None else None
        if found is not None:
            yield found
