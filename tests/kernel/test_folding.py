"""Folded text is written one way and knows where it stood."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onair.kernel.folding import HAN, NOISE, SIMPLE, WIDTH, fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("最\u200b佳", "最佳"),
        ("蕞 佳 吹风機", "最佳吹风机"),
        ("第①", "第一"),
        ("最💥佳", "最佳"),
        ("国国家家级级", "国家级"),
        ("最最最好", "最好"),
        ("第“一”", "第一"),
        ("国，家，级", "国家级"),
        ("ＴＯＰ１", "top1"),
        ("zuì jiā", "zui jia"),
        ("最̶佳̶", "最佳"),
        ("最\u202e佳", "最佳"),
        ("好。最后", "好。最后"),
        ("妈妈天天1000件", "妈妈天天1000件"),
        ("{offer.left} 件", "{offer.left} 件"),
    ],
)
def test_one_way(typed, folded):
    assert fold(typed).text == folded


@given(st.text(max_size=60) | st.text("最 \u200b国家级1，。①“”💥", max_size=60))
def test_every_character_knows_its_place(text):
    found = fold(text)
    assert len(found.text) == len(found.at) == len(found.to)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.at, found.to))
    assert list(found.at) == sorted(found.at)
    for sign, start, end in zip(found.text, found.at, found.to):
        if HAN[0] <= sign <= HAN[-1]:
            assert end - start >= 1


def test_span_is_of_the_original():
    text = "这是 蕞\u200b 佳 的"
    found = fold(text)
    start = found.text.index("最佳")
    assert text[slice(*found.span(start, start + 2))] == "蕞\u200b 佳"


def test_stages_are_chosen():
    assert fold("ＡＢ機 器", {WIDTH}).text == "ab機 器"
    assert fold("ＡＢ機 器", {SIMPLE}).text == "ＡＢ机 器"
    assert fold("機 器", {NOISE}).text == "機器"


def test_time_grows_with_length():
    """Ten times the text may take 30 times as long on a loaded machine, never the 100 of a square."""
    for seed in ("最 ", "国国家家", "国,家,级,", "“第”", "a̶"):
        fold(seed * 50)
        small, big = (min(_timed(seed * n) for _ in range(3)) for n in (1_000, 10_000))
        assert big < 30 * small + 0.01


def _timed(text):
    start = time.perf_counter()
    fold(text)
    return time.perf_counter() - start
