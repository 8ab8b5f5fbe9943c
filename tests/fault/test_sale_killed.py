"""R05: a flash sale while the server is killed; checkouts try again with the same key. Exactly the stock is sold, each
key at most once, everything acknowledged is there, no hold is left. ONAIR_FULL=1: 8 kills.
Controls: tests/during/offers/test_flash_sale.py (a careless clerk oversells) and test_offer_desk.py (a new key for every
try buys twice)."""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.fault.test_kill import open_show
from tests.serving import Running, serving

from onair.during.offers.terms import Terms, frozen
from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import Offer
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import find_show

pytestmark = pytest.mark.fault
KILLS = 8 if os.environ.get("ONAIR_FULL") else 1
STOCK, LANES, HOLD_S, PRICE = 100, 8, 5, 5900
PATH = "/api/v1/offers/ofr_1"
EXAMPLE = Path(__file__).parents[2] / "examples" / "checkout.py"
"""A sample checkout that goes on selling through the kill, beside the others."""


def published(home: Path, show: str) -> None:
    """An offer in the log of a show whose server is down."""
    now = int(time.time() * 1000)
    terms = Terms(
        kind="flash", title="示例", product="p1", price=PRICE, usual_price=9900, currency="CNY", starts_at=now - 1000,
        ends_at=now + 3_600_000, stock=STOCK, per_person=1, hold_s=HOLD_S,
    )  # fmt: skip
    event = Offer(id="p", source="onair", at=now, offer="ofr_1", step="publish", terms=frozen(terms))
    db = Database(f"sqlite:///{home / 'onair.db'}")
    with db.read() as tx:
        view = find_show(tx, show)
    assert view is not None
    log = EventLog(db)
    log.start()
    body = encode_batch([event])
    log.append_blocking(show, tenant=view.tenant, clock=now, n=1, body=body, codec=CODEC_VERSION)
    log.stop()
    db.close()


def offers_in(home: Path, show: str) -> list[Offer]:
    db = Database(f"sqlite:///{home / 'onair.db'}")
    events = [
        event
        for batch in EventLog(db).read(show, verify=True)
        for event in decode_batch(batch.body, batch.codec)
    ]
    db.close()
    return [event for event in events if isinstance(event, Offer)]


class Checkouts:
    """Shops that buy one unit after the other until nothing is left."""

    def __init__(self, running: Running, key: str) -> None:
        self.running = running
        self.headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        self.paid: dict[str, str] = {}
        self.answers: Counter[str] = Counter()
        self.lock, self.stopping, self.n = threading.Lock(), False, 0

    def ask(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Until there is an answer; a cut line is tried again with the very same words."""
        while not self.stopping:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=5)) as link:
                    link.request(method, path, json.dumps(body), self.headers)
                    answer = link.getresponse()
                    said = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                self.answers["cut"] += 1
                time.sleep(0.05)
                continue
            self.answers[str(said.get("code", answer.status))] += 1
            if answer.status in (429, 503):
                time.sleep(0.1)
                continue
            return answer.status, said
        return 0, {}

    def lane(self) -> None:
        while not self.stopping:
            with self.lock:
                self.n += 1
                n = self.n
            status, said = self.ask("POST", f"{PATH}/reservations", {"request": f"r{n}", "user": f"u{n}"})
            if said.get("code") == "sold_out":
                if said["data"] == {"left": 0, "held": 0}:
                    return
                time.sleep(0.1)
            elif status in (200, 201):
                where = f"{PATH}/reservations/{said['reservation']}/confirm"
                status, told = self.ask("POST", where, {"order": f"o{n}", "amount": PRICE})
                if status == 200:
                    with self.lock:
                        self.paid[f"r{n}"] = told["order"]

    def run(self, kills: int) -> None:
        rng = random.Random(1)
        threads = [threading.Thread(target=self.lane, daemon=True) for _ in range(LANES)]
        for thread in threads:
            thread.start()
        try:
            for turn in range(kills):
                until = time.monotonic() + 30
                while len(self.paid) < (turn + 1) * STOCK // (kills + 2) and time.monotonic() < until:
                    time.sleep(0.002)
                time.sleep(rng.uniform(0, 0.03))
                self.running.kill()
                self.running.restart()
            for thread in threads:
                thread.join(120)
            assert not any(thread.is_alive() for thread in threads), self.answers
        finally:
            self.stopping = True


def test_a_killed_sale_sells_exactly_what_there_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as running:
        show, key = open_show(running, "offers:write", "shows:write", "shows:read")
        running.stop()
        published(home, show)
        running.restart()
        env = {
            **os.environ,
            "ONAIR_URL": running.url,
            "ONAIR_KEY": key,
            "ONAIR_OFFER": "ofr_1",
            "BUYERS": "4",
        }
        words = [sys.executable, str(EXAMPLE)]
        sample = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        shops = Checkouts(running, key)
        shops.run(KILLS)
        said, complaint = sample.communicate(timeout=120)
        shops.stopping = False
        _, now = shops.ask("GET", PATH, {})
        running.stop()
    assert sample.returncode == 0, complaint
    came = json.loads(said)["came"]
    assert came.get("confirmed", 0) >= 1, "the example must have bought something"
    assert sum(came.values()) == 4
    assert set(came) <= {"confirmed", "expired", "sold_out"}, came
    assert shops.answers["cut"] >= KILLS, "the kills must have cut something"
    assert (now["sold"], now["held"], now["left"]) == (STOCK, 0, 0)
    steps = offers_in(home, show)
    sold = Counter(event.request for event in steps if event.step == "confirm")
    assert sum(sold.values()) == STOCK
    assert set(sold.values()) == {1}
    lost = shops.paid.keys() - sold.keys()
    assert not lost, "a sale that was acknowledged is gone"
    let_go = {event.request for event in steps if event.step == "release"}
    assert {event.request for event in steps if event.step == "reserve"} == sold.keys() | let_go
