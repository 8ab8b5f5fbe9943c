"""Questions that were asked often and have no answer: alike ones put together, by product and intent. Pure."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from onair.after.asked.listening import Heard
from onair.during.qa.grams import grams, normal, told
from onair.during.qa.matching import Matcher

ALIKE = 0.5
"""Cosine from which two questions are one."""
LEADERS = 200
"""Different questions of one product and intent that are compared; what is rarer stands alone."""
SHOWN, EXAMPLES, LEAST = 100, 3, 2
"""Rows kept of a show; examples of each; people who asked at least."""
Read = Callable[[Sequence[str]], Sequence[str | None]]
"""Texts → the intent of each, None where nobody waits for an answer."""


class Gap(NamedTuple):
    """`question`: the form most people used. `n` comments by `people`; `examples`: other forms, no names."""

    intent: str
    product: str | None
    question: str
    n: int
    people: int
    examples: tuple[str, ...]


class Asked(NamedTuple):
    """`answered`: questions that the library of now has an answer for."""

    comments: int
    questions: int
    answered: int
    gaps: list[Gap]


class _Pile:
    """One question in its forms."""

    def __init__(self, key: str) -> None:
        self.grams = grams(key)
        self.forms: Counter[str] = Counter()
        self.people: set[str] = set()
        self.n = 0

    def add(self, rows: Sequence[Heard]) -> None:
        self.n += len(rows)
        self.forms.update(one.text.strip() for one in rows)
        self.people.update(one.user or f"?{one.at}" for one in rows)


def asked(heard: Sequence[Heard], read: Read, matcher: Matcher, products: Mapping[str, str]) -> Asked:
    """`products`: any id → our own. An expired answer is none: what was asked then is asked again."""
    texts = list(dict.fromkeys(one.text for one in heard))
    intents = dict(zip(texts, read(texts), strict=True))
    waiting, questions, answered = defaultdict[tuple[str, str | None], list[Heard]](list), 0, 0
    for one in heard:
        intent, own = intents[one.text], products.get(one.product, one.product) if one.product else None
        if matcher.match(one.text, intent, own, at=one.at, hosts=one.hosts, top=1):
            answered += 1  # what an answer fits was a question, whatever was read in it
        elif intent is not None:
            waiting[intent, own].append(one)
            questions += 1
    gaps = [gap for (intent, own), rows in waiting.items() for gap in _gaps(intent, own, rows)]
    gaps.sort(key=lambda gap: (-gap.people, -gap.n, gap.question))
    return Asked(len(heard), questions + answered, answered, gaps[:SHOWN])


def _gaps(intent: str, product: str | None, rows: Sequence[Heard]) -> Iterable[Gap]:
    for pile in _piles(rows):
        if len(pile.people) >= LEAST:
            forms = [text for text, _ in pile.forms.most_common(EXAMPLES + 1)]
            yield Gap(intent, product, forms[0], pile.n, len(pile.people), tuple(forms[1:]))


def _piles(rows: Sequence[Heard]) -> list[_Pile]:
    same: defaultdict[str, list[Heard]] = defaultdict(list)
    for one in rows:
        if key := normal(one.text):
            same[key].append(one)
    piles: list[_Pile] = []
    for key, members in sorted(same.items(), key=lambda item: (-len(item[1]), item[0])):
        mine = grams(key)
        near = max(piles[:LEADERS], key=lambda pile: _like(mine, pile.grams), default=None)
        if near is None or _like(mine, near.grams) < ALIKE:
            near = _Pile(key)
            piles.append(near)
        near.add(members)
    return piles


def _like(a: frozenset[str], b: frozenset[str]) -> float:
    size = math.sqrt(_weight(a) * _weight(b))
    return _weight(a & b) / size if size else 0.0


def _weight(bag: frozenset[str]) -> float:
    return sum(told(gram) for gram in bag)


def together(shows: Iterable[Sequence[Gap]]) -> list[tuple[Gap, int]]:
    """Gaps of several shows, the newest show first, alike ones added up; with the number of shows. People of different
    shows are counted apart: who they are is not kept."""
    found: list[tuple[Gap, int]] = []
    for gaps in shows:
        for gap in gaps:
            place = _place(found, gap)
            if place is None:
                found.append((gap, 1))
            else:
                held, n = found[place]
                forms = tuple(dict.fromkeys((*held.examples, gap.question, *gap.examples)))[:EXAMPLES]
                found[place] = (
                    held._replace(n=held.n + gap.n, people=held.people + gap.people, examples=forms), n + 1
                )  # fmt: skip
    return sorted(found, key=lambda one: (-one[1], -one[0].people, one[0].question))


def _place(found: Sequence[tuple[Gap, int]], gap: Gap) -> int | None:
    mine = grams(normal(gap.question))
    for place, (held, _) in enumerate(found):
        same = (held.intent, held.product) == (gap.intent, gap.product)
        if same and _like(mine, grams(normal(held.question))) >= ALIKE:
            return place
    return None
