"""Which answers of the library fit what a viewer asks; abstains below a threshold. Pure and frozen.

Similarity: cosine of character runs weighted by how rare they are in the library, a run that no variant knows counted as
the rarest. An intent that agrees adds to it, one that differs takes away. Only answers that may be given are ever looked
at: approved, in time, of this product or the whole shop, and first-person ones only of a host on air with a record.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from heapq import nlargest

from msgspec import Struct

from onair.during.qa.answer import Answer, Intent, Library
from onair.during.qa.grams import grams, normal

THRESHOLD = 0.5
"""Below it nothing is proposed; from the figures in docs/algorithms/qa.md."""
AGREES, DIFFERS = 0.08, -0.12
OWN_PRODUCT = 0.03
"""An answer of the product asked about comes before one of the whole shop that fits as well."""
LOOKED_AT = 400
"""Variants that are counted for the rarest runs of a question; the rest only adds to those found."""
TOP = 3


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
        found = [
            (answer, variant, grams(normal(variant)))
            for answer in library.answers.values()
            if answer.kept == "approved"
            for variant in answer.variants
        ]
        self._weights = _weights([bag for *_, bag in found])
        self._rarest = max(self._weights.values(), default=1.0)
        self._rows = [_Row(*one, norm=self._length(one[2])) for one in found if one[2]]
        self._places: Mapping[tuple[str | None, str], list[int]] = self._index()

    @property
    def size(self) -> int:
        """Answers that were approved, in time or not."""
        return sum(answer.kept == "approved" for answer in self.library.answers.values())

    def match(
        self, text: str, intent: Intent | None = None, product: str | None = None, *, at: int, hosts: Collection[str] = (),
        top: int = TOP,
    ) -> list[Match]:  # fmt: skip
        """The best `top` at most, best first; empty = nothing fits well enough. `product`: under any id events know;
        None = only answers of the whole shop. `at`: ms, now; `hosts`: on air."""
        asked = grams(normal(text))
        if not asked or not self._rows:
            return []
        own = self.library.own(product)
        best: dict[str, Match] = {}
        length = self._length(asked)
        for place in self._candidates(asked, own):
            found = self._judge(self._rows[place], asked, length, intent, own)
            held = best.get(found.answer.id)
            if found.score >= self.threshold and (held is None or found.score > held.score):
                best[found.answer.id] = found
        fit = (one for one in best.values() if self.library.may_give(one.answer, at, hosts, product))
        return nlargest(top, fit, key=lambda one: (one.score, one.answer.id))

    def _judge(
        self, row: _Row, asked: frozenset[str], length: float, intent: Intent | None, own: str | None
    ) -> Match:
        shared = sum(self._weights[gram] ** 2 for gram in asked & row.grams)
        similarity = shared / (length * row.norm)
        agrees = None if intent is None else intent == row.answer.intent
        score = similarity + {True: AGREES, False: DIFFERS, None: 0.0}[agrees]
        score += OWN_PRODUCT if own is not None and row.answer.product == own else 0.0
        return Match(row.answer, max(0.0, min(1.0, score)), row.variant, similarity, agrees)

    def _candidates(self, asked: frozenset[str], own: str | None) -> Iterable[int]:
        """Variants that share the rarest runs, of this product and of the shop."""
        found: set[int] = set()
        for gram in sorted(asked & self._weights.keys(), key=self._weights.__getitem__, reverse=True):
            for scope in {None, own}:
                found.update(self._places.get((scope, gram), ()))
            if len(found) >= LOOKED_AT:
                break
        return found

    def _index(self) -> dict[tuple[str | None, str], list[int]]:
        places: dict[tuple[str | None, str], list[int]] = {}
        for place, row in enumerate(self._rows):
            for gram in row.grams:
                places.setdefault((row.answer.product, gram), []).append(place)
        return places

    def _length(self, bag: frozenset[str]) -> float:
        return math.sqrt(sum(self._weights.get(gram, self._rarest) ** 2 for gram in bag)) or 1.0


def _weights(bags: Collection[frozenset[str]]) -> dict[str, float]:
    """Smoothed inverse document frequency."""
    seen = Counter(gram for bag in bags for gram in bag)
    return {gram: math.log((1 + len(bags)) / (1 + n)) + 1.0 for gram, n in seen.items()}
