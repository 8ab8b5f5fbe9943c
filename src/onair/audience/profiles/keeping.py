"""The book of people is kept up with the shows that are over: each show's facts once per sealing, then the sums."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from onair.after.review.tallies import Sealed, Tallies
from onair.audience.profiles.book import FACTS, Book, Books, Facts
from onair.audience.profiles.facts import Told, acts, deals, offset_of
from onair.kernel.clock import DAY_MS, Clock
from onair.store.db import Database
from onair.store.lake import Lake
from onair.trade.service import ShowView, State, list_shows

OVER = frozenset({State.ended, State.reviewed})
REPLAY = "replay:"
PAGE = 200
log = logging.getLogger("onair.people")


class Keeper:
    """Made once per process; a ShowListener. A rehearsal tells of people only in a demo team, a replay nowhere: it would
    tell of the same people twice."""

    def __init__(self, db: Database, lake: Lake, tallies: Tallies, clock: Clock, root: Path) -> None:
        self.books = Books(lake, root)
        self._db, self._lake, self._tallies, self._clock = db, lake, tallies, clock
        self._worker = ThreadPoolExecutor(1, "onair-people")
        self._guard = threading.Lock()
        self._asked: set[str] = set()
        self.followers: list[Callable[[str, Book], None]] = []
        """Called with the team and its book, in the worker; what they made of the same book stands."""

    def on_show_changed(self, view: ShowView) -> None:
        if view.state in OVER and tells(view):
            self.ask(view.tenant)

    def ask(self, tenant: str) -> None:
        """Have the book brought up to date soon; asked twice before it begins is once."""
        with self._guard:
            if tenant in self._asked:
                return
            self._asked.add(tenant)
        self._worker.submit(self._make_or_say, tenant)

    def current(self, tenant: str) -> tuple[Book | None, bool]:
        """Blocking. The book as it stands and whether a newer one is being made; asked for when it is a day old."""
        book = self.books.now(tenant)
        if book is None or self._clock() - book.as_of >= DAY_MS:
            self.ask(tenant)
        with self._guard:
            return book, tenant in self._asked

    def make(self, tenant: str) -> Book:
        """Blocking. The book of every show that is over. Raises DiskFull, LogDamaged, OSError."""
        shows = [view for view in self._over(tenant) if tells(view)]
        found = [self.facts(view) for view in shows]
        self._sweep(tenant, found)
        currencies = Counter(view.currency for view in shows)
        currency = min(currencies, key=lambda one: (-currencies[one], one)) if currencies else "CNY"
        book = self.books.make(tenant, found, self._clock(), currency)
        for follow in self.followers:
            follow(tenant, book)
        return book

    def facts(self, view: ShowView) -> Facts:
        """Of one show, made when its sealing is new."""
        sealed = self._tallies.seal(view)
        folder = self.books.folder(view.tenant) / FACTS
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{view.id}-{_state_of(sealed, view)}"
        found = Facts(folder / f"{stem}.acts.parquet", folder / f"{stem}.deals.parquet")
        start = view.started_at or sealed.manifest.at_min or 0
        told = Told(view.id, view.currency, offset_of(view.zone, start), sealed.now)
        events = self._lake.events(view.tenant, [view.id])
        if not found.deals.exists():
            self._lake.keep(acts(events, told), found.acts)
            self._lake.keep(deals(events, told), found.deals)
        return found

    def settle(self) -> None:
        """Blocking: until all that was asked for so far is made."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        """Let the one in hand finish; before the lake is closed."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _make_or_say(self, tenant: str) -> None:
        with self._guard:
            self._asked.discard(tenant)
        try:
            self.make(tenant)
        except Exception:
            log.exception("people of %s: the book stays as it was; it is made again at the next show", tenant)

    def _over(self, tenant: str) -> list[ShowView]:
        found: list[ShowView] = []
        cursor: str | None = None
        with self._db.read() as tx:
            while True:
                page, cursor = list_shows(tx, tenant, cursor=cursor, limit=PAGE)
                found += [view for view in page if view.state in OVER]
                if cursor is None:
                    return found

    def _sweep(self, tenant: str, keep: list[Facts]) -> None:
        """Facts of sealings that are no more."""
        names = {path for fact in keep for path in (fact.acts, fact.deals)}
        for path in (self.books.folder(tenant) / FACTS).glob("*.parquet"):
            if path not in names:
                path.unlink(missing_ok=True)


def tells(view: ShowView) -> bool:
    real = view.origin != "rehearsal" or view.demo
    return real and not (view.note or "").startswith(REPLAY)


def _state_of(sealed: Sealed, view: ShowView) -> str:
    return f"{sealed.manifest.end}-{sealed.manifest.log_sha256[:12]}-{view.currency}-{sealed.now}"
