"""Comments that somebody has read already: the text says what was read, `price|多少钱`, `!complaint|两周就粘了`."""

from collections.abc import Sequence

from onair.during.comments.radar import Radar, Sense
from onair.events.model import Comment

T0 = 1_795_334_400_000
SOURCE = "taobao:r"


def sense(told: str) -> Sense:
    """`!` = negative, `~abuse` = a risk; unknown without a bar."""
    head, bar, _ = told.partition("|")
    if not bar:
        return Sense()
    negative, head = head.startswith("!"), head.removeprefix("!")
    if head.startswith("~"):
        return Sense("unknown", 0.9, negative, head[1:])
    risk = "complaint" if head == "complaint" else None
    return Sense(head, 0.9, negative or head == "complaint", risk)


class Told:
    """A model that believes the text."""

    def sense(self, texts: Sequence[str]) -> list[Sense]:
        return [sense(text) for text in texts]


def comment(
    n: int, told: str, at_s: float = 0, user: str | None = None, reply_to: str | None = None
) -> Comment:
    return Comment(
        id=f"c{n}",
        source=SOURCE,
        at=T0 + round(at_s * 1000),
        user=user or f"u{n}",
        text=told,
        reply_to=reply_to,
    )


def key(n: int) -> str:
    return f"{SOURCE}/c{n}"


def hear(radar: Radar, events: Sequence[Comment], product: str | None = "p1") -> None:
    radar.hear(events, [sense(event.text) for event in events], product)
