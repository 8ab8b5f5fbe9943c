"""The planned offers of one show as its memory holds them: drafts, facts, tonight's prices. No I/O."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from onair.during.offers.ledger import OfferLedger
from onair.during.offers.planning.draft import Draft
from onair.during.offers.planning.facts import OfferFacts, PastOffer
from onair.during.offers.planning.floor import worst_unit
from onair.during.offers.planning.judge import Judged, judge
from onair.events.model import Offer, Order, Pay
from onair.trade.evidence.service import PaidAt, unit_prices

LOST_MS = 10 * 60_000
"""What should have gone out this long ago is not sprung on the show by a server that comes back."""
Piece = tuple[str | None, int, int | None]


class Planned(NamedTuple):
    """A plan as the database holds it. `by`: who scheduled it."""

    id: str
    draft: Draft
    state: str
    by: str | None
    version: int


class Known(NamedTuple):
    """What `learn` read."""

    plans: Mapping[str, Planned]
    facts: OfferFacts


NOTHING = Known({}, OfferFacts("", "CNY"))


class Tonight:
    """What was paid for one piece in this show so far, from payments that name their lines or whose order did."""

    def __init__(self) -> None:
        self.rev = 0
        self._lines: dict[str, list[Piece]] = {}
        self._paid: dict[str, dict[int, PaidAt]] = {}

    def order(self, events: Iterable[Order]) -> None:
        for event in events:
            if event.items:
                self._lines[event.order] = [(line.product, line.qty, line.price) for line in event.items]

    def pay(self, events: Iterable[Pay]) -> None:
        for event in events:
            held = self._lines.pop(event.order, None)
            lines: list[Piece] = [(line.product, line.qty, line.price) for line in event.items or ()]
            alone: list[Piece] = [(event.product, 1, None)] if event.product is not None else []
            for product, price in unit_prices(event.amount, lines or held or alone):
                if price > 0:
                    self._add(product, price, event.at)

    def of(self, product: str) -> Iterable[PaidAt]:
        """A row for each price."""
        return self._paid.get(product, {}).values()

    def _add(self, product: str, price: int, at: int) -> None:
        self.rev += 1
        rows = self._paid.setdefault(product, {})
        held = rows.get(price)
        if held is None:
            rows[price] = PaidAt(product, price, 1, at, at)
        else:
            first, last = min(held.first_at, at), max(held.last_at, at)
            rows[price] = held._replace(n=held.n + 1, first_at=first, last_at=last)


class Plans:
    """`published`: offers of this show that are in the log."""

    def __init__(self) -> None:
        self.known = NOTHING
        self.tonight = Tonight()
        self.published: set[str] = set()
        self.rev = 0

    def know(self, known: Known | None) -> None:
        self.known = known or NOTHING
        self.rev += 1

    def note(self, events: Iterable[Offer]) -> None:
        for event in events:
            if event.step == "publish":
                self.published.add(event.offer)
                self.rev += 1
            elif event.step == "end":
                self.rev += 1

    def judged(self, plan: Planned, ledger: OfferLedger, now: int) -> Judged:
        """As the show stands: with what was paid tonight and what the log published."""
        facts = self.known.facts
        return judge(
            plan.draft, facts._replace(past=past_with(facts.past, ledger, facts.show)), now, own=plan.id,
            tonight=self.tonight_of(facts),
        )  # fmt: skip

    def tonight_of(self, facts: OfferFacts) -> dict[str, list[PaidAt]]:
        """Tonight's prices under the products' own ids."""
        return {
            product: [row for name in view.ids for row in self.tonight.of(name)]
            for product, view in facts.products.items()
        }

    def names_of(self, product: str) -> tuple[str, ...]:
        """Every id under which events may name a product."""
        view = self.known.facts.products.get(product)
        return view.ids if view is not None else (product,)

    def due(self, now: int) -> list[Planned]:
        """Scheduled, its time come, not published yet and not too late."""
        return [
            plan for plan in self.known.plans.values()
            if plan.state == "scheduled" and plan.id not in self.published and plan.draft.starts_at is not None
            and plan.draft.starts_at <= now < plan.draft.starts_at + LOST_MS
        ]  # fmt: skip

    def ready_for(self, product: str | None, now: int) -> Planned | None:
        """The prepared offer that a proposal may open: the first that is not out yet, of this product or of any (None)."""
        for plan in self.known.plans.values():
            draft = plan.draft
            of_it = product is None or product in self.names_of(draft.product)
            if of_it and draft.ready and plan.id not in self.published:
                end = draft.end_at(now)
                if end is None or end > now:
                    return plan
        return None


def past_with(past: Iterable[PastOffer], ledger: OfferLedger, show: str) -> list[PastOffer]:
    """`past` of the database, and what this show's log knows better."""
    found = {one.id: one for one in past}
    for book in ledger.offers.values():
        terms = book.terms
        base = terms.usual_price if terms.kind == "coupon" else terms.price
        worst = worst_unit(base, [terms.coupon] if terms.coupon else [], terms.per_person)
        found[book.id] = PastOffer(
            book.id,
            show,
            terms.title,
            terms.product,
            terms.kind,
            worst,
            book.at,
            terms.ends_at,
            book.ended_at,
        )
    return list(found.values())
