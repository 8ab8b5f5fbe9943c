"""Rows of a dropped file on their way in: minimised, put down in frames, so that a big file never stands in memory."""

import tempfile
import weakref
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec import Struct

from onair.after.reports.origin import Origin, key_of, origin_of_line, show_of, within_of
from onair.connectors.reports.layout import Layout
from onair.connectors.reports.read import Cell, Line, LineKind

FRAME = 500
"""Rows that are in memory at once, here and for whoever takes them."""
TIMES = frozenset({"start", "end", "span"})


class TakenRow(NamedTuple):
    """`about`, `said`, `kept` are JSON as the table keeps them; `told`: what the row is about with its times, as the archive
    keeps it."""

    sheet: str
    layout: Layout
    row: int
    kind: LineKind
    about: str
    told: str
    said: str
    kept: str
    key: str
    origin: Origin
    order: str | None


class _Put(Struct, array_like=True, frozen=True):
    """As it lies on disk. `told` None: the same as `about`; `own`: the show that the row itself names."""

    sheet: int
    row: int
    kind: LineKind
    about: str
    told: str | None
    said: str
    kept: str
    within: str
    own: Origin | None
    order: str | None


_encode, _json = msgspec.msgpack.Encoder().encode, msgspec.json.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[_Put]).decode


class Pack:
    """Filled once, then read as often as needed. `times`: the first and last moment that a row names; `origin` is known when
    all sheets were read."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="onair-report-")  # noqa: SIM115 (it ends with this object)
        weakref.finalize(self, self._file.close)
        self._sheets: list[tuple[str, Layout]] = []
        self._held: list[_Put] = []
        self._frames: list[int] = []
        self._count = 0
        self.origin = Origin()
        self.times: tuple[int, int] | None = None

    def sheet(self, name: str, layout: Layout) -> None:
        """The lines added next are of this sheet."""
        self._sheets.append((name, layout))

    def add(self, line: Line) -> None:
        layout = self._sheets[-1][1]
        own = origin_of_line(line) if layout.grain == "session" else None
        if own is not None:
            self.note(own)
        about = {role: reading.value for role, reading in line.about.items() if role not in TIMES}
        told = None
        if len(about) < len(line.about):
            told = _text(
                {
                    role: reading.value if reading.end is None else [reading.value, reading.end]
                    for role, reading in line.about.items()
                }
            )
        order = str(about["order"])[:128] if layout.grain == "settlement" and "order" in about else None
        said = _text([said_of(cell) for cell in line.cells])
        self._held.append(
            _Put(len(self._sheets) - 1, line.row, line.kind, _text(about), told, said, _text(line.kept),
                 within_of(layout, line), own, order)
        )  # fmt: skip
        self._count += 1
        if len(self._held) == FRAME:
            self._put_down()

    def note(self, origin: Origin) -> None:
        """Shows around its times may be asked for."""
        for at in (origin.start, origin.end, origin.first, origin.last):
            if at is not None:
                first, last = self.times or (at, at)
                self.times = min(first, at), max(last, at)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[TakenRow]:
        return (row for frame in self.frames() for row in frame)

    def frames(self) -> Iterator[list[TakenRow]]:
        """In the order of the file. Rows that say the same of themselves are told apart by their order."""
        seen: dict[str, int] = {}
        for some in self._stored():
            yield [self._taken(put, seen) for put in some]

    def _taken(self, put: _Put, seen: dict[str, int]) -> TakenRow:
        sheet, layout = self._sheets[put.sheet]
        show = show_of(layout, put.own, self.origin)
        key = key_of(layout, put.kind, show, put.within)
        seen[key] = again = seen.get(key, 0) + 1
        if again > 1:
            key = f"{key}.{again}"
        told = put.about if put.told is None else put.told
        return TakenRow(
            sheet, layout, put.row, put.kind, put.about, told, put.said, put.kept, key, show, put.order
        )

    def _stored(self) -> Iterator[list[_Put]]:
        begin = 0
        for size in self._frames:
            self._file.seek(begin)
            yield _decode(self._file.read(size))
            begin += size
        if self._held:
            yield self._held

    def _put_down(self) -> None:
        body = _encode(self._held)
        self._file.write(body)
        self._frames.append(len(body))
        self._held = []


def said_of(cell: Cell) -> tuple[object, ...]:
    """As the table keeps it."""
    reading = cell.reading
    flags = ("approx" if reading.approx else "") + ("estimated" if reading.estimated else "")
    return (
        cell.metric, cell.basis, reading.value, reading.low, reading.high, reading.currency, flags, cell.header, cell.place
    )  # fmt: skip


def _text(value: object) -> str:
    return _json(value).decode()
