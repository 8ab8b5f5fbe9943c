"""A rehearsal from its start to its score, over the routes: roles, teams, secrets, turns, a restart."""

import asyncio
import json
from contextlib import asynccontextmanager

import httpx
import pytest
from tests.rehearsal.house import NOW, house

from onair.access.service import Actor, Role, create_tenant, invite_person, local
from onair.access.web import Services, create_api
from onair.events.codec import decode_batch
from onair.events.model import Action, Incident
from onair.kernel.clock import system_clock
from onair.kernel.settings import load
from onair.rehearsal.simulator import simulate, sized
from onair.rehearsal.training import http
from onair.rehearsal.training.control import CONTROL
from onair.rehearsal.training.runner import Trainings
from onair.trade.service import State, get_show, transition

SMALL = {"minutes": 10, "viewers": 120, "from_s": 400, "speed": 60, "seed": 5}
CUT = {"kind": "stream_cut", "offset_s": 430, "length_s": 120, "strength": 1.0}

LATER = {**CUT, "offset_s": 820, "length_s": 40}


class Rig:
    """`ask` as one of the people; `runner` may be made anew, as by a restart."""

    def __init__(self, home, client, people):
        self.home, self.client, self.people = home, client, people

    async def ask(self, method, path, who="lead", **given):
        return await self.client.request(
            method, f"/api/v1/trainings{path}", headers={"Authorization": f"Bearer {who}"}, **given
        )

    async def begin(self, who="lead", **form):
        made = await self.ask("POST", "", who, json={**SMALL, "faults": [CUT], **form})
        assert made.status_code == 201, made.text
        return made.json()

    def logged(self, show):
        return [
            event for batch in self.home.log.read(show) for event in decode_batch(batch.body, batch.codec)
        ]


def invited(home, login, role):
    with home.db.write() as tx:
        person = invite_person(
            tx, home.actor, home.clock, name=f"某{login}", login=login, roles=[role]
        ).person
    return Actor(home.actor.tenant, "person", person.id, person.name, frozenset({role}))


@asynccontextmanager
async def rigged(path):
    async with house(path, system_clock) as home:
        with home.db.write() as tx:
            other = create_tenant(tx, home.clock, "别的队")
        roles = {"lead": Role.operator, "ann": Role.controller, "tom": Role.technician, "eye": Role.auditor}
        people = {login: invited(home, login, role) for login, role in roles.items()}
        people["other"] = local(other.id)

        class Keys:
            def actor_for_bearer(self, bearer):
                return people.get(bearer)

        services = Services(system_clock)
        runner = Trainings(home.db, home.log, home.hub, system_clock, home.changed)
        for thing in (home.db, home.hub, runner, Keys(), load({"ONAIR_HOME": str(path)})):
            services.put(thing)
        transport = httpx.ASGITransport(app=create_api([http.router], [], services))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            rig = Rig(home, client, people)
            rig.runner = runner
            yield rig
            await rig.runner.rest()


async def until(ask, seconds=20.0):
    for _ in range(int(seconds / 0.05)):
        if found := await ask():
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come")


async def lives(rig, show):
    """People are in, and the show's clock goes."""

    async def look():
        told = (await rig.ask("GET", f"/{show}")).json()
        return told if told["clock"] is not None else None

    return await until(look)


async def frame(rig, show):
    """What a console gets."""
    screen = await rig.home.hub.screen(show)
    screen.channel("console")
    return screen.snapshot("console")


async def test_from_the_start_to_the_score(tmp_path):
    async with rigged(tmp_path) as rig:
        made = await rig.begin(seats={"controller": rig.people["ann"].id})
        assert (made["state"], made["faults"][0]["begin"]) == ("running", made["begin"] + 430_000)
        assert (await rig.ask("GET", f"/{made['show']}/score")).json()["code"] == "training_runs"
        await lives(rig, made["show"])
        jumped = await rig.ask("POST", f"/{made['show']}/turn", json={"do": "jump"})
        assert jumped.status_code == 409  # five seconds of people before it is where it stands already

        async def cut():
            return any(isinstance(event, Incident) for event in rig.logged(made["show"]))

        await until(cut)
        owner = await rig.home.hub.owner(made["show"])
        await owner.act("note", {"text": "画面断了"}, None, id_="n1", by=rig.people["ann"].id)
        await rig.runner.wait(made["show"])
        told = (await rig.ask("GET", f"/{made['show']}")).json()
        assert (told["state"], told["why"], told["clock"]) == ("over", "done", None)
        score = (await rig.ask("GET", f"/{made['show']}/score")).json()
        one = score["faults"][0]
        assert (one["state"], one["noticed"]["by_name"], one["acted"]) == ("met", "某ann", None)
        assert one["noticed"]["show_s"] == pytest.approx(60 * one["noticed"]["own_s"], abs=0.1)
        assert score["own_s"] == pytest.approx(200 / 60, abs=0.5)  # of the show at ×60
        assert score["wall_s"] == pytest.approx(200 / 60, abs=2)  # it kept up
        assert {seat["seat"]: seat["name"] for seat in score["seats"]} == {
            "controller": "某ann",
            "technician": None,
        }
        sheet = await rig.ask("GET", f"/{made['show']}/sheet")
        assert sheet.content[:2] == b"PK"
        with rig.home.db.read() as tx:
            show = get_show(tx, rig.home.actor.tenant, made["show"])
        assert (show.origin, show.state, show.ended_at) == ("rehearsal", State.ended, made["end"])


