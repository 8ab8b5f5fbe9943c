"""The page as it stands: everything a new client needs, and what each tick changed in it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from msgspec import structs

from onair.during.broadcast.change import Change, Minutes, for_view, series
from onair.during.broadcast.facts import Facts, Good
from onair.during.broadcast.frames import (
    SERIES_METRICS,
    ActionRow,
    Present,
    ProductRow,
    ShowHead,
    Snapshot,
    SourceBadge,
    State,
    Tile,
    TrackItem,
    View,
)  # fmt: skip
from onair.during.broadcast.listing import CATALOGUE_MAX, Listing
from onair.during.broadcast.state import ShowState
from onair.metrics.frame import FrameNumbers, ProductNumbers

UNKNOWN_TOTAL = ProductRow("", "")
COUNT_EVERY_MS = 1000


def head(facts: Facts) -> ShowHead:
    return ShowHead(
        facts.id, facts.title, facts.state, facts.currency, facts.zone, facts.room, facts.platform, facts.starts_at,
        facts.planned_end, facts.started_at, facts.ended_at, facts.staged, facts.demo, facts.origin,
    )  # fmt: skip


class _Always:
    """Products that are listed whatever their clicks: a small catalogue's, and what is or was talked about."""

    def __init__(self, picture: "Picture") -> None:
        self._picture = picture

    def __contains__(self, id_: object) -> bool:
        p = self._picture
        catalogued = len(p.goods) <= CATALOGUE_MAX and id_ in p.goods
        return catalogued or id_ in p.shown or id_ == p.current


