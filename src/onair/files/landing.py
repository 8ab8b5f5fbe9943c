"""Where an upload lies while it is read, and no longer: in no backup, emptied when the data folder is opened again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from onair.store.homelock import uploads


@contextmanager
def landed(home: Path, content: BinaryIO, name: str) -> Iterator[Path]:
    """`content` as a file of its own under the data folder `home`, with the ending of `name`."""
    with NamedTemporaryFile(dir=uploads(home), suffix=Path(name).suffix[:8]) as held:
        copyfileobj(content, held)
        held.flush()
        yield Path(held.name)
