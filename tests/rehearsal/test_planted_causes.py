"""Evenings with one thing gone wrong: a small room with a fixed seed, one plant of each kind. bench.diagnosis has them all."""

from collections.abc import Iterator
from random import Random

import pytest

from onair.after.diagnosis.causes import causes
from onair.events.model import AnyEvent, Cancel, Enter, Leave, Order, Pay
from onair.rehearsal.planted_causes.cause import plants
from onair.rehearsal.planted_causes.evening import evening, room_of
from onair.rehearsal.planted_causes.scoring import Past, night_of, past_of, score

NIGHTS = 6
SOME = ("payment_failing", "orders_held", "cover_weak", "price_raised")


@pytest.fixture(scope="module")
def past() -> Iterator[Past]:
    yield past_of(room_of(3, viewers=1500, minutes=60), NIGHTS)


def test_there_are_twenty_and_each_is_a_cause_of_the_rule_base() -> None:
    assert len(plants()) == 20
    assert set(plants()) <= set(causes())


def test_nothing_planted_is_a_usual_evening(past: Past) -> None:
    assert score(past, None).said.state == "normal"


@pytest.mark.parametrize("id_", SOME)
def test_what_was_planted_is_found(past: Past, id_: str) -> None:
    got = score(past, plants()[id_])
    assert (got.said.state, got.said.top) == ("below", got.truth)
    first = got.said.findings[0]
    assert first.cause == id_
    assert first.rows
    assert first.share.value is not None
    assert first.share.value < 0
    assert first.next is not None
    assert sum(link.part for link in got.said.case.chain.links) == pytest.approx(
        got.said.case.chain.change, rel=1e-3
    )  # type: ignore[union-attr]


def test_an_evening_repeats_itself_and_adds_up() -> None:
    room = room_of(4, viewers=120, minutes=20)
    events = evening(room, 2)
    assert events == evening(room, 2)
    assert [event.at for event in events] == sorted(event.at for event in events)
    made, paid = _sums(events, Order), _sums(events, Pay)
    assert paid.keys() <= made.keys()
    assert all(paid[number] == made[number] for number in paid)
    assert len({(event.source, event.id) for event in events}) == len(events)


def test_a_plant_leaves_no_orphans() -> None:
    """Orders that were not made are not paid; who never came says nothing and leaves no trace."""
    room = room_of(4, viewers=120, minutes=20)
    for plant in plants().values():
        events = plant.events(evening(room, 2, plant.plan), Random(1), night_of(room, 2))
        made = {event.order for event in events if isinstance(event, Order)}
        assert {event.order for event in events if isinstance(event, Pay | Cancel)} <= made, plant.id
        came = {event.user for event in events if isinstance(event, Enter)}
        assert {event.user for event in events if isinstance(event, Leave)} <= came, plant.id
        assert [event.at for event in events] == sorted(event.at for event in events), plant.id
        assert len({(event.source, event.id) for event in events}) == len(events), plant.id


def _sums(events: list[AnyEvent], kind: type) -> dict[str, int]:
    return {
        event.order: event.amount for event in events if isinstance(event, kind) and event.amount is not None
    }  # type: ignore[attr-defined]
