"""What comes out of reading a comment: intent, gate, risks, and a key that equal comments share."""

import pytest

from onair.during.comments.reading.intents import INTENTS, QUESTIONS, RISKS
from onair.during.comments.reading.normal import normal
from onair.during.comments.reading.reader import Reader


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("这条裙子多少钱呀", "price"),
        ("一米六二 一百零五斤 穿什么码", "size"),
        ("江苏几天能到", "shipping"),
        ("杏色还有货吗", "stock"),
        ("小黄车几号链接", "link"),
        ("面料是纯棉的不", "quality"),
        ("敏感肌能用吗", "usage"),
        ("优惠券在哪里领", "coupon"),
        ("已经下单了", "ordered"),
        ("付款失败了怎么办", "orderhelp"),
        ("质量太差了 退钱", "complaint"),
        ("能不能试穿一下", "demand"),
        ("主播晚上好", "greet"),
        ("加微信进群领", "spam"),
        ("今天路上堵了很久", "unknown"),
    ],
)
def test_intents(text: str, intent: str) -> None:
    (reading,) = Reader().read([text])
    assert reading.intent == intent
    assert 0 <= reading.confidence <= 1


def test_a_question_is_never_negative_and_a_complaint_is() -> None:
    readings = Reader().read(["怎么卖的", "还有货吗", "什么破质量 垃圾"])
    assert [reading.negative for reading in readings] == [False, False, True]
    assert "complaint" in readings[2].risk
    assert "complaint" not in QUESTIONS


def test_risks_are_reasons_to_look() -> None:
    abuse, ads, rumour, none = Reader().read(["你个傻逼", "加v领试用", "听说这家被查了", "真好看"])
    assert (abuse.risk, ads.risk, rumour.risk, none.risk) == (("abuse",), ("ads",), ("rumour",), ())
    assert {"abuse", "ads", "rumour"} <= set(RISKS)


@pytest.mark.parametrize(
    "others",
    [
        (
            "质量好差",
            "质量好差！！！",
            "质 量 好 差",
            "質量好差",
            "质量[捂脸]好差",
            "质.量*好_差😭😭",
            "质量好差差差差",
        )
    ],
)
def test_one_thing_said_in_many_ways_has_one_key(others: tuple[str, ...]) -> None:
    assert {normal(text).key for text in others} == {"质量好差"}


def test_what_is_said_over_and_over_is_said_once() -> None:
    said = ("上链接", "上链接上链接", "上链接 上链接！上链接", "上链接上链接上链")
    assert {normal(text).key for text in said} == {"上链接"}
    assert normal("妈妈的围巾").key == "妈妈的围巾"
    assert normal("10010元").key != normal("10元").key


def test_keys_tell_different_things_apart() -> None:
    assert len({normal(text).key for text in ("100元", "10元", "666", "6", "[比心]", "👍", "？")}) == 7
    assert normal("6666666").key == normal("666").key


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "\ud800", "\u202e\u200f", "。" * 5_000, "\U0010ffff", "[[[[]]]]", "a" * 9_999]
)
def test_any_string_can_be_read(text: str) -> None:
    (reading,) = Reader().read([text])
    assert reading.intent in INTENTS


def test_no_texts_no_readings() -> None:
    assert Reader().read([]) == []


def test_signs_are_read_apart_and_places_are_those_of_the_text() -> None:
    said = normal("好[比心]贵👍啊")
    assert (said.text, said.signs) == ("好贵啊", ("[比心]", "👍"))
    assert said.folded.span(1, 2) == (5, 6)
