"""Ibis expressions over the rows of events. Each method is one query; its docstring names the columns.

Times stay integer ms and are cut down by remainder: dividing would go through floats in some engines.
"""

from typing import Any

from onair.metrics.tally import (
    ANY,
    CLICK,
    INTERACT,
    MARKS,
    MEASURED,
    OF_EVENT,
    OF_ORDER,
    OF_PRODUCT,
    OF_SOURCE,
    RULES,
)
from onair.metrics.window import FUTURE_MS, Window

SWITCHED = ("follow", "favourite")
TRACKED = ("host", "sampling", "slot")


class EventPasses:
    """Rows of one window, future-dated ones judged by `cut` (ms)."""

    def __init__(self, events: Any, window: Window, cut: int) -> None:
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        self.ibis, self.window, self.cut = ibis, window, cut
        future = (events["at"] > events["clock"] + FUTURE_MS) & (events["at"] > cut)
        self.all = events
        self.future = future
        self.due = events.filter(~future)
        inside = self.due
        if window.start is not None:
            inside = inside.filter(inside["at"] >= window.start)
        if window.end is not None:
            inside = inside.filter(inside["at"] <= window.end)
        self.inside = inside

    def floor(self, at: Any, step: int) -> Any:
        """`at` cut down to a multiple of `step`, below zero too."""
        rest = at % step
        if self.window.low < 0:
            rest = (rest + step) % step
        return at - rest

    def counts(self, by_second: bool, crossing: bool) -> Any:
        """place, type, on, source, owned, channel, new, time, n, count, value, valued, proxy, nobody, late."""
        e = self.all.filter(self.all["type"].isin(sorted(MEASURED)))
        place = self._place(e)
        kind = e["type"]
        owned = e["user"].isnull() | kind.isin(sorted(OF_EVENT))
        timed = (place == 0) & kind.isin(sorted(RULES))
        nothing = self.ibis.null("string")
        keys = {
            "place": place,
            "type": kind,
            "on": kind.isin(SWITCHED).ifelse(e["on"], self.ibis.null("boolean")),
            "source": kind.isin(sorted(OF_SOURCE)).ifelse(e["source"], nothing),
            "owned": owned if crossing else self.ibis.literal(False),
            "channel": owned.ifelse(e["channel"], nothing) if crossing else nothing,
            "new": (kind == "enter").ifelse(e["new"], self.ibis.null("boolean"))
            if crossing
            else self.ibis.null("boolean"),
            "time": timed.ifelse(self.floor(e["at"], 1000 if by_second else 60_000), self.ibis.null("int64")),
        }
        return e.group_by(**keys).aggregate(
            n=e.count(),
            count=e["count"].sum(),
            value=e["value"].sum(),
            valued=e["value"].count(),
            proxy=e["proxy"].sum(),
            nobody=e["user"].isnull().sum(),
            late=(e["clock"] > self.window.late_after).sum(),
        )

    def _place(self, e: Any) -> Any:
        """0 in, 1 before, 2 after, 3 not due."""
        future = (e["at"] > e["clock"] + FUTURE_MS) & (e["at"] > self.cut)
        return self.ibis.cases(
            (future, 3), (e["at"] < self.window.low, 1), (e["at"] > self.window.high, 2), else_=0
        )

    def readings(self) -> Any:
        """name, source, first_at, first, last_at, last."""
        g = self.inside.filter(self.inside["type"] == "gauge")
        ends = g.group_by("name", "source").aggregate(first_at=g["at"].min(), last_at=g["at"].max())
        j = g.join(ends, ["name", "source"])
        return (
            j.group_by("name", "source", "first_at", "last_at")
            .aggregate(
                first=j["value"].min(where=j["at"] == j["first_at"]),
                last=j["value"].max(where=j["at"] == j["last_at"]),
            )
            .select("name", "source", "first_at", "first", "last_at", "last")
        )

    def online(self) -> Any:
        """minute, median, last reading in it."""
        g = self.inside.filter(self.inside["type"] == "gauge", self.inside["name"] == "online")
        g = g.select("at", "value", minute=self.floor(g["at"], 60_000))
        ends = g.group_by("minute").aggregate(last_at=g["at"].max(), middle=g["value"].median())
        j = g.join(ends, "minute")
        return j.group_by("minute", "middle").aggregate(last=j["value"].max(where=j["at"] == j["last_at"]))

    def track(self) -> Any:
        """type, key, phase, at, source of slots, hosts and declared samples, wherever they lie in time."""
        t = self.due.filter(self.due["type"].isin(TRACKED))
        return t.select("type", self.ibis.coalesce(t["ref"], t["name"]), "phase", "at", "source")

    def marks(self, e: Any) -> Any:
        """What a row leaves on its person."""
        off = e["type"].isin(SWITCHED) & ~e["on"]
        return off.ifelse(ANY, e["type"].cases(*sorted(MARKS.items()), else_=0))

    def of_people(self) -> Any:
        """Rows inside with a person and something to leave on them."""
        e = self.inside
        return e.filter(e["user"].notnull(), e["type"].isin(sorted(MARKS)))

    def persons(self) -> Any:
        """user, channel, new, at: the first entry decides, ties by channel and new with the unknown first."""
        e = self.inside.filter(self.inside["type"] == "enter", self.inside["user"].notnull())
        first = e.group_by("user", "channel", "new").aggregate(at=e["at"].min())
        rank = self.ibis.window(
            group_by=first["user"],
            order_by=[first["at"], first["channel"].fill_null(""), first["new"].ifelse(2, 1).fill_null(0)],
        )
        first = first.mutate(place=self.ibis.row_number().over(rank))
        return first.filter(first["place"] == 0).select("user", "channel", "new", "at")

    def _active(self) -> Any:
        """Rows of known people who say, like, share or click something."""
        kinds = sorted(kind for kind, marks in MARKS.items() if marks & (INTERACT | CLICK))
        return self.inside.filter(self.inside["user"].notnull(), self.inside["type"].isin(kinds))

    def stays(self) -> Any:
        """minute of first entry, new, minutes until the last activity, people."""
        e, p = self._active(), self.persons()
        last = e.group_by("user").aggregate(last_at=e["at"].max())
        j = p.left_join(last, "user")
        entered = self.floor(j["at"], 60_000)
        stayed = (self.floor(j["last_at"], 60_000) - entered).fill_null(0).clip(0)
        return j.group_by(entered=entered, new=j["new"], stayed=stayed).aggregate(n=j.count())

    def minute_people(self) -> Any:
        """minute, interacting people, clicking people."""
        e = self._active()
        clicked = e["type"] == "product_click"
        return e.group_by(minute=self.floor(e["at"], 60_000)).aggregate(
            talkers=e["user"].nunique(where=~clicked), clickers=e["user"].nunique(where=clicked)
        )

    def products(self) -> Any:
        """product, type, on, n, count."""
        e = self.inside.filter(self.inside["type"].isin(sorted(OF_PRODUCT)))
        return e.group_by("product", "type", "on").aggregate(n=e.count(), count=e["count"].sum())

    def product_people(self) -> Any:
        """product, user, marks of rows (not yet joined)."""
        e = self.inside.filter(self.inside["type"].isin(sorted(OF_PRODUCT)), self.inside["user"].notnull())
        wanted = {kind: MARKS[kind] & ~ANY for kind in OF_PRODUCT}
        e = e.filter(~(e["type"].isin(SWITCHED) & ~e["on"]))
        return e.select("product", "user", marks=e["type"].cases(*sorted(wanted.items()), else_=0))

    def order_rows(self) -> Any:
        """Events of orders wherever they lie in time."""
        return self.due.filter(self.due["type"].isin(sorted(OF_ORDER)))

    def personal(self) -> Any:
        """Rows whose numbers follow the person: not entries, exposures or orders."""
        e = self.inside
        kinds = sorted(RULES.keys() - OF_EVENT)
        return e.filter(e["user"].notnull(), e["type"].isin(kinds))
