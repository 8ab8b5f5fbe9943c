"""What goes wrong around the courier costs neither the next message nor the outcome of the last."""

import asyncio
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from capture import HOOK_SECRET, Capture
from parcels import at_any_hour, contact, message, put, run, states, target, until
from sqlalchemy.exc import OperationalError

from onair.delivery import courier as couriers
from onair.delivery import targets
from onair.delivery.clicks import ClickBook
from onair.delivery.courier import Courier
from onair.delivery.journal import Journal
from onair.delivery.links import Hit
from onair.store.db import DatabaseAway, DatabaseBusy
from serving import free_port
from team import House

pytestmark = pytest.mark.asyncio


def broken(sqlstate: str) -> OperationalError:
    cause = Exception("server said no")
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]  # as psycopg's errors have it
    return OperationalError("UPDATE", {}, cause)


async def test_a_look_that_fails_once_is_followed_by_another(
    home: House, shop: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "LOOK_S", 0.01)
    put(home, message(home, target(home, shop, "wecom_robot"), "k"))
    courier = Courier(home.services)
    honest, failed = courier._due, []

    def due(now: int) -> Any:
        if not failed:
            failed.append(now)
            raise broken("XX001")
        return honest(now)

    monkeypatch.setattr(courier, "_due", due)
    await courier.start()
    await until(lambda: states(home, "k")["k"] == ("sent", "ok"))
    await courier.stop()


async def test_an_outcome_that_the_store_refuses_is_written_down_later(
    home: House, shop: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "AGAIN_S", 0.01)
    put(home, *(message(home, target(home, shop, kind), kind) for kind in ("wecom_robot", "signed_webhook")))
    honest, failed = couriers.settle, []

    def settle(*given: Any) -> None:
        if len(failed) < 3:
            failed.append(given)
            raise broken("XX001")
        honest(*given)

    monkeypatch.setattr(couriers, "settle", settle)
    courier = await run(home, Courier(home.services))
    await courier.stop()
    assert len(failed) == 3
    assert set(states(home, "wecom_robot", "signed_webhook").values()) == {("sent", "ok")}


async def test_one_bad_change_fails_alone(home: House) -> None:
    journal = Journal(home.db)

    def bad(_tx: Any) -> None:
        raise ZeroDivisionError

    found = await asyncio.gather(
        journal.do(lambda _tx: 1), journal.do(bad), journal.do(lambda _tx: 3), return_exceptions=True
    )
    assert found[::2] == [1, 3]
    assert isinstance(found[1], ZeroDivisionError)
    assert await journal.do(lambda _tx: 4) == 4


@pytest.mark.parametrize(
    ("sqlstate", "error"),
    [("55P03", DatabaseBusy), ("40P01", DatabaseBusy), ("57P01", DatabaseAway), ("08006", DatabaseAway)],
)
async def test_what_passes_on_postgresql_can_be_waited_out(home: House, sqlstate: str, error: type) -> None:
    with pytest.raises(error), home.db.write():
        raise broken(sqlstate)
    with pytest.raises(OperationalError), home.db.write():
        raise broken("42P01")


class DeadBoxes:
    """Takes mail for nobody but one."""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("dead"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, *_given: Any) -> str:
        return "250 OK"


async def test_dead_mailboxes_do_not_switch_off_the_mail_of_the_others(home: House, shop: Capture) -> None:
    at_any_hour(home)
    box = Controller(DeadBoxes(), hostname="127.0.0.1", port=free_port())
    box.start()
    try:
        config = {
            "host": "127.0.0.1",
            "port": str(box.port),
            "security": "none",
            "sender": "shop@shop.example",
        }
        goal = target(home, shop, "smtp_mail", "mail", **config)
        for n in range(7):
            name = f"dead{n}@x.example" if n < 6 else "alive@x.example"
            person = contact(home, name, "mail")
            put(
                home,
                message(home, goal, f"k{n}", person=person, category="reminder", due_at=home.clock() + n),
            )
        courier = await run(home, Courier(home.services))
        for _ in range(7):
            home.clock.forward(60_000)
            await courier.drain()
        await courier.stop()
    finally:
        box.stop()
    assert states(home, "k0", "k5", "k6") == {
        "k0": ("failed", "smtp_550"),
        "k5": ("failed", "smtp_550"),
        "k6": ("sent", "ok"),
    }
    with home.db.read() as tx:
        assert targets.get_target(tx, home.tenants["甲"], goal).enabled


@pytest.mark.parametrize(("status", "on"), [(422, True), (403, False), (404, False)])
async def test_a_gateway_that_cannot_serve_single_numbers_stays_on(
    home: House, shop: Capture, status: int, *, on: bool
) -> None:
    """A 404 before anything was ever taken is more likely a mistake in the address: control."""
    at_any_hour(home)
    goal = target(home, shop, "signed_webhook", "sms", secret=HOOK_SECRET)
    for n in range(6):
        person = contact(home, f"1381234567{n}")
        put(home, message(home, goal, f"k{n}", person=person, category="reminder"))
    shop.say = lambda _shop, _path: (status, {}, {})
    await run(home)
    with home.db.read() as tx:
        assert targets.get_target(tx, home.tenants["甲"], goal).enabled is on


async def test_caps_hold_within_one_task(home: House, shop: Capture) -> None:
    at_any_hour(home, cap_day=2)
    goal = target(home, shop, "wecom_customer", "wecom")
    person = contact(home, "wmCustomer0001", "wecom", ("marketing",))
    words = {"title": "同一句", "text": "今晚 8 点"}
    keys = [f"k{n}" for n in range(5)]
    put(home, *(message(home, goal, key, person=person, category="marketing", payload=words) for key in keys))
    await run(home)
    found = list(states(home, *keys).values())
    assert found.count(("confirm_wait", "awaits_staff")) == 2
    assert [len(task["external_userid"]) for task in shop.tasks] == [1, 1]


async def test_clicks_that_come_while_others_are_written_are_written_too(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onair.delivery.clicks.EACH_S", 0.01)
    book, written = ClickBook(home.db, b"s"), []

    def write(hits: list[Hit]) -> None:
        if not written:
            loop.call_soon_threadsafe(book.add, hit)
            done = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop)
            done.result()
        written.extend(hits)

    loop = asyncio.get_running_loop()
    hit = Hit("code", "visitor", home.clock())
    monkeypatch.setattr(book, "_write", write)
    book.add(hit)
    await until(lambda: len(written) == 2)
    book.add(hit)
    await book.close()
    assert len(written) == 3
