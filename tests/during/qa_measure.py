"""The lines of qa_lines.txt through the matcher, as the live column asks it; and how fast a big library answers."""

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from msgspec import structs

from onair.during.comments.reading.reader import Reader
from onair.during.qa.answer import Answer, Library, Source
from onair.during.qa.grams import grams, normal
from onair.during.qa.matching import Match, Matcher

LINES = Path(__file__).with_name("qa_lines.txt")


class Asked(NamedTuple):
    """`wants`: the answer that fits, None = none does."""

    wants: str | None
    product: str
    text: str


class Figures(NamedTuple):
    """`hit`: right answer first, of those that have one; `top`: among the three; `wrong`: another one first, of those;
    `false`: something proposed to what nothing answers."""

    n: int
    unanswerable: int
    hit: float
    top: float
    wrong: float
    false: float


def lines() -> tuple[Library, list[Asked]]:
    answers: dict[str, Answer] = {}
    asked = []
    for line in LINES.read_text("utf-8").splitlines():
        kind, *fields = line.split("|")
        if kind == "a":
            id_, product, intent, variants = fields
            named: Any = intent
            answers[id_] = Answer(
                id=id_, variants=tuple(variants.split("/")), intent=named, short="示例", kept="approved", until=2**53,
                product=None if product == "-" else product, source=Source("manual", "示例"),
            )  # fmt: skip
        elif kind == "q":
            asked.append(Asked(None if fields[0] == "-" else fields[0], fields[1], fields[2]))
    return Library(answers), asked


def measure(
    threshold: float, *, read: bool = True, held: bool = False
) -> tuple[Figures, list[tuple[Asked, list[Match]]]]:
    """With the intents that the reading of comments gives, or without any. `held`: the half that was not tuned on."""
    library, asked = lines()
    asked = asked[1::2] if held else asked
    matcher, reader = Matcher(library, threshold), Reader()
    intents = [one.intent if read else None for one in reader.read([one.text for one in asked])]
    told = [
        (one, matcher.match(one.text, intent, one.product, at=0))
        for one, intent in zip(asked, intents, strict=True)
    ]
    has = [(one, found) for one, found in told if one.wants is not None]
    none = [(one, found) for one, found in told if one.wants is None]
    first = sum(bool(found) and found[0].answer.id == one.wants for one, found in has)
    top = sum(any(match.answer.id == one.wants for match in found) for one, found in has)
    wrong = sum(bool(found) and found[0].answer.id != one.wants for one, found in has)
    false = sum(bool(found) for _, found in none)
    figures = Figures(
        len(has), len(none), first / len(has), top / len(has), wrong / len(has), false / len(none)
    )
    return figures, told


def big(*, shop_wide: bool) -> Library:
    """1,000 answers: 42 of the lines' library 24 times over, each time with words of its own and, unless `shop_wide`, of
    other products."""
    library, _ = lines()
    rng, made = Random(1), dict[str, Answer]()
    for n in range(1_000):
        one = list(library.answers.values())[n % len(library.answers)]
        own = [f"{text}{chr(0x4E00 + rng.randrange(3_000))}" for text in one.variants * 2][:5]
        product = None if shop_wide else one.product and f"{one.product}_{n // len(library.answers)}"
        made[f"a{n}"] = structs.replace(one, id=f"a{n}", variants=tuple(own), product=product)
    return Library(made)


def rate(matcher: Matcher, asked: Sequence[Asked], turn: int) -> float:
    """Questions a second of one core, each as if it were new."""
    normal.cache_clear()
    grams.cache_clear()
    start = time.process_time()
    for one in asked:
        matcher.match(one.text, None, f"{one.product}_{turn}", at=0)
    return len(asked) / (time.process_time() - start)
