"""A live input, taken down for a while as it comes (no re-encoding), with how steadily it came."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from onair.before.techcheck import measure
from onair.before.techcheck.report import Line
from onair.connectors.media import programs
from onair.connectors.media.programs import ProgramFailed, Running, TookTooLong
from onair.connectors.media.relay import Relay
from onair.connectors.media.targets import PrivateAddress, target
from onair.connectors.media.way import Way, way
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Text

ANSWERS_S = 12.0
"""An input that sends nothing for so long at first is not there."""
GONE_S = 8.0
"""Later, so long without data means that the stream broke; it is asked again."""
TRIES = 3
TAKEN_BYTES = 400 << 20
STEP_S = 0.2
LOOKED_AT_S = 2.0
"""ffmpeg looks at a stream for so long before it passes anything on; by itself it would take five."""
FASTER = 2.0
"""What comes so much faster than it plays and then ends is a recording behind an address, no stream that broke."""
WHYS = (
    (
        "certificate of another name",
        Text(
            "对方的 TLS 证书不是发给这个主机名的，没有继续连接",
            "the TLS certificate there was issued for another name, so nothing was sent",
        ),
    ),
    (
        "certificate out of date",
        Text("对方的 TLS 证书不在有效期内", "the TLS certificate there is out of date"),
    ),
    (
        "certificate not trusted",
        Text(
            "对方的 TLS 证书不受本机信任；自建证书请把签发它的根证书加入服务器系统的信任列表",
            "this machine does not trust the TLS certificate there; for one of your own add its root to the system's list",
        ),
    ),
    ("no TLS there", Text("那个端口不说 TLS，请改用 rtmp", "no TLS is spoken on that port; use rtmp")),
    (
        "Connection refused",
        Text("连接被拒绝，那个端口上没有程序", "the connection was refused, nothing listens there"),
    ),
    ("404 Not Found", Text("对方说没有这个地址（404）", "the other side knows no such address (404)")),
    (
        "403 Forbidden",
        Text("对方不放行（403），请检查鉴权参数", "the other side refused it (403), check the key"),
    ),
    (
        "401 Unauthorized",
        Text("对方不放行（401），请检查鉴权参数", "the other side refused it (401), check the key"),
    ),
    ("Server returned 5XX", Text("对方出错（5XX）", "the other side failed (5XX)")),
    ("timed out", Text("对方没有回应", "the other side did not answer")),
    (
        "Connection to srt:",
        Text(
            "SRT 没有连上：对方不在，或密码、streamid 不对",
            "no SRT connection: nobody there, or a wrong passphrase or streamid",
        ),
    ),
    ("Invalid data", Text("收到的不是视频流", "what came is no video stream")),
    (
        "not on whitelist",
        Text("播放列表指向不允许的地址或格式", "it leads to an address or a form that is not allowed"),
    ),
)
GONE = Text("连接没有建立，或已断开", "the connection was not made, or closed")


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
    with way(aim, private=private) as by:
        for number in range(TRIES):
            path = folder / f"part-{number}.ts"
            ended = _attempt(by, path, watch)
            got = _usable(path)
            parts += got
            if not parts and (watch.first is None or number == TRIES - 1):
                raise _nothing(where, ended.why, by.relay)
            media = sum(part.seconds for part in parts)
            lost = ended.alone and sum(part.seconds for part in got) < ended.asked - 0.5
            # A relay may hand over its first second at once, so the time is full a little early.
            if media >= seconds - 0.5 or not lost or (ended.well and watch.finished(media)):
                break
            watch.drops += 1
            if watch.done():
                break
            time.sleep(min(1.0, max(watch.left(), 0)))
    return Taken(
        max(parts, key=lambda part: part.seconds).path, watch.line(media, silent=lost or ended.silent)
    )


def _nothing(where: str, why: Text, relay: Relay | None) -> BadInput:
    """Why there is nothing to measure: an address inside the house, or what ffmpeg said."""
    if relay is not None and relay.refused:
        return PrivateAddress(host=relay.refused[0])
    return Unreachable(where=where, why_zh=why.zh, why_en=why.en)


class Ended(NamedTuple):
    """How one connection ended. `alone` = without our doing, `well` = in good order, `silent` = open but without
    data when the time was up; `asked` seconds."""

    alone: bool
    well: bool
    silent: bool
    asked: float
    why: Text


class _Watch:
    """The clock of one taking. Stalls are told apart from a playlist's rhythm, which comes in chunks."""

    def __init__(self, seconds: float, progress: Callable[[float], None], *, chunked: bool) -> None:
        self.seconds, self.progress, self.chunked = seconds, progress, chunked
        self.began = time.monotonic()
        self.first: float | None = None
        self.last = self.tried = self.ended = self.began
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
        else:
            self._stalled(now - self.last)
        self.last = now
        self.progress(min((now - self.first) / self.seconds, 1.0))

    def _stalled(self, seconds: float) -> None:
        if seconds > (GONE_S if self.chunked else 1.0):
            self.stalls.append(round(seconds, 2))

    def quiet(self) -> float:
        """Seconds without data, of this try."""
        return time.monotonic() - max(self.last, self.tried)

    def finished(self, media: float) -> bool:
        """It has ended by itself: `media` seconds came from an address that holds a recording."""
        return self.chunked and self.first is not None and media > FASTER * (self.last - self.first)

    def line(self, media: float, *, silent: bool) -> Line:
        """`media` seconds came in all. `silent`: nothing came any more, so it has stalled until the end."""
        first = self.first or self.last
        if silent:
            self._stalled(self.ended - self.last)
        wall = max(self.last - first, 0.1)
        return Line(
            round(media, 2), round(wall, 2), tuple(self.stalls), self.drops, round(first - self.began, 2)
        )


