"""One table of the exported review."""

from collections.abc import Sequence
from typing import NamedTuple

from onair.files.export import Cell


class Sheet(NamedTuple):
    """`name`: stable; `title`: what people read."""

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
