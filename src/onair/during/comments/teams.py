"""Each team's own reader: what OnAir learned from its own phrases, with the team's labels on top."""

import threading
from collections.abc import Sequence

from onair.access.web import Services
from onair.during.comments.radar import Sense
from onair.during.comments.reading.reader import Reader
from onair.during.comments.reading.results import Reading

PRESSING = ("abuse", "complaint", "rumour", "ads")


def sense_of(reading: Reading) -> Sense:
    """What the radar needs of it."""
    intent = None if reading.intent == "unknown" else reading.intent
    risk = next((one for one in PRESSING if one in reading.risk), None)
    product = next((hit.ref for hit in reading.hits if hit.kind == "product"), None)
    return Sense(intent, reading.confidence, reading.negative, risk, product)


class TeamReader:
    """As the reading thread asks it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def sense(self, texts: Sequence[str]) -> list[Sense]:
        return [sense_of(reading) for reading in self.reader.read(texts)]


class Teams:
    """By team; made when first asked for, in the reading thread."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._readers: dict[str, TeamReader] = {}

    def model(self, tenant: str) -> TeamReader:
        with self._lock:
            found = self._readers.get(tenant)
            if found is None:
                found = self._readers[tenant] = TeamReader(Reader())
            return found
