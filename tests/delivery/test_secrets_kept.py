"""Secrets of targets and addresses of people: sealed, opened by the courier alone, in no log."""

import logging
from pathlib import Path
from typing import Any

import pytest
from capture import Capture
from parcels import ROBOTS, at_any_hour, contact, message, put, run, states, target
from sqlalchemy import update

import onair.delivery
from onair.delivery.model import Target
from onair.delivery.vault import vault_of
from team import House

pytestmark = pytest.mark.asyncio


async def test_secrets_are_nowhere_in_logs_or_the_database(
    home: House, shop: Capture, caplog: pytest.LogCaptureFixture, tmp_path: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    at_any_hour(home)
    for kind in ROBOTS:
        put(home, message(home, target(home, shop, kind), kind))
    put(
        home,
        message(home, target(home, shop, "wecom_robot", url="http://127.0.0.1:9/?key=canary-dead"), "dead"),
    )
    who = contact(home, "13987654321")
    put(
        home,
        message(home, target(home, shop, "signed_webhook", "sms"), "sms", person=who, category="reminder"),
    )
    await run(home)
    home.db.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    logged = caplog.text.encode()
    assert len(shop.raw) == 4
    for canary in (b"canary-", b"SECdemo", b"demo-feishu", b"MfKQ9r8GKYqr", b"13987654321"):
        assert canary not in everything, canary
        assert canary not in logged, canary


async def test_only_the_courier_and_the_watcher_of_signals_open_the_vault() -> None:
    users = {
        path.name
        for path in Path(onair.delivery.__file__).parents[1].rglob("*.py")
        if "vault.open(" in path.read_text() or ".open(sealed" in path.read_text()
    }
    assert users == {"courier.py", "sources.py"}


async def test_a_vault_of_another_folder_opens_nothing(home: House, shop: Capture) -> None:
    goal = target(home, shop, "signed_webhook")
    put(home, message(home, goal, "k"))
    with home.db.write() as tx:  # moved to another row, it does not open there either
        tx.execute(update(Target).values(sealed=vault_of(home.services).seal("{}", "target", "x", "y")))
    await run(home)
    assert states(home, "k") == {"k": ("failed", "seal_broken")}
