"""Rules against the same rules said in Python, on people whose events are known."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.audience.profiles.people_lake import DAY, TENANT, Place, person

from onair.audience.profiles.book import Books, Facts
from onair.audience.profiles.facts import Told
from onair.audience.segments.query import Query
from onair.audience.segments.rule import BadRule, rule_of
from onair.audience.segments.words import said
from onair.events.model import AddCart, Enter, Follow, Line, Order, Pay, ProductClick

START = 1_000 * DAY
NOW = START + 100 * DAY
NAMES = ("ann", "bea", "cem", "dan")
ANN, BEA, CEM, DAN = map(person, NAMES)


def e(kind: Any, key: str, day: float, user: str, **more: Any) -> Any:
    return kind(id=key, source="a:1", at=START + int(day * DAY), user=user, **more)


EVENTS = [
    e(Enter, "1", 1, ANN), e(ProductClick, "2", 1.1, ANN, product="p1", count=3), e(AddCart, "3", 1.2, ANN, product="p1"),
    e(Order, "4", 1.3, ANN, order="o1", amount=500, items=(Line(product="p1", qty=1), Line(product="p2", qty=1))),
    e(Pay, "5", 1.3, ANN, order="o1", amount=500), e(Enter, "6", 95, ANN),
    e(Enter, "7", 90, BEA), e(ProductClick, "8", 91, BEA, product="p1"), e(ProductClick, "9", 99, BEA, product="p2"),
    e(Enter, "10", 50, CEM), e(Follow, "11", 50.5, CEM), e(Follow, "12", 51, CEM, on=False),
    e(Enter, "13", 60, DAN), e(Pay, "14", 60, DAN, order="o2", amount=9_000, product="p2"), e(ProductClick, "15", 70, DAN, product="p1"),
    e(Follow, "16", 61, DAN),
]  # fmt: skip


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("segments")
    place = Place(home)
    place.put(EVENTS)
    told = Told("shw_a", "CNY", 0, 0)
    facts = Facts(home / "a.parquet", home / "d.parquet")
    place.lake.keep(place.acts(told), facts.acts)
    place.lake.keep(place.deals(told), facts.deals)
    books = Books(place.lake, home / "people")
    book = books.make(TENANT, [facts], NOW, "CNY")
    events = place.lake.events(TENANT, ["shw_a"]), place.lake.lines(TENANT, ["shw_a"])

    def ask(rule: object) -> set[str]:
        query = Query(books.rows(TENANT, book), lambda _: events, book.as_of)
        found = {row["user"] for row in place.rows(query.members(rule_of(rule)).select("user"), str(rule))}
        return {name for name in NAMES if person(name) in found}

    yield ask
    place.close()


def is_(field: str, cmp: str, value: object = None) -> dict[str, Any]:
    return {"op": "is", "field": field, "cmp": cmp} | ({} if value is None else {"value": value})


def did(act: str, **more: Any) -> dict[str, Any]:
    return {"op": "did", "act": act} | more


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (is_("paid", "ge", 1), {"ann", "dan"}),
        (is_("spend", "ge", 1_000), {"dan"}),
        (is_("spend", "unknown"), {"bea", "cem"}),
        (is_("spend", "le", 10**6), {"ann", "dan"}),
        (is_("last_seen_days", "le", 5), {"ann", "bea"}),
        (is_("following", "eq", True), {"dan"}),
        (is_("following", "eq", False), {"cem"}),
        (is_("following", "unknown"), {"ann", "bea"}),
        (is_("stage", "eq", "watching"), {"bea", "cem"}),
        ({"op": "not", "of": is_("stage", "eq", "watching")}, {"ann", "dan"}),
        ({"op": "all", "of": [is_("clicks", "ge", 1), is_("paid", "eq", 0)]}, {"bea"}),
        ({"op": "any", "of": [is_("clicks", "ge", 3), did("follow")]}, {"ann", "cem", "dan"}),
        (did("product_click", times=3), {"ann"}),
        (did("product_click", times=1, days=30), {"bea", "dan"}),
        (did("product_click", times=1, days=30, product="p2"), {"bea"}),
        (did("product_click", cmp="le", times=1), {"bea", "cem", "dan"} - {"bea"}),
        (did("pay", cmp="le", times=0), {"bea", "cem"}),
        (did("pay", times=0), set(NAMES)),
        (did("order", product="p2"), {"ann"}),
        (did("pay", product="p2"), {"ann", "dan"}),
        ({"op": "then", "first": {"act": "enter"}, "next": {"act": "product_click"}, "days": 1}, {"ann", "bea"}),
        ({"op": "then", "first": {"act": "enter"}, "next": {"act": "pay"}, "days": 1}, {"ann"}),
        ({"op": "then", "first": {"act": "pay"}, "next": {"act": "enter"}, "days": 100}, {"ann"}),
        ({"op": "then", "first": {"act": "product_click", "product": "p1"}, "next": {"act": "product_click", "product": "p2"}, "days": 30}, {"bea"}),
    ],
)  # fmt: skip
def test_who_fits(asked: Any, rule: object, who: set[str]) -> None:
    assert asked(rule) == who


@pytest.mark.parametrize(
    "rule",
    [
        {}, {"op": "is"}, is_("nickname", "eq", "x"), is_("stage", "ge", 3), is_("stage", "eq", "rich"), is_("paid", "ge", "3"),
        is_("paid", "ge", True), is_("paid", "ge", float("inf")), is_("following", "eq", 1), did("dance"), did("pay", days=0),
        {"op": "all", "of": []}, {"op": "all", "of": [is_("paid", "ge", 1)] * 21}, is_("paid", "ge", 1) | {"sql": "drop"},
        {"op": "any", "of": [{"op": "all", "of": [is_("paid", "ge", 1)] * 20}] * 2},
        {"op": "not", "of": {"op": "not", "of": {"op": "not", "of": {"op": "not", "of": is_("paid", "ge", 1)}}}},
    ],
)  # fmt: skip
def test_what_is_no_rule(rule: object) -> None:
    with pytest.raises(BadRule):
        rule_of(rule)


def test_in_words() -> None:
    rule = {
        "op": "all",
        "of": [
            is_("stage", "eq", "watching"),
            {
                "op": "any",
                "of": [did("product_click", times=3, days=14, product="锅"), is_("spend", "ge", 12_900)],
            },
            did("pay", cmp="le", times=0),
            is_("last_seen_days", "le", 7),
        ],
    }
    text = said(rule_of(rule), "CNY")
    assert (
        text.zh
        == "阶段是观望 并且 （近 14 天点击商品「锅」至少 3 次 或者 消费金额 ≥ 129.00 CNY） 并且 从未付款 并且 最近出现距今 ≤ 7 天"
    )
    assert text.en == (
        "stage is Watching and (clicked a product “锅” at least 3 times in the last 14 days or spend ≥ 129.00 CNY)"
        " and never paid and days since last seen ≤ 7 days"
    )
