"""Where the gate's facts come from: the services of the features before the show, as frozen facts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from onair.before.gate.facts import (
    ChangeFact,
    CheckFact,
    ChoresFact,
    FeedFact,
    LintFact,
    PaperFact,
    QuestionFact,
    RundownFact,
    SlotFact,
)
from onair.before.rundown.service import Finding, lint, rundown_of
from onair.before.techcheck.service import latest
from onair.before.warmup.service import Outbox, Promise, items_of, promises
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text
from onair.trade.evidence.service import dossiers
from onair.trade.personas.service import personas
from onair.trade.service import ShowView


@runtime_checkable
class FeedReader(Protocol):
    """Knows which ways in there are and whether they work; registered among the services."""

    def feeds(self, tx: Session, show: ShowView, now: int) -> Sequence[FeedFact]: ...


@runtime_checkable
class QuestionReader(Protocol):
    """Knows what past shows were asked; registered among the services."""

    def unanswered(
        self, tx: Session, tenant: str, products: Sequence[str], now: int
    ) -> Sequence[QuestionFact]: ...


@runtime_checkable
class ChangeReader(Protocol):
    """Knows what reviews want changed in a show; registered among the services."""

    def wanted_changes(self, tx: Session, show: ShowView) -> Sequence[ChangeFact]: ...


class Sources:
    """The real ones. Every method reads in the caller's transaction."""

    def __init__(
        self, outbox: Outbox | None = None, feeds: FeedReader | None = None, asked: QuestionReader | None = None,
        changes: ChangeReader | None = None,
    ) -> None:  # fmt: skip
        self._outbox, self._feeds, self._asked, self._changes = outbox, feeds, asked, changes

    def rundown(self, tx: Session, show: ShowView) -> RundownFact | None:
        """None until one is written."""
        found = rundown_of(tx, show.tenant, show.id)
        if not found.version:
            return None
        slots = [
            SlotFact(one.id, one.kind, one.product, one.host, one.price, one.title) for one in found.slots
        ]
        return RundownFact(found.version, slots)

    def lint(self, tx: Session, show: ShowView, rundown: RundownFact, clock: Clock) -> list[LintFact]:
        """What the rundown says of itself, each sentence with the name of its slot."""
        titles = {slot.id: slot.title for slot in rundown.slots}
        return [_named(one, titles.get(one.subject, "")) for one in lint(tx, show.tenant, show.id, clock)]

    def papers(self, tx: Session, tenant: str, products: Sequence[str]) -> Mapping[str, Sequence[PaperFact]]:
        return {
            product: [PaperFact(one.kind, one.expires_at) for one in papers]
            for product, papers in dossiers(tx, tenant, products).items()
        }

    def hosts(
        self, tx: Session, tenant: str, until: int
    ) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
        """Names by id; those with a persona; those with a proof of expertise that is good until `until` ms."""
        found = personas(tx, tenant)
        names = {one.host: one.name for one in found}
        written = frozenset(one.host for one in found if one.version and (one.labels or one.expertise))
        return (
            names,
            written,
            frozenset(one.host for one in found if any(proof.holds(until) for proof in one.proof)),
        )

    def promises(self, tx: Session, show: ShowView) -> list[Promise]:
        return promises(tx, show.tenant, show.id)

    def check(self, tx: Session, show: ShowView) -> CheckFact | None:
        """The newest of the show's room."""
        found = latest(tx, show.tenant, show.room.id) if show.room else None
        return CheckFact(found.at, found.verdict, len(found.findings)) if found else None

    def feeds(self, tx: Session, show: ShowView, now: int) -> Sequence[FeedFact]:
        """Ways in, and senders that switched themselves off."""
        ways = self._feeds.feeds(tx, show, now) if self._feeds else ()
        sick = [one for one in self._outbox.targets(tx, show.tenant) if one.trouble] if self._outbox else []
        return [*ways, *(FeedFact(one.name, "broken", None) for one in sick)]

    def questions(
        self, tx: Session, show: ShowView, products: Sequence[str], now: int
    ) -> Sequence[QuestionFact]:
        """Of these products, what most people asked first."""
        return self._asked.unanswered(tx, show.tenant, products, now) if self._asked and products else ()

    def changes(self, tx: Session, show: ShowView) -> Sequence[ChangeFact]:
        return self._changes.wanted_changes(tx, show) if self._changes else ()

    def chores(self, tx: Session, show: ShowView, now: int) -> ChoresFact:
        """How far the warm-up got."""
        items = items_of(tx, show.tenant, show.id)
        late = [
            one.title
            for one in items
            if one.state == "missed" or (one.state == "planned" and one.due_at < now)
        ]
        keys = [key for one in items if one.state == "handed" for key in one.keys]
        states = self._outbox.states(tx, show.tenant, keys) if self._outbox and keys else {}
        became = Counter(one.state for one in states.values())
        failed = became["failed"] + became["blocked"]
        return ChoresFact(len(items), late, failed, became["dry"], became["unknown"])


def _named(one: Finding, title: str) -> LintFact:
    zh, en = (f"「{title}」{one.zh}", f"{title}: {one.en}") if title else (one.zh, one.en)
    return LintFact(one.code, one.level, Text(zh, en))
