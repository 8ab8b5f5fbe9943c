"""Takes places in switchbacks for shows on air: written before anybody knows the arm, off the event loop."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from onair.access.service import installation_secret
from onair.access.web import Services
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.hub import Hub
from onair.during.playbook.measured.trials import claim, has_moments, lots
from onair.during.playbook.proposals import Lot
from onair.kernel.settings import Settings
from onair.store.db import Database

Claiming = Callable[[Facts, str, str, int], None]
log = logging.getLogger("onair.playbook")


class TrialClaims:
    """One per process; its thread begins with the first claim. `secret`: the keys of all lots follow from it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._worker = ThreadPoolExecutor(1, "onair-trials")

    @property
    def secret(self) -> bytes:
        return installation_secret(self._services.get(Settings).home)

    def lots(self, tx: Session, show: str) -> dict[str, Lot]:
        """Of the moments that a show has taken."""
        return lots(tx, self.secret, show) if has_moments(tx, show) else {}

    def take(self, facts: Facts, trial: str, proposal: str, at: int) -> None:
        """Returns at once; the show learns of its place by being told to read again."""
        self._worker.submit(self._take_or_say, facts, trial, proposal, at)

    def _take_or_say(self, facts: Facts, trial: str, proposal: str, at: int) -> None:
        try:
            with self._services.get(Database).write() as tx:
                claim(tx, trial, facts.id, proposal, at)
        except Exception:
            log.exception("no place in switchback %s could be taken; the rule speaks as always", trial)
        self._services.get(Hub).relearn("playbook", show=facts.id)
