"""A witness beside the SQLite log: the newest acknowledged batch.

A write-ahead log whose tail is cut opens without complaint at an older commit; the engine calls that
recovery, we call it loss. The mark says what must be there. It is written after the commit's own sync and
needs none itself: after a power cut it may be older than the log, never newer.
"""

import hashlib
import os
import struct
from pathlib import Path

from sqlalchemy import Connection, text

from onair.store.chain import LogDamaged

_FORM = struct.Struct("<4sq32s")
_MAGIC = b"OAM1"


class Mark:
    """84 bytes, rewritten in place: sequence number and hash of the newest batch, and its own checksum."""

    def __init__(self, path: Path) -> None:
        self.path = path
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

    def check(self, tx: Connection) -> None:
        """Raises LogDamaged when the batch that was acknowledged last is not in the log as it was written."""
        known = self.get()
        if known is None:
            return
        row = tx.execute(text("SELECT sha256 FROM event_batch WHERE seq = :seq"), {"seq": known[0]}).first()
        if row is None:
            last = tx.execute(text("SELECT max(seq) FROM event_batch")).scalar_one_or_none()
            raise LogDamaged(show="*", offset=f"batch {known[0]}", why=f"tail cut at batch {last or 0}")
        if bytes(row[0]) != known[1]:
            raise LogDamaged(show="*", offset=f"batch {known[0]}", why="mark")

    def close(self) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
