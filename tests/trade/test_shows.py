"""Shows: the way of their states, stale versions, times, lists, who is told."""

from itertools import product
from typing import Any

import httpx
import pytest

from onair.kernel import money
from onair.kernel.clock import DAY_MS, HOUR_MS
from onair.metrics.window import Window
from onair.trade import service
from onair.trade.service import NewShow, ShowView, State
from onair.trade.shows import WEEK_MS
from onair.trade.states import ALLOWED, WrongState, require_step
from team import NOW, House

FORM = {"title": "周五场", "starts_at": NOW, "currency": "CNY"}
STEPS = {State.ready: "ready", State.on_air: "start", State.ended: "end", State.reviewed: "reviewed"}
LEGAL = {
    ("preparing", "ready"),
    ("preparing", "on_air"),
    ("ready", "on_air"),
    ("on_air", "ended"),
    ("ended", "reviewed"),
}


async def made(client: httpx.AsyncClient, **form: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/shows", json=FORM | form)
    assert answer.status_code == 201, answer.text
    return answer.json()


def in_state(home: House, state: State) -> ShowView:
    with home.db.write() as tx:
        return service.create_show(tx, home.actor("operator@甲"), home.clock, NewShow("x", state=state))


@pytest.mark.asyncio
async def test_a_show_goes_all_the_way(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await made(client)
        assert (show["state"], show["started_at"], show["version"]) == ("preparing", None, 1)
        for state, step in STEPS.items():
            home.clock.forward(HOUR_MS)
            answer = await client.post(f"/api/v1/shows/{show['id']}/{step}")
            assert answer.status_code == 200, answer.text
            assert answer.json()["state"] == state
        assert (answer.json()["started_at"], answer.json()["ended_at"]) == (
            NOW + 2 * HOUR_MS,
            NOW + 3 * HOUR_MS,
        )


@pytest.mark.asyncio
async def test_a_room_is_named_by_its_id_or_its_only_name(home: House) -> None:
    async with home.ask("operator@甲") as client, home.ask("operator@乙") as others:
        room = (await client.post("/api/v1/rooms", json={"name": "一号间", "platform": "douyin"})).json()
        for named in (room["id"], "一号间"):
            assert (await made(client, room=named))["room"]["id"] == room["id"]
        foreign = await others.post("/api/v1/shows", json=FORM | {"room": "一号间"})
        assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
        await client.post("/api/v1/rooms", json={"name": "一号间", "platform": "taobao"})
        twice = await client.post("/api/v1/shows", json=FORM | {"room": "一号间"})
        assert (twice.status_code, twice.json()["code"]) == (409, "room_ambiguous")
        assert (await made(client, room=room["id"]))["room"]["id"] == room["id"]


@pytest.mark.asyncio
@pytest.mark.parametrize("currency", ["ABC", "XXX", "RMB", "cny"])
async def test_a_currency_is_one_of_iso_4217(home: House, currency: str) -> None:
    async with home.ask("operator@甲") as client:
        answer = await client.post("/api/v1/shows", json=FORM | {"currency": currency})
        assert (answer.status_code, set(answer.json()["data"]["fields"])) == (400, {"currency"})
        if currency.isupper():
            assert "ISO 4217" in answer.json()["detail"]
            goods = await client.put("/api/v1/products/p1", json={"title": "杯", "currency": currency})
            assert goods.status_code == 400
        for known in ("CNY", "JPY", "KWD"):
            assert (await made(client, currency=known))["currency"] == known


def test_every_exponent_is_of_a_known_currency() -> None:
    assert money._EXPONENTS.keys() <= money.CURRENCIES


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "ms"),
    [
        ("2026-11-22T16:00:00+08:00", 1_795_334_400_000), ("2026-11-22T08:00:00Z", 1_795_334_400_000),
        ("2026-11-22T03:00:00.5-05:00", 1_795_334_400_500), (1_795_334_400_000, 1_795_334_400_000),
    ],
)  # fmt: skip
async def test_a_start_may_be_rfc_3339(home: House, said: str | int, ms: int) -> None:
    async with home.ask("operator@甲") as client:
        show = await made(client, starts_at=said, planned_end="2026-11-23T00:00:00+08:00")
        assert (show["starts_at"], show["planned_end"]) == (ms, 1_795_363_200_000)
        for bad in ("2026-11-22T16:00:00", "2026-11-22", "tomorrow", str(ms)):
            answer = await client.post("/api/v1/shows", json=FORM | {"starts_at": bad})
            assert (answer.status_code, set(answer.json()["data"]["fields"])) == (400, {"starts_at"}), bad


