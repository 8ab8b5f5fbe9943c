"""One client at a time: a full socket, a slow one that recovers, one that falls out of the ring, one that goes."""

import asyncio

from onair.during.broadcast import stream as stream_module
from onair.during.broadcast.stream import Channel, Client


class Socket:
    """An ASGI `send` whose buffer can be full."""

    def __init__(self) -> None:
        self.got = b""
        self.room = asyncio.Event()
        self.room.set()
        self.broken = False

    async def send(self, message) -> None:
        await self.room.wait()
        if self.broken:
            raise ConnectionResetError
        self.got += message["body"]


def ids(raw: bytes) -> list[int]:
    return [int(line[4:]) for line in raw.split(b"\n") if line.startswith(b"id: ")]


async def joined(channel: Channel) -> tuple[Client, Socket]:
    socket = Socket()
    client = Client(channel.seq, "x", socket.send)
    channel.clients.add(client)
    return client, socket


async def test_writes_go_through_at_once_without_a_task():
    channel = Channel("wall", 0)
    client, socket = await joined(channel)
    for i in range(5):
        channel.push("delta", i, 0)
    assert ids(socket.got) == [1, 2, 3, 4, 5]
    assert client.task is None


async def test_full_socket_that_empties_gets_all_it_missed_once():
    channel = Channel("wall", 0)
    client, socket = await joined(channel)
    channel.push("delta", 0, 0)
    socket.room.clear()
    for i in range(1, 6):
        channel.push("delta", i, 100)
    assert client.since == 100
    assert ids(socket.got) == [1]
    socket.room.set()
    await asyncio.sleep(0.01)
    assert ids(socket.got) == [1, 2, 3, 4, 5, 6]
    assert (client.task, client.since) == (None, None)
    channel.push("delta", 7, 0)
    assert ids(socket.got)[-1] == 7


async def test_too_slow_is_told_so(monkeypatch):
    monkeypatch.setattr(stream_module, "RING_FRAMES_MAX", 3)
    channel = Channel("wall", 0)
    client, socket = await joined(channel)
    socket.room.clear()
    for i in range(10):
        channel.push("delta", i, 0)
    socket.room.set()
    assert await asyncio.wait_for(client.done, 1) == "slow"
    assert ids(socket.got) == [1]


async def test_deaf_client_is_found_by_time():
    channel = Channel("wall", 0)
    client, socket = await joined(channel)
    socket.room.clear()
    channel.push("delta", 0, 1_000)
    channel.cut_blocked(1_000 + stream_module.BLOCKED_MS_MAX)
    assert not client.done.done()
    channel.cut_blocked(1_001 + stream_module.BLOCKED_MS_MAX)
    assert client.done.result() == "deaf"
    client.task.cancel()


async def test_connection_that_broke_leaves_the_others_alone():
    channel = Channel("wall", 0)
    bad, broken = await joined(channel)
    _, whole = await joined(channel)
    broken.broken = True
    channel.push("delta", 0, 0)
    assert bad.done.result() == "gone"
    assert ids(whole.got) == [1]


async def test_many_clients_are_served_in_slices():
    channel = Channel("wall", 0)
    crowd = [await joined(channel) for _ in range(stream_module.SLICE * 3 + 7)]
    channel.push("delta", 0, 0)
    served = sum(bool(socket.got) for _, socket in crowd)
    assert served == stream_module.SLICE, "the rest waits for its turn"
    channel.push("delta", 1, 0)
    for _ in range(8):
        await asyncio.sleep(0)
    assert all(ids(socket.got) == [1, 2] for _, socket in crowd)


async def test_heartbeat_only_in_silence():
    channel = Channel("wall", 0)
    _, socket = await joined(channel)
    channel.push("delta", 0, 50_000)
    channel.beat(50_000 + stream_module.HEARTBEAT_MS - 1)
    assert b"beat" not in socket.got
    channel.beat(50_000 + stream_module.HEARTBEAT_MS)
    assert socket.got.endswith(b": beat\n\n")
