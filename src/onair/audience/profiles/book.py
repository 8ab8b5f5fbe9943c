"""The book of a team's people: one Parquet file, one row a person, made of all its shows' facts; and questions to it.

Made beside the old one and put in its place in one step (`book.json` names it), so readers see one or the other.
"""

import threading
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from onair.audience.profiles.alive import FEWEST, Pace, alive, buying, expected, fit
from onair.audience.profiles.facts import ACTS, DEALS
from onair.audience.profiles.lifecycle import REPEATERS_MIN, Limits, stage
from onair.audience.profiles.rfm import fifths
from onair.audience.profiles.summing import PERSON, persons
from onair.kernel.clock import DAY_MS
from onair.store.files import appearing, write_whole
from onair.store.lake import Lake

NAME = "book.json"
FACTS = "facts"
"""Folder of the facts of a team's shows."""
AHEAD_WEEKS = 13
WEEK_DAYS = 7
WAIT_QUANTILE = 0.8
CHANCES = {"user": "string", "p_alive": "float64", "expected": "float64"}
PROFILE: dict[str, str] = PERSON | {
    "p_alive": "float64", "expected": "float64", "r": "int64", "f": "int64", "m": "int64", "stage": "string"
}  # fmt: skip
"""A row of the book. `expected`: purchases in the next 13 weeks; null with `p_alive` where too few buy."""


class Book(Struct, frozen=True):
    """`made_of`: hash of the facts it was made of; `facts`: their files, two a show. `as_of`: ms, what "now" was.
    `pace` None: too few buyers."""

    made_of: str
    file: str
    facts: tuple[str, ...]
    as_of: int
    currency: str
    shows: int
    people: int
    limits: Limits
    pace: Pace | None

    @property
    def show_ids(self) -> list[str]:
        """The shows that it was made of."""
        return [name.partition("-")[0] for name in self.facts[::2]]


class Facts(Struct, frozen=True):
    """The two tables of one show."""

    acts: Path
    deals: Path


class Books:
    """The books below `root/<tenant>`. Blocking; threads may share one object."""

    def __init__(self, lake: Lake, root: Path) -> None:
        self.lake, self.root = lake, root
        self._one = threading.Lock()

    def now(self, tenant: str) -> Book | None:
        """None until the first was made."""
        try:
            return msgspec.json.decode((self.folder(tenant) / NAME).read_bytes(), type=Book)
        except FileNotFoundError:
            return None

    def rows(self, tenant: str, book: Book) -> Any:
        """Ibis table of PROFILE."""
        return self.lake.parquet(PROFILE, [self.folder(tenant) / book.file])

    def facts(self, tenant: str, book: Book) -> list[Facts]:
        """What the book was made of, as far as it is still there: a new sealing takes the place of an old one."""
        folder = self.folder(tenant) / FACTS
        pairs = zip(book.facts[::2], book.facts[1::2], strict=True)
        found = [Facts(folder / acts, folder / deals) for acts, deals in pairs]
        return [one for one in found if one.acts.exists() and one.deals.exists()]

    def make(self, tenant: str, facts: Sequence[Facts], as_of: int, currency: str) -> Book:
        """The book of these facts as of a moment; the one that stands when it was made of the same within a day. Raises
        DiskFull, OSError."""
        with self._one:
            return self._make(tenant, facts, as_of, currency)

    def _make(self, tenant: str, facts: Sequence[Facts], as_of: int, currency: str) -> Book:
        folder = self.folder(tenant)
        folder.mkdir(parents=True, exist_ok=True)
        made_of = sha256("\n".join(sorted(fact.acts.name for fact in facts)).encode()).hexdigest()[:16]
        held = self.now(tenant)
        same = held is not None and (held.made_of, held.currency) == (made_of, currency)
        if held is not None and same and 0 <= as_of - held.as_of < DAY_MS:
            return held
        summed = folder / f"summed-{made_of}.parquet"
        acts, deals = ([getattr(one, name) for one in facts] for name in ("acts", "deals"))
        self.lake.keep(
            persons(self.lake.parquet(ACTS, acts), self.lake.parquet(DEALS, deals), currency), summed
        )
        rows = self.lake.parquet(PERSON, [summed])
        chances, pace, limits = self._judge(rows, folder / f"chances-{made_of}.parquet", as_of)
        joined = rows.left_join(self.lake.parquet(CHANCES, [chances] if chances else []), "user")
        whole = fifths(joined.drop("user_right"))
        file = folder / f"people-{made_of}-{as_of}.parquet"
        self.lake.keep(whole.mutate(stage=stage(whole, limits)).select(*PROFILE), file)
        people = self.lake.run(self.lake.parquet(PROFILE, [file]).count(), "people:count")[0][0]
        names = tuple(path.name for fact in facts for path in (fact.acts, fact.deals))
        book = Book(made_of, file.name, names, as_of, currency, len(facts), people, limits, pace)
        write_whole(folder / NAME, msgspec.json.encode(book))
        self._sweep(folder, {file.name, held.file if held else ""})
        return book

    def _judge(self, rows: Any, path: Path, as_of: int) -> tuple[Path | None, Pace | None, Limits]:
        """The chance of every buyer, and what buyers of this team teach about waiting."""
        import numpy as np  # noqa: PLC0415 (slow to import: not on the way to the first page)
        import pyarrow as pa  # noqa: PLC0415 (slow to import)
        import pyarrow.parquet as pq  # noqa: PLC0415 (slow to import)

        asked = rows.filter(rows["paid_days"] > 0).select("user", "paid_days", "first_day", "last_day")
        found = self.lake.run(asked.order_by("user"), "people:buyers")
        if not found:
            return None, None, Limits(as_of, None, modelled=False)
        users, days, first, last = (list(column) for column in zip(*found, strict=True))
        repeats, since, until = (np.asarray(column, dtype=float) for column in (days, first, last))
        repeats -= 1
        again = repeats > 0
        wait = None
        if again.sum() >= REPEATERS_MIN:
            wait = float(np.quantile(((until - since)[again] / repeats[again]), WAIT_QUANTILE))
        if len(users) < FEWEST or wait is None:
            return None, None, Limits(as_of, wait, modelled=False)
        today = max(as_of // DAY_MS, int(until.max()))
        people = buying(repeats, (until - since) / WEEK_DAYS, (today - since) / WEEK_DAYS)
        pace = fit(people)
        table = pa.table({
            "user": users, "p_alive": alive(pace, people), "expected": expected(pace, people, AHEAD_WEEKS)
        })  # fmt: skip
        with appearing(path) as part:
            pq.write_table(table, part)
        return path, pace, Limits(as_of, wait, modelled=True)

    def _sweep(self, folder: Path, keep: set[str]) -> None:
        """Only this and the one before, which somebody may still read."""
        for path in folder.glob("*.parquet"):
            if path.name not in keep:
                path.unlink(missing_ok=True)

    def folder(self, tenant: str) -> Path:
        """Raises BadLakeName."""
        return self.root / self.lake.folder(tenant, NAME.partition(".")[0]).parent.name
