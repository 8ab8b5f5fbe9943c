"""One stream for all: snapshot, deltas without gap or repetition, resume, and a goodbye with a reason."""

import asyncio
import json
import random

from tests.during.live import Live, Message, live, messages

from onair.access.roles import system
from onair.during.broadcast import stream as stream_module
from onair.during.broadcast.stream import Channel
from onair.during.playout.companion import STEP_MS
from onair.kernel.clock import system_clock
from onair.store.db import Database
from onair.trade.service import State, get_show, transition


async def post(here: Live, client, *events: dict[str, object]) -> None:
    now = here.services.clock()
    body = "\n".join(json.dumps({"source": "douyin:r", "at": now, **event}) for event in events)
    answer = await client.post(f"/api/v1/shows/{here.show}/events", content=body.encode())
    assert answer.json()["accepted"] == len(events), answer.text


async def until(seen, wanted, seconds: float = 8) -> Message:
    async def find() -> Message:
        async for message in seen:
            if wanted(message):
                return message
        raise AssertionError("the stream ended")

    return await asyncio.wait_for(find(), seconds)


def test_channel_resumes_without_gap():
    channel = Channel("console", 100)
    for i in range(10):
        channel.push("delta", {"i": i}, 0)
    assert channel.seq == 110
    assert channel.after(110) == b""
    assert channel.after(107).count(b"event: delta") == 3
    assert b'{"i":9}' in channel.after(109)
    assert channel.after(99) is None, "before the ring"
    assert channel.after(111) is None, "from another life"
    channel.reset()
    assert channel.after(109) is None


def test_ring_is_bounded_in_bytes_and_frames(monkeypatch):
    channel = Channel("console", 0)
    for _ in range(40):
        channel.push("delta", "x" * 10_000, 0)
    assert sum(len(frame.data) for frame in channel._ring) <= stream_module.RING_BYTES_MAX
    channel.push("snapshot", "x" * 400_000, 0)
    assert len(channel.after(channel.seq - 1)) > 400_000, "the newest is always there"
    for _ in range(1000):
        channel.push("delta", 1, 0)
    assert len(channel._ring) <= stream_module.RING_FRAMES_MAX


async def test_reconnecting_clients_miss_nothing_and_see_nothing_twice(tmp_path):
    """R16, reduced: 30 clients, each drops and comes back with its last id while events flow."""
    async with live(tmp_path) as here, here.client() as client:
        rng = random.Random(16)
        last_clicks = 0

        async def watch(rounds: int) -> tuple[list[int], int]:
            ids: list[int] = []
            clicks, last = 0, None
            for _ in range(rounds):
                headers = {} if last is None else {"last-event-id": str(last)}
                async with (
                    here.client() as mine,
                    mine.stream("GET", f"/api/v1/shows/{here.show}/stream", headers=headers) as answer,
                ):
                    seen, left = messages(answer), rng.randrange(1, 4)
                    async for message in seen:
                        if message.event == "delta":
                            ids.append(message.id)
                            left -= 1
                        last = message.id
                        clicks = message.data.get("tiles", {}).get("prod_click_5m", {}).get("value", clicks)
                        if left <= 0 or message.event == "bye":
                            break
                    await seen.aclose()
            return ids, clicks

        async def feed() -> None:
            nonlocal last_clicks
            for i in range(60):
                await post(here, client, {"id": f"f{i}", "type": "product_click", "product": "p"})
                await asyncio.sleep(0.05)

        watchers = [asyncio.create_task(watch(4)) for _ in range(30)]
        await feed()
        stop = asyncio.create_task(_keep_feeding(here, client))
        results = await asyncio.wait_for(asyncio.gather(*watchers), 60)
        stop.cancel()
        for ids, _ in results:
            assert ids == list(range(ids[0], ids[0] + len(ids))), "a gap or a repetition"
        for _ in range(100):
            if (await here.hub.screen(here.show)).clients == 0:
                break
            await asyncio.sleep(0.1)
        assert (await here.hub.screen(here.show)).clients == 0


async def _keep_feeding(here: Live, client) -> None:
    for i in range(10_000):
        await post(here, client, {"id": f"g{i}", "type": "product_click", "product": "p"})
        await asyncio.sleep(0.1)


