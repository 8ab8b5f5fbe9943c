"""From what shows told to one row a person: Ibis expressions, nothing of Python runs per person."""

from typing import Any

PERSON: dict[str, str] = {
    "user": "string", "first_seen": "int64", "last_seen": "int64", "shows": "int64", "visits": "int64",
    "stays": "int64", "watch_ms": "int64", "exposures": "int64", "comments": "int64", "likes": "int64",
    "shares": "int64", "clicks": "int64", "carts": "int64", "favourites": "int64", "gifts": "int64",
    "follow_at": "int64", "unfollow_at": "int64", "joins": "int64", "orders": "int64", "unpaid": "int64",
    "paid": "int64", "unknown": "int64", "foreign": "int64", "spend": "int64", "refunds": "int64",
    "refunded": "int64", "first_paid": "int64", "last_paid": "int64", "paid_days": "int64", "first_day": "int64",
    "last_day": "int64",
}  # fmt: skip
"""Counts are 0 where nobody told of any; times, `watch_ms` and money are null. `stays`: leaves that told a length.
`spend`, `refunded`: minor units of the team's currency; `foreign` orders are of another, `unknown` of no told amount."""
WATCHED = (
    "enter",
    "leave",
    "comment",
    "like",
    "share",
    "gift",
    "product_click",
    "add_cart",
    "follow",
    "group_join",
)
"""Who did one of these was in the room."""
COUNTS = {
    "visits": "enter", "exposures": "exposure", "comments": "comment", "likes": "like", "shares": "share",
    "clicks": "product_click", "carts": "add_cart", "favourites": "favourite", "gifts": "gift", "joins": "group_join",
}  # fmt: skip


def persons(acts: Any, deals: Any, currency: str) -> Any:
    """Columns of PERSON, one row a person, from rows of `facts.ACTS` and `facts.DEALS` of any shows."""
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    did, bought = _did(acts), _bought(deals, currency)
    both = did.outer_join(bought, "user")
    named = both.mutate(
        user=ibis.coalesce(both["user"], both["user_right"]),
        first_seen=ibis.least(both["first_act"], both["first_deal"]),
        last_seen=ibis.greatest(both["last_act"], both["last_deal"]),
    )
    zero = {name: named[name].fill_null(0) for name in PERSON if name in (*COUNTS, *_ZERO)}
    return named.mutate(**zero).select(*PERSON)


_ZERO = ("shows", "stays", "orders", "unpaid", "paid", "unknown", "foreign", "refunds", "paid_days")


def _did(acts: Any) -> Any:
    kind = acts["kind"]
    counts = {name: acts["n"].sum(where=kind == of) for name, of in COUNTS.items()}
    return acts.group_by("user").aggregate(
        first_act=acts["first_at"].min(),
        last_act=acts["last_at"].max(),
        shows=acts["show"].nunique(where=kind.isin(WATCHED)),
        stays=acts["valued"].sum(where=kind == "leave"),
        watch_ms=acts["value"].sum(where=kind == "leave"),
        follow_at=acts["last_at"].max(where=kind == "follow"),
        unfollow_at=acts["last_at"].max(where=kind == "unfollow"),
        **counts,
    )


def _bought(deals: Any, currency: str) -> Any:
    """An order that several shows tell of is one, and its money is what the one that knows most tells: the same file may
    have been imported into two."""
    one = deals.group_by("space", "order").aggregate(
        user=deals["user"].min(),
        currency=deals["currency"].min(),
        created_at=deals["created_at"].min(),
        paid_at=deals["paid_at"].min(),
        paid_day=deals["paid_day"].min(),
        cancelled=deals["cancelled"].max(),
        known=deals["known"].max(),
        amount=deals["amount"].max(),
        refunds=deals["refunds"].max(),
        refunded=deals["refunded"].max(),
    )
    paid, own = one["paid_at"].notnull(), one["currency"] == currency
    return one.group_by("user").aggregate(
        first_deal=one["created_at"].fill_null(one["paid_at"]).min(),
        last_deal=one["paid_at"].fill_null(one["created_at"]).max(),
        orders=one.count(),
        unpaid=(~paid & (one["cancelled"] == 0)).cast("int64").sum(),
        paid=paid.cast("int64").sum(),
        unknown=(paid & (one["known"] == 0)).cast("int64").sum(),
        foreign=(paid & ~own).cast("int64").sum(),
        spend=one["amount"].sum(where=paid & own),
        refunds=(one["refunds"] > 0).cast("int64").sum(),
        refunded=one["refunded"].sum(where=own),
        first_paid=one["paid_at"].min(),
        last_paid=one["paid_at"].max(),
        paid_days=one["paid_day"].nunique(),
        first_day=one["paid_day"].min(),
        last_day=one["paid_day"].max(),
    )
