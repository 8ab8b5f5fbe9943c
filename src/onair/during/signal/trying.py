"""Is there an answer, and what does it say? One look at a source, for the button and for the form before it is saved."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import NamedTuple

from onair.connectors import polling
from onair.connectors.signal_kinds import signals
from onair.connectors.signals import AnySeen, Blind, Loudness, Met, Reach, Reading, Relay

TOTAL_S = 15.0
"""A picture probe needs that long to join a stream."""


class Tried(NamedTuple):
    """`code` "ok" or why not (wording.CODES). `program`: who answered; `reading`: the first look, if there was one."""

    code: str
    program: str = ""
    reading: Reading | None = None
    lufs: float | None = None


def watched(kind: str, config: Mapping[str, str], reach: Reach) -> AsyncIterator[AnySeen]:
    """Whatever kind it is, its words as they come."""
    signal = signals()[kind]
    return polling.watch(signal, config, reach) if isinstance(signal, Relay) else signal.watch(config, reach)


async def try_source(kind: str, config: Mapping[str, str], reach: Reach) -> Tried:
    """Ends with the first look or the first refusal; it never tries twice."""
    found = Tried("no_answer")
    words = watched(kind, config, reach)
    try:
        async with asyncio.timeout(TOTAL_S), aclosing(words) as seen_:  # type: ignore[type-var]
            async for seen in seen_:
                match seen:
                    case Blind():
                        return found if found.program else Tried(seen.code)
                    case Met():
                        found = Tried("ok", seen.program)
                    case Loudness():
                        found = found._replace(lufs=seen.lufs)
                    case Reading():
                        return found._replace(reading=seen)
                    case _:
                        continue
    except TimeoutError:
        return found
    return found