async def test_who_may_what(tmp_path):
    async with rigged(tmp_path) as rig:
        made = await rig.begin()
        path = f"/{made['show']}"
        assert (await rig.ask("GET", path, "other")).status_code == 404
        assert (await rig.ask("POST", f"{path}/turn", "other", json={"do": "stop"})).status_code == 404
        assert (await rig.ask("GET", "", "other")).json()["items"] == []
        assert (await rig.ask("GET", f"?show={made['show']}", "other")).json()["items"] == []
        assert (await rig.ask("GET", f"?show={made['show']}")).json()["items"][0]["show"] == made["show"]
        assert (await rig.ask("GET", path, "eye")).status_code == 200
        assert (await rig.ask("POST", "", "eye", json=SMALL)).status_code == 403
        assert (await rig.ask("POST", f"{path}/turn", "ann", json={"do": "pause"})).json()[
            "code"
        ] == "not_your_training"
        assert (await rig.ask("GET", path, "ann")).json()["may_run"] is False
        assert (await rig.ask("PUT", "/limits", "ann", json={"limits": {}, "version": 0})).status_code == 403
        stranger = await rig.ask("POST", "", json={**SMALL, "seats": {"host": "per_" + "0" * 26}})
        assert stranger.json()["code"] == "seat_wrong"
        both = {"host": rig.people["ann"].id, "instructor": rig.people["ann"].id}
        assert (await rig.ask("POST", "", json={**SMALL, "seats": both})).json()["code"] == "seat_wrong"
        await rig.ask("POST", f"{path}/turn", json={"do": "stop"})
        assert (await rig.ask("POST", f"{path}/turn", json={"do": "stop"})).json()["code"] == "training_over"


async def test_hidden_faults_stay_hidden(tmp_path):
    async with rigged(tmp_path) as rig:
        seats = {"controller": rig.people["ann"].id, "instructor": rig.people["lead"].id}
        stock = {"kind": "stock_gone", "offset_s": 540, "length_s": 60, "strength": 1.0}
        made = await rig.begin(hidden=True, faults=[CUT, stock], seats=seats)
        show = made["show"]
        assert [one["kind"] for one in made["faults"]] == ["stream_cut", "stock_gone"]
        await lives(rig, show)
        await rig.ask("POST", f"/{show}/turn", json={"do": "pause"})
        seen = [
            (await rig.ask("GET", f"/{show}", "ann")).text,
            (await rig.ask("GET", "", "ann")).text,
            (await frame(rig, show)).decode(),
            json.dumps([str(event) for event in rig.logged(show)]),
        ]
        with rig.home.db.read() as tx:
            seen.append(str(get_show(tx, rig.home.actor.tenant, show)))
        for text in seen:
            assert not any(
                word in text for word in ("stream_cut", "stock_gone", "offset_s", '"seed"', "断流", "缺货")
            )
        assert (await rig.ask("GET", f"/{show}", "ann")).json()["faults"] is None
        assert "stream_cut" in (await rig.ask("GET", f"/{show}", "lead")).text  # the search itself finds it
        assert (await rig.ask("GET", f"/{show}", "lead")).json()["may_jump"] is True
        await rig.ask("POST", f"/{show}/turn", json={"do": "stop"})
        assert (await rig.ask("GET", f"/{show}", "ann")).json()["faults"]  # afterwards everybody may see
        mine = await rig.begin(hidden=True)  # nobody is the instructor
        assert mine["faults"] is None
        await lives(rig, mine["show"])
        assert (await rig.ask("POST", f"/{mine['show']}/turn", json={"do": "jump"})).json()[
            "code"
        ] == "faults_hidden"


async def test_pause_speed_and_jump_are_in_the_log(tmp_path):
    async with rigged(tmp_path) as rig:
        late = {**CUT, "offset_s": 560, "length_s": 30}
        made = await rig.begin(speed=1, faults=[late])
        show = made["show"]
        await lives(rig, show)
        for form in (
            {"do": "pause"},
            {"do": "pause"},
            {"do": "resume"},
            {"do": "speed", "speed": 20},
            {"do": "jump"},
        ):
            answer = await rig.ask("POST", f"/{show}/turn", json=form)
            assert answer.status_code == 200, answer.text

        async def there():
            return (await rig.ask("GET", f"/{show}")).json()["clock"] >= made["begin"] + 455_000

        await until(there)
        await rig.ask("POST", f"/{show}/turn", json={"do": "stop"})
        did = [
            one.data["do"] for one in rig.logged(show) if isinstance(one, Action) and one.action == CONTROL
        ]
        assert did == [
            "start",
            "pause",
            "resume",
            "speed",
            "jump",
            "stop",
        ]  # the second pause changed nothing
        assert (await rig.ask("GET", f"/{show}/score")).json()["points"] is None


