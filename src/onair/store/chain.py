"""The hash chain of a show's batches: a changed, missing, added or reordered batch cannot go unseen."""

import hashlib
import struct
from typing import NamedTuple

from onair.kernel.errors import OnAirError

START = b"\x00" * 32
"""What the first batch of a show is chained to."""


class LogDamaged(OnAirError):
    code, status = "log_damaged", 500
    zh = "日志损坏：场次 {show}，位置 {offset}（{why}）。没有继续读取；请用备份恢复，并先保留现有文件。"
    en = "The log is damaged at show {show}, offset {offset} ({why}). Keep the files and restore a backup."


class Batch(NamedTuple):
    """`n` events encoded as `body` by events codec `codec`; `offset` of the first; `clock` ms of receipt."""

    offset: int
    n: int
    clock: int
    codec: int
    body: bytes


def link(before: bytes, show: str, tenant: str, batch: Batch) -> bytes:
    """SHA-256 over the hash before, every column and the body. Lengths come first, so nothing can shift."""
    names = f"{show}\x00{tenant}".encode()
    head = struct.pack(
        "<32sqqqqqq", before, batch.offset, batch.n, batch.clock, batch.codec, len(names), len(batch.body)
    )
    digest = hashlib.sha256(head)
    digest.update(names)
    digest.update(batch.body)
    return digest.digest()
