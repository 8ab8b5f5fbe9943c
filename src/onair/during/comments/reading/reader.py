"""Comments in, readings out: what every part of the radar asks. Any thread may read while another one swaps."""

from collections.abc import Sequence
from typing import Final

from onair.during.comments.reading.intents import UNKNOWN, Intent, Risk
from onair.during.comments.reading.normal import Normal, normal
from onair.during.comments.reading.results import Lists, Reading
from onair.during.comments.reading.rules import first_intent, rules, spoken

BY_RULE: Final = 0.75
"""Confidence of an intent that a rule alone gave."""


class Reader:
    def __init__(self, lists: Lists | None = None) -> None:
        self._lists = lists or Lists()

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in order."""
        return [self._one(normal(text)) for text in texts]

    def use(self, lists: Lists) -> None:
        """Other words to look for, from the next call on."""
        self._lists = lists

    def _one(self, said: Normal) -> Reading:
        numbers = spoken(said.text)
        intent = first_intent(numbers)
        negative = intent == "complaint"
        confidence = BY_RULE if intent != UNKNOWN else 0.5
        return Reading(intent, confidence, negative, _risks(intent, numbers), (), said.key)


def _risks(intent: Intent, numbers: Sequence[int]) -> tuple[Risk, ...]:
    named = {rules()[number].intent for number in numbers}
    found: list[Risk] = [risk for risk in ("abuse", "rumour") if risk in named]
    if intent == "spam":
        found.append("ads")
    if intent == "complaint":
        found.append("complaint")
    return tuple(found)
