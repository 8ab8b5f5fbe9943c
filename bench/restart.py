"""A restart: seconds from nothing in memory to a serving state, and what a big show weighs.

One show of 1,000,000 events and 200,000 people, two lines in every order, is written to a log once. Then, each time in
a process of its own: the limit (read every batch of the log, check its hash, decode it, keep nothing), ours (load the owner: the same, plus
dedupe, fold, all that follows a show beside its numbers with every rule that is switched on, and the first frame of the
console), and ours without what follows. Alternated rounds. RSS is of the process that holds the show, against the same
process before it was loaded. The reader of comments is loaded before that: it is one for all shows of a team, it is never
loaded before a show serves (`during/comments/companion.py`), and a server that has served one has it. What it costs a
process that begins cold, after its first show serves, is told in a row of its own.

    python -m bench.restart [--rounds 5] [--events 1000000]
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.rounds import Figure, alternate, median, report, spread
from onair.access.web import Services
from onair.during.comments.teams import Teams
from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import AddCart, AnyEvent, Comment, Enter, Like, Line, Order, Pay, ProductClick
from onair.store.db import Database, upgrade
from onair.store.log import EventLog

SHOW, BATCH, PEOPLE = "shw_bench", 1000, 200_000
T0 = 1_795_334_400_000
SPAN_MS = 4 * 3_600_000
NO_READER = {"reader_mib": 0.0, "reader_cpu": 0.0}


def person(rng: random.Random) -> str:
    """People are not alike: a few speak all the time, most come once."""
    n = int(PEOPLE * rng.random() ** 2)
    return f"douyin:{n:032x}"


def batches(n: int) -> Iterator[list[AnyEvent]]:
    rng = random.Random(7)
    for start in range(0, n, BATCH):
        batch: list[AnyEvent] = []
        for i in range(start, start + BATCH):
            common = {"id": f"evt-{i:08d}", "source": "douyin:room-1", "at": T0 + i * SPAN_MS // n}
            user = f"douyin:{i % PEOPLE:032x}" if i < PEOPLE else person(rng)
            kind, product = rng.random(), f"p{rng.randrange(200)}"
            lines = (Line(product=product, qty=1, price=9900), Line(product="gift", qty=1, price=0))
            if i < PEOPLE or kind < 0.15:
                batch.append(
                    Enter(
                        **common,
                        user=user,
                        channel=rng.choice(("直播推荐", "关注", "短视频")),
                        new=rng.random() < 0.6,
                    )
                )
            elif kind < 0.5:
                batch.append(ProductClick(**common, user=user, product=product))
            elif kind < 0.7:
                batch.append(Like(**common, user=user, count=3))
            elif kind < 0.88:
                batch.append(Comment(**common, user=user, text="这个颜色还有吗"))
            elif kind < 0.96:
                batch.append(AddCart(**common, user=user, product=product))
            elif kind < 0.985:
                batch.append(Order(**common, user=user, order=f"o{i}", amount=9900, items=lines))
            else:
                batch.append(
                    Pay(
                        **common,
                        user=user,
                        order=f"o{max(0, i - rng.randrange(300))}",
                        amount=9900,
                        items=lines,
                    )
                )
        yield batch


def write(folder: Path, n: int) -> None:
    db = Database(f"sqlite:///{folder / 'onair.db'}", "off")
    upgrade(db)
    log = EventLog(db)
    log.start()
    for batch in batches(n):
        log.append_blocking(
            SHOW,
            tenant="tnt",
            clock=batch[-1].at,
            n=len(batch),
            body=encode_batch(batch),
            codec=CODEC_VERSION,
        )
    log.stop()
    db.close()


def rss() -> float:
    """MiB"""
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def child_limit(folder: Path) -> dict[str, float]:
    log = EventLog(Database(f"sqlite:///{folder / 'onair.db'}"))
    begin = time.perf_counter()
    n = sum(len(decode_batch(batch.body, batch.codec)) for batch in log.read(SHOW))
    return {"seconds": time.perf_counter() - begin, "events": n}


def loaded_reader(services: Services) -> dict[str, float]:
    before, used = rss(), time.process_time()
    services.get(Teams).model("tnt").sense(["多少钱"])
    return {"reader_mib": rss() - before, "reader_cpu": time.process_time() - used}


def child_ours(folder: Path, *, companions: bool = True) -> dict[str, float]:
    import onair.app.compose  # noqa: F401 an idle server has everything imported
    from onair.during.broadcast.companions import known_features
    from onair.during.broadcast.facts import Facts
    from onair.during.broadcast.hub import Hub
    from onair.kernel.clock import system_clock
    from onair.metrics.window import Window

    facts = Facts(
        id=SHOW, tenant="tnt", title="", state="on_air", currency="CNY", zone="Asia/Shanghai", window=Window(T0, None), origin="import"
    )  # fmt: skip

    class Props:
        def show(self, _show: str) -> Facts:
            return facts

        def on_air(self) -> list[str]:
            return []

        def goods(self, _tenant: str) -> dict:
            return {}

        names = goods

    async def run() -> dict[str, float]:
        services = Services()
        db = services.put(Database(f"sqlite:///{folder / 'onair.db'}"))
        hub = Hub(EventLog(db), system_clock, Props(), b"x" * 32)
        if companions:
            hub.attach(known_features(services))
        reader = await asyncio.to_thread(loaded_reader, services) if companions else NO_READER
        await hub.start()
        idle, worst = rss(), 0.0
        begin, used = time.perf_counter(), time.process_time()
        task = asyncio.create_task(hub.screen(SHOW))
        while not task.done():  # what others of this process would wait
            tick = time.perf_counter()
            await asyncio.sleep(0.005)
            worst = max(worst, time.perf_counter() - tick - 0.005)
        screen = task.result()
        loaded = time.perf_counter() - begin
        tick = time.perf_counter()
        screen.channel("console")
        frame = screen.snapshot("console")
        first = time.perf_counter() - tick
        held, used = rss() - idle, time.process_time() - used
        await hub.stop()
        return {
            "seconds": loaded + first, "cpu": used, "first_frame": first, "stall_ms": worst * 1000, "mib": held, "frame_kib": len(frame) / 1024,
            "events": len(screen.owner.state.seen), **reader,
        }  # fmt: skip

    return asyncio.run(run())


def in_child(folder: Path, what: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.restart", "--child", what, "--folder", str(folder)],
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--child")
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    if args.child:
        children = {"ours": child_ours, "limit": child_limit, "alone": partial(child_ours, companions=False)}
        print(json.dumps(children[args.child](args.folder)))
        return 0
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as name:
        folder = Path(name)
        write(folder, args.events)
        kept: dict[str, list[dict[str, float]]] = {"ours": [], "alone": []}

        def mine(name: str) -> float:
            kept[name].append(in_child(folder, name))
            assert kept[name][-1]["events"] == args.events
            return kept[name][-1]["seconds"]

        parts = {name: partial(mine, name) for name in kept}
        found = alternate(args.rounds, {**parts, "limit": lambda: in_child(folder, "limit")["seconds"]})
    ours, alone = kept["ours"], kept["alone"]
    ratios = [a / b for a, b in zip(found["ours"], found["limit"], strict=True)]
    seconds, held = median(found["ours"]), median([one["mib"] for one in ours])
    report(
        f"restart: {args.events:,} events, {PEOPLE:,} people, {args.rounds} rounds",
        [
            Figure(f"seconds to a serving state ({spread(found['ours'])})", seconds, "s", "≤ 5", seconds <= 5),
            Figure(f"÷ reading, checking and decoding alone ({spread(ratios)})", median(ratios), "×"),
            Figure(f"seconds without what follows the show ({spread(found['alone'])})", median(found["alone"]), "s"),
            Figure("CPU of it; without what follows", median([one["cpu"] for one in ours]), "s", f"{median([one['cpu'] for one in alone]):.2f} s"),
            Figure("memory without it", median([one["mib"] for one in alone]), "MiB"),
            Figure("first frame of the console", median([one["first_frame"] for one in ours]) * 1000, "ms"),
            Figure("longest wait of others in the process meanwhile", median([one["stall_ms"] for one in ours]), "ms"),
            Figure("memory of the show over an idle server", held, "MiB", "≤ 400", held <= 400),
            Figure("the reader of comments, once a process, after the first show serves", median([one["reader_mib"] for one in ours]), "MiB", f"{median([one['reader_cpu'] for one in ours]):.2f} s CPU"),
            Figure("size of the first frame", median([one["frame_kib"] for one in ours]), "KiB"),
        ],
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
