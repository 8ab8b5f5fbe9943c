"""What is wrong with a rundown: each finding is there for its cause, and gone with it."""

from dataclasses import replace
from typing import Any

import pytest

from onair.before.rundown.book import begin_of
from onair.before.rundown.facts import Facts
from onair.before.rundown.lint import lint_rundown
from onair.before.rundown.planning import propose
from onair.before.rundown.softer import bound, softer
from onair.before.rundown.views import NewSlot, Rundown, Slot
from onair.kernel.clock import DAY_MS, MINUTE_MS
from onair.trade.evidence.service import Paper, Supply
from onair.trade.personas.service import Persona
from onair.trade.service import ProductView, ShowView, State

NOW = 1_795_334_400_000
CARD = {
    "form": "three",
    "parts": {"pain": "你家也缺？", "value": "你少等一会儿。", "contrast": "左右一起看。"},
    "must": ["包退"],
}
SHEET = {"forecast": "20", "sample": "已到"}


def product(**over: Any) -> ProductView:
    fields: dict[str, Any] = dict.fromkeys(ProductView.__dataclass_fields__)
    return ProductView(**fields | {"id": "wok", "title": "炒锅", "price": 10_000, "stock": 100} | over)


def show() -> ShowView:
    fields: dict[str, Any] = dict.fromkeys(ShowView.__dataclass_fields__)
    return ShowView(
        **fields
        | {
            "id": "shw",
            "title": "返场",
            "state": State.preparing,
            "starts_at": NOW + DAY_MS,
            "currency": "CNY",
        }
    )


def facts(**over: Any) -> Facts:
    supply = Supply(cost=5_000, commission_rate=0.1)
    paper = Paper(
        id="p",
        product="wok",
        kind="quality_report",
        number="1",
        issuer=None,
        expires_at=NOW + 90 * DAY_MS,
        file=None,
    )
    made = Facts(
        show=show(), products={"wok": product()}, supplies={"wok": supply}, papers={"wok": [paper]},
        personas={"lin": Persona("lin", "林夏")}, curve=[1.0] * 60, now=NOW,
    )  # fmt: skip
    return replace(made, **over)


def talk(**over: Any) -> NewSlot:
    given: dict[str, Any] = {
        "kind": "product", "title": "炒锅", "minutes": 10, "id": "s1", "product": "wok", "host": "lin", "role": "hero",
        "price": 10_000, "card": CARD, "sheet": SHEET,
    }  # fmt: skip
    return NewSlot(**given | over)


def rundown(*slots: NewSlot, total: int = 60, **limits: Any) -> Rundown:
    begins = begin_of(slots)
    made = [
        Slot(
            id=one.id or f"s{n}", kind=one.kind, product=one.product, title=one.title, minutes=one.minutes, host=one.host,
            role=one.role, price=one.price, fixed=one.pin is not None, card=one.card, note="", pin=one.pin, at=at,
            starts_ms=NOW + DAY_MS + at * MINUTE_MS, helpers=tuple(one.helpers), sheet=one.sheet,
        )
        for n, (one, at) in enumerate(zip(slots, begins, strict=True), 1)
    ]  # fmt: skip
    return Rundown("run", "shw", None, 1, made, total, limits)


def codes(*slots: NewSlot, given: Facts | None = None, **limits: Any) -> set[str]:
    return {one.code for one in lint_rundown(rundown(*slots, **limits), given or facts())}


def test_a_rundown_in_order_has_no_finding() -> None:
    assert codes(talk()) == set()


EXPIRED = Paper(
    id="p", product="wok", kind="quality_report", number="1", issuer=None, expires_at=NOW - DAY_MS, file=None
)


