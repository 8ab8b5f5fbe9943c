"""Python's search for cycles, kept away from what stays: the states of shows hold millions of objects without any.

By default the search looks through all of them again and again: a quarter of a replay, and everybody waits for as long
as a look takes. Here what survived a whole look is not looked at any more, until a show is unloaded.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Literal

THRESHOLDS = (50_000, 20, 100)
"""New objects before a look at the new, looks at those before one at the less new, and before a whole one."""


_lock = Lock()
_reading: set[object] = set()


@contextmanager
def quiet() -> Iterator[None]:
    """While a log is read into memory nobody looks: all of it stays, and nothing of it is in a cycle. Afterwards it is
    put where nobody looks, all at once. Several may read at the same time."""
    me = object()
    with _lock:
        _reading.add(me)
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _reading.discard(me)
            if not _reading:
                if gc.get_count()[0] > THRESHOLDS[0] and _looked in gc.callbacks:
                    gc.freeze()
                gc.enable()


def begin() -> None:
    """For the process; again is harmless."""
    gc.set_threshold(*THRESHOLDS)
    if _looked not in gc.callbacks:
        gc.callbacks.append(_looked)


def let_go() -> None:
    """Something large went: the next whole look takes in everything."""
    gc.unfreeze()


def end() -> None:
    if _looked in gc.callbacks:
        gc.callbacks.remove(_looked)
    gc.unfreeze()


def _looked(phase: Literal["start", "stop"], told: dict[str, int]) -> None:
    if phase == "stop" and told["generation"] == 2:
        gc.freeze()
