"""The order book: every line of every order file by its number, with the show it went to; and those that have none yet.

An order stays with the show that it went to first, whatever file tells of it next; one that was cancelled is no show.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, tuple_, update
from sqlalchemy.orm import Session, aliased

from onair.connectors.ports import Slip
from onair.during.intake.imports.model import OrderLine
from onair.during.intake.imports.pile import Row
from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import AnyEvent

KINDS = {"order": 1, "pay": 2, "cancel": 4, "refund": 8}
PAGE = 1_000


class Standing(NamedTuple):
    """What the book says of a line: its show (None: kept), the events it has had, their digest."""

    show: str | None
    kinds: int
    digest: bytes


class Group(NamedTuple):
    """Lines without a show that share a reason. `first`…`last`: when they were created, None = not said."""

    platform: str
    why: str
    accounts: tuple[str, ...]
    lines: int
    orders: int
    amount: int | None
    first: int | None
    last: int | None


def kinds_of(events: Sequence[AnyEvent]) -> int:
    found = 0
    for event in events:
        found |= KINDS.get(str(event.__struct_config__.tag), 0)
    return found


def digest_of(events: Sequence[AnyEvent]) -> bytes:
    """64 bits over what a line says."""
    return blake2b(encode_batch(events), digest_size=8).digest()


def standing(tx: Session, tenant: str, source: str, lines: Collection[str]) -> dict[str, Standing]:
    """Of these lines, those that the book has."""
    query = select(OrderLine.line, OrderLine.show_id, OrderLine.kinds, OrderLine.digest).where(
        OrderLine.tenant_id == tenant, OrderLine.source == source, OrderLine.line.in_(lines)
    )
    return {line: Standing(show, kinds, digest) for line, show, kinds, digest in tx.execute(query)}


def shows_of(tx: Session, tenant: str, platform: str, orders: Collection[str]) -> dict[str, str]:
    """Order → its show, as far as known."""
    query = select(OrderLine.order_id, func.min(OrderLine.show_id)).where(
        OrderLine.tenant_id == tenant, OrderLine.platform == platform, OrderLine.order_id.in_(orders),
        OrderLine.show_id.is_not(None),
    )  # fmt: skip
    return {order: show for order, show in tx.execute(query.group_by(OrderLine.order_id)) if show}


def cells(row: Row, *, show: str | None, why: str | None) -> dict[str, Any]:
    """What the book writes of a row, beside where it belongs."""
    slip: Slip = row.slip
    return {
        "order_id": slip.order, "show_id": show, "why": why, "at": slip.at, "paid_at": slip.paid_at, "amount": slip.amount,
        "user_pay": slip.user_pay, "back": slip.back, "accounts": list(slip.accounts), "live": slip.live,
        "began_at": slip.start, "kinds": kinds_of(row.events), "digest": digest_of(row.events),
        "body": None if show else bytes([CODEC_VERSION]) + encode_batch(row.events),
    }  # fmt: skip


def add(tx: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        tx.execute(insert(OrderLine.__table__), [dict(row) for row in rows])  # type: ignore[arg-type] # a table


def change(tx: Session, key: tuple[str, str, str], values: Mapping[str, Any]) -> None:
    """`key`: tenant, source, line."""
    tenant, source, line = key
    tx.execute(
        update(OrderLine)
        .where(OrderLine.tenant_id == tenant, OrderLine.source == source, OrderLine.line == line)
        .values(**values)
    )


def kept(tx: Session, tenant: str, platform: str, why: Collection[str]) -> Iterator[list[OrderLine]]:
    """Lines without a show for one of these reasons, some at a time; each is given once, whatever is changed meanwhile."""
    last = ("", "")
    query = select(OrderLine).where(
        OrderLine.tenant_id == tenant, OrderLine.platform == platform, OrderLine.why.in_(why)
    )
    while True:
        after = query.where(tuple_(OrderLine.source, OrderLine.line) > last)
        found = list(tx.scalars(after.order_by(OrderLine.source, OrderLine.line).limit(PAGE)))
        if not found:
            return
        last = (found[-1].source, found[-1].line)
        yield found


def now_known(tx: Session, tenant: str, platform: str) -> list[tuple[OrderLine, str]]:
    """Lines that waited for their order, with its show."""
    placed = aliased(OrderLine)
    query = (
        select(OrderLine, func.min(placed.show_id))
        .join(
            placed,
            (placed.tenant_id == OrderLine.tenant_id)
            & (placed.platform == OrderLine.platform)
            & (placed.order_id == OrderLine.order_id)
            & placed.show_id.is_not(None),
        )
        .where(
            OrderLine.tenant_id == tenant, OrderLine.platform == platform, OrderLine.why == "order_unknown"
        )
        .group_by(OrderLine.tenant_id, OrderLine.source, OrderLine.line)
    )
    return [(line, show) for line, show in tx.execute(query) if show]


def row_of(line: OrderLine) -> Row:
    """As it was put down. Only for a line that is kept."""
    slip = Slip(
        line.line, line.order_id, line.at, line.paid_at, line.amount, line.user_pay, line.back, tuple(line.accounts),
        line.live, line.began_at,
    )  # fmt: skip
    return Row(slip, decode_batch(line.body[1:], line.body[0]) if line.body else [])


def groups(tx: Session, tenant: str) -> list[Group]:
    """What is kept, the largest group first."""
    query = select(
        OrderLine.platform, OrderLine.why, OrderLine.accounts, func.count(), func.count(OrderLine.order_id.distinct()),
        func.sum(OrderLine.amount), func.min(OrderLine.at), func.max(OrderLine.at),
    ).where(OrderLine.tenant_id == tenant, OrderLine.show_id.is_(None))  # fmt: skip
    found = tx.execute(query.group_by(OrderLine.platform, OrderLine.why, OrderLine.accounts))
    made = [Group(row[0], row[1] or "", tuple(row[2]), *row[3:]) for row in found]
    return sorted(made, key=lambda group: -group.lines)
