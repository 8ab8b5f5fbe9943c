"""The library's answer to a question, as a row shows it."""

from collections.abc import Collection

from onair.during.comments.panel import RadarAnswer
from onair.during.qa.answer import INTENTS
from onair.during.qa.matching import Matcher


class Library:
    """As it is now; frozen. `matcher` None = nobody keeps one."""

    def __init__(self, matcher: Matcher | None = None) -> None:
        self.matcher = matcher

    def best(
        self, text: str, intent: str | None, product: str | None, at: int, hosts: Collection[str]
    ) -> RadarAnswer | None:
        """None = nothing fits well enough."""
        if self.matcher is None:
            return None
        known = next((one for one in INTENTS if one == intent), None)
        found = self.matcher.match(text, known, product, at=at, hosts=hosts, top=1)
        if not found:
            return None
        answer = found[0].answer
        source = answer.source.text if answer.source is not None else None
        return RadarAnswer(
            answer.id, answer.short, round(found[0].score, 2), source, answer.until, answer.question
        )
