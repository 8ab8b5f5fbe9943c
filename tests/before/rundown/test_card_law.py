"""A talk card before the law: a must-not shuts the gate, a claim asks for evidence, what the card proves is settled."""

from datetime import date

from onair.before.rundown.cards import Card, marks
from onair.before.rundown.law import lawful_marks
from onair.compliance.lint import Asked

DAY = date(2026, 11, 28)


def judged(text, **more):
    card = Card(parts={"pain": "早上来不及", "value": text, "contrast": "少等一会儿"}, **more)
    return [
        mark for mark in lawful_marks(card, Asked("script", DAY), marks(card)) if mark.code != "feature_list"
    ]


def test_a_must_not_is_an_error_with_its_article_and_other_words():
    (mark,) = judged("您拿着它，国内找不出第二家")
    assert (mark.code, mark.level, mark.part) == ("law", "error", "value")
    assert "广告法 9(3)" in mark.words.zh and mark.rewrite


def test_where_the_card_speaks_already_its_mark_gets_the_article():
    (mark,) = judged("您看，已售5000件了")
    assert (mark.code, mark.level) == ("typed_number", "error")
    assert "反不正当竞争法 9" in mark.words.zh


def test_what_the_card_proves_is_settled():
    claim = "第三方跌落测试十次没事"
    assert judged(f"您放心，{claim}")[0].level == "warning"
    assert judged(f"您放心，{claim}", proofs=[(claim, "报告 B-118")]) == []


def test_lawful_words_have_no_mark():
    assert judged("您早上灌好，第一步拧紧盖子，最好先烫一遍") == []
