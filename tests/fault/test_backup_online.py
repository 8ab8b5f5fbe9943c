"""`onair backup` while events pour in: restored elsewhere it holds all that was acknowledged before it began,
its numbers are those of its mark, and it verifies. Control: a batch taken out of the copy must be noticed."""

import json
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import Running, command, environment, serving

BATCH = 200
TYPES = ("enter", "comment", "product_click", "pay")

pytestmark = pytest.mark.fault


def event(number: int, base: int = 0) -> dict[str, Any]:
    kind = TYPES[number % len(TYPES)]
    found: dict[str, Any] = {
        "id": str(number),
        "type": kind,
        "at": base + number,
        "user": f"u{number % 997}",
    }
    if kind == "comment":
        found["text"] = "好"
    if kind == "product_click":
        found["product"] = f"p{number % 7}"
    if kind == "pay":
        found |= {"order": f"o{number}", "amount": 100 + number % 50}
    return found


class Sender(threading.Thread):
    """One sender, one batch after the other: what is in the log is a prefix of what was sent."""

    def __init__(self, running: Running, show: str, key: str, base: int) -> None:
        super().__init__(daemon=True)
        self.url, self.key = f"{running.url}/api/v1/shows/{show}/events", key
        self.base, self.acked, self.halt = base, 0, threading.Event()

    def run(self) -> None:
        with httpx.Client(
            headers={"Authorization": f"Bearer {self.key}"}, trust_env=False, timeout=30
        ) as client:
            while not self.halt.is_set():
                batch = [event(n, self.base) for n in range(self.acked, self.acked + BATCH)]
                answer = client.post(self.url, content=json.dumps(batch).encode())
                assert answer.status_code == 200, answer.text
                assert answer.json()["accepted"] == BATCH
                self.acked += BATCH

    def reach(self, count: int) -> None:
        while self.acked < count and self.is_alive():
            threading.Event().wait(0.02)
        assert self.acked >= count


def on_air(running: Running) -> tuple[str, str, int]:
    """A show that is on air, a key for it, and when it began."""
    scopes = ("events:write", "numbers:read", "shows:write", "shows:read")
    made = command(
        running.env, "key", "create", "--name", "t", "--json", *(w for s in scopes for w in ("--scope", s))
    )
    key = json.loads(made.stdout)["secret"]
    with httpx.Client(
        base_url=running.url, headers={"Authorization": f"Bearer {key}"}, trust_env=False
    ) as client:
        show = client.post(
            "/api/v1/shows", json={"title": "备份", "starts_at": 1_795_334_400_000, "currency": "CNY"}
        )
        assert show.status_code == 201, show.text
        for step in ("ready", "start"):
            answer = client.post(f"/api/v1/shows/{show.json()['id']}/{step}", json={})
            assert answer.status_code == 200, answer.text
        return show.json()["id"], key, answer.json()["started_at"]


def expected(count: int) -> dict[str, int]:
    events = [event(number) for number in range(count)]
    return {
        "comment_pv": sum(e["type"] == "comment" for e in events),
        "prod_click_pv": sum(e["type"] == "product_click" for e in events),
        "gmv": sum(e["amount"] for e in events if e["type"] == "pay"),
    }


def test_backup_while_events_pour_in(tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copy", tmp_path / "elsewhere"
    with serving(tmp_path / "home") as running:
        show, key, base = on_air(running)
        sender = Sender(running, show, key, base)
        sender.start()
        sender.reach(4_000)
        before = sender.acked
        made = command(running.env, "backup", str(copy), "--json")
        assert made.returncode == 0, made.stderr
        sender.reach(sender.acked + 2_000)
        sender.halt.set()
        sender.join()
    mark = json.loads(made.stdout)["mark"][show]
    assert before <= mark < sender.acked
    away = environment(elsewhere)
    restored = command(away, "restore", str(copy), "--json")
    assert restored.returncode == 0, restored.stderr
    assert command(away, "verify").returncode == 0
    numbers = json.loads(command(away, "review", show, "--json").stdout)["metrics"]
    assert {name: numbers[name]["value"] for name in expected(0)} == expected(mark)
    assert command(away, "restore", str(copy)).returncode == 1, "a folder in use was overwritten"


def test_control_a_copy_that_lacks_a_batch_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as running:
        show, key, base = on_air(running)
        sender = Sender(running, show, key, base)
        sender.start()
        sender.reach(1_000)
        sender.halt.set()
        sender.join()
        assert command(running.env, "backup", str(tmp_path / "copy")).returncode == 0
    with sqlite3.connect(tmp_path / "copy" / "onair-log.db") as raw:
        raw.execute("DELETE FROM event_batch WHERE offset = (SELECT max(offset) FROM event_batch)")
    raw.close()
    shutil.rmtree(tmp_path / "copy" / "run", ignore_errors=True)
    refused = command(environment(tmp_path / "elsewhere"), "restore", str(tmp_path / "copy"))
    assert refused.returncode == 1
    assert not (tmp_path / "elsewhere" / "onair.db").exists()
