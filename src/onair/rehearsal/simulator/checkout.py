"""Orders meet the stock: who comes too late gets nothing; then pays, cancels and refunds follow."""

from collections.abc import Iterator
from math import exp
from random import Random
from typing import Any

from onair.events.model import Cancel, Line, Order, Pay, Refund, Stock
from onair.kernel.clock import HOUR_MS, MINUTE_MS
from onair.rehearsal.simulator.conduct import Intent
from onair.rehearsal.simulator.shop import GOODS
from onair.rehearsal.simulator.stage import Stage

_WHY_REFUND = ("不想要了", "拍错规格", "有划痕", "发货慢", "与描述不符")
_QTY = (0.86, 0.97, 1.0)


class Checkout:
    """Holds the true stock; one call for each Intent and each Cancel when its time has come."""

    def __init__(self, stage: Stage, rng: Random, stock: list[int]) -> None:
        self._p, self._plan, self._out, self._truth = stage
        self._rng = rng
        self.stock = stock
        self._moved = set(range(len(GOODS)))
        self._open: dict[str, tuple[Line, ...]] = {}
        self._buyers: set[str] = set()

    def take(self, want: Intent) -> Order | None:
        """The order, or None when the stock does not reach."""
        rng, out = self._rng, self._out
        lines = self._lines(want)
        if lines is None:
            self._truth.products[want.good].lost += 1
            return None
        number = f"S{self._truth.totals.orders + 1:07d}"
        amount = sum(line.qty * (line.price or 0) for line in lines)
        unknown = self._p.unknown_amount > 0 and rng.random() < self._p.unknown_amount
        told = None if unknown else amount
        order = Order(
            id=out.next_id(), source=out.shop, at=want.at, user=want.user, channel=want.channel, order=number,
            amount=told, items=lines,
        )  # fmt: skip
        self._truth.totals.orders += 1
        for line in lines:
            self._truth.products[_place(line)].orders += 1
        self._settle(want, order, lines, amount, told)
        return order

    def _lines(self, want: Intent) -> tuple[Line, ...] | None:
        rng = self._rng
        mark = rng.random()
        qty = next(count for count, limit in enumerate(_QTY, 1) if mark < limit)
        if self.stock[want.good] < qty:
            return None
        lines = [self._line(want.good, qty, want.at)]
        other = int(rng.random() * len(GOODS))
        if rng.random() < 0.06 and other != want.good and GOODS[other].price < 6000 and self.stock[other] > 0:
            lines.append(self._line(other, 1, want.at))
        return tuple(lines)

    def _line(self, good: int, qty: int, at: int) -> Line:
        self.stock[good] -= qty
        self._moved.add(good)
        return Line(
            product=GOODS[good].id, sku=f"{GOODS[good].id}-a", qty=qty, price=self._plan.price(good, at)
        )

    def _settle(
        self, want: Intent, order: Order, lines: tuple[Line, ...], amount: int, told: int | None
    ) -> None:
        rng, out, p = self._rng, self._out, self._p
        if rng.random() < min(0.95, p.unpaid_share * GOODS[want.good].unpaid):
            if rng.random() < p.cancel_share:
                at = want.at + int(rng.uniform(2, 30) * MINUTE_MS)
                out.push(
                    at, Cancel(id=out.next_id(), source=out.shop, at=at, user=want.user, order=order.order)
                )
                self._open[order.order] = lines
            return
        at = want.at + 1000 + int(min(1800.0, exp(rng.gauss(2.9, 1.1))) * 1000)
        items = (
            lines if rng.random() < 0.5 else None
        )  # some shops repeat the lines with the payment, some do not
        pay = Pay(
            id=out.next_id(), source=out.shop, at=at, user=want.user, channel=want.channel, order=order.order,
            amount=told, items=items,
        )  # fmt: skip
        out.push(at, pay)
        self._paid(want, lines, told)
        if rng.random() < p.refund_share:
            self._refund(want, order.order, lines, amount, at)

    def _paid(self, want: Intent, lines: tuple[Line, ...], told: int | None) -> None:
        totals = self._truth.totals
        totals.paid += 1
        totals.gmv += told or 0
        totals.unknown_amounts += told is None
        if want.user is not None:
            self._buyers.add(want.user)
            totals.buyers = len(self._buyers)
        for line in lines:
            truth = self._truth.products[_place(line)]
            truth.paid += 1
            truth.qty_paid += line.qty
            truth.gmv += line.qty * (line.price or 0) if told is not None else 0

    def _refund(self, want: Intent, number: str, lines: tuple[Line, ...], amount: int, paid: int) -> None:
        rng, out = self._rng, self._out
        soon = rng.random() < 0.35
        at = paid + (int(rng.uniform(2, 50) * MINUTE_MS) if soon else int(rng.uniform(10, 150) * HOUR_MS))
        part = amount if rng.random() < 0.85 else round(amount * rng.uniform(0.1, 0.5))
        why = _WHY_REFUND[int(rng.random() * len(_WHY_REFUND))]
        back = Refund(
            id=out.next_id(), source=out.shop, at=at, user=want.user, order=number, amount=part, reason=why,
            items=lines if part == amount else None,
        )  # fmt: skip
        out.push(at, back)
        self._truth.totals.refunds += 1
        self._truth.totals.refund_amount += part

    def cancelled(self, event: Cancel) -> None:
        """The goods of a cancelled order go back on the shelf."""
        self._truth.totals.cancelled += 1
        for line in self._open.pop(event.order):
            self.stock[_place(line)] += line.qty
            self._moved.add(_place(line))

    def readings(self, at: int) -> Iterator[Any]:
        """Stock of every good that moved since the last call."""
        for good in sorted(self._moved):
            event_id, left = self._out.next_id(), self.stock[good]
            yield Stock(id=event_id, source=self._out.shop, at=at, product=GOODS[good].id, available=left)
        self._moved.clear()


_PLACES = {good.id: place for place, good in enumerate(GOODS)}


def _place(line: Line) -> int:
    return _PLACES[line.product or ""]
