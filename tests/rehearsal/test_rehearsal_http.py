"""Replays over the routes: started, listed, stopped, and only by who may."""

import asyncio
from contextlib import asynccontextmanager

import httpx
from tests.rehearsal.house import NOW, house

from onair.access.service import Role, create_tenant, local, system
from onair.access.web import Services, create_api
from onair.rehearsal import http
from onair.rehearsal.replay import Rehearsals
from onair.rehearsal.simulator import simulate, sized

START = NOW - 3_600_000


@asynccontextmanager
async def asked(path):
    async with house(path) as home:
        with home.db.write() as tx:
            other = create_tenant(tx, home.clock, "别的队")
        host = system(home.actor.tenant, "host")
        object.__setattr__(host, "kind", "person")
        object.__setattr__(host, "roles", frozenset({Role.host}))
        actors = {"own": home.actor, "other": local(other.id), "host": host}

        class Keys:
            def actor_for_bearer(self, bearer):
                return actors.get(bearer)

        runner = Rehearsals(home.db, home.log, home.hub, home.clock, home.changed)
        services = Services(home.clock)
        for thing in (home.db, home.hub, runner, Keys()):
            services.put(thing)
        transport = httpx.ASGITransport(app=create_api([http.router], [], services))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            events, truth = simulate(sized(2_000, minutes=20), 1, START)
            view = home.show(started_at=truth.start, ended_at=truth.end)
            await home.ingest(view.id, events)

            async def ask(method, url, who="own", **given):
                return await client.request(method, url, headers={"Authorization": f"Bearer {who}"}, **given)

            yield home, runner, view, ask
            await runner.stop_all()


async def test_start_list_and_stop(tmp_path):
    async with asked(tmp_path) as (_, _, view, ask):
        started = await ask("POST", f"/api/v1/shows/{view.id}/replay", json={"speed": 1})
        assert started.status_code == 202
        copy = started.json()
        assert (copy["origin"], copy["state"]) == ("rehearsal", "on_air")
        assert [item["id"] for item in (await ask("GET", "/api/v1/rehearsals")).json()["items"]] == [
            copy["id"]
        ]
        assert (await ask("GET", "/api/v1/rehearsals", who="other")).json()["items"] == []
        await asyncio.sleep(0.2)
        assert (await ask("POST", f"/api/v1/rehearsals/{copy['id']}/stop", who="other")).status_code == 404
        stopped = await ask("POST", f"/api/v1/rehearsals/{copy['id']}/stop")
        assert stopped.json()["state"] == "ended"
        assert (await ask("POST", f"/api/v1/rehearsals/{copy['id']}/stop")).status_code == 404


async def test_refusals(tmp_path):
    async with asked(tmp_path) as (home, _, view, ask):
        url = f"/api/v1/shows/{view.id}/replay"
        assert (await ask("POST", url, who="other", json={})).status_code == 404
        assert (await ask("POST", url, who="host", json={})).status_code == 403
        assert (await ask("POST", url, json={"speed": 601})).status_code == 400
        assert (await ask("POST", url, json={"speed": 0.5})).json()["code"] == "bad_speed"
        empty = home.show("空的")
        refused = await ask("POST", f"/api/v1/shows/{empty.id}/replay", json={})
        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_replay")
