"""What a compared price may rest on: lowest paid in the window, else the last one paid; frozen with its numbers. Pure.

China: 7 days, prices paid at the same place of business (明码标价和禁止价格欺诈规定 16). EU shops: 30 days, and
the lowest price that was asked counts as well (98/6/EC 6a). Nothing sold, nothing to compare with.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from onair.kernel.clock import DAY_MS
from onair.trade.evidence.service import PaidAt, PricePoint

Basis = Literal["window", "last", "asked", "none"]
WINDOWS: dict[str, Literal[7, 30]] = {"eu": 30}
"""Market → days; elsewhere 7."""
RISE = 0.10
"""A list price that went up by more than this within the window is no basis (C11)."""


class PriceEvidence(Struct, frozen=True, kw_only=True):
    """`cap`: the most that may be compared with; None = nothing may. `n` payments in the window; `last`: the newest
    before it. `rooms`: the place. `id`: from everything else in it."""

    product: str
    market: str
    window_days: int
    since: int
    as_of: int
    rooms: list[str]
    basis: Basis
    cap: int | None
    lowest: int | None
    n: int
    last: int | None
    last_at: int | None
    asked: int | None
    id: str = ""


def price_evidence(
    product: str, paid: Iterable[PaidAt], listed: Sequence[PricePoint], *, market: str, rooms: Sequence[str], now: int
) -> PriceEvidence:  # fmt: skip
    """`paid` at the place, tonight's too; `listed`: what was asked, oldest first."""
    days = WINDOWS.get(market, 7)
    since = now - days * DAY_MS
    rows = [row for row in paid if row.first_at <= now]
    within = [row for row in rows if row.last_at >= since]
    before = max((row for row in rows if row.last_at < since), key=lambda row: row.last_at, default=None)
    lowest = min((row.price for row in within), default=None)
    asked = lowest_asked(listed, since, now) if market == "eu" else None
    basis: Basis = "window" if lowest is not None else "last" if before is not None else "none"
    cap = lowest if lowest is not None else before.price if before is not None else None
    if asked is not None and (cap is None or asked < cap):
        basis, cap = "asked", asked
    found = PriceEvidence(
        product=product, market=market, window_days=days, since=since, as_of=now, rooms=sorted(rooms), basis=basis,
        cap=cap, lowest=lowest, n=sum(row.n for row in within), last=before.price if before else None,
        last_at=before.last_at if before else None, asked=asked,
    )  # fmt: skip
    return msgspec.structs.replace(found, id=fingerprint(found))


def fingerprint(evidence: PriceEvidence) -> str:
    """`pev_` and 24 hex digits of the numbers, the window and the moment."""
    plain = msgspec.to_builtins(evidence) | {"id": ""}
    return "pev_" + sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()[:24]


def lowest_asked(listed: Sequence[PricePoint], since: int, until: int) -> int | None:
    """Lowest list price in force at some moment of [since, until]; None = not known."""
    begun = [point for point in listed if point.at < since][-1:]
    within = [point for point in listed if since <= point.at <= until]
    return min((point.price for point in [*begun, *within]), default=None)


def raised_from(listed: Sequence[PricePoint], current: int | None, now: int, days: int) -> int | None:
    """The lower list price from which it went up by more than RISE in the last `days`; None = it did not."""
    low = lowest_asked(listed, now - days * DAY_MS, now)
    if low is None or current is None or low <= 0 or current <= low * (1 + RISE):
        return None
    return low
