"""The prompter's own route: its link of that one show and view only; nothing in its stream that is not the host's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from stage import T0, Props, facts, staged

from onair.access.roles import Role, system
from onair.during.broadcast.facts import Good
from onair.during.playout.companion import PANELS as PLAYOUT_PANELS
from onair.during.playout.companion import Playout
from onair.during.prompter.companion import PANELS, Prompting
from onair.events.model import Comment, Enter, Order, Pay, Slot
from onair.trade.service import NewShow, State, create_show, transition
from team import BASE, NOW, House
from whole import whole


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with whole(tmp_path, "甲", "乙") as built:
        yield built


def show(home: House, team: str, title: str, *states: State) -> str:
    actor = system(home.tenants[team])
    with home.db.write() as tx:
        made = create_show(tx, actor, home.clock, NewShow(title, starts_at=NOW)).id
        for to in states or (State.ready, State.on_air):
            transition(tx, actor, home.clock, made, to)
    return made


async def link(home: House, show_id: str, view: str = "prompter", team: str = "甲") -> dict[str, Any]:
    async with home.ask(f"technician@{team}") as client:
        answer = await client.post(
            f"/api/v1/shows/{show_id}/tokens", json={"view": view, "name": " 主播手机 "}
        )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def tap(
    home: House, token: str, action: str, data: dict[str, Any] | None = None, id_: str = "1", **headers: str
) -> httpx.Response:
    async with home.client(headers=headers) as nobody:
        body = {"id": id_, "action": action, "data": data or {}}
        return await nobody.post(f"/api/v1/view/{token}/actions", json=body)


async def whisper(home: House, show_id: str, id_: str = "w1") -> None:
    async with home.ask("controller@甲") as client:
        body = {"id": id_, "action": "whisper", "data": {"text": "先答电磁炉"}}
        assert (await client.post(f"/api/v1/shows/{show_id}/actions", json=body)).status_code == 200


async def test_the_ack_is_seen_by_the_team_with_the_screens_name(home: House) -> None:
    on = show(home, "甲", "早场")
    made = await link(home, on)
    assert (made["name"], made["reach"], made["qr_svg"][:4]) == ("主播手机", "secure", "<svg")
    assert made["url"] == f"{BASE}/p/{made['token']}"
    await whisper(home, on)
    home.clock.now += 2_400
    first = await tap(home, made["token"], "whisper_ack", {"whisper": "w1"})
    again = await tap(home, made["token"], "whisper_ack", {"whisper": "w1"}, id_="2")
    assert (first.status_code, first.json()) == (200, again.json())
    async with home.ask("analyst@甲") as client:
        told = (await client.get(f"/api/v1/shows/{on}/prompter")).json()
        [row] = told["whispers"]
        assert (row["by"], row["acked_by"], row["latency_ms"]) == ("controller of 甲", "主播手机", 2400)
        assert told["ack_median_ms"] == 2400
        assert told["cue_median_ms"] is None
    async with home.ask("operator@甲") as client:
        [listed] = (await client.get(f"/api/v1/shows/{on}/tokens")).json()["items"]
        assert (listed["seen_at"], listed["screens"], listed["token"], listed["qr_svg"]) == (
            home.clock.now, 0, None, None,
        )  # fmt: skip


async def test_whatever_is_not_this_links_own_is_refused_with_a_word_on_what_to_do(home: House) -> None:
    on, other = show(home, "甲", "早场"), show(home, "甲", "晚场")
    await whisper(home, on)
    made, elsewhere = await link(home, on), await link(home, other)
    refusals: list[tuple[httpx.Response, int, str]] = [
        (
            await tap(home, elsewhere["token"], "whisper_ack", {"whisper": "w1"}, **{"accept-language": "en"}),
            409, "whisper_not_known",
        ),
        (await tap(home, "0" * 43, "push_tap"), 401, "link_unknown"),
        (await tap(home, (await link(home, on, "wall"))["token"], "push_tap"), 403, "not_allowed"),
        (await tap(home, (await link(home, on, "overlay"))["token"], "push_tap"), 403, "not_allowed"),
        (await tap(home, made["token"], "pin", {"product": "p1"}), 400, "bad_input"),
        (await tap(home, made["token"], "host_cue", {"text": "x" * 41}), 400, "bad_action_data"),
        (await tap(home, made["token"], "push_tap", origin="https://evil.example"), 403, "foreign_origin"),
    ]  # fmt: skip
    for answer, status, code in refusals:
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert "Nothing was recorded" in refusals[0][0].json()["detail"]
    assert "没有读取或改动" in refusals[1][0].json()["detail"]
    async with home.ask("operator@甲") as client:
        assert (await client.delete(f"/api/v1/shows/{on}/tokens/{made['id']}")).status_code == 204
        told = (await client.get(f"/api/v1/shows/{on}/prompter")).json()
        assert told["whispers"][0]["acked_at"] is None
    revoked = await tap(home, made["token"], "whisper_ack", {"whisper": "w1"})
    assert (revoked.status_code, revoked.json()["code"]) == (401, "link_unknown")


async def test_an_ended_show_takes_no_more_from_the_host(home: House) -> None:
    over = show(home, "甲", "早场", State.ready, State.on_air, State.ended)
    made = await link(home, over)
    answer = await tap(home, made["token"], "push_tap", **{"accept-language": "zh"})
    assert (answer.status_code, answer.json()["code"]) == (409, "host_show_over")
    assert "没有保存任何内容" in answer.json()["detail"]


async def test_who_may(home: House) -> None:
    """The report is the team's; a cue is the host's; settling it is the desk's. Another team sees nothing."""
    on = show(home, "甲", "早场")
    for role in Role:
        async with home.ask(f"{role}@甲") as client:
            assert (await client.get(f"/api/v1/shows/{on}/prompter")).status_code == 200, role
            body = {"id": f"c-{role}", "action": "host_cue", "data": {"text": f"口令 {role}"}}
            answer = await client.post(f"/api/v1/shows/{on}/actions", json=body)
            assert (answer.status_code == 200) == (role in (Role.owner, Role.host)), role
            body = {"id": f"s-{role}", "action": "cue_settle", "data": {"cue": "c-none"}}
            answer = await client.post(f"/api/v1/shows/{on}/actions", json=body)
            reader = role in (Role.auditor, Role.analyst, Role.merchandiser)
            assert answer.status_code == (403 if reader else 409), role
    async with home.ask("owner@乙") as client:
        assert (await client.get(f"/api/v1/shows/{on}/prompter")).status_code == 404