def _attempt(by: Way, path: Path, watch: _Watch) -> Ended:
    """One connection until its end."""
    watch.tried = time.monotonic()
    asked = max(watch.left(), 1.0) if watch.first else watch.seconds
    args = ["-nostdin", "-hide_banner", "-v", "error", "-y", *by.arguments()]
    args += ["-analyzeduration", str(int(LOOKED_AT_S * 1e6)), "-i", by.dialled, "-t", f"{asked:.2f}"]
    args += ["-map", "0:v:0?", "-map", "0:a:0?", "-c", "copy", "-fs", str(TAKEN_BYTES)]
    args += ["-flush_packets", "1", "-f", "mpegts", str(path)]
    limit = watch.seconds + ANSWERS_S + 2 * GONE_S
    with programs.started("ffmpeg", args, seconds=limit, stdout=subprocess.DEVNULL, env=by.env) as running:
        quiet = _follow(running, path, watch)
        watch.ended = time.monotonic()
        if quiet is not None:
            return Ended(True, False, True, asked, Text(f"{quiet} 秒没有数据", f"no data for {quiet} s"))
        code = running.process.poll()
        return Ended(code is not None, code == 0, code is None, asked, why_of(by.why(running.said())))


def _follow(running: Running, path: Path, watch: _Watch) -> int | None:
    """Until the program ends or is no longer needed. → seconds of silence when that is why."""
    size = 0
    while running.process.poll() is None:
        time.sleep(STEP_S)
        now = path.stat().st_size if path.is_file() else 0
        if now > size:
            size = now
            watch.data()
        elif watch.quiet() > (ANSWERS_S if watch.first is None or watch.chunked else GONE_S):
            return int(watch.quiet())
        elif watch.done() and watch.quiet() > 2:
            return None
        try:
            running.check()
        except TookTooLong:
            return None
    if path.is_file() and path.stat().st_size > size:
        watch.data()
    return None


def why_of(said: str) -> Text:
    """What ffmpeg wrote, for people."""
    return next((why for mark, why in WHYS if mark in said), GONE)


def _usable(path: Path) -> list[Part]:
    """None when nothing came, or what came cannot be read: a part that was cut short at its head."""
    if not path.is_file() or not path.stat().st_size:
        return []
    try:
        media = measure.look(path, path.name)
    except (measure.NotMedia, ProgramFailed):
        return []
    return [Part(path, media.seconds or 0.0)] if media.video or media.audio else []
