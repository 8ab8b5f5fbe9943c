"""Ordered rules: patterns over the folded text. The first that speaks is the intent while there is no head; with one,
each is a feature among others."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from onair.during.comments.reading.intents import INTENTS, UNKNOWN, Intent

RISKY: Final = ("abuse", "rumour")
"""Rules of these names give a risk and no intent."""


class Rule(NamedTuple):
    """`intent`: one of the intents, or a risk of `RISKY`."""

    name: str
    intent: str
    pattern: re.Pattern[str]


@cache
def rules() -> tuple[Rule, ...]:
    """In the order in which they speak."""
    text = files("onair.during.comments.reading").joinpath("rules.toml").read_text("utf-8")
    found = []
    for body in tomllib.loads(text)["rule"]:
        if body["intent"] not in INTENTS and body["intent"] not in RISKY:
            raise ValueError(f"rule {body['name']} of no intent: {body['intent']}")
        found.append(Rule(body["name"], body["intent"], re.compile("|".join(body["any"]))))
    return tuple(found)


def spoken(text: str) -> list[int]:
    """Numbers of the rules that match the folded text."""
    return [number for number, rule in enumerate(rules()) if rule.pattern.search(text)]


def first_intent(numbers: Sequence[int]) -> Intent:
    """By order; `unknown` when none has one."""
    every = rules()
    for number in numbers:
        if every[number].intent in INTENTS:
            return every[number].intent  # type: ignore[return-value]  # looked up one line above
    return UNKNOWN
