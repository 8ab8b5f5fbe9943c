"""The offers of the demo's show on air: one that sells, one on the clock, one that was ended, one for a surge, and one that
the checks refuse. Made once by the use cases that people work with; invented buyers come while the show goes on.
"""

import asyncio
import logging
from contextlib import suppress
from random import Random
from typing import Any

from msgspec.structs import replace

from onair.access.web.services import Services
from onair.during.broadcast.hub import Hub
from onair.during.offers.acts import OfferRefused, OfferUnknown
from onair.during.offers.companion import ledger_of
from onair.during.offers.desk import OfferDesks
from onair.during.offers.ledger import OfferBook
from onair.during.offers.planning.companion import NAME
from onair.during.offers.planning.draft import draft_of
from onair.during.offers.planning.gathering import plans_of
from onair.during.offers.planning.publishing import PUBLISH
from onair.during.offers.planning.store import change_plan, create_plan, get_plan, schedule_plan
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.errors import OnAirError
from onair.rehearsal.team import Crew
from onair.rehearsal.tonight.prepare import people_of
from onair.store.db import Database
from onair.trade.service import ShowView

SELLS, CLOCK, ENDED = "示例 · 餐盒领券价", "示例 · 煎锅整点券", "示例 · 密封罐早鸟"
DRAFTS: tuple[dict[str, Any], ...] = (
    {
        "kind": "flash", "title": ENDED, "product": "zb-103", "usual_price": 5900, "price": 5500, "stock": 30,
        "per_person": 2, "lasts_s": 900,
    },
    {
        "kind": "coupon", "title": SELLS, "product": "zb-108", "usual_price": 12900, "stock": 90,
        "coupon": {"threshold": 12900, "off": 1000},
        "per_person": 2, "hold_s": 60, "lasts_s": 5400, "restocks_planned": 2, "reference": "lowest_paid",
    },
    {
        "kind": "coupon", "title": CLOCK, "product": "zb-101", "usual_price": 15900, "stock": 60,
        "coupon": {"threshold": 15900, "off": 1000},
        "per_person": 1, "hold_s": 60, "lasts_s": 1800,
    },
    {
        "kind": "coupon", "title": "示例 · 炖锅满减券", "product": "zb-104", "usual_price": 23900, "stock": 100,
        "per_person": 1, "lasts_s": 900, "coupon": {"threshold": 23900, "off": 2000}, "ready": True,
    },
    {
        "kind": "flash", "title": "示例 · 菜板 已售5000", "product": "zb-106", "usual_price": 8900, "price": 7900,
        "stock": 50, "per_person": 1, "lasts_s": 900,
    },
)  # fmt: skip
"""The last one is there to be refused: a typed count (C15). Those that sell long are coupons: the evening's other buyers
pay the usual price, which would contradict a price for everybody."""
CLOCK_MS = 25 * MINUTE_MS
EARLY_BUYERS = 4
BATCH, RESTOCKS, LOW = 60, 2, 8
PAUSE_S = (6.0, 24.0)
"""Between two buyers."""
ABANDONED = 0.2
"""Share of the buyers who reserve and do not pay."""
TRIES, AGAIN_S = 40, 0.5
log = logging.getLogger("onair.demo")


