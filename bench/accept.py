"""A person accepts a proposal: how long until every other screen shows it, and the host has the whisper.

A server process as it runs, everything that follows a show included; 20 consoles and 5 prompters hold their streams
open while events come in (2,000 a second in batches of 100). A proposal is on offer all the time; it is accepted over
HTTP, by another console each time. Measured from the first byte of the request: to the answer (durable), to the frame
of each other console that says accepted and by whom, to the frame of each prompter that holds the whisper.

The limit, in the same run: append + fdatasync of a batch, and the turn of the stream it must wait for (a console has four
a second, a prompter two). The control: a proposal that nobody accepts is never shown as accepted.

    python -m bench.accept [--accepts 100] [--consoles 20] [--prompters 5] [--rate 2000]
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ack import PER_BATCH, bare, p, pieces, post
from bench.ingest import MARK, serve_ours, start
from bench.rounds import Figure, report

LIMIT_MS = 1_000
EVERY_S = 0.2


async def offer(hub: Any, show: str) -> None:
    """Proposals as a rule would make them, by the server itself."""
    import msgspec

    from onair.during.playbook.proposals import Body, Offered
    from onair.during.playbook.rule import Words
    from onair.events.model import Proposal

    owner, n = await hub.owner(show), 0
    say = Words("先答电磁炉", "answer the cooker first")
    while True:
        now = owner.now()
        body = Body(
            name=Words("测", "t"), tag=Words("测", "t"), topic=f"t{n}", severity="info", seat="controller", until=now + 600_000,
            effect_s=120, steps=[Offered(act="whisper", say=say, data={"text": f"w{n}"})],
        )  # fmt: skip
        id_ = f"p:bench:{n}"
        await owner.record(
            [
                Proposal(
                    id=id_, source="onair", at=now, proposal=id_, rule="bench", data=msgspec.to_builtins(body)
                )
            ]
        )
        n += 1
        await asyncio.sleep(EVERY_S)


def serve_desk(folder: str, ready: Any) -> None:
    serve_ours(folder, ready, also=offer)


class Screen:
    """One open stream: when it first held which id of an action."""

    def __init__(self, path: str, port: int, key: str, needle: bytes) -> None:
        self.path, self.port, self.key, self.needle = path, port, key, needle
        self.seen: dict[str, float] = {}
        self.ready = asyncio.Event()

    async def run(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**23)
        ask = f"GET {self.path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {self.key}\r\n\r\n"
        writer.write(ask.encode())
        try:
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    now = time.perf_counter()
                    self.ready.set()
                    for id_ in self._said(line):
                        self.seen.setdefault(id_, now)
        finally:
            writer.close()

    def _said(self, line: bytes) -> list[str]:
        """Ids of the answers that this frame tells of; the needle keeps the load from parsing every frame."""
        if self.needle not in line:
            return []
        frame = json.loads(line[6:])
        if b"proposals" in self.needle:
            done = frame.get("panels", {}).get("proposals", {}).get("done", [])
            return [card["answer"] for card in done if card["state"] == "accepted" and card.get("answer")]
        return [row["id"].removesuffix(":0") for row in frame.get("actions", [])]


async def feed(port: int, path: str, key: str, rate: int) -> None:
    """Events until cancelled."""
    lane = await asyncio.open_connection("127.0.0.1", port)
    bodies, n, begin = pieces(), 0, time.perf_counter()
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-length: %d\r\n\r\n".encode()
    while True:
        body = bodies[n % len(bodies)].replace(MARK, b"%08d" % n).replace(b'{"id": "', b'{"id": "b%d-' % n)
        assert (await post(*lane, head, body))["accepted"] == PER_BATCH
        n += 1
        await asyncio.sleep(max(0.0, begin + n * PER_BATCH / rate - time.perf_counter()))


async def desk(where: tuple[int, str, str], args: argparse.Namespace) -> dict[str, list[float]]:
    """→ seconds: answers, consoles, prompters."""
    port, path, key = where
    show = path.removesuffix("/events")
    consoles = [Screen(f"{show}/stream", port, key, b'"proposals":{') for _ in range(args.consoles)]
    prompters = [
        Screen(f"{show}/stream?view=prompter", port, key, b'"whisper"') for _ in range(args.prompters)
    ]
    tasks = [asyncio.create_task(screen.run()) for screen in (*consoles, *prompters)]
    await asyncio.gather(*[screen.ready.wait() for screen in (*consoles, *prompters)])
    tasks.append(asyncio.create_task(feed(port, path, key, args.rate)))
    await asyncio.sleep(2)
    lane = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST {show}/actions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n"
        "content-type: application/json\r\ncontent-length: %d\r\n\r\n"
    ).encode()
    begun: dict[str, float] = {}
    answers: list[float] = []
    for n in range(args.accepts):
        form = {"id": f"acc{n}", "action": "proposal_accept", "data": {"proposal": f"p:bench:{2 * n}"}}
        begun[f"acc{n}"] = begin = time.perf_counter()
        told = await post(*lane, head, json.dumps(form).encode())
        answers.append(time.perf_counter() - begin)
        assert told.get("id") == f"acc{n}", told
        await asyncio.sleep(2 * EVERY_S + 0.013 * (n % 7))  # not in step with the ticks
    await asyncio.sleep(2)
    for task in tasks:
        if task.done() and task.exception():
            task.result()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for screen in consoles:
        assert set(screen.seen) <= set(begun), "shown as accepted without anybody accepting it"
    return {
        "answers": answers,
        "consoles": [screen.seen.get(id_, begin + 60) - begin for screen in consoles for id_, begin in begun.items()],
        "prompters": [screen.seen.get(id_, begin + 60) - begin for screen in prompters for id_, begin in begun.items()],
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accepts", type=int, default=100)
    parser.add_argument("--consoles", type=int, default=20)
    parser.add_argument("--prompters", type=int, default=5)
    parser.add_argument("--rate", type=int, default=2_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as folder:
        process, where = start(serve_desk, folder)
        limit = bare(Path(folder), 2, args.rate)
        found = asyncio.run(desk(where, args))
        limit += bare(Path(folder), 2, args.rate)
        process.terminate()
        process.join(20)
    consoles, prompters = found["consoles"], found["prompters"]
    unseen = sum(one >= 60 for one in (*consoles, *prompters))
    worst = p(consoles, 0.99)
    report(
        f"accept: {args.accepts} accepted, {args.consoles} consoles, {args.prompters} prompters, {args.rate:,} events/s",
        [
            Figure("accept → answer p50", p(found["answers"], 0.5), "ms"),
            Figure("accept → answer p99", p(found["answers"], 0.99), "ms"),
            Figure("accept → other consoles p50", p(consoles, 0.5), "ms"),
            Figure("accept → other consoles p99", worst, "ms", f"≤ {LIMIT_MS:,}", worst <= LIMIT_MS),
            Figure("accept → prompters hold the whisper p99", p(prompters, 0.99), "ms", f"≤ {LIMIT_MS:,}", p(prompters, 0.99) <= LIMIT_MS),
            Figure("never seen by a screen", unseen, "", "0", not unseen),
            Figure("limit: append + fdatasync p99", p(limit, 0.99), "ms"),
            Figure("limit: turn of a console, of a prompter", 250, "ms", "500 ms"),
        ],
    )  # fmt: skip
    return 1 if unseen or worst > LIMIT_MS else 0


if __name__ == "__main__":
    sys.exit(main())
