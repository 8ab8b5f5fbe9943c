"""What is rehearsed: a form checked against what there is, and the timeline that comes of it."""

from collections.abc import Iterator, Mapping
from functools import partial
from hashlib import sha256
from random import Random
from typing import NamedTuple

import msgspec
from msgspec import Struct

from onair.events.model import AnyEvent, Comment, Order, Pay, ProductClick, Slot
from onair.kernel.clock import MINUTE_MS
from onair.rehearsal.order import steps_of_log
from onair.rehearsal.pace import Step, steps_of_events
from onair.rehearsal.simulator import simulate
from onair.rehearsal.simulator.params import Params
from onair.rehearsal.training.errors import ScenarioUnknown, SourceUnfit
from onair.rehearsal.training.fault import KINDS, Fault, checked
from onair.rehearsal.training.inject import inject, untouched
from onair.rehearsal.training.scenario import Scenario, drawn, scenarios, stage
from onair.store.log import EventLog
from onair.trade.service import ShowView

STEP_MS = 1_000
"""Of the show, between two steps: 60 of them a second at the highest speed, and clocks that are right to a second."""
_LIKE_SPEED = STEP_MS / 200
"""The speed at which the replay of a log cuts such steps."""
SEED_BITS = 31


class Wanted(Struct, frozen=True, kw_only=True):
    """What was asked for. A scenario alone is enough; what is given besides takes its place."""

    scenario: str | None = None
    source_show: str | None = None
    minutes: int | None = None
    viewers: int | None = None
    from_s: int | None = None
    seed: int | None = None
    faults: list[Fault] | None = None
    hidden: bool | None = None
    speed: float | None = None


class Plan(NamedTuple):
    """`length_s`: of what is played from the show's beginning. `mark`: what may be compared with it bears the same."""

    scenario: str | None
    source_show: str | None
    seed: int
    minutes: int
    viewers: int
    from_s: int
    faults: list[Fault]
    hidden: bool
    speed: float
    mark: str

    @property
    def length_s(self) -> int:
        return self.minutes * 60


_OWN = Scenario(
    order=0, name=None, about=None, minutes=60, viewers=9_000, from_s=600, speed=10, hidden=False  # type: ignore[arg-type]
)  # fmt: skip


def plan(wanted: Wanted, source: ShowView | None, rng: Random) -> Plan:
    """`rng`: for what is left to chance. Raises ScenarioUnknown, BadFault."""
    like = _OWN if wanted.scenario is None else scenarios().get(wanted.scenario)
    if like is None:
        raise ScenarioUnknown(name=(wanted.scenario or "")[:40])
    minutes = _minutes(source) if source is not None else wanted.minutes or like.minutes
    from_s = min(like.from_s if wanted.from_s is None else wanted.from_s, minutes * 60)
    given = next((seed for seed in (wanted.seed, like.seed) if seed is not None), None)
    seed = rng.getrandbits(SEED_BITS) if given is None else given
    faults = wanted.faults
    if faults is None:
        faults = like.faults
        if like.draw is not None:
            faults = drawn(Random(seed), like.draw, from_s, minutes * 60)  # noqa: S311
    faults = checked(list(faults), from_s, minutes * 60)
    made = Plan(
        scenario=wanted.scenario, source_show=source.id if source else None, seed=seed, minutes=minutes,
        viewers=wanted.viewers or like.viewers, from_s=from_s, faults=faults,
        hidden=like.hidden if wanted.hidden is None else wanted.hidden,
        speed=like.speed if wanted.speed is None else wanted.speed, mark="",
    )  # fmt: skip
    return made._replace(mark=_mark(made, wanted))


def _minutes(source: ShowView) -> int:
    begun, ended = source.started_at or 0, source.ended_at or 0
    return max(1, (ended - begun) // MINUTE_MS)


def _mark(made: Plan, wanted: Wanted) -> str:
    """A scenario as it is, is compared by its name; what was changed, by all that makes it what it is."""
    own = (wanted.faults, wanted.minutes, wanted.viewers, wanted.from_s, wanted.seed, wanted.source_show)
    if made.scenario is not None and all(one is None for one in own):
        return f"scenario:{made.scenario}"
    source = made.source_show or [made.minutes, made.viewers, made.seed]
    told = msgspec.json.encode([source, made.from_s, made.faults])
    return f"own:{sha256(told).hexdigest()[:32]}"


def params(made: Plan, hosts: tuple[str, str] | None) -> Params:
    return stage(made.minutes, made.viewers, hosts)


def timeline(made: Plan, begin: int, log: EventLog, hosts: tuple[str, str] | None) -> Iterator[Step]:
    """The same each time it is asked for: so a rehearsal goes on after its server was gone."""
    until = begin + made.length_s * 1000
    return inject(untouched(base(made, begin, log, hosts), until), made.faults, begin, made.seed)


def base(made: Plan, begin: int, log: EventLog, hosts: tuple[str, str] | None) -> Iterator[Step]:
    """Before anything went wrong."""
    if made.source_show is not None:
        return steps_of_log(partial(log.read, made.source_show), _LIKE_SPEED)
    events, _ = simulate(params(made, hosts), made.seed, begin)
    return steps_of_events(events, STEP_MS)


_NEEDS: Mapping[str, tuple[type[AnyEvent], ...]] = {
    "comment_silence": (Comment,), "stock_gone": (Slot, ProductClick), "order_burst": (Order, Pay),
    "late_data": (Comment, Order, Pay, ProductClick),
}  # fmt: skip


def fit(steps: Iterator[Step], made: Plan, begin: int) -> None:
    """Blocking, one reading. Raises SourceUnfit when a fault would hit nothing."""
    left = {place: fault for place, fault in enumerate(made.faults, 1) if fault.kind in _NEEDS}
    for step in steps:
        if not left:
            return
        for event in step.events:
            for place, fault in list(left.items()):
                if isinstance(event, _NEEDS[fault.kind]) and _near(event, fault, begin):
                    del left[place]
    for place, fault in left.items():
        name = KINDS[fault.kind].name
        raise SourceUnfit(place=place, name_zh=name.zh, name_en=name.en)


def _near(event: AnyEvent, fault: Fault, begin: int) -> bool:
    """A stock needs a product that was named before; the others something that happens while they last."""
    since = begin + fault.offset_s * 1000
    if fault.kind == "stock_gone":
        return event.at < since and (event.product is not None or fault.product is not None)
    return since <= event.at < since + fault.length_s * 1000
