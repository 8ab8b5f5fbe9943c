"""What a tally does not hold but a cause may show in: exits, sold-out spans, the stream, reasons, words, offers.

`noted` folds events; `onair.after.diagnosis.lakenotes` asks the sealed show for the same. A test holds them equal.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msgspec import structs

from onair.after.diagnosis.facts import Deal
from onair.after.diagnosis.words import reason, said
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.frames import TrackItem
from onair.during.broadcast.track import HANDLERS, Track
from onair.events.model import (
    Action,
    AnyEvent,
    Cancel,
    Comment,
    Enter,
    Gauge,
    Leave,
    Offer,
    ProductClick,
    Stock,
    Stream,
)  # fmt: skip
from onair.kernel.clock import MINUTE_MS

SOUND = frozenset({"live", "ok", "good", "streaming", "connected", "recovered"})
"""States of a stream that are no trouble."""
GAP_MS = 60_000
"""A reading of the stream stands for at most this long."""
Span = tuple[int, int]


class Visit(NamedTuple):
    """Who left: (new, channel) → visits of known length, those under a minute."""

    new: bool | None
    channel: str | None


class Notes(NamedTuple):
    """`visits`: Visit → [known, under a minute]. `asked_at`: when questions were written. `spend`: when it grew last."""

    visits: dict[Visit, list[int]]
    out: dict[str, list[Span]]
    out_click: dict[str, int]
    stream: list[tuple[int, bool]]
    cancels: dict[str, int]
    said: dict[str, int]
    asked_at: list[int]
    spent_until: int | None
    pins: int
    track: list[TrackItem]
    deals: list[Deal]


def noted(events: Iterable[AnyEvent], start: int, end: int) -> Notes:
    """`start`, `end`: the show's window (ms). Any order; times decide."""
    kinds: defaultdict[type, list[Any]] = defaultdict(list)
    for event in events:
        kinds[type(event)].append(event)
    inside = {kind: [one for one in some if start <= one.at <= end] for kind, some in kinds.items()}
    rows: list[tuple[str, str | None, int, int]] = [
        (one.product, one.sku, one.at, one.available) for one in kinds[Stock] if one.product
    ]
    out = sold_out(rows, start, end)
    words = [(one.at, said(one.text)) for one in inside.get(Comment, [])]
    tracked = sorted((one for kind in HANDLERS for one in kinds[kind]), key=lambda one: one.at)
    return Notes(
        visits=_visits(kinds[Enter], kinds[Leave]),
        out=out,
        out_click=_clicks(inside.get(ProductClick, []), out),
        stream=sorted((one.at, one.state in SOUND) for one in inside.get(Stream, [])),
        cancels=dict(Counter(reason(one.reason) for one in kinds[Cancel])),
        said=dict(Counter(kind for _, found in words for kind in found)),
        asked_at=sorted(at for at, found in words if "question" in found),
        spent_until=grew_last(
            [(one.at, one.value, one.source) for one in kinds[Gauge] if one.name == "spend"]
        ),
        pins=sum(one.action == "pin" for one in inside.get(Action, [])),
        track=track_of(tracked),
        deals=deals_of(sorted(kinds[Offer], key=lambda one: one.at), end),
    )


def track_of(events: Iterable[AnyEvent]) -> list[TrackItem]:
    """`events` by time."""
    track = Track(Comments())
    for event in events:
        track.add(event)
    return sorted(track.marks(), key=lambda item: (item.at, item.id))


def deals_of(events: Iterable[Offer], end: int) -> list[Deal]:
    """`events` by time; an offer that nobody ended lasts to the show's end."""
    open_: dict[str, Deal] = {}
    done: list[Deal] = []
    for one in events:
        if one.step == "publish":
            open_[one.offer] = _deal(one, end)
        elif one.step == "end" and one.offer in open_:
            done.append(structs.replace(open_.pop(one.offer), end=one.at))
    return [*done, *open_.values()]


def _deal(one: Offer, end: int) -> Deal:
    terms = one.terms or {}
    coupon = terms.get("coupon")
    threshold = _whole(coupon.get("threshold")) if isinstance(coupon, dict) else None
    kind, title = str(terms.get("kind") or "offer"), str(terms.get("title") or one.offer)[:120]
    return Deal(
        one.offer, one.product, kind, title, one.at, end, _whole(terms.get("price")), _whole(terms.get("usual_price")), threshold
    )  # fmt: skip


def sold_out(rows: Iterable[tuple[str, str | None, int, int]], start: int, end: int) -> dict[str, list[Span]]:
    """Rows (product, sku, at, available) → when none of a product's kinds was to be had, within the show."""
    left: defaultdict[str, dict[str | None, int]] = defaultdict(dict)
    since: dict[str, int] = {}
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for product, sku, at, available in sorted(rows, key=lambda row: (row[2], row[0], row[1] or "")):
        left[product][sku] = available
        empty = all(n <= 0 for n in left[product].values())
        if empty:
            since.setdefault(product, at)
        elif product in since:
            spans[product].append((since.pop(product), at))
    for product, at in since.items():
        spans[product].append((at, end))
    clipped = {
        product: [(max(a, start), min(b, end)) for a, b in some if min(b, end) - max(a, start) >= MINUTE_MS]
        for product, some in spans.items()
    }
    return {product: some for product, some in sorted(clipped.items()) if some}


def grew_last(readings: Iterable[tuple[int, int, str]]) -> int | None:
    """When ad spend (at, value, source) last grew; None without readings."""
    last: dict[str, int] = {}
    grew: int | None = None
    for at, value, source in sorted(readings):
        if value > last.get(source, -1):
            grew = at
        last[source] = max(value, last.get(source, value))
    return grew


def _visits(enters: Sequence[Enter], leaves: Sequence[Leave]) -> dict[Visit, list[int]]:
    new: dict[str, bool] = {}
    for one in enters:
        if one.user is not None and one.new is not None:
            new[one.user] = new.get(one.user, False) or one.new
    found: dict[Visit, list[int]] = {}
    for leave in leaves:
        if leave.watch_ms is not None:
            held = found.setdefault(Visit(new.get(leave.user or ""), leave.channel), [0, 0])
            held[0] += 1
            held[1] += leave.watch_ms < MINUTE_MS
    return found


def _clicks(clicks: Sequence[ProductClick], out: dict[str, list[Span]]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in clicks:
        if any(a <= one.at < b for a, b in out.get(one.product or "", ())):
            found[one.product or ""] += one.count
    return dict(found)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
