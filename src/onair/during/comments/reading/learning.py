"""What a team's labels change: a few steps of gradient descent on the rows of the labelled texts alone."""

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onair.during.comments.reading.features import featured
from onair.during.comments.reading.gate import NEGATIVE_MIN
from onair.during.comments.reading.heads import ABUSE, COMPLAINT, NEGATIVE, ORDER, Heads, scores, shipped
from onair.during.comments.reading.intents import QUESTIONS
from onair.during.comments.reading.ngrams import Rows
from onair.during.comments.reading.results import Label
from onair.during.comments.reading.seeds import Seed, expanded

STEPS_MAX: Final = 8
RATE: Final = 0.8
SURE: Final = 0.6
"""A label is learnt once its own chance is this high."""
WORSE_MAX: Final = 0.5
"""Points by which the fixed regression set may be read worse."""
REGRESSION_SEED: Final = 977
REGRESSION_EACH: Final = 50
_ASKS: Final = np.array([intent in QUESTIONS for intent in ORDER])


class Fixed(NamedTuple):
    """Texts that must not be read worse: rows, intents, whether they speak badly."""

    rows: Rows
    intents: NDArray[np.int64]
    negative: NDArray[np.bool_]


@cache
def regression() -> Fixed:
    """Fifty of each file of seeds, spoken in other ways than those of the training."""
    seeds: dict[str, list[Seed]] = {}
    chance = Random(REGRESSION_SEED)  # noqa: S311  # no secret: the same set every time
    for seed in expanded(chance):
        seeds.setdefault(seed.source, []).append(seed)
    some = [seed for every in seeds.values() for seed in chance.sample(every, REGRESSION_EACH)]
    _, rows, _ = featured([seed.text for seed in some])
    intents = np.array([ORDER.index(seed.intent) for seed in some])
    return Fixed(rows, intents, np.array([seed.negative for seed in some]))


def share_right(heads: Heads) -> float:
    """Per cent of the regression set whose intent and negativity are both read right."""
    fixed = regression()
    found = scores(fixed.rows, heads)
    intent = found.intents.argmax(1)
    agreed = (found.negative + found.intents[:, COMPLAINT]) / 2
    negative = (agreed > NEGATIVE_MIN) & ~_ASKS[intent]
    return float(((intent == fixed.intents) & (negative == fixed.negative)).mean() * 100)


@cache
def usual() -> float:
    """How much of it the shipped heads read right."""
    return share_right(shipped())


def taught(heads: Heads, labels: Sequence[Label]) -> Heads:
    """Other heads, a few steps nearer to the labels; the given ones stay as they are."""
    _, rows, _ = featured([label.text for label in labels])
    for number, label in enumerate(labels):
        part = slice(rows.start[number], rows.start[number + 1])
        at, value = rows.at[part], rows.value[part]
        weight = _stepped(heads.rows(at), heads.bias, value, label)
        if weight is not None:
            heads = heads.with_rows(dict(zip(at.tolist(), weight, strict=True)))
    return heads


def _stepped(
    weight: NDArray[np.float32], bias: NDArray[np.float32], value: NDArray[np.float32], label: Label
) -> NDArray[np.float32] | None:
    """The rows of one text after a few steps; None when it is read so already."""
    for step in range(STEPS_MAX):
        off = _off(value @ weight + bias, label)
        if np.abs(off).max() < 1 - SURE:
            return weight if step else None
        weight -= RATE * value[:, None] * off
    return weight


def _off(raw: NDArray[np.float32], label: Label) -> NDArray[np.float32]:
    """How far each head is from the label; 0 where it says nothing."""
    off = np.zeros_like(raw)
    if label.intent is not None:
        chance = np.exp(raw[:NEGATIVE] - raw[:NEGATIVE].max())
        off[:NEGATIVE] = chance / chance.sum()
        off[ORDER.index(label.intent)] -= 1
    for column, said in ((NEGATIVE, label.negative), (ABUSE, label.abuse)):
        if said is not None:
            off[column] = 1 / (1 + np.exp(-np.clip(raw[column], -30, 30))) - said
    return off
