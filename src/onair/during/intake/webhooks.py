"""A delivery of a connection: verify → read → translate → the show of its room and time, else the inbox."""

import asyncio
from collections.abc import Callable, Mapping
from typing import NamedTuple

from onair.connectors.standard_webhooks.cloudevents import Envelope, envelopes
from onair.connectors.standard_webhooks.translate import known, translate
from onair.connectors.standard_webhooks.verify import BadSignature, key_of, verify
from onair.during.broadcast.facts import OPEN_STATES, ShowNotOpen
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.private import private
from onair.during.intake.connections import ConnectionView, find_connection, keep, keep_heard, live_secrets
from onair.during.intake.pulse import Heard, Pulses
from onair.during.intake.signing import sign
from onair.events.identity import UserKeys
from onair.events.model import AnyEvent
from onair.events.wire import BadItem, Reject, refuse
from onair.kernel.clock import HOUR_MS, Clock
from onair.kernel.errors import NotFound, OnAirError
from onair.kernel.i18n import Lang
from onair.store.db import Database
from onair.trade.service import shows_of_room
from onair.trade.views import ShowView

EARLY_MS = 2 * HOUR_MS
MEMORY_MS = 2_000
"""Connections and the shows of a room are remembered this long: 200 deliveries a second ask once."""
COPY = "replay:"
"""So begins the note of a show that is played again in this room: nothing real belongs to it."""
FAR = 2**60


class Delivered(NamedTuple):
    """`ignored`: envelopes of types without meaning for a show; `inbox`: events that wait for a show."""

    accepted: int
    duplicates: int
    rejected: list[Reject]
    ignored: int
    inbox: int