class Sale:
    """Of one show; `rng`: who buys and when."""

    def __init__(
        self,
        services: Services,
        crew: Crew,
        show: ShowView,
        *,
        clock: Clock,
        stop: asyncio.Event,
        rng: Random,
    ) -> None:
        self._services, self._crew, self._clock, self._show = services, crew, clock, show
        self._db, self._hub, self._stop, self._rng = services.get(Database), services.get(Hub), stop, rng

    async def run(self) -> None:
        """Until the show is over or `stop`; nothing where no checkout is served."""
        desks = self._services.maybe(OfferDesks)
        if desks is None:
            return
        ids, by = await asyncio.to_thread(self._planned)
        self._hub.relearn(NAME, show=self._show.id)
        for title in (ENDED, SELLS):
            await self._publish(ids[title], by)
        await self._early(desks, ids[ENDED], by)
        while await self._pause(self._rng.uniform(*PAUSE_S)):
            for title in (SELLS, CLOCK):
                if (book := await self._book(ids[title])) is not None:
                    await self._stocked(book, by)
                    await self._customer(desks, book)

    def _planned(self) -> tuple[dict[str, str], str]:
        """→ title → id, and who does it; made on the first start only."""
        tenant, show = self._crew.team.id, self._show.id
        with self._db.write() as tx:
            operator = people_of(tx, tenant)["operator"]
            if not plans_of(tx, tenant, show):
                for body in DRAFTS:
                    dated = {"starts_at": self._soon()} if body["title"] == CLOCK else {}
                    row = create_plan(tx, operator, self._clock, show, draft_of({**body, **dated}))
                    if row.body.get("starts_at"):
                        schedule_plan(tx, operator, self._clock, row.id, version=row.version, on=True)
            return {row.body["title"]: row.id for row in plans_of(tx, tenant, show)}, operator.id

    def _soon(self) -> int:
        """On the minute."""
        return (self._clock() + CLOCK_MS) // MINUTE_MS * MINUTE_MS

    async def _publish(self, offer: str, by: str) -> None:
        """Once; by the very act of the console, which checks it."""
        owner = await self._hub.owner(self._show.id)
        for _ in range(TRIES):
            try:
                if offer not in ledger_of((await owner.settled()).companions).offers:
                    await owner.act(PUBLISH, {"offer": offer}, None, id_=f"demo:{offer}", by=by)
                return
            except OfferUnknown:  # the show on air has not heard of the plan yet
                pass
            except OfferRefused:  # tonight somebody paid less: nothing may be compared with
                await asyncio.to_thread(self._compare_with_nothing, offer)
                self._hub.relearn(NAME, show=self._show.id)
            if not await self._pause(AGAIN_S):
                return

    def _compare_with_nothing(self, offer: str) -> None:
        with self._db.write() as tx:
            operator = people_of(tx, self._crew.team.id)["operator"]
            row = get_plan(tx, self._crew.team.id, offer)
            plain = replace(draft_of(row.body), reference="none")
            change_plan(tx, operator, self._clock, offer, version=row.version, draft=plain)

    async def _early(self, desks: OfferDesks, offer: str, by: str) -> None:
        """A few bought, then it was ended with a reason."""
        book = await self._book(offer)
        if book is None or book.ended_at is not None:
            return
        for _ in range(EARLY_BUYERS):
            await self._customer(desks, book, pays=True)
        owner = await self._hub.owner(self._show.id)
        data = {"offer": offer, "why": "示例：早鸟只开一小会儿"}
        await owner.act("offer_end", data, None, id_=f"demo:{offer}:end", by=by)

    async def _book(self, offer: str) -> OfferBook | None:
        """While it can be had."""
        owner = await self._hub.owner(self._show.id)
        book = ledger_of((await owner.folded()).companions).offers.get(offer)
        return book if book is not None and book.state(owner.now()) in ("live", "sold_out") else None

    async def _stocked(self, book: OfferBook, by: str) -> None:
        if book.left < LOW and book.restocks < RESTOCKS and book.terms.title == SELLS:
            data = {"offer": book.id, "qty": BATCH, "why": "示例：下一批到了"}
            owner = await self._hub.owner(self._show.id)
            await owner.act("offer_restock", data, None, id_=f"demo:{book.id}:{book.restocks}", by=by)

    async def _customer(self, desks: OfferDesks, book: OfferBook, *, pays: bool | None = None) -> None:
        """One buyer; a refusal (sold out, over) is part of the evening."""
        number, tenant = len(book.reservations), self._crew.team.id
        pays = self._rng.random() >= ABANDONED if pays is None else pays
        try:
            asked = (f"demo-{number}", "rehearsal", f"buyer-{number}", 1)
            made = (await desks.reserve(book.id, tenant, asked)).made
            if pays and await self._pause(self._rng.uniform(0.2, 2.0)):
                desk, order = await desks.of(book.id, tenant), f"demo-{book.id}-{number}"
                await desk.ask(lambda turn: turn.confirm(book.id, made.id, order, book.terms.price))
        except OnAirError as refused:
            log.debug("a buyer of the demo was refused: %s", refused.code)

    async def _pause(self, seconds: float) -> bool:
        """False: it is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        owner = await self._hub.owner(self._show.id)
        return not self._stop.is_set() and owner.facts.state == "on_air"
