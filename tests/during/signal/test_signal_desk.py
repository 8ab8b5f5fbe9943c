"""From a word of the encoder to the show's log, the panel and back: with servers of ours that speak as the real ones."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest
from studio import Studio, studio

from fake_obs import fake_obs
from onair.during.broadcast.hub import Hub
from onair.during.signal.panel import SignalPanel
from onair.during.signal.service import orders_of
from serving import free_port

pytestmark = pytest.mark.asyncio
FOUND_S = 3.0


async def panel(here: Studio) -> SignalPanel:
    owner = await here.services.get(Hub).owner(here.show)
    state = await owner.settled()
    shown = state.companions["signal"].panels(owner.now(), state.beside(owner.facts))["signal"]
    assert isinstance(shown, SignalPanel)
    return shown


async def test_an_outage_at_the_encoder_is_in_the_log_within_the_figure(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path) as here:
        await here.obs(obs.port, obs.password, backup_server="rtmp://backup.example/live", backup_key="k")
        await here.reaches("live")
        began = asyncio.get_running_loop().time()
        await obs.outage()
        cut = await here.incident("cut")
        assert asyncio.get_running_loop().time() - began < FOUND_S
        assert cut.cause == "network_or_relay"
        shown = await panel(here)
        assert (shown.state, shown.backup, [one.kind for one in shown.open]) == (
            "reconnecting",
            "ready",
            ["cut"],
        )
        await obs.back()
        over = await here.incident("cut", over=True)
        assert over.id == cut.id
        assert over.seconds is not None
        shown = await panel(here)
        assert (shown.state, shown.open, shown.last_cut) == ("live", [], over)
        assert [one.state for one in shown.sources] == ["live"]
        seen = await here.signal()
        assert [one["title"] for one in seen["incidents"]] == ["stream cut"]
        assert seen["outputs"][0]["state"] == "live"
        owner = await here.services.get(Hub).owner(here.show)
        state = await owner.settled()

        async def measured() -> bool:
            return state.signal.tiles(0)["bitrate_kbps"].value is not None

        await here.until(measured, "a bitrate in the log")
        marks = [mark for mark in state.track.marks() if mark.kind == "incident"]
        assert [(mark.label, mark.end is not None) for mark in marks] == [("cut", True)]


async def test_control_an_encoder_that_is_fine_raises_nothing(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path) as here:
        await here.obs(obs.port, obs.password)
        await here.reaches("live")
        await asyncio.sleep(4)  # longer than the outage above takes to be found
        assert await here.incidents() == []


async def test_a_wrong_password_says_so_and_the_show_goes_on(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path) as here:
        made = await here.obs(obs.port, "wrong")

        async def told() -> bool:
            return bool(obs.refused)

        await here.until(told, "one try")
        tried = (await here.client.post(f"/api/v1/signal/sources/{made['id']}/test")).json()
        assert (tried["ok"], tried["code"]) == (False, "wrong_password")
        assert obs.refused == 2  # the watch and the button, once each

        async def listed() -> bool:
            (source,) = (await here.client.get("/api/v1/signal/sources")).json()["items"]
            return source["state"] == "unknown" and "wrong password" in (source["why"] or "")

        await here.until(listed, "why it is not seen")
        event = {"id": "1", "source": "x:1", "type": "comment", "at": here.services.clock(), "text": "hi"}
        key = here.home.key("甲", "events:write")
        async with here.home.ask(key=key) as sender:
            assert (await sender.post(f"/api/v1/shows/{here.show}/events", json=[event])).status_code == 200
        patch = {
            "version": 1,
            "config": {"host": "127.0.0.1", "port": str(obs.port), "password": obs.password},
        }
        assert (
            await here.client.patch(f"/api/v1/signal/sources/{made['id']}", json=patch)
        ).status_code == 200
        await here.reaches("live")
        assert obs.refused == 2
        kept = {"version": 2, "config": {"host": "127.0.0.1", "port": str(obs.port)}}  # the password stays
        assert (await here.client.patch(f"/api/v1/signal/sources/{made['id']}", json=kept)).status_code == 200
        tried = (await here.client.post(f"/api/v1/signal/sources/{made['id']}/test")).json()
        assert (tried["ok"], tried["flow"]) == (True, "live")


async def test_a_server_that_stops_in_an_outage_ends_it_after_the_start(tmp_path: Path) -> None:
    async with fake_obs() as obs:
        async with studio(tmp_path) as here:
            await here.obs(obs.port, obs.password)
            await here.reaches("live")
            await obs.outage()
            cut = await here.incident("cut")
            names = (here.tenant, here.room, here.show)
        await obs.back()
        async with studio(tmp_path, show=names) as again:
            over = await again.incident("cut", over=True)
            assert over.id == cut.id
            assert [one.kind for one in await again.incidents()] == ["cut"]


async def test_a_show_that_ends_is_let_go(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path) as here:
        await here.obs(obs.port, obs.password)
        await here.reaches("live")
        await obs.outage()
        await here.incident("cut")
        here.end_show()
        over = await here.incident("cut", over=True)
        assert over.seconds is not None
        assert here.state() == "none"
        assert not (await here.signal())["watched"]


async def test_orders_reach_the_encoder_of_the_room_once(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path) as here:
        orders, who = orders_of(here.services), (here.tenant, here.room)
        assert (await orders.switch_scene(*who, "马上回来")).code == "no_encoder"
        source = await here.obs(
            obs.port, obs.password, backup_server="rtmp://backup.example/live", backup_key="k2"
        )
        done = [await orders.switch_scene(*who, "马上回来") for _ in range(2)]
        assert [(one.ok, one.changed, one.source) for one in done] == [
            (True, True, source["id"]),
            (True, False, source["id"]),
        ]
        assert [(await orders.mute(*who, "话筒")).changed for _ in range(2)] == [True, False]
        assert (await orders.switch_scene(*who, "没有")).code == "no_such_thing"
        assert (await orders.main_stream(*who)).code == "no_main"
        assert [(await orders.backup_stream(*who)).changed for _ in range(2)] == [True, False]
        assert obs.service == {"server": "rtmp://backup.example/live", "key": "k2"}
        assert [(await orders.main_stream(*who)).changed for _ in range(2)] == [True, False]
        assert obs.service == {"server": "rtmp://main/live", "key": "k1"}
        assert (await orders.restart_output(*who)).ok
        assert obs.active
        offered = await orders.offered(*who)
        assert (offered.scenes, offered.backup) == (("直播间", "马上回来"), True)
        await obs.kick()
        other = await orders.switch_scene(
            "tnt_" + "0" * 26, here.room, "直播间"
        )  # another team has no encoder here
        assert (other.code, obs.scene) == ("no_encoder", "马上回来")


async def test_each_test_button_says_what_is_wrong(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path) as here:

        async def tried(kind: str = "obs_studio", **config: str) -> str:
            body = {
                "kind": kind,
                "config": {"host": "127.0.0.1"} | config if kind == "obs_studio" else config,
            }
            answer = await here.client.post("/api/v1/signal/test", json=body)
            return answer.json()["code"]

        assert await tried(port=str(obs.port), password=obs.password) == "ok"
        assert await tried(port=str(obs.port), password="x") == "wrong_password"
        assert await tried(port=str(obs.port)) == "password_lacks"
        assert await tried(port=str(free_port())) == "no_connection"
        assert await tried(port="x") == "bad_target"
        url = f"http://127.0.0.1:{obs.port}/stat"
        assert await tried("nginx_rtmp", url=url, stream="live/a") not in ("ok", "bad_target")
        assert await tried("stream_probe", url=f"rtmp://127.0.0.1:{free_port()}/live/a") == "no_connection"
        assert await tried("nobody") == "bad_input"


async def test_where_the_house_says_so_nothing_inside_is_dialled(tmp_path: Path) -> None:
    async with fake_obs() as obs, studio(tmp_path, private="off") as here:
        made = await here.obs(obs.port, obs.password)
        tried = (await here.client.post(f"/api/v1/signal/sources/{made['id']}/test")).json()
        assert tried["code"] == "private_address"
        assert "ONAIR_ALLOW_PRIVATE_TARGETS" in tried["why"]
        assert obs.greetings == 0


async def test_settings_are_sealed_and_shown_to_nobody(tmp_path: Path) -> None:
    async with fake_obs(password="canary-obs") as obs, studio(tmp_path) as here:
        made = await here.obs(obs.port, "canary-obs", backup_server="rtmp://b/live", backup_key="canary-key")
        relay = await here.add(
            "nginx_rtmp", url="http://127.0.0.1:9/stat", stream="live/canary-room", key="canary-k"
        )
        answers = [json.dumps(made), (await here.client.get("/api/v1/signal/sources")).text]
        async with here.home.ask("auditor@甲") as auditor:
            answers.append((await auditor.get("/api/v1/audit")).text)
        assert not any("canary" in answer for answer in answers)
        assert "call_url" in relay
        rows = sqlite3.connect(tmp_path / "onair.db").execute("SELECT * FROM signal_source").fetchall()
        assert len(rows) == 2
        assert "canary" not in str(rows)
        await here.client.delete(f"/api/v1/signal/sources/{made['id']}")
        left = (
            sqlite3.connect(tmp_path / "onair.db")
            .execute("SELECT sealed FROM signal_source ORDER BY id")
            .fetchone()
        )
        assert set(left[0]) == {0}


async def test_a_relay_that_calls_back_needs_the_secret_and_moves_the_state(tmp_path: Path) -> None:
    async with studio(tmp_path) as here:
        made = await here.add(
            "nginx_rtmp", url=f"http://127.0.0.1:{free_port()}/stat", stream="live/room3", key="s3cret"
        )
        path = made["call_url"].removeprefix("https://onair.test")
        body = "app=live&call={call}&name=room3&key={key}&type=live"
        async with here.home.ask() as nginx:
            assert (await nginx.post(path, content=body.format(call="publish", key="no"))).status_code == 403
            wrong = path.rsplit("/", 1)[0] + "/" + "0" * 40
            assert (
                await nginx.post(wrong, content=body.format(call="publish", key="s3cret"))
            ).status_code == 403
            assert here.state() != "live"
            assert (await nginx.post(path, content="x" * 20_000)).status_code == 413
            assert (await nginx.post(path, content=b"\xff\xfe")).status_code == 400

            async def live() -> bool:
                sent = await nginx.post(path, content=body.format(call="publish", key="s3cret"))
                assert sent.status_code == 204
                return here.state() == "live"

            await here.until(live, "live by callback")
            for call in ("publish_done", "done", "record_done"):
                assert (
                    await nginx.post(path, content=body.format(call=call, key="s3cret"))
                ).status_code == 204
            cut = await here.incident("cut")
            assert cut.cause == "publisher_gone"
            assert len(await here.incidents()) == 1
        async with here.home.ask("host@甲") as host:
            assert (await host.get("/api/v1/signal/sources")).status_code == 403
        async with here.home.ask("controller@甲") as controller:
            (seen,) = (await controller.get("/api/v1/signal/sources")).json()["items"]
            assert seen["call_url"] is None
