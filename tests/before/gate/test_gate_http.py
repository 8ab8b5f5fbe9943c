"""The gate over the API: words, waivers, owners, what it does to a start, and what is kept of it."""

from typing import Any

import pytest

from onair.before.gate.service import gates_of
from onair.kernel.clock import DAY_MS, HOUR_MS
from onair.trade.personas.service import Proof, Written, put_persona
from onair.trade.service import NewShow, create_host, create_show
from team import NOW, House

pytestmark = pytest.mark.asyncio
FORM = {"title": "周五场", "starts_at": NOW + DAY_MS, "currency": "CNY"}
CODES = [
    "dossiers",
    "hosts",
    "rundown",
    "promises",
    "warmup",
    "techcheck",
    "stock",
    "questions",
    "connectors",
    "seller",
    "review",
    "sign_off",
]


async def show_of(client: Any) -> str:
    answer = await client.post("/api/v1/shows", json=FORM)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def state(gate: dict[str, Any], code: str) -> str:
    return next(point["state"] for point in gate["points"] if point["code"] == code)


async def test_a_new_show_is_not_ready_and_says_why(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        gate = (await client.get(f"/api/v1/shows/{show}/gate")).json()
        assert ([point["code"] for point in gate["points"]], gate["ready"], gate["mode"]) == (
            CODES,
            False,
            "warn",
        )
        assert all(point["state"] == "open" and point["why"] for point in gate["points"])
        techcheck = next(point for point in gate["points"] if point["code"] == "techcheck")
        assert (techcheck["owner"], techcheck["due_at"]) == ("technician", NOW + DAY_MS - 2 * HOUR_MS)
        ready = (await client.get("/api/v1/readiness")).json()["items"]
        assert [(one["show"], one["ready"], one["open"]) for one in ready] == [(show, False, len(CODES))]
    async with home.ask("host@乙") as other:
        assert (await other.get(f"/api/v1/shows/{show}/gate")).status_code == 404


async def test_warned_of_a_show_still_starts_and_the_warning_is_on_record(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        ready = await client.post(f"/api/v1/shows/{show}/ready")
        assert (ready.status_code, ready.json()["state"]) == (200, "ready")
        assert "The gate is not open: Products' dossiers" in ready.json()["warning"]
        started = await client.post(f"/api/v1/shows/{show}/start")
        assert started.status_code == 200
        assert (await client.get(f"/api/v1/shows/{show}")).json()["warning"] is None
        again = await client.post(f"/api/v1/shows/{show}/start")
        assert again.json()["code"] == "wrong_state"
    async with home.ask("auditor@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
    why = {row["action"]: row["why"] for row in rows}
    assert why["show.ready"].startswith("门禁未过：商品资质") and why["show.on_air"].startswith("门禁未过")


async def test_a_strict_team_waits_until_settled_or_waived_by_an_owner(home: House) -> None:
    async with home.ask("operator@甲") as client, home.ask("owner@甲") as boss:
        show = await show_of(client)
        mode = {"version": 0, "mode": "refuse"}
        refused = await client.patch("/api/v1/gate/settings", json=mode)
        assert (refused.status_code, refused.json()["code"]) == (403, "gate_owner_only")
        assert (await boss.patch("/api/v1/gate/settings", json=mode)).json()["mode"] == "refuse"
        for step in ("ready", "start"):
            shut = await client.post(f"/api/v1/shows/{show}/{step}")
            assert (shut.status_code, shut.json()["code"], shut.json()["data"]["points"]) == (
                409,
                "gate_shut",
                CODES,
            )
        assert (await client.get(f"/api/v1/shows/{show}")).json()["state"] == "preparing"
        url = f"/api/v1/shows/{show}/gate/waivers"
        for code in [one for one in CODES if one != "sign_off"]:
            assert (await client.post(f"{url}/{code}", json={"reason": "外场只卖一款"})).status_code == 200
        denied = await client.post(f"{url}/sign_off", json={"reason": "来不及签"})
        assert (denied.status_code, denied.json()["code"]) == (403, "gate_owner_only")
        twice = await client.post(f"{url}/stock", json={"reason": "再来一次"})
        assert (twice.status_code, twice.json()["code"]) == (409, "gate_waived_already")
        opened = (await boss.post(f"{url}/sign_off", json={"reason": "老板在现场"})).json()
        assert (opened["ready"], state(opened, "stock")) == (True, "waived")
        assert (
            next(p["waiver"]["by_name"] for p in opened["points"] if p["code"] == "stock") == "operator of 甲"
        )
        back = (await client.delete(f"{url}/stock")).json()
        assert (back["ready"], state(back, "stock")) == (False, "open")
        assert (await client.delete(f"{url}/stock")).status_code == 404
        assert (await client.post(f"{url}/all", json={"reason": "不等了"})).status_code == 400
        assert (await client.post(f"{url}/all", json={"reason": "不等了先开播"})).status_code == 403
        assert (await boss.post(f"{url}/all", json={"reason": "不等了先开播"})).json()["ready"] is True
        started = await client.post(f"/api/v1/shows/{show}/start")
        assert (started.status_code, started.json()["warning"]) == (200, None)
    async with home.ask("auditor@甲") as client:
        rows = (await client.get("/api/v1/audit")).json()["items"]
    assert ("gate.waive", "老板在现场", "owner of 甲") in [
        (r["action"], r["why"], r["actor_name"]) for r in rows
    ]


async def test_words_settle_points_and_can_be_taken_back(home: House) -> None:
    async with (
        home.ask("controller@甲") as client,
        home.ask("operator@甲") as boss,
        home.ask("host@甲") as host,
    ):
        show = await show_of(boss)
        url = f"/api/v1/shows/{show}/gate/marks"
        for one in ("content", "talk", "clothing", "set", "props", "account"):
            gate = (await client.post(url, json={"code": "review", "subject": one})).json()
        assert state(gate, "review") == "ok"
        assert {mark["by_name"] for mark in gate["marks"] if mark["code"] == "review"} == {"controller of 甲"}
        gate = (await client.post(f"{url}/withdraw", json={"code": "review", "subject": "props"})).json()
        assert state(gate, "review") == "open"
        assert (await client.post(url, json={"code": "review", "subject": "hair"})).json()[
            "code"
        ] == "gate_point_unknown"
        assert (await client.post(url, json={"code": "techcheck"})).status_code == 404
        assert (await client.post(url, json={"code": "sign_off"})).json()["code"] == "gate_signer_only"
        assert (await host.post(url, json={"code": "seller"})).status_code == 403
        async with home.ask("technician@甲") as technician, home.ask("merchandiser@甲") as merchandiser:
            assert (await technician.post(url, json={"code": "seller"})).status_code == 403
            reviewed = {"code": "review", "subject": "talk"}
            refused = await merchandiser.post(url, json=reviewed)
            assert (refused.status_code, refused.json()["code"]) == (403, "gate_signer_only")
            assert "controller, operator, owner" in refused.json()["detail"]
            assert (await merchandiser.post(f"{url}/withdraw", json=reviewed)).status_code == 403
            assert (await merchandiser.post(url, json={"code": "stock"})).status_code == 200
        seller = {"version": 0, "seller_name": "青禾", "seller_address": "杭州", "seller_contact": "400"}
        assert (await boss.patch("/api/v1/gate/settings", json=seller)).json()["version"] == 1
        gate = (await client.post(url, json={"code": "seller"})).json()
        assert state(gate, "seller") == "ok"
        signed = (await boss.post(url, json={"code": "sign_off", "note": "看过了"})).json()
        assert state(signed, "sign_off") == "ok"
        later = {"version": 1, "starts_at": NOW + 2 * DAY_MS}
        await boss.patch(f"/api/v1/shows/{show}", json=later)
        gate = (await boss.get(f"/api/v1/shows/{show}/gate")).json()
        assert state(gate, "sign_off") == "open"
        assert [mark["stands"] for mark in gate["marks"] if mark["code"] == "sign_off"] == [False]


async def test_a_point_has_an_owner_and_a_time(home: House) -> None:
    async with home.ask("operator@甲") as client:
        show = await show_of(client)
        url = f"/api/v1/shows/{show}/gate/points/techcheck"
        person = home.people["technician@甲"]
        gate = (await client.patch(url, json={"version": 0, "person": person, "due_at": NOW + 5})).json()
        point = next(one for one in gate["points"] if one["code"] == "techcheck")
        assert (point["owner"], point["due_at"], point["version"]) == ("technician of 甲", NOW + 5, 1)
        stale = await client.patch(url, json={"version": 0, "due_at": NOW + 9})
        assert (stale.status_code, stale.json()["data"]["difference"]) == (
            409,
            {"due_at": {"yours": NOW + 9, "theirs": NOW + 5}},
        )
        foreign = await client.patch(url, json={"version": 1, "person": home.people["technician@乙"]})
        assert foreign.status_code == 404
        home.clock.forward(6)
        gate = (await client.get(f"/api/v1/shows/{show}/gate")).json()
        assert [one["code"] for one in gate["points"] if one["overdue"]] == ["dossiers", "hosts", "techcheck"]


async def test_readiness_tells_of_the_next_shows_first_and_of_tonight_among_many(home: House) -> None:
    async with home.ask("operator@甲") as client:
        for day in range(30, 6, -1):
            form = FORM | {"title": f"第{day}天", "starts_at": NOW + day * DAY_MS}
            await client.post("/api/v1/shows", json=form)
        old = await client.post(
            "/api/v1/shows", json=FORM | {"title": "没播成", "starts_at": NOW - 3 * DAY_MS}
        )
        tonight = await show_of(client)
        ready = [one["show"] for one in (await client.get("/api/v1/readiness")).json()["items"]]
    assert (len(ready), ready[0]) == (20, tonight)
    assert old.json()["id"] not in ready


async def test_a_gate_that_breaks_keeps_nobody_off_the_air(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    async with home.ask("operator@甲") as client, home.ask("owner@甲") as boss:
        await boss.patch("/api/v1/gate/settings", json={"version": 0, "mode": "refuse"})
        show = await show_of(client)
        assert (await client.post(f"/api/v1/shows/{show}/ready")).status_code == 409  # it is asked
        monkeypatch.setattr(gates_of(home.services), "readiness", broken)
        ready = await client.post(f"/api/v1/shows/{show}/ready")
    assert (ready.status_code, ready.json()["state"]) == (200, "ready")
    assert ready.json()["warning"] == "The gate could not be read; nothing was checked"


async def test_proof_that_has_run_out_or_names_no_source_proves_nothing(home: House) -> None:
    with home.db.write() as tx:
        actor = home.actor("owner@甲")
        host = create_host(tx, actor, home.clock, "林夏").id
        show = create_show(tx, actor, home.clock, NewShow("周五场", starts_at=NOW + DAY_MS))
    gates, proven = gates_of(home.services), []
    proofs = [
        Proof("质检员", ""),
        Proof("质检员", "证书 12", NOW + DAY_MS),
        Proof("质检员", "证书 12", NOW + 9 * DAY_MS),
    ]
    for version, proof in enumerate(proofs):
        with home.db.write() as tx:
            put_persona(tx, actor, home.clock, host, version=version, written=Written(proof=[proof]))
            proven.append(host in gates.facts(tx, actor.tenant, show.id).proven)
    assert proven == [False, False, True]
