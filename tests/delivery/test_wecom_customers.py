"""Messages to WeCom customers: a task that the employee confirms, one for the same words to many."""

from typing import Any

import pytest
from capture import Capture
from parcels import at_any_hour, contact, message, put, run, states, target
from sqlalchemy import select

from onair.compliance.service import Said
from onair.connectors.addresses import BadTarget
from onair.delivery import contacts, outbox
from onair.delivery.courier import Courier
from onair.delivery.model import Attempt
from team import House

pytestmark = pytest.mark.asyncio
WORDS = {"title": "秋冬厨房焕新", "text": "今晚 8 点", "link": "https://shop.example/l/abc"}


def customers(home: House, shop: Capture, n: int, goal: str, **more: Any) -> list[str]:
    """n people who agreed, each with a message of the same words waiting. → their ids."""
    given = {"payload": WORDS, "category": "marketing"} | more
    people = [contact(home, f"wmCustomer{i:04d}", "wecom", ("marketing",)) for i in range(n)]
    put(home, *(message(home, goal, f"k{i}", person=one, **given) for i, one in enumerate(people)))
    return people


async def test_the_same_words_to_many_are_one_task_that_awaits_the_employee(
    home: House, shop: Capture
) -> None:
    at_any_hour(home)
    customers(home, shop, 5, target(home, shop, "wecom_customer", "wecom"))
    await run(home)
    [task] = shop.tasks
    assert sorted(task["external_userid"]) == [f"wmCustomer{i:04d}" for i in range(5)]
    assert (task["sender"], task["chat_type"]) == ("linjie", "single")
    assert task["text"]["content"].splitlines() == ["秋冬厨房焕新", "今晚 8 点", "https://shop.example/l/abc"]
    assert set(states(home, *(f"k{i}" for i in range(5))).values()) == {("confirm_wait", "awaits_staff")}
    with home.db.read() as tx:
        assert [(one.n, one.outcome) for one in tx.scalars(select(Attempt))] == [(5, "confirm")]


async def test_other_words_are_another_task_and_the_token_is_asked_for_once(
    home: House, shop: Capture
) -> None:
    at_any_hour(home)
    goal = target(home, shop, "wecom_customer", "wecom")
    people = customers(home, shop, 2, goal)
    put(home, *(message(home, goal, f"b{i}", person=one, category="marketing", payload=WORDS | {"text": "明晚"})
                for i, one in enumerate(people)))  # fmt: skip
    await run(home)
    assert [len(task["external_userid"]) for task in shop.tasks] == [2, 2]
    assert len(shop.tokens) == 1


async def test_whom_the_task_does_not_reach_is_told_apart(home: House, shop: Capture) -> None:
    at_any_hour(home)
    shop.strangers = frozenset({"wmCustomer0001"})
    customers(home, shop, 3, target(home, shop, "wecom_customer", "wecom"))
    await run(home)
    assert states(home, "k0", "k1", "k2") == {
        "k0": ("confirm_wait", "awaits_staff"),
        "k1": ("failed", "not_reached"),
        "k2": ("confirm_wait", "awaits_staff"),
    }


async def test_a_token_that_ran_out_is_replaced_and_the_task_made_once(home: House, shop: Capture) -> None:
    at_any_hour(home)
    goal = target(home, shop, "wecom_customer", "wecom")
    customers(home, shop, 1, goal)
    courier = await run(home, Courier(home.services))
    shop.tokens.append("another")  # the platform forgot ours
    other = contact(home, "wmCustomer9999", "wecom", ("marketing",))
    put(home, message(home, goal, "late", person=other, category="marketing", payload=WORDS))
    await courier.drain()
    assert states(home, "late")["late"] == ("queued", "token_expired")
    home.clock.now += 10_000
    await courier.drain()
    await courier.stop()
    assert states(home, "late")["late"] == ("confirm_wait", "awaits_staff")
    assert len(shop.tasks) == 2


async def test_a_wrong_secret_says_so_and_no_message_left(home: House, shop: Capture) -> None:
    at_any_hour(home)
    customers(home, shop, 1, target(home, shop, "wecom_customer", "wecom", secret="wrong"))
    await run(home)
    assert states(home, "k0")["k0"] == ("failed", "code_40001")
    assert shop.tasks == []


async def test_who_withdrew_is_in_no_task_and_a_task_counts_against_the_cap(
    home: House, shop: Capture
) -> None:
    at_any_hour(home, cap_day=1)
    goal = target(home, shop, "wecom_customer", "wecom")
    people = customers(home, shop, 2, goal)
    with home.db.write() as tx:
        said = Said(people[0], "wecom", "marketing", "withdraw", "service")
        contacts.say(tx, home.actor("operator@甲"), home.clock, said)
    await run(home)
    assert [task["external_userid"] for task in shop.tasks] == [["wmCustomer0001"]]
    again = message(
        home, goal, "again", person=people[1], category="marketing", payload=WORDS | {"text": "再来"}
    )
    put(home, again)
    await run(home)
    assert states(home, "again")["again"][1] == "cap_day"
    assert len(shop.tasks) == 1


async def test_the_employee_s_answer_is_written_down_by_a_person(home: House, shop: Capture) -> None:
    at_any_hour(home)
    customers(home, shop, 2, target(home, shop, "wecom_customer", "wecom"))
    await run(home)
    async with home.ask("operator@甲") as client:
        rows = (await client.get("/api/v1/delivery/outbox?state=confirm_wait")).json()["items"]
        assert len(rows) == 2
        assert "employee confirms" in rows[0]["reason"]
        place = f"/api/v1/delivery/outbox/{rows[0]['id']}/settle"
        refused = await client.post(place, json={"outcome": "again"})
        assert refused.json()["code"] == "message_settled", "it may still be confirmed"
        assert (await client.post(place, json={"outcome": "arrived"})).status_code == 204
    with home.db.read() as tx:
        assert outbox.counts(tx, home.tenants["甲"]) == {"sent": 1, "confirm_wait": 1}


@pytest.mark.parametrize(
    ("channel", "wrong", "field"),
    [(None, {}, "channel"), ("sms", {}, "channel"), ("wecom", {"sender": "林 姐"}, "sender"), ("wecom", {"corpid": "?"}, "corpid"),
     ("wecom", {"base": "ftp://x.example"}, "base")],
)  # fmt: skip
async def test_settings_that_cannot_work_are_refused(
    home: House, shop: Capture, channel: str | None, wrong: dict[str, str], field: str
) -> None:
    with pytest.raises(BadTarget) as refused:
        target(home, shop, "wecom_customer", channel, **wrong)
    assert refused.value.data["field"] == field
