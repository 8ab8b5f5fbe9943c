"""Questions that were asked often and have no answer: alike ones put together, by product and intent. Pure."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from onair.after.asked.listening import Heard
from onair.during.qa.grams import grams, normal, told
from onair.during.qa.matching import Matcher

ALIKE = 0.5
"""Cosine from which two questions are one."""
LEADERS = 200
"""Different questions of one product and intent that are compared; what is rarer stands alone."""
SHOWN, EXAMPLES, LEAST = 100, 3, 2
"""Rows kept of a show (of either sort); examples of each; people who asked at least."""
OF_THE_MOMENT = frozenset({"price", "stock", "link"})
"""Answered by the price, the stock and the link of that minute: a prepared sentence would be wrong a minute later."""
_ASKS = re.compile(
    r"[?？吗呢么几啥哪谁怎咋]|多少|多[大小久重长高宽深厚远]|如何|有没|是不是|会不会|要不要|可不可|能不能|能否|可否|[不没]$"
    r"|(?:能|可以|支持)[^的了，。！]{2,}|\b(?:how|what|which|where|when|who|can|does|do|is|are|will|ship|any)\b",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """It is put as a question: praise that sounds like one (质量可以的) is none."""
    return _ASKS.search(text.strip(" 。！~～.!")) is not None


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


class _Bag:
    """A normal question's runs, weighed once."""

    def __init__(self, key: str) -> None:
        self.grams = grams(key)
        self.weight = sum(map(told, self.grams))


class _Pile:
    """One question in its forms."""

    def __init__(self, key: str) -> None:
        self.bag = _Bag(key)
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
        elif intent is not None and asks(one.text):
            waiting[intent, own].append(one)
            questions += 1
    gaps = [gap for (intent, own), rows in waiting.items() for gap in _gaps(intent, own, rows)]
    gaps.sort(key=lambda gap: (-gap.people, -gap.n, gap.question))
    lasting = [gap for gap in gaps if gap.intent not in OF_THE_MOMENT]
    passing = [gap for gap in gaps if gap.intent in OF_THE_MOMENT]
    return Asked(len(heard), questions + answered, answered, lasting[:SHOWN] + passing[:SHOWN])


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
        mine = _Bag(key)
        likest, near = max(
            ((_like(mine, pile.bag), pile) for pile in piles[:LEADERS]),
            key=itemgetter(0),
            default=(0.0, None),
        )
        if near is None or likest < ALIKE:
            near = _Pile(key)
            piles.append(near)
        near.add(members)
    return piles


def _like(a: _Bag, b: _Bag) -> float:
    size = math.sqrt(a.weight * b.weight)
    return sum(map(told, a.grams & b.grams)) / size if size else 0.0


def together(shows: Iterable[Sequence[Gap]]) -> list[tuple[Gap, int]]:
    """Gaps of several shows, the newest show first, alike ones added up; with the number of shows. People of different
    shows are counted apart: who they are is not kept."""
    found: list[Gap] = []
    seen: list[set[int]] = []
    kinds: defaultdict[tuple[str, str | None], list[tuple[_Bag, int]]] = defaultdict(list)
    for show, gaps in enumerate(shows):
        for gap in gaps:
            mine, alike = _Bag(normal(gap.question)), kinds[gap.intent, gap.product]
            place = next((at for bag, at in alike if _like(mine, bag) >= ALIKE), None)
            if place is None:
                alike.append((mine, len(found)))
                found.append(gap)
                seen.append({show})
            else:
                found[place] = _added(found[place], gap)
                seen[place].add(show)
    told = [(gap, len(of)) for gap, of in zip(found, seen, strict=True)]
    return sorted(told, key=lambda one: (-one[1], -one[0].people, one[0].question))


def _added(held: Gap, gap: Gap) -> Gap:
    others = dict.fromkeys((*held.examples, gap.question, *gap.examples))
    forms = tuple(form for form in others if form != held.question)[:EXAMPLES]
    return held._replace(n=held.n + gap.n, people=held.people + gap.people, examples=forms)
