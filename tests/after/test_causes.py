"""The judge over invented facts: each link, causes that no evening plants, few shows, broken chains, ids and words."""

import re

import pytest
from msgspec import structs
from scipy.special import stdtr, stdtrit
from tests.after.made_facts import night, past, with_totals

from onair.after.diagnosis.base import near, shift
from onair.after.diagnosis.causes import causes
from onair.after.diagnosis.chain import TIMES
from onair.after.diagnosis.finding import SEATS
from onair.after.diagnosis.judge import judge
from onair.after.diagnosis.parts import CHAINS, parts
from onair.after.diagnosis.plain import plain
from onair.after.diagnosis.student import cdf, quantile

PAST = past()
ADDRESS = re.compile(r"[a-z0-9_-]{1,64}")


@pytest.mark.parametrize("stage", [stage for stage in TIMES if stage not in ("view_uv", "gmv")])
def test_the_link_that_fell_is_named(stage: str) -> None:
    told = judge(night(99, **{stage: 0.5}), PAST)
    assert (told.state, told.top) == ("below", stage)
    first = told.findings[0]
    assert ADDRESS.fullmatch(first.id)
    assert first.next is not None
    assert first.seat in SEATS
    assert "{" not in first.words.zh + first.words.en + first.next.words.zh + first.next.words.en


@pytest.mark.parametrize(
    ("cause", "change"),
    [
        ("cut_short", {"duration_min": 0.5}),
        ("discount_deep", {"price": 0.6}),
        ("cheap_mix", {"mix": 0.05}),
        ("bundle_gone", {"items_paid": 0.6}),
    ],
)
def test_causes_that_no_evening_plants(cause: str, change: dict[str, float]) -> None:
    told = judge(night(99, **change), PAST)
    assert told.findings[0].cause == cause, told.findings
    assert told.findings[0].share.value is not None
    assert told.findings[0].share.value < 0


def test_usual_nights_are_usual() -> None:
    states = [judge(night(n), PAST).state for n in range(100, 200)]
    assert states.count("normal") >= 88


def test_more_than_usual_is_said_without_a_cause() -> None:
    told = judge(night(99, expo_pv=2.0), PAST)
    assert (told.state, told.top, told.findings) == ("above", "expo_pv", ())


def test_few_shows_are_not_compared_but_own_rows_speak() -> None:
    few = PAST[:4]
    assert judge(night(99), few).state == "few"
    held = structs.replace(night(99), cancels={"payment": 90})
    told = judge(with_totals(held, order_paid=200), few)
    assert (told.state, told.findings[0].cause) == ("few", "payment_failing")
    assert told.findings[0].share.value is None


def test_nothing_paid_breaks_the_chain_there() -> None:
    now = night(99)
    none = structs.replace(now, stages={**now.stages, "pay_uv": 0, "items_paid": 0, "gmv": 0})
    told = judge(none, PAST)
    assert (told.state, told.top) == ("broken", "pay_uv")
    assert told.case.chain is not None
    assert [link.to for link in told.case.chain.links][-1] == "order_uv"
    assert told.findings


def test_refunds_stand_beside_the_chain() -> None:
    now = night(99)
    told = judge(with_totals(now, refund_orders=float(now.totals["order_paid"] or 0) * 0.4), PAST)
    assert (told.state, told.top, told.findings[0].cause) == ("below", "refund", "refunds_high")


def test_a_missing_stage_is_merged_and_its_link_still_found() -> None:
    now = night(99, pay_uv=0.5)
    told = judge(structs.replace(now, stages={**now.stages, "cart_uv": None, "order_uv": None}), PAST)
    assert told.top == "pay_uv"
    assert told.case.chain is not None
    assert told.case.chain.links[-3].merged == ("cart_uv", "order_uv")


def test_a_level_shift_cuts_the_past() -> None:
    grown = [night(n, expo_pv=10) for n in range(20, 26)]
    told = judge(night(99, expo_pv=10), [*PAST, *grown])
    assert told.state == "normal"
    assert told.case.base is not None
    assert len(told.case.past) == told.case.base.n == 6
    assert shift([0.0, 0.1, 0.05, 0.02, 0.07, 0.01, 0.06, 0.03, 0.04, 0.08]) == 0


@pytest.mark.parametrize("by", list(CHAINS))
def test_parts_of_everybody_are_the_change(by: str) -> None:
    now = night(99, order_uv=0.6)
    told = judge(now, PAST)
    assert told.case.chain is not None
    rows = parts(by, now, told.case.past, told.case.chain.base)  # type: ignore[arg-type]
    assert sum(row.change for row in rows) == pytest.approx(told.case.chain.change, abs=1)
    for row in rows:
        if row.links is not None:
            assert sum(row.links.values()) == pytest.approx(row.change, abs=1)


def test_usual_shows_are_hardly_ever_thrown_out() -> None:
    kept = [len(near([float(link) for link in range(n)])) for n in range(5, 30)]
    assert kept == list(range(5, 30))
    assert len(near([0.0, 0.01, -0.01, 0.02, 0.0, -0.02, 0.01, 3.0])) == 7


def test_quantiles_are_those_of_scipy() -> None:
    for freedom in (1, 2, 3, 4, 7, 9, 30):
        assert cdf(1.7, freedom) == pytest.approx(float(stdtr(freedom, 1.7)), abs=1e-12)
        assert quantile(0.995, freedom) == pytest.approx(float(stdtrit(freedom, 0.995)), rel=1e-9)


def test_every_cause_has_its_words_and_every_link_its_own() -> None:
    assert len(causes()) == 24
    assert set(plain()) >= {*TIMES, "expo_uv", "refund"}
    for cause in causes().values():
        assert cause.seat in SEATS
        assert {*re.findall(r"{(\w+)}", cause.words.zh)} == {*re.findall(r"{(\w+)}", cause.words.en)}
