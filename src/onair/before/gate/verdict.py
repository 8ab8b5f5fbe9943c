"""Points, waivers and people put together: ready or not. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from onair.access.roles import ROLE_NAMES
from onair.before.gate.facts import Facts
from onair.before.gate.points import POINTS, PointRule
from onair.kernel.i18n import Text
from onair.trade.service import State

ALL = "all"
"""The code of a waiver for the whole gate; only an owner gives it."""


class Waiver(NamedTuple):
    id: str
    code: str
    reason: str
    by: str
    by_name: str
    at: int


class Owner(NamedTuple):
    """Who settles a point, and by when; None = as the rule says."""

    id: str | None
    name: str | None
    due_at: int | None
    version: int


class Point(NamedTuple):
    """`owner`: a person's name, or the role that settles it; `due_at` None when the show has no start."""

    code: str
    name: Text
    state: Literal["ok", "warn", "open", "waived"]
    owner: Text
    due_at: int | None
    why: Sequence[Text]
    link: str
    waiver: Waiver | None = None
    person: str | None = None
    overdue: bool = False
    version: int = 0


class Gate(NamedTuple):
    """`ready`: no point is open, or an owner waived the whole (`waiver`)."""

    ready: bool
    points: Sequence[Point] = ()
    waiver: Waiver | None = None

    def count(self, state: str) -> int:
        return sum(point.state == state for point in self.points)

    @property
    def next(self) -> Point | None:
        """The open point that is due first; those of a show without a start in the page's order."""
        still = [point for point in self.points if point.state == "open"]
        return min(still, key=lambda point: point.due_at or 0, default=None)


def applies(facts: Facts) -> bool:
    """Shows made from files and rehearsals pass no gate, nor do those that are over."""
    show = facts.show
    return show.origin == "live" and not show.staged and show.state not in (State.ended, State.reviewed)


def assemble(
    facts: Facts,
    waivers: Sequence[Waiver],
    owners: Mapping[str, Owner],
    rules: Sequence[PointRule] = POINTS,
) -> Gate:
    """Judge every point. A waiver covers what is open or warned of; a point that is ok needs none."""
    if not applies(facts):
        return Gate(ready=True)
    given = {waiver.code: waiver for waiver in waivers}
    points = [
        _point(facts, rule, given.get(rule.code), owners.get(rule.code))
        for rule in rules
        if rule.concerns(facts)
    ]
    whole = given.get(ALL)
    ready = whole is not None or all(point.state != "open" for point in points)
    return Gate(ready, points, whole)


def _point(facts: Facts, rule: PointRule, waiver: Waiver | None, owner: Owner | None) -> Point:
    judged = rule.judge(facts)
    state: Literal["ok", "warn", "open", "waived"] = judged.state
    if waiver is not None and state == "open":
        state = "waived"
    start = facts.show.starts_at
    due = owner.due_at if owner and owner.due_at is not None else None if start is None else start - rule.lead
    room = facts.show.room.id if facts.show.room else ""
    named = Text(owner.name, owner.name) if owner and owner.name else ROLE_NAMES[rule.role]
    return Point(
        code=rule.code, name=rule.name, state=state, owner=named, due_at=due, why=judged.why,
        link=_link(rule.link, facts.show.id, room), waiver=waiver, person=owner.id if owner else None,
        overdue=state == "open" and due is not None and due < facts.now, version=owner.version if owner else 0,
    )  # fmt: skip


def _link(where: str, show: str, room: str) -> str:
    """What is settled in a room needs one: a show without is sent to choose it."""
    return f"/shows/{show}" if "{room}" in where and not room else where.format(show=show, room=room)
