"""The comment radar inside a server: comments taken, written to the log, read, folded into rows and shown.

Throughput: comments of all different wordings handed to the show's owner as fast as they are read, with a console that
watches. Latency: 200 comments a second, one by one; from just before the owner is asked to the console having the row with
what was read in it. `take` alone: what the owner pays for a batch without comments, and for one with.

    python -m bench.radar [--comments 20000] [--seconds 20]
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.rounds import Figure, report
from onair.access.web import Services
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.stream import Client
from onair.during.comments.companion import Commenting, CommentsFeature
from onair.during.comments.teams import TeamReader, Teams
from onair.events.groups import grouped
from onair.events.model import Comment, ProductClick
from onair.kernel.clock import system_clock
from onair.metrics.window import Window
from onair.store.db import Database, load_models, upgrade
from onair.store.log import EventLog

ASK = (
    "{p}多少钱",
    "{p}有{n}码的吗",
    "{p}发什么快递，{n}号能到吗",
    "{p}还有货吗",
    "{p}的链接是几号",
    "{p}{n}块有优惠券吗",
    "怎么下单{p}，付不了款",
    "讲一下{p}",
)
TALK = (
    "{p}收到是破的，{n}天就坏了",
    "刚拍了{n}件{p}",
    "主播好，我是第{n}次来",
    "哈哈哈{n}",
    "{p}看着不错{n}",
    "加我微信{n}领{p}",
)
GOODS = ("炒锅", "保温杯", "饭盒", "铲勺", "保鲜盒", "剪刀", "空气炸锅", "砧板")


def text(rng: random.Random) -> str:
    form = rng.choice(ASK if rng.random() < 0.6 else TALK)
    return form.format(p=rng.choice(GOODS), n=rng.randrange(100_000))


def comments(n: int, first: int, rng: random.Random, now: int) -> list[Comment]:
    return [
        Comment(
            id=f"c{first + i}", source="taobao:r", at=now, user=f"u{rng.randrange(5_000)}", text=text(rng)
        )
        for i in range(n)
    ]


class House:
    """One show on air."""

    def __init__(self) -> None:
        now = system_clock()
        self.facts = Facts(
            id="shw_bench", tenant="tnt", title="", state="on_air", currency="CNY", zone="Asia/Shanghai",
            window=Window(now - 1000, None), started_at=now,
        )  # fmt: skip

    def show(self, _show: str) -> Facts:
        return self.facts

    def on_air(self) -> list[str]:
        return ["shw_bench"]

    def goods(self, _tenant: str) -> dict[str, Any]:
        return {}

    names = goods


class Seen:
    """A console: when each comment came with its mark, and how much was sent."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.bytes = self.frames = 0

    async def send(self, message: Any) -> None:
        now, body = time.perf_counter(), message["body"]
        self.bytes, self.frames = self.bytes + len(body), self.frames + 1
        for line in body.split(b"\n"):
            if line.startswith(b"data: "):
                for row in json.loads(line[6:]).get("comments", []):
                    if row.get("intent") or row.get("risk"):
                        self.at.setdefault(row["id"], now)


async def measured(folder: Path, n: int, seconds: int) -> dict[str, float]:
    services = Services()
    load_models()
    db = services.put(Database(f"sqlite:///{folder / 'onair.db'}"))
    upgrade(db)
    log = EventLog(db)
    log.start()
    teams = Teams(services)
    feature = CommentsFeature(db, teams.model)
    hub = Hub(log, system_clock, House(), b"x" * 32)
    hub.attach([feature])
    await hub.start()
    teams.model("tnt").sense(["多少钱"])  # the first reading loads the heads
    owner, screen = await hub.owner("shw_bench"), await hub.screen("shw_bench")
    channel, seen = screen.channel("console"), Seen()
    screen.join("console", Client(channel.seq, "bench", seen.send), None)
    here = owner.state.companions["comments"]
    assert isinstance(here, Commenting)
    rng = random.Random(5)
    found = {**await burst(owner, here, n, rng), **await steady(owner, seen, seconds, n, rng)}
    found["skipped"] = here._inbox.skipped
    await hub.stop()
    await asyncio.to_thread(feature.close)
    log.stop()
    db.close()
    reader: TeamReader = teams.model("tnt")
    texts = [text(rng) for _ in range(5_000)]
    began = time.perf_counter()
    reader.sense(texts)
    return {**found, "model": 5_000 / (time.perf_counter() - began), **taking(feature)}


