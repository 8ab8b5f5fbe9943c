"""Whispers, cues and what was said of the must-say list, folded from the log of one show. Pure; times in ms UTC.

The server's own actions only: a bridge may send actions under any name. The first ack of a whisper counts, so a second
tap or a second screen changes nothing. A cue is settled by whoever says so, or by the act it asks for: a pin, the next
slot, an offer published.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeVar

from onair.during.broadcast.track import OWN_SOURCE
from onair.events.model import Action, Offer
from onair.kernel.bounded import forget_oldest

KEPT = 2_000
"""Whispers and cues of a show in memory; a person sends a few hundred at most."""
LAPSE_MS = 180_000
"""A cue that nobody settled by then counts as missed."""
BUSY_MS = 60_000
SCREEN = "tok_"
"""Ids of links begin so."""

Row = TypeVar("Row")
CueState = Literal["open", "done", "dropped", "missed"]
_SETTLED_BY = {"pin": "pin", "slot_next": "next", "slot_start": "next"}
"""Action → the kind of cue that asks for it."""


@dataclass(slots=True)
class Whispered:
    """`screen`: the name of the link that took note, None when it was a person (`acked_by`). An answer to viewers comes
    as a whisper with the question, its `source` and what must not be said with it."""

    id: str
    at: int
    by: str
    text: str
    undone: bool = False
    acked_at: int | None = None
    acked_by: str | None = None
    screen: str | None = None
    question: str | None = None
    source: str | None = None
    never: tuple[str, ...] = ()

    @property
    def latency(self) -> int | None:
        return None if self.acked_at is None else max(0, self.acked_at - self.at)


@dataclass(slots=True)
class Cued:
    """`lead_s`: the host counts down from it; due at `at + lead_s`. `how`: by hand, or the act that did it, `settle`
    its id."""

    id: str
    at: int
    by: str
    kind: str
    text: str
    lead_s: int
    screen: str | None
    outcome: Literal["done", "dropped"] | None = None
    settled_at: int | None = None
    settled_by: str | None = None
    how: str | None = None
    settle: str | None = None

    def state(self, now: int) -> CueState:
        if self.outcome is not None:
            return self.outcome
        return "missed" if now - self.at >= LAPSE_MS else "open"

    @property
    def latency(self) -> int | None:
        """From the cue to the act."""
        return self.settled_at - self.at if self.outcome == "done" and self.settled_at is not None else None


class HostLedger:
    """`rev` grows with everything that screens must be told of."""

    def __init__(self) -> None:
        self.whispers: dict[str, Whispered] = {}
        self.cues: dict[str, Cued] = {}
        self.said: dict[tuple[str, str], bool] = {}
        self.rev = 0
        self._taps: deque[tuple[int, str]] = deque(maxlen=1_000)

    def act(self, events: Iterable[Action]) -> None:
        for event in events:
            if event.source != OWN_SOURCE:
                continue
            if event.by.startswith(SCREEN):
                self._taps.append((event.at, event.by))
            handler = _HANDLERS.get(event.action)
            if handler is not None:
                handler(self, event)
            if (kind := _SETTLED_BY.get(event.action)) and (kind != "pin" or event.data.get("product")):
                self._settle_oldest(kind, event.at, event.by, event.action, event.id)

    def offered(self, events: Iterable[Offer]) -> None:
        for event in events:
            if event.step == "publish":
                self._settle_oldest("offer", event.at, None, "offer")

    def taps(self, now: int, link: str) -> int:
        """What one link did in the last minute."""
        return sum(now - BUSY_MS < at <= now and by == link for at, by in self._taps)

    def open_cue(self, text: str, now: int) -> Cued | None:
        """The same cue, still waiting."""
        same = (cue for cue in self.cues.values() if cue.text == text and cue.state(now) == "open")
        return next(same, None)

    def said_in(self, slot: str | None) -> list[str]:
        return [line for (place, line), on in self.said.items() if place == slot and on]

    def median_ms(self) -> int | None:
        return middle(cue.latency for cue in self.cues.values())

    # ---- what happened

    def _whisper(self, event: Action) -> None:
        _keep(
            self.whispers, event.id, Whispered(event.id, event.at, event.by, str(event.data.get("text", "")))
        )
        self.rev += 1

    def _answer(self, event: Action) -> None:
        """Only what the server checked and wrote; an answer for the picture alone is not for the host."""
        data = event.data
        if event.source != OWN_SOURCE or data.get("to") == "overlay":
            return
        listed = data.get("never")
        never = tuple(str(line) for line in listed) if isinstance(listed, list) else ()
        question, source = _words(data.get("question")), _words(data.get("source"))
        whisper = Whispered(
            event.id,
            event.at,
            event.by,
            str(data.get("text", "")),
            question=question,
            source=source,
            never=never,
        )
        _keep(self.whispers, event.id, whisper)
        self.rev += 1

    def _ack(self, event: Action) -> None:
        whisper = self.whispers.get(str(event.data.get("whisper")))
        if whisper is not None and whisper.acked_at is None:
            whisper.acked_at, whisper.acked_by = event.at, event.by
            whisper.screen = _words(event.data.get("screen"))
            self.rev += 1

    def _cue(self, event: Action) -> None:
        data = event.data
        cue = Cued(
            event.id, event.at, event.by, str(data.get("kind", "other")), str(data.get("text", "")),
            int(data.get("lead_s", 0)), _words(data.get("screen")),
        )  # fmt: skip
        _keep(self.cues, event.id, cue)
        self.rev += 1

    def _cue_settle(self, event: Action) -> None:
        cue = self.cues.get(str(event.data.get("cue")))
        if cue is not None and cue.outcome is None:
            cue.outcome = "dropped" if event.data.get("outcome") == "dropped" else "done"
            cue.settled_at, cue.settled_by, cue.how, cue.settle = event.at, event.by, "hand", event.id
            self.rev += 1

    def _said(self, event: Action) -> None:
        self.said[str(event.data.get("slot")), str(event.data.get("line"))] = (
            event.data.get("said") is not False
        )
        self.rev += 1

    def _undo(self, event: Action) -> None:
        """A whisper or cue is taken back; what settled a cue never did."""
        action = str(event.data.get("action"))
        whisper, cue = self.whispers.get(action), self.cues.get(action)
        if whisper is not None:
            whisper.undone = True
        if cue is not None and cue.outcome is None:
            cue.outcome, cue.settled_at, cue.settled_by, cue.how = "dropped", event.at, event.by, "undo"
        for one in self.cues.values():
            if one.settle == action:
                one.outcome = one.settled_at = one.settled_by = one.how = one.settle = None
        self.rev += 1

    def _settle_oldest(self, kind: str, at: int, by: str | None, how: str, settle: str | None = None) -> None:
        waiting = [
            cue for cue in self.cues.values() if cue.kind == kind and cue.at <= at and cue.state(at) == "open"
        ]
        if waiting:
            cue = min(waiting, key=lambda one: one.at)
            cue.outcome, cue.settled_at, cue.settled_by, cue.how, cue.settle = "done", at, by, how, settle
            self.rev += 1


def middle(latencies: Iterable[int | None]) -> int | None:
    """Median of those that are known; None = there is none."""
    known = [ms for ms in latencies if ms is not None]
    return round(median(known)) if known else None


def _keep(rows: dict[str, Row], id_: str, row: Row) -> None:
    rows.setdefault(id_, row)
    forget_oldest(rows, KEPT)


def _words(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


_HANDLERS = {
    "whisper": HostLedger._whisper, "answer": HostLedger._answer, "whisper_ack": HostLedger._ack, "host_cue": HostLedger._cue,
    "cue_settle": HostLedger._cue_settle, "must_said": HostLedger._said, "undo": HostLedger._undo,
}  # fmt: skip
