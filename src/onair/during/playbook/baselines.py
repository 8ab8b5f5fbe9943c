"""Keeps the rooms' usual up to date: when a show is over, and when a rule asks for a reading nobody asked for yet."""

import logging
from concurrent.futures import ThreadPoolExecutor

from onair.during.broadcast.house import facts_of
from onair.during.broadcast.hub import Hub
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.store import keep as keep_effects
from onair.during.playbook.measured.store import marks, of_show
from onair.during.playbook.samples import SHOWS_MAX, keep, keys_of, known_marks, lesson
from onair.during.playbook.store import in_force
from onair.store.db import Database
from onair.store.log import EventLog
from onair.trade.service import ShowView, State, list_rooms, shows_of_room

OVER = frozenset({State.ended, State.reviewed})
COPY = "replay:"
"""How the note of a replayed show begins: a copy would count it twice."""
FAR = 2**53
KIND = 2
"""Of what is kept of a show; what an older version kept is read again."""
log = logging.getLogger("onair.playbook")


class Baselines:
    """Made once per process. One worker, so that past shows are read one after the other."""

    def __init__(self, db: Database, event_log: EventLog, hub: Hub) -> None:
        self._db, self._log, self._hub = db, event_log, hub
        self._worker = ThreadPoolExecutor(1, "onair-playbook")

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener: what it says of its room's usual, when it is over."""
        if view.state in OVER and view.room is not None:
            self._worker.submit(self._refresh_or_say, view.tenant, view.room.id)

    def rules_changed(self, tenant: str) -> None:
        """A rule may compare with something that past shows were not asked for."""
        self._worker.submit(self._all_or_say, tenant)

    def refresh(self, tenant: str, room: str) -> int:
        """Blocking. → shows that were read."""
        with self._db.read() as tx:
            keys = keys_of(one.rule for one in in_force(tx, tenant) if one.rule is not None)
            known, measured = known_marks(tx, tenant), marks(tx, tenant)
            views = [view for view in shows_of_room(tx, tenant, room, 0, FAR) if counts(view)]
        views.sort(key=lambda view: view.ended_at or 0, reverse=True)
        read = 0
        for view in views[:SHOWS_MAX]:
            mark = mark_of(self._log, view)
            asked = known.get(view.id)
            if asked is not None and asked[0] == mark == measured.get(view.id) and set(keys) <= asked[1]:
                continue
            found = lesson(self._log, facts_of(view), keys)
            with self._db.write() as tx:
                keep(tx, facts_of(view), keys, mark, found)
                keep_effects(tx, facts_of(view), mark, found.past, counts=True)
            read += 1
        if read:
            self._hub.relearn("playbook", tenant=tenant)
        return read

    def effects(self, view: ShowView) -> list[Measured]:
        """Blocking: of a show that is over; read from its log where it was not before, and kept."""
        return self._worker.submit(self._effects, view).result()

    def _effects(self, view: ShowView) -> list[Measured]:
        with self._db.read() as tx:
            known = of_show(tx, view.tenant, view.id)
        if known is not None:
            return known
        facts, mark = facts_of(view), mark_of(self._log, view)
        found = lesson(self._log, facts, ())
        with self._db.write() as tx:
            keep_effects(tx, facts, mark, found.past, counts=counts(view))
        return list(found.past.effects)

    def settle(self) -> None:
        """Blocking: until everything told of so far was read."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _all_or_say(self, tenant: str) -> None:
        with self._db.read() as tx:
            rooms = [room.id for room in list_rooms(tx, tenant)]
        for room in rooms:
            self._refresh_or_say(tenant, room)

    def _refresh_or_say(self, tenant: str, room: str) -> None:
        try:
            self.refresh(tenant, room)
        except Exception:
            log.exception(
                "the usual of room %s could not be read; it is tried again at its next change", room
            )


def mark_of(event_log: EventLog, view: ShowView) -> str:
    """Another log or window is another lesson."""
    return f"{KIND}:{event_log.end(view.id)}:{view.window.start}:{view.window.end}"


def counts(view: ShowView) -> bool:
    """Shows that ran for real; a rehearsal of a demo team is all that it has."""
    return (
        view.state in OVER
        and view.ended_at is not None
        and (view.origin != "rehearsal" or view.demo)
        and not (view.note or "").startswith(COPY)
    )
