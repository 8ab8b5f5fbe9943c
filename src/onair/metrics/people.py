"""People of a running show, as numbers: one dict from the key of a person to an int, all else in arrays."""

from array import array
from collections.abc import Iterator

from onair.metrics.tally import ANY, ENTER

BLOCK = 4096
NEVER = 2**62


class People:
    """Marks, first entry and sums of everybody, by person number. Person numbers are given in order of arrival."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.spaces: dict[str, int] = {}
        self.space_of = array("H")
        self.marks = array("H")
        self.first_at = array("q")
        self.first_channel: list[str | None] = []
        self.first_new: list[bool | None] = []
        self.sums: dict[str, array[int]] = {}
        self.seen: list[list[int]] = []
        """Per namespace: [persons with any event, persons with an entry]."""
        self._room = 0
        self._names: dict[str, str] = {}

    def number(self, user: str) -> int:
        """The number of a person not seen before."""
        i = len(self.ids)
        if i == self._room:
            self._grow()
        self.ids[user] = i
        self.first_at[i] = NEVER
        name = user.partition(":")[0]
        space = self.spaces.get(name)
        if space is None:
            space = self.spaces[name] = len(self.spaces)
            self.seen.append([0, 0])
        self.space_of[i] = space
        return i

    def mark(self, i: int, marks: int) -> None:
        """Add marks that are not all there yet, and keep the counts of viewers."""
        fresh = marks & ~self.marks[i]
        self.marks[i] |= marks
        if fresh & (ANY | ENTER):
            counts = self.seen[self.space_of[i]]
            counts[0] += bool(fresh & ANY)
            counts[1] += bool(fresh & ENTER)

    def came(self, i: int, at: int, channel: str | None, new: bool | None) -> None:
        """The first entry decides a person's channel and whether they are new; ties by (channel, new)."""
        if at > self.first_at[i]:
            return
        mine = (channel or "", rank_new(new))
        if at == self.first_at[i] and mine >= (self.first_channel[i] or "", rank_new(self.first_new[i])):
            return
        self.first_at[i], self.first_new[i] = at, new
        self.first_channel[i] = channel if channel is None else self._names.setdefault(channel, channel)

    def sum_of(self, counter: str) -> "array[int]":
        """The array of one counter; made when first asked for."""
        found = self.sums.get(counter)
        if found is None:
            found = self.sums[counter] = array("q", bytes(8 * self._room))
        return found

    def viewers(self) -> int:
        """Persons who entered; in a namespace without entries everybody seen."""
        return sum(entered or anybody for anybody, entered in self.seen)

    def groups(self) -> Iterator[tuple[int, str | None, bool | None]]:
        """(number, channel, new) of everybody."""
        for i in range(len(self.ids)):
            yield i, self.first_channel[i], self.first_new[i]

    def _grow(self) -> None:
        more = max(BLOCK, self._room // 2)
        self._room += more
        self.space_of.frombytes(bytes(2 * more))
        self.marks.frombytes(bytes(2 * more))
        self.first_at.frombytes(bytes(8 * more))
        self.first_channel.extend([None] * more)
        self.first_new.extend([None] * more)
        for counter in self.sums.values():
            counter.frombytes(bytes(8 * more))


def rank_new(new: bool | None) -> int:
    return 0 if new is None else 1 + new
