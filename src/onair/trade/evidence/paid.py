"""Prices that were really paid, by show: what a compared price may rest on (明码标价和禁止价格欺诈规定 16)."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from onair.kernel.clock import Clock
from onair.trade.evidence.marks import touch
from onair.trade.evidence.model import PaidPrice


class PaidAt(NamedTuple):
    """`price` in minor units was paid `n` times for one piece, from `first_at` to `last_at` (ms UTC)."""

    product: str
    price: int
    n: int
    first_at: int
    last_at: int
    show: str = ""


Piece = tuple[str | None, int, int | None]
"""(product, how many, minor units for one) of a line of an order."""


def unit_prices(amount: int | None, lines: Sequence[Piece]) -> list[tuple[str, int]]:
    """Product → what one piece came to: a discount on the whole is shared in proportion. A line without a price tells
    nothing, unless it is alone and the amount is known. Pure."""
    known = [(product, qty, price) for product, qty, price in lines if product is not None and qty > 0]
    if len(known) == 1 and len(lines) == 1 and amount is not None:
        product, qty, _ = known[0]
        return [(product, round(amount / qty))]
    priced = [(product, qty, price) for product, qty, price in known if price is not None]
    listed = sum(qty * price for _, qty, price in priced)
    share = amount / listed if amount is not None and len(priced) == len(lines) and listed > amount else 1.0
    return [(product, round(price * share)) for product, _, price in priced]


def gathered(show: str, paid: Iterable[tuple[str, int, int]]) -> list[PaidAt]:
    """(product, price of one, at ms) → one row for each price of a product. Pure."""
    found: dict[tuple[str, int], PaidAt] = {}
    for product, price, at in paid:
        held = found.get((product, price))
        if held is None:
            found[product, price] = PaidAt(product, price, 1, at, at, show)
        else:
            found[product, price] = held._replace(
                n=held.n + 1, first_at=min(held.first_at, at), last_at=max(held.last_at, at)
            )
    return sorted(found.values())


def replace_paid(
    tx: Session, tenant: str, clock: Clock, of: tuple[str, str | None], paid: Iterable[PaidAt]
) -> bool:
    """All that was paid in a show, in place of what was known of it. `of`: (show, its room). → whether anything is
    different."""
    show, room = of
    mine = (PaidPrice.tenant_id == tenant) & (PaidPrice.show_id == show)
    rows = tx.scalars(select(PaidPrice).where(mine)).all()
    before = {(row.product_id, row.price, row.n, row.first_at, row.last_at, row.room_id) for row in rows}
    wanted = list(paid)
    if before == {(one.product, one.price, one.n, one.first_at, one.last_at, room) for one in wanted}:
        return False
    tx.execute(delete(PaidPrice).where(mine))
    tx.add_all(
        PaidPrice(
            tenant_id=tenant, show_id=show, product_id=one.product, price=one.price, room_id=room, n=one.n,
            first_at=one.first_at, last_at=one.last_at,
        )
        for one in wanted
    )  # fmt: skip
    touch(tx, tenant, clock)
    return True


def paid_of(
    tx: Session, tenant: str, products: Collection[str], rooms: Sequence[str], but: str | None = None
) -> dict[str, list[PaidAt]]:
    """Product → what was paid in those rooms, the newest first. `but`: a show that is left out."""
    if not products or not rooms:
        return {}
    query = select(PaidPrice).where(
        PaidPrice.tenant_id == tenant, PaidPrice.product_id.in_(products), PaidPrice.room_id.in_(rooms)
    )
    if but is not None:
        query = query.where(PaidPrice.show_id != but)
    found: dict[str, list[PaidAt]] = {}
    for row in tx.scalars(query.order_by(PaidPrice.last_at.desc(), PaidPrice.price)):
        one = PaidAt(row.product_id, row.price, row.n, row.first_at, row.last_at, row.show_id)
        found.setdefault(row.product_id, []).append(one)
    return found
