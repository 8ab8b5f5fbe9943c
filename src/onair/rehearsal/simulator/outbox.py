"""The calendar of what is still to happen: events wait here, by second, until their time comes."""

from collections import defaultdict
from typing import Any


class Outbox:
    """`push(at, what)`; `due(second)` hands out that second in order of (at, order of pushing)."""

    def __init__(self, room: str) -> None:
        self._waiting: defaultdict[int, list[tuple[int, int, Any]]] = defaultdict(list)
        self._pushed = 0
        self._ids = 0
        self.live = f"sim:{room}"
        self.shop = f"sim:{room}/shop"
        self.ads = f"sim:{room}/ads"
        self.obs = f"sim:{room}/stream"
        self.crew = f"sim:{room}/crew"

    def next_id(self) -> str:
        self._ids += 1
        return f"{self._ids:x}"

    def push(self, at: int, what: Any) -> None:
        self._pushed += 1
        self._waiting[at // 1000].append((at, self._pushed, what))

    def due(self, second: int) -> list[tuple[int, int, Any]]:
        found = self._waiting.pop(second, None)
        if found is None:
            return []
        found.sort()
        return found

    def seconds_left(self) -> list[int]:
        return sorted(self._waiting)
