"""What a show tells of people, and the sums over shows: counts by hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pytest
from tests.audience.profiles.people_lake import DAY, HOUR, Place, person

from onair.audience.profiles.facts import Told, offset_of
from onair.audience.profiles.summing import PERSON, persons
from onair.events.model import (
    AddCart,
    Cancel,
    Comment,
    Enter,
    Follow,
    Leave,
    Order,
    Pay,
    ProductClick,
    Refund,
)

ANN, BEA = person("ann"), person("bea")
CN = 8 * HOUR
FIRST, SECOND = Told("shw_a", "CNY", CN, 0), Told("shw_b", "CNY", CN, 0)
AT = 100 * DAY


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.close()


def e(kind: Any, key: str, at: int, user: str | None = ANN, **more: Any) -> Any:
    return kind(id=key, source="a:1", at=at, user=user, **more)


EVENING = [
    e(Enter, "1", AT, channel="推荐"),
    e(Enter, "2", AT + 5, channel="推荐"),
    e(Leave, "3", AT + HOUR, watch_ms=600_000),
    e(Leave, "4", AT + HOUR + 1),
    e(ProductClick, "5", AT + 10, product="p1", count=3),
    e(ProductClick, "6", AT + 20, product="p1"),
    e(AddCart, "7", AT + 30, product="p1", qty=2),
    e(Follow, "8", AT + 40),
    e(Follow, "9", AT + 50, on=False),
    e(Comment, "10", AT + 60, user=None, text="没有名字"),
    e(Comment, "11", AT + 60, user=None, text="也没有名字"),
    e(Order, "12", AT + 70, order="o1", amount=9_900),
    e(Pay, "13", AT + 80, order="o1", amount=9_900),
    e(Order, "14", AT + 70, user=BEA, order="o2", amount=500),
    e(Cancel, "15", AT + 90, user=BEA, order="o2"),
]  # fmt: skip


def test_acts_and_deals_of_one_show(place: Place) -> None:
    place.put(EVENING)
    did = {(row["kind"], row["product"]): row for row in place.rows(place.acts(FIRST), "acts")}
    assert {row["user"] for row in did.values()} == {ANN}, "nobody is not a person"
    assert (did["product_click", "p1"]["n"], did["product_click", "p1"]["last_at"]) == (4, AT + 20)
    assert (did["leave", None]["n"], did["leave", None]["value"]) == (2, 600_000)
    assert did["enter", None]["channel"] == "推荐" and did["unfollow", None]["n"] == 1
    first, second = sorted(place.rows(place.deals(FIRST), "deals"), key=lambda row: row["order"])
    assert (first["user"], first["amount"], first["paid_day"]) == (ANN, 9_900, 100)
    assert (second["user"], second["pays"], second["cancelled"], second["paid_day"]) == (BEA, 0, 1, None)


def told(place: Place, *shows: Told) -> dict[str, dict[str, Any]]:
    did = ibis.union(*(place.acts(show) for show in shows)) if len(shows) > 1 else place.acts(shows[0])
    dealt = ibis.union(*(place.deals(show) for show in shows)) if len(shows) > 1 else place.deals(shows[0])
    rows = place.rows(persons(did, dealt, "CNY"), f"persons{shows}")
    assert all(list(row) == list(PERSON) for row in rows)
    return {row["user"]: row for row in rows}


def test_sums_over_shows(place: Place) -> None:
    place.put(EVENING)
    place.put(
        [
            e(Enter, "21", AT + 3 * DAY),
            e(Pay, "22", AT + 3 * DAY + 17 * HOUR, order="o3", amount=None),
            e(Refund, "23", AT + 3 * DAY + 18 * HOUR, order="o1", amount=900),
            e(Pay, "24", AT + 4 * DAY, user=None, order="o4", amount=7),
        ],
        "shw_b",
    )
    found = told(place, FIRST, SECOND)
    assert set(found) == {ANN, BEA}
    ann = found[ANN]
    assert (ann["shows"], ann["visits"], ann["clicks"], ann["watch_ms"], ann["stays"]) == (
        2,
        3,
        4,
        600_000,
        1,
    )
    assert (ann["orders"], ann["paid"], ann["unknown"], ann["spend"]) == (2, 2, 1, 9_900)
    assert (ann["refunds"], ann["refunded"], ann["paid_days"], ann["first_day"], ann["last_day"]) == (
        1,
        900,
        2,
        100,
        104,
    )
    assert (ann["follow_at"], ann["unfollow_at"]) == (AT + 40, AT + 50)
    assert (ann["first_seen"], ann["last_seen"]) == (AT, AT + 3 * DAY + 17 * HOUR)
    bea = found[BEA]
    assert (bea["shows"], bea["orders"], bea["paid"], bea["unpaid"], bea["spend"]) == (0, 1, 0, 0, None)
    assert bea["watch_ms"] is None and bea["last_paid"] is None


def test_money_of_another_currency_is_counted_and_not_added(place: Place) -> None:
    place.put([e(Pay, "1", AT, order="o1", amount=100)])
    found = told(place, FIRST._replace(currency="USD"))
    assert (found[ANN]["paid"], found[ANN]["foreign"], found[ANN]["spend"]) == (1, 1, None)


def test_what_is_dated_ahead_counts_when_it_was_due(place: Place) -> None:
    place.put([e(Enter, "1", AT), e(Enter, "2", AT + DAY)], clock=AT)
    assert told(place, FIRST)[ANN]["visits"] == 1
    assert told(place, FIRST._replace(now=AT + 2 * DAY))[ANN]["visits"] == 2


def test_the_day_is_the_shop_s() -> None:
    assert offset_of("Asia/Shanghai", AT) == CN
    assert offset_of("America/New_York", AT) == -5 * HOUR
