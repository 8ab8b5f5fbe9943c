"""How many orders of a show were paid and kept, folded from its log (docs/algorithms/overlays.md). Pure.

An order counts while it is paid, neither cancelled nor refunded in any part, and nobody of the team's own accounts is in
it; the same order counts once whatever says so. So a number on screen is never above what the shop could prove.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from onair.during.overlays.sheet import Sheet
from onair.events.corrections import Corrections
from onair.events.groups import Groups
from onair.events.model import Cancel, Correction, Order, Pay, Refund
from onair.metrics.orders import Deed, pieces
from onair.metrics.window import FUTURE_MS, Window

DIRTY_MOST = 2_000
"""More orders than this do not wait for a screen: a log that is read again settles in its own thread."""
KINDS = (Order, Pay, Cancel, Refund)


class Kept(NamedTuple):
    """What one order adds. `products`: their own ids, None = not named."""

    products: frozenset[str | None]
    user: str | None


class PaidBook:
    def __init__(self, window: Window, sheet: Sheet) -> None:
        self._window, self._sheet = window, sheet
        self._deeds: dict[str, list[Deed]] = {}
        self._kept: dict[str, Kept] = {}
        self._dirty: set[str] = set()
        self._ahead: list[Deed] = []
        self._corrections = Corrections()
        self._products: Counter[str | None] = Counter()
        self._people: Counter[str] = Counter()
        self._nobody = 0
        self.as_of: int | None = None
        """Time of the newest order event; None = none ever came, so nothing is known."""

    def take(self, groups: Groups, clock: int) -> None:
        for kind in KINDS:
            if kind in groups:
                self._add(groups[kind].events, clock)
        if Correction in groups:
            for event in groups[Correction].events:
                self._corrections.add(event)
            self._dirty.update(self._deeds)
        if len(self._dirty) > DIRTY_MOST:
            self._settle()

    def know(self, sheet: Sheet) -> None:
        if (sheet.own, sheet.ids) != (self._sheet.own, self._sheet.ids):
            self._dirty.update(self._deeds)
        self._sheet = sheet

    def due(self, now: int) -> None:
        """Settle what came; what was dated ahead counts when its time has come."""
        if self._ahead:
            ripe = [deed for deed in self._ahead if deed.at <= now]
            self._ahead = [deed for deed in self._ahead if deed.at > now]
            self._add(ripe, now)
        self._settle()

    def orders(self, product: str | None = None) -> int | None:
        """Of one product, or of the show; None = not known."""
        if self.as_of is None:
            return None
        return len(self._kept) if product is None else self._products[product]

    def people(self) -> int | None:
        """Distinct buyers; None where any order is nobody's, for then their number is not known."""
        return None if self.as_of is None or self._nobody else len(self._people)

    # ---- inside

    def _add(self, events: Sequence[Deed], clock: int) -> None:
        for deed in events:
            if deed.at > clock + FUTURE_MS:
                self._ahead.append(deed)
                continue
            known = self._deeds.get(deed.order)
            if known is None:
                self._deeds[deed.order] = [deed]
            else:
                known.append(deed)
            if known is not None or type(deed) is not Order:  # an order that nobody paid counts for nothing
                self._dirty.add(deed.order)
            if self.as_of is None or deed.at > self.as_of:
                self.as_of = deed.at

    def _settle(self) -> None:
        for order in self._dirty:
            old, new = self._kept.pop(order, None), self._judge(self._deeds[order])
            if old is not None:
                self._count(old, -1)
            if new is not None:
                self._kept[order] = new
                self._count(new, 1)
        self._dirty.clear()

    def _count(self, kept: Kept, sign: int) -> None:
        for product in kept.products:
            self._products[product] += sign
        if kept.user is None:
            self._nobody += sign
            return
        self._people[kept.user] += sign
        if not self._people[kept.user]:
            del self._people[kept.user]

    def _judge(self, deeds: list[Deed]) -> Kept | None:
        if self._corrections:
            right = (self._corrections.apply(deed) for deed in deeds)
            deeds = [deed for deed in right if isinstance(deed, KINDS)]
        pays = [deed for deed in deeds if isinstance(deed, Pay)]
        own = self._sheet.own
        if not pays or any(isinstance(deed, (Cancel, Refund)) or deed.user in own for deed in deeds):
            return None
        if not self._inside(deeds, pays):
            return None
        lines = [piece.product for deed in deeds for piece in pieces(deed)]
        users = [deed.user for deed in pays if deed.user is not None]
        return Kept(frozenset(map(self._sheet.own_id, lines or (None,))), users[0] if users else None)

    def _inside(self, deeds: list[Deed], pays: list[Pay]) -> bool:
        """As the dictionary of metrics has it: created inside the show, or known from pays not before its start."""
        made = [deed.at for deed in deeds if isinstance(deed, Order)]
        at = min(made or [pay.at for pay in pays])
        return self._window.low <= at and (at <= self._window.high or not made)
