"""A small simulated show with one fault in it, and what people do about it."""

from onair.events.model import Action, Incident, Proposal
from onair.rehearsal.pace import steps_of_events
from onair.rehearsal.simulator import simulate
from onair.rehearsal.training.answers import Staged
from onair.rehearsal.training.control import control
from onair.rehearsal.training.fault import Fault
from onair.rehearsal.training.lore import Rule, limits_of, lore
from onair.rehearsal.training.scenario import stage

START = 1_795_420_800_000
MINUTES = 30
END = START + MINUTES * 60_000
FROM_S = 300
RULE = Rule(lore(), limits_of({}))


def timeline(viewers=900, seed=3):
    events, _ = simulate(stage(MINUTES, viewers), seed, START)
    return [step for step in steps_of_events(events, 1_000) if step.clock <= END]


def fault(kind, offset_s=600, length_s=300, strength=None, **more):
    usual = {"order_burst": 4.0, "hostile_comments": 40.0}.get(kind, 1.0)
    return Fault(
        kind=kind, offset_s=offset_s, length_s=length_s, strength=usual if strength is None else strength, **more
    )  # fmt: skip


def staged(*faults, seats=None, instructor=None):
    return Staged(faults, START, seats or {}, instructor, RULE)


def at(seconds):
    """A moment of the show."""
    return START + round(seconds * 1000)


def begun(speed=10.0, wall=0):
    return control("c0", at(FROM_S), "start", "per_lead", wall=wall, speed=speed, **{"from": at(FROM_S)})


def did(seconds, action, by="per_ann", id_=None, **data):
    name = id_ or f"{action}:{seconds}:{by}"
    return Action(id=name, source="onair", at=at(seconds), action=action, by=by, data=data)


def proposed(seconds, rule, id_="p1"):
    return Proposal(id=f"pr:{id_}", source="onair", at=at(seconds), proposal=id_, rule=rule)


def trouble(seconds, kind="freeze", phase="start", id_="sig:main:own"):
    return Incident(id=f"{id_}:{phase}", source="onair", at=at(seconds), incident=id_, kind=kind, phase=phase)
