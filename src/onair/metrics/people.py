"""People of a running show, as numbers: one dict from the key of a person to an int, all else in arrays."""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

BLOCK = 4096
NEVER = 2**62


class Log:
    """What people added to one counter: an id for each single thing, pairs for the rest, 4 or 12 bytes each."""

    def __init__(self) -> None:
        self.ones = array("I")
        self.ids = array("I")
        self.counts = array("q")
        self.sums = array("q")

    def add(self, ids: Sequence[int], counts: Sequence[int] | None) -> None:
        if counts is None or counts.count(1) == len(counts):
            self.ones.extend(ids)
        else:
            self.ids.extend(ids)
            self.counts.extend(counts)

    def settle(self, people: int) -> "array[int]":
        """Sums by person; what was logged is folded into them, so memory shrinks."""
        sums = self.sums
        sums.frombytes(bytes(8 * (people - len(sums))))
        for i, n in Counter(self.ones).items():
            sums[i] += n
        for i, n in zip(self.ids, self.counts, strict=True):
            sums[i] += n
        self.ones, self.ids, self.counts = array("I"), array("I"), array("q")
        return sums


class People:
    """Person numbers are given in order of arrival. `unseen`: known by name only, never in the room.

    `marks` holds only what no other set tells; `live_tally` joins them. `entered` and `spaces`: per
    namespace, people with an entry and its number; `size_of`: people seen in the room.
    """

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.spaces: dict[str, int] = {}
        self.space_of = array("H")
        self.marks = array("H")
        self.first_at = array("q")
        self.first_channel: list[str | None] = []
        self.first_new: list[bool | None] = []
        self.unseen: set[int] = set()
        self.seen: list[list[int]] = []
        """Per namespace: [people seen, people with an entry]."""
        self._logs: dict[str, Log] = {}
        self._names: dict[str, str] = {}
        self._room = 0

    def find(self, user: str, seen: bool = True) -> int:
        """The number of a person, a new one when needed; `seen`: this is about somebody in the room."""
        found = self.ids.get(user)
        return self._number(user, seen) if found is None else found

    def see(self, ids: Iterable[int | None]) -> None:
        """These people are in the room now."""
        for i in self.unseen.intersection(ids):
            self.unseen.discard(i)
            self.seen[self.space_of[i]][0] += 1

    def came(self, i: int, at: int, channel: str | None, new: bool | None) -> None:
        """The first entry decides a person's channel and whether they are new; ties by (channel, new)."""
        old = self.first_at[i]
        if at == old:
            standing = self.first_channel[i], self.first_new[i]
            if (channel, new) == standing or _rank(channel, new) >= _rank(*standing):
                return
        elif at > old:
            return
        if old == NEVER:
            self.seen[self.space_of[i]][1] += 1
        self.first_at[i], self.first_new[i] = at, new
        self.first_channel[i] = channel if channel is None else self._names.setdefault(channel, channel)

    def entered(
        self,
        ids: Sequence[int | None],
        times: Sequence[int],
        channels: Sequence[str | None],
        news: Sequence[bool | None],
    ) -> None:
        """`came` for everybody of a batch, column by column; most come for the first time."""
        first_at, first_new, first_channel = self.first_at, self.first_new, self.first_channel
        seen, space_of, names = self.seen, self.space_of, self._names
        for i, at, channel, new in zip(ids, times, channels, news, strict=True):
            if i is None or at > first_at[i]:
                continue
            if first_at[i] != NEVER:
                self.came(i, at, channel, new)
                continue
            seen[space_of[i]][1] += 1
            first_at[i], first_new[i] = at, new
            first_channel[i] = channel if channel is None else names.setdefault(channel, channel)

    def log(self, counter: str, ids: Sequence[int], counts: Sequence[int] | None) -> None:
        """`counts` None = one each."""
        found = self._logs.get(counter)
        if found is None:
            found = self._logs[counter] = Log()
        found.add(ids, counts)

    def sums(self) -> "dict[str, array[int]]":
        """counter → sums by person."""
        return {counter: log.settle(len(self.ids)) for counter, log in self._logs.items()}

    def viewers(self) -> int:
        """People who entered; in a namespace without entries everybody seen."""
        return sum(entered or anybody for anybody, entered in self.seen)

    def welcome(self, users: Iterable[str]) -> None:
        """Numbers for those who have none yet, who are in the room: many at once cost far less than one by one."""
        some = list(dict.fromkeys(user for user in users if user not in self.ids))
        first = len(self.ids)
        self._grow(first + len(some))
        self.ids.update(zip(some, range(first, first + len(some)), strict=True))
        spaces = [self._space(user.partition(":")[0]) for user in some]
        self.space_of[first : first + len(some)] = array("H", spaces)
        for space, n in Counter(spaces).items():
            self.seen[space][0] += n

    def _number(self, user: str, seen: bool) -> int:
        i = len(self.ids)
        self._grow(i + 1)
        self.ids[user] = i
        space = self.space_of[i] = self._space(user.partition(":")[0])
        if seen:
            self.seen[space][0] += 1
        else:
            self.unseen.add(i)
        return i

    def _space(self, name: str) -> int:
        found = self.spaces.get(name)
        if found is None:
            found = self.spaces[name] = len(self.spaces)
            self.seen.append([0, 0])
        return found

    def _grow(self, size: int) -> None:
        while size > self._room:
            more = max(BLOCK, self._room // 2)
            self._room += more
            self.space_of.frombytes(bytes(2 * more))
            self.marks.frombytes(bytes(2 * more))
            self.first_at.extend(array("q", [NEVER]) * more)
            self.first_channel.extend([None] * more)
            self.first_new.extend([None] * more)


def _rank(channel: str | None, new: bool | None) -> tuple[str, int]:
    return channel or "", 0 if new is None else 1 + new
