"""One frame to 5,000 clients, twice a second: ours against a bare asyncio broadcast of the same bytes.

Both servers run all the time with all their clients connected; they speak in turns, and only the one whose turn it
is sends. Latency: from just before the push to a client having the frame, all clients in one process on the other
core. CPU: of the server process, for each message.

    python -m bench.fanout [--clients 5000] [--rounds 5] [--seconds 4]
"""

import argparse
import asyncio
import multiprocessing
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.rounds import Figure, median, report, spread

FRAME = {"pad": "x" * 1000}
PERIOD_S = 0.5
ENOUGH_FILES = 15_000


def more_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, ENOUGH_FILES), hard))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def obey(pipe: Any, push: Any) -> None:
    """Each command is a number of frames to push; the answer is the CPU seconds it took. None = end."""
    loop = asyncio.get_running_loop()
    while (frames := await loop.run_in_executor(None, pipe.recv)) is not None:
        before, due = cpu(), loop.time()
        for _ in range(frames):
            push(time.perf_counter())
            due += PERIOD_S
            await asyncio.sleep(due - loop.time())
        pipe.send(cpu() - before)


def bare(_folder: str, pipe: Any, frame: dict[str, Any] = FRAME) -> None:
    import uvloop

    from onair.during.broadcast.stream import encode_frame

    more_files()

    async def run() -> None:
        writers: list[Any] = []

        async def joined(reader: Any, writer: Any) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
            writers.append(writer)

        server = await asyncio.start_server(joined, "127.0.0.1", 0, backlog=8192)
        pipe.send((server.sockets[0].getsockname()[1], "/", ""))

        def push(at: float) -> None:
            data = encode_frame("delta", {"t": at, **frame}, 1)
            for writer in writers:
                writer.write(data)

        await obey(pipe, push)

    uvloop.run(run())


def ours(folder: str, pipe: Any) -> None:
    import uvloop

    from bench import ingest

    more_files()

    class Ready:
        """What bench.ingest tells its parent, taken up here."""

        def put(self, where: tuple[int, str, str]) -> None:
            port, path, key = where
            pipe.send((port, path.removesuffix("/events") + "/stream?view=wall", key))

    async def serve(server: Any, ready: Any, path: str, key: str, hub: Any) -> None:
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        ready.put((server.servers[0].sockets[0].getsockname()[1], path, key))
        screen = await hub.screen(path.split("/")[4])
        channel = screen.channel("wall")

        def push(at: float) -> None:
            channel.push("delta", {"t": at, **FRAME}, int(time.time() * 1000))

        await obey(pipe, push)
        hub.say_bye()
        server.should_exit = True
        await task

    ingest.serve = serve
    ingest.run_loop = lambda run: uvloop.run(run())
    ingest.serve_ours(folder, Ready())


class Clients(asyncio.Protocol):
    """5,000 of these: find the time in each frame, note the gap."""

    gaps: list[float]

    def __init__(self, request: bytes, gaps: list[float], joined: Callable[[], None]) -> None:
        self.request, self.gaps, self.joined, self.there = request, gaps, joined, False

    def connection_made(self, transport: Any) -> None:
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.there:
            self.there = True
            self.joined()
        now, at = time.perf_counter(), data.find(b'"t":')
        while at >= 0:
            self.gaps.append(now - float(data[at + 4 : data.index(b",", at)]))
            at = data.find(b'"t":', at + 4)


class Crowd:
    """All clients of all servers on one loop in a thread."""

    def __init__(self) -> None:
        import uvloop

        self.loop = uvloop.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def join(self, where: tuple[int, str, str], n: int) -> list[float]:
        port, path, key = where
        proof = f"authorization: Bearer {key}\r\n" if key else ""  # a link carries its own
        request = f"GET {path} HTTP/1.1\r\nhost: x\r\n{proof}\r\n".encode()
        gaps: list[float] = []
        there = 0

        def joined() -> None:
            nonlocal there
            there += 1

        async def all_of_them() -> None:
            for start in range(0, n, 100):
                await asyncio.gather(
                    *[
                        self.loop.create_connection(lambda: Clients(request, gaps, joined), "127.0.0.1", port)
                        for _ in range(min(100, n - start))
                    ]
                )

            while there < n:
                await asyncio.sleep(0.05)

        asyncio.run_coroutine_threadsafe(all_of_them(), self.loop).result(240)
        return gaps


def p(values: list[float], q: float) -> float:
    """ms"""
    return sorted(values)[min(len(values) - 1, int(len(values) * q))] * 1000


def arguments(about: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    return parser.parse_args()


def resident(pid: int) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


Found = dict[str, list[float]]


def compared(sides: Sequence[tuple[str, Any]], args: argparse.Namespace) -> dict[str, Found]:
    """Every side's server with all its clients, speaking in turns. → by side: p50, p99 (ms), us a message, share that
    arrived, bytes a client (its server's growth since nobody was connected)."""
    context = multiprocessing.get_context("spawn")
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory(prefix="onair-bench-") as folder:
        crowd, running = Crowd(), {}
        for name, target in sides:
            mine, theirs = context.Pipe()
            process = context.Process(target=target, args=(folder, theirs), daemon=True)
            process.start()
            where = mine.recv()
            before = resident(process.pid or 0)
            running[name] = (mine, crowd.join(where, args.clients), process, before)
            found[name] = {"p50": [], "p99": [], "us": [], "got": [], "bytes": []}
        time.sleep(3)
        names, frames = [name for name, _ in sides], int(args.seconds / PERIOD_S)
        for turn in range(args.rounds):
            for name in names if turn % 2 == 0 else names[::-1]:
                pipe, gaps, process, before = running[name]
                gaps.clear()
                pipe.send(frames)
                used = pipe.recv()
                time.sleep(1)
                got = len(gaps)
                result = found[name]
                result["p50"].append(p(gaps, 0.5))
                result["p99"].append(p(gaps, 0.99))
                result["us"].append(used / max(1, got) * 1e6)
                result["got"].append(got / (frames * args.clients))
                result["bytes"].append((resident(process.pid or 0) - before) / args.clients)
        for pipe, _, process, _ in running.values():
            pipe.send(None)
            process.join(5)
            process.kill()
    return found


def figures(ours: Found, bare: Found) -> list[Figure]:
    p99 = [a / b for a, b in zip(ours["p99"], bare["p99"], strict=True)]
    us = [a / b for a, b in zip(ours["us"], bare["us"], strict=True)]
    return [
        Figure(f"p99 ÷ bare broadcast ({spread(p99)})", median(p99), "×", "≤ 2.5", median(p99) <= 2.5),
        Figure(f"CPU a message ÷ bare broadcast ({spread(us)})", median(us), "×", "≤ 3", median(us) <= 3),
        Figure("p50", median(ours["p50"]), "ms"),
        Figure("p99", median(ours["p99"]), "ms", "≤ 250", None),
        Figure("bare p50", median(bare["p50"]), "ms"),
        Figure("bare p99", median(bare["p99"]), "ms"),
        Figure("CPU a message", median(ours["us"]), "µs"),
        Figure("bare CPU a message", median(bare["us"]), "µs"),
        Figure("messages that arrived", min(ours["got"]) * 100, "%"),
    ]


def main() -> int:
    args = arguments(__doc__)
    more_files()
    found = compared((("bare", bare), ("ours", ours)), args)
    report(
        f"fan-out: {args.clients:,} clients at {1 / PERIOD_S:.0f} Hz, 1 KiB frames, {args.rounds} rounds",
        figures(found["ours"], found["bare"]),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
