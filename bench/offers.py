"""A flash sale: 64 clients reserve one unit each, one after the other, all accepted.

In one process, alternated: ours (owner, ledger, event log on SQLite, all companions of a show as the server runs them),
the limit, PostgreSQL's hot row and Redis (bench/tills.py; PostgreSQL and Redis pay a socket round trip). The goal against
Redis is for the client a shop would use, redis-py over TCP; what our own few lines get out of it is printed beside it. Over HTTP: 64
keep-alive connections against a server in a process of its own; the load shares the machine.

    python -m bench.offers [--rounds 5] [--n 6000] [--http-n 12000]
"""

import argparse
import asyncio
import copy
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.ack import p
from bench.ingest import cpu_of, start
from bench.rounds import Figure, alternate, median, report, spread
from bench.tills import CLIENTS, Postgres, Redis, Times, limit, loop_run, sold_by

LIMIT_QUIET = 93_900
"""requests/s of the limit on a quiet machine (stack page §5); absolute figures count when we reach 0.8 of it."""


class Selling:
    """Services with a show on air; every run publishes an offer of its own with as many units as are asked for."""

    def __init__(self, folder: Path) -> None:
        from onair.access.web import Services
        from onair.kernel.settings import load
        from onair.store.db import Database, load_models, upgrade
        from onair.store.log import EventLog

        self.services = Services()
        self.services.put(load({"ONAIR_HOME": str(folder), "ONAIR_OFFERS_PER_S": "1000000"}))
        load_models()
        db = self.services.put(Database(f"sqlite:///{folder / 'onair.db'}"))
        upgrade(db)
        self.log = self.services.put(EventLog(db))
        self.log.start()
        self._furnish()

    def _furnish(self) -> None:
        from tests.during.live import furnish

        from onair.access.roles import system
        from onair.access.service import create_key
        from onair.store.db import Database

        self.tenant, _, self.show, _ = furnish(self.services)
        with self.services.get(Database).write() as tx:
            made = create_key(tx, system(self.tenant), self.services.clock, "checkout", ["offers:write"])
        self.key = made.secret
        self.offers = 0

    def again(self) -> "Selling":
        """Another team with a show and a key of its own, in the same server."""
        other = copy.copy(self)
        other._furnish()
        return other

    async def publish(self, hub: Any, units: int) -> str:
        from onair.during.offers.terms import Terms, frozen
        from onair.events.model import Offer

        self.offers += 1
        offer, now = f"ofr_{self.show}_{self.offers}", self.services.clock()
        terms = Terms(
            kind="flash", title="示例", product="p1", price=5900, usual_price=11800, currency="CNY", starts_at=now,
            ends_at=now + 3_600_000, stock=units, per_person=2, hold_s=3600,
        )  # fmt: skip
        made = Offer(
            id=f"{offer}:p", source="onair", at=now, offer=offer, step="publish", terms=frozen(terms)
        )
        await (await hub.owner(self.show)).record([made])
        return offer


def ours(selling: Selling, n: int) -> tuple[float, Times]:
    from onair.during.intake.start import on_air
    from onair.during.offers.house import selling as desks_of

    async def run() -> tuple[float, Times]:
        async with on_air(selling.services) as hub, desks_of(selling.services) as desks:
            offer = await selling.publish(hub, n)

            async def ask(number: int) -> None:
                await desks.reserve(offer, selling.tenant, (f"r{number}", "shop", f"u{number}", 1))

            return await sold_by(ask, n)

    return loop_run(run)


def serve_shop(folder: str, ready: Any) -> None:
    """Ours as the server runs it, and an offer of a million units."""
    import uvicorn

    from bench.peers import serve
    from onair.access.web import create_api
    from onair.during.intake.start import on_air
    from onair.during.offers import http as offers_http
    from onair.during.offers.house import selling as desks_of

    async def run() -> None:
        selling = Selling(Path(folder))
        async with on_air(selling.services) as hub, desks_of(selling.services):
            offer = await selling.publish(hub, 1_000_000)
            app = create_api([], offers_http.raw_routes, selling.services)
            config = uvicorn.Config(
                app,
                port=0,
                log_level="warning",
                access_log=False,
                http="httptools",
                lifespan="off",
                backlog=8192,
            )
            path = f"/api/v1/offers/{offer}/reservations"
            await serve(uvicorn.Server(config), ready, path, selling.key, hub)
        selling.log.stop()

    loop_run(run)


class Lane(asyncio.Protocol):
    """One keep-alive connection that has one request on its way; as little of the machine as Python can take."""

    def __init__(self) -> None:
        self.got = b""
        self.answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found:
            return
        at = head.lower().index(b"content-length: ") + 16
        if len(body) >= int(head[at:].partition(b"\r\n")[0]) and self.answer is not None:
            self.got = b""
            self.answer.set_result(int(head[9:12]))

    async def post(self, head: bytes, body: bytes) -> int:
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(head % len(body) + body)
        return await self.answer


