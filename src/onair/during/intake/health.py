"""Whether the ways into a room work: what the gate asks before a show."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from onair.access.web import Services
from onair.before.gate.service import FeedFact
from onair.during.intake.connections import list_connections
from onair.during.intake.start import webhooks_of
from onair.kernel.clock import DAY_MS
from onair.trade.service import ShowView

QUIET_MS = 7 * DAY_MS
"""A connection that brought nothing for this long may be broken: rooms go on air every few days."""


class Feeds:
    """The connections of a show's room, as the gate's FeedReader."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def feeds(self, tx: Session, show: ShowView, now: int) -> Sequence[FeedFact]:
        """`last_at` as far as this server remembers: since its start, or what waits in the inbox."""
        if show.room is None:
            return []
        pulses, found = webhooks_of(self._services).pulses, []
        for view in list_connections(tx, show.tenant):
            if view.room == show.room.id:
                last = max(pulses.of(view.id).last_at, view.held_at or 0) or None
                quiet = last is None or now - last > QUIET_MS
                found.append(FeedFact(view.name, "quiet" if quiet else "ok", last))
        return found
