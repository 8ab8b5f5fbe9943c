"""Seed phrases of ours, with slots, spoken in many ways: what the shipped heads are trained on. Same seed, same texts."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from onair.during.comments.reading.intents import Intent

EXPANDED: Final[Mapping[str, int]] = {
    "complaint": 3_500,
    "reproach": 3_500,
    "unknown": 6_500,
    "abuse": 1_000,
    "rumour": 400,
    "greet": 2_500,
}
"""Texts made of a file; of every other one:"""
EXPANDED_OTHERS: Final = 1_000
NOTHING: Final = 4_000
_COMMON: Final = tuple(
    bytes((row + 0xA0, place + 0xA0)).decode("gb2312")
    for row in range(16, 56)
    for place in range(1, 90 if row == 55 else 95)
)
"""The 3,755 characters of GB 2312's first level."""
_AFTER_NOTHING: Final = ("", "", "", "", "？", "！", "了", "吗", "呢", "啊", "是吧", "的")
_SLOT: Final = re.compile(r"\{([a-z]\d?)\}")
_BEFORE: Final = ("", "", "", "", "", "", "", "", "请问", "{g}", "{g} ", "那个", "想问下", "求问")
_AFTER: Final = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "啊",
    "呀",
    "呢",
    "哦",
    "{g}",
    " {g}",
    "?",
    "??",
    "!",
    "~",
    "。",
    "[微笑]",
    "😂",
    "谢谢",
)
_PLAIN: Final = (
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "啊",
    "了",
    "!",
    "!!",
    "...",
    "。。。",
    "。",
    "😡",
    "😂",
    "[捂脸]",
    "呵呵",
)
"""What follows a statement: no question mark, no thanks."""
_STATED: Final = frozenset({"complaint", "reproach", "abuse", "rumour", "greet", "ordered", "spam"})


class Seed(NamedTuple):
    """A text and what it is. `source`: the file that it comes from."""

    text: str
    intent: Intent
    negative: bool
    abuse: bool
    source: str


class _File(NamedTuple):
    name: str
    phrases: Sequence[str]
    slots: Mapping[str, Sequence[str]]
    intent: Intent
    negative: bool
    abuse: bool


@cache
def _files() -> tuple[_File, ...]:
    folder = files("onair.during.comments.reading").joinpath("seeds")
    bodies: dict[str, dict[str, Any]] = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    shared = bodies.pop("slots")
    return tuple(
        _File(
            name,
            body["phrases"],
            shared | body.get("slots", {}),
            body.get("intent", name),
            body.get("negative", False),
            body.get("abuse", False),
        )
        for name, body in sorted(bodies.items())
    )


def phrases() -> Mapping[str, Sequence[str]]:
    """By file, as they are written."""
    return {file.name: file.phrases for file in _files()}


def expanded(chance: random.Random) -> list[Seed]:
    """Every phrase as it is at least once, the rest by turns, each spoken in another way; and what says nothing."""
    return [seed for file in _files() for seed in _spoken(file, chance)] + list(_nothing(chance))


def _nothing(chance: random.Random) -> Iterator[Seed]:
    """Characters by chance: what was never seen before is no sign of anything, least of all of a complaint."""
    for _ in range(NOTHING):
        text = "".join(chance.choices(_COMMON, k=chance.choice((1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 10, 12))))
        yield Seed(text + chance.choice(_AFTER_NOTHING), "unknown", False, False, "nothing")


def _spoken(file: _File, chance: random.Random) -> Iterator[Seed]:
    wanted = EXPANDED.get(file.name, EXPANDED_OTHERS)
    for number in range(max(wanted, len(file.phrases))):
        text = file.phrases[number % len(file.phrases)]
        if number >= len(file.phrases):
            text = _varied(text, file.name in _STATED, chance)
        yield Seed(_filled(text, file.slots, chance), file.intent, file.negative, file.abuse, file.name)


def _varied(text: str, stated: bool, chance: random.Random) -> str:
    if not stated:
        text = chance.choice(_BEFORE) + text
    text += chance.choice(_PLAIN if stated else _AFTER)
    way = chance.random()
    if way < 0.06:
        return text + text
    if way < 0.10:
        return f"{text} {text}"
    return text


def _filled(text: str, slots: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    return _SLOT.sub(lambda found: chance.choice(slots[found.group(1)]), text)
