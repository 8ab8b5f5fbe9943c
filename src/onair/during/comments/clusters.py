"""The same question of many people is one row with one timer. Pure: fed in order, told the time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from heapq import nsmallest

from msgspec import Struct, field

from onair.during.comments.nearness import Shape, near, outcry, shape
from onair.during.comments.said import Said

CLUSTERS_MAX = 400
KEYS_MAX = 60
"""Comments of a row that are remembered by key; the newest. An act names them, so that it is understood after a restart."""
PEOPLE_MAX = 2_000
TEXTS_MAX = 3
LOOKED_AT = 60
"""Newest rows of one kind that a text is compared with."""
GRACE_MS = 8_000
"""Who writes so soon after an answer has not heard it yet."""
QUIET_MS = 600_000
"""A row that nobody adds to and nobody answers for this long is over: it was not answered."""
ONE_QUESTION = frozenset({"price", "stock", "link"})
"""Of one product these are one question, however it is put."""
AnswerId = Callable[[Said], str | None]


class Asked(Struct):
    """One row. `since`: when the first comment that waits was written, None = nothing waits. `took`: ms to each answer.
    `texts`: how it was put, most often first. `late`: comments that were read after a flood."""

    id: str
    sort: str
    kind: str
    product: str | None
    born: int
    since: int | None
    last: int
    shapes: list[Shape]
    texts: dict[str, int] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    n: int = 0
    late: int = 0
    unnamed: int = 0
    keys: deque[str] = field(default_factory=lambda: deque(maxlen=KEYS_MAX))
    bares: set[str] = field(default_factory=set)
    answer: str | None = None
    answered_at: int | None = None
    answered_by: str | None = None
    how: str | None = None
    took: list[int] = field(default_factory=list)
    expired: bool = False

    @property
    def asking(self) -> int:
        """People, each once; who is unknown counts each time."""
        return len(self.people) + self.unnamed

    @property
    def open(self) -> bool:
        return self.since is not None and not self.expired


class Clusters:
    """`rev` grows with every change. `rows`: id → row, oldest first."""

    def __init__(self, answer_id: AnswerId = lambda _: None) -> None:
        self.rows: dict[str, Asked] = {}
        self.rev = 0
        self.over: list[Asked] = []
        """Rows that were let go of since somebody took them; with what became of them."""
        self._exact: dict[tuple[str, str, str | None, str], str] = {}
        self._kinds: dict[tuple[str, str, str | None], list[str]] = {}
        self._answer_id = answer_id

    def add(self, said: Said) -> Asked | None:
        """Count it into its row; None = it is neither risk nor question."""
        sort = said.sort
        if sort is None:
            return None
        found = self._find(said, (*sort, said.product))
        self.rev += 1
        said.cluster = found.id
        found.n += 1
        found.last = max(found.last, said.at)
        found.keys.append(said.key)
        if said.user is None:
            found.unnamed += 1
        elif len(found.people) < PEOPLE_MAX:
            found.people.add(said.user)
        if said.text in found.texts or len(found.texts) < TEXTS_MAX:
            found.texts[said.text] = found.texts.get(said.text, 0) + 1
        late = found.answered_at is None or said.at > found.answered_at + GRACE_MS
        if found.since is None and late:
            found.since, found.expired = said.at, False
        elif found.since is not None and said.at < found.since and late:
            found.since = said.at
        return found

    def drop(self, said: Said, others: Iterable[Said]) -> None:
        """It is hidden or void; `others`: those of its row that remain, oldest first."""
        found = self.rows.get(said.cluster or "")
        if found is None:
            return
        self.rev += 1
        remain = list(others)
        found.n = max(found.n - 1, 0)
        found.keys = deque((key for key in found.keys if key != said.key), KEYS_MAX)
        if said.user is None:
            found.unnamed = max(found.unnamed - 1, 0)
        elif all(one.user != said.user for one in remain):
            found.people.discard(said.user)
        if found.texts.get(said.text, 0) > 1:
            found.texts[said.text] -= 1
        else:
            found.texts.pop(said.text, None)
        if not found.n or not found.keys:
            self._forget(found)
        elif found.since is not None:
            after = (found.answered_at or 0) + (GRACE_MS if found.answered_at else 0)
            found.since = next((one.at for one in remain if one.at > after), None)

    def settle(self, id_: str, at: int, by: str, how: str) -> Asked | None:
        """What waits is answered; what had been answered before stays so."""
        found = self.rows.get(id_)
        if found is None:
            return None
        self.rev += 1
        if found.since is not None:
            found.took.append(max(0, at - found.since))
        found.since, found.answered_at, found.answered_by, found.how = None, at, by, how
        return found

    def reopen(self, id_: str, since: int) -> None:
        """An answer was taken back: it waits since then again."""
        found = self.rows.get(id_)
        if found is not None and found.answered_at is not None:
            self.rev += 1
            found.since, found.answered_at, found.answered_by, found.how = since, None, None, None
            found.took = found.took[:-1]

    def advance(self, now: int) -> None:
        for row in list(self.rows.values()):
            if now - row.last > QUIET_MS:
                if row.open:
                    row.expired, self.rev = True, self.rev + 1
                if now - row.last > 3 * QUIET_MS or len(self.rows) > CLUSTERS_MAX:
                    self._let_go(row)

    def open(self, sort: str) -> list[Asked]:
        """Most people first, of as many the one that waits longest."""
        found = (row for row in self.rows.values() if row.open and row.sort == sort)
        return sorted(found, key=lambda row: (-row.asking, row.since or 0))

    # ---- inside

    def _find(self, said: Said, kind: tuple[str, str, str | None]) -> Asked:
        own = shape(said.text)
        known = self._exact.get((*kind, own.bare))
        if known is None:
            known = self._alike(said, own, kind)
        found = self.rows[known] if known is not None else self._new(said, kind)
        if known is None or own.bare not in found.bares:
            self._exact[(*kind, own.bare)] = found.id
            found.bares.add(own.bare)
        if own not in found.shapes:
            found.shapes = [*found.shapes[:TEXTS_MAX], own]
        return found

    def _alike(self, said: Said, own: Shape, kind: tuple[str, str, str | None]) -> str | None:
        answer = self._answer_id(said)
        called = outcry(own) if kind[0] == "risk" else ""
        for id_ in reversed(self._kinds.get(kind, [])[-LOOKED_AT:]):
            row = self.rows[id_]
            if kind[1] in ONE_QUESTION or (answer is not None and row.answer == answer):
                return id_
            if any(near(own, other) or (called and called == outcry(other)) for other in row.shapes):
                return id_
        return None

    def _new(self, said: Said, kind: tuple[str, str, str | None]) -> Asked:
        if len(self.rows) >= CLUSTERS_MAX:
            for old in nsmallest(
                CLUSTERS_MAX // 10, self.rows.values(), key=lambda row: (row.open, row.last)
            ):
                self._let_go(old)
        id_ = f"q{blake2b(said.key.encode(), digest_size=6).hexdigest()}"
        made = Asked(id_, *kind, said.at, None, said.at, [], answer=self._answer_id(said))
        self.rows[id_] = made
        self._kinds.setdefault(kind, []).append(id_)
        return made

    def _let_go(self, row: Asked) -> None:
        self._forget(row)
        self.over.append(row)

    def _forget(self, row: Asked) -> None:
        self.rows.pop(row.id, None)
        kind = (row.sort, row.kind, row.product)
        self._kinds[kind] = [id_ for id_ in self._kinds.get(kind, []) if id_ != row.id]
        if not self._kinds[kind]:
            del self._kinds[kind]
        for bare in row.bares:
            self._exact.pop((*kind, bare), None)

    def __iter__(self) -> Iterator[Asked]:
        return iter(self.rows.values())
