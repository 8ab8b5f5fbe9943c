"""Who is in each segment as of a book: one small Parquet file a segment, kept until the next but one, and who came and went."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from onair.audience.profiles.asking import MEMBERS
from onair.audience.profiles.book import Book, Books
from onair.audience.segments.query import Query
from onair.audience.segments.rule import Node

FOLDER = "segments"
MOVES = {"user": "string", "entered": "bool"}
"""Who came (`entered`) and who went, from one count to the next."""


class Count(NamedTuple):
    """`entered`, `gone` None: there is nothing to compare with."""

    n: int
    entered: int | None
    gone: int | None
    file: str


class Counter:
    """Blocking; for worker threads."""

    def __init__(self, books: Books) -> None:
        self.books, self._lake = books, books.lake

    def query(self, tenant: str, book: Book) -> Query:
        def events(since: int | None) -> tuple[Any, Any]:
            shows = book.show_ids if since is None else self._since(tenant, book, since)
            return self._lake.events(tenant, shows), self._lake.lines(tenant, shows)

        return Query(self.books.rows(tenant, book), events, book.as_of)

    def count(self, tenant: str, book: Book, rule: Node) -> int:
        members = self.query(tenant, book).members(rule)
        return int(self._lake.run(members.count(), book.file)[0][0])

    def keep(self, tenant: str, book: Book, segment: str, rule: Node, before: str | None) -> Count:
        """Write who fits; `before`: the file of the last count, None = there was none."""
        stem = f"{segment}-{state_of(rule)}"
        file = self.path(tenant, f"{stem}-{book.as_of}.parquet")
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lake.keep(self.query(tenant, book).members(rule).select("user"), file)
        now = self._lake.parquet(MEMBERS, [file])
        n = int(self._lake.run(now.count(), file.name)[0][0])
        held = self.path(tenant, before) if before is not None and before.startswith(f"{stem}-") else None
        if held is None or not held.exists():
            return Count(n, None, None, file.name)
        return Count(n, *self._moved(now, held, file.with_suffix(".moves.parquet")), file.name)

    def overlap(self, files: Mapping[str, Path]) -> dict[tuple[str, str], int]:
        """How many people stand in both, of every two segments; of one with itself: how many it has."""
        tables = {name: self._lake.parquet(MEMBERS, [path]) for name, path in files.items()}
        return {
            (one, two): int(self._lake.run(tables[one].semi_join(tables[two], "user").count(), f"overlap:{one}:{two}")[0][0])
            for one in tables
            for two in tables
            if one <= two
        }  # fmt: skip

    def current(self, file: str, rule: Node) -> bool:
        """Whether the file was made by this rule."""
        return file.rpartition("-")[0].endswith(f"-{state_of(rule)}")

    def people(self, path: Path) -> frozenset[str]:
        rows = self._lake.run(self._lake.parquet(MEMBERS, [path]), path.name)
        return frozenset(row[0] for row in rows)

    def path(self, tenant: str, file: str) -> Path:
        return self.books.folder(tenant) / FOLDER / file

    def sweep(self, tenant: str, keep: Sequence[str]) -> None:
        names = {*keep, *(Path(name).with_suffix(".moves.parquet").name for name in keep)}
        for path in (self.books.folder(tenant) / FOLDER).glob("*.parquet"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def _moved(self, now: Any, held: Path, path: Path) -> tuple[int, int]:
        import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

        before = self._lake.parquet(MEMBERS, [held])
        came = now.anti_join(before, "user").mutate(entered=ibis.literal(True))
        went = before.anti_join(now, "user").mutate(entered=ibis.literal(False))
        self._lake.keep(ibis.union(came, went), path)
        moves = self._lake.parquet(MOVES, [path])
        asked = moves.aggregate(came=moves["entered"].sum(), all=moves.count())
        found, whole = self._lake.run(asked, path.name)[0]
        return int(found or 0), int(whole) - int(found or 0)

    def _since(self, tenant: str, book: Book, since: int) -> list[str]:
        manifests = [(show, self._lake.manifest(tenant, show)) for show in book.show_ids]
        return [show for show, held in manifests if held is not None and (held.at_max or 0) >= since]


def state_of(rule: Node) -> str:
    return sha256(msgspec.json.encode(rule)).hexdigest()[:12]
