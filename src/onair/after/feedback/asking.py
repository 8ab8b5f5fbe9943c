"""What tickets ask again and again and no answer of the library fits: for whoever keeps the library."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.after.feedback.merging import say_the_same, shape_of
from onair.after.feedback.model import Ticket
from onair.after.feedback.trend import WEEKS
from onair.during.comments.nearness import Shape
from onair.during.qa.matching import Matcher
from onair.kernel.clock import DAY_MS

PEOPLE_MIN = 2
SHOWN = 50
LOOKED_AT = 500


class Asked(NamedTuple):
    """`question`: the words of the one most people wrote; `n` people; `tickets` ids."""

    product: str | None
    question: str
    n: int
    tickets: tuple[str, ...]


def open_questions(tx: Session, tenant: str, matcher: Matcher, now: int) -> list[Asked]:
    """Of the newest tickets of the last WEEKS weeks, by product; the one asked by most first."""
    since = now - WEEKS * 7 * DAY_MS
    query = select(Ticket).where(
        Ticket.tenant_id == tenant, Ticket.said_at >= since, Ticket.text.is_not(None), Ticket.state != "dismissed",
        Ticket.origin != "aftersales",
    )  # fmt: skip
    rows = tx.scalars(query.order_by(Ticket.no.desc()).limit(LOOKED_AT)).all()
    found: list[tuple[Shape, list[Ticket]]] = []
    for row in rows:
        own = shape_of(row)
        same = next(
            (held for one, held in found if held[0].product_id == row.product_id and say_the_same(one, own)),
            None,
        )
        if same is None:
            found.append((own, [row]))
        else:
            same.append(row)
    told = [_asked(held) for _, held in found]
    open_ = [
        one
        for one in told
        if one.n >= PEOPLE_MIN and not matcher.match(one.question, None, one.product, at=now, top=1)
    ]
    return sorted(open_, key=lambda one: (-one.n, one.question))[:SHOWN]


def _asked(rows: list[Ticket]) -> Asked:
    most = max(rows, key=lambda row: row.votes)
    ids = tuple(row.id for row in rows)
    return Asked(most.product_id, (most.text or "")[:120], sum(row.votes for row in rows), ids)
