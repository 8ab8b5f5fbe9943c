"""Files that appear whole or not at all: written beside, synced, renamed, and the folder synced."""

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onair.store.faults import DiskFull, is_full

TEMPORARY = ".part"


def sync_file(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(folder: Path) -> None:
    """Makes a rename in it survive a power cut."""
    sync_file(folder)


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A temporary path to write to; on leaving well it is synced and becomes `path`, else it is removed. Of two threads that
    make the same file at once each has its own, and the later one stands."""
    part = path.with_name(f"{path.name}.{threading.get_ident():x}{TEMPORARY}")
    try:
        yield part
        sync_file(part)
        part.replace(path)
        sync_folder(path.parent)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if is_full(error):
            raise DiskFull from error
        raise


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """`content` appears at `path` in one step. Raises DiskFull, OSError."""
    with appearing(path) as part:
        part.touch(mode)
        part.write_bytes(content)


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
