"""The people of one show, numbered as they come: grouping by a small number is far cheaper than by a long key.

A number means something within its show only. Nothing is kept beside the rows: sealing more of a show
reads the numbers back from the segments that stay, so a killed sealing has nothing to repair.
About 150 bytes a person while a show is being sealed.
"""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa


class People:
    """user → number (dense from 0 in order of appearance) and namespace, what stands before the first colon."""

    def __init__(self, known: Iterable[tuple[str, int]] = ()) -> None:
        self._numbers: dict[str | None, int] = {}
        self._spaces: dict[str, int] = {}
        self._space_of = array("i")
        for user, number in sorted(known, key=lambda pair: pair[1]):
            if number != self._number(user):
                raise ValueError(f"person {number} is not the next one")

    def __len__(self) -> int:
        return len(self._numbers)

    def _number(self, user: str) -> int:
        number = self._numbers.get(user)
        if number is None:
            number = self._numbers[user] = len(self._numbers)
            self._space_of.append(self._spaces.setdefault(user.partition(":")[0], len(self._spaces)))
        return number

    def columns(self, users: Sequence[str | None]) -> tuple[Any, Any]:
        """Arrow arrays `person` (int32) and `space` (string) of these rows; null where there is no user."""
        found: list[int | None] = list(map(self._numbers.get, users))
        if None in found:
            for place, user in enumerate(users):
                if found[place] is None and user is not None:
                    found[place] = self._number(user)
        persons = pa.array(found, pa.int32())
        if not self._numbers:
            return persons, pa.nulls(len(users), pa.string())
        codes = pa.Array.from_buffers(pa.int32(), len(self), [None, pa.py_buffer(self._space_of.tobytes())])
        names = pa.array(list(self._spaces), pa.string())
        return persons, names.take(codes.take(persons))