@pytest.mark.asyncio
@pytest.mark.parametrize(("state", "to"), list(product(State, STEPS)))
async def test_every_step_is_legal_or_names_the_state_and_what_is_allowed(
    home: House, state: State, to: State
) -> None:
    show = in_state(home, state)
    async with home.ask("operator@甲") as client:
        answer = await client.post(f"/api/v1/shows/{show.id}/{STEPS[to]}")
        after = (await client.get(f"/api/v1/shows/{show.id}")).json()
    if (state, to) in LEGAL:
        assert (answer.status_code, after["state"]) == (200, to)
    else:
        assert (answer.status_code, after["state"]) == (409, state)
        data = answer.json()["data"]
        assert (answer.json()["code"], data["state"]) == ("wrong_state", state)
        assert {(state, allowed) for allowed in data["allowed"]} <= LEGAL


def test_there_is_no_way_back() -> None:
    reach = {state: set(ALLOWED[state]) for state in State}
    for _ in State:
        reach = {state: to.union(*(reach[step] for step in to)) for state, to in reach.items()}
    assert all(state not in to for state, to in reach.items())
    with pytest.raises(WrongState) as refused:
        require_step(State.reviewed, State.ended)
    assert "已复盘" in refused.value.detail("zh")
    assert "reviewed" in refused.value.detail("en")


@pytest.mark.asyncio
async def test_the_second_of_two_changes_is_told_the_difference(home: House) -> None:
    async with home.ask("operator@甲") as one, home.ask("owner@甲") as other:
        show = await made(one)
        url = f"/api/v1/shows/{show['id']}"
        first = await one.patch(url, json={"version": 1, "title": "一号", "note": "n"})
        second = await other.patch(url, json={"version": 1, "title": "二号", "note": "n", "starts_at": NOW})
        assert (first.status_code, second.status_code) == (200, 409)
        problem = second.json()
        assert problem["code"] == "stale"
        assert problem["data"] == {"difference": {"title": {"yours": "二号", "theirs": "一号"}}, "version": 2}
        assert (await one.get(url)).json()["title"] == "一号"
        third = await other.patch(url, json={"version": 2, "title": "二号"})
        assert (third.status_code, third.json()["version"]) == (200, 3)


@pytest.mark.asyncio
async def test_what_numbers_count_in_is_fixed_on_air(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await made(client)
        url = f"/api/v1/shows/{show['id']}"
        await client.post(f"{url}/start")
        fixed = await client.patch(url, json={"version": 2, "currency": "USD"})
        title = await client.patch(url, json={"version": 2, "title": "改名", "currency": "CNY"})
    assert (fixed.status_code, fixed.json()["code"]) == (409, "show_fixed")
    assert title.status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "form",
    [
        {"currency": "yuan"},
        {"currency": "cny"},
        {"title": ""},
        {"title": " x"},
        {"title": "a\x00"},
        {"starts_at": -1},
        {"starts_at": 10**15},
        {"starts_at": "now"},
        {"zone": "Mars/Base"},
        {"state": "on_air"},
        {"tenant": "x"},
        {"started_at": 1},
        {"room": ""},
        {"demo": True},
        {"version": 9},
    ],
)
async def test_a_form_cannot_say_what_is_not_its_to_say(home: House, form: dict[str, Any]) -> None:
    async with home.ask("operator@甲") as client:
        answer = await client.post("/api/v1/shows", json=FORM | form)
    assert answer.status_code == 400, answer.text
    assert set(answer.json()["data"]["fields"]) == set(form)


@pytest.mark.asyncio
async def test_the_end_comes_after_the_start(home: House) -> None:
    async with home.ask("operator@甲") as client:
        answer = await client.post("/api/v1/shows", json=FORM | {"planned_end": NOW})
        assert (answer.status_code, answer.json()["code"]) == (409, "show_times")
        show = await made(client, planned_end=NOW + 1)
        later = await client.patch(f"/api/v1/shows/{show['id']}", json={"version": 1, "starts_at": NOW + 1})
        assert later.json()["code"] == "show_times"


