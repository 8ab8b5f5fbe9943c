"""Rows of an order file in the file's order, waiting to be placed: in memory while they are few, else on disk.

People are keys before a row is put down: what a platform calls them is never written.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import msgspec

from onair.connectors.ports import Context, Slip
from onair.events.identity import UserKeys
from onair.events.model import AnyEvent

FRAME = 1_000


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder for as long as an import runs."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    finally:
        rmtree(folder)


class Row(msgspec.Struct, array_like=True):
    """One line of an order with its events."""

    slip: Slip
    events: list[AnyEvent]


_decode = msgspec.msgpack.Decoder(list[Row]).decode
_encode = msgspec.msgpack.Encoder().encode


class Pile:
    """Frames go to `folder`, which is somebody else's to empty. `accounts`: lines by account named in the file."""

    def __init__(self, folder: Path, keys: UserKeys) -> None:
        self._folder, self._keys = folder, keys
        self._held: list[Row] = []
        self._last: Slip | None = None
        self._frames = 0
        self.count = self.rows = 0
        self.accounts: Counter[tuple[str, ...]] = Counter()

    def add(self, event: AnyEvent, slip: Slip) -> None:
        """The events of one line come one after the other, with the same slip."""
        self.count += 1
        if event.user is not None:
            event = msgspec.structs.replace(event, user=self._keys.key(event.source, event.user))
        if slip is self._last:
            self._held[-1].events.append(event)
            return
        if len(self._held) >= FRAME:
            self._put_down()
        self._last = slip
        self._held.append(Row(slip, [event]))
        self.rows += 1
        self.accounts[slip.accounts] += 1

    def into(self, context: Context) -> Callable[[AnyEvent], None]:
        """Takes the events of an importer that says on `context` which line they are of."""

        def put(event: AnyEvent) -> None:
            assert context.slip is not None  # noqa: S101  (a manifest with a platform promises it)
            self.add(event, context.slip)

        return put

    def frames(self) -> Iterator[Sequence[Row]]:
        """All rows in the file's order, some at a time. May be called again."""
        for number in range(self._frames):
            yield _decode((self._folder / f"frame-{number}").read_bytes())
        if self._held:
            yield self._held

    def _put_down(self) -> None:
        (self._folder / f"frame-{self._frames}").write_bytes(_encode(self._held))
        self._frames += 1
        self._held = []
