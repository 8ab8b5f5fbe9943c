"""What tickets say of a product, told to the selection, and read again week by week."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from onair.after.feedback.kinds import ACTIVE, Kind, State
from onair.after.feedback.model import Ticket
from onair.after.feedback.setup import setup_of
from onair.after.feedback.trend import Verdict, Voice, Week, monday, verdict, weeks
from onair.kernel.clock import Clock
from onair.trade.evidence.service import ProductFeedback, put_feedback, signals_of

PRODUCTS_MAX = 100


class ProductTrend(NamedTuple):
    """`n`: all voices in the weeks shown; `open`: tickets that wait."""

    product: str | None
    n: int
    open: int
    weeks: list[Week]
    verdict: Verdict


def tell(tx: Session, tenant: str, clock: Clock, product: str | None) -> None:
    """Put down anew how many tickets a product has, by week and kind, for the rooms before a show."""
    if product is None:
        return
    zone = setup_of(tx, tenant).hours.zone
    counts: Counter[tuple[int, str]] = Counter()
    waiting: Counter[tuple[int, str]] = Counter()
    for kind, at, votes, state in tx.execute(_voices(tenant).where(Ticket.product_id == product)):
        place = (monday(at, zone), kind)
        counts[place] += votes
        waiting[place] += state in ACTIVE
    rows = [
        ProductFeedback(product, week, kind, n, waiting[week, kind], clock())
        for (week, kind), n in sorted(counts.items())
    ]
    put_feedback(tx, tenant, clock, product, rows)


def trends(tx: Session, tenant: str, now: int, product: str | None = None) -> list[ProductTrend]:
    """By product, the one most spoken of first, at most PRODUCTS_MAX; tickets of no product come as None."""
    zone = setup_of(tx, tenant).hours.zone
    query = _voices(tenant).add_columns(Ticket.product_id)
    if product is not None:
        query = query.where(Ticket.product_id == product)
    voices: dict[str | None, list[Voice]] = {}
    waiting: Counter[str | None] = Counter()
    for kind, at, votes, state, of in tx.execute(query):
        voices.setdefault(of, []).append(Voice(kind, at, votes))
        waiting[of] += state in ACTIVE
    paid = _paid(tx, tenant, [one for one in voices if one is not None], zone)
    found = [_trend(of, heard, paid.get(of, {}), now, zone) for of, heard in voices.items()]
    shown = sorted((one for one in found if one.n), key=lambda one: (-one.n, one.product or ""))
    return [one._replace(open=waiting[one.product]) for one in shown[:PRODUCTS_MAX]]


def _trend(of: str | None, heard: list[Voice], paid: dict[int, int], now: int, zone: str) -> ProductTrend:
    rows = weeks(heard, paid, now, zone)
    return ProductTrend(of, sum(row.n for row in rows), 0, rows, verdict(rows))


def _voices(tenant: str) -> Select[Kind, int, int, State]:
    """Every ticket that counts: merged ones keep their own voices; dismissed ones have none."""
    columns = select(Ticket.kind, Ticket.said_at, Ticket.votes, Ticket.state)
    return columns.where(Ticket.tenant_id == tenant, Ticket.state != "dismissed")


def _paid(tx: Session, tenant: str, products: list[str], zone: str) -> dict[str | None, dict[int, int]]:
    """Paid orders of each product by the week that its shows were read in."""
    found: dict[str | None, dict[int, int]] = {}
    for signal in signals_of(tx, tenant, products) if products else ():
        if signal.kind == "paid":
            by = found.setdefault(signal.product, {})
            week = monday(signal.as_of, zone)
            by[week] = by.get(week, 0) + signal.n
    return found
