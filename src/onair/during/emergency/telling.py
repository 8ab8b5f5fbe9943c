"""When a step is the server's to do, and what it writes about it. Pure."""

from collections.abc import Mapping

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.emergency.companion import Emergencies
from onair.during.emergency.doing import Came, Task
from onair.during.emergency.run import BY_ITSELF, Run, StepRun
from onair.events.model import Action, AnyEvent

DRILL = {"zh": "【演练】", "en": "[Drill] "}


def wanted(here: Emergencies, run: Run, one: StepRun, *, on_air: bool) -> bool:
    """Somebody asked for it; or it runs by itself in this room, its time has come, and nobody was quicker."""
    if not run.open or not one.step.automatic:
        return False
    if one.state == "asked":
        return True
    if one.state != "waiting" or not on_air or not here.setup.runs_itself(run.card, one.step):
        return False
    over = run.recovered_at is not None
    return run.wanted(one) and (over if one.step.when == "after" else not over)


def begun(task: Task, at: int) -> Action:
    data = {"run": task.run.id, "step": task.step.id, "outcome": "begun", "what": task.what}
    return _action(f"{task.id}:begun", "emergency_step", at, task.one.asked_by or BY_ITSELF, data)


def ended(task: Task, came: Came, at: int, *, real: bool) -> list[AnyEvent]:
    """What came of it; a line for the host comes with it. A drill says nothing to a host who is on air."""
    outcome = "done" if came.ok else "failed"
    data = {"run": task.run.id, "step": task.step.id, "outcome": outcome, "code": came.code, "was": came.was}
    by = task.one.asked_by or BY_ITSELF
    found: list[AnyEvent] = [_action(f"{task.id}:end", "emergency_step", at, by, data)]
    live = task.facts.origin == "live" and task.facts.state == "on_air"
    if task.step.do == "whisper" and came.ok and (real or not live):
        text = task.words if real else f"{DRILL[task.one.lang]}{task.words}"
        said = {"text": text, "run": task.run.id}
        found.append(_action(f"{task.id}:say", "whisper", at, by, said))
    return found


def lost(run: Run, one: StepRun, at: int) -> Action:
    """It was begun by a process that is no more."""
    data = {"run": run.id, "step": one.step.id, "outcome": "unknown", "code": "restarted"}
    return _action(f"{run.id}:{one.step.id}:{one.attempts}:end", "emergency_step", at, BY_ITSELF, data)


def _action(id_: str, action: str, at: int, by: str, data: Mapping[str, str | None]) -> Action:
    clean = {name: value for name, value in data.items() if value is not None}
    return Action(id=id_, source=OWN_SOURCE, at=at, action=action, by=by, data=clean)
