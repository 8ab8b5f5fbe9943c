"""What people and rules did in one show, measured as each action falls due: a fold of the log like all the rest.

An action is measured when the tick closes that its window ends in, with what the log said by then, so a replay
measures the same. What was written stands, whatever a later version would make of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, structs

from onair.during.broadcast.actions import known_acts
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.frames import ActionRow
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.playbook.effect.measure import (
    HALF_S,
    SWITCHES,
    Goal,
    OfAction,
    due_at,
    effects,
    goal_of,
    moment,
)
from onair.during.playbook.effect.model import Effect, Trigger
from onair.during.playbook.effect.several import together
from onair.during.playbook.history import OF_GOODS, SIGNALS, History, Series
from onair.during.playbook.proposals import Case, Ledger
from onair.during.playbook.reading import readings
from onair.events.model import Action

EFFECT = "effect_measured"
BY = "rule:effect"
"""Not a person."""
_SERIES: Mapping[str, Series] = {**{one: one for one in SIGNALS}, "online": "online"}


class Measured(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one action did, or all acts of one proposal (`acts`, by id; `names`, what they were). `at`: when, ms UTC.
    `near`: when the actions were done that it cannot be told apart from. `undone`: taken back after it was measured."""

    action: str
    acts: list[str]
    names: list[str]
    at: int
    by: str
    series: str
    effect: Effect
    rule: str | None = None
    proposal: str | None = None
    product: str | None = None
    seconds: int = 180
    near: dict[str, int] = {}
    undone: bool = False


class Measuring:
    """Of one show. `started`: ms UTC. `kept`: in the log; `due`: measured and not in the log yet, by action."""

    def __init__(self, ledger: Ledger, started: int) -> None:
        self.kept: dict[str, Measured] = {}
        self.due: dict[str, Action] = {}
        self.swings: dict[str, float | None] = {}
        """Proposal of a switchback → the log change at its moment."""
        self.changed = False
        self._ledger, self._started = ledger, started
        self._rows: dict[str, ActionRow] = {}
        self._pending: set[str] = set()
        self._until = 0

    def act(self, events: Iterable[Action]) -> None:
        """In the order of the log, after the ledger."""
        for event in events:
            if event.action == EFFECT:
                self._keep(event)
            elif event.id not in self._rows:
                self._rows[event.id] = ActionRow(
                    event.id, event.at, event.action, event.by, event.by, event.why, event.data
                )
                self._pending.add(event.id)
                if event.action == "undo":
                    self._undo(str(event.data.get("action")))

    def close(self, history: History) -> None:
        """A tick was closed."""
        end, since = history.end or 0, self._until
        self._until = end
        self._swing(history, end)
        if not self._falls_due(end):
            return
        for one in effects(history, self._telling(), self._goals(), started=self._started, since=since):
            found = self._measured(one)
            if found.action not in self.kept and not is_switch(found):
                self.due[found.action] = event_of(found, end)

    def so_far(self) -> list[Measured]:
        """What the log has, oldest first, each counted in with the others."""
        return self._counted(self.kept.values())

    def whole(self, history: History, ended: int) -> list[Measured]:
        """The show is over: what was measured in it, and what its end cut short or the log was too late for."""
        found = dict(self.kept)
        for event in self.due.values():
            waiting = read(event)
            if waiting is not None:
                found.setdefault(waiting.action, waiting)
        told = {act for one in found.values() for act in one.acts}
        left = effects(history, self._telling(), self._goals(), started=self._started, ended=ended)
        for one in map(self._measured, left):
            if told.isdisjoint(one.acts) and not is_switch(one):
                found[one.action] = one
        return self._counted(found.values())

    # ---- inside

    def _counted(self, found: Iterable[Measured]) -> list[Measured]:
        """Oldest first, with Holm and BH over all that could be measured."""
        rows = sorted(found, key=lambda one: (one.at, one.action))
        both = zip(rows, together([one.effect for one in rows]), strict=True)
        undone = {id_ for id_, row in self._rows.items() if row.undone}
        return [structs.replace(one, effect=effect, undone=one.action in undone) for one, effect in both]

    def _keep(self, event: Action) -> None:
        """The server's own only: others may send actions under any name."""
        found = read(event) if event.source == OWN_SOURCE else None
        if found is not None and found.action not in self.kept:
            self.changed = True
            self.kept[found.action] = found
            self.due.pop(found.action, None)

    def _swing(self, history: History, end: int) -> None:
        """Both arms are read alike, from when the rule spoke."""
        for case in self._ledger.tried():
            goal = structs.replace(goal_of_case(case, None), seconds=HALF_S)
            if case.id in self.swings or due_at(case.at, goal) > end or case.body.lot is None:
                continue
            own = [f"{case.answer}:{place}" for place in case.done]
            self.swings[case.id] = moment(
                history, self._telling(), self._goals(), goal, case.at, own=own, control=case.body.lot.control,
                started=self._started,
            )  # fmt: skip

    def _undo(self, action: str) -> None:
        row = self._rows.get(action)
        if row is not None:
            self._rows[action] = structs.replace(row, undone=True)

    def _falls_due(self, end: int) -> bool:
        """Whether anything does by `end`; what never will is forgotten."""
        falls = False
        for id_ in list(self._pending):
            row = self._rows[id_]
            goal = self._goal(row)
            if goal is not None and due_at(row.at, goal) > end:
                continue
            self._pending.discard(id_)
            falls = falls or goal is not None
        return falls

    def _goal(self, row: ActionRow) -> Goal | None:
        case = self._ledger.case_of(row.id)
        if case is not None:
            return goal_of_case(case, row)
        return goal_of(row) if _moves(row.action) else None

    def _goals(self) -> dict[str, Goal]:
        """Of the acts of proposals; the others' follow from what they are."""
        found = {}
        for row in self._rows.values():
            case = self._ledger.case_of(row.id)
            if case is not None:
                found[row.id] = goal_of_case(case, row)
        return found

    def _telling(self) -> list[ActionRow]:
        """All that may have moved a number, or tells what did."""
        return [
            row
            for row in self._rows.values()
            if row.action == "undo"
            or row.action in SWITCHES
            or _moves(row.action)
            or self._ledger.case_of(row.id) is not None
        ]

    def _measured(self, one: OfAction) -> Measured:
        row, case = self._rows[one.id], self._ledger.case_of(one.id)
        return Measured(
            action=one.id, acts=list(one.acts), names=[self._rows[act].action for act in one.acts], at=one.at,
            by=row.by, series=one.goal.series, effect=one.effect, rule=case.rule if case else None,
            proposal=case.id if case else None, product=one.goal.product,
            seconds=one.goal.window.after * 10,
            near={id_: self._rows[id_].at for id_ in one.effect.beside},
        )  # fmt: skip


