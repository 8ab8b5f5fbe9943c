"""The lint's signature, its offsets and its dates."""

from datetime import date

from onair.compliance.lint import Asked, check

TODAY = date(2026, 11, 28)


def test_a_typed_count_is_refused_with_its_article():
    (finding,) = check("今晚已售5000", Asked("overlay", TODAY)).findings
    assert (finding.rule, finding.instrument, finding.article) == ("C15", "反不正当竞争法", "9")
    assert (finding.start, finding.end, finding.matched) == (2, 8, "已售5000")
    assert finding.reason.zh and finding.reason.en and finding.rewrite.zh and finding.rewrite.en


def test_a_text_is_judged_by_the_rules_of_its_day():
    (then,) = check("已售5000", Asked("overlay", date(2025, 10, 14))).findings
    (now,) = check("已售5000", Asked("overlay", date(2025, 10, 15))).findings
    assert (then.article, now.article) == ("8", "9")


def test_offsets_are_those_of_what_was_typed():
    text = "这是 蕞\u200b 佳 的"
    (finding,) = check(text, Asked("script", TODAY)).findings
    assert text[finding.start : finding.end] == finding.matched == "蕞\u200b 佳"


def test_speech_cannot_be_unsaid():
    assert check("全网最低", Asked("script", TODAY)).verdict == "BLOCK"
    assert check("全网最低", Asked("speech", TODAY)).verdict == "FIX"
