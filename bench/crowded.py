"""S10: one shop asks ten times what its key may; what do the others feel, and is anything it was promised lost?

A server with the checkout of two teams, `ONAIR_OFFERS_PER_S` 100. The others reserve 50 times a second over 8 connections;
in every second turn the crowd asks 1,000 times a second from a process of its own. All of it shares the machine.

    python -m bench.crowded [--rounds 5] [--seconds 4]
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from bench.ack import p
from bench.ingest import cpu_of, start
from bench.offers import Lane, Selling
from bench.rounds import Figure, median, report
from bench.tills import loop_run

PER_S, TIMES, OTHERS_PER_S, OTHERS = 100, 10, 50, 8
CROWD = 64


def serve_two(folder: str, ready: Any) -> None:
    """Two teams, each with a show, a key and an offer of a million units."""
    import uvicorn

    from bench.peers import serve
    from onair.access.web import create_api
    from onair.during.intake.start import on_air
    from onair.during.offers import http as offers_http
    from onair.during.offers.house import selling as desks_of
    from onair.during.offers.rate import Buckets

    async def run() -> None:
        crowd = Selling(Path(folder))
        crowd.services.put(Buckets(PER_S))
        other = crowd.again()
        async with on_air(crowd.services) as hub, desks_of(crowd.services):
            wanted = [(one.key, await one.publish(hub, 1_000_000)) for one in (crowd, other)]
            app = create_api([], offers_http.raw_routes, crowd.services)
            config = uvicorn.Config(
                app,
                port=0,
                log_level="warning",
                access_log=False,
                http="httptools",
                lifespan="off",
                backlog=8192,
            )
            await serve(uvicorn.Server(config), ready, json.dumps(wanted), "", hub)
        crowd.log.stop()

    loop_run(run)


class Asker(Lane):
    """Keeps the whole head of the last answer."""

    head = b""

    def data_received(self, data: bytes) -> None:
        self.head = (self.got + data).partition(b"\r\n\r\n")[0].lower()
        super().data_received(data)


async def ask(port: int, key: str, offer: str, *, per_s: int, seconds: float, lanes: int, tag: str) -> Any:
    """→ seconds of each answer, statuses, refusals without Retry-After. Open loop: what is late is not asked again."""
    path = f"/api/v1/offers/{offer}/reservations"
    head = (
        f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n"
        "content-length: %d\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    free = [(await loop.create_connection(Asker, "127.0.0.1", port))[1] for _ in range(lanes)]
    every, times, statuses, bare = list(free), [], {}, 0
    begin, n, busy = time.perf_counter(), 0, set()

    async def one(lane: Asker, number: int) -> None:
        nonlocal bare
        at = time.perf_counter()
        body = b'{"request":"%s-%d","user":"%s-%d"}' % (tag.encode(), number, tag.encode(), number)
        status = await lane.post(head, body)
        times.append(time.perf_counter() - at)
        statuses[status] = statuses.get(status, 0) + 1
        bare += status == 429 and b"retry-after:" not in lane.head
        free.append(lane)

    while (now := time.perf_counter() - begin) < seconds:
        while n < now * per_s and free:
            busy.add(task := loop.create_task(one(free.pop(), n)))
            task.add_done_callback(busy.discard)
            n += 1
        n = max(n, int(now * per_s) - lanes)
        await asyncio.sleep(0.001)
    if busy:
        await asyncio.wait(busy)
    for lane in every:
        lane.transport.close()
    return times, statuses, bare


def crowd(folder: str, ready: Any) -> None:
    """Told by a line in `folder`: port, key, offer, seconds, tag; answers with what came."""
    port, key, offer, seconds, tag = (Path(folder) / "order").read_text().split()
    found = loop_run(
        lambda: ask(int(port), key, offer, per_s=PER_S * TIMES, seconds=float(seconds), lanes=CROWD, tag=tag)
    )
    ready.put(found)


def start_crowd(folder: str) -> Any:
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    process = context.Process(target=crowd, args=(folder, ready), daemon=True)
    process.start()
    return process, ready


def held(port: int, key: str, offer: str) -> int:
    """Units that the ledger has as held."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/offers/{offer}", headers={"authorization": f"Bearer {key}"}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    time.sleep(3)  # its own bucket fills again
    with direct.open(asked, timeout=30) as answer:
        return int(json.loads(answer.read())["held"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as name:
        process, (port, told, _) = start(serve_two, name)
        (greedy, wild), (key, calm) = json.loads(told)
        alone: list[float] = []
        beside: list[float] = []
        bare = refused = asked = promised = 0
        used = {False: 0.0, True: 0.0}
        for turn in range(args.rounds * 2):
            before = cpu_of(process.pid)
            flood = None
            if turn % 2:
                (Path(name) / "order").write_text(f"{port} {greedy} {wild} {args.seconds + 2} c{turn}")
                flood = start_crowd(name)
                time.sleep(1.0)
            times, statuses, _ = loop_run(
                lambda turn=turn: ask(
                    port,
                    key,
                    calm,
                    per_s=OTHERS_PER_S,
                    seconds=args.seconds,
                    lanes=OTHERS,
                    tag=f"o{turn}",
                )
            )
            assert set(statuses) == {201}, statuses
            (beside if turn % 2 else alone).append(p(times, 0.99))
            if flood is not None:
                other, ready = flood
                _, statuses, without = ready.get(timeout=120)
                other.join(20)
                bare, refused = bare + without, refused + statuses.get(429, 0)
                promised, asked = promised + statuses.get(201, 0), asked + sum(statuses.values())
            used[flood is not None] += cpu_of(process.pid) - before
        lost = promised - held(port, greedy, wild)
        process.terminate()
        process.join(20)
    ratios = [one / other for one, other in zip(beside, alone, strict=True)]
    report(
        f"one key at {TIMES} × its limit, {args.rounds} alternated rounds",
        [
            Figure("others' p99 without the crowd", median(alone), "ms"),
            Figure("others' p99 beside it", median(beside), "ms"),
            Figure("the one ÷ the other", median(ratios), "", "≤ 1.2", median(ratios) <= 1.2),
            Figure("asked by the crowd", asked, "requests"),
            Figure(
                "server CPU a request of the crowd", (used[True] - used[False]) / max(asked, 1) * 1e6, "µs"
            ),
            Figure("refused with 429", refused, "requests"),
            Figure("refusals without Retry-After", bare, "", "0", bare == 0),
            Figure("promised and not in the ledger", lost, "units", "0", lost == 0),
            Figure("load average when it began", load, ""),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
