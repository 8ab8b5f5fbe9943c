"""Ibis expressions over the rows of events. Each method is one query; its docstring names the columns.

Times stay integer ms and are cut down by remainder: dividing would go through floats in some engines.
"""

from typing import Any

from onair.metrics.tally import (
    ANY,
    CLICK,
    INTERACT,
    MARKS,
    OF_EVENT,
    OF_ORDER,
    OF_PRODUCT,
    OF_SOURCE,
    RULES,
)
from onair.metrics.window import FUTURE_MS, Window

SEPARATOR = "\x01"
"""Sorts before anything a channel's name holds."""
SWITCHED = ("follow", "favourite")
ACTIVE = sorted(kind for kind, marks in MARKS.items() if marks & (INTERACT | CLICK))
"""What keeps a person active: a comment, like, share or click."""
TRACKED = ("host", "sampling", "slot")
PERSONAL = [
    (rule.counter, kind, rule) for kind in sorted(RULES) if kind not in OF_EVENT for rule in RULES[kind]
]
"""(counter, type, rule) of everything that follows the person."""


class EventPasses:
    """Rows of one window, future-dated ones judged by `cut` (ms)."""

    def __init__(self, events: Any, window: Window, cut: int) -> None:
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        self.ibis, self.window, self.cut = ibis, window, cut
        if "person" not in events.columns:  # rows that were never sealed: the user stands for the number
            events = events.mutate(person=events["user"], space=events["user"].split(":")[0])
        future = (events["at"] > events["clock"] + FUTURE_MS) & (events["at"] > cut)
        self.all = events
        self.future = future
        self.due = events.filter(~future)
        # What lies before the cut is due: `clock` need not be read where the window ends at the cut.
        inside = events if window.end is not None and window.end == cut else self.due
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

    def counts(self, by_second: bool) -> Any:
        """Of every row, measured or not: place, type, on, time, n, count, value, valued, proxy, nobody, late."""
        e = self.all
        place = self._place(e)
        keys = {
            "place": place,
            "type": e["type"],
            "on": e["on"],
            "time": (place == 0).ifelse(
                self.floor(e["at"], 1000 if by_second else 60_000), self.ibis.null("int64")
            ),
        }
        return e.group_by(**keys).aggregate(
            n=e.count(),
            count=e["count"].sum(),
            value=e["value"].sum(),
            valued=e["value"].count(),
            proxy=e["proxy"].sum(),
            nobody=e.count() - e["person"].count(),
            late=(e["clock"] > self.window.late_after).sum(),
        )

    def sources(self) -> Any:
        """type, source, channel, n, count of what a source may send as a sample."""
        e = self.inside.filter(self.inside["type"].isin(sorted(OF_SOURCE)))
        return e.group_by("type", "source", "channel").aggregate(n=e.count(), count=e["count"].sum())

    def owned(self) -> Any:
        """type, on, channel, new, n, count, value, valued, proxy of rows that follow no person."""
        e = self.inside.filter(self.inside["type"].isin(sorted(RULES)))
        e = e.filter(e["person"].isnull() | e["type"].isin(sorted(OF_EVENT)))
        return e.group_by("type", "on", "channel", "new").aggregate(
            n=e.count(),
            count=e["count"].sum(),
            value=e["value"].sum(),
            valued=e["value"].count(),
            proxy=e["proxy"].sum(),
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
        """Rows inside with a person; some types leave no mark (0)."""
        return self.inside.filter(self.inside["person"].notnull())

    def persons(self) -> Any:
        """person, channel, new, first_at: the first entry decides, ties by channel and new with the unknown first.

        Channel and new travel as one text, so that a plain minimum breaks the ties.
        """
        e = self.inside.filter(self.inside["type"] == "enter", self.inside["person"].notnull())
        e = e.select("person", "at", "channel", "new")
        first = e.group_by("person").aggregate(at=e["at"].min())
        e = e.join(first, ["person", "at"])
        new = e["new"].isnull().ifelse("0", e["new"].ifelse("2", "1"))
        told = e["channel"].fill_null("") + SEPARATOR + new
        e = e.group_by("person").aggregate(first_at=e["at"].min(), told=told.min())
        size = e["told"].length()
        none = self.ibis.null("boolean")
        channel, new = e["told"].substr(0, size - 2), e["told"].right(1)
        return e.select(
            "person", "first_at", channel=channel.nullif(""), new=(new == "0").ifelse(none, new == "2")
        )

    def by_person(self, counting: bool) -> Any:
        """person, marks, last_at (active), space, and when `counting` one sum for each of PERSONAL: everybody once."""
        e = self.of_people()
        order = {kind: place for place, kind in enumerate(sorted({kind for _, kind, _ in PERSONAL}))}
        e = e.mutate(code=e["type"].cases(*order.items(), else_=-1))
        sums = {}
        for counter, kind, rule in PERSONAL if counting else ():
            mine = e["code"] == order[kind]
            if rule.on is not None:
                mine = mine & (e["on"] if rule.on else ~e["on"])
            if rule.take == "n":
                sums[counter] = e.count(where=mine)
            elif rule.take == "valued":
                sums[counter] = e["value"].count(where=mine)
            else:
                sums[counter] = e[rule.take].sum(where=mine)
        active = e["at"].max(where=e["type"].isin(ACTIVE))
        return e.group_by("person").aggregate(
            marks=self.marks(e).bit_or(), last_at=active, space=e["space"].arbitrary(), **sums
        )

    def minute_people(self) -> Any:
        """minute, interacting people, clicking people."""
        e = self.inside.filter(self.inside["person"].notnull(), self.inside["type"].isin(ACTIVE))
        click = (e["type"] == "product_click").ifelse(2, 1)
        once = e.group_by("person", minute=self.floor(e["at"], 60_000)).aggregate(marks=click.bit_or())
        return once.group_by("minute").aggregate(
            talkers=(once["marks"] != 2).sum(), clickers=(once["marks"] != 1).sum()
        )

    def products(self) -> Any:
        """product, type, on, n, count."""
        e = self.inside.filter(self.inside["type"].isin(sorted(OF_PRODUCT)))
        return e.group_by("product", "type", "on").aggregate(n=e.count(), count=e["count"].sum())

    def product_people(self) -> Any:
        """product, person, marks of rows (not yet joined)."""
        e = self.inside.filter(self.inside["type"].isin(sorted(OF_PRODUCT)), self.inside["person"].notnull())
        wanted = {kind: MARKS[kind] & ~ANY for kind in OF_PRODUCT}
        e = e.filter(~(e["type"].isin(SWITCHED) & ~e["on"]))
        return e.select("product", "person", marks=e["type"].cases(*sorted(wanted.items()), else_=0))

    def order_rows(self) -> Any:
        """Events of orders wherever they lie in time."""
        return self.due.filter(self.due["type"].isin(sorted(OF_ORDER)))
