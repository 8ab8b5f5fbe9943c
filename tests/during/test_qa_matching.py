"""What is proposed to a question: the figures of docs/algorithms/qa.md, and what is never proposed."""

import time
from random import Random

import pytest
from msgspec import structs
from qa_measure import lines, measure
from qa_shelf import LIBRARY, MINE, SHIP, STOVE

from onair.during.qa.answer import Answer, Library
from onair.during.qa.grams import grams, normal
from onair.during.qa.matching import THRESHOLD, Matcher


def _ids(
    matcher: Matcher, text: str, product: str | None = "P1", hosts: tuple[str, ...] = (), at: int = 0
) -> list[str]:
    return [one.answer.id for one in matcher.match(text, None, product, at=at, hosts=hosts)]


def test_the_figures_that_are_published() -> None:
    """308 own lines, 99 of them with no answer in the library."""
    told, _ = measure(THRESHOLD)
    assert (told.n, told.unanswerable) == (209, 99)
    assert told.hit >= 0.87
    assert told.wrong <= 0.01
    assert told.false <= 0.04
    loose, _ = measure(0.0)
    assert loose.false > 0.5, "without a threshold the unanswerable lines must fail, or they measure nothing"
    deaf, _ = measure(THRESHOLD, read=False)
    assert deaf.hit <= told.hit


def test_never_expired_unapproved_of_another_product_or_host() -> None:
    old = structs.replace(STOVE, id="old", until=10)
    draft = structs.replace(STOVE, id="draft", kept="draft")
    gone = structs.replace(STOVE, id="gone", kept="withdrawn")
    matcher = Matcher(
        structs.replace(LIBRARY, answers={one.id: one for one in (STOVE, SHIP, MINE, old, draft, gone)})
    )
    assert _ids(matcher, "电磁炉能用不", at=9) == ["qa_stove", "old"]
    assert _ids(matcher, "电磁炉能用不", at=10) == ["qa_stove"]
    assert _ids(matcher, "电磁炉能用不", product="tb-1") == ["qa_stove", "old"]
    assert _ids(matcher, "电磁炉能用不", product="P2") == []
    assert _ids(matcher, "电磁炉能用不", product=None) == []
    assert _ids(matcher, "啥时候发货", product=None) == ["qa_ship"]
    assert _ids(matcher, "主播自己用过没") == []
    assert _ids(matcher, "主播自己用过没", hosts=("hst_b",)) == []
    assert _ids(matcher, "主播自己用过没", hosts=("hst_b", "hst_a")) == ["qa_mine"]
    unsigned = Matcher(structs.replace(LIBRARY, used=frozenset()))
    assert _ids(unsigned, "主播自己用过没", hosts=("hst_a",)) == []


@pytest.mark.parametrize(
    "text",
    [
        "電磁爐能用嗎",
        "电 磁 炉能用吗？？？",
        "电磁炉\u200b能用吗",
        "请问主播电磁炉可以用不",
        "[捂脸]电磁炉能用吗😀",
    ],
)
def test_the_same_question_in_other_clothes(text: str) -> None:
    assert _ids(Matcher(LIBRARY), text) == ["qa_stove"]


@pytest.mark.parametrize("text", ["", " ", "？？？", "[鲜花]", "😀" * 300, "a" * 5_000, "\ud800", "吗"])
def test_nothing_asked_is_nothing_proposed(text: str) -> None:
    assert _ids(Matcher(LIBRARY), text) == []
    assert _ids(Matcher(), text) == []


def _big() -> Library:
    """1,000 answers: 42 of the lines' library 24 times over, each time of other products and with words of their own."""
    library, _ = lines()
    rng, made = Random(1), dict[str, Answer]()
    for n in range(1_000):
        one = list(library.answers.values())[n % len(library.answers)]
        own = [f"{text}{chr(0x4E00 + rng.randrange(3_000))}" for text in one.variants * 2][:5]
        product = one.product and f"{one.product}_{n // len(library.answers)}"
        made[f"a{n}"] = structs.replace(one, id=f"a{n}", variants=tuple(own), product=product)
    return Library(made)


def test_five_thousand_questions_a_second_over_a_thousand_answers() -> None:
    """CPU time: the machine may be shared. Half of the figure, so that a slow one does not fail; the doc has the measured."""
    matcher, (_, asked) = Matcher(_big()), lines()
    rates = []
    for turn in range(3):
        normal.cache_clear()
        grams.cache_clear()
        start = time.process_time()
        for one in asked:
            matcher.match(one.text, None, f"{one.product}_{turn}", at=0)
        rates.append(len(asked) / (time.process_time() - start))
    assert max(rates) >= 2_500, rates
