"""Several actions of a show, repeats of one act, a rule's card, and the sentences."""

from typing import Any

import numpy as np
import pytest
from bench import effect as bench
from msgspec import structs
from scipy.stats import false_discovery_control

from onair.during.playbook.effect import wording
from onair.during.playbook.effect.model import Bounds, Control, Effect
from onair.during.playbook.effect.pooling import pool, scorecard
from onair.during.playbook.effect.several import benjamini_hochberg, holm, together
from onair.kernel.i18n import Text


def effect(moved: float = 0.28, alike: float = 0.12, half: float = 0.3, **also: Any) -> Effect:
    log = np.log1p(moved)
    bounds = Bounds(float(np.expm1(log - half)), float(np.expm1(log + half)))
    return structs.replace(
        Effect(action="a", status="measured", kind="control", effect=moved, i80=bounds, i95=bounds, alike=alike, n=212),
        **also,
    )  # fmt: skip


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    assert (holm([]), benjamini_hochberg([])) == ([], [])


def test_benjamini_hochberg_as_the_reference() -> None:
    shares = np.random.default_rng(1).uniform(0, 1, 40) ** 3
    assert benjamini_hochberg(list(shares)) == pytest.approx(false_discovery_control(shares))


def test_one_alarm_in_twenty_looks_is_none() -> None:
    found = together([effect(alike=0.03), *[effect(alike=0.3)] * 18, Effect(action="x", status="gaps")])
    assert (found[0].holm, found[0].bh) == (pytest.approx(0.03 * 19), pytest.approx(0.3))
    assert (found[-1].holm, found[-1].bh) == (None, None)
    assert wording.verdict(found[0]) == "unclear"
    assert wording.verdict(effect(alike=0.03)) == "up", "the control: alone it would pass for one"
    assert wording.verdict(effect(-0.3, 0.01)) == "down"
    assert wording.verdict(found[-1]) is None


@pytest.mark.parametrize(("repeats", "apart"), [(3, 0.0), (8, 0.15)])
def test_pooled_intervals_cover(repeats: int, apart: float) -> None:
    null = bench.pooled(np.random.default_rng(1), repeats, 0.0, apart, 24)
    assert null.mean("rejected") <= 0.15
    assert bench.pooled(np.random.default_rng(2), repeats, 0.3, apart, 24).mean("cover95") >= 0.85


def test_repeats_show_what_one_cannot() -> None:
    """Ten times +20 %, none of which stands out by itself."""
    rng = np.random.default_rng(4)
    alone = [effect(float(np.expm1(np.log(1.2) + rng.normal(0, 0.15))), 0.2) for _ in range(10)]
    found = pool([*alone, Effect(action="x", status="inseparable")])
    assert (found.n, found.left_out) == (10, 1)
    assert found.i95 is not None
    assert found.i95.low > 0
    assert found.i95.low < 0.2 < found.i95.high
    assert found.spread == 0
    few = pool(alone[:2])
    assert (few.n, few.effect, few.p) == (2, None, None)


def test_differences_between_repeats_are_told_and_widen() -> None:
    same, unlike = (
        [effect(0.2, half=0.2)] * 6,
        [effect(moved, half=0.2) for moved in (-0.3, 0.8, -0.2, 0.9, 0.2, 0.1)],
    )
    one, other = pool(same), pool(unlike)
    assert (one.i2, one.spread) == (0.0, 0.0)
    assert one.alike_p == pytest.approx(1)
    assert other.i2 is not None
    assert other.i2 > 0.8
    assert other.alike_p is not None
    assert other.alike_p < 0.001
    assert one.i95 is not None
    assert other.i95 is not None
    assert other.i95.high - other.i95.low > 3 * (one.i95.high - one.i95.low)


def test_a_rule_on_one_card() -> None:
    card = scorecard("dip", ["accepted"] * 4 + ["dismissed", "dismissed", "expired", "open"], [effect()] * 3)
    assert (card.fired, card.accepted, card.dismissed, card.expired, card.open) == (8, 4, 2, 1, 1)
    said = wording.scored(card)
    assert said.zh.startswith("触发 8 次，采纳 4，忽略 2，过期 1，待处理 1。+28 %（95 % 区间 ")
    assert "3 times pooled; 0 % of the differences" in said.en
    assert (
        wording.scored(scorecard("new", [], [])).zh
        == "触发 0 次，采纳 0，忽略 0，过期 0。样本不足：测到 0 次，至少要 3 次"
    )


def test_the_sentence_never_goes_without_interval_n_and_kind() -> None:
    said = wording.sentence(effect(i95=Bounds(-0.05, 0.70)))
    assert said.zh == "+28 %（95 % 区间 −5 %～+70 %），该场随机时刻有 12 % 也会这样（对照，n = 212）"
    assert said.en == (
        "+28 % (95 % interval −5 % to +70 %); 12 % of this show's random moments do the same (control, n = 212)"
    )
    assert "不到 1 %" in wording.sentence(effect(alike=0.004)).zh
    assert "前后" in wording.sentence(effect(kind="before_after")).zh
    assert "n = 212，其中有的时刻也有别的动作）" in wording.sentence(effect(mixed=True)).zh
    assert "换一种抽签有 12 %" in wording.sentence(effect(kind="randomised")).zh


@pytest.mark.parametrize("status", ["not_due", "too_few", "few_events", "gaps", "flat", "not_comparable"])
def test_what_could_not_be_measured_says_why_and_no_figure(status: str) -> None:
    said = wording.sentence(Effect(action="a", status=status, n=11))
    assert all(text and "+" not in text and "{" not in text for text in said)
    assert ("11" in said.zh) == (status == "too_few")


def test_inseparable_names_the_others() -> None:
    one = Effect(action="a", status="inseparable", beside=("b", "c"))
    assert (
        wording.sentence(one, {"b": "加推", "c": "换话题"}).zh == "不可分离：同一测量窗口里还有 加推、换话题"
    )
    assert wording.sentence(one).en == "Inseparable: in the same window as b, c"


def test_the_control_is_named_with_its_reason() -> None:
    names = {"others": Text("其他商品点击", "clicks on other products")}
    said = wording.against(Control("others", 0.183), names)
    assert said.zh == "对照：其他商品点击（使本场其他时刻的波动减小 18 %）"
    assert "18 % off" in said.en
    assert wording.against(None, names).zh.startswith("前后对比")
