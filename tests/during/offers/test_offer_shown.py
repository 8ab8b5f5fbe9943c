"""P03, C15–C17: through a show of two hours no screen shows more sold, fewer left or another end than the log bears out at
that second. Virtual time; some writes fail. Controls: a counter of its own, and a clock that starts anew, are found."""

import random
from dataclasses import dataclass, field

from selling import MINUTE, T0, publish, restock

from onair.during.broadcast.companions import Beside
from onair.during.offers.companion import Offering, OfferShows
from onair.during.offers.decide import Turn
from onair.during.offers.panel import OfferRow, OffersPanel
from onair.events.groups import grouped
from onair.events.model import AnyEvent, Cancel, Offer
from onair.kernel.errors import OnAirError

SECONDS = 2 * 3600
ENDS = T0 + 110 * MINUTE


@dataclass
class Night:
    """A sale as the log knows it; `boast`: what a counter says that does not wait for the log."""

    seed: int
    log: list[AnyEvent] = field(default_factory=list)
    boast: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        self.offering = Offering("shw_1", OfferShows())
        self.n = 0
        self.paid: list[str] = []
        self.write([publish(stock=200, per_person=3, hold_s=60, ends_at=ENDS)])

    def write(self, events: list[AnyEvent]) -> None:
        if events:
            self.log += events
            self.offering.take(grouped(events), 0)

    def second(self, now: int) -> None:
        turn = Turn(self.offering.ledger, now)
        turn.sweep(over=False)
        self.buy(turn)
        if self.rng.random() < 0.03:
            return  # the write failed: nobody was answered, and it is not in the log
        self.write(list(turn.events))
        self.paid += [event.order for event in turn.events if event.step == "confirm" and event.order]
        if self.rng.random() < 0.01:
            self.write([restock(self.rng.randrange(5, 40), now, self.n)])
        if self.paid and self.rng.random() < 0.02:
            order = self.paid.pop(self.rng.randrange(len(self.paid)))
            self.write([Cancel(id=f"x{order}", source="shop", at=now, order=order)])

    def buy(self, turn: Turn) -> None:
        for _ in range(self.rng.randrange(3)):
            self.n += 1
            try:
                made = turn.reserve("ofr_1", f"r{self.n}", f"u{self.rng.randrange(400)}", 1).made
                if self.rng.random() < 0.8:
                    turn.confirm("ofr_1", made.id, f"o{self.n}", 5900)
                    self.boast += 1
            except OnAirError:
                continue

    def shown(self, now: int) -> OfferRow:
        panel = self.offering.panels(now, Beside(*[None] * 4))["offers"]  # type: ignore[arg-type]
        assert isinstance(panel, OffersPanel)
        return panel.offers[0]

    def truth(self) -> tuple[int, int, int]:
        """→ paid and kept, on sale, restocks: counted from the log alone, one event after the other."""
        return self._count.told(self.log)

    @property
    def _count(self) -> "Count":
        held = self.__dict__.setdefault("counted", Count())
        assert isinstance(held, Count)
        return held


@dataclass
class Count:
    """The simplest reading of a log, in its own words."""

    seen: int = 0
    sold: int = 0
    on_sale: int = 200
    restocks: int = 0
    orders: dict[str, int] = field(default_factory=dict)

    def told(self, log: list[AnyEvent]) -> tuple[int, int, int]:
        for event in log[self.seen :]:
            if isinstance(event, Offer) and event.step == "confirm":
                self.sold += event.qty
                self.orders[str(event.order)] = event.qty
            elif isinstance(event, Offer) and event.step == "restock":
                self.on_sale += event.qty
                self.restocks += 1
            elif isinstance(event, Cancel):
                self.sold -= self.orders.pop(event.order, 0)
        self.seen = len(log)
        return self.sold, self.on_sale, self.restocks


def test_nothing_on_screen_is_more_than_the_log_at_any_second_of_two_hours() -> None:
    night, boasted = Night(7), 0
    for second in range(SECONDS):
        now = T0 + second * 1000
        night.second(now)
        row, (sold, on_sale, restocks) = night.shown(now), night.truth()
        assert row.sold is not None
        assert row.sold <= sold
        assert (row.sold, row.on_sale, row.restocks) == (sold, on_sale, restocks)
        assert row.left == on_sale - sold - (row.held or 0) - (row.returned or 0)
        assert row.ends_at == ENDS, "the end moved"
        assert (row.price == 5900) is (row.state == "live")
        assert (row.state == "ended") is (now >= ENDS), "the countdown and the price part"
        assert row.as_of <= now
        boasted += night.boast > sold
    assert night.truth()[2] > 20
    assert night.truth()[0] > 500
    assert boasted > 100, "control: a counter that does not wait for the log must be caught boasting"
    kinds = {
        event.why for event in night.log if isinstance(event, Offer) and event.step in ("release", "end")
    }
    assert kinds == {"expired", "time"}
