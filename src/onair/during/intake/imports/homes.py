"""Which show an order belongs to: pure rules (docs/algorithms/imports.md, "Orders find their show").

Where the file says when its show began, that show. Else the show of that account on whose air the order was created; an
order that the platform calls live and that came after the end goes with the last show of its account, where the metric
rules list it as after. An order with no show, or with more than one, stays without and says why.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

from onair.connectors.ports import Slip
from onair.kernel.clock import HOUR_MS

NEAR_MS = HOUR_MS // 2
"""A platform's start and ours may lie so far apart: somebody pressed the button late."""
TAIL_MS = 24 * HOUR_MS
"""Late-pay tail: so long after the end a pay, or a live order out of a cart, is still told with its show."""
Why = Literal[
    "no_show", "only_staged", "several_shows", "other_account", "not_live", "not_started", "order_unknown"
]


class Home(NamedTuple):
    """A show as far as its orders need it. `end` None = not over; `began` False: planned, it never started here.
    `staged`: put together of logs, it takes no orders. `names`: under which the room may be known in a file; `account`: the
    one it is known under for certain."""

    id: str
    start: int
    end: int | None
    names: frozenset[str] = frozenset()
    account: str | None = None
    began: bool = True
    currency: str = "CNY"
    staged: bool = False

    def holds(self, at: int) -> bool:
        return self.start <= at and (self.end is None or at <= self.end)

    def trails(self, at: int) -> bool:
        return self.end is not None and self.end < at <= self.end + TAIL_MS


def plain(name: str) -> str:
    """An account as two people write it."""
    return name.strip().lstrip("@").casefold()


def home_of(slip: Slip, homes: Sequence[Home], first: Home | None = None) -> tuple[str | None, Why | None]:
    """→ (show, None) or (None, why not). `first`: the show that somebody named; what fits it goes there."""
    if slip.at is None:
        return None, "order_unknown"
    if first is not None and _answers(slip, first) and _on_air(slip, slip.at, first):
        return first.id, None
    if slip.live is False:
        return None, "not_live"
    then = [home for home in homes if _near(slip, slip.at, home)]
    near = [home for home in then if not home.staged]
    mine = [home for home in near if _answers(slip, home)]
    if then and not mine:
        return None, "other_account" if near else "only_staged"
    best = _best(slip, slip.at, mine)
    begun = [home for home in best if home.began]
    if not begun:
        return None, "not_started" if best else "no_show"
    return (begun[0].id, None) if len(begun) == 1 else (None, "several_shows")


def _on_air(slip: Slip, at: int, home: Home) -> bool:
    return home.holds(at) if slip.start is None else abs(slip.start - home.start) <= NEAR_MS


def _near(slip: Slip, at: int, home: Home) -> bool:
    return _on_air(slip, at, home) or (slip.start is None and bool(slip.live) and home.trails(at))


def _answers(slip: Slip, home: Home) -> bool:
    """The file's account is the room's, or one of them does not say."""
    if not slip.accounts or home.account is None:
        return True
    return any(plain(name) in home.names for name in slip.accounts)


def _best(slip: Slip, at: int, homes: Sequence[Home]) -> list[Home]:
    """On whose air it was created before the one that ended last; those of its very account before those that do not say."""
    inside = [home for home in homes if _on_air(slip, at, home)]
    found = inside or sorted(homes, key=lambda home: home.end or 0)[-1:]
    told = {plain(name) for name in slip.accounts}
    return [home for home in found if home.names & told] or list(found)


def strangers(accounts: Collection[str], homes: Iterable[Home]) -> bool:
    """A file of another shop: it names accounts, we know those of our rooms, and none is the same."""
    ours = [home.names for home in homes if home.account is not None and not home.staged]
    told = {plain(name) for name in accounts}
    return bool(told) and bool(ours) and not any(names & told for names in ours)
