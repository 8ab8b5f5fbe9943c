"""What the courier does with due messages, against servers that check every signature."""

import asyncio
import threading
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from capture import Capture
from parcels import ROBOTS, at_any_hour, contact, message, put, run, states, target
from sqlalchemy import select, update

from onair.compliance.service import Said
from onair.connectors.wire import Wire
from onair.delivery import contacts, outbox, switch, targets
from onair.delivery.courier import Courier
from onair.delivery.model import Attempt, Outgoing
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS
from onair.kernel.errors import BadInput
from team import House

pytestmark = pytest.mark.asyncio


async def test_every_kind_arrives_with_a_signature_that_holds(home: House, shop: Capture) -> None:
    goals = {kind: target(home, shop, kind) for kind in (*ROBOTS, "signed_webhook")}
    put(home, *(message(home, goal, kind) for kind, goal in goals.items()))
    await run(home)
    assert states(home, *goals) == dict.fromkeys(goals, ("sent", "ok"))
    assert shop.wrong == []
    assert sorted(len(texts) for texts in shop.texts.values()) == [1, 1, 1]
    assert [data["title"] for data in shop.hooks.values()] == ["标题signed_webhook"]


@pytest.mark.parametrize("kind", ["feishu_robot", "dingtalk_robot", "signed_webhook"])
async def test_control_a_wrong_secret_is_noticed_by_the_capture(
    home: House, shop: Capture, kind: str
) -> None:
    wrong = {"secret": "whsec_" + "B" * 32} if kind == "signed_webhook" else {"secret": "wrong"}
    put(home, message(home, target(home, shop, kind, **wrong), "k"))
    await run(home)
    assert len(shop.wrong) == 1
    assert not shop.texts
    assert not shop.hooks


async def test_a_burst_is_one_message_and_each_is_sent(home: House, shop: Capture) -> None:
    goal = target(home, shop, "wecom_robot")
    put(home, *(message(home, goal, f"k{i}") for i in range(3)))
    await run(home)
    [text] = next(iter(shop.texts.values()))
    assert "3 条消息" in text
    assert all(f"标题k{i}" in text for i in range(3))
    assert set(states(home, "k0", "k1", "k2").values()) == {("sent", "ok")}


async def test_the_same_key_is_the_same_message(home: House, shop: Capture) -> None:
    goal = target(home, shop, "signed_webhook")
    assert put(home, message(home, goal, "k")) == put(home, message(home, goal, "k"))
    await run(home)
    assert put(home, message(home, goal, "k", payload={"text": "anders"}))
    await run(home)
    assert sum(shop.came.values()) == 1


async def test_no_minute_sees_more_than_the_platform_allows(home: House, shop: Capture) -> None:
    """18 a minute, and a restart is no excuse."""
    goal = target(home, shop, "wecom_robot")
    big = {"text": "长" * 1200}
    put(home, *(message(home, goal, f"k{i}", payload=big) for i in range(40)))
    courier = Courier(home.services)
    await run(home, courier)
    assert len(shop.raw) == 18
    await courier.stop()
    await run(home)
    assert len(shop.raw) == 18, "a new process remembers the minute"
    home.clock.forward(MINUTE_MS + 1)
    await run(home)
    assert len(shop.raw) == 36


async def test_throttled_waits_as_long_as_it_is_told(home: House, shop: Capture) -> None:
    goal = target(home, shop, "dingtalk_robot")
    shop.say = lambda _shop, _path: (200, {"errcode": 130101, "errmsg": "too fast"}, {})
    put(home, message(home, goal, "k"))
    await run(home)
    assert states(home, "k") == {"k": ("queued", "throttled")}
    shop.say = None
    home.clock.forward(9 * MINUTE_MS)
    await run(home)
    assert not shop.texts, "ten minutes are ten minutes"
    home.clock.forward(4 * MINUTE_MS)
    await run(home)
    assert states(home, "k") == {"k": ("sent", "ok")}


async def test_refused_is_not_tried_again_and_five_stop_the_target(home: House, shop: Capture) -> None:
    goal = target(home, shop, "feishu_robot")
    shop.say = lambda _shop, _path: (200, {"code": 19021, "msg": "sign match fail"}, {})
    big = {"text": "长" * 3900}
    put(home, *(message(home, goal, f"k{i}", payload=big) for i in range(9)))
    courier = Courier(home.services)
    await run(home, courier)
    for _ in range(9):
        home.clock.forward(2000)
        await courier.drain()
    await courier.stop()
    found = list(states(home, *(f"k{i}" for i in range(9))).values())
    assert found.count(("failed", "code_19021")) >= 5
    assert ("queued", "") in found, "the rest waits for a person"
    with home.db.read() as tx:
        [view] = targets.targets(tx, home.tenants["甲"])
    assert (view.enabled, view.trouble) == (False, "code_19021")
    tries = len(shop.raw)
    await run(home)
    assert len(shop.raw) == tries


