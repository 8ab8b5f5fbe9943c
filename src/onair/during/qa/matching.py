"""Which answers of the library fit what a viewer asks; abstains below a threshold. Pure and frozen.

Similarity: cosine of character runs weighted by how rare they are in the library, a run that no variant knows counted as
the rarest. An intent that agrees adds to it, one that differs takes away. Only answers that may be given are ever looked
at: approved, in time, of this product or the whole shop, and first-person ones only of a host on air with a record.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from heapq import nlargest
from operator import itemgetter

from msgspec import Struct

from onair.during.qa.answer import INTENTS, Answer, Library
from onair.during.qa.grams import grams, normal, told

THRESHOLD = 0.4
"""Below it nothing is proposed; from the figures in docs/algorithms/qa.md."""
AGREES, DIFFERS = 0.08, -0.12
OWN_PRODUCT = 0.03
"""An answer of the product asked about comes before one of the whole shop that fits as well."""
LOOKED_AT = 300
"""Places of a question's rarest runs that are added up; what is more common only adds to the best of those found."""
FINISHED = 12
"""Variants that are compared in full."""
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
        self._places = self._index()

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
        if not asked or not self._rows:
            return []
        own, known = self.library.own(product), intent if intent in INTENTS else None
        best: dict[str, Match] = {}
        length = self._length(asked)
        for place in self._candidates(asked, own):
            found = self._judge(self._rows[place], asked, length, known, own)
            held = best.get(found.answer.id)
            if found.score >= self.threshold and (held is None or found.score > held.score):
                best[found.answer.id] = found
        fit = (one for one in best.values() if self.library.may_give(one.answer, at, hosts, product))
        return nlargest(top, fit, key=lambda one: (one.score, one.answer.id))

    def _judge(
        self, row: _Row, asked: frozenset[str], length: float, intent: str | None, own: str | None
    ) -> Match:
        shared = sum(self._weights[gram] ** 2 for gram in asked & row.grams)
        similarity = shared / (length * row.norm)
        agrees = None if intent is None else intent == row.answer.intent
        score = similarity + {True: AGREES, False: DIFFERS, None: 0.0}[agrees]
        score += OWN_PRODUCT if own is not None and row.answer.product == own else 0.0
        return Match(row.answer, max(0.0, min(1.0, score)), row.variant, similarity, agrees)

    def _candidates(self, asked: frozenset[str], own: str | None) -> Iterable[int]:
        """The variants of this product and of the shop that share most of the rarest runs."""
        weights, scopes = self._weights, (None,) if own is None else (None, own)
        shared: defaultdict[int, float] = defaultdict(float)
        seen = 0
        for gram in sorted(asked & weights.keys(), key=weights.__getitem__, reverse=True):
            for scope in scopes:
                places = self._places.get((scope, gram), ())
                seen += len(places)
                for place, share in places:
                    shared[place] += share
            if seen >= LOOKED_AT:
                break
        if len(shared) <= FINISHED:
            return shared
        return (place for place, _ in sorted(shared.items(), key=itemgetter(1))[-FINISHED:])

    def _index(self) -> Mapping[tuple[str | None, str], list[tuple[int, float]]]:
        """Where each run stands: the variant, and what it adds to that one's similarity."""
        places: defaultdict[tuple[str | None, str], list[tuple[int, float]]] = defaultdict(list)
        for place, row in enumerate(self._rows):
            for gram in row.grams:
                share = self._weights[gram] ** 2 / row.norm
                places[row.answer.product, gram].append((place, share))
        return dict(places)

    def _length(self, bag: frozenset[str]) -> float:
        return math.sqrt(sum(self._weights.get(gram, told(gram) * self._rarest) ** 2 for gram in bag)) or 1.0


def _weights(bags: Collection[frozenset[str]]) -> dict[str, float]:
    """Smoothed inverse document frequency."""
    seen = Counter(gram for bag in bags for gram in bag)
    return {gram: told(gram) * (math.log((1 + len(bags)) / (1 + n)) + 1.0) for gram, n in seen.items()}
