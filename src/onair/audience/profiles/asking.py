"""Questions to a book of people: pages of it, one person, and the rows behind a field."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from onair.audience.profiles.book import PROFILE, Book, Books, Facts
from onair.audience.profiles.facts import ACTS, DEALS
from onair.audience.profiles.lifecycle import STAGES, Stage
from onair.kernel import paging

Sort = Literal["last_seen", "first_seen", "shows", "clicks", "paid", "spend", "expected"]
PAGE = 100
DEALS_MAX = 200
NOTHING = -1
"""Stands for null in the order of a list: who has none comes last."""
MILLI = 1000
"""`expected` is ordered by thousandths, so that a place in the list is a whole number."""
MEMBERS = {"user": "string"}
"""Columns of a file of some people."""
Row = dict[str, Any]


class Wanted(NamedTuple):
    """`q`: how the person's key begins, with or without its namespace. `buyers`: only who paid, or only who did not.
    `among`: only those of this Parquet file's `user`."""

    stage: Stage | None = None
    buyers: bool | None = None
    q: str = ""
    sort: Sort = "last_seen"
    among: Path | None = None


class Listed(NamedTuple):
    """`counts`: by stage, of all that the other filters leave."""

    rows: list[Row]
    next: str | None
    counts: dict[Stage, int]


def listed(
    books: Books, tenant: str, book: Book, wanted: Wanted, cursor: str | None = None, *, limit: int = PAGE
) -> Listed:
    """Largest first, equals by key. Raises BadCursor."""
    rows = _filtered(books.rows(tenant, book), wanted)
    if wanted.among is not None:
        rows = rows.semi_join(books.lake.parquet(MEMBERS, [wanted.among]), "user")
    counts = dict.fromkeys(STAGES, 0)
    counts.update(dict(books.lake.run(rows.group_by("stage").aggregate(n=rows.count()), book.file)))
    if wanted.stage is not None:
        rows = rows.filter(rows["stage"] == wanted.stage)
    value = rows[wanted.sort] * MILLI if wanted.sort == "expected" else rows[wanted.sort]
    placed = rows.mutate(place=value.fill_null(NOTHING).cast("int64"))
    if cursor:
        last = paging.decode(cursor, wanted.sort, int)
        after = (placed["place"] == last.value) & (placed["user"] > last.id)
        placed = placed.filter((placed["place"] < last.value) | after)
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    asked = placed.order_by(ibis.desc("place"), "user").limit(limit + 1).select(*PROFILE, "place")
    found = named(asked, books.lake.run(asked, book.file))
    following = None
    if len(found) > limit:
        end = found[limit - 1]
        following = paging.encode(paging.Place(wanted.sort, end["place"], end["user"]))
    return Listed(found[:limit], following, counts)


def one(books: Books, tenant: str, book: Book, person: str) -> Row | None:
    """The row of PROFILE of one person."""
    rows = books.rows(tenant, book)
    asked = rows.filter(rows["user"] == person).select(*PROFILE)
    found = named(asked, books.lake.run(asked, book.file))
    return found[0] if found else None


def acts_of(books: Books, facts: Sequence[Facts], person: str) -> list[Row]:
    """Rows of ACTS of one person, the newest show first."""
    import ibis  # noqa: PLC0415 (slow to import)

    rows = books.lake.parquet(ACTS, [fact.acts for fact in facts])
    asked = (
        rows.filter(rows["user"] == person).order_by(ibis.desc("last_at"), "kind", "product").select(*ACTS)
    )
    return named(asked, books.lake.run(asked, "acts"))


def deals_of(books: Books, facts: Sequence[Facts], person: str) -> list[Row]:
    """The newest DEALS_MAX rows of DEALS of one person."""
    import ibis  # noqa: PLC0415 (slow to import)

    rows = books.lake.parquet(DEALS, [fact.deals for fact in facts])
    mine = rows.filter(rows["user"] == person)
    placed = mine.mutate(at=mine["paid_at"].fill_null(mine["created_at"]))
    asked = placed.order_by(ibis.desc("at"), "order").limit(DEALS_MAX).select(*DEALS)
    return named(asked, books.lake.run(asked, "deals"))


def named(expr: Any, rows: list[tuple[Any, ...]]) -> list[Row]:
    return [dict(zip(expr.columns, row, strict=True)) for row in rows]


def _filtered(rows: Any, wanted: Wanted) -> Any:
    if wanted.buyers is not None:
        rows = rows.filter((rows["paid"] > 0) == wanted.buyers)
    if wanted.q:
        begins = rows["user"].startswith(wanted.q)
        rows = rows.filter(begins | rows["user"].split(":")[1].startswith(wanted.q))
    return rows
