"""Words of lists are found however they are disguised, at the place where they were typed, and not in other words."""

from pathlib import Path

import pytest

from onair.during.comments.reading.normal import normal
from onair.during.comments.reading.results import Hit, Lists, Named
from onair.during.comments.reading.words import Finder

CASES = [
    line.split("\t") for line in (Path(__file__).parent / "disguised.tsv").read_text("utf-8").splitlines()
]


def hits(finder: Finder, text: str) -> tuple[Hit, ...]:
    return finder.hits(normal(text))


def test_nine_of_ten_disguises_are_seen_through() -> None:
    finder = Finder(Lists(blocked=tuple({word for word, _ in CASES})))
    missed = [case for case in CASES if case[0] not in {hit.ref for hit in hits(finder, case[1])}]
    assert len(CASES) >= 200
    assert len(missed) <= 0.1 * len(CASES), missed


def test_control_a_plain_search_finds_few_of_them() -> None:
    assert sum(word in text for word, text in CASES) < 0.1 * len(CASES)


@pytest.mark.parametrize(
    ("word", "text", "typed", "sound"),
    [
        ("微信", "快加薇信哦", "薇信", True),
        ("微信", "快加 WeiXin 哦", "WeiXin", True),
        ("微信", "快加微.信哦", "微.信", False),
        ("骗子", "你们是马扁子吗", "马扁子", False),
        ("假货", "都是假😀货", "假😀货", False),
    ],
)
def test_a_hit_says_where_it_was_typed(word: str, text: str, typed: str, sound: bool) -> None:
    (hit,) = [hit for hit in hits(Finder(Lists(blocked=(word,))), text) if hit.kind == "blocked"]
    assert (text[hit.start : hit.end], hit.ref, hit.sound) == (typed, word, sound)


def test_other_words_stay_what_they_are() -> None:
    finder = Finder(Lists(blocked=("西安", "假货", "代购")))
    for text in ("先来的在哪", "好家伙", "先安静", "xianzai"):
        assert hits(finder, text) == (), text


def test_products_by_name_alias_and_number() -> None:
    finder = Finder(Lists(products=(Named("p1", ("碎花连衣裙", "小碎花")), Named("p2", ("不粘锅",)))))
    found = {(hit.kind, hit.ref) for hit in hits(finder, "小碎花是3号还是十二号？不沾锅呢")}
    assert found == {("product", "p1"), ("product", "p2"), ("number", "3"), ("number", "12")}
    assert hits(finder, "37号码有吗") == ()


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1号", "1"), ("三号", "3"), ("十号", "10"), ("十五号", "15"), ("二十三号", "23"), ("１２号", "12")],
)
def test_numbers(typed: str, number: str) -> None:
    (hit,) = hits(Finder(Lists()), f"{typed}链接")
    assert (hit.kind, hit.ref) == ("number", number)


def test_hostile_lists() -> None:
    finder = Finder(Lists(blocked=("", " ", "!!!", "\ud800", "a" * 10_000), products=(Named("x", ("",)),)))
    assert hits(finder, "随便说说") == ()
