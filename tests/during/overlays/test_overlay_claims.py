"""A typed number never reaches the screen, however it is written; lawful words do."""

import re
from datetime import date

import pytest

from onair.compliance.lint.packs import shipped
from onair.during.overlays.checking import check_line
from onair.during.overlays.layout import Body, Widget, compiled
from onair.during.overlays.presets import NAMES, preset
from onair.during.overlays.template import parse

ON = date(2026, 11, 28)
SOLD = [
    "已售5000",
    "已售５０００",
    "已售⑤⓪⓪⓪",
    "已有五千人下单",
    "已有伍仟人付款",
    "5️⃣0️⃣0️⃣人下单",
    "1万+人已付款",
    "上万人抢购",
    "数千单",
    "5k人",
    "5W人下单",
    "销量10万+",
    "补货3次",
    "今天补货三次",
    "5\u200b0\u200b0\u200b0\u2060人",
    "𝟓𝟎𝟎𝟎人",
    "٥٠٠٠人",
    "三百份已抢",
    "热卖８００组",
    "50个下单",
    "成交超两千",
    "累计购买破千人",
    "三百人",
    "第6次补货",
    "一人已下单",
    "3件已售",
]
SOLD += [
    "5 0 0 0人在抢",
    "Sold 5000",
    "5,000 people bought it",
    "five thousand people",
    "over 300 orders",
    "1{offer.left} 件",
    "{offer.left}千件",
]
LEFT = [
    "仅剩3件",
    "只剩二十件",
    "就剩二十件",
    "最后10件",
    "库存只剩８",
    "剩余5份",
    "还剩⑨套",
    "Only 3 left",
    "just five left",
]
ENDS = [
    "倒计时05:00",
    "还有10分钟",
    "10分钟后恢复原价",
    "最后5分钟",
    "21:30截止",
    "今晚九点截止",
    "距结束00:30",
    "ends in 10 minutes",
    "5 minutes left",
]
PRICED = ["¥59", "59元", "只要五十九块钱", "￥1 6 9"]
LAWFUL = [
    "7天无理由退",
    "48小时内发货",
    "六件套",
    "不粘层一年质保",
    "一次性手套",
    "四人份",
    "20:00开播",
    "双十一同款",
    "可视空气炸锅5L",
    "第一次用也会",
    "满意再下单",
    "两年只换不修",
    "20片装",
    "316不锈钢",
    "客服9:00-21:00在线",
    "下单后24小时内发货",
    "三单元",
    "马上回来",
]
LAWFUL += [
    "已有 {show.paid_people} 人下单", "本批上架 {offer.batch} 件，还剩 {offer.left}", "今天补货 {show.restocks_today} 次", "{offer.ends_at} 结束，到点恢复 {offer.price_after}",
    "三单元", "第一件事", "第二件半价", "3人餐桌", "每人限购2件", "最多2人使用", "每人2次", "Seats 4 people",
    "{product.name} 6 件套", "Back in a moment", "Free returns within 7 days", "{{好锅}}",
]  # fmt: skip


@pytest.mark.parametrize(("rule", "lines"), [("C15", SOLD), ("C16", LEFT), ("C17", ENDS), ("C12", PRICED)])
def test_a_typed_number_is_refused_with_its_article_and_what_to_write(rule: str, lines: list[str]) -> None:
    for text in lines:
        found = [one for one in check_line(text, ON).findings if one.refused and one.instrument]
        assert found, text
        assert any(one.rule == rule or (rule == "C12" and one.rule[0] == "C") for one in found), (text, found)
        for one in found:
            assert one.article and text[one.start : one.end] == one.matched
        assert any(one.rewrite and "{" in one.rewrite.zh for one in found), text


@pytest.mark.parametrize("text", LAWFUL)
def test_lawful_words_pass(text: str) -> None:
    assert check_line(text, ON).findings == ()


def test_a_plain_digit_rule_would_let_most_of_them_through() -> None:
    """The control: what a word list of ASCII digits and 人单件次 sees."""
    plain = re.compile(r"\d+\s*[人单件次份组]")
    assert sum(plain.search(text) is None for text in SOLD + LEFT) > len(SOLD + LEFT) / 2


@pytest.mark.parametrize(
    "text",
    [
        "已售 {offer.left} 件",
        "补货 {show.paid_orders} 次",
        "只剩 {offer.sold} 件",
        "{product.stock} 人下单",
        "{offer.batch} sold",
    ],
)
def test_a_count_under_another_name_is_refused(text: str) -> None:
    assert [one.rule for one in check_line(text, ON).findings] == ["C15"]


def test_words_that_the_law_forbids_are_found_by_the_lint_in_their_place() -> None:
    found = check_line("{product.name} 国家级品质", ON).findings
    assert [(one.rule, one.matched, one.refused) for one in found] == [("C01", "国家级", True)]


def test_every_text_becomes_a_template() -> None:
    for text in (
        "",
        "{",
        "}}",
        "[[a",
        "a]]",
        "[[a[[b]]",
        "{show.nothing}",
        "{show.title(x)}",
        "x" * 400,
        "{offer.left}" * 20,
        "{" * 299,
    ):
        line = check_line(text, ON)
        assert line.refused == (text not in ("", "}}")), text
    assert parse("{{a}} [[{offer.price}]]").flat().text == "{a} \ufffc"
    assert [str(key) for key in parse("{show.paid_orders(p9)}{qa.answer}").keys] == [
        "show.paid_orders(p9)",
        "qa.answer",
    ]


def test_what_comes_with_onair_passes_our_own_check() -> None:
    """On every day from which another article counts; a show then need not read the law to open."""
    days = {ON} | {version.since for rule in shipped() for version in rule.versions if version.since > ON}
    for size in NAMES:
        for day in days:
            assert compiled("x", "x", preset(*size), day).marks == ()
        assert compiled("x", "x", preset(*size), None) == compiled("x", "x", preset(*size), ON)


def test_boxes_stay_clear_of_the_platform_and_of_the_seller() -> None:
    seller = Widget("s", "seller", 2, 3, 20, 6)
    low = compiled("x", "x", Body("tall", widgets=(seller, Widget("t", "text", 2, 60, 20, 10))), ON)
    assert [(mark.widget, mark.finding.rule) for mark in low.marks] == [("t", "safe_area")]
    over = compiled("x", "x", Body("tall", widgets=(seller, Widget("t", "offer", 10, 5, 20, 10))), ON)
    assert [(mark.finding.rule, mark.finding.article, over.refused) for mark in over.marks] == [
        ("C20", "26", True)
    ]
    none = compiled("x", "x", Body("tall", widgets=(Widget("t", "offer", 10, 5, 20, 10),)), ON)
    assert [(mark.finding.rule, none.refused) for mark in none.marks] == [("C20", False)]


def test_a_line_that_is_refused_is_never_drawn() -> None:
    body = Body(
        "tall",
        widgets=(
            Widget("s", "seller", 2, 3, 20, 6),
            Widget("t", "proof", 2, 20, 20, 6, lines=("已售5000", "好用")),
        ),
    )
    made = compiled("x", "x", body, ON)
    assert [[part.text for part in line] for line in made.layout.widgets[1].lines] == [[], ["好用"]]