def over_http(port: int, path: str, key: str, n: int, run_no: int) -> tuple[float, Times]:
    head = (
        f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n"
        "content-length: %d\r\n\r\n"
    ).encode()

    async def run() -> tuple[float, Times]:
        loop, lanes = asyncio.get_running_loop(), []
        for _ in range(CLIENTS):
            lanes.append((await loop.create_connection(Lane, "127.0.0.1", port))[1])
        free = list(lanes)

        async def ask(number: int) -> None:
            lane = free.pop()
            body = b'{"request":"r%d-%d","user":"u%d-%d","qty":1}' % (run_no, number, run_no, number)
            status = await lane.post(head, body)
            if status != 201:
                raise RuntimeError(f"answered {status}")
            free.append(lane)

        found = await sold_by(ask, n)
        for lane in lanes:
            lane.transport.close()
        return found

    return loop_run(run)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--n", type=int, default=6_000)
    parser.add_argument("--http-n", type=int, default=12_000)
    args = parser.parse_args()
    times: dict[str, Times] = {}
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as name:
        root = Path(name)
        for part in ("ours", "limit", "pg", "redis", "http"):
            (root / part).mkdir()
        selling, pg = Selling(root / "ours"), Postgres(root / "pg")
        redis = Redis(root / "redis") if shutil.which("redis-server") else None
        process, where = start(serve_shop, str(root / "http"))
        runs = iter(range(10**6))
        used: list[float] = []

        def kept(name: str, found: tuple[float, Times]) -> float:
            times.setdefault(name, []).extend(found[1])
            return found[0]

        def http() -> float:
            before = cpu_of(process.pid)
            found = kept("http", over_http(*where, args.http_n, next(runs)))
            used.append((cpu_of(process.pid) - before) / args.http_n * 1e6)
            return found

        parts = {
            "ours": lambda: kept("ours", ours(selling, args.n)),
            "limit": lambda: kept("limit", limit(root / "limit", args.n)),
            "postgres": lambda: kept("postgres", pg.sell(args.n // 4)),
            "http": http,
        }
        if redis is not None:
            parts["redis-py"] = lambda: kept("redis-py", redis.sell(args.n))
            parts["redis by hand"] = lambda: kept("redis by hand", redis.sell_by_hand(args.n))
        for part in parts.values():
            part()  # warm
        times.clear()
        used.clear()
        load = os.getloadavg()
        found = alternate(args.rounds, parts)
        process.terminate()
        process.join(20)
        selling.log.stop()
        pg.close()
        if redis is not None:
            redis.close()
    tell(found, times, median(used), load, redis is not None)
    return 0


def tell(
    found: dict[str, list[float]], times: dict[str, Times], cpu: float, load: Any, with_redis: bool
) -> None:
    middle = {name: median(values) for name, values in found.items()}

    def over(name: str) -> list[float]:
        return [one / other for one, other in zip(found["ours"], found[name], strict=True)]

    figures = [
        Figure(f"{name} ({spread(values)}), p99 {p(times[name], 0.99):.1f} ms", middle[name], "requests/s")
        for name, values in found.items()
    ]
    goals = [("limit", 0.35), ("postgres", 10), *([("redis-py", 3)] if with_redis else [])]
    for name, goal in goals:
        ratio = median(over(name))
        figures.append(Figure(f"ours ÷ {name} ({spread(over(name))})", ratio, "", f"≥ {goal}", ratio >= goal))
    if with_redis:
        raw = over("redis by hand")
        figures.append(Figure(f"ours ÷ redis by hand, a client nobody uses ({spread(raw)})", median(raw), ""))
    counts = middle["limit"] >= 0.8 * LIMIT_QUIET
    note = (
        ""
        if counts
        else f" (reported only: the limit reached {middle['limit'] / LIMIT_QUIET:.2f} of a quiet machine's)"
    )
    p99 = p(times["http"], 0.99)
    figures += [
        Figure(f"over HTTP{note}", middle["http"], "requests/s", "≥ 6,000", middle["http"] >= 6000 if counts else None),
        Figure(f"over HTTP p99{note}", p99, "ms", "≤ 50", p99 <= 50 if counts else None),
        Figure("server CPU a reservation over HTTP", cpu, "µs"),
        Figure("load average when it began", load[0], ""),
    ]  # fmt: skip
    report(f"flash sale: {CLIENTS} clients, {len(found['ours'])} rounds", figures)
    if not with_redis:
        print("redis: no redis-server on this machine (tools/need-apt redis-server), so its row is missing")


if __name__ == "__main__":
    sys.exit(main())