class Webhooks:
    """Receives deliveries. `lateness_ms`: how long after its end a show still takes events."""

    def __init__(self, db: Database, hub: Hub, clock: Clock, secret: bytes, lateness_ms: int) -> None:
        self._db, self._hub, self._clock, self._secret = db, hub, clock, secret
        self._lateness_ms = lateness_ms
        self.pulses = Pulses(clock, self._keep_heard)
        self._memory: dict[str, tuple[int, ConnectionView, list[ShowView]]] = {}

    async def flush(self) -> None:
        await self.pulses.flush()

    def on_show_changed(self, view: ShowView) -> None:  # noqa: ARG002 (trade.ports.ShowListener)
        self._memory.clear()

    async def connection(self, connection: str) -> tuple[ConnectionView, list[ShowView]]:
        """The connection and its room's shows. Raises NoConnection, ConnectionGone."""
        held = self._memory.get(connection)
        now = self._clock()
        if held is not None and now < held[0] <= now + MEMORY_MS:
            return held[1], held[2]
        view, shows = await asyncio.to_thread(self._read, connection)
        if len(self._memory) > 1_000:
            self._memory.clear()
        self._memory[connection] = (now + MEMORY_MS, view, shows)
        return view, shows

    async def receive(
        self, connection: str, headers: Mapping[str, str], body: bytes, lang: Lang
    ) -> Delivered:
        """Everything kept is durable when it returns.

        Raises NoConnection, ConnectionGone, BadSignature, BadEnvelope, InboxFull and what the owner raises.
        """
        known = await self.connection(connection)
        now = self._clock()
        try:
            delivered = await self._received(known, headers, body, now, lang)
        except OnAirError as error:
            self.pulses.refused(connection, now, reason_of(error))
            raise
        self.pulses.heard(connection, now, delivered.accepted + delivered.duplicates + delivered.inbox)
        if delivered.rejected and not delivered.accepted + delivered.duplicates + delivered.inbox:
            self.pulses.refused(connection, now, "rejected")
        return delivered

    async def refused(self, connection: str, error: OnAirError) -> None:
        """One that was not even read. Of a connection that is none, nothing is remembered."""
        try:
            view, _ = await self.connection(connection)
        except NotFound:
            return
        self.pulses.refused(view.id, self._clock(), reason_of(error))

    async def _received(
        self, known: tuple[ConnectionView, list[ShowView]], headers: Mapping[str, str], body: bytes, now: int, lang: Lang
    ) -> Delivered:  # fmt: skip
        view, shows = known
        keys = [key_of(secret) for secret in live_secrets(self._secret, view, now)]
        webhook_id, sent_s = verify(headers, body, keys, now // 1000)
        events, lines, rejects, ignored = _translated(
            envelopes(headers, body, webhook_id), sent_s * 1000, lang
        )
        sign(events, view.id)
        accepted = duplicates = 0
        stray: list[AnyEvent] = []
        for show, places in _by_show(events, lambda at: place(shows, at, self._lateness_ms)).items():
            chosen = [events[i] for i in places]
            if show is None:
                stray += chosen
                continue
            owner = await self._hub.owner(show, view.tenant)
            try:
                receipt = await owner.ingest(
                    chosen, now, lines=[lines[i] for i in places], lang=lang, outside=True
                )
            except ShowNotOpen:  # its state changed within the memory's two seconds
                stray += chosen
                continue
            accepted, duplicates = accepted + receipt.accepted, duplicates + receipt.duplicates
            rejects += receipt.rejected
        if stray and not await asyncio.to_thread(self._keep, view, webhook_id, stray):
            duplicates, stray = duplicates + len(stray), []
        rejects.sort(key=lambda reject: reject.line)
        return Delivered(accepted, duplicates, rejects, ignored, len(stray))

    def _read(self, connection: str) -> tuple[ConnectionView, list[ShowView]]:
        with self._db.read() as tx:
            view = find_connection(tx, connection)
            shows = shows_of_room(tx, view.tenant, view.room, 0, FAR)
            return view, [show for show in shows if not (show.note or "").startswith(COPY)]

    def _keep_heard(self, heard: Mapping[str, Heard]) -> None:
        if heard:
            with self._db.write() as tx:
                keep_heard(tx, heard)

    def _keep(self, view: ConnectionView, webhook_id: str, events: list[AnyEvent]) -> bool:
        keys = UserKeys(self._secret, view.tenant)
        with self._db.write() as tx:
            return keep(tx, self._clock, view, webhook_id, [private(event, keys) for event in events])


def reason_of(error: OnAirError) -> str:
    """Its code, and what of a signature did not hold."""
    why = error.data.get("why") if isinstance(error, BadSignature) else None
    return f"{error.code}.{why}" if why else error.code


def _translated(
    found: list[Envelope], sent_ms: int, lang: Lang
) -> tuple[list[AnyEvent], list[int], list[Reject], int]:
    """Events, the line of each (its place in the delivery, from 1), refused envelopes, and how many mean nothing."""
    events: list[AnyEvent] = []
    lines: list[int] = []
    rejects: list[Reject] = []
    ignored = 0
    for line, envelope in enumerate(found, 1):
        try:
            made = translate(envelope, sent_ms, {})
        except BadItem as bad:
            rejects.append(refuse(line, bad.code, lang, bad.value))
            continue
        ignored += not made or not known(envelope.type)
        events += made
        lines += [line] * len(made)
    return events, lines, rejects, ignored


def _by_show(events: list[AnyEvent], find: Callable[[int], str | None]) -> dict[str | None, list[int]]:
    found: dict[str | None, list[int]] = {}
    for i, event in enumerate(events):
        found.setdefault(find(event.at), []).append(i)
    return found


def place(shows: list[ShowView], at: int, lateness_ms: int) -> str | None:
    """The show of a room that an event of this time belongs to.

    Of all whose [start − 2 h, end + lateness] holds it: one that was on at that moment, else the one that began
    last before it, else the next to begin.
    """
    best: tuple[int, int, str] | None = None
    for view in shows:
        start = view.started_at if view.started_at is not None else view.starts_at
        if view.state.value not in OPEN_STATES or start is None or at < start - EARLY_MS:
            continue
        if view.ended_at is not None and at > view.ended_at + lateness_ms:
            continue
        on = start <= at and (view.ended_at is None or at <= view.ended_at)
        rank = (2 if on else 1 if start <= at else 0, start if start <= at else -start, view.id)
        best = rank if best is None or rank > best else best
    return best[2] if best else None
