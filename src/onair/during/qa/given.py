"""Answers that were given in a show, folded from its log. Pure; times in ms UTC."""

from collections.abc import Iterable

from msgspec import Struct

from onair.during.broadcast.track import OWN_SOURCE
from onair.events.model import Action
from onair.kernel.bounded import forget_oldest

KEPT = 500
"""Answers of a show in memory; people give a few hundred at most."""
AGAIN_MS = 5 * 60_000
"""The same answer sooner than this is asked about first."""


class Given(Struct, frozen=True):
    """One answer on air. `answer`: its id in the library, None = typed. `source`: as it was then."""

    id: str
    at: int
    by: str
    to: str
    text: str
    question: str | None
    answer: str | None
    product: str | None
    intent: str | None
    source: str | None
    comments: int


class GivenLog:
    """`rev` grows with everything that screens must be told of."""

    def __init__(self) -> None:
        self.rows: dict[str, Given] = {}
        self.rev = 0

    def act(self, events: Iterable[Action]) -> None:
        """Only what the server wrote: a bridge may send actions under any name."""
        for event in events:
            if event.source != OWN_SOURCE:
                continue
            if event.action == "answer":
                self.rows[event.id] = given(event)
                forget_oldest(self.rows, KEPT)
                self.rev += 1
            elif event.action == "undo" and str(event.data.get("action")) in self.rows:
                del self.rows[str(event.data.get("action"))]
                self.rev += 1

    def lately(self, answer: str | None, text: str, now: int) -> Given | None:
        """The same answer, or the same words, within AGAIN_MS."""
        for row in reversed(self.rows.values()):
            if now - row.at >= AGAIN_MS:
                continue
            if row.text == text or (answer is not None and row.answer == answer):
                return row
        return None


def given(event: Action) -> Given:
    """Of an `answer` action, of whatever version wrote it."""
    data = event.data
    words = {name: data.get(name) for name in ("question", "answer", "product", "intent", "source")}
    said = {name: value if isinstance(value, str) else None for name, value in words.items()}
    comments = data.get("comments")
    return Given(
        event.id, event.at, event.by, str(data.get("to", "prompter")), str(data.get("text", "")),
        comments=len(comments) if isinstance(comments, list) else 0, **said,
    )  # fmt: skip
