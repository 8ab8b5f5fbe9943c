"""From chances to what is said: abstention, the gate before "negative", and the reasons to look."""

from collections.abc import Sequence
from typing import Final

from onair.during.comments.reading.intents import QUESTIONS, UNKNOWN, Intent, Risk
from onair.during.comments.reading.results import Hit
from onair.during.comments.reading.rules import rules

CERTAIN_MIN: Final = 0.4
"""Below this chance the intent is `unknown`."""
NEGATIVE_MIN: Final = 0.5
ABUSE_MIN: Final = 0.5


def gated(intent: Intent, bad: float, complaint: float) -> bool:
    """Negative at all? Two heads must agree on average: what speaks badly, and what is a complaint. A head for sentiment
    alone calls most harmless questions negative; so a question never is."""
    return (bad + complaint) / 2 > NEGATIVE_MIN and intent not in QUESTIONS


def stated(intent: Intent, confidence: float) -> Intent:
    """The intent, where it is certain enough to be told."""
    return intent if confidence >= CERTAIN_MIN else UNKNOWN


def risks(
    intent: Intent, negative: bool, abuse: float, ruled: Sequence[int], hits: Sequence[Hit]
) -> tuple[Risk, ...]:
    """Reasons to look, worst first."""
    named = {rules()[number].intent for number in ruled}
    kinds = {hit.kind for hit in hits}
    reasons: dict[Risk, bool] = {
        "blocked": "blocked" in kinds,
        "abuse": abuse > ABUSE_MIN or "abuse" in named,
        "ads": intent == "spam" or "ad" in kinds,
        "rumour": "rumour" in named,
        "complaint": negative and intent == "complaint",
    }
    return tuple(risk for risk, given in reasons.items() if given)
