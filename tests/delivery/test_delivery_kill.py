"""kill -9 in the middle of 10,000 due messages (ONAIR_FULL=1; else 600): none lost, none sent twice."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from capture import Capture
from delivery_house import built
from parcels import ROBOTS, at_any_hour, contact, message, put, target
from sqlalchemy import select

from onair.delivery.model import Outgoing
from team import House

pytestmark = pytest.mark.fault
FULL = bool(os.environ.get("ONAIR_FULL"))
MESSAGES, KILLS = (10_000, 12) if FULL else (600, 4)
HERE = Path(__file__).parent


def spawn(home: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(HERE / "carrying.py"), str(home), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "up"
    return process


def carry(home: Path, shop: Capture, kills: int, *words: str) -> int:
    """Start, kill after some of it has arrived, start again … then let it end. → kills that hit it at work."""
    rng, hit = random.Random(9), 0
    for _ in range(kills):
        process, before = spawn(home, *words), len(shop.raw)
        until = time.monotonic() + 20
        while (
            len(shop.raw) < before + rng.randint(3, 12)
            and process.poll() is None
            and time.monotonic() < until
        ):
            time.sleep(0.002)
        hit += process.poll() is None
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
    last = spawn(home, *words)
    said, _ = last.communicate(timeout=900)
    assert said.strip() == "done"
    return hit


def furnished(folder: Path, shop: Capture, n: int) -> House:
    """n messages that are due: to each robot's group, to a gateway for staff, and to people by SMS."""
    home = built(folder)
    at_any_hour(home, cap_day=100, cap_week=100)
    goals = [target(home, shop, kind) for kind in (*ROBOTS, "signed_webhook")]
    sms = target(home, shop, "signed_webhook", "sms", url=f"{shop.url}/gateway/sms")
    people = [contact(home, f"1380000{i:04d}") for i in range(-(-n // 5 // 90))]
    text = {"payload": {"title": "", "text": "消息 {}。" + "播" * 300}}
    made = []
    for i in range(n):
        payload = {"title": "", "text": text["payload"]["text"].format(f"#{i:05d}#")}
        if i % 5 == 4:
            who = {"person": people[i // 5 % len(people)], "category": "reminder"}
            made.append(message(home, sms, f"k{i}", payload=payload, **who))
        else:
            made.append(message(home, goals[i % 5], f"k{i}", payload=payload))
    put(home, *made)
    home.db.close()
    return home


def outcome(home: House, shop: Capture, n: int) -> tuple[Counter[str], Counter[int], dict[int, str]]:
    """→ messages by state, how often each arrived (robots as posted, gateways after they dropped repetitions), states."""
    arrived: Counter[int] = Counter()
    for text in [text for texts in shop.texts.values() for text in texts]:
        arrived.update(int(part[:5]) for part in text.split("#")[1::2])
    arrived.update(int(data["text"].split("#")[1]) for data in shop.hooks.values())
    with home.db.read() as tx:
        states = {int(row[0][1:]): row[1] for row in tx.execute(select(Outgoing.key, Outgoing.state))}
    home.db.close()
    assert len(states) == n
    return Counter(states.values()), arrived, states


def test_kills_lose_nothing_and_send_nothing_twice(tmp_path: Path, shop: Capture) -> None:
    home = furnished(tmp_path / "home", shop, MESSAGES)
    shop.slow_s = 0.01
    hit = carry(tmp_path / "home", shop, KILLS)
    by_state, arrived, states = outcome(home, shop, MESSAGES)
    assert hit >= KILLS - 1, "the kills must hit it at work"
    assert shop.wrong == []
    assert set(by_state) <= {"sent", "unknown"}, by_state
    assert not {i: n for i, n in arrived.items() if n > 1}, "sent twice"
    lost = [i for i, state in states.items() if state == "sent" and not arrived[i]]
    assert not lost, "said to be sent, never arrived"
    hidden = [i for i in range(MESSAGES) if not arrived[i] and states[i] != "unknown"]
    assert not hidden, "neither arrived nor shown to a person"
    assert by_state["unknown"] <= KILLS * 3 * 50, "in doubt: at most one request of each robot for each kill"
    gateway = [i for i in range(MESSAGES) if i % 5 >= 3]
    assert all(states[i] == "sent" and arrived[i] == 1 for i in gateway), (
        "who drops repetitions gets all, once"
    )
    if FULL:
        print(
            f"{MESSAGES} messages, {hit} kills: {dict(by_state)}, {sum(shop.came.values())} posts to the gateways"
        )


def test_control_taking_again_what_was_under_way_sends_twice(tmp_path: Path, shop: Capture) -> None:
    """The negative control: without the state `sending` as a border the same kills double messages."""
    home = furnished(tmp_path / "home", shop, 600)
    shop.slow_s = 0.05
    carry(tmp_path / "home", shop, 4, "naive")
    _, arrived, _ = outcome(home, shop, 600)
    assert [i for i, n in arrived.items() if n > 1], "the test would not notice a message sent twice"
