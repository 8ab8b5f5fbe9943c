"""From a tally and notes to Facts. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from onair.after.diagnosis.facts import Crew, Facts, Good, Number, Piece, Stay, Way
from onair.after.diagnosis.notes import GAP_MS, Notes
from onair.kernel.clock import MINUTE_MS
from onair.metrics.catalog import catalog
from onair.metrics.measure import Grain, Scope
from onair.metrics.numbers import Value, numbers, value_of
from onair.metrics.tally import Tally

STAGES = (
    "duration_min", "expo_uv", "expo_pv", "view_pv", "view_uv", "prod_expo_uv", "prod_click_uv", "cart_uv", "order_uv",
    "pay_uv", "items_paid", "gmv",
)  # fmt: skip
TOTALS = (
    "acu", "pcu", "order_created", "order_paid", "order_unpaid", "refund_orders", "refund_amount_pay", "spend_live",
    "comment_pv", "fans_new", "stay_viewer",
)  # fmt: skip
_GOOD = {
    "expo": "prod_expo_pv", "click": "prod_click_pv", "cart": "cart_pv", "order": "order_created", "paid": "order_paid",
    "items": "items_paid", "gmv": "gmv", "unpaid": "order_unpaid",
}  # fmt: skip
_WAY = {
    "expo": "expo_pv", "views": "view_pv", "people": "view_uv", "shown": "prod_expo_uv", "click": "prod_click_uv",
    "pay": "pay_uv", "gmv": "gmv",
}  # fmt: skip
_CREW = {"click": "prod_click_pv", "paid": "order_paid", "gmv": "gmv"}


class Of(NamedTuple):
    """Whose facts: `mark` names the state of the log."""

    mark: str
    show: str
    title: str
    start: int
    end: int


def gathered(of: Of, tally: Tally, notes: Notes) -> Facts:
    """`tally`: with rows by product, channel and host."""
    whole = numbers(tally, None, [*STAGES, *TOTALS, "online"])
    watch = _Watch(whole.series.get("online", []))
    pieces = _pieces(notes, watch, of.end)
    bad, bad_at, seen_s = _stream(notes.stream)
    return Facts(
        mark=of.mark, show=of.show, title=of.title, start=of.start, end=of.end,
        stages={name: whole.metrics[name].value for name in STAGES},
        totals={name: whole.metrics[name].value for name in TOTALS},
        goods=_goods(_counts(tally, "product", _GOOD), notes, pieces),
        ways=_ways(_counts(tally, "channel", _WAY), notes),
        crew=_crew(_counts(tally, "host", _CREW), notes, watch, of.end),
        stays={name: _stay(notes, new) for name, new in (("new", True), ("old", False))},
        pieces=pieces, deals=tuple(notes.deals), cancels=notes.cancels, said=notes.said, pins=notes.pins,
        stream_s=seen_s, stream_bad_s=bad, stream_bad_at=bad_at,
        spent=_int(whole.metrics["spend_live"]), spent_until=notes.spent_until,
    )  # fmt: skip


class _Watch:
    """Person-seconds of audience between two moments, from online by minute."""

    def __init__(self, online: Iterable[tuple[int, Number | None]]) -> None:
        self._online = {at: float(value) for at, value in online if value is not None}

    def between(self, start: int, end: int) -> float:
        found = 0.0
        for minute in range(start // MINUTE_MS * MINUTE_MS, end, MINUTE_MS):
            inside = min(end, minute + MINUTE_MS) - max(start, minute)
            found += self._online.get(minute, 0.0) * max(inside, 0) / 1000
        return found


def _pieces(notes: Notes, watch: _Watch, until: int) -> tuple[Piece, ...]:
    found = []
    for item in notes.track:
        if item.kind == "slot" and not item.undone:
            end = min(item.end if item.end is not None else until, until)
            if end > item.at:
                name, kind = str(item.data.get("slot")), str(item.data.get("kind") or "talk")
                seen = watch.between(item.at, end)
                found.append(Piece(name, kind, item.label, item.product, item.at, end, seen))
    return tuple(sorted(found, key=lambda piece: piece.start))


Counts = dict[str, dict[str, int | None]]


def _counts(tally: Tally, by: Grain, fields: Mapping[str, str]) -> Counts:
    """Key → field → the metric it stands for; without the funnels and shares that a page's rows have."""
    found: Counts = {}
    for key, cell in tally.rows.get(by, {}).items():
        if isinstance(key, str):
            scope = Scope(tally, cell, by, key)
            found[key] = {field: _int(value_of(catalog()[metric], scope)) for field, metric in fields.items()}
    return found


def _goods(said: Counts, notes: Notes, pieces: Sequence[Piece]) -> dict[str, Good]:
    found: dict[str, Good] = {}
    for product in sorted(said.keys() | {piece.product for piece in pieces if piece.product}):
        mine = [piece for piece in pieces if piece.product == product]
        found[product] = Good(
            talk_s=sum(piece.end - piece.start for piece in mine) // 1000,
            seen=sum(piece.seen for piece in mine),
            out_s=sum(b - a for a, b in notes.out.get(product, ())) // 1000,
            out_click=notes.out_click.get(product, 0),
            wondered=sum(_within(notes.asked_at, piece.start, piece.end) for piece in mine),
            **said.get(product, {}),
        )
    return found


def _within(times: Sequence[int], start: int, end: int) -> int:
    """How many of `times`, which ascend, lie in [start, end)."""
    return bisect_left(times, end) - bisect_left(times, start)


def _ways(said: Counts, notes: Notes) -> dict[str, Way]:
    found: dict[str, Way] = {}
    for channel, counts in sorted(said.items()):
        visits = [known for visit, known in notes.visits.items() if visit.channel == channel]
        left, gone = sum(one[0] for one in visits), sum(one[1] for one in visits)
        found[channel] = Way(left=left, gone=gone, **counts)
    return found


def _crew(said: Counts, notes: Notes, watch: _Watch, until: int) -> dict[str, Crew]:
    spans: dict[str, list[tuple[int, int]]] = {}
    for item in notes.track:
        if item.kind == "host":
            end = min(item.end if item.end is not None else until, until)
            spans.setdefault(str(item.data.get("host")), []).append((item.at, end))
    return {
        host: Crew(
            on_s=sum(b - a for a, b in some) // 1000,
            seen=sum(watch.between(a, b) for a, b in some),
            **said.get(host, {}),
        )
        for host, some in sorted(spans.items())
    }


def _stay(notes: Notes, new: bool) -> Stay:
    mine = [counts for visit, counts in notes.visits.items() if visit.new is new]
    return Stay(sum(one[0] for one in mine), sum(one[1] for one in mine))


def _stream(readings: Sequence[tuple[int, bool]]) -> tuple[int, int | None, int]:
    """(seconds in trouble, its first moment, seconds that readings cover)."""
    bad = covered = 0
    first: int | None = None
    for place, (at, sound) in enumerate(readings):
        until = readings[place + 1][0] if place + 1 < len(readings) else at
        lasts = min(until - at, GAP_MS)
        covered += lasts
        if not sound:
            bad += lasts
            first = at if first is None else first
    return bad // 1000, first, covered // 1000


def _int(value: Value) -> int | None:
    return None if value.value is None else int(value.value)
