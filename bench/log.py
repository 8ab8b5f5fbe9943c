"""The event log against the bare limit: append + fdatasync of the same bytes to a plain file.

    python -m bench.log [--rounds 7] [--seconds 1.0] [--folder DIR] [--sealed 500000]

For 1, 100 and 1,000 events a batch: mean time of a batch by one caller who waits for each ack, as a ratio to
the bare file in the same round. Then 32 callers at once, who share transactions, against the bare file's one
batch per sync; reading everything back, checked against the hash chain, against reading as many bytes; and
sealing. Goal: one caller at B=1000 ≤ 1.2.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from pathlib import Path

from bench.rounds import Figure, alternate, median, report, spread
from onair.events.codec import CODEC_VERSION, encode_batch
from onair.events.model import AnyEvent, Comment, Enter, Like, Pay, ProductClick
from onair.store.db import Database, upgrade
from onair.store.lake import Lake
from onair.store.log import EventLog

SIZES = (1, 100, 1000)
GOAL = 1.2
CALLERS = 32


def events(n: int, seed: int) -> list[AnyEvent]:
    """Seeded mix of a busy room; about 120 bytes an event encoded."""
    rng = random.Random(seed)
    made: list[AnyEvent] = []
    for i in range(n):
        common = {
            "id": f"{seed:x}-{i:x}",
            "source": "douyin:room-1",
            "at": 1_795_334_400_000 + i,
            "user": f"douyin:{rng.getrandbits(128):032x}",
        }
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


class Sides:
    """Both sides of one batch size, on the same folder."""

    def __init__(self, folder: Path, log: EventLog, n: int, seconds: float) -> None:
        self.folder, self.log, self.n, self.seconds = folder, log, n, seconds
        self.bodies = [encode_batch(events(n, seed)) for seed in range(8)]
        self.acks: list[float] = []

    def bare(self) -> float:
        """Mean seconds of one append + fdatasync to a file that grows."""
        fd = os.open(self.folder / "bare.bin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        began, done = time.perf_counter(), 0
        while time.perf_counter() - began < self.seconds:
            os.write(fd, self.bodies[done % len(self.bodies)])
            os.fdatasync(fd)
            done += 1
        os.close(fd)
        return (time.perf_counter() - began) / done

    def one_caller(self) -> float:
        """Mean seconds of one `await append`: hand-over, hash, commit, sync, ack in the loop."""
        return asyncio.run(self._callers(1))

    def many_callers(self) -> float:
        return asyncio.run(self._callers(CALLERS))

    async def _callers(self, n: int) -> float:
        began = time.perf_counter()
        done = await asyncio.gather(*(self._caller(began, single=n == 1) for _ in range(n)))
        return (time.perf_counter() - began) / sum(done)

    async def _caller(self, began: float, *, single: bool) -> int:
        done = 0
        while (now := time.perf_counter()) - began < self.seconds:
            body = self.bodies[done % len(self.bodies)]
            await self.log.append(
                f"shw_{self.n}", tenant="tnt_bench", clock=0, n=self.n, body=body, codec=CODEC_VERSION
            )
            done += 1
            if single:
                self.acks.append(time.perf_counter() - now)
        return done


def appending(folder: Path, log: EventLog, n: int, rounds: int, seconds: float) -> list[Figure]:
    sides = Sides(folder, log, n, seconds)
    sides.bare(), sides.one_caller()
    sides.acks.clear()
    parts = {"bare": sides.bare, "one": sides.one_caller, "many": sides.many_callers}
    found = alternate(rounds, parts)
    ratios = [one / bare for one, bare in zip(found["one"], found["bare"], strict=True)]
    shared = [bare / many for many, bare in zip(found["many"], found["bare"], strict=True)]
    p99 = sorted(sides.acks)[int(len(sides.acks) * 0.99)]
    at = f"B={n}"
    return [
        Figure(f"{at} bare append + fdatasync", median(found["bare"]) * 1e3, "ms"),
        Figure(f"{at} one caller", median(found["one"]) * 1e3, "ms"),
        Figure(f"{at} one caller, p99", p99 * 1e3, "ms"),
        Figure(
            f"{at} one caller ÷ bare ({spread(ratios)})",
            median(ratios),
            "×",
            f"≤ {GOAL}" if n == 1000 else "",
            median(ratios) <= GOAL if n == 1000 else None,
        ),
        Figure(f"{at} {CALLERS} callers: batches a second ÷ bare ({spread(shared)})", median(shared), "×"),
        Figure(f"{at} {CALLERS} callers", n / median(found["many"]), "events/s"),
    ]


def reading(folder: Path, log: EventLog, rounds: int) -> list[Figure]:
    show = f"shw_{SIZES[-1]}"
    size = sum(len(batch.body) for batch in log.read(show))
    (folder / "plain.bin").write_bytes(b"\x01" * size)

    def ours() -> float:
        began = time.perf_counter()
        for _batch in log.read(show):
            pass
        return time.perf_counter() - began

    def plain() -> float:
        began = time.perf_counter()
        with (folder / "plain.bin").open("rb") as file:
            while file.read(1 << 20):
                pass
        return time.perf_counter() - began

    found = alternate(rounds, {"ours": ours, "plain": plain})
    total = log.end(show)
    return [
        Figure("reading and checking 1,000,000 events' batches", median(found["ours"]) / total * 1e6, "s"),
        Figure("reading and checking", size / median(found["ours"]) / 2**20, "MiB/s"),
        Figure("reading ÷ reading a warm plain file", median(found["ours"]) / median(found["plain"]), "×"),
    ]


def sealing(folder: Path, log: EventLog, n: int) -> list[Figure]:
    for seed in range(n // 1000):
        body = encode_batch(events(1000, seed))
        log.append_blocking("shw_sealed", tenant="tnt_bench", clock=0, n=1000, body=body, codec=CODEC_VERSION)
    lake = Lake(folder / "lake")
    lake.query("SELECT 1", [])
    began = time.perf_counter()
    manifest = lake.seal("shw_sealed", "tnt_bench", log)
    took = time.perf_counter() - began
    lake.close()
    return [
        Figure(f"sealing {n:,} events", n / took, "events/s"),
        Figure("sealed size", sum(file.bytes for file in manifest.files) / n, "B/event"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, help="where to write (default: the system's temporary folder)")
    parser.add_argument("--sealed", type=int, default=500_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        db = Database(f"sqlite:///{folder / 'onair.db'}")
        upgrade(db)
        log = EventLog(db)
        log.start()
        figures = [figure for n in SIZES for figure in appending(folder, log, n, asked.rounds, asked.seconds)]
        report(
            "Event log", [*figures, *reading(folder, log, asked.rounds), *sealing(folder, log, asked.sealed)]
        )
        log.stop()
        db.close()


if __name__ == "__main__":
    main()
