"""What the log says of published offers, brought to their plans: off the event loop, again and again the same."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from onair.during.offers.planning.store import note_ended, note_published
from onair.events.model import Offer
from onair.store.db import Database

log = logging.getLogger("onair.offers")


class PlanKeeper:
    """One per process; its thread begins with the first offer. What fails is done at the next replay of the log."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._worker = ThreadPoolExecutor(1, "onair-offers")
        self._known: set[tuple[str, str, str]] = set()

    def published(self, show: str, event: Offer, evidence: dict[str, Any] | None) -> None:
        """Returns at once."""
        self._once("published", show, event.offer, partial(_published, show, event, evidence))

    def ended(self, show: str, offer: str, at: int) -> None:
        """Returns at once."""
        self._once("ended", show, offer, partial(_ended, show, offer, at))

    def settle(self) -> None:
        """Blocking: until everything told so far is kept."""
        self._worker.submit(lambda: None).result()

    def _once(self, what: str, show: str, offer: str, note: Callable[[Session], None]) -> None:
        """Of each show: a copy of a log that is replayed beside it has the same offers."""
        if (what, show, offer) not in self._known:
            self._known.add((what, show, offer))
            self._worker.submit(self._keep, (what, show, offer), note)

    def _keep(self, key: tuple[str, str, str], note: Callable[[Session], None]) -> None:
        try:
            with self._db.write() as tx:
                note(tx)
        except Exception:  # a worker's own would be lost
            self._known.discard(key)
            log.exception("offer %s: what the log says is kept at the next start", key[2])


def _published(show: str, event: Offer, evidence: dict[str, Any] | None, tx: Session) -> None:
    note_published(tx, show, event, evidence)


def _ended(show: str, offer: str, at: int, tx: Session) -> None:
    note_ended(tx, show, offer, at)
