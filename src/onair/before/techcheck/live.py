"""A live input, taken down for a while as it comes (no re-encoding), with how steadily it came."""

import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from onair.before.techcheck import measure, programs
from onair.before.techcheck.programs import ProgramFailed, TookTooLong
from onair.before.techcheck.relay import relaying
from onair.before.techcheck.report import Line
from onair.before.techcheck.targets import FORMATS, PROTOCOLS, Target, target
from onair.kernel.errors import BadInput

ANSWERS_S = 12.0
"""An input that sends nothing for so long at first is not there."""
GONE_S = 8.0
"""Later, so long without data means that the stream broke; it is asked again."""
TRIES = 3
TAKEN_BYTES = 400 << 20
STEP_S = 0.2


class Unreachable(BadInput):
    code = "techcheck_unreachable"
    zh = "{where} 没有送来画面：{why_zh}。没有生成报告，历史报告不变；请确认正在推流、地址和串流密钥正确，再试一次。"
    en = (
        "{where} sent no picture: {why_en}. No report was made, earlier ones stand; "
        "make sure it is on air, check address and key, try again."
    )


class Part(NamedTuple):
    path: Path
    seconds: float


class Taken(NamedTuple):
    path: Path
    line: Line


def take(
    url: str, folder: Path, seconds: float, *, where: str, private: bool, progress: Callable[[float], None]
) -> Taken:
    """`seconds` of the input at `url` as files in `folder`. Raises Unreachable, PrivateAddress, ProgramMissing."""
    aim = target(url, private=private)
    watch = _Watch(seconds, progress, chunked=aim.scheme in ("http", "https"))
    parts: list[Part] = []
    with ExitStack() as stack:
        env = None
        if watch.chunked:
            relay = stack.enter_context(relaying(private=private))
            env = {"http_proxy": relay.url, "no_proxy": ""}
        for number in range(TRIES):
            path = folder / f"part-{number}.ts"
            why = _attempt(aim, path, watch, env)
            if path.is_file() and path.stat().st_size:
                parts += _usable(path)
            if not parts and watch.first is None:
                raise Unreachable(where=where, **why)
            if watch.done() or sum(part.seconds for part in parts) >= seconds - 0.5:
                break  # a relay may hand over its first second at once, so the time is full a little early
            watch.drops += 1
            time.sleep(min(1.0, max(watch.left(), 0)))
    if not parts:
        raise Unreachable(where=where, why_zh="数据读不出画面", why_en="its data holds no picture")
    return Taken(
        max(parts, key=lambda part: part.seconds).path, watch.line(sum(part.seconds for part in parts))
    )


class _Watch:
    """The clock of one taking. Stalls are told apart from a playlist's rhythm, which comes in chunks."""

    def __init__(self, seconds: float, progress: Callable[[float], None], *, chunked: bool) -> None:
        self.seconds, self.progress, self.chunked = seconds, progress, chunked
        self.began = time.monotonic()
        self.first: float | None = None
        self.last = self.began
        self.stalls: list[float] = []
        self.drops = 0

    def left(self) -> float:
        return self.seconds - (time.monotonic() - (self.first or time.monotonic()))

    def done(self) -> bool:
        return self.first is not None and self.left() <= 0.5

    def data(self) -> None:
        now = time.monotonic()
        if self.first is None:
            self.first = now
        elif now - self.last > (GONE_S if self.chunked else 1.0):
            self.stalls.append(round(now - self.last, 2))
        self.last = now
        self.progress(min((now - self.first) / self.seconds, 1.0))

    def quiet(self) -> float:
        return time.monotonic() - self.last

    def line(self, media: float) -> Line:
        first = self.first or self.last
        wall = max(self.last - first, 0.1)
        return Line(
            round(media, 2), round(wall, 2), tuple(self.stalls), self.drops, round(first - self.began, 2)
        )


def _attempt(aim: Target, path: Path, watch: _Watch, env: dict[str, str] | None) -> dict[str, str]:
    """One connection until its end. → why it ended, for who has nothing."""
    watch.last = time.monotonic()
    length = f"{max(watch.left(), 1.0) if watch.first else watch.seconds:.2f}"
    args = ["-nostdin", "-hide_banner", "-v", "error", "-y", "-protocol_whitelist", PROTOCOLS[aim.scheme]]
    args += ["-format_whitelist", FORMATS[aim.scheme], "-i", aim.dialled, "-t", length]
    args += ["-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", "-fs", str(TAKEN_BYTES)]
    args += ["-flush_packets", "1", "-f", "mpegts", str(path)]
    size = 0
    limit = watch.seconds + ANSWERS_S + 2 * GONE_S
    with programs.started("ffmpeg", args, seconds=limit, stdout=subprocess.DEVNULL, env=env) as running:
        while running.process.poll() is None:
            time.sleep(STEP_S)
            now = path.stat().st_size if path.is_file() else 0
            if now > size:
                size = now
                watch.data()
            elif watch.quiet() > (ANSWERS_S if watch.first is None or watch.chunked else GONE_S):
                return {
                    "why_zh": f"{int(watch.quiet())} 秒没有数据",
                    "why_en": f"no data for {int(watch.quiet())} s",
                }
            elif watch.done() and watch.quiet() > 2:
                break
            try:
                running.check()
            except TookTooLong:
                break
        if path.is_file() and path.stat().st_size > size:
            watch.data()
    return {"why_zh": "连接被拒绝或已断开", "why_en": "the connection was refused or closed"}


def _usable(path: Path) -> list[Part]:
    """None when what came cannot be read: a part that was cut short at its head."""
    try:
        media = measure.look(path, path.name)
    except (measure.NotMedia, ProgramFailed):
        return []
    return [Part(path, media.seconds or 0.0)] if media.video or media.audio else []
