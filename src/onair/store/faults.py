"""What an engine's error means for a promise of durability."""

import errno
from typing import Any

_FULL_STATES = {"53100", "53200"}  # PostgreSQL: disk_full, out_of_memory


def sqlite_code(error: Any) -> str:
    """`SQLITE_FULL`, `SQLITE_IOERR_FSYNC`…; empty for other engines."""
    return str(getattr(error, "sqlite_errorname", "") or "")


def is_full(error: Any) -> bool:
    """No room left: nothing was kept, and it can pass by itself."""
    if sqlite_code(error) == "SQLITE_FULL" or getattr(error, "sqlstate", None) in _FULL_STATES:
        return True
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_fatal(error: Any) -> bool:
    """The disk lied or broke (I/O error, failed sync, damaged file): this process must not write any more."""
    code = sqlite_code(error)
    if code.startswith(
        ("SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CANTOPEN", "SQLITE_READONLY")
    ):
        return True
    return isinstance(error, OSError) and not is_full(error)
