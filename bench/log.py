"""The event log against the bare limit: append + fdatasync of the same bytes to a file.

Rounds alternate (one side, then the other, then the first again), so both meet the same noise. Printed: for
each batch size the median time of a batch on both sides, p99, and the ratio of the medians by round; then
reading all back against reading the bare file.

    python bench/log.py [--rounds 7] [--seconds 1.0] [--folder DIR] [--json]
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from onair.events.codec import CODEC_VERSION, encode_batch
from onair.events.model import AnyEvent, Comment, Enter, Like, Pay, ProductClick
from onair.store.db import Database, upgrade
from onair.store.log import EventLog

SIZES = (1, 100, 1000)


def events(n: int, seed: int) -> list[AnyEvent]:
    """Seeded mix of a busy room; about 120 bytes an event encoded."""
    rng = random.Random(seed)
    made: list[AnyEvent] = []
    for i in range(n):
        common = {
            "id": f"{seed:x}-{i:x}", "source": "douyin:room-1", "at": 1_795_334_400_000 + i,
            "user": f"douyin:{rng.getrandbits(128):032x}",
        }  # fmt: skip
        kind = rng.random()
        product = f"p{rng.randrange(200)}"
        if kind < 0.3:
            made.append(Enter(**common, channel="直播推荐"))
        elif kind < 0.6:
            made.append(ProductClick(**common, product=product))
        elif kind < 0.8:
            made.append(Like(**common, count=rng.randrange(1, 20)))
        elif kind < 0.97:
            made.append(Comment(**common, text="这个颜色还有吗"))
        else:
            made.append(Pay(**common, order=f"o{i}", amount=rng.randrange(100, 99_900), product=product))
    return made


def bare(folder: Path, bodies: list[bytes], seconds: float) -> list[float]:
    """Seconds per append + fdatasync; one file, growing, as a log does."""
    times: list[float] = []
    fd = os.open(folder / "bare.bin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    until = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < until:
        os.write(fd, bodies[len(times) % len(bodies)])
        os.fdatasync(fd)
        times.append(time.perf_counter() - begin)
    os.close(fd)
    return times


def ours(log: EventLog, show: str, bodies: list[bytes], n: int, seconds: float) -> list[float]:
    """Seconds per `await append`: hand-over to the writer thread, hash, commit, sync, ack in the loop."""

    async def run() -> list[float]:
        times: list[float] = []
        until = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < until:
            body = bodies[len(times) % len(bodies)]
            await log.append(show, tenant="tnt_bench", clock=0, n=n, body=body, codec=CODEC_VERSION)
            times.append(time.perf_counter() - begin)
        return times

    return asyncio.run(run())


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def size_round(log: EventLog, folder: Path, n: int, rounds: int, seconds: float) -> dict[str, float]:
    bodies = [encode_batch(events(n, seed)) for seed in range(8)]
    show = f"shw_bench{n}"
    ours(log, show, bodies, n, 0.2)
    bare(folder, bodies, 0.2)
    ratios, means, limit, mine = [], [], [], []
    for _ in range(rounds):
        a, b = bare(folder, bodies, seconds), ours(log, show, bodies, n, seconds)
        ratios.append(statistics.median(b) / statistics.median(a))
        means.append(statistics.fmean(b) / statistics.fmean(a))
        limit += a
        mine += b
    return {
        "B": n, "bytes": statistics.fmean(map(len, bodies)),
        "bare_ms": statistics.median(limit) * 1e3, "bare_p99_ms": p99(limit) * 1e3,
        "log_ms": statistics.median(mine) * 1e3, "log_p99_ms": p99(mine) * 1e3,
        "ratio": statistics.median(ratios), "ratio_low": min(ratios), "ratio_high": max(ratios),
        "ratio_of_means": statistics.median(means), "events_per_s": n / statistics.fmean(mine),
    }  # fmt: skip


def timed(work: Callable[[], int]) -> tuple[float, int]:
    begin = time.perf_counter()
    return time.perf_counter() - begin, work()


def reading(log: EventLog, folder: Path, show: str, rounds: int) -> dict[str, float]:
    """Batches of the largest size read and verified, against reading as many bytes of the bare file."""
    ratios: list[float] = []
    for _ in range(rounds):
        begin = time.perf_counter()
        total = sum(len(batch.body) for batch in log.read(show))
        mine = time.perf_counter() - begin
        begin = time.perf_counter()
        with (folder / "bare.bin").open("rb") as file:
            left = total
            while left > 0 and (chunk := file.read(min(left, 1 << 20))):
                left -= len(chunk)
        ratios.append(mine / (time.perf_counter() - begin))
    return {
        "read_bytes": total,
        "read_s": mine,
        "read_ratio": statistics.median(ratios),
        "events": log.end(show),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, help="where to write (default: the system's temporary folder)")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        db = Database(f"sqlite:///{folder / 'onair.db'}")
        upgrade(db)
        log = EventLog(db)
        log.start()
        rows = [size_round(log, folder, n, asked.rounds, asked.seconds) for n in asked.sizes]
        read = reading(log, folder, f"shw_bench{asked.sizes[-1]}", asked.rounds)
        log.stop()
        db.close()
    if asked.json:
        print(json.dumps({"append": rows, "read": read}))
        return
    for row in rows:
        print(
            "  ".join(
                f"{key}={value:.3f}" if isinstance(value, float) else f"{key}={value}"
                for key, value in row.items()
            )
        )
    print(
        "  ".join(
            f"{key}={value:.3f}" if isinstance(value, float) else f"{key}={value}"
            for key, value in read.items()
        )
    )


if __name__ == "__main__":
    main()
