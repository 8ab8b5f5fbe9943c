"""Which answers of the library fit what a viewer asks; abstains below a threshold. Pure and frozen.

Similarity: cosine of character runs weighted by how rare they are in the library, a run that no variant knows counted as
the rarest. An intent that agrees adds to it, one that differs takes away. Only answers that may be given are ever proposed:
approved, in time, of this product or the whole shop, and first-person ones only of a host on air with a record.

Every variant of the product and of the shop is compared: for each run the index holds where it stands and what it adds, so
one question is a handful of sums over arrays.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from heapq import nlargest

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from onair.during.qa.answer import INTENTS, Answer, Library
from onair.during.qa.grams import grams, normal, told

THRESHOLD = 0.4
"""Below it nothing is proposed; from the figures in docs/algorithms/qa.md."""
AGREES, DIFFERS = 0.08, -0.12
OWN_PRODUCT = 0.03
"""An answer of the product asked about comes before one of the whole shop that fits as well."""
TOP = 3
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


class Match(Struct, frozen=True):
    """`score` 0…1; `why`: the variant it resembles and how much, whether the intent agrees."""

    answer: Answer
    score: float
    variant: str
    similarity: float
    intent_agrees: bool | None

    @property
    def why(self) -> str:
        """For people who read both languages: numbers and the team's own words only."""
        sign = {True: " +intent", False: " −intent", None: ""}[self.intent_agrees]
        return f"「{self.variant}」 {self.similarity:.2f}{sign}"


class _Row(Struct, frozen=True):
    """One variant. `norm`: the length of its vector."""

    answer: Answer
    variant: str
    grams: frozenset[str]
    norm: float


class Matcher:
    """Made once for each state of the library; asking changes nothing, so any thread may."""

    def __init__(self, library: Library = Library(), threshold: float = THRESHOLD) -> None:
        self.library, self.threshold = library, threshold
        ordered = sorted(library.answers.values(), key=lambda one: one.id, reverse=True)
        found = [
            (answer, variant, grams(normal(variant)))
            for answer in ordered
            if answer.kept == "approved"
            for variant in answer.variants
        ]
        self._weights = _weights([bag for *_, bag in found])
        self._rarest = max(self._weights.values(), default=1.0)
        shelves: defaultdict[str | None, list[_Row]] = defaultdict(list)
        for answer, variant, bag in found:
            if bag:
                shelves[answer.product].append(_Row(answer, variant, bag, self._length(bag)))
        self._shelves = {product: _Shelf(rows, self._weights) for product, rows in shelves.items()}

    @property
    def size(self) -> int:
        """Answers that were approved, in time or not."""
        return sum(answer.kept == "approved" for answer in self.library.answers.values())

    def match(
        self, text: str, intent: str | None = None, product: str | None = None, *, at: int, hosts: Collection[str] = (),
        top: int = TOP,
    ) -> list[Match]:  # fmt: skip
        """The best `top` at most, best first; empty = nothing fits well enough. `product`: under any id events know;
        None = only answers of the whole shop. `intent`: one that no answer can have says nothing.
        `at`: ms, now; `hosts`: on air."""
        asked = grams(normal(text))
        if not asked or not self._shelves:
            return []
        own = self.library.own(product)
        runs, length = sorted(asked & self._weights.keys()), self._length(asked)
        found: list[Match] = []
        for scope in (None,) if own is None else (own, None):
            shelf = self._shelves.get(scope)
            if shelf is not None:
                extra = 0.0 if scope is None else OWN_PRODUCT
                fit = shelf.best(runs, length, intent, self.threshold - extra)
                may = (one for one in fit if self.library.may_give(one[0].answer, at, hosts, product))
                found += [_judged(*one, intent, extra) for one in _first(may, top)]
        return nlargest(top, found, key=lambda one: (one.score, one.answer.id))

    def _length(self, bag: frozenset[str]) -> float:
        return math.sqrt(sum(self._weights.get(gram, told(gram) * self._rarest) ** 2 for gram in bag)) or 1.0


class _Shelf:
    """The variants of one product, or of the whole shop."""

    def __init__(self, rows: Sequence[_Row], weights: dict[str, float]) -> None:
        self._rows = rows
        places: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, row in enumerate(rows):
            for gram in row.grams:
                places[gram].append((place, weights[gram] ** 2 / row.norm))
        self._index: dict[str, tuple[Places, Numbers]] = {
            gram: (np.array([place for place, _ in found]), np.array([share for _, share in found]))
            for gram, found in places.items()
        }
        intents = np.array([row.answer.intent for row in rows])
        self._leanings: dict[str | None, Numbers] = {
            intent: np.where(intents == intent, AGREES, DIFFERS) for intent in INTENTS
        }

    def best(
        self, runs: Iterable[str], length: float, intent: str | None, least: float
    ) -> Iterator[tuple[_Row, float]]:
        """Variants with their similarity, the highest score first, none below `least`; as good ones in the order of rows."""
        held = [found for run in runs if (found := self._index.get(run)) is not None]
        if not held:
            return
        where = np.concatenate([places for places, _ in held])
        shares = np.concatenate([share for _, share in held])
        shared: Numbers = np.bincount(where, shares, len(self._rows)) / length
        leaning = self._leanings.get(intent)
        leant = shared if leaning is None else shared + leaning
        scores = np.where(shared > 0, leant, -1.0)
        fit = np.flatnonzero(scores >= least)
        for place in fit[np.argsort(-scores[fit], kind="stable")].tolist():
            yield self._rows[place], float(shared[place])


def _first(fit: Iterable[tuple[_Row, float]], top: int) -> list[tuple[_Row, float]]:
    """The first variant of each answer, `top` answers."""
    found: dict[str, tuple[_Row, float]] = {}
    for one in fit:
        found.setdefault(one[0].answer.id, one)
        if len(found) == top:
            break
    return list(found.values())


def _judged(row: _Row, similarity: float, intent: str | None, extra: float) -> Match:
    agrees = intent == row.answer.intent if intent in INTENTS else None
    score = similarity + {True: AGREES, False: DIFFERS, None: 0.0}[agrees] + extra
    return Match(row.answer, max(0.0, min(1.0, score)), row.variant, similarity, agrees)


def _weights(bags: Collection[frozenset[str]]) -> dict[str, float]:
    """Smoothed inverse document frequency."""
    seen = Counter(gram for bag in bags for gram in bag)
    return {gram: told(gram) * (math.log((1 + len(bags)) / (1 + n)) + 1.0) for gram, n in seen.items()}
