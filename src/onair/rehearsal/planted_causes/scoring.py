"""A planted evening put before the diagnosis: events in, judgement out, held against what the plant took away."""

from collections.abc import Sequence
from typing import NamedTuple

from onair.after.diagnosis.chain import own
from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.gather import Of, gathered
from onair.after.diagnosis.judge import Judged, judge
from onair.after.diagnosis.links import decompose
from onair.after.diagnosis.notes import noted
from onair.events.model import AnyEvent, Show
from onair.metrics.live import LiveFold
from onair.metrics.tally import Tally
from onair.metrics.window import Window
from onair.rehearsal.planted_causes.cause import Night, Plant
from onair.rehearsal.planted_causes.evening import NIGHT_MS, START, Room, evening
from onair.rehearsal.simulator.dice import dice

HISTORY = 10
DIMENSIONS = frozenset({"product", "channel", "host", "new"})


class Scored(NamedTuple):
    """`truth`: the link that lost most of what the plant took; None with nothing planted."""

    truth: str | None
    said: Judged


def facts_of(events: Sequence[AnyEvent], name: str) -> Facts:
    """As the review of a show that is over would know it, from its events alone."""
    start = next(event.at for event in events if isinstance(event, Show) and event.phase == "start")
    end = next(event.at for event in events if isinstance(event, Show) and event.phase == "end")
    return gathered(
        Of(name, name, name, start, end),
        _tally(events, Window(start, end, closed=True)),
        noted(events, start, end),
    )


def _tally(events: Sequence[AnyEvent], window: Window) -> Tally:
    fold = LiveFold(window, "CNY")
    last = max(event.at for event in events)
    fold.add(events, min(last, window.late_after))
    return fold.tally(DIMENSIONS, now=max(last, window.high))


def night_of(room: Room, night: int) -> Night:
    start = START + night * NIGHT_MS
    return Night(start, start + room.params.minutes * 60_000)


class Past(NamedTuple):
    """A room's usual evenings, and the evening to judge as it would have been."""

    room: Room
    shows: tuple[Facts, ...]
    plain: Facts


def past_of(room: Room, n: int = HISTORY) -> Past:
    shows = tuple(facts_of(evening(room, night), f"night-{night}") for night in range(n))
    return Past(room, shows, facts_of(evening(room, n), "tonight"))


def score(past: Past, plant: Plant | None) -> Scored:
    """The evening after `past` with `plant` in it (None: as it is)."""
    n, room = len(past.shows), past.room
    if plant is None:
        return Scored(None, judge(past.plain, past.shows))
    rng = dice(room.seed, f"plant:{plant.id}")
    events = plant.events(evening(room, n, plant.plan), rng, night_of(room, n))
    now = facts_of(events, "tonight")
    shows = list(past.shows)
    if plant.before is not None:
        for night in (n - 2, n - 1):
            shows[night] = facts_of(
                plant.before(evening(room, night), rng, night_of(room, night)), f"night-{night}"
            )
    return Scored(lost_most(past.plain, now), judge(now, shows))


def lost_most(plain: Facts, planted: Facts) -> str:
    """The same evening without and with the plant: the link with the largest loss, refunds among them."""
    stages = [stage for stage in own(planted.stages) if plain.stages.get(stage)]
    chain = decompose(plain.stages, planted.stages, stages)
    parts = {link.to: link.part for link in chain.links}
    back = [float(show.totals.get("refund_amount_pay") or 0) for show in (plain, planted)]
    parts["refund"] = back[0] - back[1]
    return min(parts, key=parts.__getitem__)
