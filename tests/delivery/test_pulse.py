"""What the doctor says of sending: at work, late by how many, last sent when."""

import pytest
from capture import Capture
from parcels import message, put, run, target

from onair.delivery import switch
from onair.delivery.courier import Courier
from onair.delivery.pulse import LATE_MS, Pulse, pulse
from onair.kernel.clock import MINUTE_MS
from onair.local.care import sending_line
from team import House

pytestmark = pytest.mark.asyncio
NOW = 1_900_000_000_000


def felt(home: House, courier: Courier | None = None) -> Pulse:
    with home.db.read() as tx:
        return pulse(tx, home.clock(), courier)


async def test_late_messages_are_counted_until_they_left(home: House, shop: Capture) -> None:
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    assert felt(home) == Pulse(None, 0, None)
    home.clock.now += LATE_MS
    assert felt(home) == Pulse(None, 1, None)
    await run(home)
    assert felt(home) == Pulse(None, 0, home.clock())


async def test_what_a_kill_switch_holds_back_is_not_late(home: House, shop: Capture) -> None:
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    home.clock.now += LATE_MS
    assert felt(home).behind == 1
    with home.db.write() as tx:
        switch.set_switch(tx, home.actor("owner@甲"), home.clock, paused=True, dry_run=False, why="试")
    assert felt(home).behind == 0


async def test_a_courier_is_at_work_from_its_start_to_its_end(home: House) -> None:
    courier = Courier(home.services)
    assert felt(home, courier).running is False
    await courier.start()
    assert felt(home, courier).running is True
    await courier.stop()
    assert felt(home, courier).running is False


@pytest.mark.parametrize(
    ("found", "ok", "zh", "en"),
    [
        (Pulse(None, 3, None), True, "服务未运行", "nothing has left yet; 3 are late"),
        (Pulse(True, 0, NOW - 5 * MINUTE_MS), True, "最近一次发出在 5 分钟前", "the last one left 5 min ago"),
        (Pulse(True, 2, NOW), False, "2 条已过时仍未发出", "the courier runs"),
        (Pulse(False, 0, None), False, "消息发送已停止", "restart the server"),
    ],
)
async def test_the_doctor_is_content_only_while_messages_leave(
    found: Pulse, ok: bool, zh: str, en: str
) -> None:
    line = sending_line(found, NOW)
    assert line["ok"] is ok
    assert zh in line["zh"]
    assert en in line["en"]
