"""The rule by which points come about: limits in people's seconds, and what counts as an answer to which fault."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from onair.kernel.errors import BadInput
from onair.rehearsal.training.fault import KINDS, Fault
from onair.rehearsal.training.stream import kind_of

Seconds = Annotated[int, Meta(ge=1, le=3600)]


class BadLimits(BadInput):
    code = "bad_limits"
    zh = "「{kind}」的限时不对：满分的时间要短于最多的时间。没有保存，原来的还在。"
    en = "The limits of {kind} do not fit: full points must end before none are given. Nothing was saved."


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """Full points up to `…_good_s`, none from `…_most_s`, in a straight line between; people's seconds."""

    notice_good_s: Seconds
    notice_most_s: Seconds
    act_good_s: Seconds
    act_most_s: Seconds


class Answer(Struct, frozen=True):
    seat: str
    cards: list[str]
    rules: list[str]
    acts: list[str]
    notices: list[str]


class Points(Struct, frozen=True):
    """Most that there is for each; without a card that fits, its points go to the others in their proportion."""

    notice: int
    act: int
    card: int


class Lore(Struct, frozen=True):
    as_of: str
    source: str
    points: Points
    limits: dict[str, Limits]
    answers: dict[str, Answer]

    def answer(self, fault: Fault) -> Answer:
        weaker = fault.kind == "stream_cut" and kind_of(fault.strength) != "cut"
        return self.answers["bitrate_low" if weaker else fault.kind]


class Rule(NamedTuple):
    """What a rehearsal is scored by: kept with it from its start."""

    lore: Lore
    limits: Mapping[str, Limits]


@cache
def lore() -> Lore:
    text = files("onair.rehearsal.training").joinpath("lore.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Lore)


def limits_of(own: Mapping[str, Limits]) -> dict[str, Limits]:
    """Ours, with a team's own instead. Raises BadLimits."""
    found = {kind: own.get(kind, usual) for kind, usual in lore().limits.items()}
    for kind, one in found.items():
        if one.notice_good_s >= one.notice_most_s or one.act_good_s >= one.act_most_s:
            raise BadLimits(kind=KINDS[kind].name.zh)
    return found


def points(seconds: float | None, good: int, most: int, full: float) -> float:
    """None = it never happened."""
    if seconds is None or seconds >= most:
        return 0.0
    return full if seconds <= good else full * (most - seconds) / (most - good)
