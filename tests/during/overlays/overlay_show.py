"""A companion of the overlays beside a small show of its own, without a server."""

import random
from typing import Any

import msgspec
from stage import T0, facts

from onair.during.broadcast.change import Change, for_view
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.companions import Beside
from onair.during.broadcast.facts import Good
from onair.during.broadcast.signal import Signal
from onair.during.broadcast.track import OWN_SOURCE, Track
from onair.during.offers.companion import PANELS as DESK
from onair.during.offers.companion import Offering
from onair.during.offers.panel import OffersDeskPanel
from onair.during.overlays.companion import PANELS, Known, Overlays
from onair.during.overlays.layout import Body, Widget, compiled
from onair.during.overlays.panel import OverlayPanel
from onair.during.overlays.sheet import Seller, Sheet
from onair.during.overlays.store import law_day
from onair.events.groups import grouped
from onair.events.model import AnyEvent, Cancel, Line, Offer, Pay, Refund

GOODS = {
    "p1": Good(id="p1", name="麦饭石锅（示例）", price=16900),
    "p2": Good(id="p2", name="铲勺（示例）", price=4990),
}
LINES = (
    "已付款 {show.paid_orders} 单", "[[{product.name}　]]已付款 {product.paid_orders} 单", "今天补货 {show.restocks_today} 次",
    "台账已售 {offer.sold} 件",
)  # fmt: skip


def sheet(**change: Any) -> Sheet:
    ids = {"p1": "p1", "alias-p1": "p1", "p2": "p2"}
    base = Sheet(minimum=1, seller=Seller("示例店", "示例路 1 号", "000"), goods=GOODS, ids=ids)
    return base._replace(**change)


class Room:
    """`put` gives events to every companion; `panel` is what screens get at that moment."""

    def __init__(self, known: Sheet | None = None, *, lines: tuple[str, ...] = LINES) -> None:
        self.facts = facts()
        self.overlays, self.offers = Overlays(self.facts), Offering("shw_1", {})
        body = Body("tall", widgets=(Widget("proof", "proof", 2, 3, 20, 8, lines=lines[:4]),))
        made = compiled("lay_1", "示例", body, law_day(lambda: T0))
        assert not made.refused, made.marks
        self.overlays.know(Known(known or sheet(), (made,)))
        self.track = Track(Comments())
        self.stock: dict[str, tuple[int, int]] = {}

    def put(self, *events: AnyEvent, clock: int = T0 + 60_000) -> None:
        groups = grouped(list(events))
        self.offers.take(groups, clock)
        self.overlays.take(groups, clock)
        for event in events:
            self.track.add(event)

    def beside(self) -> Beside:
        return Beside(
            self.facts, self.track, self.stock, Signal(), {"offers": self.offers, "overlays": self.overlays}
        )

    def panel(self, now: int = T0 + 60_000) -> OverlayPanel:
        found = self.overlays.panels(now, self.beside())["overlay"]
        assert isinstance(found, OverlayPanel)
        return found

    def says(self, key: str, now: int = T0 + 60_000) -> int | str | None:
        value = self.panel(now).values.get(key)
        return None if value is None else value.value


class Watching:
    """An overlay page without its looks: frames as they are sent, put together as the page does. `heard`: panels that
    came."""

    def __init__(self) -> None:
        self._sent: OverlayPanel | None = None
        self._has: dict[str, Any] = {}
        self.frames, self.heard = 0, set[str]()

    def sees(self, panel: OverlayPanel, now: int) -> dict[str, Any]:
        if panel != self._sent:
            self._sent, change = panel, Change()
            change.panels = {"overlay": panel, "offers_desk": OffersDeskPanel([])}
            views = {name: may for name, (_, may) in (PANELS | DESK).items()}
            told = for_view(change, "overlay", set(), views).delta(now, now, 0, rebuilding=False)
            frame = msgspec.json.decode(msgspec.json.encode(told))
            self.frames += 1
            self.heard |= frame["panels"].keys()
            self._has |= frame["panels"]
        found: dict[str, Any] = self._has["overlay"]
        return found


def offer(n: int, step: Any, at: int, *, qty: int = 0, **more: Any) -> Offer:
    return Offer(
        id=f"o{n}", source=OWN_SOURCE, at=at, offer="ofr_1", step=step, qty=qty, product="p1", **more
    )


SHOP, OTHER = "shop:1", "mirror:1"


def pay(
    n: int,
    at: int = T0 + 1000,
    *,
    user: str | None = "shop:u1",
    product: str = "p1",
    source: str = SHOP,
    id_: str = "",
) -> Pay:
    lines = (Line(product=product),)
    return Pay(id=id_ or f"pay{n}", source=source, at=at, order=f"A{n}", user=user, amount=100, items=lines)


def refund(n: int, at: int) -> Refund:
    return Refund(id=f"ref{n}", source=SHOP, at=at, order=f"A{n}", amount=1)


TERMS = {
    "kind": "batch", "title": "示例", "product": "p1", "price": 100, "usual_price": 200, "currency": "CNY", "starts_at": T0,
    "ends_at": T0 + 7_200_000, "stock": 500,
}  # fmt: skip


class Evening:
    """Two hours of business from a seed, and the truth about it kept apart: `kept` orders, `sold` units, `restocks`.
    `naive`: pays as they come, which is what a counter without a ledger would show."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.paid: list[str] = []
        """Orders that were paid and kept."""
        self.held: list[str] = []
        self.n = self.naive = self.sold = self.restocks = 0

    @property
    def kept(self) -> int:
        return len(self.paid)

    def second(self, i: int) -> list[AnyEvent]:
        now = T0 + i * 1000
        begin = [offer(0, "publish", now, qty=500, until=T0 + 7_200_000, terms=TERMS)] if i == 0 else []
        return [*begin, *self._bought(now), *self._back(now), *self._stock(i, now)]

    def _bought(self, now: int) -> list[AnyEvent]:
        found: list[AnyEvent] = []
        for _ in range(self.rng.choice((0, 0, 1, 2))):
            self.n += 1
            user = self.rng.choice(("shop:test", *(f"shop:u{i}" for i in range(40))))
            product = self.rng.choice(("p1", "p2"))
            found.append(pay(self.n, now, user=user, product=product))
            if self.rng.random() < 0.3:
                found.append(pay(self.n, now, user=user, product=product, source=OTHER, id_=f"m{self.n}"))
            if user != "shop:test":
                self.paid.append(f"A{self.n}")
        self.naive += len(found)
        return found

    def _back(self, now: int) -> list[AnyEvent]:
        if not self.paid or self.rng.random() < 0.75:
            return []
        order = self.paid.pop(self.rng.randrange(len(self.paid)))
        if self.rng.random() < 0.7:
            return [refund(int(order[1:]), now)]
        return [Cancel(id=f"c{order}", source=SHOP, at=now, order=order)]

    def _stock(self, i: int, now: int) -> list[AnyEvent]:
        found: list[AnyEvent] = []
        if self.rng.random() < 0.1:
            self.held.append(f"r{i}")
            found.append(
                offer(
                    10 * i + 1, "reserve", now, qty=1, request=f"r{i}", user=f"shop:{i}", until=now + 300_000
                )
            )
        if self.held and self.rng.random() < 0.08:
            key = self.held.pop(0)
            self.sold += 1
            found.append(offer(10 * i + 2, "confirm", now, qty=1, request=key, order=f"S{key}", amount=100))
        if i % 1800 == 1799:
            self.restocks += 1
            found.append(offer(10 * i + 3, "restock", now, qty=50))
        return found