CANARIES = (b"9876543", b"secretnick", b"buyer-1", "观众说的话".encode(), b"order-77", b"spend")


async def test_the_hosts_stream_holds_no_takings_no_buyers_and_nobodys_words(tmp_path: Path) -> None:
    class Named:
        name, panels = "prompter", PANELS

        def learn(self, facts: object) -> dict[str, str]:
            return {"p1": "阿哲"}

        def fresh(self, facts: object) -> Prompting:
            return Prompting()

    class Planned:
        name, panels = "playout", PLAYOUT_PANELS

        def learn(self, facts: object) -> None:
            return None

        def fresh(self, facts: object) -> Playout:
            return Playout()

    props = Props(
        {"shw_1": facts()}, {"p1": Good(id="p1", name="炒锅", price=16900, stock=3)}, {"p1": "阿哲"}
    )
    source: dict[str, Any] = {"source": "douyin:a", "at": T0 + 1_000}
    async with staged(tmp_path, props, [Named(), Planned()]) as stage:
        owner = await stage.owner()
        events = [
            Slot(id="s", slot="s1", phase="start", product="p1", **source),
            Enter(id="e", user="buyer-1", nick="secretnick", **source),
            Comment(id="c", user="buyer-1", nick="secretnick", text="观众说的话", **source),
            Order(id="o", user="buyer-1", order="order-77", amount=9876543, **source),
            Pay(id="p", user="buyer-1", order="order-77", amount=9876543, items=[], **source),
        ]
        await owner.ingest(events, stage.clock())
        await owner.act("note", {"text": "order-77 的客户"}, None, id_="n", by="p1")
        await owner.act("whisper", {"text": "先答电磁炉"}, None, id_="w", by="p1")
        screen = await stage.hub.screen("shw_1")
        frames = {}
        for view in ("prompter", "console"):
            screen.channel(view)
            frames[view] = screen.snapshot(view)
        screen.close("stopping")
    assert "先答电磁炉".encode() in frames["prompter"]
    assert [canary for canary in CANARIES if canary in frames["prompter"]] == []
    assert b'"gmv"' not in frames["prompter"]
    seen = [canary for canary in CANARIES if canary in frames["console"]]
    assert seen == [b"9876543", b"secretnick", "观众说的话".encode(), b"order-77", b"spend"], (
        "the measure sees canaries"
    )
