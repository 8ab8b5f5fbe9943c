"""Rules as data: none is shipped without source, with an article of another day, or in two versions at once."""

from datetime import date
from pathlib import Path

import pytest
from tests.compliance.lint_lines import lines

from onair.compliance.lint import Asked, check, packs
from onair.compliance.lint.faults import faults
from onair.compliance.lint.packs import BadPack, read, shipped
from onair.compliance.lint.records import CHECKS
from onair.compliance.lint.triggers import triggers_of
from onair.kernel.folding import fold

RULES = Path(packs.__file__).parent / "rules"
HEAD = 'id = "T1"\nname = {zh = "试", en = "trial"}\nkind = "law"\nverdict = "BLOCK"\n'
PART = '[[part]]\nid = "a"\nmatch = ["试"]\nreason = {zh = "x", en = "x"}\nrewrite = {zh = "x", en = "x"}\n'
WORDS = {"list": {}, "lawful": {}}


def version(
    article="9", since="2025-10-15", until="", source="s", law="反不正当竞争法", topic="false_promotion"
):
    to = f"to = {until}\n" if until else ""
    return f'[[version]]\ninstrument = "{law}"\narticle = "{article}"\ntopic = "{topic}"\nfrom = {since}\n{to}source = "{source}"\n'


def test_what_is_shipped_has_no_faults():
    assert faults(shipped()) == []
    assert {one.id for one in shipped()} == {path.stem for path in RULES.glob("*.toml")} - {"words"}
    assert {part.check for rule in shipped() for part in rule.parts} - {""} == set(CHECKS)
    assert {
        "C01",
        "C02",
        "C03",
        "C04",
        "C05",
        "C06",
        "C07",
        "C08",
        "C09",
        "C10",
        "C15",
        "C19",
        "C30",
        "C31",
        "C32",
    } <= {rule.id for rule in shipped()}


@pytest.mark.parametrize(
    ("versions", "says"),
    [
        (version(source=" "), "no source"),
        (version(article="8"), "stands in 9"),
        (version(since="2025-10-01"), "stood in 8"),
        (version(article="8", since="2019-04-23"), "stands in 9"),
        (version("8", "2019-04-23", "2025-10-20") + version(), "overlaps"),
        (version(topic=""), "needs its topic"),
        (version("29", "2025-06-01", law="直播电商监督管理办法", topic=""), "not in force"),
    ],
)
def test_a_fault_is_told(versions, says):
    found = faults([read(HEAD + versions + PART, WORDS)])
    assert any(says in one for one in found), found


def test_control_the_same_rule_with_its_right_articles_has_none():
    both = version("8", "2019-04-23", "2025-10-14") + version()
    assert faults([read(HEAD + both + PART, WORDS)]) == []


@pytest.mark.parametrize("broken", ["", HEAD, HEAD + version() + PART.replace("试", ".*")])
def test_a_file_that_is_none(broken):
    with pytest.raises(BadPack):
        read(broken.replace("id =", "idd =", 1) if broken == HEAD else broken, WORDS)


def test_every_match_holds_a_trigger():
    texts = [fold(line.text).text for line in lines()]
    for rule in shipped():
        for part in rule.parts:
            for pattern in part.match:
                words = triggers_of(pattern.pattern)
                for text in texts:
                    for found in pattern.finditer(text):
                        assert any(word in found.group() for word in words), (rule.id, part.id, text)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("已售(?:[0-9]+|半)件", {"已售"}),
        ("(?:保|稳)赚|翻倍", {"保赚", "稳赚", "翻倍"}),
        ("[甲乙]牌?货", {"甲货", "甲牌货", "乙货", "乙牌货"}),
        ("(?<!不)能?退(?=货)", {"退", "能退"}),
        ("[0-9]+%", {"%"}),
        ("最(?!近)[一-鿿]{1,3}的", {"最"}),
    ],
)
def test_triggers(pattern, words):
    assert triggers_of(pattern) == words


@pytest.mark.parametrize("pattern", [".*", "[^。]{2,4}", "最?", "(?:好|.+)"])
def test_control_a_pattern_without_certain_words_is_refused(pattern):
    with pytest.raises(ValueError, match="no certain words"):
        triggers_of(pattern)


def test_the_old_show_is_judged_by_the_old_law():
    told = {
        on: check("榜一必中", Asked("script", on)).findings[0].article
        for on in (date(2025, 1, 1), date(2026, 1, 1))
    }
    assert list(told.values()) == ["10", "11"]


def test_what_was_not_in_force_yet_is_not_found():
    assert check("这款最好的锅", Asked("script", date(2020, 1, 1))).findings == ()
