"""When a rule would have spoken in a past show, next to what really happened then. Pure but for the batches it is given.

There is no look-ahead: it is fed the log batch by batch, as the show was, and knows of other shows only what was over
before this one began.
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from onair.during.broadcast.facts import Facts
from onair.during.playbook.baseline import Bands
from onair.during.playbook.evaluate import Firing
from onair.during.playbook.firing import id_of
from onair.during.playbook.following import Following
from onair.during.playbook.heard import Listen
from onair.during.playbook.history import TICK_MS, History
from onair.during.playbook.lag import GRACE_MAX_MS
from onair.during.playbook.measured.measuring import EFFECT
from onair.during.playbook.rule import Rule, Words
from onair.during.playbook.trace import Checked, Trace
from onair.events.groups import Groups
from onair.events.model import Action, Proposal

NEAR_MS = 180_000
"""What people did this long before and after a firing stands beside it."""
FIRINGS_MAX = 200
SIDE = 18
"""Ticks before and after, as the effect of an action is told."""
Batch = tuple[Groups, int, int]


class Deed(Struct, frozen=True, kw_only=True):
    at: int
    action: str
    by: str


class Would(Struct, frozen=True, kw_only=True):
    """One time the rule would have spoken. `live`: the proposal was really made then. `answer`: what became of it.
    `before`, `after`: mean people online of the 3 minutes on each side; not an effect, only what happened."""

    at: int
    product: str | None = None
    checks: list[Checked] = []
    live: bool = False
    answer: str | None = None
    deeds: list[Deed] = []
    before: float | None = None
    after: float | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """One show. `per_hour`: firings an hour of ticks. `blind`: share of ticks in which the rule could not judge.
    `last`: why it did not speak at the end. `problem`: it raised; `unread`: why its log could not be read."""

    show: str
    title: str
    started_at: int | None
    ticks: int = 0
    fired: int = 0
    per_hour: float | None = None
    blind: float | None = None
    would: list[Would] = []
    last: Trace | None = None
    problem: str | None = None
    unread: Words | None = None


class Stopped(Exception):
    """The run was cancelled."""


class Run:
    """One rule over one show. `take` batch by batch, then `outcome`. `then`: what stood at the end of the last tick that
    ended by `at`; a file is one batch and holds the whole show, so it is kept tick by tick."""

    def __init__(
        self, rule: Rule, facts: Facts, bands: Bands, at: int | None = None, listen: Listen | None = None
    ) -> None:
        self.rule, self.facts, self._at = rule, facts, at
        self.then: list[Trace] = []
        self.following = Following(
            facts.zone,
            own_time=facts.origin != "live",
            window=facts.window,
            closed=self._look,
            listen=listen,
        )
        self.following.know([rule], bands)
        self.fired: list[Firing] = []
        self._deeds: list[Deed] = []
        self._live: set[str] = set()
        self._answers: dict[str, str] = {}
        self._blind = self._seen = 0

    def take(self, groups: Groups, clock: int) -> None:
        self.fired += self.following.take(groups, clock)
        if Proposal in groups:
            self._live.update(event.proposal for event in groups[Proposal].events)
        if Action in groups:
            for event in groups[Action].events:
                if event.action == EFFECT:
                    continue  # nobody's deed
                self._deeds.append(Deed(at=event.at, action=event.action, by=event.by))
                if event.action in ("proposal_accept", "proposal_dismiss"):
                    self._answers.setdefault(
                        str(event.data.get("proposal")), event.action.removeprefix("proposal_")
                    )

    def end(self, clock: int) -> None:
        """Nothing more comes: ticks up to `clock` are closed."""
        self.fired += self.following.advance(clock)

    def outcome(self, title: str) -> Outcome:
        history = self.following.watch.history
        traces = [t for (id_, _), t in self.following.evaluator.traces.items() if id_ == self.rule.id]
        hours = history.n * TICK_MS / 3_600_000
        return Outcome(
            show=self.facts.id, title=title, started_at=self.facts.started_at, ticks=history.n, fired=len(self.fired),
            per_hour=len(self.fired) / hours if hours else None, blind=self._blind / self._seen if self._seen else None,
            would=[self._would(one, history) for one in self.fired[:FIRINGS_MAX]], last=traces[-1] if traces else None,
            problem=self.following.evaluator.broken.get(self.rule.id),
        )  # fmt: skip

    def _look(self, history: History) -> None:
        """One tick was closed."""
        traces = [t for (id_, _), t in self.following.evaluator.traces.items() if id_ == self.rule.id]
        self._seen += 1
        self._blind += all(t.why in ("unknown", "idle") for t in traces)
        if self._at is not None and history.end is not None and history.end <= self._at:
            self.then = traces

    def _would(self, firing: Firing, history: History) -> Would:
        id_ = id_of(firing)
        near = [deed for deed in self._deeds if abs(deed.at - firing.at) <= NEAR_MS]
        return Would(
            at=firing.at, product=firing.product, checks=firing.trace.checks, live=id_ in self._live,
            answer=self._answers.get(id_), deeds=near[:20], before=_mean(history, firing.at, -SIDE),
            after=_mean(history, firing.at, SIDE),
        )  # fmt: skip


def run(
    rule: Rule,
    facts: Facts,
    bands: Bands,
    batches: Iterable[Batch],
    *,
    title: str = "",
    told: Callable[[int], bool] = lambda _: True,
    listen: Listen | None = None,
) -> Outcome:
    """`told`: called with the offset reached; False = stop. `listen`: see Following. Raises Stopped, LogDamaged."""
    going, clock = Run(rule, facts, bands, listen=listen), 0
    for groups, at, offset in batches:
        going.take(groups, at)
        clock = max(clock, at)
        if not told(offset):
            raise Stopped
    going.end(max(clock, facts.ended_at or 0) + GRACE_MAX_MS + TICK_MS)
    return going.outcome(title)


def _mean(history: History, at: int, side: int) -> float | None:
    """Of the audience in the ticks before (negative) or after `at`; None where any is missing."""
    end = history.end
    if end is None:
        return None
    back = (end - at) // TICK_MS
    ticks = abs(side)
    if side > 0:
        back -= ticks
    values: Sequence[float | None] = history.values("online", ticks, back=back) if back >= 0 else []
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == ticks else None
