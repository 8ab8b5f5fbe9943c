"""Latency under load: 10,000 events/s in batches of 100 while 200 consoles watch.

Ack: from the first byte of a request to its answer (durable). Delta: from the same moment to a console holding a
frame whose log offset covers the batch. The limit for the ack, in the same run: append + fdatasync of a batch to
a file, at the same pace. Server and load share the machine.

    python -m bench.ack [--seconds 20] [--rate 10000] [--consoles 200]
"""

import argparse
import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ingest import MARK, serve_ours, start, template
from bench.rounds import Figure, report

PER_BATCH = 100


def pieces() -> list[bytes]:
    """Batches of 100 out of the batches of 1,000 of bench.ingest."""
    made = []
    for seed in range(4):
        lines = template(seed, int(time.time() * 1000)).split(b"\n")
        made += [b"\n".join(lines[i : i + PER_BATCH]) for i in range(0, len(lines), PER_BATCH)]
    return made


def p(values: list[float], q: float) -> float:
    """ms"""
    return sorted(values)[min(len(values) - 1, int(len(values) * q))] * 1000


class Watch:
    """One console: when did it see which offset."""

    def __init__(self, show_path: str, port: int, key: str) -> None:
        self.path, self.port, self.key = show_path, port, key
        self.seen: list[tuple[float, int]] = []
        self.ready = asyncio.Event()

    async def run(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        writer.write(
            f"GET {self.path}/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {self.key}\r\n\r\n".encode()
        )
        try:
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    at = line.find(b'"offset":')
                    self.seen.append((time.perf_counter(), int(line[at + 9 : line.find(b",", at)])))
                    self.ready.set()
        finally:
            writer.close()


async def post(reader: Any, writer: Any, head: bytes, body: bytes) -> dict[str, Any]:
    writer.write(head % len(body) + body)
    length = 0
    while (line := await reader.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(await reader.readexactly(length))


ROUND = itertools.count()


async def load(
    port: int, path: str, key: str, seconds: float, rate: int, consoles: int
) -> tuple[list[float], list[float], int]:
    """→ seconds of each ack, of each (console, batch), and how many batches were sent late."""
    show = path.removesuffix("/events")
    watches = [Watch(show, port, key) for _ in range(consoles)]
    tasks = [asyncio.create_task(watch.run()) for watch in watches]
    await asyncio.gather(*[watch.ready.wait() for watch in watches])
    bodies, acks, sent, late = pieces(), [], [], 0
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: %d\r\n\r\n".encode()
    lanes: asyncio.Queue[Any] = asyncio.Queue()
    turn = next(ROUND)
    for _ in range(32):
        lanes.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def one(n: int) -> None:
        lane = await lanes.get()
        begin = time.perf_counter()
        answer = await post(
            *lane,
            head,
            bodies[n % len(bodies)]
            .replace(MARK, b"%08d" % (n // 10))
            .replace(b'{"id": "', b'{"id": "b%d-%d-' % (turn, n)),
        )
        acks.append(time.perf_counter() - begin)
        assert answer["accepted"] == PER_BATCH, answer
        sent.append((begin, answer["offset"] + PER_BATCH))
        lanes.put_nowait(lane)

    running, start_at = set(), time.perf_counter()
    for n in range(int(seconds * rate / PER_BATCH)):
        due = start_at + n * PER_BATCH / rate
        wait = due - time.perf_counter()
        late += wait < -0.05
        await asyncio.sleep(max(0.0, wait))
        task = asyncio.create_task(one(n))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.wait_for(asyncio.gather(*running), 30)
    await asyncio.sleep(1.5)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    while not lanes.empty():
        lanes.get_nowait()[1].close()
    return acks, [gap for watch in watches for gap in gaps(sorted(sent), watch.seen)], late


def gaps(sent: list[tuple[float, int]], seen: list[tuple[float, int]]) -> list[float]:
    """For each batch, until the first frame that covers it."""
    found, i = [], 0
    for begin, end in sorted(sent, key=lambda one: one[1]):
        while i < len(seen) and seen[i][1] < end:
            i += 1
        if i == len(seen):
            found.append(60.0)  # never shown: as bad as it gets
            continue
        found.append(seen[i][0] - begin)
    return found


def bare(folder: Path, seconds: float, rate: int) -> list[float]:
    bodies, times = pieces(), []
    fd = os.open(folder / "bare.bin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for n in range(int(seconds * rate / PER_BATCH)):
        begin = time.perf_counter()
        os.write(fd, bodies[n % len(bodies)])
        os.fdatasync(fd)
        times.append(time.perf_counter() - begin)
        time.sleep(max(0.0, PER_BATCH / rate - times[-1]))
    os.close(fd)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--consoles", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as folder:
        process, where = start(serve_ours, folder)
        acks, deltas, late, limit = [], [], 0, []
        for _ in range(5):  # rounds: load, then the limit
            a, d, n = asyncio.run(load(*where, args.seconds / 5, args.rate, args.consoles))
            acks, deltas, late = acks + a, deltas + d, late + n
            limit += bare(Path(folder), 1, args.rate)
        process.terminate()
        process.join(20)
    report(
        f"latency: {args.rate:,} events/s in batches of {PER_BATCH}, {args.consoles} consoles, 5 rounds",
        [
            Figure("ack p50", p(acks, 0.5), "ms"),
            Figure("ack p99", p(acks, 0.99), "ms", "≤ 50", p(acks, 0.99) <= 50),
            Figure("event → console delta p50", p(deltas, 0.5), "ms"),
            Figure("event → console delta p99", p(deltas, 0.99), "ms", "≤ 500", p(deltas, 0.99) <= 500),
            Figure("append + fdatasync alone p99", p(limit, 0.99), "ms"),
            Figure("batches that the load itself sent > 50 ms late", late, f"of {len(acks)}"),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
