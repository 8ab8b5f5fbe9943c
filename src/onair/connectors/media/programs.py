"""ffmpeg and ffprobe as programs of their own: found, started with limits, ended. Nothing of them is linked.

Every call has a limit of time, of what it may write and of what it may open: protocols and formats are
lists, so that a playlist in disguise opens no other file and no other address.
"""

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from onair.kernel.errors import BadInput, Unavailable

FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,mpegts,mpeg,avi,asf"
"""Containers a recording may come in. No playlist, no image sequence, no text."""
MEMORY = 3 << 30
WRITTEN = 4 << 30
LOG_BYTES = 8 << 20
GRACE_S = 3.0


class ProgramMissing(Unavailable):
    code = "program_missing"
    zh = "缺少程序 {program}，无法测量。上传的内容没有保存；请在服务器上安装：{install}，然后重试。"
    en = (
        "The program {program} is lacking, so nothing can be measured. Nothing was kept; "
        "install it on the server: {install}, then try again."
    )


class TookTooLong(BadInput):
    code = "techcheck_timeout"
    zh = "测量超过 {seconds} 秒，已停止。没有生成报告，历史报告不变；请换一段较短的录像。"
    en = (
        "Measuring took more than {seconds} s and was stopped. No report was made, earlier ones stand; "
        "use a shorter recording."
    )


class ProgramFailed(Exception):
    """A program ended with a fault; `said` is the end of what it wrote."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"{program}: {said[-400:]}")
        self.said = said


INSTALL = {"ffmpeg": "apt-get install ffmpeg", "ffprobe": "apt-get install ffmpeg"}


def lacking() -> list[str]:
    """The programs that are not there."""
    return [name for name in INSTALL if shutil.which(name) is None]


def program(name: str) -> str:
    """Its path. Raises ProgramMissing with how to install it."""
    found = shutil.which(name)
    if found is None:
        raise ProgramMissing(program=name, install=INSTALL[name])
    return found


def limit(pid: int, seconds: float | None) -> None:
    """Set from outside: nothing of ours runs in the child between fork and exec. `seconds` None: it may run on."""
    kinds = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_FSIZE: WRITTEN, resource.RLIMIT_CORE: 0}
    if seconds is not None:
        kinds[resource.RLIMIT_CPU] = int(seconds) * (os.cpu_count() or 1) + 5
    for kind, value in kinds.items():
        resource.prlimit(pid, kind, (value, value))


def environment(extra: dict[str, str] | None) -> dict[str, str]:
    """Nothing of ours but the path: no secret, and no proxy that was not meant."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", **(extra or {})}


class Running:
    """A started program; `process.stdout` is a pipe when it was asked for."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], log: IO[bytes], seconds: float) -> None:
        self.name, self.process = name, process
        self._log, self._seconds = log, seconds
        self._until = time.monotonic() + seconds

    def check(self) -> None:
        """Raises TookTooLong when it is time."""
        if time.monotonic() > self._until:
            raise TookTooLong(seconds=int(self._seconds))

    def wait(self) -> None:
        """Until it has ended well. Raises ProgramFailed, TookTooLong."""
        while self.process.poll() is None:
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                self.check()
        if self.process.returncode != 0:
            raise ProgramFailed(self.name, self.said())

    def said(self) -> str:
        """The end of what it wrote to stderr."""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - LOG_BYTES))
        return self._log.read().decode("utf-8", "replace")


@contextmanager
def started(
    name: str,
    args: Sequence[str],
    *,
    seconds: float,
    stdout: IO[bytes] | int,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator[Running]:
    """A program that is gone when the block is left, whatever happens in it. Raises ProgramMissing."""
    path = program(name)
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 (a program by its path, no shell, arguments of ours)
            [path, *args],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=log,
            env=environment(env),
            cwd=cwd,
        )
        try:
            with suppress(ProcessLookupError):  # it may be over already
                limit(process.pid, seconds)
            yield Running(name, process, log, seconds)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def run(
    name: str,
    args: Sequence[str],
    *,
    seconds: float,
    env: dict[str, str] | None = None,
) -> tuple[bytes, str]:
    """→ stdout and stderr, 8 MiB of each at most. Raises ProgramMissing, ProgramFailed, TookTooLong."""
    with TemporaryFile() as out, started(name, args, seconds=seconds, stdout=out, env=env) as running:
        running.wait()
        out.seek(0)
        return out.read(LOG_BYTES), running.said()
