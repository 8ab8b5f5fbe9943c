"""Durable ingest over HTTP, 1,000 events a request: decode + dedupe + one commit with sync + fold.

Three sides in alternated rounds: ours, as the server runs it, with what follows each show (playbook, rundown, signal) and
without; the limit (append + fdatasync of the very same bytes for each batch, no
network, no decode); and what one would write first, twice: a FastAPI endpoint with a pydantic list that checks the same
limits and commits the same rows (users as keys, texts masked, no nicknames) to SQLite, WAL, FULL, refusing known ids by
a unique index, once through SQLAlchemy Core as our ordinary routes do, once by hand on the driver's executemany. Neither
folds anything. All servers run on uvloop and httptools; of a body only the ids are made while sending. Server and load
share the machine.

    python -m bench.ingest [--rounds 5] [--seconds 3] [--clients 8]
"""

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from unittest import mock

from bench.peers import run_loop, serve, serve_by_hand, serve_core
from bench.rounds import Figure, alternate, median, report, spread

BATCH = 1000
MARK = b"@@@@@@@@"
WARM = 50
FDATASYNC_LIMIT = 278_000
"""events/s of the limit on a quiet machine (stack page §3); absolute figures count when we reach 0.8 of it."""
SLOWER_US = 3_200
"""Makes a batch of the limit take what it took there (3.6 ms), when this disk syncs in a tenth of that: the ratio to a
limit tells what durability costs only while the limit is the disk."""


def template(seed: int, now: int) -> bytes:
    """NDJSON of a busy room; `MARK` stands for the number of the batch, so ids never repeat."""
    rng = random.Random(seed)
    lines = []
    for i in range(BATCH):
        event: dict[str, Any] = {"id": f"{MARK.decode()}-{i:04d}", "source": "douyin:room-1", "type": ""}
        event |= {"at": now + i, "user": f"u{rng.randrange(50_000)}"}  # in the order of the interface's page
        kind = rng.random()
        if kind < 0.3:
            event |= {"type": "enter", "channel": "直播推荐", "new": rng.random() < 0.6}
        elif kind < 0.6:
            event |= {"type": "product_click", "product": f"p{rng.randrange(100)}"}
        elif kind < 0.75:
            event |= {"type": "like", "count": rng.randrange(1, 9)}
        elif kind < 0.9:
            event |= {"type": "comment", "text": "这个颜色还有吗，想要一件", "nick": "小鱼儿"}
        elif kind < 0.97:
            event |= {"type": "add_cart", "product": f"p{rng.randrange(100)}"}
        else:
            event |= {
                "type": "pay",
                "order": f"o{MARK.decode()}{i}",
                "amount": rng.randrange(1000, 90_000),
                "product": "p1",
            }
        lines.append(json.dumps(event, ensure_ascii=False))
    return "\n".join(lines).encode()


# ---- the servers, each in a process of its own


def serve_alone(folder: str, ready: Any) -> None:
    """Ours without the companions that follow each show: what they cost is the difference."""
    serve_ours(folder, ready, companions=False)


def serve_ours(folder: str, ready: Any, *, companions: bool = True, also: Any = None) -> None:
    """`also`: called with the hub and the show, runs beside the server until it ends."""
    import uvicorn  # each side pays only for its own imports
    from tests.during.live import furnish

    from onair.access.web import Services, create_api
    from onair.during.broadcast import http as broadcast_http
    from onair.during.intake import http as intake_http
    from onair.during.intake.start import on_air
    from onair.kernel.settings import load
    from onair.store.db import Database, load_models, upgrade
    from onair.store.log import EventLog

    async def run() -> None:
        services = Services()
        services.put(load({"ONAIR_HOME": folder}))
        load_models()
        db = services.put(Database(f"sqlite:///{folder}/onair.db"))
        upgrade(db)
        log = services.put(EventLog(db))
        log.start()
        _, _, show, key = furnish(services, started_at=services.clock() - 60_000)
        async with on_air(services, companions=companions) as hub:
            parts = (broadcast_http, intake_http)
            app = create_api(
                [part.router for part in parts], [r for part in parts for r in part.raw_routes], services
            )
            config = uvicorn.Config(
                app,
                port=0,
                log_level="warning",
                access_log=False,
                http="httptools",
                lifespan="off",
                backlog=8192,
            )
            beside = asyncio.create_task(also(hub, show)) if also else None
            await serve(uvicorn.Server(config), ready, f"/api/v1/shows/{show}/events", key, hub)
            if beside:
                beside.cancel()
        log.stop()

    run_loop(run)


