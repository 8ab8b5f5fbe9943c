"""One show's comments on their way through the model: taken by the owner, read and folded by the reading thread.

The owner only appends and picks up; whatever takes time is done elsewhere. What is read stays when the owner builds its
memory anew: comments and acts that come a second time are known already.
"""

import logging
from collections import deque
from collections.abc import Mapping, Sequence

from onair.during.broadcast.comments import Mark
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.comments.answers import Library
from onair.during.comments.clusters import QUIET_MS, Asked
from onair.during.comments.heat import Heat
from onair.during.comments.inbox import BATCH, Inbox, Item
from onair.during.comments.marking import Marking, Reads
from onair.during.comments.panel import Around, RadarAnswer, RadarPanel, panel_of
from onair.during.comments.radar import Radar, Sense
from onair.during.comments.said import Said
from onair.during.comments.wave import Alarm, Limits
from onair.events.model import Action, AnyEvent, Comment, Correction, Incident

TEXTS_KEPT = 20_000
DRAWN_MS = 1_000
"""Counts alone are drawn anew no more often than this; a row that comes or goes at once."""
LATE_MS = 1_000
"""No more often than this a batch is read of what was passed over: a fraction of what reading may take."""
log = logging.getLogger("onair.comments")


class Line:
    """`clock`, `product`, `hosts`, `around`: told by the owner. `panel`, `marks`: for the owner to pick up."""

    def __init__(self, tenant: str) -> None:
        self.tenant = tenant
        self.answering = Library()
        self.radar = Radar(Limits(), self._answer_id)
        self.inbox = Inbox()
        self.clock = self.heard_at = 0
        self.heat = Heat(0, None, 0)
        self.product: str | None = None
        self.hosts: tuple[str, ...] = ()
        self.around = Around()
        self.panel = RadarPanel()
        self.marks: deque[Mapping[str, Mark]] = deque()
        self._answers: dict[str, tuple[tuple[object, ...], RadarAnswer | None]] = {}
        self._senses: dict[str, Sense] = {}
        self._model: object = None
        self._caught_up = False
        self._drawn: tuple[int, ...] = ()
        self._drawn_at = self._late_at = 0

    def know(self, limits: Limits, around: Around) -> None:
        self.radar.waves.limits, self.around = limits, around
        self._drawn = ()

    # ---- the reading thread

    def work(self, model: Reads | None) -> bool:
        """Read and fold what waits, a batch at most; → whether more waits. Raises what the model raises."""
        if model is not self._model:
            self._model, self._senses = model, {}
        done = 0
        inbox = self.inbox
        while done < BATCH and (item := inbox.take()) is not None:
            self._fold(item, model, inbox.marking)
            done += len(item.events)
        self._caught_up = self._caught_up or not len(inbox)
        if self._caught_up:  # what the log says of alarms is known by then
            self.radar.advance(self.clock)
            inbox.marking.line = self.radar.waves.line()
        if model is not None and not len(inbox):
            self._catch_up(model)
        if self.radar.marks:
            marks, self.radar.marks = self.radar.marks, {}
            self.marks.append(marks)
        self._draw(model)
        return len(inbox) > 0

    def fail(self) -> None:
        """The model could not read: said on the screen, and tried again with what comes."""
        self.panel = RadarPanel("failed")
        self._drawn = ()

    def incidents(self) -> list[AnyEvent]:
        """What the log should hold of alarms; what it holds already is not written twice."""
        waves = self.radar.waves
        if not self._caught_up:
            return []
        found: list[AnyEvent] = [_began(alarm) for alarm in list(waves.open.values())]
        for alarm in list(waves.ended):
            found += [_began(alarm), _ended(alarm)]
        return found

    # ---- inside

    def _catch_up(self, model: Reads) -> None:
        """What a flood drove past and could still be answered; alarms and marks are about what is said now."""
        if not 0 <= self.clock - self._late_at < LATE_MS:
            self._late_at = self.clock
            for item in self.inbox.take_late(self.clock - QUIET_MS):
                part = [self.radar.now(event) for event in item.events]
                self.radar.hear(
                    part, self._read([event.text for event in part], model), item.product, late=True
                )

    def _fold(self, item: Item, model: Reads | None, marking: Marking) -> None:
        if item.kind is Comment:
            for start in range(0, len(item.events), BATCH):
                part = [self.radar.now(event) for event in item.events[start : start + BATCH]]
                senses = self._read([event.text for event in part], model)
                if model is not None:
                    marking.hear(part, senses, item.clock)
                self.radar.hear(part, senses, item.product)
        elif item.kind is Action:
            self.radar.act(item.events)
        elif item.kind is Correction:
            for said in self.radar.correct(item.events):
                self.radar.hear_anew(said, self._read([said.text], model)[0])
        elif item.kind is Incident:
            self.radar.incident(item.events)

    def _read(self, texts: Sequence[str], model: Reads | None) -> list[Sense]:
        if model is None:
            return [Sense()] * len(texts)
        known = self._senses
        fresh = list(dict.fromkeys(text for text in texts if text not in known))
        if fresh:
            if len(known) + len(fresh) > TEXTS_KEPT:
                known.clear()
                fresh = list(dict.fromkeys(texts))
            known.update(zip(fresh, model.sense(fresh), strict=True))
        return [known[text] for text in texts]

    def _draw(self, model: Reads | None) -> None:
        clusters = self.radar.clusters
        rows = (
            len(clusters.rows),
            sum(row.open for row in clusters),
            self.radar.rev,
            len(self.radar.waves.open),
        )
        late = not 0 <= self.clock - self._drawn_at < DRAWN_MS
        if rows == self._drawn and not late:
            return
        panel = panel_of(self.radar, self.heat, self.around, self._answer, skipped=self.inbox.skipped)
        self._drawn, self._drawn_at = rows, self.clock
        if model is None:
            panel = RadarPanel("off", heat=panel.heat)
        if panel != self.panel:
            self.panel = panel

    def _answer(self, row: Asked) -> RadarAnswer | None:
        """Asked again when the row is put otherwise, and once a minute: answers run out."""
        key = (len(row.texts), self.clock // 60_000, self.answering)
        known = self._answers.get(row.id)
        if known is None or known[0] != key:
            text = max(row.texts, key=lambda text: row.texts[text], default="")
            found = self.answering.best(text, row.kind, row.product, self.clock, self.hosts)
            known = self._answers[row.id] = (key, found)
            if len(self._answers) > 2_000:
                self._answers = {}
        return known[1]

    def _answer_id(self, said: Said) -> str | None:
        found = self.answering.best(said.text, said.intent, said.product, self.clock, self.hosts)
        return found.id if found is not None else None


def _began(alarm: Alarm) -> Incident:
    return Incident(
        id=f"{alarm.id}:start",
        source=OWN_SOURCE,
        at=alarm.at,
        incident=alarm.id,
        kind=alarm.kind,
        data=dict(alarm.data),
    )


def _ended(alarm: Alarm) -> Incident:
    data = {"why": alarm.why or "calm"}
    return Incident(
        id=f"{alarm.id}:end", source=OWN_SOURCE, at=alarm.ended or alarm.at, incident=alarm.id, kind=alarm.kind,
        phase="end", data=data,
    )  # fmt: skip
