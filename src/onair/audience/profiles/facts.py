"""What one sealed show tells of each person: two small tables, written once per sealing, from which all profiles are made.

`acts`: one row a person, kind and product. `deals`: one row an order. Rows without a user are nobody and stay out: masked
viewers never become one person. Ibis expressions over the lake's columns, so any engine of the lake makes the same rows.
"""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from onair.kernel.clock import DAY_MS
from onair.metrics.window import FUTURE_MS

ACTS: dict[str, str] = {
    "show": "string", "user": "string", "kind": "string", "product": "string", "channel": "string", "n": "int64",
    "valued": "int64", "value": "int64", "first_at": "int64", "last_at": "int64",
}  # fmt: skip
"""`kind`: a type of the log, or `unfollow`, `unfavourite`. `n`: how often (its count); `value`: ms of a leave, minor units
of a gift, told by `valued` of the events. `channel` of entries only, `product` of what is about one."""
DEALS: dict[str, str] = {
    "show": "string", "currency": "string", "space": "string", "order": "string", "user": "string",
    "created_at": "int64", "paid_at": "int64", "paid_day": "int64", "cancelled": "int64", "pays": "int64",
    "known": "int64", "amount": "int64", "refunds": "int64", "refunded": "int64", "refunded_at": "int64",
}  # fmt: skip
"""`paid_day`: days since 1970 in the shop's zone. `known` of `pays` told their amount; `amount` and `refunded` are sums
in minor units of the show's currency."""
KINDS = (
    "exposure", "enter", "leave", "comment", "like", "share", "follow", "group_join", "gift", "product_exposure",
    "product_click", "favourite", "add_cart",
)  # fmt: skip
ABOUT = ("product_exposure", "product_click", "favourite", "add_cart")
SWITCHED = ("follow", "favourite")
DEAL_TYPES = ("order", "pay", "cancel", "refund")


class Told(NamedTuple):
    """The show that tells. `offset`: of its zone from UTC when it began, ms; `now`: what was dated ahead of its arrival
    counts only up to here."""

    show: str
    currency: str
    offset: int
    now: int


def offset_of(zone: str, at: int) -> int:
    """ms that `zone` (IANA) is ahead of UTC at `at` (ms UTC)."""
    ahead = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).utcoffset()
    return 0 if ahead is None else int(ahead.total_seconds() * 1000)


def acts(events: Any, told: Told) -> Any:
    """Columns of ACTS from rows of the lake."""
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    e = _told(events, KINDS, told.now)
    e = e.filter(e["user"].notnull())
    off = e["type"].isin(SWITCHED) & ~e["on"].fill_null(True)
    named = e.mutate(
        kind=off.ifelse(ibis.literal("un") + e["type"], e["type"]),
        product=e["type"].isin(ABOUT).ifelse(e["product"], ibis.null("string")),
        channel=(e["type"] == "enter").ifelse(e["channel"], ibis.null("string")),
    )
    return (
        named.group_by("user", "kind", "product", "channel")
        .aggregate(
            n=named["count"].fill_null(1).sum(),
            valued=named["value"].count(),
            value=named["value"].sum(),
            first_at=named["at"].min(),
            last_at=named["at"].max(),
        )
        .mutate(show=ibis.literal(told.show))
        .select(*ACTS)
    )


def deals(events: Any, told: Told) -> Any:
    """Columns of DEALS. An order is its namespace and number; who bought is whoever any of its rows names."""
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    e = _told(events, DEAL_TYPES, told.now)
    e = e.filter(e["order"].notnull()).mutate(space=e["source"].split(":")[0])
    pay, refund = e["type"] == "pay", e["type"] == "refund"
    return (
        e.group_by("space", "order")
        .aggregate(
            user=e["user"].min(),
            created_at=e["at"].min(where=e["type"] == "order"),
            paid_at=e["at"].min(where=pay),
            cancelled=(e["type"] == "cancel").cast("int64").sum(),
            pays=pay.cast("int64").sum(),
            known=e["amount"].count(where=pay),
            amount=e["amount"].sum(where=pay),
            refunds=refund.cast("int64").sum(),
            refunded=e["amount"].sum(where=refund),
            refunded_at=e["at"].max(where=refund & e["timed"].fill_null(True)),
        )
        .filter(lambda rows: rows["user"].notnull())
        .mutate(
            show=ibis.literal(told.show),
            currency=ibis.literal(told.currency),
            paid_day=lambda rows: (rows["paid_at"] + told.offset) // DAY_MS,
        )
        .select(*DEALS)
    )


def _told(events: Any, kinds: tuple[str, ...], now: int) -> Any:
    """Rows of these kinds that were due."""
    due = (events["at"] <= events["clock"] + FUTURE_MS) | (events["at"] <= now)
    return events.filter(events["type"].isin(kinds) & due)
