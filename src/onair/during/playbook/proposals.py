"""Proposals of one show: folded from the log, so every screen and every restart sees the same.

open → accepted | dismissed (with reason) | snoozed until … → open again | expired. Taking an answer back opens it again.
"""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import Struct

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.playbook.rule import Severity, Words
from onair.during.playbook.trace import Checked
from onair.events.model import Action, Proposal
from onair.kernel.clock import MINUTE_MS

KEPT = 500
REOPENED_MS = 2 * MINUTE_MS
"""What was snoozed or taken back is open for this long at least."""
State = Literal["open", "accepted", "dismissed", "snoozed", "expired", "held"]
"""held: by the lot of a switchback, this one is for comparison and nobody is asked."""
ANSWERS = frozenset({"proposal_accept", "proposal_dismiss", "proposal_snooze"})


class Offered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One act of a proposal. `data` with the facts filled in; a text {zh, en} waits for who accepts. `lacks`: the
    fact that was not known."""

    act: str
    say: Words
    data: dict[str, Any] = {}
    lacks: str | None = None


class Lot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A moment of a switchback: its place in the plan and what was drawn."""

    trial: str
    place: int
    held: bool
    control: str | None = None


class Body(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything a screen needs of it, as of when it was written: edits of the rule do not reach back.

    `bars`: the reading's series before it, half a minute each, oldest first; `usual`: what such a bar usually is.
    """

    name: Words
    tag: Words
    topic: str
    severity: Severity
    seat: str
    until: int
    effect_s: int
    steps: list[Offered]
    checks: list[Checked] = []
    series: str | None = None
    bars: list[float | None] = []
    usual: float | None = None
    number: int | None = None
    auto: str | None = None
    lot: Lot | None = None


class Case(Struct, kw_only=True):
    """`answer`: id of the action that answered it; `done`: places of the steps that were carried out. `put_off`: it was
    snoozed at least once."""

    id: str
    rule: str
    at: int
    product: str | None
    body: Body
    state: State = "open"
    until: int = 0
    by: str | None = None
    answered_at: int | None = None
    reason: str | None = None
    answer: str | None = None
    done: list[int] = []
    put_off: bool = False

    def state_at(self, now: int) -> State:
        """Time alone opens what was snoozed and closes what nobody answered."""
        if self.state == "snoozed" and self.answered_at is not None and now >= self.snoozed_until:
            return "open" if now < self.until else "expired"
        return "expired" if self.state == "open" and now >= self.until else self.state

    @property
    def snoozed_until(self) -> int:
        return self.until - REOPENED_MS if self.state == "snoozed" else 0


class Claim(NamedTuple):
    """Who answers a proposal just now. `action`: id of the answer, `how`: what it makes of the proposal."""

    action: str
    how: State
    by: str
    at: int


class Ledger:
    """`changed` is set by every event that matters; who shows it clears it."""

    def __init__(self) -> None:
        self.changed = True
        self._cases: dict[str, Case] = {}
        self._claims: dict[str, Claim] = {}
        self._answers: dict[str, str] = {}
        self._gone: set[str] = set()
        self._tried: dict[str, Case] = {}

    def __contains__(self, proposal: str) -> bool:
        return proposal in self._cases or proposal in self._gone

    def get(self, proposal: str) -> Case | None:
        return self._cases.get(proposal)

    def all(self) -> list[Case]:
        """Oldest first."""
        return list(self._cases.values())

    def tried(self) -> list[Case]:
        """Moments of switchbacks, oldest first."""
        return list(self._tried.values())

    def case_of(self, action: str) -> Case | None:
        """The accepted proposal of which this action is one of the acts."""
        stem, _, place = action.rpartition(":")
        case = self._cases.get(self._answers.get(stem, ""))
        own = case is not None and case.state == "accepted" and case.answer == stem
        return case if own and place.isdigit() else None

    def claim(self, proposal: str, claim: Claim) -> None:
        """Somebody answered and it is on its way to the log; if that fails, the memory is made anew without it."""
        self._claims[proposal] = claim

    def claimed(self, proposal: str) -> Claim | None:
        """An answer that is not in the log yet."""
        return self._claims.get(proposal)

    @staticmethod
    def read(event: Proposal) -> Case | None:
        """None: another version's, or not a rule's; it stays a mark under the curve."""
        try:
            body = msgspec.convert(event.data, Body)
        except msgspec.ValidationError:
            return None
        held = body.lot is not None and body.lot.held
        return Case(
            id=event.proposal, rule=event.rule, at=event.at, product=event.product, body=body, until=body.until,
            state="held" if held else "open",
        )  # fmt: skip

    # ---- what happens

    def propose(self, events: Iterable[Proposal]) -> None:
        for event in events:
            case = None if event.proposal in self else self.read(event)
            if case is None:
                continue
            self.changed = True
            self._cases[case.id] = case
            if case.body.lot is not None:
                self._tried[case.id] = case
            if len(self._cases) > KEPT:
                oldest = next(iter(self._cases))
                del self._cases[oldest]
                self._gone.add(oldest)

    def act(self, events: Iterable[Action]) -> None:
        """In the order of the log. The server's own only: a bridge may send actions under any name."""
        for event in events:
            if event.source != OWN_SOURCE:
                continue
            if event.action in ANSWERS:
                self._answer(event)
            elif event.action == "undo":
                self._reopen(str(event.data.get("action")), event.at)
            else:
                self._done(event.id)

    def _answer(self, event: Action) -> None:
        case = self._cases.get(str(event.data.get("proposal")))
        if case is None:
            return
        claim = self._claims.get(case.id)
        if claim is not None and claim.action == event.id:
            del self._claims[case.id]
        if case.state_at(event.at) not in ("open", "snoozed"):
            return  # the first one stands
        self.changed = True
        case.by, case.answered_at, case.answer = event.by, event.at, event.id
        case.reason, case.done = _text(event.data.get("reason")), []
        self._answers[event.id] = case.id
        if event.action == "proposal_snooze":
            minutes = event.data.get("minutes")
            held = (minutes if isinstance(minutes, int) else 2) * MINUTE_MS
            case.state, case.until, case.put_off = "snoozed", event.at + held + REOPENED_MS, True
        else:
            case.state = "accepted" if event.action == "proposal_accept" else "dismissed"

    def _done(self, action: str) -> None:
        """Steps have the id of the answer and their place behind it."""
        stem, colon, place = action.rpartition(":")
        case = self._cases.get(self._answers.get(stem, "")) if colon else None
        if case is not None and place.isdigit() and case.answer == stem:
            self.changed = True
            case.done = [*case.done, int(place)]

    def _reopen(self, action: str, at: int) -> None:
        case = self._cases.get(self._answers.pop(action, ""))
        if case is None or case.answer != action:
            return
        self.changed = True
        case.state, case.until = "open", max(case.body.until, at + REOPENED_MS)
        case.by = case.answered_at = case.answer = case.reason = None
        case.done = []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
