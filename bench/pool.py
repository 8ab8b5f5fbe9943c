"""A pool of tens of thousands of products, clicks and stock spread over all of it: what the event loop is blocked for.

A hub as the server runs it, with everything that follows a show and every rule that is switched on, one console
watching. 2,000 events a second in batches of 100; every product has a price, a stock reading, and is clicked. A turn:
what the loop's thread did while a task slept 2 ms, making the load included; in CPU, as other work of the machine is
not ours. Beside a pool of 100. The rounds last longer than ten ticks, so that detectors, rules and sums over time all
take part.

    python -m bench.pool [--sizes 20000 50000] [--seconds 130]
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.during.stage import Props, facts

from bench.rounds import Figure, report
from onair.access.web import Services
from onair.during.broadcast.companions import known_features
from onair.during.broadcast.facts import Good
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.stream import Client
from onair.events.model import (
    AddCart,
    AnyEvent,
    Comment,
    Enter,
    Gauge,
    Order,
    ProductClick,
    ProductExposure,
    Stock,
)
from onair.kernel.clock import system_clock
from onair.metrics.window import Window
from onair.store.db import Database, load_models, upgrade
from onair.store.log import EventLog

PER_BATCH, PER_SECOND = 100, 2_000
LIMIT_MS = 50.0


def batch(rng: random.Random, n: int, pool: int, now: int) -> list[AnyEvent]:
    made: list[AnyEvent] = [Gauge(id=f"g{n}", source="s", at=now, name="online", value=3_000 + n % 90)]
    for i in range(PER_BATCH - 1):
        common = {"id": f"{n}-{i}", "source": "s", "at": now - 50 + i // 2}
        user, product, kind = f"u{rng.randrange(40_000)}", f"p{rng.randrange(pool)}", rng.random()
        if kind < 0.55:
            made.append(ProductClick(**common, user=user, product=product))
        elif kind < 0.75:
            made.append(ProductExposure(**common, user=user, product=product))
        elif kind < 0.82:
            made.append(AddCart(**common, user=user, product=product))
        elif kind < 0.84:
            made.append(Order(**common, user=user, order=f"o{n}-{i}", amount=9_900, product=product))
        elif kind < 0.92:
            made.append(Comment(**common, user=user, text="这个还有货吗"))
        else:
            made.append(Enter(**common, user=user, new=rng.random() < 0.6))
    return made


async def blocked(found: list[tuple[float, float]]) -> None:
    """Adds (seconds of CPU that the loop's thread used, seconds by the clock) between two of its turns, for ever."""
    while True:
        asked, used = time.perf_counter(), time.thread_time()
        await asyncio.sleep(0.002)
        found.append((time.thread_time() - used, time.perf_counter() - asked - 0.002))


async def nowhere(_message: Any) -> None:
    """A client whose socket takes everything."""


def goods(pool: int) -> dict[str, Good]:
    return {
        f"p{i}": Good(id=f"p{i}", name=f"商品 {i}", role=None, price=9_900, stock=50) for i in range(pool)
    }


async def show(folder: Path, pool: int, seconds: float) -> dict[str, float]:
    """→ p99 and longest by CPU, longest by the clock; ms."""
    db = Database(f"sqlite:///{folder / 'onair.db'}")
    load_models()
    upgrade(db)
    log = EventLog(db)
    log.start()
    services = Services()
    services.put(db)
    started = system_clock()
    props = Props(
        {"shw_1": facts(window=Window(started, None, closed=False), started_at=started)}, goods(pool)
    )
    hub = Hub(log, system_clock, props, b"x" * 32)
    hub.attach(known_features(services))
    await hub.start()
    desk = await hub.desk("shw_1")
    channel = desk.screen.channel("console")
    desk.screen.join("console", Client(channel.seq, "bench", nowhere), None)
    found: list[tuple[float, float]] = []
    rng, n = random.Random(11), 0
    for first in range(0, pool, 500):
        some = range(first, min(pool, first + 500))
        at = system_clock()
        await desk.owner.ingest(
            [Stock(id=f"s{i}", source="s", at=at, product=f"p{i}", available=50) for i in some], at
        )
        await asyncio.sleep(0.005)
    watching = asyncio.create_task(blocked(found))
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        made = batch(rng, n, pool, system_clock())
        await desk.owner.ingest(made, system_clock())
        n += 1
        due = begin + n * PER_BATCH / PER_SECOND
        await asyncio.sleep(max(0.001, due - time.perf_counter()))
    watching.cancel()
    await hub.stop()
    log.stop()
    db.close()
    cpu, wall = sorted(one for one, _ in found), max(one for _, one in found)
    return {"p99": cpu[int(len(cpu) * 0.99)] * 1000, "max": cpu[-1] * 1000, "wall": wall * 1000}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 50_000])
    parser.add_argument("--seconds", type=float, default=130)
    args = parser.parse_args()
    figures = []
    for pool in (100, *args.sizes):
        with tempfile.TemporaryDirectory(prefix="onair-bench-") as folder:
            one = asyncio.run(show(Path(folder), pool, args.seconds))
        met = one["max"] <= LIMIT_MS if pool > 100 else None
        goal = f"≤ {LIMIT_MS:.0f}" if pool > 100 else ""
        figures.append(
            Figure(f"{pool:,} products: longest turn of the loop, CPU", one["max"], "ms", goal, met)
        )
        figures.append(Figure(f"{pool:,} products: p99 of its turns, CPU", one["p99"], "ms"))
        figures.append(Figure(f"{pool:,} products: longest by the clock", one["wall"], "ms"))
    report(f"pool: {PER_SECOND:,} events/s over all products, {args.seconds:.0f} s each", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
