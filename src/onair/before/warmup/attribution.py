"""Which item of the warm-up an entry came from, and the orders of who came in. Pure.

An entry names the channel it came through. An item claims entries of its channel (or of its own link's code)
from the moment it went out until its window ends. Several claim one → the last that went out before the entry
(last touch); none → the entry stays unattributed. Nothing is split, so the counts add up to the entries.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from onair.kernel.clock import DAY_MS

WINDOW_MS = 2 * DAY_MS


class Sent(NamedTuple):
    """An item that went out at `at` (ms). `channel` as entries name it; `code` of its link or None."""

    item: str
    at: int
    channel: str
    code: str | None = None


class Entry(NamedTuple):
    """Somebody came in at `at` (ms). `user` None = unknown; `channel` None = the source does not tell."""

    at: int
    user: str | None
    channel: str | None
    new: bool | None = None


class Paid(NamedTuple):
    """An order that was paid at `at` (ms). `user` None = the source does not name the buyer; `amount` None = unknown."""

    at: int
    order: str
    user: str | None
    amount: int | None


@dataclass
class Came:
    """`entries` of one item; `people` distinct known users; `new` those the source called new; `unknown` without a user.

    `orders` paid by people it brought in, worth `paid` (minor units) of those whose amount is known, `unpriced` of not.
    """

    entries: int = 0
    unknown: int = 0
    users: set[str] = field(default_factory=set)
    fresh: set[str] = field(default_factory=set)
    orders: int = 0
    paid: int = 0
    unpriced: int = 0

    @property
    def people(self) -> int:
        return len(self.users)

    @property
    def new(self) -> int:
        return len(self.fresh)

    def take(self, entry: Entry) -> None:
        self.entries += 1
        if entry.user is None:
            self.unknown += 1
            return
        self.users.add(entry.user)
        if entry.new:
            self.fresh.add(entry.user)

    def sold(self, order: Paid) -> None:
        self.orders += 1
        self.paid += order.amount or 0
        self.unpriced += order.amount is None


class Attributed(NamedTuple):
    """`by_item` for every item sent; `rest` = what no item claims. Σ entries = all entries, Σ orders = all paid orders.

    `blind`: orders of the rest whose buyer is not known.
    """

    by_item: dict[str, Came]
    rest: Came
    blind: int = 0


def attribute(told: Iterable[Entry | Paid], sent: Iterable[Sent], window: int = WINDOW_MS) -> Attributed:
    """One pass over what happened, in any order; O(log items) each. An order counts once, by its first payment.

    It belongs to the item that last brought its buyer in before it was paid.
    """
    items = sorted(sent, key=lambda one: (one.at, one.item))
    lines = _lines(items)
    by_item, rest = {one.item: Came() for one in items}, Came()
    orders: dict[str, Paid] = {}
    brought: dict[str, list[tuple[int, str]]] = {}
    for one in told:
        if isinstance(one, Paid):
            held = orders.get(one.order)
            orders[one.order] = one if held is None or one.at < held.at else held
            continue
        claimed = _claim(lines, one, window)
        (rest if claimed is None else by_item[claimed]).take(one)
        if claimed is not None and one.user is not None:
            brought.setdefault(one.user, []).append((one.at, claimed))
    for order in orders.values():
        before = [touch for touch in brought.get(order.user or "", ()) if touch[0] <= order.at]
        (by_item[max(before)[1]] if before else rest).sold(order)
    return Attributed(by_item, rest, sum(order.user is None for order in orders.values()))


class _Line(NamedTuple):
    moments: list[int]
    items: list[str]


def _lines(told: list[Sent]) -> dict[str, _Line]:
    """What went out under each name, in order of time."""
    lines: dict[str, _Line] = {}
    for one in told:
        for name in {_plain(one.channel), _plain(one.code or "")} - {""}:
            line = lines.setdefault(name, _Line([], []))
            line.moments.append(one.at)
            line.items.append(one.item)
    return lines


def _claim(lines: Mapping[str, _Line], entry: Entry, window: int) -> str | None:
    line = lines.get(_plain(entry.channel or ""))
    if line is None:
        return None
    place = bisect_right(line.moments, entry.at) - 1
    if place < 0 or entry.at - line.moments[place] > window:
        return None
    return line.items[place]


def _plain(name: str) -> str:
    """Channels are typed by people: blanks and case do not tell two apart."""
    return "".join(name.split()).casefold()
