"""ffmpeg as a program that plays the stream and prints measurements. The only I/O of this folder.

Its output is bounded, its address is judged before it starts (and, for playlists, at each hop), and it comes back with
back-off when the stream ends: that it ended is itself the news.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

from onair.connectors.media import programs
from onair.connectors.media.programs import ProgramMissing
from onair.connectors.media.targets import PrivateAddress, Target, target
from onair.connectors.media.way import Way, way
from onair.connectors.signals import AnySeen, Blind, Change, Met, Reach, waits
from onair.connectors.stream_probe.translate import Listener, filters

ANSWERS_S = 12.0
FRAMELESS_S = 6.0
"""No picture for so long, and the connection is made anew; that it stalls is seen before. A relay that keeps its
players hands them the next publisher's stream, whose clock begins at 0: ffmpeg then drops every frame."""
LOOKED_AT_US = 1_500_000
LINE_BYTES, SAID_BYTES = 4096, 8192
NICE = 5
WHYS = (
    ("certificate of another name", "certificate_name"), ("certificate out of date", "certificate_date"),
    ("certificate not trusted", "certificate_untrusted"), ("no TLS there", "no_tls"),
    ("Connection refused", "no_connection"), ("404 Not Found", "not_found_404"), ("403 Forbidden", "refused_403"),
    ("401 Unauthorized", "wrong_password"), ("timed out", "no_answer"), ("Invalid data", "not_a_stream"),
    ("not on whitelist", "not_a_stream"), ("Input/output error", "no_picture"),
)  # fmt: skip
WITHOUT_END = 1 << 62


def arguments(by: Way) -> list[str]:
    video, audio = filters()
    args = ["-nostdin", "-hide_banner", "-v", "error", "-threads", "1"]
    args += [*by.arguments(), "-analyzeduration", str(LOOKED_AT_US), "-fflags", "nobuffer"]
    args += ["-i", by.dialled, "-map", "0:v:0?", "-map", "0:a:0?", "-filter:v", video, "-filter:a", audio]
    return [*args, "-f", "null", "-"]


async def watch(url: str, reach: Reach) -> AsyncIterator[AnySeen]:
    pauses = waits(most=15.0)
    while True:
        came = False
        try:
            aim = await asyncio.to_thread(target, url, private=reach.private)
            async for seen in _once(aim, reach):
                came = came or isinstance(seen, Met)
                yield seen
        except PrivateAddress:
            yield Blind(at=reach.clock(), code="private_address", final=True)
            return
        except ProgramMissing:
            yield Blind(at=reach.clock(), code="program_missing", final=True)
            return
        if came:
            pauses = waits(most=15.0)
        await asyncio.sleep(next(pauses))


async def _once(aim: Target, reach: Reach) -> AsyncIterator[AnySeen]:
    """One connection until it ends. Raises ProgramMissing."""
    async with AsyncExitStack() as stack:
        opened = way(aim, private=reach.private, most=WITHOUT_END)
        by = await asyncio.to_thread(opened.__enter__)
        stack.push_async_callback(asyncio.to_thread, opened.__exit__, None, None, None)
        process = await asyncio.create_subprocess_exec(
            programs.program("ffmpeg"), *arguments(by), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE, env=programs.environment(by.env), limit=LINE_BYTES,
        )  # fmt: skip
        stack.push_async_callback(_end, process)
        with suppress(ProcessLookupError, PermissionError):
            programs.limit(process.pid, None)
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        async for seen in _listen(process, reach, by):
            yield seen


async def _listen(process: asyncio.subprocess.Process, reach: Reach, by: Way) -> AsyncIterator[AnySeen]:
    assert process.stdout and process.stderr  # noqa: S101 (asked for above)
    said = asyncio.get_running_loop().create_task(_last(process.stderr))
    listener, met, quiet = Listener(), False, ""
    loop = asyncio.get_running_loop()
    framed, frames = loop.time(), 0
    try:
        while True:
            if listener.frames > frames:
                framed, frames = loop.time(), listener.frames
            elif frames and loop.time() - framed > FRAMELESS_S:
                quiet = "ended"
                break
            try:
                async with asyncio.timeout(FRAMELESS_S if met else ANSWERS_S):
                    line = await process.stdout.readline()
            except TimeoutError:
                quiet = "no_picture"
                break
            except ValueError:  # a line without an end is nothing of ours
                quiet = "not_a_stream"
                break
            if not line:
                break
            found = listener.feed(line.decode("ascii", "replace"), reach.clock())
            if found and not met:
                met = True
                yield Met(at=reach.clock(), program="ffmpeg")
            for seen in found:
                yield seen
        for seen in listener.ended(reach.clock()):
            yield seen
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        words = by.why((await said).decode("utf-8", "replace"))
        code = quiet or next((code for mark, code in WHYS if mark in words), "ended")
        if met:
            yield Change(at=reach.clock(), flow="stopped")
        yield Blind(at=reach.clock(), code=code)
    finally:
        said.cancel()


async def _last(stream: asyncio.StreamReader) -> bytes:
    """The end of what it says; reading on keeps it from standing still."""
    held = b""
    while part := await stream.read(4096):
        held = (held + part)[-SAID_BYTES:]
    return held


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
