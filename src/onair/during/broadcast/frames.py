"""What the console, the wall, the prompter and the overlays receive over SSE.

First `event: snapshot` with a Snapshot, then `event: delta` with a Delta and increasing `id`, at last
`event: bye` with a Bye. One encoded frame serves every client of a view. Missing is null with a state,
never 0. The console's TypeScript types are generated from these structs.
"""

from typing import Any, Literal

from msgspec import Struct, field

State = Literal["ok", "estimated", "missing", "late", "stale", "few"]
View = Literal["console", "prompter", "overlay", "wall"]


class Tile(Struct, frozen=True, omit_defaults=True):
    """One number with what it is made of. `value`: None = missing. `as_of`: time of the newest datum in it."""

    value: float | int | None = None
    unit: str = ""
    state: State = "ok"
    numerator: float | int | None = None
    denominator: float | int | None = None
    n: int | None = None
    as_of: int | None = None
    note: str | None = None


class Series(Struct, frozen=True, omit_defaults=True):
    """Minutes `t` (ms, start of the minute) and, for each metric, one value a minute (None = missing).
    In a delta only the minutes that changed; the client overwrites them."""

    t: list[int] = field(default_factory=list)
    m: dict[str, list[float | int | None]] = field(default_factory=dict)


class ProductRow(Struct, frozen=True, omit_defaults=True):
    """`spark`: clicks a minute, last 60 minutes, oldest first. `current`: is being talked about."""

    id: str
    name: str
    role: str | None = None
    exposure: int | None = None
    clicks: int = 0
    ctr: float | None = None
    carts: int | None = None
    orders: int = 0
    paid: int = 0
    gmv: int | None = None
    price: int | None = None
    stock: int | None = None
    stock_at: int | None = None
    current: bool = False
    spark: list[int] = field(default_factory=list)


class TrackItem(Struct, frozen=True, omit_defaults=True):
    """One mark under the curve. `end` None = still going or a point in time."""

    id: str
    at: int
    kind: Literal["slot", "action", "incident", "host", "note", "offer", "proposal"]
    label: str
    end: int | None = None
    product: str | None = None
    by: str | None = None
    auto: bool = False
    undone: bool = False
    data: dict[str, Any] = field(default_factory=dict)


class CommentRow(Struct, frozen=True, omit_defaults=True):
    """`who`: nickname while on air (never stored), else its masked form or the short hash. `intent`, `risk`, `negative`:
    what the radar reads in it, for the team only; None = not read (yet), or nothing sure."""

    id: str
    at: int
    text: str
    who: str | None = None
    hidden: bool = False
    hidden_by: str | None = None
    hidden_why: str | None = None
    intent: str | None = None
    risk: str | None = None
    negative: bool = False


class SourceBadge(Struct, frozen=True):
    """Freshness of one kind of datum; `last_at` by the server's clock of receipt."""

    kind: Literal["online", "comments", "orders", "stock", "spend", "clicks", "signal"]
    state: Literal["live", "slow", "stale", "cut", "missing"]
    last_at: int | None
    sources: list[str]


class Present(Struct, frozen=True):
    id: str
    name: str
    roles: list[str]


class ShowHead(Struct, frozen=True, omit_defaults=True):
    id: str
    title: str
    state: str
    currency: str
    zone: str
    room: str | None = None
    platform: str | None = None
    starts_at: int | None = None
    planned_end: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    staged: bool = False
    demo: bool = False
    origin: str = "live"


class ActionRow(Struct, frozen=True, omit_defaults=True):
    """The feed at the foot of the console: who did what."""

    id: str
    at: int
    action: str
    by: str
    by_name: str
    why: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    undone: bool = False


class Snapshot(Struct, frozen=True, omit_defaults=True, tag_field="frame", tag="snapshot"):
    """Everything a page needs to draw itself. `clock` is the show's clock (a replay's own time).
    `panels`: what other rooms show, by name; the structs are those of their features."""

    show: ShowHead
    as_of: int
    clock: int
    offset: int
    tiles: dict[str, Tile]
    series: Series
    products: list[ProductRow]
    product_total: ProductRow
    track: list[TrackItem]
    comments: list[CommentRow]
    comment_total: int
    sources: list[SourceBadge]
    people: list[Present]
    actions: list[ActionRow]
    signal: dict[str, Tile] = field(default_factory=dict)
    speed: float = 1.0
    rebuilding: bool = False
    products_more: int = 0
    panels: dict[str, Any] = field(default_factory=dict)


class Delta(Struct, frozen=True, omit_defaults=True, tag_field="frame", tag="delta"):
    """Only what changed since the delta before. Lists hold whole rows to be replaced by id.

    `panels`: whole again where anything in them changed. `products_gone`: rows that leave the page;
    `products_more`: products with events that no row shows."""

    as_of: int
    clock: int
    offset: int
    tiles: dict[str, Tile] = field(default_factory=dict)
    series: Series = field(default_factory=Series)
    products: list[ProductRow] = field(default_factory=list)
    product_total: ProductRow | None = None
    track: list[TrackItem] = field(default_factory=list)
    comments: list[CommentRow] = field(default_factory=list)
    comment_total: int | None = None
    sources: list[SourceBadge] | None = None
    people: list[Present] | None = None
    actions: list[ActionRow] = field(default_factory=list)
    signal: dict[str, Tile] = field(default_factory=dict)
    show: ShowHead | None = None
    rebuilding: bool = False
    products_gone: list[str] = field(default_factory=list)
    products_more: int | None = None
    panels: dict[str, Any] = field(default_factory=dict)


class Bye(Struct, frozen=True, tag_field="frame", tag="bye"):
    """Why the server closes: `slow` (come back with a new snapshot), `ended`, `revoked`, `stopping`."""

    reason: Literal["slow", "ended", "revoked", "stopping"]


TILE_METRICS = (
    "online", "view_uv", "view_pv", "interact_online", "prod_click_5m", "order_paid", "order_created", "order_unpaid",
    "gmv", "spend", "comment_pv", "like_pv", "fans_new", "watch_per_view", "pcu", "acu",
)  # fmt: skip
SERIES_METRICS = (
    "online", "view_pv", "interact_pv", "comment_pv", "like_pv", "share_pv", "prod_click_pv", "cart_pv",
    "order_created", "order_paid", "gmv", "fans_new",
)  # fmt: skip