async def test_gone_ends_a_target(home: House, shop: Capture) -> None:
    goal = target(home, shop, "signed_webhook")
    shop.say = lambda _shop, _path: (410, {}, {})
    put(home, message(home, goal, "k"))
    await run(home)
    with home.db.read() as tx:
        assert targets.get_target(tx, home.tenants["甲"], goal).trouble == "gone"


async def test_nobody_there_is_tried_again_without_doubt(home: House, shop: Capture) -> None:
    goal = target(home, shop, "wecom_robot", url="http://127.0.0.1:9/cgi-bin/webhook/send?key=k")
    put(home, message(home, goal, "k"))
    await run(home)
    assert states(home, "k") == {"k": ("queued", "no_connection")}


@pytest.mark.parametrize(("kind", "state"), [("wecom_robot", "unknown"), ("signed_webhook", "queued")])
async def test_cut_off_after_sending(home: House, shop: Capture, kind: str, state: str) -> None:
    """Taken, then the line broke: a robot is never asked twice, a gateway drops the second by its id."""
    goal = target(home, shop, kind)
    shop.say = lambda _shop, _path: "cut"
    put(home, message(home, goal, "k"))
    await run(home)
    assert states(home, "k") == {"k": (state, "cut_off")}
    shop.say = None
    home.clock.forward(MINUTE_MS)
    await run(home)
    if kind == "signed_webhook":
        assert list(shop.came.values()) == [2]
        assert len(shop.hooks) == 1
        assert states(home, "k") == {"k": ("sent", "ok")}
    else:
        assert len(next(iter(shop.texts.values()))) == 1
        assert states(home, "k") == {"k": ("unknown", "cut_off")}


async def test_a_person_settles_what_nobody_knows(home: House, shop: Capture) -> None:
    goal = target(home, shop, "wecom_robot")
    shop.say = lambda _shop, _path: "cut"
    ids = put(home, message(home, goal, "a"), message(home, goal, "b", due_at=home.clock() + 1))
    await run(home)
    home.clock.forward(10)
    await run(home)
    shop.say = None
    with home.db.write() as tx:
        outbox.settle_by_hand(tx, home.actor("operator@甲"), home.clock, ids[0], "arrived")
        outbox.settle_by_hand(tx, home.actor("operator@甲"), home.clock, ids[1], "again")
        with pytest.raises(outbox.NotUnknown):
            outbox.settle_by_hand(tx, home.actor("operator@甲"), home.clock, ids[0], "again")
    await run(home)
    assert states(home, "a", "b") == {"a": ("sent", "by_hand"), "b": ("sent", "ok")}


@pytest.mark.parametrize(("kind", "state"), [("wecom_robot", "unknown"), ("signed_webhook", "sent")])
async def test_found_in_sending_at_start(home: House, shop: Capture, kind: str, state: str) -> None:
    goal = target(home, shop, kind)
    put(home, message(home, goal, "k"))
    with home.db.write() as tx:
        tx.execute(update(Outgoing).values(state="sending", attempts=1))
    await run(home)
    assert states(home, "k")["k"][0] == state
    assert len(shop.raw) == (1 if kind == "signed_webhook" else 0)


async def test_sending_is_durable_before_a_byte_leaves(home: House, shop: Capture) -> None:
    goal = target(home, shop, "wecom_robot")
    put(home, message(home, goal, "k"))
    seen: list[tuple[str, str]] = []

    class Looking(Wire):
        async def carry(self, parcel: Any) -> Any:
            with home.db.read() as tx:
                row, tried = tx.scalars(select(Outgoing)).one(), tx.scalars(select(Attempt)).one()
                seen.append((row.state, tried.outcome))
                assert row.attempt_id == tried.id
            return await super().carry(parcel)

    courier = Courier(home.services, Looking(private=True))
    await run(home, courier)
    await courier.stop()
    assert seen == [("sending", "sending")]


async def test_kill_switch_dry_run_and_going_on(home: House, shop: Capture) -> None:
    goal = target(home, shop, "signed_webhook")
    put(home, message(home, goal, "k"))
    boss = home.actor("controller@甲")
    with home.db.write() as tx:
        switch.set_switch(tx, boss, home.clock, paused=True, dry_run=False, why="错版文案")
        assert switch.paused(tx, home.tenants["甲"])
    await run(home)
    assert (states(home, "k"), shop.raw) == ({"k": ("queued", "")}, [])
    with home.db.write() as tx:
        switch.set_switch(tx, boss, home.clock, paused=False, dry_run=True)
    await run(home)
    assert (states(home, "k"), shop.raw) == ({"k": ("dry", "dry_run")}, [])
    with home.db.write() as tx:
        switch.set_switch(tx, boss, home.clock, paused=False, dry_run=False)
    put(home, message(home, goal, "k2"))
    await run(home)
    assert states(home, "k2") == {"k2": ("sent", "ok")}


async def test_what_waited_too_long_is_not_sent(home: House, shop: Capture) -> None:
    goal = target(home, shop, "wecom_robot")
    put(
        home,
        message(home, goal, "k", expires_at=home.clock() + MINUTE_MS),
        message(home, goal, "later", due_at=home.clock() + HOUR_MS),
    )
    home.clock.forward(MINUTE_MS)
    await run(home)
    assert states(home, "k", "later") == {"k": ("blocked", "too_late"), "later": ("queued", "")}
    with home.db.write() as tx:
        assert outbox.cancel(tx, home.tenants["甲"], "later")
        assert not outbox.cancel(tx, home.tenants["甲"], "k")


