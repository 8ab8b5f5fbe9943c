"""Targets, contacts and messages for tests."""

import asyncio
from collections.abc import Callable
from typing import Any

from capture import Capture, robot_urls

from onair.compliance.service import Rules, put_rules
from onair.delivery import contacts, outbox, targets
from onair.delivery.courier import Courier
from onair.delivery.outbox import Message
from onair.delivery.vault import vault_of
from team import House

WAIT_S = 20
ROBOTS = ("wecom_robot", "feishu_robot", "dingtalk_robot")


def target(home: House, shop: Capture, kind: str, channel: str | None = None, **config: str) -> str:
    settings = robot_urls(shop.url, "a").get(kind, {}) | config
    new = targets.NewTarget(kind, f"{kind}甲", channel, settings)
    with home.db.write() as tx:
        return targets.create_target(
            tx, home.actor("owner@甲"), home.clock, vault_of(home.services), new, private=True
        ).id


def message(home: House, goal: str, key: str, **more: Any) -> Message:
    given = {
        "payload": {"title": f"标题{key}", "text": f"正文{key}"},
        "due_at": home.clock(),
        "kind": "warmup",
    }
    return Message(key=key, target=goal, **(given | more))


def put(home: House, *messages: Message) -> list[str]:
    with home.db.write() as tx:
        return outbox.enqueue_all(tx, home.tenants["甲"], home.clock, messages)


def states(home: House, *keys: str) -> dict[str, tuple[str, str]]:
    with home.db.read() as tx:
        found = outbox.state_of(tx, home.tenants["甲"], keys)
    return {key: (sent.state, sent.detail) for key, sent in found.items()}


def contact(
    home: House, value: str = "13812345678", channel: str = "sms", purposes: tuple[str, ...] = ("reminder",)
) -> str:
    with home.db.write() as tx:
        made = contacts.add_contact(
            tx, home.actor("operator@甲"), home.clock, vault_of(home.services), label="老客",
            points=[contacts.PointIn(channel, value, purposes)], given=contacts.Given("form"),
        )  # fmt: skip
    return made.id


def at_any_hour(home: House, **rules: int) -> None:
    with home.db.write() as tx:
        fresh = Rules(quiet_from=0, quiet_to=0, version=0)._replace(**rules)
        put_rules(tx, home.actor("operator@甲"), home.clock, fresh)


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not reached():
            await asyncio.sleep(0.02)


async def run(home: House, courier: Courier | None = None) -> Courier:
    mine = courier or Courier(home.services)
    await mine.resume()
    await mine.drain()
    if courier is None:
        await mine.stop()
    return mine
