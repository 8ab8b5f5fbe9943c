"""At the end of a show: what it said of each product, and its curve, handed to the next selection and rundown.

Signals carry counts as the review tells them; what a source did not give makes no signal, never a 0.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from onair.after.review.past import REPLAY
from onair.after.review.tallies import WHOLE, Tallies
from onair.during.broadcast.frames import TrackItem
from onair.kernel.clock import MINUTE_MS, Clock
from onair.metrics.numbers import Numbers, Row, numbers
from onair.store.db import Database
from onair.trade.evidence.service import ProductSignal, gathered, put_curve, replace_paid, replace_signals
from onair.trade.service import ShowView, State, all_products, list_products

OVER = frozenset({State.ended, State.reviewed})
KINDS = {
    "exposures": "prod_expo_pv", "clicks": "prod_click_pv", "carts": "cart_pv", "orders": "order_created",
    "paid": "order_paid", "gmv": "gmv", "refunds": "refund_orders",
}  # fmt: skip
"""Kind of a signal → the metric it is read from."""
PRODUCTS_MAX = 50_000
log = logging.getLogger("onair.lessons")


class Lessons:
    """Made once per process. A rehearsal teaches its own (demo) team only."""

    def __init__(self, db: Database, tallies: Tallies, clock: Clock) -> None:
        self._db, self._tallies, self._clock = db, tallies, clock
        self._worker = ThreadPoolExecutor(1, "onair-lessons")

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener: at the end of a show, and again when it was corrected since."""
        real = view.origin != "rehearsal" or (view.demo and not (view.note or "").startswith(REPLAY))
        if view.state in OVER and real:
            self._worker.submit(self._learn_or_say, view)

    def learn(self, view: ShowView) -> bool:
        """Blocking. → whether anything is different from what was known of this show."""
        tally = self._tallies.get(view, WHOLE)
        told = numbers(tally, "product", [*KINDS.values(), "online", "comment_pv"])
        talks = talks_of(self._tallies.around(view).track, tally.now)
        heard = comments_of(talks, told.series.get("comment_pv", []))
        paid = self._tallies.paid(view)
        with self._db.write() as tx:
            known = _names(tx, view.tenant)
            points = curve(told, view.started_at)
            if points:
                put_curve(tx, view.tenant, view.id, points)
            own = ((known[product], price, at) for product, price, at in paid if product in known)
            room = view.room.id if view.room else None
            replace_paid(tx, view.tenant, self._clock, (view.id, room), gathered(view.id, own))
            found = signals(
                [*((row.key, _said(row)) for row in told.rows), *heard], known, view.id, tally.now
            )
            return replace_signals(
                tx, view.tenant, self._clock, view.id, found, kinds=(*KINDS, "comments", "comments_usual")
            )

    def _learn_or_say(self, view: ShowView) -> None:
        try:
            self.learn(view)
        except Exception:
            log.exception("%s taught nothing yet; it is tried again at its next change", view.id)

    def settle(self) -> None:
        """Blocking: until every show told of so far has taught."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        """Let the one in hand finish; before the lake is closed."""
        self._worker.shutdown(wait=True, cancel_futures=True)


def _names(tx: Session, tenant: str) -> dict[str, str]:
    """Any id → the product's own; one that is sold today goes before one that was removed."""
    live, _ = list_products(tx, tenant, limit=PRODUCTS_MAX)
    aliases = {name: product.id for product in live for name in product.platform_ids}
    return {old.id: old.id for old in all_products(tx, tenant)} | aliases | {one.id: one.id for one in live}


Said = tuple[object, dict[str, tuple[int, int]]]
"""(any id of a product, kind → (count, minor units))."""


def signals(rows: Iterable[Said], known: dict[str, str], show: str, as_of: int) -> list[ProductSignal]:
    """Rows under several ids of one product are added up; products that the team does not have are left out."""
    sums: dict[tuple[str, str], list[int]] = {}
    for key, said in rows:
        product = known.get(key) if isinstance(key, str) else None
        if product is None:
            continue
        for kind, (n, value) in said.items():
            held = sums.setdefault((product, kind), [0, 0])
            held[0] += n
            held[1] += value
    return [
        ProductSignal(product, show, kind, n, value, as_of)
        for (product, kind), (n, value) in sorted(sums.items())
    ]


def _said(row: Row) -> dict[str, tuple[int, int]]:
    """Kind → (count, minor units); only what the sources gave."""
    found: dict[str, tuple[int, int]] = {}
    for kind, metric in KINDS.items():
        value = row.metrics[metric].value
        if value is None:
            continue
        paid = row.metrics["order_paid"].value
        found[kind] = (int(paid or 0), int(value)) if kind == "gmv" else (int(value), 0)
    return found


def talks_of(track: Iterable[TrackItem], until: int) -> dict[str, list[tuple[int, int]]]:
    """Product → when it was talked about, ms; an open slot lasts `until`."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for item in track:
        if item.kind == "slot" and item.product is not None and not item.undone:
            found[item.product].append((item.at, item.end if item.end is not None else until))
    return found


def comments_of(
    talks: dict[str, list[tuple[int, int]]], minutes: Sequence[tuple[int, float | None]]
) -> list[Said]:
    """Comments while a product was talked about, and how many the show's own pace would have made in that time.

    `minutes`: [(start ms, comments)]; a minute that is shared is shared by time. Nothing without comments.
    """
    heard = {at: float(n) for at, n in minutes if n is not None}
    pace = sum(heard.values()) / len(heard) / MINUTE_MS if heard else 0.0
    if not pace:
        return []
    found: list[Said] = []
    for product, spans in talks.items():
        shares = [(heard[at], _within(at, spans)) for at in heard]
        said, usual = (
            sum(n * share for n, share in shares),
            sum(share for _, share in shares) * pace * MINUTE_MS,
        )
        if round(usual):
            found.append((product, {"comments": (round(said), 0), "comments_usual": (round(usual), 0)}))
    return found


def _within(minute: int, spans: Iterable[tuple[int, int]]) -> float:
    """Share of the minute that lies inside the spans."""
    inside = sum(max(0, min(end, minute + MINUTE_MS) - max(start, minute)) for start, end in spans)
    return min(inside / MINUTE_MS, 1.0)


def curve(told: Numbers, started_at: int | None) -> list[tuple[int, float]]:
    """[(minute of the show, people online)]; minutes without a reading are left out."""
    if started_at is None:
        return []
    return [
        ((minute - started_at // MINUTE_MS * MINUTE_MS) // MINUTE_MS, float(online))
        for minute, online in told.series.get("online", [])
        if online is not None
    ]
