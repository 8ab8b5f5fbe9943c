"""The book of people: made of facts, judged, asked; the old one stands until the new one is whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.audience.profiles.people_lake import DAY, HOUR, TENANT, Place, person

from onair.audience.profiles.book import PROFILE, Books, Facts
from onair.audience.profiles.facts import Told
from onair.events.model import Enter, Pay, ProductClick

TOLD = Told("shw_a", "CNY", 0, 0)
START = 1_000 * DAY
NOW = START + 200 * DAY


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.close()


def pay(who: str, day: float, n: int = 0, amount: int = 1_000) -> Pay:
    at = START + int(day * DAY)
    return Pay(
        id=f"{who}{day}{n}", source="a:1", at=at, user=person(who), order=f"o{who}{day}{n}", amount=amount
    )


def facts(place: Place) -> Facts:
    found = Facts(place.home / "acts.parquet", place.home / "deals.parquet")
    place.lake.keep(place.acts(TOLD), found.acts)
    place.lake.keep(place.deals(TOLD), found.deals)
    return found


def asked(place: Place, books: Books, as_of: int = NOW) -> dict[str, dict[str, Any]]:
    book = books.make(TENANT, [facts(place)], as_of, "CNY")
    rows = place.rows(books.rows(TENANT, book).select(*PROFILE), book.file)
    assert len(rows) == book.people
    return {row["user"]: row for row in rows}


def test_few_buyers_go_by_days(place: Place) -> None:
    place.put(
        [
            pay("once", 180), pay("gone", 0), pay("asleep", 130), pay("twice", 0), pay("twice", 190),
            Enter(id="n", source="a:1", at=NOW - HOUR, user=person("new")),
            Enter(id="w", source="a:1", at=NOW - 20 * DAY, user=person("watcher")),
            Enter(id="l", source="a:1", at=NOW - 99 * DAY, user=person("passed")),
        ]
    )  # fmt: skip
    found = asked(place, Books(place.lake, place.home / "people"))
    stages = {
        name: found[person(name)]["stage"]
        for name in ("once", "gone", "asleep", "twice", "new", "watcher", "passed")
    }
    assert stages == {
        "once": "first", "gone": "lost", "asleep": "dormant", "twice": "repeat", "new": "new", "watcher": "watching",
        "passed": "lost",
    }  # fmt: skip
    assert found[person("twice")]["p_alive"] is None, "too few buyers are no estimate"


def many() -> list[Any]:
    """300 buyers of one purchase, 60 who buy every ten days and still do, 60 who did and stopped a hundred days ago."""
    once = [pay(f"x{n}", n % 190) for n in range(300)]
    loyal = [pay(f"l{n}", day, amount=5_000) for n in range(60) for day in range(n % 10, 200, 10)]
    left = [pay(f"q{n}", day) for n in range(60) for day in range(n % 10, 100, 10)]
    return [*once, *loyal, *left]


def test_many_buyers_go_by_their_chance(place: Place) -> None:
    place.put(sorted(many(), key=lambda event: event.at))
    books = Books(place.lake, place.home / "people")
    found = asked(place, books)
    book = books.now(TENANT)
    assert book is not None and book.pace is not None and book.limits.modelled
    assert book.limits.wait_days == pytest.approx(10, abs=1)
    loyal, left, late = found[person("l3")], found[person("q3")], found[person("x5")]
    assert loyal["stage"] == "repeat" and loyal["p_alive"] > 0.8
    assert left["p_alive"] < loyal["p_alive"] and left["stage"] in ("dormant", "lost")
    assert late["stage"] == "lost", "bought once, and nineteen waits ago"
    assert (loyal["r"], loyal["f"], loyal["m"]) == (5, 5, 5)
    assert found[person("x5")]["f"] == found[person("x250")]["f"], "who did the same stands in the same fifth"
    assert loyal["expected"] > 5 * left["expected"]


def test_the_same_facts_make_no_second_book(place: Place) -> None:
    place.put([pay("a", 1)])
    books = Books(place.lake, place.home / "people")
    first = books.make(TENANT, [facts(place)], NOW, "CNY")
    assert books.make(TENANT, [facts(place)], NOW + HOUR, "CNY") == first
    later = books.make(TENANT, [facts(place)], NOW + DAY, "CNY")
    assert later.file != first.file, "a day later people stand elsewhere"
    held = {path.name for path in (place.home / "people" / TENANT).glob("people-*")}
    assert held == {first.file, later.file}, "who reads the old one still can"


def test_nobody_makes_an_empty_book(place: Place) -> None:
    place.put([ProductClick(id="1", source="a:1", at=START, user=None, product="p")])
    assert asked(place, Books(place.lake, place.home / "people")) == {}


def test_a_book_cut_off_leaves_the_old_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.put([pay("a", 1)])
    books = Books(place.lake, place.home / "people")
    first = books.make(TENANT, [facts(place)], NOW, "CNY")

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr("onair.audience.profiles.book.write_whole", full)
    with pytest.raises(OSError, match="no space"):
        books.make(TENANT, [facts(place)], NOW + 2 * DAY, "CNY")
    assert books.now(TENANT) == first
    assert place.rows(books.rows(TENANT, first), "again")
