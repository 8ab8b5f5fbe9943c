"""Lines of a log, written short."""

from typing import Any

from onair.during.emergency.book import Book
from onair.during.emergency.companion import opening, run_id
from onair.during.emergency.presets import presets
from onair.during.emergency.run import BY_ITSELF, Run
from onair.events.model import Action, Incident

T0 = 1_795_334_400_000


def book(*, rehearsal: bool = False) -> Book:
    return Book(presets(), rehearsal=rehearsal)


def trouble(kind: str, id_: str, at: int, **data: Any) -> Incident:
    return Incident(id=f"{id_}:start", source="onair", at=T0 + at * 1000, incident=id_, kind=kind, data=data)


def over(kind: str, id_: str, at: int) -> Incident:
    return Incident(id=f"{id_}:end", source="onair", at=T0 + at * 1000, incident=id_, kind=kind, phase="end")


def act(kind: str, id_: str, at: int, by: str = "p1", **data: Any) -> Action:
    return Action(id=id_, source="onair", at=T0 + at * 1000, action=kind, by=by, data=data)


def opened(made: Book, incident: str, card: str, at: int, **more: Any) -> Run:
    made.act(
        [opening(run_id(incident), T0 + at * 1000, BY_ITSELF, presets()[card], incident=incident, **more)]
    )
    found = made.get(run_id(incident))
    assert found is not None
    return found


def told(run: Run, step: str, outcome: str, id_: str, at: int, by: str = "p1", **more: Any) -> Action:
    return act("emergency_step", id_, at, by, run=run.id, step=step, outcome=outcome, **more)