# ---- the load


def cpu_of(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Load:
    """Keep-alive clients that send as fast as they are answered. `cpu`: µs of the server's CPU an event, by run."""

    def __init__(self, port: int, path: str, key: str, as_array: bool, clients: int, pid: int) -> None:
        self.pid = pid
        self.cpu: list[float] = []
        self.port, self.path, self.key, self.clients = port, path, key, clients
        bodies = [template(seed, int(time.time() * 1000)) for seed in range(4)]
        self.bodies = [b"[" + body.replace(b"\n", b",") + b"]" for body in bodies] if as_array else bodies
        self.sent = 0
        self.lock = threading.Lock()

    def _next(self) -> bytes:
        with self.lock:
            self.sent += 1
            n = self.sent
        return self.bodies[n % len(self.bodies)].replace(MARK, b"%08d" % n)

    def _client(self, until: float, done: list[int]) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kind = "application/json" if self.bodies[0][:1] == b"[" else "application/x-ndjson"
        headers = {"content-type": kind, "authorization": f"Bearer {self.key}"}
        n = 0
        while time.perf_counter() < until:
            link.request("POST", self.path, self._next(), headers)
            answer = link.getresponse()
            body = answer.read()
            if answer.status != 200 or json.loads(body)["accepted"] != BATCH:
                raise RuntimeError(body[:300])
            n += BATCH
        done.append(n)
        link.close()

    def run(self, seconds: float) -> float:
        """events/s"""
        done: list[int] = []
        used = cpu_of(self.pid)
        begin = time.perf_counter()
        threads = [
            threading.Thread(target=self._client, args=(begin + seconds, done)) for _ in range(self.clients)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if len(done) != self.clients:
            raise RuntimeError("a client failed")
        seconds = time.perf_counter() - begin
        self.cpu.append((cpu_of(self.pid) - used) / sum(done) * 1e6)
        return sum(done) / seconds


def bare(folder: Path, bodies: list[bytes], seconds: float, slower_us: int = 0) -> float:
    """events/s of append + fdatasync, one batch at a time, on a disk whose sync takes so much longer."""
    fd = os.open(folder / "bare.bin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    begin, n = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        os.write(fd, bodies[n % len(bodies)])
        if slower_us:
            time.sleep(slower_us / 1e6)
        os.fdatasync(fd)
        n += 1
    os.close(fd)
    return n * BATCH / (time.perf_counter() - begin)


def folder_of(root: str, name: str) -> str:
    folder = Path(root) / name
    folder.mkdir()
    return str(folder)


def slow_sync(folder: str) -> dict[str, str]:
    """The environment in which every sync takes `SLOWER_US` longer."""
    library = f"{folder}/slow_sync.so"
    source = str(Path(__file__).with_name("slow_sync.c"))
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": library, "SLOW_SYNC_US": str(SLOWER_US)}


def start(target: Any, folder: str, more: dict[str, str] | None = None) -> tuple[Any, tuple[int, str, str]]:
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    process = context.Process(target=target, args=(folder, ready), daemon=True)
    with mock.patch.dict(os.environ, more or {}):
        process.start()
    return process, ready.get(timeout=120)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--clients", type=int, default=8)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as folder:
        ours, where = start(serve_ours, folder)
        alone, apart = start(serve_alone, folder_of(folder, "alone"))
        slow, slowly = start(serve_ours, folder_of(folder, "slow"), slow_sync(folder))
        core, there = start(serve_core, folder)
        hand, elsewhere = start(serve_by_hand, folder)
        load = Load(*where, False, args.clients, ours.pid)
        other = Load(*there, True, args.clients, core.pid)
        third = Load(*elsewhere, True, args.clients, hand.pid)
        fourth = Load(*slowly, False, args.clients, slow.pid)
        fifth = Load(*apart, False, args.clients, alone.pid)
        for one in (load, other, third, fourth, fifth):
            one.run(0.5)
        parts = {
            "ours": lambda: load.run(args.seconds),
            "alone": lambda: fifth.run(args.seconds),
            "limit": lambda: bare(Path(folder), load.bodies, args.seconds / 2),
            "slow": lambda: fourth.run(args.seconds),
            "slow limit": lambda: bare(Path(folder), load.bodies, args.seconds / 2, SLOWER_US),
            "core": lambda: other.run(args.seconds),
            "hand": lambda: third.run(args.seconds),
        }
        found = alternate(args.rounds, parts)
        for process in (ours, alone, slow, core, hand):
            process.terminate()
            process.join(20)
    to_limit = [a / b for a, b in zip(found["ours"], found["limit"], strict=True)]
    to_slow = [a / b for a, b in zip(found["slow"], found["slow limit"], strict=True)]
    to_core = [a / b for a, b in zip(found["ours"], found["core"], strict=True)]
    to_hand = [a / b for a, b in zip(found["ours"], found["hand"], strict=True)]
    speed, limit = median(found["ours"]), median(found["limit"])
    fair = limit >= 0.8 * FDATASYNC_LIMIT
    report(
        f"ingest: {BATCH} events a request, {args.clients} clients, {args.rounds} rounds",
        [
            Figure(f"ours ÷ append + fdatasync of the same bytes ({spread(to_limit)})", median(to_limit), "×", "≥ 0.35", median(to_limit) >= 0.35),
            Figure(f"the same, a sync {SLOWER_US / 1000:g} ms slower ({spread(to_slow)})", median(to_slow), "×", "≥ 0.35", median(to_slow) >= 0.35),
            Figure(f"ours ÷ FastAPI + pydantic + SQLAlchemy ({spread(to_core)})", median(to_core), "×", "≥ 5", median(to_core) >= 5),
            Figure(f"ours ÷ FastAPI + pydantic + executemany ({spread(to_hand)})", median(to_hand), "×", "≥ 5", median(to_hand) >= 5),
            Figure(f"ours ({spread(found['ours'])})", speed, "events/s", "≥ 50,000", speed >= 50_000 if fair or speed >= 50_000 else None),
            Figure("CPU of the server an event: SQLAlchemy ÷ ours", median(other.cpu) / median(load.cpu), "×"),
            Figure("CPU of the server an event: executemany ÷ ours", median(third.cpu) / median(load.cpu), "×"),
            Figure("CPU of the server an event", median(load.cpu), "µs"),
            Figure(f"ours without what follows the show ({spread(found['alone'])})", median(found["alone"]), "events/s"),
            Figure("CPU of the server an event without it", median(fifth.cpu), "µs"),
            Figure(f"limit: append + fdatasync ({spread(found['limit'])})", limit, "events/s"),
            Figure(f"limit, a sync {SLOWER_US / 1000:g} ms slower", median(found["slow limit"]), "events/s"),
            Figure(f"ours, a sync {SLOWER_US / 1000:g} ms slower", median(found["slow"]), "events/s"),
            Figure(f"peer with SQLAlchemy ({spread(found['core'])})", median(found["core"]), "events/s"),
            Figure(f"peer with executemany ({spread(found['hand'])})", median(found["hand"]), "events/s"),
        ],
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