async def test_people_get_nothing_without_live_consent(home: House, shop: Capture) -> None:
    at_any_hour(home)
    goal = target(home, shop, "signed_webhook", "sms")
    who = contact(home)
    put(
        home,
        message(home, goal, "yes", person=who, category="reminder"),
        message(home, goal, "no", person=who, category="marketing"),
    )
    await run(home)
    assert states(home, "yes", "no") == {"yes": ("sent", "ok"), "no": ("blocked", "no_consent")}
    assert [data["to"] for data in shop.hooks.values()] == ["13812345678"]


async def test_a_withdrawal_stops_what_is_queued_and_erases_the_address(home: House, shop: Capture) -> None:
    at_any_hour(home)
    goal = target(home, shop, "signed_webhook", "sms")
    who = contact(home)
    put(home, message(home, goal, "k", person=who, category="reminder", due_at=home.clock() + 1000))
    with home.db.write() as tx:
        said = Said(who, "sms", "reminder", "withdraw", "service", "电话要求")
        view = contacts.say(tx, home.actor("service@甲"), home.clock, said)
    assert view.points == ()
    home.clock.forward(2000)
    await run(home)
    assert states(home, "k") == {"k": ("blocked", "withdrawn")}
    put(home, message(home, goal, "k2", person=who, category="reminder"))
    await run(home)
    assert states(home, "k2") == {"k2": ("blocked", "no_contact_point")}
    assert shop.raw == []


async def test_caps_hold_also_for_what_is_due_at_once(home: House, shop: Capture) -> None:
    at_any_hour(home, cap_day=2)
    goal = target(home, shop, "signed_webhook", "sms")
    who = contact(home, purposes=("reminder", "service"))
    late = {"expires_at": home.clock() + 3 * DAY_MS}
    put(home, *(message(home, goal, f"k{i}", person=who, category="reminder", **late) for i in range(4)))
    put(home, message(home, goal, "order", person=who, category="service"))
    await run(home)
    found = states(home, "k0", "k1", "k2", "k3", "order")
    assert list(found.values()).count(("queued", "cap_day")) == 2
    assert found["order"] == ("sent", "ok"), "about an order of one's own: not capped"
    home.clock.forward(DAY_MS + 1)
    await run(home)
    assert set(states(home, "k0", "k1", "k2", "k3").values()) == {("sent", "ok")}


async def test_staff_targets_take_no_person_and_people_need_one(home: House, shop: Capture) -> None:
    robot, gateway = target(home, shop, "wecom_robot"), target(home, shop, "signed_webhook", "sms")
    for wrong in (
        message(home, robot, "k", person=contact(home), category="reminder"),
        message(home, gateway, "k"),
        message(home, gateway, "k", person="ctc_x", category="fun"),
        message(home, robot, "", payload={"text": "x"}),
        message(home, robot, "k", payload={"text": "x", "link": "javascript:alert(1)"}),
        message(home, robot, "k", payload={"text": 5}),
    ):
        with pytest.raises(BadInput):
            put(home, wrong)
    with pytest.raises(targets.TargetNotFound):
        put(home, message(home, "tgt_x", "k"))


async def test_a_mail_is_received_and_a_refusal_is_final(home: House, shop: Capture) -> None:
    at_any_hour(home)
    got: list[Any] = []

    class Box:
        async def handle_RCPT(
            self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
        ) -> str:
            if address.startswith("nobody"):
                return "550 no such user"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            got.append(envelope)
            return "250 OK"

    controller = Controller(Box(), hostname="127.0.0.1", port=0)
    from serving import free_port

    controller.port = free_port()
    controller.start()
    try:
        config = {
            "host": "127.0.0.1",
            "port": str(controller.port),
            "security": "none",
            "sender": "live@shop.example",
        }
        goal = target(home, shop, "smtp_mail", "mail", **config)
        good = contact(home, "Ning@x.example", "mail")
        bad = contact(home, "nobody@x.example", "mail")
        put(
            home,
            *(
                message(home, goal, key, person=who, category="reminder")
                for key, who in (("a", good), ("b", bad))
            ),
        )
        await run(home)
    finally:
        controller.stop()
    assert states(home, "a", "b") == {"a": ("sent", "ok"), "b": ("failed", "smtp_550")}
    assert [envelope.rcpt_tos for envelope in got] == [["ning@x.example"]]


async def test_stopping_waits_for_what_is_on_the_wire(home: House, shop: Capture) -> None:
    goal = target(home, shop, "wecom_robot")
    shop.slow_s = 0.4
    put(home, message(home, goal, "k"))
    courier = Courier(home.services)
    await courier.start()
    while not shop.raw:
        await asyncio.sleep(0.01)
    await courier.stop()
    assert states(home, "k") == {"k": ("sent", "ok")}
    assert threading.active_count() < 60
