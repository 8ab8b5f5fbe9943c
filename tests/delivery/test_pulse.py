"""What the doctor says of sending: at work, late by how many, last sent when."""

import threading
from typing import Any

import pytest
from capture import Capture
from parcels import message, put, run, states, target, until

from onair.delivery import courier as couriers
from onair.delivery import journal, switch
from onair.delivery.courier import Courier
from onair.delivery.pulse import FAILING_MS, LATE_MS, Fault, Pulse, pulse
from onair.kernel.clock import MINUTE_MS
from onair.kernel.i18n import Text
from onair.local.care import sending_line
from onair.store.db import DatabaseBusy
from team import House

pytestmark = pytest.mark.asyncio
NOW = 1_900_000_000_000
FAULT = Fault("database_busy", Text("数据库忙", "busy"), NOW - 3000)


def felt(home: House, courier: Courier | None = None) -> Pulse:
    with home.db.read() as tx:
        return pulse(tx, home.clock(), courier)


async def test_late_messages_are_counted_until_they_left(home: House, shop: Capture) -> None:
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    assert felt(home) == Pulse("off", 0, None)
    home.clock.now += LATE_MS
    assert felt(home) == Pulse("off", 1, None)
    await run(home)
    assert felt(home) == Pulse("off", 0, home.clock())


async def test_what_a_kill_switch_holds_back_is_not_late(home: House, shop: Capture) -> None:
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    home.clock.now += LATE_MS
    assert felt(home).behind == 1
    with home.db.write() as tx:
        switch.set_switch(tx, home.actor("owner@甲"), home.clock, paused=True, dry_run=False, why="试")
    assert felt(home).behind == 0


async def test_a_courier_is_at_work_from_its_start_to_its_end(home: House) -> None:
    courier = Courier(home.services)
    assert felt(home, courier).state == "stopped"
    await courier.start()
    assert felt(home, courier).state == "running"
    await courier.stop()
    assert felt(home, courier).state == "stopped"


async def told(home: House, role: str | None, path: str) -> Any:
    async with home.ask(role) as client:
        return (await client.get(path)).json()


async def test_a_courier_whose_every_look_fails_is_not_running(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control is the same courier, the same hour later, with looks that come through."""
    monkeypatch.setattr(couriers, "LOOK_S", 0.01)
    courier = home.services.put(Courier(home.services))
    honest, looks = courier._due, []

    def due(now: int) -> list[tuple[str, str]]:
        looks.append(now)
        raise DatabaseBusy

    monkeypatch.setattr(courier, "_due", due)
    await courier.start()
    await until(lambda: len(looks) > 1)
    assert felt(home, courier).state == "running", "one look that failed is no outage"
    home.clock.now += FAILING_MS + 1
    seen = len(looks)
    await until(lambda: len(looks) > seen + 1)
    found = felt(home, courier)
    assert found.fault is not None
    assert (found.state, found.fault.code, found.fault.at) == ("failing", "database_busy", home.clock())
    assert await told(home, None, "/api/v1/healthz") == {"status": "ok", "sending": "failing"}
    mine = await told(home, "operator@甲", "/api/v1/delivery/health")
    assert (mine["state"], mine["fault"]["at"]) == ("failing", home.clock())
    monkeypatch.setattr(courier, "_due", honest)
    await until(lambda: felt(home, courier).fault is None)
    assert await told(home, None, "/api/v1/healthz") == {"status": "ok", "sending": "running"}
    await courier.stop()
    assert await told(home, None, "/api/v1/healthz") == {"status": "ok", "sending": "stopped"}


async def test_a_look_that_never_comes_back_is_not_running(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier, go_on = Courier(home.services), threading.Event()
    monkeypatch.setattr(courier, "_due", lambda _now: go_on.wait(20) and [])
    await courier.start()
    home.clock.now += FAILING_MS + 1
    assert felt(home, courier).state == "failing"
    go_on.set()
    await until(lambda: courier.at_work.good_at > 0 and felt(home, courier).fault is None)
    await courier.stop()


@pytest.mark.parametrize(
    ("problem", "code"), [(DatabaseBusy(), "database_busy"), (ArithmeticError("odd"), "unexpected")]
)
async def test_a_journal_that_takes_nothing_is_told_until_it_does(
    home: House, shop: Capture, monkeypatch: pytest.MonkeyPatch, problem: Exception, code: str
) -> None:
    """Looks read, so they come through while a full disk or a refused change keeps every message here."""
    monkeypatch.setattr(couriers, "LOOK_S", 0.01)
    monkeypatch.setattr(journal, "AGAIN_S", 0.01)
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    courier = Courier(home.services)
    honest, refused = couriers.claim, []

    def claim(*_given: Any) -> None:
        refused.append(1)
        raise problem

    monkeypatch.setattr(couriers, "claim", claim)
    await courier.start()
    await until(lambda: len(refused) > 1)
    home.clock.now += FAILING_MS + 1
    await until(lambda: felt(home, courier).state == "failing")
    await until(lambda: courier.at_work.fault is not None and courier.at_work.fault.code == code)
    monkeypatch.setattr(couriers, "claim", honest)
    await until(lambda: states(home, "k")["k"] == ("sent", "ok"))
    await until(lambda: felt(home, courier).state == "running")
    assert courier.at_work.fault is None
    await courier.stop()


async def test_a_team_hears_of_its_own_messages_only(home: House, shop: Capture) -> None:
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    home.clock.now += LATE_MS
    path = "/api/v1/delivery/health"
    assert [(await told(home, f"operator@{team}", path))["behind"] for team in "甲乙"] == [1, 0]
    await run(home)
    last = [(await told(home, f"operator@{team}", path))["last_sent"] for team in "甲乙"]
    assert last == [home.clock(), None]
    assert (await told(home, None, path))["code"] == "not_signed_in"


@pytest.mark.parametrize(
    ("found", "ok", "zh", "en"),
    [
        (Pulse("off", 3, None), True, "服务未运行", "nothing has left yet; 3 are late"),
        (
            Pulse("running", 0, NOW - 5 * MINUTE_MS),
            True,
            "最近一次发出在 5 分钟前",
            "the last one left 5 min ago",
        ),
        (Pulse("behind", 2, NOW), False, "2 条已过时仍未发出", "the courier runs"),
        (Pulse("stopped", 0, None), False, "消息发送已停止", "restart the server"),
        (
            Pulse("failing", 0, None, FAULT),
            False,
            "3 秒前出错（database_busy）：数据库忙",
            "only errors, or hangs",
        ),
    ],
)
async def test_the_doctor_is_content_only_while_messages_leave(
    found: Pulse, ok: bool, zh: str, en: str
) -> None:
    line = sending_line(found, NOW)
    assert line["ok"] is ok
    assert zh in line["zh"]
    assert en in line["en"]