@pytest.mark.parametrize(
    ("change", "given", "code"),
    [
        ({"price": None}, {"products": {"wok": product(price=None)}}, "price_missing"),
        ({"price": 6_000}, {}, "margin_low"),
        ({}, {"products": {"wok": product(removed=True)}}, "product_removed"),
        ({}, {"supplies": {}}, "margin_unknown"),
        ({}, {"supplies": {"wok": Supply(cost=5_000)}}, "margin_unknown"),
        ({"sheet": SHEET | {"list_price": "199"}}, {}, "price_basis"),
        ({"sheet": SHEET | {"forecast": "101"}}, {}, "stock_short"),
        ({}, {"products": {"wok": product(stock=0)}}, "stock_short"),
        ({"sheet": SHEET | {"show_stock": "101"}}, {}, "stock_short"),
        ({}, {"products": {"wok": product(stock=None)}}, "stock_unknown"),
        ({"sheet": {"sample": "已到"}}, {}, "forecast_missing"),
        ({}, {"papers": {}}, "dossier_missing"),
        ({}, {"papers": {"wok": [EXPIRED]}}, "dossier_expired"),
        ({"card": {}}, {}, "card_missing"),
        ({"card": CARD | {"must": []}}, {}, "must_missing"),
        ({"sheet": SHEET | {"sample": "在途"}}, {}, "sample_missing"),
        ({"sheet": {"forecast": "20"}}, {}, "sample_unknown"),
        ({"host": None}, {}, "host_missing"),
        ({"helpers": ("lin",)}, {}, "host_twice"),
        ({}, {"busy": {"lin": [(NOW + DAY_MS, NOW + DAY_MS + MINUTE_MS, "早场")]}}, "host_overlap"),
        ({"minutes": 61}, {}, "too_long"),
    ],
)
def test_each_cause_has_its_finding(change: dict[str, Any], given: dict[str, Any], code: str) -> None:
    assert code in codes(talk(**change), given=facts(**given))
    assert code not in codes(talk())


def test_what_is_missing_is_not_counted_as_nothing() -> None:
    """Unknown sales do not make a stock of nothing look like enough, and no text says that 0 are expected."""
    empty = facts(products={"wok": product(stock=0)})
    (found,) = [
        one
        for one in lint_rundown(rundown(talk(sheet={"sample": "已到"})), empty)
        if one.code == "stock_short"
    ]
    assert found.zh == "没有库存"


def test_talks_that_share_a_stock_are_counted_together_and_a_stock_of_the_show_apart() -> None:
    sixty = SHEET | {"forecast": "60"}
    assert "stock_short" in codes(talk(sheet=sixty), talk(id="s2", sheet=sixty))
    own = sixty | {"show_stock": "60"}
    assert "stock_short" not in codes(talk(sheet=sixty), talk(id="s2", sheet=own))


def test_a_host_is_only_there_in_the_hours_given() -> None:
    assert "host_away" in codes(talk(), hours={"lin": [20, 40]})
    assert "host_away" not in codes(talk(), hours={"lin": [0, 40]})
    asked = rundown(talk(), talk(id="s2"), hours={"lin": [0, 12]})
    refused = propose(asked, facts(), off=frozenset({"opener"}), seconds=1)
    assert "host_hours" in {one.rule for one in refused.explained.conflicts} if refused.explained else False


def test_an_arrangement_says_what_it_assumed() -> None:
    told = propose(rundown(talk(role="traffic"), talk(id="s2", sheet={})), facts(), seconds=1)
    assert (told.arranged.outcome, told.assumed) == ("arranged", 1)
    blind = propose(
        rundown(talk(role="traffic", price=None)), facts(products={"wok": product(price=None)}), seconds=1
    )
    assert (blind.gain, blind.assumed) == (None, 1)


@pytest.mark.parametrize(
    ("claim", "instead"),
    [
        ("一滴油都不用", "少用油也行"),
        ("零油", "少油"),
        ("全网最低价", "今天的直播价"),
        ("绝对不粘", "不粘"),
        ("never sticks", "seldom sticks"),
        ("抗菌", ""),
        ("18 分钟", ""),
    ],
)
def test_an_absolute_has_softer_words_and_a_figure_only_evidence(claim: str, instead: str) -> None:
    assert softer(claim) == instead


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("仅剩 8 件", "还剩 {stock} 件"),
        ("已售200件", "已售 {sold} 件"),
        ("最后 5 分钟", "到 {ends} 为止"),
        ("only 8 left", "only {stock} left"),
    ],
)
def test_a_typed_count_becomes_a_placeholder(typed: str, instead: str) -> None:
    assert bound(typed) == instead
