"""Who waits for which batch: futures of event loops and of threads, acknowledged together."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import NamedTuple

from onair.kernel.errors import OnAirError

Waiter = asyncio.Future[int] | Future[int]


class Entry(NamedTuple):
    """One batch that waits for its commit."""

    show: str
    tenant: str
    clock: int
    n: int
    codec: int
    body: bytes
    waiter: Waiter


def resolve(group: Sequence[Entry], answers: Sequence[int | OnAirError]) -> None:
    """Tell everybody; one wake-up per event loop, not one per waiter."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[Waiter, int | OnAirError]]] = {}
    for entry, answer in zip(group, answers, strict=True):
        if isinstance(entry.waiter, asyncio.Future):
            by_loop.setdefault(entry.waiter.get_loop(), []).append((entry.waiter, answer))
        else:
            _tell(entry.waiter, answer)
    for loop, told in by_loop.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_tell_all, told)


def _tell_all(told: list[tuple[Waiter, int | OnAirError]]) -> None:
    for waiter, answer in told:
        _tell(waiter, answer)


def _tell(waiter: Waiter, answer: int | OnAirError) -> None:
    if waiter.done():  # the caller went away; its batch stays in the log
        return
    if isinstance(answer, OnAirError):
        waiter.set_exception(answer)
    else:
        waiter.set_result(answer)
