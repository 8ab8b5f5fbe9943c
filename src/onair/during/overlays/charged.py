"""What the checkout really takes, from the payments of a show, against what a screen says (C12: 明码标价和禁止价格欺诈规定
6, 19). Pure.

A single dear payment proves nothing (another size, a page opened before the offer); paying less is never to the buyer's
harm. So a price is doubted when the newest three payments that tell one are all above it, and no longer as soon as one
is not.
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from onair.events.groups import Groups
from onair.events.model import Order, Pay
from onair.kernel.bounded import forget_oldest
from onair.trade.evidence.service import unit_prices

ENOUGH = 3
RECENT_MS = 600_000
"""What is older when it is looked at, after a restart, tells nothing of a price of now."""
SLACK_MS = 60_000
"""Whoever opened the checkout before a price came pays the one before."""
KEPT = 64
"""Payments of a product."""
LINES_KEPT = 5_000
"""Orders whose payment is awaited for their lines."""


class Charge(NamedTuple):
    """`price`: of one piece, minor units."""

    at: int
    price: int
    order: str


class Doubt(NamedTuple):
    """The newest payments took more than is shown. `since`: time of the first of them."""

    charged: int
    since: int
    order: str


class ChargedBook:
    """`take` costs nothing; payments are looked at when somebody asks, and only recent ones."""

    def __init__(self) -> None:
        self._waiting: deque[Sequence[Order | Pay]] = deque(maxlen=1_000)
        self._lines: dict[str, list[tuple[str | None, int, int | None]]] = {}
        self._paid: dict[str, deque[Charge]] = {}

    def take(self, groups: Groups) -> None:
        if Order in groups:
            self._waiting.append(groups[Order].events)
        if Pay in groups:
            self._waiting.append(groups[Pay].events)

    def doubt(self, product: str, most: int, *, since: int = 0) -> Doubt | None:
        """`product`: its own id; `most`: what anybody should pay now; `since`: when that began to hold."""
        begun = since + SLACK_MS if since else 0
        told = [one for one in self._paid.get(product, ()) if one.at >= begun]
        newest = sorted(told, reverse=True)[:ENOUGH]
        if len(newest) < ENOUGH or any(one.price <= most for one in newest):
            return None
        return Doubt(min(one.price for one in newest), newest[-1].at, newest[-1].order)

    def settle(self, now: int, own: Callable[[str | None], str | None]) -> None:
        """Look at what came. `own`: any id of a product → its own."""
        while self._waiting:
            for event in self._waiting.popleft():
                if event.at < now - RECENT_MS:
                    continue
                if isinstance(event, Order):
                    self._order(event)
                else:
                    self._pay(event, own)

    def _order(self, event: Order) -> None:
        if event.items:
            self._lines[event.order] = [(line.product, line.qty, line.price) for line in event.items]
            forget_oldest(self._lines, LINES_KEPT)

    def _pay(self, event: Pay, own: Callable[[str | None], str | None]) -> None:
        held = self._lines.pop(event.order, None)
        lines = [(line.product, line.qty, line.price) for line in event.items or ()]
        alone = [(event.product, 1, None)] if event.product is not None else []
        for product, price in unit_prices(event.amount, lines or held or alone):
            paid = self._paid.setdefault(own(product) or product, deque(maxlen=KEPT))
            if all(one.order != event.order for one in paid):  # a second source tells the same order
                paid.append(Charge(event.at, price, event.order))
