"""R24: any sequence of steps on an offer against the simplest model, the units in a bag. Control: a clerk who reads,
waits and writes oversells, and the same rule must find it."""

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from selling import T0, publish, restock

from onair.during.offers.decide import Turn
from onair.during.offers.ledger import OfferLedger
from onair.events.model import Cancel, Offer, Refund
from onair.kernel.errors import OnAirError

FULL = bool(os.environ.get("ONAIR_FULL"))
EXAMPLES = settings(max_examples=500 if FULL else 40, stateful_step_count=50, deadline=None)
STOCK, LIMIT, PRICE, HOLD = 5, 2, 100, 10
PEOPLE = st.sampled_from(["a:1", "a:2", "a:3"])
REQUESTS = st.integers(0, 12).map(str)


class Selling(RuleBasedStateMachine):
    """`units`: on sale; each reservation in `model` is (person, qty, state, until)."""

    patient = True

    def __init__(self) -> None:
        super().__init__()
        self.now, self.units, self.n = T0, STOCK, 0
        self.log: list[Any] = []
        self.ledger = OfferLedger()
        self.model: dict[str, list[Any]] = {}
        self.write([publish(stock=STOCK, per_person=LIMIT, price=PRICE, usual_price=200, hold_s=HOLD)])

    def write(self, events: list[Offer]) -> None:
        self.log += events
        self.ledger.take(events)

    def turn(self) -> Turn:
        turn = Turn(self.ledger, self.now)
        turn.sweep(over=False)
        for row in self.model.values():
            if row[2] == "held" and row[3] <= self.now:
                row[2] = "expired"
        return turn

    def taken(self, person: str) -> int:
        return sum(row[1] for row in self.model.values() if row[0] == person and row[2] in ("held", "sold"))

    def left(self) -> int:
        return self.units - sum(row[1] for row in self.model.values() if row[2] in ("held", "sold", "back"))

    @rule(asked=st.lists(st.tuples(REQUESTS, PEOPLE, st.integers(1, 3)), min_size=1, max_size=4))
    def reserve(self, asked: list[tuple[str, str, int]]) -> None:
        turn = self.turn()
        for request, person, qty in asked:
            self.reserve_one(turn, request, person, qty)
        self.write(turn.events)

    def reserve_one(self, turn: Turn, request: str, person: str, qty: int) -> None:
        row = self.model.get(request)
        if row is not None:
            expected = None if (row[0], row[1]) == (person, qty) else "request_reused"
        elif self.taken(person) + qty > LIMIT:
            expected = "limit_reached"
        else:
            expected = "sold_out" if qty > self.left() else None
        try:
            found = turn.reserve("ofr_1", request, person, qty)
        except OnAirError as error:
            assert error.code == expected
            return
        assert expected is None
        assert found.fresh is (row is None)
        if row is None:
            self.model[request] = [person, qty, "held", self.now + HOLD * 1000, found.made.id]

    @rule(request=REQUESTS, wrong=st.booleans(), order=st.sampled_from(["o1", "o2"]))
    def confirm(self, request: str, wrong: bool, order: str) -> None:
        row, turn = self.model.get(request), self.turn()
        if row is None:
            return
        amount = PRICE * row[1] + wrong
        try:
            found = turn.confirm("ofr_1", row[4], order, amount)
        except OnAirError as error:
            codes = {"held": "amount_differs", "expired": "expired", "released": "released"}
            assert error.code == codes.get(row[2], "confirmed_otherwise")
            self.write(turn.events)
            return
        assert row[2] in ("held", "sold", "back")
        if found.fresh:
            row[2] = "sold"
            row.append(order)
        self.write(turn.events)

    @rule(request=REQUESTS)
    def release(self, request: str) -> None:
        row, turn = self.model.get(request), self.turn()
        if row is None:
            return
        try:
            found = turn.release("ofr_1", row[4])
            assert found.fresh is (row[2] == "held")
            row[2] = "released" if found.fresh else row[2]
        except OnAirError as error:
            assert (error.code, row[2] in ("sold", "back")) == ("confirmed_already", True)
        self.write(turn.events)

    @rule(qty=st.integers(1, 3))
    def restock(self, qty: int) -> None:
        self.n += 1
        self.units += qty
        self.write([restock(qty, self.now, self.n)])

    @rule(order=st.sampled_from(["o1", "o2"]), whole=st.booleans())
    def comes_back(self, order: str, whole: bool) -> None:
        bought = [row for row in self.model.values() if row[2] == "sold" and row[5] == order]
        if not bought:
            return
        self.n += 1
        event = (
            Cancel(id=f"x{self.n}", source="shop", at=self.now, order=order)
            if whole
            else Refund(id=f"x{self.n}", source="shop", at=self.now, order=order, amount=PRICE * LIMIT)
        )
        for row in bought:
            row[2] = "back"
        self.log.append(event)
        self.ledger.came_back([event])

    @rule(seconds=st.integers(1, HOLD + 1))
    def time_goes_on(self, seconds: int) -> None:
        self.now += seconds * 1000
        self.write(self.turn().events)

    @invariant()
    def every_unit_has_its_place(self) -> None:
        book = self.ledger.offers["ofr_1"]
        counts = Counter[str]()
        for row in self.model.values():
            counts[row[2]] += row[1]
        assert (book.held, book.sold, book.returned) == (counts["held"], counts["sold"], counts["back"])
        assert book.on_sale == book.left + book.held + book.sold + book.returned == self.units
        assert min(book.left, book.held, book.sold, book.returned) >= 0
        assert all(self.taken(person) <= LIMIT for person in ("a:1", "a:2", "a:3"))
        assert book.buyers == len({row[0] for row in self.model.values() if row[2] == "sold"})
        assert not self.ledger.odd

    def teardown(self) -> None:
        again = OfferLedger()
        for event in self.log:
            (again.take if isinstance(event, Offer) else again.came_back)([event])
        one, other = again.offers["ofr_1"], self.ledger.offers["ofr_1"]
        assert one == other, "the log says something else than memory"


def test_any_sequence_keeps_every_unit_in_its_place() -> None:
    run_state_machine_as_test(Selling, settings=EXAMPLES)


class Hasty(Selling):
    """Each of those who ask together is decided by what was there before any of them."""

    def reserve_one(self, turn: Turn, request: str, person: str, qty: int) -> None:
        alone = Turn(self.ledger, self.now)
        super().reserve_one(alone, request, person, qty)
        turn.events += alone.events


def test_control_whoever_reads_first_and_writes_later_oversells() -> None:
    rough = settings(EXAMPLES, max_examples=100, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Hasty, settings=rough)
