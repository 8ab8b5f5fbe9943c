"""The events of one file in the order of their time, whatever the file's own order and size.

Sorted in memory; a large file spills sorted runs to disk and merges them, so memory is bounded. The order of
the file stays among events of one moment.
"""

import heapq
import struct
from collections.abc import Generator, Iterator
from operator import attrgetter
from pathlib import Path
from typing import Self

from msgspec import structs

from onair.events.codec import CODEC_VERSION, decode_batch, encode_batch
from onair.events.model import AnyEvent

IN_MEMORY = 200_000
FRAME = 1_000
_AT = attrgetter("at")


class Spool:
    """`folder` is made on the first spill and emptied on leaving."""

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY) -> None:
        self._folder, self._limit = folder, in_memory
        self._held: list[AnyEvent] = []
        self._runs: list[Path] = []
        self.count = 0

    def add(self, event: AnyEvent) -> None:
        self._held.append(event)
        self.count += 1
        if len(self._held) >= self._limit:
            self._spill()

    def batches(self, size: int, shift: int = 0) -> Generator[list[AnyEvent], None, None]:
        """In time order, every `at` moved by `shift` ms. May be called again."""
        self._held.sort(key=_AT)
        runs = [_read(path) for path in self._runs]
        ordered = heapq.merge(*runs, self._held, key=_AT) if runs else iter(self._held)
        batch: list[AnyEvent] = []
        for event in ordered:
            batch.append(structs.replace(event, at=event.at + shift) if shift else event)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch

    def _spill(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._held.sort(key=_AT)
        path = self._folder / f"run-{len(self._runs)}"
        with path.open("wb") as file:
            for start in range(0, len(self._held), FRAME):
                body = encode_batch(self._held[start : start + FRAME])
                file.write(struct.pack("<I", len(body)) + body)
        self._runs.append(path)
        self._held = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._runs:
            path.unlink(missing_ok=True)
        if self._runs:
            self._folder.rmdir()


def _read(path: Path) -> Iterator[AnyEvent]:
    with path.open("rb") as file:
        while len(head := file.read(4)) == 4:
            yield from decode_batch(file.read(struct.unpack("<I", head)[0]), CODEC_VERSION)
