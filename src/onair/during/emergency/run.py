"""One emergency from its opening to its end, as the log tells it. Pure."""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from onair.during.emergency.card import Card, CardStep
from onair.events.model import Action, Incident
from onair.kernel.i18n import Lang

StepState = Literal["waiting", "asked", "begun", "done", "failed", "skipped", "unknown"]
Outcome = Literal["recovered", "handled", "false_alarm"]
SETTLED = frozenset({"done", "skipped"})
BY_ITSELF = "rule:emergency"


class StepRun(Struct, kw_only=True):
    """`attempts`: how often the server began it. `asked_by`: who pressed the key. `code`: why it failed. `was`: what was
    there before (the scene). `what`: what it was about."""

    step: CardStep
    state: StepState = "waiting"
    by: str | None = None
    at: int | None = None
    note: str | None = None
    code: str | None = None
    attempts: int = 0
    asked_by: str | None = None
    lang: Lang = "zh"
    was: str | None = None
    what: str | None = None
    begun_at: int | None = None


class Run(Struct, kw_only=True):
    """`incidents`: those it answers, id → when it ended, None = still going on. `since`: when the first of them began;
    `found_at`: when it was noticed. `acted_at`: the first that was done about it."""

    id: str
    card: Card
    at: int
    by: str
    drill: bool = False
    why: str | None = None
    steps: dict[str, StepRun]
    incidents: dict[str, int | None]
    since: int | None = None
    found_at: int | None = None
    acted_at: int | None = None
    closed_at: int | None = None
    closed_by: str | None = None
    outcome: str | None = None
    note: str | None = None

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def recovered_at(self) -> int | None:
        """When the last of its incidents ended; None = it goes on, or nobody measures it."""
        ends = list(self.incidents.values())
        if not ends or any(end is None for end in ends):
            return None
        return max(end for end in ends if end is not None)

    def due_at(self, one: StepRun) -> int | None:
        """None = its clock does not run yet."""
        start = self.at if one.step.when == "now" else self.recovered_at
        return None if start is None else start + one.step.within_s * 1000

    def wanted(self, one: StepRun) -> bool:
        """It is to be done at all: what takes something back is asked for only where that was done."""
        if one.step.undoes is None:
            return True
        back = self.steps.get(one.step.undoes)
        return back is not None and back.state in ("done", "begun", "unknown")

    def restoring(self) -> list[StepRun]:
        """What is still to be put back."""
        return [
            one for one in self.steps.values()
            if one.step.undoes is not None and one.state not in SETTLED and self.wanted(one)
        ]  # fmt: skip

    def busy(self) -> bool:
        return any(one.state in ("asked", "begun") for one in self.steps.values())


def opened(event: Action, card: Card, *, rehearsal: bool) -> Run:
    """A run as its opening action tells it."""
    return Run(
        id=event.id, card=card, at=event.at, by=event.by, drill=rehearsal or event.data.get("drill") is True,
        why=event.why or _text(event.data.get("why")), incidents={},
        steps={step.id: StepRun(step=step) for step in card.steps},
    )  # fmt: skip


def card_in(event: Action, known: Card | None) -> Card | None:
    """The card as it was when it was opened; a short event (of a rehearsal) names it only."""
    try:
        return msgspec.convert(event.data.get("body"), Card)
    except msgspec.ValidationError:
        return known


def attach(run: Run, event: Incident) -> None:
    """One more of its cause; what was put back for the one before is to be done again."""
    if event.incident in run.incidents:
        return
    if run.recovered_at is not None:
        for one in run.steps.values():
            if one.step.undoes is not None and one.state == "done":
                _anew(one)
                _anew(run.steps[one.step.undoes])
    run.incidents[event.incident] = None
    if run.since is None:
        found = event.data.get("found_ms")
        run.since = event.at
        run.found_at = event.at + (found if isinstance(found, int) else 0)


def ask(run: Run, event: Action) -> None:
    """Somebody pressed the key of a step that the server does."""
    one = run.steps.get(str(event.data.get("step")))
    if one is None or one.state in ("asked", "begun"):
        return
    one.state, one.asked_by, one.by, one.at = "asked", event.by, event.by, event.at
    one.lang = "en" if event.data.get("lang") == "en" else "zh"
    one.code = one.note = None
    _acted(run, event.at)


def settle(run: Run, event: Action) -> None:
    """What became of a step, told by a person or by the server."""
    one = run.steps.get(str(event.data.get("step")))
    outcome = event.data.get("outcome")
    if one is None or outcome not in ("begun", "done", "failed", "skipped", "unknown"):
        return
    one.state, one.at = outcome, event.at
    one.by = event.by if event.by != BY_ITSELF or one.asked_by is None else one.asked_by
    if outcome == "begun":
        one.attempts += 1
        one.begun_at, one.what = event.at, _text(event.data.get("what")) or one.what
    else:
        one.note, one.code = _text(event.data.get("note")), _text(event.data.get("code"))
        one.was = _text(event.data.get("was")) or one.was
    if outcome != "skipped":
        _acted(run, event.at)


def close(run: Run, event: Action) -> None:
    if not run.open:
        return
    run.closed_at, run.closed_by = event.at, event.by
    run.outcome, run.note = _text(event.data.get("outcome")) or "handled", _text(event.data.get("note"))


def reopen(run: Run) -> None:
    run.closed_at = run.closed_by = run.outcome = run.note = None


def take_back(run: Run, step: str) -> None:
    """What a person said of a step is undone; what the server did stays done."""
    one = run.steps.get(step)
    if one is not None and one.attempts == 0:
        _anew(one)


def _anew(one: StepRun) -> None:
    one.state, one.by, one.at, one.note, one.code, one.asked_by = "waiting", None, None, None, None, None


def _acted(run: Run, at: int) -> None:
    run.acted_at = at if run.acted_at is None else min(run.acted_at, at)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
