"""Events over HTTP: in, counted, refused by line, never a 5xx."""

import asyncio
import gzip
import json

import pytest
from tests.during.live import Live, live, messages

from onair.access.service import list_keys
from onair.during.intake.http import EVENTS_ROUTE
from onair.events.wire import BODY_BYTES_MAX
from onair.store.db import Database
from onair.trade.service import State


def event(i: int, **more: object) -> dict[str, object]:
    return {"id": f"e{i}", "source": "douyin:r1", "type": "product_click", "at": 1_795_334_400_000 + i, "user": f"u{i % 5}", "product": "p1", **more}  # fmt: skip


def lines(*events: dict[str, object]) -> bytes:
    return "\n".join(json.dumps(e, ensure_ascii=False) for e in events).encode()


async def test_batch_goes_in_and_comes_out_on_the_stream(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        now = here.services.clock()
        async with client.stream("GET", f"/api/v1/shows/{here.show}/stream") as stream:
            assert stream.status_code == 200
            seen = messages(stream)
            first = await anext(seen)
            assert first.event == "snapshot"
            assert first.data["show"]["title"] == "早场"
            body = lines(*[event(i, at=now) for i in range(10)], event(1, at=now))
            answer = await client.post(f"/api/v1/shows/{here.show}/events", content=body)
            assert answer.status_code == 200, answer.text
            assert answer.json() == {
                "accepted": 10,
                "duplicates": 1,
                "rejected": [],
                "offset": 0,
                "ignored": {},
            }
            delta = await asyncio.wait_for(anext(seen), 5)
            assert delta.event == "delta"
            assert delta.id > first.id
            assert delta.data["tiles"]["prod_click_5m"]["value"] == 10
            assert delta.data["products"][0]["clicks"] == 10
            await seen.aclose()


@pytest.mark.parametrize("form", ["array", "ndjson", "gzip"])
async def test_forms_of_a_body(tmp_path, form):
    async with live(tmp_path) as here, here.client() as client:
        events = [event(i, at=here.services.clock()) for i in range(3)]
        body, headers = lines(*events), {}
        if form == "array":
            body = json.dumps(events).encode()
        if form == "gzip":
            body, headers = gzip.compress(body), {"content-encoding": "gzip"}
        answer = await client.post(f"/api/v1/shows/{here.show}/events", content=body, headers=headers)
        assert answer.json()["accepted"] == 3


async def test_good_lines_stay_when_others_are_bad(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        now = here.services.clock()
        body = lines(
            event(1, at=now), event(2, at="2026-11-22T08:00:00Z"), event(3, at=now, colour="red"), event(4, at=now, id=None),
            event(5, at=now + 24 * 3_600_000), event(6, type="offer", at=now), event(7, type="nothing", at=now),
            event(8, at=now, source="onair"), event(9, at="2026-11-22 08:00"),
        )  # fmt: skip
        answer = await client.post(
            f"/api/v1/shows/{here.show}/events",
            content=body + b"\n{broken",
            headers={"accept-language": "en"},
        )
        got = answer.json()
        assert got["accepted"] == 3
        assert got["ignored"] == {"colour": 1}
        assert [(reject["line"], reject["code"]) for reject in got["rejected"]] == [
            (4, "event_id_missing"), (5, "too_far_ahead"), (6, "type_reserved"), (7, "unknown_type"),
            (8, "source_reserved"), (9, "bad_time"), (10, "not_json"),
        ]  # fmt: skip
        assert "RFC 3339" in got["rejected"][5]["detail"]
        zh = await client.post(
            f"/api/v1/shows/{here.show}/events", content=b'{"type":"like"}', headers={"accept-language": "zh"}
        )
        assert zh.json()["rejected"][0]["detail"].startswith("缺少 id")


@pytest.mark.parametrize("alone", [True, False])
async def test_what_the_server_wrote_is_nobodys_to_correct(tmp_path, alone):
    async with live(tmp_path) as here, here.client() as client:
        now = here.services.clock()

        def fix(n: int, source: str) -> dict[str, object]:
            return {
                "id": f"c{n}", "source": "s", "type": "correction", "at": now, "void": True, "why": "x",
                "corrects": {"source": source, "id": "a1"},
            }  # fmt: skip

        body = [fix(1, "onair"), fix(2, "s")] if alone else [fix(1, "onair"), event(7, at=now), fix(2, "s")]
        got = (await client.post(f"/api/v1/shows/{here.show}/events", content=lines(*body))).json()
        assert got["accepted"] == len(body) - 1  # a shop may correct its own
        assert [(reject["line"], reject["code"]) for reject in got["rejected"]] == [(1, "source_reserved")]
        assert "onair" in got["rejected"][0]["detail"]


async def test_default_source_is_the_keys_own(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        body = json.dumps([{"id": "1", "type": "like", "at": here.services.clock()}]).encode()
        assert (await client.post(f"/api/v1/shows/{here.show}/events", content=body)).json()["accepted"] == 1
        sources = (await here.hub.owner(here.show)).state.seen.sources()
        assert len(sources) == 1
        assert sources[0].startswith("key_")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "body_not_events"), (b"garbage", 400, "body_not_events"), (b"[1, 2]", 400, "body_not_events"),
        (b"[" * 4000, 400, "body_not_events"), (b'"text"', 400, "body_not_events"), (b"\xff\xfe", 400, "body_not_events"),
        (b"[" + b",".join([b'{"id":"1"}'] * 5001) + b"]", 413, "too_large"),
        (b'{"id":"' + b"x" * 9000 + b'"}', 413, "too_large"), (b'[{"id":"' + b"x" * 9000 + b'"}]', 413, "too_large"),
        (b" " * (5 * 1024 * 1024 + 1), 413, "too_large"),
    ],
)  # fmt: skip
async def test_bodies_that_are_none(tmp_path, body, status, code):
    async with live(tmp_path) as here, here.client() as client:
        answer = await client.post(f"/api/v1/shows/{here.show}/events", content=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_receipt_says_where_in_the_log_the_accepted_ones_begin(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        path, now = f"/api/v1/shows/{here.show}/events", here.services.clock()
        sent = [event(i, at=now) for i in range(5)]
        bodies = (sent[:2], sent[:3], sent[:3], [event(9, at="now")], sent)
        receipts = [(await client.post(path, content=lines(*body))).json() for body in bodies[:3]]
        refused = (await client.post(path, content=lines(*bodies[3]))).json()
        last = (await client.post(path, content=lines(*bodies[4]))).json()
        kept = [(got["accepted"], got["offset"]) for got in (*receipts, refused, last)]
        assert kept == [(2, 0), (1, 2), (0, 3), (0, 3), (2, 3)]


async def test_actions_of_a_key_are_signed_by_the_key(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        now, action = here.services.clock(), {"type": "action", "action": "note", "data": {"text": "加库存"}}
        for by in ("per_somebody", "rule:stock"):
            answer = await client.post(
                f"/api/v1/shows/{here.show}/events",
                content=lines(event(1), {"id": by, "source": "bot:1", "at": now, "by": by, **action}),
            )
            assert answer.json()["rejected"] == []
        state = await (await here.hub.owner(here.show)).settled()
        with here.services.get(Database).read() as tx:
            [key] = list_keys(tx, here.tenant)
        assert [state.track.action(by).by for by in ("per_somebody", "rule:stock")] == [key.id] * 2
        assert not any(mark.auto for mark in state.track.marks())


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
async def test_declared_json_is_an_array(tmp_path, kind):
    async with live(tmp_path) as here, here.client() as client:
        path, one = f"/api/v1/shows/{here.show}/events", event(1, at=here.services.clock())
        headers = {"content-type": kind, "accept-language": "en"}
        answer = await client.post(path, content=lines(one), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "body_not_array")
        assert "x-ndjson" in answer.json()["detail"]
        in_array = await client.post(path, content=json.dumps([one]), headers=headers)
        assert in_array.json()["accepted"] == 1, "the refused one was not kept"
        by_line = await client.post(
            path, content=lines(one), headers={"content-type": "application/x-ndjson"}
        )
        assert by_line.json()["duplicates"] == 1


async def test_gzip_bomb_is_refused_without_unpacking_it(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        bomb = gzip.compress(b"\n" * (64 * 1024 * 1024))
        answer = await client.post(
            f"/api/v1/shows/{here.show}/events", content=bomb, headers={"content-encoding": "gzip"}
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        torn = await client.post(
            f"/api/v1/shows/{here.show}/events",
            content=gzip.compress(b"[]")[:-4],
            headers={"content-encoding": "gzip"},
        )
        assert (torn.status_code, torn.json()["code"]) == (400, "bad_encoding")


async def test_endless_body_is_cut_at_the_limit(tmp_path):
    async with live(tmp_path) as here:
        for _ in range(5):  # TCP may reset what was answered to somebody who goes on sending
            if b" 413 " in await endless(here):
                return
        raise AssertionError("never answered with 413")


async def endless(here: Live) -> bytes:
    """What the server says to a body without end, before it hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(here.url.rpartition(":")[2]))
    head = f"POST /api/v1/shows/{here.show}/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {here.key}\r\ntransfer-encoding: chunked\r\n\r\n"
    writer.write(head.encode())
    hearing = asyncio.create_task(reader.read(400))
    sent = 0
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    try:
        while sent < 64 * 1024 * 1024:
            writer.write(chunk)
            await writer.drain()
            sent += 65536
    except ConnectionError:
        pass
    assert sent < 12 * 1024 * 1024, "the server went on reading"
    writer.close()
    try:
        return await hearing
    except ConnectionError:
        return b""


async def test_closed_show_other_team_and_nobody(tmp_path):
    async with live(tmp_path, state=State.preparing) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}/events"
        closed = await client.post(path, content=lines(event(1)))
        assert (closed.status_code, closed.json()["code"], closed.json()["data"]["state"]) == (
            409,
            "show_not_open",
            "preparing",
        )
        other = await client.post(
            path, content=lines(event(1)), headers={"authorization": f"Bearer {here.other_team()}"}
        )
        assert (other.status_code, other.json()["code"]) == (404, "show_not_found")
        assert (
            await client.post("/api/v1/shows/shw_none/events", content=lines(event(1)))
        ).status_code == 404
        client.headers.pop("authorization")
        assert (await client.post(path, content=lines(event(1)))).status_code == 401


async def test_one_limit_is_said_in_one_way(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        over = b" " * (BODY_BYTES_MAX + 1)
        path = f"/api/v1/shows/{here.show}/events"
        plain = await client.post(path, content=over)
        packed = await client.post(path, content=gzip.compress(over), headers={"content-encoding": "gzip"})
        assert [answer.json()["data"] for answer in (plain, packed)] == [{"limit": "5 MiB"}] * 2
        one = await client.post(path, content=b'{"id":"' + b"x" * 9000 + b'"}')
        assert one.json()["data"] == {"limit": "8 KiB / event"}


def test_the_description_says_every_limit():
    schemas = EVENTS_ROUTE.schemas
    assert schemas["EventComment"]["properties"]["text"]["maxLength"] == 2000
    for name, schema in schemas.items():
        fields = schema.get("properties", {})
        texts = [part for field in fields.values() for part in (field, *field.get("anyOf", ()))]
        endless = [
            p for p in texts if p.get("type") == "string" and not p.keys() & {"maxLength", "format", "enum"}
        ]
        assert not endless or name in ("EventAccepted", "EventReject"), name
    assert schemas["EventPay"]["properties"]["amount"]["anyOf"][0]["minimum"] == 0
    assert schemas["EventLine"]["properties"]["price"]["anyOf"][0]["minimum"] == 0
    assert schemas["EventLine"]["properties"]["qty"]["minimum"] == 0
    said = EVENTS_ROUTE.openapi["description"]
    assert all(limit in said for limit in ("5000 events", "5 MiB", "8 KiB"))
