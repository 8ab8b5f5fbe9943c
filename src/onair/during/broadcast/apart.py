"""Companions are asked one by one: what fails in one is its own, and neither the numbers nor the others suffer."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from onair.during.broadcast.companions import Companion

Answer = TypeVar("Answer")
log = logging.getLogger("onair.companions")


class Apart:
    """`faults`: how often each failed, by feature and what it was asked."""

    def __init__(self, companions: Mapping[str, Companion], show: str) -> None:
        self._companions, self._show = companions, show
        self.faults: Counter[tuple[str, str]] = Counter()

    def each(self, doing: str, ask: Callable[[Companion], Answer]) -> Iterator[Answer]:
        """What each of them answers; of one that fails nothing, and it is asked again the next time."""
        for name, companion in self._companions.items():
            try:
                found = ask(companion)
            except Exception:
                self.faults[name, doing] += 1
                times = self.faults[name, doing]
                if (
                    times & (times - 1) == 0
                ):  # the 1st, 2nd, 4th …: it may fail with every batch of a busy show
                    log.exception(
                        "%s of show %s failed to %s (%d times); the others go on",
                        name, self._show, doing, times,
                    )  # fmt: skip
            else:
                yield found
