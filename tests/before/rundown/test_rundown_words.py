"""Talk cards, themes, the audience and the fit of a host: pure parts."""

import pytest

from onair.before.rundown.audience import curve, stated
from onair.before.rundown.cards import Card, marks, only_features
from onair.before.rundown.normal import normal_card
from onair.before.rundown.themes import CATALOGUE, kept_of, lay, theme_of
from onair.before.rundown.views import NewSlot, begin_of

FULL = {
    "pain": "你家上次炸东西是什么时候？",
    "value": "看得见上色，你不用反复抽出来。",
    "contrast": "左边旧款，右边这台。",
}


def codes(**over: object) -> list[str]:
    parts = FULL | {name: text for name, text in over.items() if name in FULL}
    rest = {name: value for name, value in over.items() if name not in FULL}
    return [mark.code for mark in marks(Card(parts=parts, **rest))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("over", "found"),
    [
        ({}, []),
        ({"pain": ""}, ["part_missing"]),
        ({"value": "304 不锈钢，5L 大容量，1500W，可拆洗"}, ["feature_list"]),
        ({"value": "一滴油都不用，你也能炸。"}, ["claim_without_evidence"]),
        ({"value": "鸡翅 18 分钟出锅，你不用看着。"}, ["claim_without_evidence"]),
        ({"value": "鸡翅 18 分钟出锅，你不用看着。", "proofs": (("18 分钟", "实测 11-15"),)}, []),
        (
            {"value": "鸡翅 18 分钟出锅，你不用看着。", "proofs": (("18 分钟", ""),)},
            ["claim_without_evidence"],
        ),
        (
            {"contrast": "全网最低价，你放心。", "never": ("全网最低",)},
            ["never_said", "claim_without_evidence"],
        ),
        ({"contrast": "你看，仅剩 8 件了"}, ["typed_number"]),
        ({"contrast": "你看，余 {stock} 件"}, []),
        ({"contrast": "我用了两周，你听声音"}, ["own_use_without_record"]),
        ({"contrast": "我用了两周，你听声音", "story": "使用记录 #12"}, []),
    ],
)
def test_a_card_is_told_what_to_mend(over: dict[str, object], found: list[str]) -> None:
    assert codes(**over) == found


def test_a_mark_shows_where() -> None:
    text = "隔着大窗，一滴油都不用，你看。"
    (mark,) = [m for m in marks(Card(parts=FULL | {"value": text})) if m.code == "claim_without_evidence"]
    assert text[mark.start : mark.end].startswith("一滴油都不用")


def test_features_with_a_person_in_them_are_no_bare_list() -> None:
    assert only_features("不粘，轻，大")
    assert not only_features("不粘，轻，妈妈单手就能端")


def test_every_theme_of_the_catalogue_has_loops_of_20_to_25_minutes() -> None:
    for theme in CATALOGUE.values():
        assert 20 <= theme.minutes <= 25, theme.code
        assert {step.kind for step in theme.loop} & {"game", "welfare"}, theme.code
        assert theme.hook.zh and theme.hook.en
        assert theme_of(theme.code, kept_of(theme), 0) == theme


def test_a_rundown_laid_from_a_theme_fits_its_time() -> None:
    roles = ["traffic", "hero", "profit", "follow", "welfare", None, "image"] * 6
    titles = [f"p{n}" for n in range(len(roles))]
    for theme in CATALOGUE.values():
        for total in (30, 90, 180):
            drafts = lay(theme, roles, titles, total, "zh")
            used = [draft.product for draft in drafts if draft.product is not None]
            assert sum(draft.minutes for draft in drafts) <= total
            assert len(used) == len(set(used))


def test_the_curve_has_mean_one_and_leans_to_past_shows() -> None:
    flat = [[(minute, 100) for minute in range(0, 181, 10)]] * 8
    late = [[(0, 10), (90, 20), (180, 400)]] * 8
    for made in (stated(180), curve(flat, 180), curve(late, 120)):
        assert abs(sum(made) / len(made) - 1) < 1e-9
    assert max(curve(flat, 180)) < max(stated(180))
    assert curve(late, 120)[-1] > stated(120)[-1]
    assert curve([[], [(0, 0), (5, 0)]], 60) == stated(60)


def test_a_card_on_which_nothing_is_written_is_none() -> None:
    assert normal_card({"form": "three", "parts": {"pain": "  "}, "must": [" "]}) == {}
    assert normal_card({"form": "six"})["form"] == "six"


@pytest.mark.parametrize(
    ("slots", "total", "begins"),
    [
        (
            [(5, None, "linked"), (5, None, "fill"), (5, None, "linked"), (5, 40, "locked")],
            90,
            [0, 5, 35, 40],
        ),
        ([(5, None, "linked"), (5, None, "fill"), (5, None, "linked")], 60, [0, 5, 55]),
        ([(5, None, "fill"), (5, 20, "linked"), (5, None, "linked")], 60, [0, 20, 25]),
        ([(30, None, "fill"), (5, 20, "linked")], 60, [0, 30]),
        ([(5, None, "fill"), (5, None, "linked")], None, [0, 5]),
    ],
)
def test_a_slot_that_counts_to_the_end_takes_what_is_left(
    slots: list[tuple[int, int | None, str]], total: int | None, begins: list[int]
) -> None:
    made = [NewSlot("product", "段", minutes, pin=pin, timing=timing) for minutes, pin, timing in slots]
    assert begin_of(made, total) == begins
