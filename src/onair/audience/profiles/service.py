"""Use cases: the people of a team, one of them, and why a field says what it says."""

from typing import NamedTuple

from onair.access.web import Services
from onair.after.review.service import Reviews
from onair.audience.profiles import asking
from onair.audience.profiles.asking import Listed, Row, Wanted
from onair.audience.profiles.book import Book
from onair.audience.profiles.keeping import Keeper
from onair.kernel.clock import DAY_MS
from onair.kernel.errors import NotFound
from onair.kernel.settings import Settings
from onair.store.db import Database
from onair.store.lake import Lake
from onair.trade.service import find_product, get_show


class ProfileNotFound(NotFound):
    code = "profile_not_found"
    zh = "没有这个人，或者这个人不属于您的团队。直播中刚出现的人在本场结束后进入名单。"
    en = "There is no such person, or they are of another team. Who is new in a running show appears when it is over."


class People(NamedTuple):
    """`book` None: nothing was made yet. `making`: a newer book is on its way."""

    book: Book | None
    making: bool
    listed: Listed


class Person(NamedTuple):
    """`shows`: title and start of those that tell of them; `products`: title by the id that the rows have."""

    book: Book
    row: Row
    acts: list[Row]
    deals: list[Row]
    shows: dict[str, tuple[str, int | None]]
    products: dict[str, str]


NAMED_MAX = 300
NOBODY = Listed([], None, {})


class Profiles:
    """Made once per process. Everything blocks: for worker threads."""

    def __init__(self, db: Database, keeper: Keeper) -> None:
        self._db, self.keeper = db, keeper

    def listed(self, tenant: str, wanted: Wanted, cursor: str | None = None) -> People:
        """Raises BadCursor."""
        book, making = self.keeper.current(tenant)
        if book is None:
            return People(None, making, NOBODY)
        return People(book, making, asking.listed(self.keeper.books, tenant, book, wanted, cursor))

    def one(self, tenant: str, person: str) -> Person:
        """Raises ProfileNotFound."""
        book, _ = self.keeper.current(tenant)
        row = asking.one(self.keeper.books, tenant, book, person) if book else None
        if book is None or row is None:
            raise ProfileNotFound
        facts = self.keeper.books.facts(tenant, book)
        acts = asking.acts_of(self.keeper.books, facts, person)
        deals = asking.deals_of(self.keeper.books, facts, person)
        return Person(book, row, acts, deals, *self._names(tenant, acts, deals))

    def _names(
        self, tenant: str, acts: list[Row], deals: list[Row]
    ) -> tuple[dict[str, tuple[str, int | None]], dict[str, str]]:
        products: dict[str, str] = {}
        with self._db.read() as tx:
            views = [get_show(tx, tenant, show) for show in sorted({row["show"] for row in [*acts, *deals]})]
            for name in sorted({row["product"] for row in acts if row["product"]})[:NAMED_MAX]:
                view = find_product(tx, tenant, name)
                if view is not None:
                    products[name] = view.title
        return {view.id: (view.title, view.started_at or view.starts_at) for view in views}, products


def stale(book: Book, now: int) -> bool:
    return now - book.as_of >= 2 * DAY_MS


def profiles_of(services: Services) -> Profiles:
    """The one of this process."""
    held = services.maybe(Profiles)
    if held is not None:
        return held
    lake, home = services.get(Lake), services.get(Settings).home
    db = services.get(Database)
    keeper = Keeper(db, lake, services.get(Reviews).tallies, services.clock, home / "people")
    services.put(keeper)
    return services.put(Profiles(db, keeper))
