"""Python's search for cycles, kept away from what stays: the states of shows hold millions of objects without any.

By default the search looks through all of them again and again: a quarter of a replay, and everybody waits for as long
as a look takes. Here what survived a whole look is not looked at any more, until a show is unloaded.
"""

import gc
from typing import Literal

THRESHOLDS = (50_000, 20, 100)
"""New objects before a look at the new, looks at those before one at the less new, and before a whole one."""


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