async def test_too_old_an_id_gets_a_snapshot(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        for last in ("1", "999999999999999999", "x", ""):
            async with client.stream(
                "GET", f"/api/v1/shows/{here.show}/stream", headers={"last-event-id": last}
            ) as answer:
                seen = messages(answer)
                assert (await anext(seen)).event == "snapshot"
                await seen.aclose()


async def test_nothing_is_sent_when_nothing_changes_but_the_pulse_of_an_overlay(tmp_path):
    """An overlay must know within 2 s that the line is cut, so silence itself is told. Time alone changes nothing: not
    even over a step of the rundown's clock where there is no rundown."""
    ahead = 0
    async with live(tmp_path, clock=lambda: system_clock() + ahead) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}/stream?view="
        async with client.stream("GET", f"{path}wall"), client.stream("GET", f"{path}overlay") as answer:
            screen = await here.hub.screen(here.show)
            seq = screen._channels["wall"].seq
            seen = messages(answer)
            assert (await anext(seen)).event == "snapshot"
            ahead = STEP_MS
            pulse = [await anext(seen) for _ in range(2)]
            assert all(set(one.data) <= {"frame", "as_of", "clock", "offset", "series"} for one in pulse)
            assert not any(one.data.get("series") for one in pulse)
            assert screen._channels["wall"].seq == seq
            await seen.aclose()


async def test_two_operators_see_each_others_actions_at_once(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}"
        async with (
            client.stream("GET", f"{path}/stream") as left,
            client.stream("GET", f"{path}/stream") as right,
        ):
            a, b = messages(left), messages(right)
            await anext(a), await anext(b)
            sent = {"id": "act-1", "action": "pin", "data": {"product": "p7"}, "why": "返场"}
            first = await client.post(f"{path}/actions", json=sent)
            assert first.status_code == 200, first.text
            both = await asyncio.gather(*[client.post(f"{path}/actions", json=sent) for _ in range(4)])
            assert {answer.text for answer in both} == {first.text}, "the same id again is the same answer"
            for seen in (a, b):
                delta = await until(seen, lambda m: m.data.get("actions"), 1.5)
                assert delta.data["actions"][0]["action"] == "pin"
                assert delta.data["actions"][0]["why"] == "返场"
                assert [row["id"] for row in delta.data["products"] if row.get("current")] == ["p7"]
            await a.aclose(), await b.aclose()


async def test_slots_undo_and_moderation(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}"

        async def act(id_: str, action: str, status: int = 200, /, **data: object) -> dict[str, object]:
            answer = await client.post(f"{path}/actions", json={"id": id_, "action": action, "data": data})
            assert answer.status_code == status, answer.text
            return answer.json()

        await act("s1", "slot_start", slot="a", product="p1", label="开场")
        await act("s2", "slot_start", slot="b", kind="game")
        owner = await here.hub.owner(here.show)
        slots = [mark for mark in (await owner.settled()).track.marks() if mark.kind == "slot"]
        assert [(mark.data["slot"], mark.end is None) for mark in slots] == [("a", False), ("b", True)]
        await act("u1", "undo", action="s2")
        assert (await act("u2", "undo", 409, action="s2"))["code"] == "undone_already"
        assert (await act("u3", "undo", 404, action="none"))["code"] == "nothing_to_undo"
        for _ in range(100):
            await asyncio.sleep(0.02)
            state = await owner.settled()
            if not owner.rebuilding and state.track.slot_name == "a":
                break
        assert state.track.slot_name == "a"
        assert state.track.action("s2").undone
        await post(
            here, client, {"id": "c1", "type": "comment", "text": "骗子", "nick": "小鱼儿", "user": "u"}
        )
        await act("h1", "hide_comment", comment="douyin:r/c1", reason="abuse")
        row = (await owner.settled()).comments.rows()[0]
        assert (row.hidden, row.hidden_why, row.who) == (True, "abuse", "小鱼儿")
        assert (await act("h2", "hide_comment", 400, comment="douyin:r/c1"))["code"] == "bad_action_data"
        assert (await act("x", "fly", 400))["code"] == "unknown_action"
        overlay = json.loads(
            (await here.hub.screen(here.show)).channel("overlay")
            and (await here.hub.screen(here.show)).snapshot("overlay").decode().split("data: ")[1]
        )
        assert "骗子" not in json.dumps(overlay, ensure_ascii=False)
        assert "小鱼儿" not in json.dumps(overlay, ensure_ascii=False)
        await act("u4", "undo", action="h1")
        assert not (await owner.settled()).comments.rows()[0].hidden