@pytest.mark.asyncio
async def test_only_a_show_in_preparation_can_be_cancelled(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show, other = await made(client), await made(client)
        await client.post(f"/api/v1/shows/{other['id']}/ready")
        assert (await client.delete(f"/api/v1/shows/{other['id']}")).json()["code"] == "wrong_state"
        assert (await client.delete(f"/api/v1/shows/{show['id']}")).status_code == 204
        assert (await client.get(f"/api/v1/shows/{show['id']}")).status_code == 404
        items = (await client.get("/api/v1/shows")).json()["items"]
    assert [item["id"] for item in items] == [other["id"]]


@pytest.mark.asyncio
@pytest.mark.parametrize("weeks_later", [0, 1, 5])
async def test_a_copy_stands_at_the_same_hour_of_a_week_to_come(home: House, weeks_later: int) -> None:
    async with home.ask("operator@甲") as client:
        show = await made(client, planned_end=NOW + HOUR_MS)
    home.clock.forward(weeks_later * WEEK_MS + DAY_MS)
    async with home.ask("operator@甲") as client:
        copy = (await client.post(f"/api/v1/shows/{show['id']}/duplicate")).json()
    shift = copy["starts_at"] - NOW
    assert shift == (weeks_later + 1) * WEEK_MS
    assert copy["planned_end"] - copy["starts_at"] == HOUR_MS
    assert (copy["state"], copy["title"]) == ("preparing", show["title"])


@pytest.mark.asyncio
async def test_lists_are_filtered_and_paged_without_gap_or_double(home: House) -> None:
    with home.db.write() as tx:
        actor = home.actor("operator@甲")
        for n in range(120):
            new = NewShow(
                f"场 {n}%_", starts_at=NOW + n // 3, state=State.ready if n % 2 else State.preparing
            )
            service.create_show(tx, actor, home.clock, new)
    async with home.ask("operator@甲") as client:
        seen: list[str] = []
        cursor = None
        while True:
            params = {"cursor": cursor} if cursor else {}
            page = (await client.get("/api/v1/shows", params=params)).json()
            seen += [item["title"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        narrow = {"state": "ready", "from": NOW + 10, "to": NOW + 12, "q": "场"}
        some = (await client.get("/api/v1/shows", params=narrow)).json()["items"]
        literal = (await client.get("/api/v1/shows", params={"q": "7%_"})).json()["items"]
        broken = await client.get("/api/v1/shows", params={"cursor": "AAAA"})
    assert len(seen) == len(set(seen)) == 120
    assert seen[0].startswith("场 11")
    assert sorted(item["title"] for item in some) == ["场 31%_", "场 33%_", "场 35%_", "场 37%_"]
    assert {item["title"] for item in literal} == {f"场 {n}%_" for n in range(7, 120, 10)}
    assert broken.json()["code"] == "bad_cursor"


class Listener:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def on_show_changed(self, view: ShowView) -> None:
        self.heard.append(view.state)


@pytest.mark.asyncio
async def test_who_runs_the_show_is_told_after_the_commit(home: House) -> None:
    listener = home.services.put(Listener())
    async with home.ask("operator@甲") as client:
        show = await made(client)
        for step in ("start", "start", "end"):
            await client.post(f"/api/v1/shows/{show['id']}/{step}")
    assert listener.heard == ["preparing", "on_air", "ended"]


@pytest.mark.asyncio
async def test_every_change_is_in_the_audit_with_before_and_after(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await made(client)
        await client.patch(f"/api/v1/shows/{show['id']}", json={"version": 1, "title": "新名"})
        await client.post(f"/api/v1/shows/{show['id']}/start")
    async with home.ask("auditor@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
    mine = [row for row in rows if row["subject"] == show["id"]]
    assert [row["action"] for row in mine] == ["show.on_air", "show.change", "show.create"]
    assert (mine[1]["before"]["title"], mine[1]["after"]["title"]) == ("周五场", "新名")
    assert mine[0]["actor_name"] == "operator of 甲"


def test_the_window_is_what_numbers_count_in(home: House) -> None:
    actor = home.actor("operator@甲")
    with home.db.write() as tx:
        live = service.create_show(tx, actor, home.clock, NewShow("live"))
        assert live.window.place(NOW) == "before"
        live = service.transition(tx, actor, home.clock, live.id, State.on_air)
        assert live.window == Window(NOW, None, False)
        live = service.transition(tx, actor, home.clock, live.id, State.ended, at=NOW + 9)
        assert live.window == Window(NOW, NOW + 9, True)
        file = service.create_show(tx, actor, home.clock, NewShow("file", origin="import", state=State.ended))
        assert file.window == Window(None, None, True)
        file = service.set_window(tx, actor, home.clock, file.id, start=5, end=9, declared=False)
        assert (file.window, file.end_declared) == (Window(5, 9, True), False)


def test_the_same_title_is_the_same_show_unless_forced(home: House) -> None:
    actor = home.actor("operator@甲")
    with home.db.write() as tx:
        new = NewShow("同名", origin="import", state=State.ended)
        first = service.find_or_create_show(tx, actor, home.clock, new)
        assert service.find_or_create_show(tx, actor, home.clock, new).id == first.id
        home.clock.forward(1)
        forced = service.find_or_create_show(tx, actor, home.clock, new, force=True)
        assert forced.id != first.id
        assert service.show_by_name(tx, actor.tenant, "同名").id == forced.id
        assert service.show_by_name(tx, actor.tenant, first.id).id == first.id
        other = home.actor("operator@乙")
        assert service.find_or_create_show(tx, other, home.clock, new).id not in (first.id, forced.id)
        found = service.find_show(tx, first.id)
        assert found is not None
        assert found.tenant == actor.tenant
