"""Who owns the data folder: one process at a time, by a lock the system itself lets go when it dies.

`<home>/lock` is locked, `<home>/run/server.json` (mode 0600) tells other commands of the same user where the
server listens and the token it takes from them.
"""

import fcntl
import os
import shutil
from pathlib import Path

import msgspec

from onair.kernel.errors import Conflict
from onair.store.files import write_whole

OTHERS = 0o077
"""What group and others may do with a new file, taken away."""


UPLOADS = "uploads"


def uploads(home: Path) -> Path:
    """Where a file that is being read lies meanwhile: in no backup, and emptied when the folder is opened again."""
    folder = home / "run" / UPLOADS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


class HomeBusy(Conflict):
    code = "home_busy"
    zh = "数据文件夹 {home} 正被另一个进程使用（{holder}）。没有任何改动；请先停止它，或通过它操作。"
    en = "The data folder {home} is in use by another process ({holder}). Nothing was changed; stop it first."


class Server(msgspec.Struct, frozen=True):
    """How to reach the server that holds the folder. `ca`: file of the authority that vouches for it, over https."""

    url: str
    token: str
    pid: int
    ca: str | None = None


class HomeLock:
    """Held from construction to `release` (or the end of the process). Raises HomeBusy.

    As long as it is held, whatever the process and its children create is for its user alone: a folder that was
    made by somebody else may be open to others.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._fd: int | None = os.open(home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.pread(self._fd, 20, 0).decode().strip()
            os.close(self._fd)
            raise HomeBusy(home=str(home), holder=f"pid {pid or '?'}") from None
        self._umask = os.umask(OTHERS)
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, str(os.getpid()).encode(), 0)
        _card(home).unlink(missing_ok=True)  # of a server that was killed
        shutil.rmtree(home / "run" / UPLOADS, ignore_errors=True)
        for left in (home / "quarantine").glob(
            "*/tmp*"
        ):  # uploads that earlier versions read there, and were killed
            left.unlink(missing_ok=True)

    def publish(self, url: str, token: str, ca: str | None = None) -> None:
        """Tell the user's other commands where this server is."""
        _card(self.home).parent.mkdir(mode=0o700, exist_ok=True)
        write_whole(_card(self.home), msgspec.json.encode(Server(url, token, os.getpid(), ca)), mode=0o600)

    def release(self) -> None:
        if self._fd is not None:
            _card(self.home).unlink(missing_ok=True)
            os.close(self._fd)
            self._fd = None
            os.umask(self._umask)

    def __enter__(self) -> "HomeLock":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def server_of(home: Path) -> Server | None:
    """The server that holds this folder now; None when nobody does or the holder is no server."""
    try:
        fd = os.open(home / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_card(home)
    finally:
        os.close(fd)
    return None


def _read_card(home: Path) -> Server | None:
    try:
        return msgspec.json.decode(_card(home).read_bytes(), type=Server)
    except FileNotFoundError:  # the holder is a command, or a server that is still starting
        return None


def _card(home: Path) -> Path:
    return home / "run" / "server.json"
