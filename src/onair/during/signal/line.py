"""What one source has told so far: its flow, what moved since the last look, what it sees and hears. Pure."""

from collections import deque
from typing import NamedTuple

from onair.connectors.signals import (
    AnySeen,
    Blind,
    Change,
    Flow,
    Look,
    Loudness,
    Met,
    Part,
    Reading,
    What,
)

RATE_MS, NEWEST_MS = 4_000, 1_500
"""What is shown is a mean of 4 s; what is judged is the newest 2 s: one look of a relay, two of an encoder."""
FRAMES_MS = 10_000
SILENT_MS = 10_000
"""A source that told nothing for so long is not believed any more. A probe has its own limit."""
LOUD_MS = 10_000
COUNTERS = ("bytes", "media_ms", "rendered", "render_skipped", "sent", "send_skipped")


class Step(NamedTuple):
    """What was added since the look before; a counter that fell or was not told is left out. `ms`: since the bytes
    were counted before, 0 = they were not told: a call of a relay may bring its clock alone."""

    at: int
    ms: int
    added: dict[str, int]


class Line:
    """`flow` None = nothing heard yet. `blind` = why nothing can be seen; `since`: of flow or blindness, ms.

    `moved_at`: when a counter last went forward, or the flow began. `steps_seen` counts steps for ever.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self.flow: Flow | None = None
        self.by_hand = False
        self.blind: str | None = "connecting"
        self.final = False
        self.program = ""
        self.since = 0
        self.heard_at = 0
        self.moved_at = 0
        self.looks: dict[What, int] = {}
        self.last: Reading | None = None
        self.steps_seen = 0
        self._counts: dict[str, int] = {}
        self._counted_at: dict[str, int] = {}
        self._steps: deque[Step] = deque(maxlen=120)
        self._loud: deque[tuple[int, float]] = deque(maxlen=120)

    def take(self, seen: AnySeen) -> None:
        match seen:
            case Blind():
                if self.blind is None:
                    self.since = seen.at
                self.blind, self.final = seen.code, seen.final
                self.looks.clear()
                return
            case Met():
                self.program = seen.program
                self.heard_at = seen.at
                return
            case Look():
                self._look(seen)
            case Loudness():
                self._loud.append((seen.at, seen.lufs))
            case Change():
                self._flow(seen.flow, seen.at, by_hand=seen.by_hand)
                self._forget()
            case Reading():
                self._flow(seen.flow, seen.at, by_hand=False)
                self._read(seen)
        self.blind, self.final, self.heard_at = None, False, seen.at

    def visible(self, now: int) -> bool:
        """Whether what it said last may be believed."""
        fresh = self.part == "probe" or now - self.heard_at <= SILENT_MS
        return self.blind is None and self.flow is not None and fresh

    def why_blind(self, now: int) -> str | None:
        return None if self.visible(now) else self.blind or "silent"

    def still_ms(self, now: int) -> int:
        """For how long nothing has moved; 0 unless it says that it is live."""
        return now - self.moved_at if self.flow == "live" and self.visible(now) else 0

    def kbps(self, now: int, within: int = RATE_MS) -> int | None:
        steps = [step for step in self._steps if now - step.at <= within and "bytes" in step.added]
        passed = sum(step.ms for step in steps)
        return round(sum(step.added["bytes"] for step in steps) * 8 / passed) if passed else None

    def fps(self, now: int) -> float | None:
        if self.last is not None and self.last.fps is not None and now - self.last.at <= SILENT_MS:
            return round(self.last.fps, 1)
        return None

    def lost(self, skipped: str, total: str, now: int) -> float | None:
        """Share of frames left out in the last 10 s."""
        steps = [step.added for step in self._steps if now - step.at <= FRAMES_MS]
        steps = [added for added in steps if skipped in added and total in added]
        whole = sum(added[total] for added in steps)
        return min(sum(added[skipped] for added in steps) / whole, 1.0) if whole else None

    def dropped(self, after: int) -> int | None:
        """Frames left out since `after`, drawn or sent."""
        steps = [step.added for step in self._steps if step.at > after]
        found = [
            added[name] for added in steps for name in ("render_skipped", "send_skipped") if name in added
        ]
        return sum(found) if found else None

    def lufs(self, now: int, within: int = LOUD_MS) -> float | None:
        """Mean of what was heard in the last `within` ms; None when less than half of it was heard."""
        found = [lufs for at, lufs in self._loud if now - at <= within]
        return round(sum(found) / len(found), 1) if len(found) * 1000 >= within // 2 else None

    # ---- inside

    def _look(self, seen: Look) -> None:
        if seen.on:
            self.looks.setdefault(seen.what, seen.since)
        else:
            self.looks.pop(seen.what, None)

    def _flow(self, flow: Flow, at: int, *, by_hand: bool) -> None:
        if flow == self.flow:
            return
        # An encoder that gives up reconnecting says the same as one that was stopped by hand.
        self.by_hand = by_hand and self.flow in ("live", None)
        self.flow, self.since = flow, at
        if flow == "live":
            self.moved_at = at

    def _forget(self) -> None:
        self._steps.clear()
        self._counts.clear()

    def _read(self, seen: Reading) -> None:
        self.last = seen
        added: dict[str, int] = {}
        reset, ms = False, 0
        for name in COUNTERS:
            value: int | None = getattr(seen, name)
            if value is None:
                continue
            old = self._counts.get(name)
            if old is not None and value >= old:
                added[name] = value - old
                ms = seen.at - self._counted_at[name] if name == "bytes" else ms
            reset = reset or (old is not None and value < old)
            self._counts[name], self._counted_at[name] = value, seen.at
        if reset or any(added.get(name) for name in ("bytes", "media_ms", "sent")):
            self.moved_at = seen.at
        again = "bytes" in added and ms <= 0  # the same moment twice
        if added and not reset and seen.flow == "live" and not again:
            self._steps.append(Step(seen.at, ms, added))
            self.steps_seen += 1