async def burst(owner: Any, here: Commenting, n: int, rng: random.Random) -> dict[str, float]:
    await asyncio.sleep(1)
    began, sent = time.perf_counter(), 0
    while here.radar is None or here.radar.heard < n:
        if sent < n and (here.radar is None or sent - here.radar.heard < 3_000):
            await owner.ingest(comments(500, sent, rng, system_clock()), system_clock(), settled=True)
            sent += 500
        else:
            await asyncio.sleep(0.01)
    return {"burst": n / (time.perf_counter() - began)}


async def steady(owner: Any, seen: Seen, seconds: int, first: int, rng: random.Random) -> dict[str, float]:
    await asyncio.sleep(2)
    seen.at.clear()
    seen.bytes = seen.frames = 0
    loop, sent, waits = asyncio.get_running_loop(), dict[str, float](), []
    due, tasks = loop.time(), []
    for i in range(200 * seconds):
        (one,) = comments(1, first + i, rng, system_clock())
        sent[f"taobao:r/{one.id}"] = time.perf_counter()
        tasks.append(asyncio.ensure_future(owner.ingest([one], system_clock(), settled=True)))
        due += 1 / 200
        await asyncio.sleep(max(0.0, due - loop.time()))
    await asyncio.gather(*tasks)
    await asyncio.sleep(2)
    waits = sorted(seen.at[key] - at for key, at in sent.items() if key in seen.at)
    return {
        "p50": waits[len(waits) // 2] * 1000, "p95": waits[int(len(waits) * 0.95)] * 1000, "marked": len(waits) / len(sent),
        "kib_s": seen.bytes / 1024 / (seconds + 2), "frame_kib": seen.bytes / max(seen.frames, 1) / 1024,
    }  # fmt: skip


def taking(feature: CommentsFeature) -> dict[str, float]:
    here = feature.fresh(House().facts)
    rng = random.Random(6)
    other = grouped([ProductClick(id=f"k{i}", source="s", at=i, user="u", product="p") for i in range(1000)])
    chat = grouped(comments(1000, 0, rng, 1_795_334_400_000))
    found = {}
    for name, groups in (("other", other), ("chat", chat)):
        began = time.perf_counter()
        for _ in range(2_000):
            here.take(groups, 1)
        found[f"take_{name}"] = (time.perf_counter() - began) / 2_000 * 1e6
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=20)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as name:
        found = asyncio.run(measured(Path(name), args.comments, args.seconds))
    assert found["skipped"] == 0
    report(
        f"comment radar: {args.comments:,} comments of different wording, then {args.seconds} s of 200/s",
        [
            Figure("comments a second, log, model, rows and frames", found["burst"], "/s", "≥ 2,000", found["burst"] >= 2_000),
            Figure("the model alone in the same process", found["model"], "/s"),
            Figure("arrival to the marked row on a console, p95", found["p95"], "ms", "≤ 300", found["p95"] <= 300),
            Figure("the same, median", found["p50"], "ms"),
            Figure("share of comments that carry a mark", found["marked"], ""),
            Figure("frames to a console at 200/s", found["kib_s"], "KiB/s"),
            Figure("mean frame", found["frame_kib"], "KiB"),
            Figure("taking a batch of 1,000 without comments", found["take_other"], "µs"),
            Figure("taking a batch of 1,000 comments", found["take_chat"], "µs"),
        ],
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