async def test_link_streams_its_view_until_it_is_revoked(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}/tokens"
        made = (await client.post(path, json={"view": "prompter"})).json()
        assert "/p/" in made["url"]
        raw = b"".join(file.read_bytes() for file in tmp_path.glob("onair.db*"))
        assert made["token"].encode() not in raw
        assert [item["token"] for item in (await client.get(path)).json()["items"]] == [None]
        async with here.client() as nobody:
            nobody.headers.pop("authorization")
            assert (await nobody.get("/api/v1/view/wrong/stream")).status_code == 401
            async with nobody.stream("GET", f"/api/v1/view/{made['token']}/stream") as answer:
                seen = messages(answer)
                assert (await anext(seen)).event == "snapshot"
                assert (await client.delete(f"{path}/{made['id']}")).status_code == 204
                bye = await until(seen, lambda m: m.event == "bye", 5)
                assert bye.data["reason"] == "revoked"
            assert (await nobody.get(f"/api/v1/view/{made['token']}/stream")).status_code == 401


async def test_end_of_the_show_masks_the_names(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        await post(
            here, client, {"id": "c1", "type": "comment", "text": "好看", "nick": "小鱼儿", "user": "u"}
        )
        owner = await here.hub.owner(here.show)
        assert (await owner.settled()).comments.rows()[0].who == "小鱼儿"
        with here.services.get(Database).write() as tx:
            transition(tx, system(here.tenant), here.services.clock, here.show, State.ended)
            view = get_show(tx, here.tenant, here.show)
        await asyncio.to_thread(here.hub.on_show_changed, view)
        for _ in range(100):
            await asyncio.sleep(0.02)
            if owner.facts.state == "ended" and not owner.rebuilding:
                break
        assert (await owner.settled()).comments.rows()[0].who == "小**"


async def test_clients_that_do_not_read_are_dropped(tmp_path, monkeypatch):
    """R15, reduced: 20 readers that never read; the stream of the others goes on."""
    monkeypatch.setattr(stream_module, "BLOCKED_MS_MAX", 500)
    async with live(tmp_path) as here, here.client() as client:
        port = int(here.url.rpartition(":")[2])
        deaf = []
        for _ in range(20):
            _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
            writer.transport.pause_reading()
            head = f"GET /api/v1/shows/{here.show}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {here.key}\r\n\r\n"
            writer.write(head.encode())
            deaf.append(writer)
        screen = await here.hub.screen(here.show)
        for _ in range(100):
            await asyncio.sleep(0.02)
            if screen.clients == 20:
                break
        assert screen.clients == 20
        for i in range(400):
            screen.channel("console").push("delta", "x" * 60_000, here.services.clock())
            await asyncio.sleep(0.01 if i % 20 == 0 else 0)
        async with client.stream("GET", f"/api/v1/shows/{here.show}/stream") as answer:
            seen = messages(answer)
            assert (await anext(seen)).event == "snapshot"
            for _ in range(100):
                await asyncio.sleep(0.1)
                if screen.clients == 1:
                    break
            assert screen.clients == 1, "those who do not read must go, the one who reads must stay"
            await post(here, client, {"id": "z", "type": "like"})
            await until(seen, lambda m: m.event == "delta")
            await seen.aclose()
        for writer in deaf:
            writer.close()


async def test_views_and_their_doors(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}/stream"
        assert (await client.get(f"{path}?view=all")).json()["code"] == "bad_view"
        other = await client.get(path, headers={"authorization": f"Bearer {here.other_team()}"})
        assert other.status_code == 404
        client.headers.pop("authorization")
        assert (await client.get(path)).status_code == 401
