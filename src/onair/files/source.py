"""Bytes of an upload: what they are by content, and gzip opened with a bound."""

import gzip
import io
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Literal

from onair.files.refusals import Damaged, TooBig, WrongType
from onair.kernel.text import as_size

MAX_FILE = 512 << 20
MAX_INFLATED = 2 << 30
MAX_GZIP_RATIO = 200
RATIO_FROM = 16 << 20
STRAY_NULS = 4
"""A text may hold a few by accident: their rows are rejected, not the file."""
Form = Literal["text", "xlsx", "parquet"]

_BINARY = {
    b"\xd0\xcf\x11\xe0": "XLS or encrypted",
    b"%PDF": "PDF",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"ORC": "ORC",
}
_ENDINGS: dict[str, Form] = {".xlsx": "xlsx", ".xlsm": "xlsx", ".parquet": "parquet"}
_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")


class Bounded(io.RawIOBase):
    """A gzip stream that stops at a total size and at a ratio, so a bomb costs its limit and no more."""

    def __init__(self, packed: BinaryIO, name: str, size: int) -> None:
        self._inner = gzip.GzipFile(fileobj=packed, mode="rb")
        self._name, self._size, self.read_so_far = name, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            count = self._inner.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Damaged(name=self._name, why="gzip") from error
        self.read_so_far += count
        if self.read_so_far > MAX_INFLATED:
            raise TooBig(name=self._name, limit=f"{as_size(MAX_INFLATED)} unpacked")
        if self.read_so_far > RATIO_FROM and self.read_so_far > MAX_GZIP_RATIO * max(self._size, 1):
            raise TooBig(name=self._name, limit=f"compression ratio {MAX_GZIP_RATIO}")
        return count

    def close(self) -> None:
        self._inner.close()
        super().close()


@contextmanager
def opened(source: Path | bytes, name: str) -> Iterator[BinaryIO]:
    """The bytes of a file, gunzipped when they are gzip. Raises TooBig, Damaged."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_FILE:
        raise TooBig(name=name, limit=as_size(MAX_FILE))
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not packed:
            yield raw
            return
        with io.BufferedReader(Bounded(raw, name, size), 1 << 17) as unpacked:
            yield unpacked


@contextmanager
def spooled(stream: BinaryIO, name: str, most: int) -> Iterator[Path]:
    """A path for parsers that want one, with at most `most` bytes in it. Raises TooBig."""
    with tempfile.TemporaryDirectory(prefix="onair-") as folder:
        path, written = Path(folder) / "table", 0
        with path.open("wb") as file:
            while chunk := stream.read(1 << 20):
                written += len(chunk)
                if written > most:
                    raise TooBig(name=name, limit=f"{as_size(most)} unpacked")
                file.write(chunk)
        yield path


def form(head: bytes, name: str) -> Form:
    """What the bytes are; raises WrongType when they are nothing we read or contradict the file's ending."""
    found = _form_of(head, name)
    stem = name.lower().removesuffix(".gz")
    for ending, promised in _ENDINGS.items():
        if stem.endswith(ending) and found != promised:
            raise WrongType(name=name, why=f"{ending} ≠ {found}")
    if stem.endswith(_TEXT_ENDINGS) and found != "text":
        raise WrongType(name=name, why=f"{stem.rsplit('.', 1)[-1]} ≠ {found}")
    return found


def _form_of(head: bytes, name: str) -> Form:
    if not head:
        raise WrongType(name=name, why="0 B")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    for magic, what in _BINARY.items():
        if head.startswith(magic):
            raise WrongType(name=name, why=what)
    if head.count(0) > max(STRAY_NULS, len(head) // 100) and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WrongType(name=name, why="binary")
    return "text"
