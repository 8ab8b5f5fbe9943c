"""R01: SIGKILL 5 times (ONAIR_FULL=1: 20) while 5,000 events a second come in. What was acknowledged is there, once."""

import http.client
import json
import os
import random
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from tests.serving import Running, command, serving

from onair.events.codec import decode_batch
from onair.store.db import Database
from onair.store.log import EventLog

KILLS = 20 if os.environ.get("ONAIR_FULL") else 5
BATCH = 100
PER_SECOND = 5_000


class Sender:
    """Sends numbered batches at a steady pace; what is not acknowledged is sent again, as a bridge would."""

    def __init__(self, running: Running, path: str, key: str) -> None:
        self.running, self.path, self.key = running, path, key
        self.acked: set[str] = set()
        self.answers: Counter[str] = Counter()
        self.next = 0
        self.stopping = False
        self.lock = threading.Lock()

    def take(self) -> int:
        with self.lock:
            self.next += 1
            return self.next

    def batch(self, n: int) -> tuple[list[str], bytes]:
        ids = [f"{n}-{i}" for i in range(BATCH)]
        at = int(time.time() * 1000)
        lines = (
            f'{{"id":"{id_}","source":"douyin:r","type":"product_click","at":{at},"product":"p","user":"u{n}"}}'
            for id_ in ids
        )
        return ids, "\n".join(lines).encode()

    def run(self, each_s: float) -> None:
        link, n, due = None, None, time.monotonic()
        while not self.stopping:
            n = n or self.take()
            ids, body = self.batch(n)
            try:
                link = link or http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=5)
                link.request("POST", self.path, body, {"authorization": f"Bearer {self.key}"})
                answer = link.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                self.answers["cut"] += 1
                if link is not None:
                    link.close()
                link = None
                time.sleep(0.02)
                continue
            self.answers[str(answer.status)] += 1
            if answer.status == 200:
                receipt = json.loads(said)
                assert receipt["accepted"] + receipt["duplicates"] == BATCH, receipt
                with self.lock:
                    self.acked.update(ids)
                n = None
            due = max(due + each_s, time.monotonic() - 1)
            time.sleep(max(0.0, due - time.monotonic()))
        if link is not None:
            link.close()


def open_show(running: Running, *scopes: str) -> tuple[str, str]:
    """→ id of a show on air, secret of a key."""
    words = [word for scope in scopes for word in ("--scope", scope)]
    made = command(running.env, "key", "create", "--name", "bridge", *words, "--json")
    assert made.returncode == 0, made.stderr
    key = json.loads(made.stdout)["secret"]

    def ask(path: str, body: dict[str, object]) -> dict[str, object]:
        with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)) as link:
            headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
            link.request("POST", path, json.dumps(body), headers)
            answer = link.getresponse()
            said = answer.read()
        assert answer.status in (200, 201), said
        return json.loads(said)

    show = str(
        ask("/api/v1/shows", {"title": "夜场", "currency": "CNY", "starts_at": int(time.time() * 1000)})["id"]
    )
    ask(f"/api/v1/shows/{show}/start", {})
    return show, key


def in_log(home: Path, show: str) -> Counter[str]:
    db = Database(f"sqlite:///{home / 'onair.db'}")
    found: Counter[str] = Counter()
    for batch in EventLog(db).read(show, verify=True):
        found.update(event.id for event in decode_batch(batch.body, batch.codec))
    db.close()
    return found


@pytest.mark.fault
def test_kills_lose_nothing_and_double_nothing(tmp_path):
    rng = random.Random(1)
    with serving(tmp_path / "home") as running:
        show, key = open_show(running, "events:write", "shows:write", "shows:read", "numbers:read")
        sender = Sender(running, f"/api/v1/shows/{show}/events", key)
        threads = [threading.Thread(target=sender.run, args=(4 * BATCH / PER_SECOND,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(KILLS):
                before = len(sender.acked)
                until = time.monotonic() + 20
                while len(sender.acked) < before + BATCH * 5 and time.monotonic() < until:
                    time.sleep(0.02)
                assert len(sender.acked) > before, f"nothing was acknowledged again: {sender.answers}"
                time.sleep(rng.uniform(0.1, 0.8))
                running.kill()
                running.restart()
            time.sleep(1)
        finally:
            sender.stopping = True
            for thread in threads:
                thread.join(10)
        with closing(http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)) as link:
            link.request("GET", f"/api/v1/shows/{show}/numbers", headers={"authorization": f"Bearer {key}"})
            answer = link.getresponse()
            numbers = json.loads(answer.read())
        running.stop()
    found = in_log(tmp_path / "home", show)
    assert sender.answers["cut"] >= KILLS, "the kills must have cut something"
    assert set(sender.answers) <= {"200", "cut", "503"}, sender.answers
    lost = sender.acked - found.keys()
    assert not lost, f"{len(lost)} acknowledged events are gone"
    doubled = {id_: n for id_, n in found.items() if n > 1}
    assert not doubled, f"{len(doubled)} events are there more than once"
    assert answer.status == 200, numbers
    assert numbers["metrics"]["prod_click_pv"]["value"] == len(found)