def is_switch(one: Measured) -> bool:
    """A pin by hand that brought another product is a change of what is on air and not an act upon it."""
    return one.proposal is None and one.names == ["pin"] and one.effect.status == "not_comparable"


def due_of(at: int, seconds: int) -> int:
    """When what was accepted at `at` (ms UTC) can be told."""
    return due_at(at, Goal("interactions", seconds=seconds))


def began(facts: Facts) -> int:
    """When the show began, ms UTC; 0 = with its first event."""
    return facts.window.start or facts.started_at or 0


def goal_of_case(case: Case, row: ActionRow | None) -> Goal:
    """What a rule looked at is what its acts should move; a dip or a surge of it made them happen."""
    series = _SERIES.get(case.body.series or "")
    first = case.body.checks[0] if case.body.checks else None
    if series is None or first is None:
        usual = (None if row is None else goal_of(row)) or Goal("interactions")
        return structs.replace(usual, seconds=case.body.effect_s, bundle=case.id)
    trigger: Trigger = "dip" if first.op.startswith("<") else "surge"
    reading = readings().get(first.reading)
    own = reading is not None and reading.by_product and series in OF_GOODS
    return Goal(series, case.product if own else None, trigger, case.body.effect_s, case.id)


def event_of(found: Measured, at: int) -> Action:
    """The same in every replay."""
    id_ = f"effect:{sha256(found.action.encode()).hexdigest()[:32]}"
    return Action(
        id=id_, source=OWN_SOURCE, at=at, product=found.product, action=EFFECT, by=BY,
        data=msgspec.to_builtins(found),
    )  # fmt: skip


def read(event: Action) -> Measured | None:
    """None: another version's."""
    return measured_from(event.data)


def measured_from(body: Any) -> Measured | None:
    try:
        return msgspec.convert(body, Measured)
    except msgspec.ValidationError:
        return None


def all_from(bodies: Sequence[Any]) -> list[Measured]:
    return [one for body in bodies if (one := measured_from(body)) is not None]


def _moves(action: str) -> bool:
    """Whether viewers may notice it. An act that we do not know, sent from outside, is believed to."""
    act = known_acts().get(action)
    return act is None or act.moves
