"""Deliveries find their show by room and time, or wait in the inbox."""

import json
from datetime import UTC, datetime

from tests.during.live import Live, live

from onair.access.roles import system
from onair.connectors.standard_webhooks.verify import key_of, sign
from onair.during.intake.start import secret_of
from onair.during.intake.webhooks import Webhooks, place
from onair.kernel.clock import HOUR_MS, FixedClock, system_clock
from onair.store.db import Database
from onair.trade.service import State, get_show, transition

SHOW_KIND = "application/cloudevents+json"


def envelope(id_: str, at_ms: int, kind: str = "comment.created", **data: object) -> bytes:
    time = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()
    data = data or {"user_id": "u1", "nickname": "小鱼", "text": "有M码吗"}
    return json.dumps(
        {"specversion": "1.0", "id": id_, "source": "/room/1", "type": kind, "time": time, "data": data}
    ).encode()


async def deliver(here: Live, client, url: str, secret: str, body: bytes, id_: str = "wh_1", **head: str):
    stamp = str(here.services.clock() // 1000)
    signature = sign(key_of(secret), id_, stamp, body)
    return await client.post(
        url.removeprefix(url.partition("/api")[0]), content=body,
        headers={"content-type": SHOW_KIND, "webhook-id": id_, "webhook-timestamp": stamp, "webhook-signature": signature, **head},
    )  # fmt: skip


def restart(here: Live) -> None:
    """What a start does: a new process remembers nothing by itself."""
    here.services.put(
        Webhooks(
            here.services.get(Database), here.hub, here.services.clock, secret_of(here.services), HOUR_MS
        )
    )


async def connect(here: Live, client) -> dict[str, str]:
    answer = await client.post(
        "/api/v1/connections", json={"connector": "standard_webhooks", "room": here.room, "name": "商城"}
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_delivery_reaches_the_show_on_air(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        now = here.services.clock()
        answer = await deliver(here, client, made["url"], made["secret"], envelope("c1", now))
        assert (answer.status_code, answer.json()) == (
            200,
            {"accepted": 1, "duplicates": 0, "rejected": [], "ignored": 0, "inbox": 0},
        )
        again = await deliver(here, client, made["url"], made["secret"], envelope("c1", now))
        assert again.json()["duplicates"] == 1
        rows = (await (await here.hub.owner(here.show)).settled()).comments.rows()
        assert [(row.who, row.text) for row in rows] == [("小鱼", "有M码吗")]


async def test_what_has_no_show_waits_and_can_be_attached(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        old = here.services.clock() - 48 * HOUR_MS
        for id_ in ("wh_1", "wh_1", "wh_2"):
            answer = await deliver(
                here,
                client,
                made["url"],
                made["secret"],
                envelope("old" + id_, old, text="早", user_id="13800138000"),
                id_,
            )
            assert answer.status_code == 200
        listed = (await client.get("/api/v1/connections")).json()["items"]
        assert (listed[0]["waiting"], listed[0]["secret"]) == (2, None)
        waiting = (await client.get(f"/api/v1/connections/{made['id']}/inbox")).json()["items"]
        assert [(item["webhook_id"], item["types"]) for item in waiting] == [
            ("wh_1", {"comment": 1}),
            ("wh_2", {"comment": 1}),
        ]
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("onair.db*"))
        assert b"13800138000" not in raw
        done = await client.post(f"/api/v1/connections/{made['id']}/inbox/attach", json={"show": here.show})
        assert done.json() == {"deliveries": 2, "accepted": 2, "duplicates": 0, "left": 0}
        assert (await client.get(f"/api/v1/connections/{made['id']}/inbox")).json()["items"] == []
        assert len((await here.hub.owner(here.show)).state.seen) == 2


async def test_an_action_is_signed_by_its_connection(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        body = envelope(
            "a1", here.services.clock(), "onair.action", action="note", by="per_boss", data={"text": "x"}
        )
        answer = await deliver(here, client, made["url"], made["secret"], body)
        assert answer.json()["accepted"] == 1, answer.text
        state = await (await here.hub.owner(here.show)).settled()
        assert state.track.action("a1").by == made["id"]


async def test_types_without_meaning_are_answered_and_ignored(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        for i, kind in enumerate(("order.completed", "parcel.lost")):
            body = envelope(f"x{i}", here.services.clock(), kind, order_id="1")
            answer = await deliver(here, client, made["url"], made["secret"], body, f"wh_{i}")
            assert (answer.status_code, answer.json()["ignored"]) == (200, 1)


async def test_connection_tells_whether_it_is_alive(tmp_path):
    clock = FixedClock(system_clock())
    async with live(tmp_path, clock=clock) as here, here.client() as client:
        made = await connect(here, client)
        began = clock()

        async def pulse() -> tuple[object, ...]:
            (item,) = (await client.get("/api/v1/connections")).json()["items"]
            assert item["since"] <= began
            return item["last_at"], item["state"], item["events"]

        assert await pulse() == (None, "never", 0)
        await deliver(here, client, made["url"], "whsec_" + "A" * 32, envelope("c0", clock()))
        assert await pulse() == (None, "never", 0)
        clock.forward(1_000)
        heard = clock()
        await deliver(here, client, made["url"], made["secret"], envelope("c1", heard))
        await deliver(here, client, made["url"], made["secret"], envelope("c1", heard))
        assert await pulse() == (heard, "live", 2)
        clock.forward(119_999)
        assert (await pulse())[1] == "live"
        clock.forward(1)
        assert await pulse() == (heard, "slow", 2)
        clock.forward(180_000)
        assert await pulse() == (heard, "stale", 2)


async def test_after_a_start_the_inbox_still_tells_when_it_was_alive(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        old = here.services.clock() - 48 * HOUR_MS
        await deliver(here, client, made["url"], made["secret"], envelope("old", old))
        restart(here)
        (item,) = (await client.get("/api/v1/connections")).json()["items"]
        assert (item["state"], item["events"]) == ("live", 0)
        assert item["last_at"] <= here.services.clock()


async def test_bad_signatures_never_get_in(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        body = envelope("c1", here.services.clock())
        wrong = await deliver(here, client, made["url"], "whsec_" + "A" * 32, body)
        assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_signature")
        bare = await client.post(
            f"/api/v1/webhooks/{made['id']}", content=body, headers={"content-type": SHOW_KIND}
        )
        assert bare.status_code == 401
        assert (await client.post("/api/v1/webhooks/con_none", content=body)).status_code == 404
        assert len((await here.hub.owner(here.show)).state.seen) == 0


async def test_rotation_and_revocation(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        turned = (await client.post(f"/api/v1/connections/{made['id']}/rotate")).json()
        assert turned["secret"] != made["secret"]
        for i, secret in enumerate((made["secret"], turned["secret"])):
            answer = await deliver(
                here, client, made["url"], secret, envelope(f"r{i}", here.services.clock()), f"wh_{i}"
            )
            assert answer.status_code == 200
        third = (await client.post(f"/api/v1/connections/{made['id']}/rotate")).json()
        here.services.get(Webhooks)._memory.clear()
        assert (
            await deliver(here, client, made["url"], made["secret"], envelope("r9", here.services.clock()))
        ).status_code == 401
        assert (
            await deliver(
                here, client, made["url"], third["secret"], envelope("r8", here.services.clock()), "wh_8"
            )
        ).status_code == 200
        assert (await client.delete(f"/api/v1/connections/{made['id']}")).status_code == 204
        here.services.get(Webhooks)._memory.clear()
        gone = await deliver(
            here, client, made["url"], third["secret"], envelope("r7", here.services.clock()), "wh_7"
        )
        assert (gone.status_code, gone.json()["code"]) == (410, "connection_revoked")
        data = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        for secret in (made["secret"], turned["secret"], third["secret"]):
            assert secret.removeprefix("whsec_").encode() not in data


async def test_other_team_sees_no_connection(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        other = {"authorization": f"Bearer {here.other_team()}"}
        assert (await client.get("/api/v1/connections", headers=other)).json()["items"] == []
        for method, path in (("GET", "inbox"), ("POST", "rotate")):
            answer = await client.request(method, f"/api/v1/connections/{made['id']}/{path}", headers=other)
            assert answer.status_code == 404
        assert (await client.delete(f"/api/v1/connections/{made['id']}", headers=other)).status_code == 404


async def test_handshake(tmp_path):
    async with live(tmp_path) as here, here.client() as client:
        made = await connect(here, client)
        answer = await client.options(
            f"/api/v1/webhooks/{made['id']}", headers={"webhook-request-origin": "shop.example"}
        )
        assert (answer.status_code, answer.headers["webhook-allowed-origin"]) == (204, "shop.example")


async def test_place_prefers_what_was_on(tmp_path):
    async with live(tmp_path, state=State.ended, started_at=10 * HOUR_MS) as here:
        with here.services.get(Database).write() as tx:
            view = get_show(tx, here.tenant, here.show)
            assert view.ended_at is not None
            late = 72 * HOUR_MS
            start, end = view.started_at, view.ended_at
            assert start is not None
            assert place([view], start - 2 * HOUR_MS, late) == view.id
            assert place([view], start - 2 * HOUR_MS - 1, late) is None
            assert place([view], end + late, late) == view.id
            assert place([view], end + late + 1, late) is None
            assert (
                transition(tx, system(here.tenant), here.services.clock, here.show, State.reviewed).state
                is State.reviewed
            )
