"""What past shows say of a room's usual: taken from each log once, kept as twenty quantiles an hour."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.during.broadcast.facts import Facts
from onair.during.playbook.alarm import Alarm
from onair.during.playbook.baseline import Band, Sample, bands, hour_of_week, key_of, quantile
from onair.during.playbook.following import Following
from onair.during.playbook.history import TICK_MS, Tick
from onair.during.playbook.lag import GRACE_MAX_MS
from onair.during.playbook.measured.measuring import Measuring, began
from onair.during.playbook.measured.store import Past
from onair.during.playbook.model import PlaybookSample
from onair.during.playbook.pastlog import batches
from onair.during.playbook.proposals import Ledger
from onair.during.playbook.reading import Ask, readings, ticks_of
from onair.during.playbook.rule import Rule
from onair.during.playbook.score import Score, read, scores, together
from onair.events.model import Action, Proposal
from onair.store.log import EventLog

SHOWS_MAX = 20
EVERY = 6
"""Ticks: one value a minute."""
QUANTILES = 20
SCORED_MAX = 100


class Sampler(Following):
    """Reads `keys` once a minute; no rule is looked at."""

    def __init__(self, facts: Facts, keys: Iterable[str]) -> None:
        self.ledger = Ledger()
        self.measuring = Measuring(self.ledger, began(facts))
        super().__init__(
            facts.zone, own_time=facts.origin != "live", window=facts.window, closed=self.measuring.close
        )
        self._zone = facts.zone
        self._asks = {
            key: (key.rpartition(":")[0], Ask(ticks_of(int(key.rpartition(":")[2])))) for key in keys
        }
        self.found: defaultdict[tuple[int, str], list[float]] = defaultdict(list)

    def close(self, tick: Tick, alarms: list[Alarm]) -> None:
        super().close(tick, alarms)
        if (tick.at // TICK_MS) % EVERY or not self._asks:
            return
        scene, hour = self.scene(), hour_of_week(tick.at, self._zone)
        for key, (name, ask) in self._asks.items():
            value = readings()[name].of(scene, ask)
            if value.value is not None and value.state == "ok" and self.watch.history.n >= ask.ticks:
                self.found[hour, key].append(value.value)


class Lesson(NamedTuple):
    """What one show taught. `past`: what its actions did."""

    samples: list[Sample]
    scores: dict[str, Score]
    past: Past


def lesson(log: EventLog, facts: Facts, keys: Sequence[str]) -> Lesson:
    """Blocking; reads the whole log of a show. Raises LogDamaged."""
    sampler = Sampler(facts, keys)
    clock = 0
    for groups, at, _ in batches(log, facts.id):
        sampler.take(groups, at)
        if Proposal in groups:
            sampler.ledger.propose(groups[Proposal].events)
        if Action in groups:
            sampler.ledger.act(groups[Action].events)
            sampler.measuring.act(groups[Action].events)
        clock = max(clock, at)
    sampler.advance(max(clock, facts.ended_at or 0) + GRACE_MAX_MS + TICK_MS)
    past = Past(
        sampler.measuring.whole(sampler.watch.history, facts.ended_at or clock), sampler.measuring.swings
    )
    return Lesson(_samples(sampler, facts), scores(sampler.ledger.all()), past)


def _samples(sampler: Sampler, facts: Facts) -> list[Sample]:
    return [
        Sample(
            facts.id,
            hour,
            key,
            tuple(quantile(values, (place + 0.5) / QUANTILES) for place in range(QUANTILES)),
        )
        for (hour, key), values in sorted(sampler.found.items())
    ]


def keys_of(rules: Iterable[Rule]) -> list[str]:
    """What rules compare with the room's own usual."""
    found = {
        key_of(one.reading, one.window_s)
        for rule in rules
        for one in rule.conditions
        if one.basis != "fixed" and one.reading in readings()
    }
    return sorted(found)


def bands_of_room(
    tx: Session, tenant: str, room: str, before: int | None = None
) -> dict[tuple[int, str], Band]:
    """Of the newest shows, those only that were over `before` (ms) when a past show is looked at."""
    row = PlaybookSample
    query = select(row.show_id, row.body).where(row.tenant_id == tenant, row.room_id == room)
    if before is not None:
        query = query.where(row.ended_at <= before)
    rows = tx.execute(query.order_by(row.ended_at.desc()).limit(SHOWS_MAX)).all()
    return bands(
        Sample(show, int(hour), str(key), tuple(values)) for show, body in rows for hour, key, values in body
    )


def keep(tx: Session, facts: Facts, keys: Sequence[str], mark: str, found: Lesson) -> None:
    """In place of what was known of this show."""
    row = tx.get(PlaybookSample, (facts.tenant, facts.id))
    if row is None:
        row = PlaybookSample(tenant_id=facts.tenant, show_id=facts.id)
        tx.add(row)
    row.room_id, row.ended_at = facts.room_id, facts.ended_at or 0
    row.mark, row.keys = mark, list(keys)
    row.body = [[one.hour, one.key, list(one.values)] for one in found.samples]
    row.scores = {rule: msgspec.to_builtins(score) for rule, score in found.scores.items()}


class Card(NamedTuple):
    """`rules`: sums over the newest shows that are over. `shows`: how many; `ended`: of the oldest and the newest, ms."""

    rules: dict[str, Score]
    shows: int
    ended: tuple[int, int] | None


def scorecard(tx: Session, tenant: str, room: str | None = None) -> Card:
    """Of one room, or of all."""
    row = PlaybookSample
    query = select(row.scores, row.ended_at).where(row.tenant_id == tenant)
    if room is not None:
        query = query.where(row.room_id == room)
    rows = tx.execute(query.order_by(row.ended_at.desc()).limit(SCORED_MAX)).all()
    found: dict[str, Score] = {}
    for told, _ in rows:
        for rule, one in told.items():
            found[rule] = together(found.get(rule, Score()), read(one))
    return Card(found, len(rows), (rows[-1][1], rows[0][1]) if rows else None)


def known_marks(tx: Session, tenant: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Show → (state of its log, keys that were asked)."""
    row = PlaybookSample
    query = select(row.show_id, row.mark, row.keys).where(row.tenant_id == tenant)
    return {show: (mark, frozenset(keys)) for show, mark, keys in tx.execute(query)}
