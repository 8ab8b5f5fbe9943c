"""Use cases: what a show was asked, over shows too; at its end it is kept and told to the products."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access.web import Services
from onair.after.asked.effects import Counted, counted
from onair.after.asked.gaps import OF_THE_MOMENT, Asked, Gap, asked, together
from onair.after.asked.listening import listen
from onair.after.asked.model import QaAsked
from onair.before.gate.facts import QuestionFact
from onair.during.comments.reading.intents import QUESTIONS
from onair.during.comments.reading.reader import Reader
from onair.during.playbook.pastlog import batches
from onair.during.qa.companion import AnsweringFeature, feature
from onair.during.qa.matching import Matcher
from onair.kernel.clock import Clock
from onair.store.db import Database
from onair.store.log import EventLog
from onair.store.rows import locked_or_new
from onair.trade.evidence.service import ProductSignal, replace_signals
from onair.trade.service import ShowView, State

OVER = frozenset({State.ended, State.reviewed})
SHOWS = 10
"""Of the newest shows, what is told together."""
ANSWERABLE = QUESTIONS - {"demand"}
log = logging.getLogger("onair.asked")


class Told(NamedTuple):
    """`as_of`: the show's clock at the end of what was read, ms. `effects`: by answer of the library."""

    asked: Asked
    effects: dict[str, Counted]
    as_of: int


class Questions:
    """Made once per process."""

    def __init__(self, db: Database, events: EventLog, shelf: AnsweringFeature, clock: Clock) -> None:
        self._db, self._log, self._shelf, self._clock = db, events, shelf, clock
        self._reader = Reader()
        self._worker = ThreadPoolExecutor(1, "onair-asked")
        self._held: dict[str, tuple[int, Matcher, Told]] = {}
        self._reading = threading.Lock()

    def of_show(self, tenant: str, show: str) -> Told:
        """Blocking: reads the whole log of the show once for each state of it and of the library, one show at a time.
        Raises LogDamaged."""
        with self._reading:
            return self._of_show(tenant, show)

    def _of_show(self, tenant: str, show: str) -> Told:
        matcher, end = self._shelf.matcher(tenant), self._log.end(show)
        held = self._held.get(show)
        if held is not None and held[0] == end and held[1] is matcher:
            return held[2]
        evening = listen(batches(self._log, show))
        told = asked(evening.heard, self.read, matcher, matcher.library.products)
        texts = list({one.text for one in evening.heard})
        intents = dict(zip(texts, self.read(texts), strict=True))
        effects = counted(evening.heard, intents, list(evening.given.rows.values()))
        found = Told(told, effects, evening.as_of)
        if len(self._held) >= SHOWS:
            self._held.pop(next(iter(self._held)))
        self._held[show] = (end, matcher, found)
        return found

    def read(self, texts: Sequence[str]) -> list[str | None]:
        """The intent of each text that waits for an answer; a wish to be shown something waits for none."""
        return [one.intent if one.intent in ANSWERABLE else None for one in self._reader.read(texts)]

    def unanswered(self, tx: Session, tenant: str, products: Sequence[str], now: int) -> list[QuestionFact]:
        """QuestionReader: of these products, over the newest shows; the gate reminds of them."""
        over = open_gaps(tx, tenant, self._shelf.matcher_in(tx, tenant), now, frozenset(products))
        return [QuestionFact(gap.product, gap.question, gap.people, n) for gap, n in over.gaps if gap.product]

    def on_show_changed(self, view: ShowView) -> None:
        """ShowListener: at the end of a show, and again when it was corrected since."""
        if view.state in OVER and (view.origin != "rehearsal" or view.demo):
            self._worker.submit(self._keep_or_say, view)

    def keep(self, view: ShowView) -> None:
        """Blocking. What a show was asked, for the list over shows and for the products."""
        told = self.of_show(view.tenant, view.id)
        matcher = self._shelf.matcher(view.tenant)
        sums: dict[str, tuple[int, int]] = {}
        for gap in told.asked.gaps:
            if gap.product in matcher.library.backing.records.products and gap.intent not in OF_THE_MOMENT:
                n, people = sums.get(gap.product or "", (0, 0))
                sums[gap.product or ""] = (n + gap.n, people + gap.people)
        rows = [
            ProductSignal(product, view.id, "unanswered", n, people, told.as_of)
            for product, (n, people) in sums.items()
        ]
        with self._db.write() as tx:
            _put(tx, view, told)
            replace_signals(tx, view.tenant, self._clock, view.id, rows, kinds=("unanswered",))

    def _keep_or_say(self, view: ShowView) -> None:
        try:
            self.keep(view)
        except Exception:
            log.exception("what %s was asked is not kept yet; it is tried again at its next change", view.id)

    def settle(self) -> None:
        """Blocking: until every show told of so far is kept."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)


def questions_of(services: Services) -> Questions:
    """The one of this process."""
    held = services.maybe(Questions)
    return held or services.put(
        Questions(services.get(Database), services.get(EventLog), feature(services), services.clock)
    )


class Over(NamedTuple):
    """`gaps` with the number of shows each was asked in. `as_of`: the newest show's end, None = none is over."""

    gaps: list[tuple[Gap, int]]
    effects: dict[str, Counted]
    shows: int
    as_of: int | None


def open_gaps(tx: Session, tenant: str, matcher: Matcher, now: int, products: frozenset[str]) -> Over:
    """Of these products, what still has no answer and could have one."""
    over = over_shows(tx, tenant, products)
    still = [
        (gap, n)
        for gap, n in over.gaps
        if gap.intent not in OF_THE_MOMENT
        and not matcher.match(gap.question, gap.intent, gap.product, at=now, top=1)
    ]
    return over._replace(gaps=still)


def over_shows(tx: Session, tenant: str, products: frozenset[str] | None = None) -> Over:
    """Of the newest SHOWS; `products`: gaps of these only."""
    query = select(QaAsked).where(QaAsked.tenant_id == tenant).order_by(QaAsked.as_of.desc()).limit(SHOWS)
    rows = tx.scalars(query).all()
    effects: dict[str, Counted] = {}
    for row in rows:
        for answer, numbers in row.body["effects"].items():
            effects[answer] = effects.get(answer, Counted()) + Counted(*numbers)
    kept = [[_gap(one) for one in row.body["gaps"]] for row in rows]
    of = [[gap for gap in gaps if products is None or gap.product in products] for gaps in kept]
    gaps = together(of)
    return Over(gaps, effects, len(rows), rows[0].as_of if rows else None)


def _gap(kept: Sequence[Any]) -> Gap:
    intent, product, question, n, people, examples = kept
    return Gap(intent, product, question, n, people, tuple(examples))


def _put(tx: Session, view: ShowView, told: Told) -> None:
    row = locked_or_new(
        tx,
        lambda: tx.get(QaAsked, (view.tenant, view.id), with_for_update=True),
        lambda: QaAsked(
            tenant_id=view.tenant, show_id=view.id, as_of=0, comments=0, questions=0, answered=0, body={}
        ),
    )
    row.as_of, row.comments = told.as_of, told.asked.comments
    row.questions, row.answered = told.asked.questions, told.asked.answered
    row.body = {
        "gaps": [list(gap) for gap in told.asked.gaps],
        "effects": {answer: list(numbers) for answer, numbers in told.effects.items()},
    }