class Picture:
    """`tick` reads the state once and gives the change; `snapshot` draws it all for a view."""

    def __init__(
        self,
        facts: Facts,
        goods: Mapping[str, Good],
        names: Mapping[str, str],
        panels: Mapping[str, frozenset[View]] = MappingProxyType({}),
    ) -> None:
        self._facts, self.goods, self._names, self._panels = facts, goods, names, panels
        self._all = Change()
        self._all.show = head(facts)
        self._numbers: dict[str, ProductNumbers] = {}
        self._always = _Always(self)
        self.shown: set[str] = set()
        """Products that were talked about; all that prompter and overlay may know."""
        self._listing = Listing()
        self.current: str | None = None
        self._stock: Mapping[str, tuple[int, int]] = {}
        self._counted_at = 0
        self.as_of = 0
        self.clock = 0
        self.offset = 0

    def know(self, facts: Facts, goods: Mapping[str, Good], names: Mapping[str, str]) -> Change:
        """The show or the goods were edited: head and rows anew."""
        self._facts, self.goods, self._names = facts, goods, names
        change = Change()
        change.show = head(facts)
        change.products = {id_: self._row(id_) for id_ in self._all.products}
        self._all.merge(change)
        return change

    def tick(self, state: ShowState, now: int, received: int, people: list[Present] | None) -> Change:
        """What changed since the tick before. `now`: the show's clock, `received`: the server's."""
        change = Change()
        self._numbers_of(state.fold.frame(now), change, received)
        if received - self._counted_at >= COUNT_EVERY_MS:
            self._counted_at = received
            self._counts_of(state, change)
        self._rows_of(state, change)
        marks, actions = state.track.changes()
        self._panels_of(state, now, change)  # before the comments: it may mark them
        change.track = {mark.id: self._named_mark(mark) for mark in marks}
        change.actions = {row.id: self._named(row) for row in actions}
        change.comments = {
            row.id: structs.replace(row, hidden_by=self._name(row.hidden_by)) if row.hidden_by else row
            for row in state.comments.changes()
        }
        if change.comments:
            change.comment_total = state.comments.total
        self._sources_of(state, received, change)
        self._signal_of(state, received, change)
        if people is not None and people != self._all.people:
            change.people = people
        self.as_of, self.clock, self.offset = state.newest, now, state.end
        self._all.merge(change)
        self._all.gone.clear()
        return change

    def snapshot(self, view: View, state: ShowState, *, rebuilding: bool) -> Snapshot:
        """Everything that a view may see, as of the last tick."""
        whole = Change()
        whole.merge(self._all)
        if view in ("console", "overlay"):
            whole.comments = {row.id: row for row in state.comments.rows()}
        if view in ("console", "prompter"):
            whole.actions = {row.id: self._named(row) for row in state.track.actions()}
        part = for_view(whole, view, self.shown, self._panels)
        delta = part.delta(self.as_of, self.clock, self.offset, rebuilding=rebuilding)
        return Snapshot(
            head(self._facts), delta.as_of, delta.clock, delta.offset, delta.tiles, series(part.minutes), delta.products,
            delta.product_total or UNKNOWN_TOTAL, delta.track, delta.comments,
            state.comments.total if view == "console" else 0, delta.sources or [], delta.people or [], delta.actions,
            delta.signal, rebuilding=rebuilding, products_more=delta.products_more or 0,
            panels=delta.panels,
        )  # fmt: skip

    def _numbers_of(self, numbers: FrameNumbers, change: Change, received: int) -> None:
        old = self._all.tiles
        for name, number in numbers.tiles.items():
            tile = Tile(
                number.value, number.unit, cast(State, number.state), number.numerator, number.denominator, number.n,
                number.as_of, number.note,
            )  # fmt: skip
            if old.get(name) != tile:
                change.tiles[name] = tile
        minutes: Minutes = {}
        for minute, values in numbers.minutes.items():
            minutes[minute] = {name: values[name] for name in SERIES_METRICS if name in values}
        change.minutes = minutes
        for row in numbers.products:
            if row.id is not None:
                self._numbers[row.id] = row
                if self._listing.takes(row.id, row.clicks, self._always):
                    change.products[row.id] = self._row(row.id)
        self._cut(change, received)
        if numbers.total is not None:
            total = self._as_row(numbers.total, "", "", current=False)
            change.total = total if total != self._all.total else None

    def _cut(self, change: Change, received: int) -> None:
        for id_ in self._listing.cut(received):
            if id_ not in self._always:
                change.gone[id_] = None
                change.products.pop(id_, None)
        if self._listing.more != (self._all.more or 0):
            change.more = self._listing.more

    def _counts_of(self, state: ShowState, change: Change) -> None:
        """What is in the log but not in the numbers must be visible."""
        for name, n in state.outside().items():
            tile = Tile(n, "event", n=n)
            if n and self._all.tiles.get(name) != tile:
                change.tiles[name] = tile

    def _rows_of(self, state: ShowState, change: Change) -> None:
        """Rows that changed for another reason than their numbers: stock, and what is being talked about."""
        self._stock = state.stock
        touched = {id_ for id_ in state.restocked() if id_ in self._all.products or id_ in self._always}
        current = state.track.product
        if current != self.current:
            touched |= {id_ for id_ in (current, self.current) if id_ is not None}
            self.current = current
            self.shown |= {current} if current else set()
        for id_ in touched:
            change.products[id_] = self._row(id_)

    def _row(self, id_: str) -> ProductRow:
        good = self.goods.get(id_)
        name = good.name if good else id_
        empty = ProductNumbers(id_, None, 0, None, None, 0, 0, None, [])
        return self._as_row(self._numbers.get(id_, empty), id_, name, current=id_ == self.current)

    def _as_row(self, n: ProductNumbers, id_: str, name: str, *, current: bool) -> ProductRow:
        good = self.goods.get(id_)
        stock, stock_at = self._stock.get(id_, (good.stock if good else None, None))
        return ProductRow(
            id_, name, good.role if good else None, n.exposure, n.clicks, n.ctr, n.carts, n.orders, n.paid, n.gmv,
            good.price if good else None, stock, stock_at, current, n.spark,
        )  # fmt: skip

    def _sources_of(self, state: ShowState, received: int, change: Change) -> None:
        badges: list[SourceBadge] = state.sources.badges(received, on_air=self._facts.state == "on_air")
        if badges != self._all.sources:
            change.sources = badges

    def _signal_of(self, state: ShowState, received: int, change: Change) -> None:
        old = self._all.signal
        tiles = state.signal.tiles(state.sources.silence("signal", received))
        change.signal = {name: tile for name, tile in tiles.items() if old.get(name) != tile}

    def _panels_of(self, state: ShowState, now: int, change: Change) -> None:
        beside, old = state.beside(self._facts), self._all.panels
        for panels in state.apart.each("show its panels", lambda companion: companion.panels(now, beside)):
            for name, panel in panels.items():
                if old.get(name) != panel:
                    change.panels[name] = panel

    def _name(self, id_: str | None) -> str | None:
        return self._names.get(id_, id_) if id_ else None

    def _named(self, row: ActionRow) -> ActionRow:
        return structs.replace(row, by_name=self._names.get(row.by, row.by_name))

    def _named_mark(self, mark: TrackItem) -> TrackItem:
        host = mark.data.get("host")
        return (
            structs.replace(mark, label=self._names.get(host, mark.label)) if isinstance(host, str) else mark
        )