async def test_after_a_restart_it_stands_where_it_was(tmp_path):
    async with rigged(tmp_path) as rig:
        made = await rig.begin(speed=20)
        show = made["show"]
        await lives(rig, show)
        await rig.runner.rest()  # as a server that stops
        before = rig.logged(show)
        again = rig.runner = Trainings(
            rig.home.db, rig.home.log, rig.home.hub, system_clock, rig.home.changed
        )
        http_runner = rig.client._transport.app.state.services
        http_runner.put(again)
        assert await again.take_up() == 1
        held = await lives(rig, show)
        assert (held["paused"], held["taken_up"], held["state"]) == (True, True, "running")
        assert abs(held["clock"] - max(step.at for step in before if step.source != "onair")) < 30_000
        await rig.ask("POST", f"/{show}/turn", json={"do": "resume"})
        await rig.ask("POST", f"/{show}/turn", json={"do": "speed", "speed": 60})
        assert (await rig.ask("GET", f"/{show}")).json()["taken_up"] is False
        await again.wait(show)
        whole = [event for event in rig.logged(show) if getattr(event, "action", None) != CONTROL]
        assert len({(e.source, e.id) for e in whole}) == len(whole)
        fresh = await rig.begin(speed=60)
        await rig.runner.wait(fresh["show"])
        other = [event for event in rig.logged(fresh["show"]) if getattr(event, "action", None) != CONTROL]
        assert len(other) == len(whole)  # nothing was lost on the way
        score = (await rig.ask("GET", f"/{show}/score")).json()
        assert score["wall_s"] is None


async def test_a_past_show_with_faults_leaves_it_alone(tmp_path):
    async with rigged(tmp_path) as rig:
        events, truth = simulate(sized(3_000, minutes=15), 9, NOW - 3_600_000)
        past = rig.home.show("昨晚", started_at=truth.start)
        await rig.home.ingest(past.id, events)
        running = await rig.ask("POST", "", json={"source_show": past.id, "faults": [], "from_s": 800})
        assert running.json()["code"] == "source_not_over"
        with rig.home.db.write() as tx:
            transition(tx, rig.home.actor, rig.home.clock, past.id, State.ended, at=truth.end)
        before = rig.logged(past.id)
        made = await rig.begin(source_show=past.id, from_s=800, speed=60, faults=[LATER])
        assert made["title"] == "演练 · 昨晚"
        await rig.runner.wait(made["show"])
        assert rig.logged(past.id) == before
        copy = rig.logged(made["show"])
        acts = [one for one in copy if isinstance(one, Action)]
        assert {one.action for one in acts} == {CONTROL}  # what its people did then is not ours
        assert [one.kind for one in copy if isinstance(one, Incident)] == ["cut", "cut"]
        earlier = (await rig.ask("GET", f"/{made['show']}/score")).json()["earlier"]
        assert earlier == []
        again = await rig.begin(source_show=past.id, from_s=800, speed=60, faults=[LATER])
        await rig.runner.wait(again["show"])
        earlier = (await rig.ask("GET", f"/{again['show']}/score")).json()["earlier"]
        assert [one["show"] for one in earlier] == [made["show"]]


async def test_what_cannot_be_is_said(tmp_path):
    async with rigged(tmp_path) as rig:
        refused = [
            ({"scenario": "none_such"}, "scenario_unknown"),
            ({"faults": [{**CUT, "offset_s": 10}]}, "bad_fault"),
            ({"source_show": "shw_" + "0" * 26}, "show_not_found"),
            ({"speed": 600}, "bad_input"),
        ]
        for form, code in refused:
            answer = await rig.ask("POST", "", json={**SMALL, **form})
            assert answer.json()["code"] == code, answer.text
        quiet = rig.home.show("空的", started_at=NOW)
        with rig.home.db.write() as tx:
            transition(tx, rig.home.actor, rig.home.clock, quiet.id, State.ended, at=NOW + 600_000)
        empty = await rig.ask("POST", "", json={"source_show": quiet.id, "faults": [], "from_s": 0})
        assert empty.json()["code"] == "nothing_to_replay"
        kit = (await rig.ask("GET", "/kit")).json()
        assert kit["limits"]["version"] == 0
        assert next(one for one in kit["scenarios"] if one["draw"])["faults"] is None
        own = {"notice_good_s": 5, "notice_most_s": 50, "act_good_s": 10, "act_most_s": 100}
        put = await rig.ask("PUT", "/limits", json={"limits": {"stream_cut": own}, "version": 0})
        assert put.json()["limits"]["stream_cut"] == own
        stale = await rig.ask("PUT", "/limits", json={"limits": {}, "version": 0})
        assert stale.status_code == 409
        bad = {**own, "notice_most_s": 5}
        wrong = await rig.ask("PUT", "/limits", json={"limits": {"stream_cut": bad}, "version": 1})
        assert wrong.json()["code"] == "bad_limits"
