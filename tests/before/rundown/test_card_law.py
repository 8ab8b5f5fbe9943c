"""A talk card before the law: a must-not shuts the gate, a claim asks for evidence, what the card proves is settled."""

from datetime import date

import pytest

from onair.before.rundown.cards import Card, marks
from onair.before.rundown.law import lawful_marks
from onair.compliance.lint import Asked, Evidence, ProductFacts

DAY = date(2026, 11, 28)


def judged(text, product=None, evidence=(), **more):
    card = Card(parts={"pain": "早上来不及", "value": text, "contrast": "少等一会儿"}, **more)
    asked = Asked("script", DAY, product=product, evidence=evidence)
    return [mark for mark in lawful_marks(card, asked, marks(card)) if mark.code != "feature_list"]


def test_a_must_not_is_an_error_with_its_article_and_other_words():
    (mark,) = judged("您拿着它，国内找不出第二家")
    assert (mark.code, mark.level, mark.part) == ("law", "error", "value")
    assert "广告法 9(3)" in mark.words.zh and mark.rewrite


def test_where_the_card_speaks_already_its_mark_gets_the_article():
    (mark,) = judged("您看，已售5000件了")
    assert (mark.code, mark.level) == ("typed_number", "error")
    assert "反不正当竞争法 9" in mark.words.zh


CLAIM = "第三方跌落测试十次没事"
POT = ProductFacts("pot", papers=(("B-118", date(2026, 12, 31)), ("B-001", date(2026, 1, 31))))
FILED = Evidence("prf_1", "report", "别的话", scope=("pot",))


def test_a_claim_without_evidence_shuts_the_gate_with_its_article():
    (mark,) = judged(f"您放心，{CLAIM}")
    assert (mark.code, mark.level) == ("law_evidence", "error")
    assert "广告法 11" in mark.words.zh


@pytest.mark.parametrize(
    ("place", "settled"),
    [
        ("报告 B-118", True),
        ("证据 prf_1", True),
        ("https://example.com/b-118.pdf", True),
        ("报告 B-001", False),
        ("厂家说的", False),
        ("", False),
    ],
)
def test_what_a_card_names_counts_when_it_can_be_looked_up(place, settled):
    found = judged(f"您放心，{CLAIM}", product=POT, evidence=(FILED,), proofs=[(CLAIM, place)])
    assert (found == []) == settled


def test_what_the_offer_settles_is_a_reminder():
    assert {mark.level for mark in judged("您看，今晚限时特价")} == {"warning"}


def test_lawful_words_have_no_mark():
    assert judged("您早上灌好，第一步拧紧盖子，最好先烫一遍") == []
