"""Uploads: progress, mapping learnt once, quarantine, cancel, and what a restart makes of them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio

import onair.connectors
from onair.access.service import installation_secret
from onair.during.broadcast.house import House as Backdrop
from onair.during.broadcast.hub import Hub
from onair.during.intake.imports import http
from onair.during.intake.imports.runner import ImportRunner
from onair.files.tables import read_table
from onair.kernel.settings import Settings
from onair.store.log import EventLog
from onair.trade import service as trade
from team import House, house

FIXTURES = Path(onair.connectors.__file__).parent
TAOBAO = FIXTURES / "taobao_behaviour/fixtures/behaviour.csv"
SHOP = FIXTURES / "mapped_csv/fixtures/shop.csv"
MAPPING = {
    "columns": {
        "at": "下单时间", "order": "订单号", "user": "买家会员名", "product": "商品编号", "qty": "数量", "amount": "实付",
        "paid_at": "支付时间", "refund": "退款金额",
    },
    "type": "order",
    "source": "shop:orders",
}  # fmt: skip


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[House]:
    made = house(tmp_path, [http.router])
    services, home = made.services, made.services.get(Settings).home
    log = services.put(EventLog(made.db))
    log.start()
    hub = services.put(Hub(log, services.clock, Backdrop(made.db), installation_secret(home)))
    await hub.start()
    services.put(ImportRunner(services))
    made.team("甲")
    made.team("乙")
    yield made
    await services.get(ImportRunner).stop()
    await hub.stop()
    log.stop()
    made.db.close()


async def upload(client: httpx.AsyncClient, path: Path, **form: str) -> str:
    answer = await client.post("/api/v1/imports", files={"file": (path.name, path.read_bytes())}, data=form)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def finished(desk: House, client: httpx.AsyncClient, import_id: str) -> dict[str, Any]:
    await desk.services.get(ImportRunner).idle()
    answer = await client.get(f"/api/v1/imports/{import_id}")
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


async def test_an_upload_is_imported_and_its_original_is_not_kept(desk: House) -> None:
    async with desk.ask("operator@甲") as client:
        import_id = await upload(client, TAOBAO, title="周一场")
        body = await finished(desk, client, import_id)
        assert (body["state"], body["progress"], body["kind"]) == ("done", 1.0, "taobao_behaviour")
        assert body["events"]["product_click"] == 3
        assert (body["rejected"], body["duplicates"], body["quarantine"]) == (3, 0, True)
        listed = (await client.get("/api/v1/imports")).json()
        assert [item["id"] for item in listed["items"]] == [import_id]
    uploads = desk.services.get(Settings).home / "uploads"
    assert not list(uploads.rglob("*"))
    with desk.db.read() as tx:
        assert trade.get_show(tx, desk.tenants["甲"], body["show"]).title == "周一场"


async def test_the_quarantine_is_a_safe_csv_and_a_list_in_the_askers_language(
    desk: House, tmp_path: Path
) -> None:
    hostile = tmp_path / "hostile.csv"
    hostile.write_text(TAOBAO.read_text() + "5,=1+1,77,pv,oops\n")
    async with desk.ask("analyst@甲", **{"accept-language": "zh"}) as client:
        import_id = await upload(client, hostile, title="场")
        await finished(desk, client, import_id)
        answer = await client.get(f"/api/v1/imports/{import_id}/quarantine")
        assert answer.headers["content-type"].startswith("text/csv")
        table = read_table(answer.content, "q.csv")
        assert table.headers == ["row", "code", "原因", "reason", "excerpt"]
        assert len(list(table.rows)) == 4
        assert b'\n"=' not in answer.content and b",=" not in answer.content
        items = (await client.get(f"/api/v1/imports/{import_id}/quarantine?json=1")).json()["items"]
        assert items[0] | {"excerpt": ""} == {
            "row": 8,
            "code": "unknown_type",
            "detail": "不认识的类型",
            "excerpt": "",
        }
        assert not any("user_id" in item["excerpt"] for item in items)


async def test_an_unknown_table_is_mapped_once(desk: House) -> None:
    async with desk.ask("operator@甲") as client:
        import_id = await upload(client, SHOP, title="订单")
        body = await finished(desk, client, import_id)
        assert body["state"] == "needs_mapping"
        assert body["headers"][0] == "下单时间"
        assert body["sample"][0][2] == "***"
        assert body["problem"]["code"] == "needs_mapping"
        bad = await client.post(f"/api/v1/imports/{import_id}/mapping", json={"columns": {"at": "没有这列"}})
        assert (bad.status_code, bad.json()["code"]) == (400, "bad_mapping")
        answer = await client.post(f"/api/v1/imports/{import_id}/mapping", json=MAPPING)
        assert answer.status_code == 202, answer.text
        body = await finished(desk, client, import_id)
        assert (body["state"], body["events"], body["rejected"]) == (
            "done",
            {"order": 3, "pay": 2, "refund": 1},
            1,
        )
        again = await finished(desk, client, await upload(client, SHOP, title="再来"))
        assert (again["state"], again["events"]) == ("done", body["events"])
        late = await client.post(f"/api/v1/imports/{import_id}/mapping", json=MAPPING)
        assert (late.status_code, late.json()["code"]) == (409, "import_not_waiting")


async def test_a_mapping_of_one_team_is_not_anothers(desk: House) -> None:
    async with desk.ask("operator@甲") as client:
        import_id = await upload(client, SHOP, title="订单")
        await finished(desk, client, import_id)
        await client.post(f"/api/v1/imports/{import_id}/mapping", json=MAPPING)
        await finished(desk, client, import_id)
    async with desk.ask("operator@乙") as other:
        mine = await finished(desk, other, await upload(other, SHOP, title="订单"))
        assert mine["state"] == "needs_mapping"
        for path in ("", "/quarantine"):
            assert (await other.get(f"/api/v1/imports/{import_id}{path}")).status_code == 404
        for path in ("cancel", "mapping"):
            answer = await other.post(f"/api/v1/imports/{import_id}/{path}", json=MAPPING)
            assert answer.status_code == 404


async def test_a_refused_file_says_why_in_the_askers_language(desk: House, tmp_path: Path) -> None:
    fake = tmp_path / "fake.xlsx"
    fake.write_bytes(b"id,name\n1,2\n")
    async with desk.ask("operator@甲") as client:
        import_id = await upload(client, fake, title="场")
        body = await finished(desk, client, import_id)
        assert (body["state"], body["problem"]["code"]) == ("failed", "file_wrong_type")
        assert "Nothing was imported" in body["problem"]["detail"]
        zh = await client.get(f"/api/v1/imports/{import_id}", headers={"accept-language": "zh"})
        assert "没有导入" in zh.json()["problem"]["detail"]
        assert (await client.get(f"/api/v1/imports/{import_id}/quarantine")).json()[
            "code"
        ] == "quarantine_empty"


async def test_a_bad_form_is_refused_before_anything_is_kept(desk: House) -> None:
    async with desk.ask("operator@甲") as client:
        cases = (
            ({"kind": "nothing"}, "unknown_kind"),
            ({"stage": "tomorrow"}, "bad_input"),
            ({"t0": "2026-02-30T20:00"}, "bad_moment"),
        )
        for form, code in cases:
            files = {"file": (TAOBAO.name, TAOBAO.read_bytes())}
            answer = await client.post("/api/v1/imports", files=files, data=form)
            assert (answer.status_code, answer.json()["code"]) == (400, code)
        missing = "shw_" + "0" * 26
        answer = await client.post(
            "/api/v1/imports", files={"file": ("a.csv", b"a,b\n")}, data={"show": missing}
        )
        assert answer.status_code == 404
        assert (await client.get("/api/v1/imports")).json()["items"] == []


async def test_only_operators_and_analysts_import_and_all_may_look(desk: House) -> None:
    async with desk.ask("host@甲") as client:
        files = {"file": (TAOBAO.name, TAOBAO.read_bytes())}
        assert (await client.post("/api/v1/imports", files=files)).status_code == 403
        assert (await client.get("/api/v1/imports")).status_code == 200
    async with desk.ask(None) as nobody:
        assert (await nobody.get("/api/v1/imports")).status_code == 401
    async with desk.ask(key=desk.key("甲", "imports:write")) as robot:
        body = await finished(desk, robot, await upload(robot, TAOBAO, title="机器"))
        assert body["state"] == "done"


async def test_kinds_are_named_in_both_languages(desk: House) -> None:
    async with desk.ask("host@甲") as client:
        en = (await client.get("/api/v1/imports/kinds")).json()["items"]
        zh = (await client.get("/api/v1/imports/kinds", headers={"accept-language": "zh"})).json()["items"]
    assert {item["id"] for item in en} >= {"taobao_behaviour", "douyin_room", "tmall_orders", "bilibili_chat"}
    assert all(a["title"] != b["title"] and a["about"] and b["about"] for a, b in zip(en, zh, strict=True))


async def test_a_waiting_import_can_be_cancelled(desk: House) -> None:
    runner = desk.services.get(ImportRunner)
    async with desk.ask("operator@甲") as client:
        await runner._turn.acquire()  # somebody else's import is running
        import_id = await upload(client, TAOBAO, title="场")
        answer = await client.post(f"/api/v1/imports/{import_id}/cancel")
        assert answer.status_code == 200
        runner._turn.release()
        body = await finished(desk, client, import_id)
        assert (body["state"], body["events"]) == ("cancelled", {})
        again = await client.post(f"/api/v1/imports/{import_id}/cancel")
        assert (again.status_code, again.json()["code"]) == (409, "import_not_waiting")
    with desk.db.read() as tx:
        assert trade.list_shows(tx, desk.tenants["甲"]) == ([], None)


async def test_a_running_import_stops_between_batches_and_can_be_completed(
    desk: House, tmp_path: Path
) -> None:
    rows = "".join(f"{n},{n % 50},7,pv,{1_790_000_000 + n // 10}\n" for n in range(30_000))
    big = tmp_path / "big.csv"
    big.write_text("user_id,item_id,category_id,behavior,ts\n" + rows)
    async with desk.ask("operator@甲") as client:
        import_id = await upload(client, big, title="大文件")
        while (await client.get(f"/api/v1/imports/{import_id}")).json()["progress"] < 0.5:
            await asyncio.sleep(0.01)
        await client.post(f"/api/v1/imports/{import_id}/cancel")
        body = await finished(desk, client, import_id)
        assert (body["state"], body["problem"]["code"]) == ("cancelled", "import_cancelled")
        whole = await finished(desk, client, await upload(client, big, title="大文件"))
        assert whole["state"] == "done"
        assert whole["duplicates"] > 0
        assert whole["duplicates"] + sum(whole["events"].values()) == 60_000


async def test_what_a_stopped_server_left_is_taken_up_again(desk: House) -> None:
    runner = desk.services.get(ImportRunner)
    async with desk.ask("operator@甲") as client:
        await runner._turn.acquire()
        import_id = await upload(client, TAOBAO, title="场")
        await runner.stop()
        assert (await client.get(f"/api/v1/imports/{import_id}")).json()["state"] == "queued"
        fresh = desk.services.put(ImportRunner(desk.services))
        await fresh.start()
        body = await finished(desk, client, import_id)
        assert (body["state"], body["events"]["enter"]) == ("done", 3)


async def test_an_upload_that_is_gone_is_told_as_interrupted(desk: House) -> None:
    runner = desk.services.get(ImportRunner)
    async with desk.ask("operator@甲") as client:
        await runner._turn.acquire()
        import_id = await upload(client, TAOBAO, title="场")
        await runner.stop()
        for path in sorted((desk.services.get(Settings).home / "uploads").rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        fresh = desk.services.put(ImportRunner(desk.services))
        await fresh.start()
        body = await finished(desk, client, import_id)
        assert (body["state"], body["problem"]["code"]) == ("failed", "import_interrupted")
