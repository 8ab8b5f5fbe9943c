"""A witness beside the SQLite log: the newest acknowledged batch.

A write-ahead log whose tail is cut opens without complaint at an older commit; the engine calls that
recovery, we call it loss. The mark says what must be there. It is written after the commit's own sync and
needs none itself: after a power cut it may be older than the log, never newer.
"""

import hashlib
import os
import struct
from pathlib import Path

_FORM = struct.Struct("<4sq32s")
_MAGIC = b"OAM1"


class Mark:
    """76 bytes rewritten in place: sequence number and hash of the newest batch, and its own checksum."""

    def __init__(self, log_path: Path) -> None:
        self.path = log_path.with_name(f"{log_path.name}-mark")
        self._fd: int | None = None

    def set(self, seq: int, sha256: bytes) -> None:
        """Called after the commit returned. Raises OSError."""
        if self._fd is None:
            self._fd = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        head = _FORM.pack(_MAGIC, seq, sha256)
        os.pwrite(self._fd, head + hashlib.sha256(head).digest(), 0)

    def get(self) -> tuple[int, bytes] | None:
        """(seq, sha256); None when there is no mark or it is damaged itself."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return None
        head = raw[: _FORM.size]
        if len(head) < _FORM.size or raw[_FORM.size :] != hashlib.sha256(head).digest():
            return None
        magic, seq, sha256 = _FORM.unpack(head)
        return (seq, sha256) if magic == _MAGIC else None

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
