"""Who reads the comments of a log that says nothing of them: imported, or written before comments were read."""

from onair.during.comments.marking import Offline
from onair.during.comments.setup import setup_of
from onair.during.comments.teams import Teams
from onair.during.playbook.heard import Listen
from onair.during.playbook.pastlog import tells_meaning
from onair.during.playbook.readings import intents
from onair.during.playbook.rule import Rule
from onair.store.db import Database
from onair.store.log import EventLog

MEANT = frozenset(one.name for one in intents.READINGS)


class Listening:
    """One for the process."""

    def __init__(self, db: Database, event_log: EventLog, teams: Teams) -> None:
        self._db, self._log, self._teams = db, event_log, teams

    def of(self, rule: Rule, tenant: str, show: str) -> Listen | None:
        """None where no condition asks what comments mean, or the log says it: a show that was on air is told as it was
        then. Blocking. Raises LogDamaged."""
        if MEANT.isdisjoint(one.reading for one in rule.conditions) or tells_meaning(self._log, show):
            return None
        with self._db.read() as tx:
            limits = setup_of(tx, tenant).limits
        return lambda: Offline(self._teams.model(tenant), limits)
