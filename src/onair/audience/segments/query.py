"""A rule as an Ibis condition over rows of the book; what people did is asked of the lake's events themselves."""

from collections.abc import Callable
from typing import Any

from onair.audience.profiles.facts import SWITCHED
from onair.audience.segments.rule import MEASURES, All, Any_, Did, Is, Node, Not, Step, Then
from onair.kernel.clock import DAY_MS

Events = Callable[[int | None], tuple[Any, Any]]
"""Events and lines of the lake since a moment (ms), None = all; shows that were over before it may be left out."""


class Query:
    """`as_of`: ms; `events`: see Events."""

    def __init__(self, rows: Any, events: Events, as_of: int) -> None:
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        self.ibis, self.rows, self.events, self.as_of = ibis, rows, events, as_of

    def members(self, rule: Node) -> Any:
        """The rows that fit."""
        return self.rows.filter(self.fits(rule))

    def fits(self, node: Node) -> Any:
        """A boolean column that is never null."""
        if isinstance(node, All | Any_):
            parts = [self.fits(one) for one in node.of]
            whole = parts[0]
            for part in parts[1:]:
                whole = whole & part if isinstance(node, All) else whole | part
            return whole
        if isinstance(node, Not):
            return ~self.fits(node.of)
        if isinstance(node, Is):
            return self._is(node)
        return self._did(node) if isinstance(node, Did) else self._then(node)

    def _is(self, node: Is) -> Any:
        value = self._value(node.field)
        if node.cmp in ("known", "unknown"):
            return value.notnull() if node.cmp == "known" else value.isnull()
        compare = {"ge": "__ge__", "le": "__le__", "eq": "__eq__", "ne": "__ne__"}[node.cmp]
        return getattr(value, compare)(node.value).fill_null(False)

    def _value(self, field: str) -> Any:
        measure = MEASURES[field]
        column = self.rows[measure.column]
        if measure.kind == "age":
            return (self.as_of - column) / DAY_MS
        if measure.kind == "flag":
            told = column.notnull() | self.rows["unfollow_at"].notnull()
            on = column.fill_null(0) > self.rows["unfollow_at"].fill_null(0)
            return told.ifelse(on, self.ibis.null("boolean"))
        return column

    def _did(self, node: Did) -> Any:
        since = None if node.days is None else self.as_of - node.days * DAY_MS
        e = self._acts(Step(node.act, node.product), since)
        enough = node.times if node.cmp == "ge" else node.times + 1
        if enough == 0:
            return self.ibis.literal(True)
        times = e.group_by("user").aggregate(n=e["count"].fill_null(1).sum())
        some = self.rows["user"].isin(times.filter(times["n"] >= enough)["user"])
        return some if node.cmp == "ge" else ~some

    def _then(self, node: Then) -> Any:
        """At one moment the second does not follow the first: it stands before it in the order."""
        first = self._acts(node.first, None).select("user", "at", then=self.ibis.literal(False))
        second = self._acts(node.next, None).select("user", "at", then=self.ibis.literal(True))
        both = self.ibis.union(first, second)
        so_far = self.ibis.cumulative_window(group_by="user", order_by=["at", self.ibis.desc("then")])
        begun = both["then"].ifelse(self.ibis.null("int64"), both["at"]).max().over(so_far)
        near = both.mutate(begun=begun)
        hit = near.filter(near["then"] & (near["at"] - near["begun"] <= node.days * DAY_MS))
        return self.rows["user"].isin(hit["user"])

    def _acts(self, step: Step, since: int | None) -> Any:
        e, lines = self.events(since)
        e = e.filter(e["user"].notnull(), e["type"] == step.act)
        if step.act in SWITCHED:
            e = e.filter(e["on"].fill_null(True))
        if since is not None:
            e = e.filter(e["at"] >= since, e["at"] <= self.as_of)
        if step.product is not None:
            ordered = lines.filter(lines["product"] == step.product)["order"]
            e = e.filter(
                (e["product"] == step.product).fill_null(False) | e["order"].isin(ordered).fill_null(False)
            )
        return e
