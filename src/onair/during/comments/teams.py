"""Each team's own reader: what OnAir learned from its own phrases, the team's labels on top, the names of its products."""

import threading
from collections.abc import Mapping, Sequence

from onair.access.web import Services
from onair.during.comments.labels import kept_labels
from onair.during.comments.radar import Sense
from onair.during.comments.reading.reader import Reader
from onair.during.comments.reading.results import Label, Learned, Lists, Named, Reading
from onair.during.comments.said import LAWFUL
from onair.during.comments.schemas import CommentReportOut
from onair.store.db import Database

PRESSING = ("abuse", "complaint", "rumour", "ads")
PRODUCTS_MAX = 2_000
TAUGHT_AT_ONCE = 200


def sense_of(reading: Reading) -> Sense:
    """What the radar needs of it."""
    intent = None if reading.intent == "unknown" else reading.intent
    risk = next((one for one in PRESSING if one in reading.risk), None)
    if "blocked" in reading.risk and not (reading.negative and risk in LAWFUL):
        risk = "blocked"  # criticism stays what it is, whatever words it holds (C26)
    product = next((hit.ref for hit in reading.hits if hit.kind == "product"), None)
    return Sense(intent, reading.confidence, reading.negative, risk, product)


class TeamReader:
    """As the reading thread asks it; another one whenever it reads otherwise."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def sense(self, texts: Sequence[str]) -> list[Sense]:
        return [sense_of(reading) for reading in self.reader.read(texts)]


class Teams:
    """By team; made when first asked for, in a worker thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._readers: dict[str, TeamReader] = {}
        self._lists: dict[str, Lists] = {}
        self.reports: dict[tuple[str, int, TeamReader], CommentReportOut] = {}
        """(show, end of its log, reader) → what was told of it."""

    def model(self, tenant: str) -> TeamReader:
        with self._lock:
            found = self._readers.get(tenant)
            if found is None:
                found = self._readers[tenant] = TeamReader(self._made(tenant))
            return found

    def lists(self, tenant: str, goods: Mapping[str, str], blocked: Sequence[str]) -> None:
        """Products by id, and the team's words, for what is read from now on."""
        named = tuple(Named(id_, (name,)) for id_, name in list(goods.items())[:PRODUCTS_MAX])
        lists = Lists(tuple(blocked), named)
        with self._lock:
            if self._lists.get(tenant) == lists:
                return
            self._lists[tenant] = lists
            found = self._readers.get(tenant)
            if found is not None:
                found.reader.use(lists)
                self._readers[tenant] = TeamReader(found.reader)

    def learn(self, tenant: str, label: Label) -> Learned:
        """One correction, in force when it returns; undone when the fixed set is read worse."""
        reader = self.model(tenant).reader
        learned = reader.learn([label])
        if learned.kept:
            with self._lock:
                held = self._readers.get(tenant)
                if held is not None and held.reader is reader:
                    self._readers[tenant] = TeamReader(reader)
                else:  # a label was withdrawn meanwhile, and this reader still knows it
                    self._readers.pop(tenant, None)
        return learned

    def forget(self, tenant: str) -> None:
        """A label was withdrawn: the reader is made anew from the rest."""
        with self._lock:
            self._readers.pop(tenant, None)

    def _made(self, tenant: str) -> Reader:
        reader = Reader(self._lists.get(tenant))
        db = self._services.maybe(Database)
        if db is None:
            return reader
        with db.read() as tx:
            labels = kept_labels(tx, tenant)
        for start in range(0, len(labels), TAUGHT_AT_ONCE):
            reader.learn(labels[start : start + TAUGHT_AT_ONCE])
        return reader
