"""Layouts, links and acts of the overlays over HTTP: who may, what is refused, what is kept, what a link sees."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from onair.access.roles import system
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.screen import PULSE
from onair.during.broadcast.stream import Client
from onair.during.overlays.layout import Body, Widget
from onair.during.overlays.store import plain
from onair.trade.service import NewShow, State, create_show, transition
from team import BASE, NOW, House
from whole import whole

LAYOUTS = "/api/v1/overlays/layouts"


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with whole(tmp_path, "甲", "乙") as built:
        yield built


def show(home: House) -> str:
    actor = system(home.tenants["甲"])
    with home.db.write() as tx:
        made = create_show(tx, actor, home.clock, NewShow("早场", starts_at=NOW)).id
        for to in (State.ready, State.on_air):
            transition(tx, actor, home.clock, made, to)
    return made


def form(text: str = "已付款 {show.paid_orders} 单", **more: Any) -> dict[str, Any]:
    widgets = (Widget("seller", "seller", 2, 3, 20, 6), Widget("proof", "proof", 2, 10, 20, 6, lines=(text,)))
    return {"name": "主屏（示例）", "body": plain(Body("tall", widgets=widgets)), **more}


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_another_seller_is_on_the_screens_at_once(home: House) -> None:
    own, hub = show(home), home.services.get(Hub)
    overlays = (await (await hub.owner(own)).settled()).companions["overlays"]
    async with home.ask("operator@甲") as client:
        version = (await client.get("/api/v1/gate/settings")).json()["version"]
        seller = {
            "version": version,
            "seller_name": "示例商贸",
            "seller_address": "示例路 1 号",
            "seller_contact": "400",
        }
        assert (await client.patch("/api/v1/gate/settings", json=seller)).status_code == 200
    async with asyncio.timeout(15):
        while overlays.sheet.seller.name != "示例商贸":
            await asyncio.sleep(0.01)


async def test_a_layout_is_kept_with_what_it_was_and_a_typed_number_never_is(home: House) -> None:
    async with home.ask("technician@甲") as client:
        made = (await client.post(LAYOUTS, json=form())).json()
        path = f"{LAYOUTS}/{made['id']}"
        refused = await client.put(path, json=form("已售5000", version=1))
        assert code(refused) == (400, "overlay_layout_refused")
        assert "反不正当竞争法" in refused.json()["detail"] and "9, 25" in refused.json()["detail"]
        looked = (await client.post("/api/v1/overlays/check", json=form("已售5000"))).json()
        mark = looked["marks"][0]
        assert (looked["refused"], mark["widget"], mark["line"], mark["matched"], mark["article"]) == (
            True,
            "proof",
            0,
            "已售5000",
            "9, 25",
        )
        assert looked["drawn"]["widgets"][1]["lines"] == [[]]
        second = (await client.put(path, json=form("[[{product.name}]]", version=1))).json()
        assert second["version"] == 2
        assert code(await client.put(path, json=form("晚了", version=1))) == (409, "stale")
        assert code(await client.put(path, json={**form(version=2), "body": {"size": "round"}})) == (
            400,
            "overlay_bad_layout",
        )
        told = (await client.get(f"{path}/versions")).json()["items"]
        assert [one["version"] for one in told] == [2, 1]
        assert (await client.get(f"{path}/versions/{10**30}")).status_code == 400
        old = (await client.get(f"{path}/versions/1")).json()
        back = await client.put(path, json={"name": old["name"], "body": old["body"], "version": 2})
        assert (back.json()["version"], back.json()["body"]) == (3, made["body"])
        listed = (await client.get(LAYOUTS)).json()["items"]
        assert [one["id"] for one in listed] == [
            made["id"],
            "preset_tall",
            "preset_wide",
            "preset_tall_en",
            "preset_wide_en",
        ]
    async with home.ask("technician@乙") as other:
        assert code(await other.get(path)) == (404, "overlay_layout_not_found")
        assert code(await other.put(path, json=form(version=3))) == (404, "overlay_layout_not_found")
        assert len((await other.get(LAYOUTS)).json()["items"]) == 4
    async with home.ask("analyst@甲") as reader:
        assert (await reader.post(LAYOUTS, json=form())).status_code == 403
    async with home.ask("operator@甲") as client:
        assert (await client.delete(path)).status_code == 204
        assert code(await client.get(path)) == (404, "overlay_layout_not_found")


async def test_what_a_team_settles_holds_at_once_and_users_are_not_stored(home: House) -> None:
    body = {
        "version": 0,
        "minimum": 20,
        "own": [{"label": "测试号", "source": "douyin:1", "user": "10086"}],
        "ai_rooms": [],
        "ai_hosts": ["hst_00000000000000000000000000"],
    }
    async with home.ask("operator@甲") as client:
        path = "/api/v1/overlays/settings"
        nameless = await client.put(path, json={**body, "own": [{"label": "谁"}]})
        assert code(nameless) == (400, "overlay_own_not_named")
        kept = (await client.put(path, json=body)).json()
        assert kept["own"][0]["key"].startswith("douyin:") and "10086" not in str(kept)
        assert code(await client.put(path, json=body)) == (409, "stale")
        again = {**body, "version": 1, "own": kept["own"]}
        assert (await client.put(path, json=again)).json()["own"] == kept["own"]
        on = show(home)
        tokens = {
            one["name"]: one
            for one in (await client.get("/api/v1/overlays/tokens", params={"show": on})).json()["items"]
        }
        assert tokens["show.title"]["value"] == "早场"
        assert tokens["show.paid_orders"]["value"] is None and tokens["show.paid_orders"]["floor"]
        assert all(one["says"]["zh"] and one["says"]["en"] and one["source"]["zh"] for one in tokens.values())


async def act(home: House, on: str, what: str, id_: str, **data: Any) -> httpx.Response:
    async with home.ask("controller@甲") as client:
        return await client.post(
            f"/api/v1/shows/{on}/actions", json={"id": id_, "action": what, "data": data}
        )


async def test_scene_subtitles_and_answers_reach_the_overlay_and_are_taken_back(home: House) -> None:
    on = show(home)
    owner = await home.services.get(Hub).owner(on)

    def panel() -> Any:
        return owner.state.companions["overlays"].panels(owner.now(), owner.state.beside(owner.facts))[
            "overlay"
        ]

    for text in ("已售5000", "还有十分钟就没了，10分钟后恢复原价", "只剩３件"):
        refused = await act(home, on, "subtitle", "bad", text=text)
        assert code(refused) == (409, "overlay_refused")
    assert (await act(home, on, "subtitle", "s1", text="锅是平底的 {今天}")).status_code == 200
    assert (await act(home, on, "subtitle", "s2", text="电磁炉能用", typed=False)).status_code == 200
    assert [(one.text, one.typed) for one in panel().captions] == [
        ("锅是平底的 {今天}", True),
        ("电磁炉能用", False),
    ]
    home.clock.now += 9_000
    assert panel().captions == []
    assert (await act(home, on, "overlay_scene", "b1", scene="back_soon", text="补妆")).status_code == 200
    assert (panel().scene.name, panel().scene.text) == ("back_soon", "补妆")
    await act(home, on, "undo", "u1", action="b1")
    assert panel().scene is None
    assert panel().seller.name == ""
    for to in ("overlay", "both"):
        off = await act(home, on, "answer", "off", text="到手价149元", to=to)
        assert code(off) == (409, "answer_off_screen") and "明码标价" in off.json()["detail"]
    long = "这口锅是平底的，燃气电磁都能用，" * 12
    assert len(long) > 150
    assert code(await act(home, on, "answer", "off2", text=f"{long}到手价149元", to="both")) == (
        409,
        "answer_off_screen",
    )
    assert (await act(home, on, "answer", "h1", text="到手价149元")).status_code == 200
    assert panel().answer is None
    said = {"text": "燃气、电磁都能用", "to": "both"}
    assert (
        await act(home, on, "answer", "a1", question="听说已售5000件，能用电磁炉吗", **said)
    ).status_code == 200
    assert (panel().answer.question, panel().answer.text) == ("", said["text"])
    more = {"text": "能进洗碗机", "to": "overlay", "question": "能放洗碗机吗"}
    assert (await act(home, on, "answer", "a2", **more)).status_code == 200
    assert (panel().answer.question, panel().answer.text) == (more["question"], more["text"])
    async with home.ask("analyst@甲") as client:
        body = {"id": "x", "action": "overlay_scene", "data": {"scene": "live"}}
        assert (await client.post(f"/api/v1/shows/{on}/actions", json=body)).status_code == 403


async def test_a_link_draws_one_layout_tells_since_when_it_is_open_and_ends_when_revoked(home: House) -> None:
    on = show(home)
    async with home.ask("technician@甲") as client:
        made = (await client.post(LAYOUTS, json=form())).json()
        body = {"view": "overlay", "name": "OBS", "layout": made["id"]}
        link = (await client.post(f"/api/v1/shows/{on}/tokens", json=body)).json()
        assert link["url"] == f"{BASE}/o/{link['token']}?layout={made['id']}"
        elsewhere = (await client.post(LAYOUTS, json=form(show=show(home)))).json()
        for gone in ("lay_00000000000000000000000000", elsewhere["id"]):
            refused = await client.post(f"/api/v1/shows/{on}/tokens", json={**body, "layout": gone})
            assert code(refused) == (404, "overlay_layout_not_found")
        assert len((await client.get(f"/api/v1/shows/{on}/tokens")).json()["items"]) == 1
        screen = await home.services.get(Hub).screen(on)
        snapshot = screen.channel("overlay") and screen.snapshot("overlay")
        assert made["id"].encode() in snapshot and b"preset_wide" in snapshot
        assert len(snapshot) < 12_000
        sent: list[bytes] = []

        async def send(message: Any) -> None:
            sent.append(message["body"])

        watcher = Client(screen.channel("overlay").seq, link["id"], send)
        watcher.start(screen.channel("overlay"), snapshot, home.clock())
        screen.join("overlay", watcher, None)
        listed = (await client.get(f"/api/v1/shows/{on}/tokens")).json()["items"][0]
        assert (listed["screens"], listed["open_since"], listed["layout"]) == (1, NOW, made["id"])
        home.clock.now += PULSE["overlay"]
        before = len(sent)
        screen._send()
        screen._turn += 1
        screen._send()
        assert len(sent) == before + 1 and len(sent[-1]) < 200, (
            "a frame even when nothing changed, or a cut goes unnoticed"
        )
        assert (await client.delete(f"/api/v1/shows/{on}/tokens/{link['id']}")).status_code == 204
        assert await watcher.done == "revoked"
