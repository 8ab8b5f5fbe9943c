"""The review behind its routes, over a rig of its own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.rehearsal.house import NOW, Rig, house

from onair.access.service import Actor, create_tenant, local
from onair.access.web import Services, create_api
from onair.after.review import http
from onair.after.review.service import Reviews
from onair.after.review.sharing import http as sharing
from onair.events.model import AnyEvent
from onair.rehearsal.simulator import Params, Truth, simulate, sized
from onair.rehearsal.simulator.shop import GOODS
from onair.trade.service import Goods, ShowView, State, create_room, get_show, put_product, transition

START = NOW - 4 * 3_600_000
SMALL = sized(3_000, minutes=40)


class Keys:
    """`Bearer own` asks as the team, `Bearer other` as another one."""

    def __init__(self, own: Actor, other: Actor) -> None:
        self._actors = {"own": own, "other": other}

    def actor_for_bearer(self, bearer: str) -> Actor | None:
        return self._actors.get(bearer)


class Tokens:
    """`VIEW.SHOW` is a link of the team to that view of that show."""

    def __init__(self, tenant: str) -> None:
        self._tenant = tenant

    def actor_for_token(self, token: str) -> Actor | None:
        view, _, show = token.partition(".")
        return Actor(tenant=self._tenant, kind="token", id="tok_1", name=view, show=show, view=view)


class Desk:
    def __init__(self, rig: Rig, reviews: Reviews, client: httpx.AsyncClient, room: str) -> None:
        self.rig, self.reviews, self.client, self.room = rig, reviews, client, room

    async def get(self, path: str, who: str = "own", lang: str = "zh") -> httpx.Response:
        return await self.client.get(
            path, headers={"Authorization": f"Bearer {who}", "Accept-Language": lang}
        )

    async def send(self, method: str, path: str, form: Any = None) -> httpx.Response:
        return await self.client.request(method, path, json=form, headers={"Authorization": "Bearer own"})

    async def body(self, path: str) -> dict[str, Any]:
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def on_air(
        self,
        start: int = START,
        seed: int = 1,
        params: Params = SMALL,
        more: Iterable[AnyEvent] = (),
        **given: Any,
    ) -> tuple[ShowView, Truth]:
        events, truth = simulate(params, seed, start)
        view = self.rig.show(given.pop("title", f"灶台夜 {seed}"), room=self.room, started_at=start, **given)
        everything = sorted([*events, *more], key=lambda event: event.at)
        await self.rig.ingest(view.id, everything)
        return view, truth

    def end(self, view: ShowView, at: int) -> ShowView:
        with self.rig.db.write() as tx:
            transition(tx, self.rig.actor, self.rig.clock, view.id, State.ended, at=at)
            ended = get_show(tx, view.tenant, view.id)
        self.rig.changed(ended)
        return ended

    async def past(self, start: int = START, seed: int = 1, **given: Any) -> tuple[ShowView, Truth]:
        view, truth = await self.on_air(start, seed, **given)
        return self.end(view, truth.end), truth


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    async with house(folder) as rig:
        with rig.db.write() as tx:
            other = create_tenant(tx, rig.clock, "别的队")
            room = create_room(tx, rig.actor, rig.clock, name="灶边集", platform="douyin")
            for good in GOODS:
                put_product(
                    tx, rig.actor, rig.clock, good.id, Goods(good.title, price=good.price, role=good.role)
                )
        services = Services(rig.clock)
        reviews = Reviews(rig.db, rig.log, rig.lake, rig.hub, folder / "cache")
        for thing in (
            rig.db,
            rig.hub,
            rig.lake,
            reviews,
            Keys(rig.actor, local(other.id)),
            Tokens(rig.actor.tenant),
        ):
            services.put(thing)
        app = create_api([sharing.router], [*http.raw_routes, *sharing.raw_routes], services)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            try:
                yield Desk(rig, reviews, client, room.id)
            finally:
                reviews.close()
