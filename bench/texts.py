"""Public labelled texts, fitted with the reader's own features and thrown away; and what people do to words.

The sets are read from ONAIR_REAL_DATA. Splits: 80/20, seed 42, stratified by category and label, as the published
figures of these sets were made; COLD by its own split.
"""

import csv
import gzip
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from onair.during.comments.reading.fitting import fitted
from onair.during.comments.reading.ngrams import Rows
from onair.during.comments.reading.train import in_parts
from onair.kernel.sounds import syllables

STRENGTH = 4.0


class Texts(NamedTuple):
    train: list[str]
    truth: list[int]
    test: list[str]
    test_truth: list[int]


def read(path: Path, text: str, strata: str = "") -> tuple[list[str], list[int], list[str]]:
    """Distinct texts of more than one character, their labels, and the strata to split by."""
    found: dict[str, tuple[int, str]] = {}
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            said = row[text].strip().lstrip("\ufeff")
            if len(said) > 1:
                found.setdefault(said, (int(row["label"]), row.get(strata, "") + row["label"]))
    return list(found), [label for label, _ in found.values()], [part for _, part in found.values()]


def split(texts: Sequence[str], truth: Sequence[int], strata: Sequence[str]) -> Texts:
    from sklearn.model_selection import train_test_split

    train, test, y, y_test = train_test_split(texts, truth, test_size=0.2, random_state=42, stratify=strata)
    return Texts(train, y, test, y_test)


def cold(folder: Path) -> Texts:
    parts = [read(folder / "cold" / f"cold_{part}.csv.gz", "TEXT") for part in ("train", "dev")]
    return Texts(parts[0][0], parts[0][1], parts[1][0], parts[1][1])


class Fit(NamedTuple):
    """Our features and solver on somebody's labels."""

    weight: Any
    bias: Any

    def label(self, rows: Rows) -> Any:
        raw = np.add.reduceat(rows.value[:, None] * self.weight[rows.at], rows.start[:-1]) + self.bias
        return raw.argmax(1)

    def of(self, texts: Sequence[str]) -> Any:
        return self.label(in_parts(texts))


def fit(texts: Sequence[str], truth: Sequence[int]) -> Fit:
    return Fit(*fitted(in_parts(texts), np.array(truth), 2, STRENGTH))


def peer(texts: Texts) -> Any:
    """TF-IDF of one and two characters with logistic regression: the labels it gives to the test texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, min_df=2)
    model = LogisticRegression(C=4, solver="liblinear").fit(words.fit_transform(texts.train), texts.truth)
    return model.predict(words.transform(texts.test))


def scored(truth: Sequence[int], found: Any) -> tuple[float, float]:
    """Accuracy and macro F1."""
    from sklearn.metrics import accuracy_score, f1_score

    return float(accuracy_score(truth, found)), float(f1_score(truth, found, average="macro"))


FILLERS = ("哈哈哈哈哈", "666666", "！！！！！", "啊啊啊啊", "。。。。。")
SIGNS = ("😂", "🔥", "❤️", "👍", "😭", "[捂脸]", "[比心]", "[泪奔]")
MARKS = (".", "*", " ", "_")


def repeated(text: str, chance: random.Random) -> str:
    """One character three to eight times, and a filler at the end."""
    at = chance.randrange(len(text))
    return text[:at] + text[at] * chance.randint(3, 8) + text[at + 1 :] + chance.choice(FILLERS)


def signed(text: str, chance: random.Random) -> str:
    """Three emoji or [xx] put in."""
    for _ in range(3):
        at = chance.randrange(len(text) + 1)
        while at and "[" in text[:at] and "]" not in text[text.rindex("[", 0, at) : at]:
            at -= 1
        text = text[:at] + chance.choice(SIGNS) + text[at:]
    return text


def parted(text: str, chance: random.Random) -> str:
    """A mark after four in seven characters."""
    return "".join(sign + (chance.choice(MARKS) if chance.random() < 4 / 7 else "") for sign in text)


class Homophones:
    """Other characters of the same toneless sound, out of those seen fifty times in the texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        seen: dict[str, int] = {}
        for text in texts:
            for sign in text:
                seen[sign] = seen.get(sign, 0) + 1
        self._by_sound: dict[str, list[str]] = {}
        for sign, count in sorted(seen.items()):
            if count >= 50 and sign in syllables():
                self._by_sound.setdefault(syllables()[sign], []).append(sign)

    def swapped(self, text: str, share: float, chance: random.Random) -> str:
        return "".join(self._other(sign, chance) if chance.random() < share else sign for sign in text)

    def _other(self, sign: str, chance: random.Random) -> str:
        others = [one for one in self._by_sound.get(syllables().get(sign, ""), ()) if one != sign]
        return chance.choice(others) if others else sign
