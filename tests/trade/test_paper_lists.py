"""Which papers a product needs by its category: found, said, changed by the team."""

import pytest

from onair.kernel.i18n import Text
from onair.trade.evidence.service import (
    DEFAULT_LISTS,
    KIND_NAMES,
    PAPER_KINDS,
    PaperLists,
    PaperRule,
    lacking,
)
from team import House

URL = "/api/v1/papers/required"


@pytest.mark.parametrize(
    ("category", "held", "kinds", "by"),
    [
        ("休闲零食/坚果", {"quality_report"}, ("food_licence",), "食品"),
        ("保健食品", {"food_licence", "quality_report"}, ("health_food",), "保健食品"),
        ("美妆个护", {"licence"}, ("cosmetic_filing", "quality_report"), "化妆品"),
        ("女装", {"quality_report"}, ("fibre_label",), "服装"),
        ("厨房小家电", {"quality_report"}, ("ccc",), "电器与 3C"),
        ("Snacks", set(), ("food_licence", "quality_report"), "食品"),
        ("炒锅", {"licence"}, ("quality_report",), None),
        (None, set(), ("quality_report",), None),
    ],
)
def test_what_is_missing_by_category(category, held, kinds, by):
    found = lacking(DEFAULT_LISTS, category, held)
    assert found is not None
    assert (found.kinds, found.by.zh if found.by else None) == (kinds, by)
    assert all(
        KIND_NAMES[kind].zh in found.text.zh and KIND_NAMES[kind].en in found.text.en for kind in kinds
    )
    assert lacking(DEFAULT_LISTS, category, set(held) | set(kinds)) is None


def test_the_general_list_says_so():
    assert "没有品类" in lacking(DEFAULT_LISTS, None, ()).text.zh
    assert "炒锅" in lacking(DEFAULT_LISTS, "炒锅", ()).text.zh
    assert "general" in lacking(DEFAULT_LISTS, "炒锅", ()).text.en


def test_an_empty_list_wants_one_paper_of_any_kind():
    lists = PaperLists((), ())
    assert lacking(lists, "炒锅", {"other"}) is None
    assert lacking(lists, "炒锅", ()).kinds == ()
    assert "没有资质" in lacking(lists, "炒锅", ()).text.zh


def test_the_longest_word_decides():
    lists = PaperLists(
        (PaperRule(Text("食品", "Food"), ("食品",), ("food_licence",)), PaperRule(Text("容器", "Boxes"), ("食品容器",), ("ccc",))), ()
    )  # fmt: skip
    assert lacking(lists, "食品容器", {"other"}).kinds == ("ccc",)


def test_every_kind_has_a_name_and_every_default_list_a_basis():
    assert set(KIND_NAMES) == set(PAPER_KINDS)
    assert all(rule.basis and set(rule.kinds) <= set(PAPER_KINDS) for rule in DEFAULT_LISTS.rules)


def form(version=0, **over):
    rule = {
        "name": {"zh": "锅具", "en": "Pots"},
        "words": ["锅"],
        "kinds": ["ccc", "trademark"],
        "basis": "自定",
    }
    return {"version": version, "rules": [rule | over], "general": []}


async def test_a_team_changes_its_lists_and_takes_them_back(home: House):
    async with home.ask("merchandiser@甲") as client:
        came = (await client.get(URL)).json()
        assert (came["version"], len(came["rules"])) == (0, len(DEFAULT_LISTS.rules))
        done = await client.put(URL, json=form())
        assert done.status_code == 200, done.text
        assert (done.json()["version"], done.json()["rules"][0]["words"]) == (1, ["锅"])
        stale = await client.put(URL, json=form(words=["壶"]))
        assert (stale.status_code, stale.json()["code"]) == (409, "stale")
        assert "rules" in stale.json()["data"]["difference"]
        back = await client.put(URL, json={"version": 1, "rules": None, "general": []})
        assert (back.json()["version"], back.json()["rules"]) == (2, came["rules"])
    async with home.ask("owner@乙") as other:
        assert (await other.get(URL)).json()["version"] == 0
    async with home.ask("host@甲") as host:
        assert (await host.get(URL)).status_code == 200
        assert (await host.put(URL, json=form(2))).status_code == 403


@pytest.mark.parametrize(
    ("over", "code"),
    [({"kinds": ["moon"]}, None), ({"kinds": []}, None), ({"words": []}, None), ({"words": [" "]}, None),
     ({"name": {"zh": "", "en": "x"}}, None)],
)  # fmt: skip
async def test_lists_that_say_nothing_are_refused(home: House, over, code):
    async with home.ask("merchandiser@甲") as client:
        assert (await client.put(URL, json=form(**over))).status_code == 400
        assert (await client.get(URL)).json()["version"] == 0


async def test_a_word_in_two_lists_is_refused(home: House):
    twice = form()
    twice["rules"].append(twice["rules"][0] | {"name": {"zh": "厨具", "en": "Kitchen"}})
    async with home.ask("merchandiser@甲") as client:
        answer = await client.put(URL, json=twice)
        assert (answer.status_code, answer.json()["code"]) == (400, "paper_word_twice")
        assert "锅" in answer.json()["detail"]
