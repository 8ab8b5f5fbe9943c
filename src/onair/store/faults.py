"""What an engine's error means for a promise of durability."""

import errno
import sqlite3
from typing import Any

from onair.kernel.errors import Unavailable

_PG_FULL = {"53100"}  # disk_full
_PG_WAITED = {"55P03", "40P01", "40001", "57P01", "57P02", "57P03"}  # lock, deadlock, serialisation, shutdown
_PG_FATAL = ("58", "XX")  # system error (I/O), internal error (damaged data)
_SHARED_MEMORY = ("SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMMAP", "SQLITE_IOERR_SHMOPEN")
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_UNREADABLE = (*_DAMAGE, "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ", "SQLITE_ERROR")


class DiskFull(Unavailable):
    code, status = "disk_full", 507
    zh = "磁盘已满，这次没有保存。请清理空间；腾出后会自动恢复写入。"
    en = "The disk is full and nothing was saved. Free some space; writing resumes by itself."


def is_passing(error: Any) -> bool:
    """PostgreSQL gave up a lock, undid one of two that waited for each other, shuts down or starts, or the line broke."""
    sqlstate = getattr(error, "sqlstate", "")
    if sqlstate is None:  # psycopg's, before a server said anything: nobody answers
        return type(error).__name__ == "OperationalError"
    return sqlstate in _PG_WAITED or sqlstate.startswith("08")


def sqlite_code(error: Any) -> str:
    """`SQLITE_FULL`, `SQLITE_IOERR_FSYNC`…; empty for other engines."""
    return str(getattr(error, "sqlite_errorname", "") or "")


def is_full(error: Any) -> bool:
    """No room left: nothing was kept, and it can pass by itself."""
    if sqlite_code(error) in ("SQLITE_FULL", *_SHARED_MEMORY) or getattr(error, "sqlstate", None) in _PG_FULL:
        return True
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_damage(error: Any) -> bool:
    """Met while reading: the file is not what it was when it was written (a table gone, a page unreadable)."""
    if isinstance(error, sqlite3.Error):
        return not sqlite_code(error) or sqlite_code(error).startswith(_UNREADABLE)
    return str(getattr(error, "sqlstate", None)).startswith("XX")


def is_fatal(error: Any) -> bool:
    """The disk failed a write or a sync, or the file is damaged: this process must not write any more."""
    if is_full(error):
        return False
    sqlstate = str(getattr(error, "sqlstate", None))
    if sqlite_code(error).startswith(("SQLITE_IOERR", *_DAMAGE)) or sqlstate.startswith(_PG_FATAL):
        return True
    return isinstance(error, OSError)
