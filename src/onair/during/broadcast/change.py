"""What changed since the last frame, gathered until a view is due, and cut to what that view may see."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, structs

from onair.during.broadcast.frames import (
    SERIES_METRICS,
    ActionRow,
    CommentRow,
    Delta,
    Present,
    ProductRow,
    Series,
    ShowHead,
    SourceBadge,
    Tile,
    TrackItem,
    View,
)  # fmt: skip
from onair.kernel.text import mask_name

Number = int | float
Minutes = dict[int, dict[str, Number | None]]
OVERLAY_TILES = frozenset({"online", "order_paid", "like_pv"})
PROMPTER_TILES = frozenset({"online", "prod_click_5m", "order_paid"})
PROMPTER_SOURCES = frozenset({"online", "clicks", "orders", "stock"})
OVERLAY_COMMENTS = 30


class Change:
    """Newest value of everything that changed. `merge` lets the later one win."""

    __slots__ = (
        "actions", "comment_total", "comments", "gone", "minutes", "more", "panels", "people", "products", "show", "signal",
        "sources", "tiles", "total", "track",
    )  # fmt: skip

    def __init__(self) -> None:
        self.tiles: dict[str, Tile] = {}
        self.minutes: Minutes = {}
        self.products: dict[str, ProductRow] = {}
        self.total: ProductRow | None = None
        self.gone: dict[str, None] = {}
        self.more: int | None = None
        self.track: dict[str, TrackItem] = {}
        self.comments: dict[str, CommentRow] = {}
        self.comment_total: int | None = None
        self.signal: dict[str, Tile] = {}
        self.sources: list[SourceBadge] | None = None
        self.people: list[Present] | None = None
        self.actions: dict[str, ActionRow] = {}
        self.show: ShowHead | None = None
        self.panels: dict[str, Struct] = {}

    def __bool__(self) -> bool:
        return any(getattr(self, name) not in (None, {}) for name in self.__slots__)

    def merge(self, later: "Change") -> None:
        for name in ("tiles", "products", "track", "comments", "actions", "signal", "gone", "panels"):
            getattr(self, name).update(getattr(later, name))
        for id_ in later.products:
            self.gone.pop(id_, None)
        for id_ in later.gone:
            self.products.pop(id_, None)
        for minute, values in later.minutes.items():
            self.minutes.setdefault(minute, {}).update(values)
        for name in ("total", "more", "comment_total", "sources", "people", "show"):
            value = getattr(later, name)
            if value is not None:
                setattr(self, name, value)

    def delta(self, as_of: int, clock: int, offset: int, *, rebuilding: bool) -> Delta:
        return Delta(
            as_of, clock, offset, self.tiles, series(self.minutes), list(self.products.values()), self.total,
            sorted(self.track.values(), key=_by_time), sorted(self.comments.values(), key=_by_time),
            self.comment_total, self.sources, self.people, sorted(self.actions.values(), key=_by_time), self.signal,
            self.show, rebuilding, list(self.gone), self.more, dict(self.panels),
        )  # fmt: skip


def _by_time(item: TrackItem | CommentRow | ActionRow) -> tuple[int, str]:
    return item.at, item.id


def series(minutes: Minutes) -> Series:
    """Columns out of minutes; metrics without any value are left out."""
    if not minutes:
        return Series()
    times = sorted(minutes)
    found = {m: [minutes[t].get(m) for t in times] for m in SERIES_METRICS}
    return Series(times, {m: column for m, column in found.items() if any(v is not None for v in column)})


def for_view(
    change: Change, view: View, shown: set[str], panels: Mapping[str, frozenset[View]] = MappingProxyType({})
) -> Change:
    """The part that a view may see. `shown`: products that were current; the only ones on overlay and prompter,
    without what they earned.
    `panels`: who may see which."""
    allowed = {name: panel for name, panel in change.panels.items() if view in panels.get(name, ())}
    part = _for_view(change, view, shown)
    part.panels = allowed
    return part


def _for_view(change: Change, view: View, shown: set[str]) -> Change:
    part = Change()
    if view == "console":
        part.merge(change)
        return part
    part.show, part.sources = change.show, change.sources
    if view == "wall":
        part.tiles, part.minutes, part.products, part.total = (
            change.tiles,
            change.minutes,
            change.products,
            change.total,
        )
        part.gone, part.more = change.gone, change.more
        part.track = {
            id_: _anonymous(mark)
            for id_, mark in change.track.items()
            if mark.kind in ("slot", "host", "offer")
        }
        return part
    part.products = {
        id_: structs.replace(row, gmv=None) for id_, row in change.products.items() if id_ in shown
    }
    if view == "prompter":
        if part.sources is not None:
            part.sources = [badge for badge in part.sources if badge.kind in PROMPTER_SOURCES]
        part.tiles = {name: tile for name, tile in change.tiles.items() if name in PROMPTER_TILES}
        part.track = {id_: mark for id_, mark in change.track.items() if mark.kind == "slot"}
        part.actions = {id_: row for id_, row in change.actions.items() if row.action == "whisper"}
        return part
    part.tiles = {name: tile for name, tile in change.tiles.items() if name in OVERLAY_TILES}
    part.track = {
        id_: _anonymous(mark) for id_, mark in change.track.items() if mark.kind in ("slot", "offer")
    }
    part.comments = dict([(id_, _masked(row)) for id_, row in change.comments.items()][-OVERLAY_COMMENTS:])
    return part


def _anonymous(mark: TrackItem) -> TrackItem:
    return mark if mark.by is None else structs.replace(mark, by=None)


def _masked(row: CommentRow) -> CommentRow:
    """For everybody to see: no name, and nothing at all of what was hidden."""
    who = None if row.who is None or row.who.startswith("#") else mask_name(row.who)
    return CommentRow(row.id, row.at, "" if row.hidden else row.text, who, hidden=row.hidden)
