"""What goes over the wire about the gate. Times in ms UTC."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from onair.access.web.fields import NO_CONTROLS, VISIBLE, WHOLE, Id, Millis, Short, Strict, unless_sent
from onair.before.gate.facts import Facts, Mark
from onair.before.gate.marks import Settings
from onair.before.gate.points import REVIEW_NAMES, REVIEWED
from onair.before.gate.verdict import Gate, Point, Waiver
from onair.kernel.i18n import Lang

Code = Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[a-z_]+$")]
Subject = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_]*$")]
Reason = Annotated[str, Field(min_length=4, max_length=200, pattern=VISIBLE)]
Line = Annotated[str, Field(max_length=120, pattern=NO_CONTROLS)]
Address = Annotated[str, Field(max_length=200, pattern=NO_CONTROLS)]
Seen = Annotated[int, Field(ge=0, le=2**63 - 1), WHOLE]
"""Version of what was seen; 0 = nothing was set yet."""


class GateWaiverOut(BaseModel):
    reason: str
    by: str
    by_name: str
    at: int


class GatePoint(BaseModel):
    """`owner`: a person's name or the role that settles it; `why`: what is wrong and what to do; `link`: where."""

    code: str
    name: str
    state: Literal["ok", "warn", "open", "waived"]
    owner: str
    person: str | None
    due_at: int | None
    overdue: bool
    why: list[str]
    link: str
    waiver: GateWaiverOut | None
    version: int


class GateMarkOut(BaseModel):
    """A person's word. `stands`: false = what it was given for has changed since."""

    code: str
    subject: str
    name: str
    by_name: str | None
    at: int | None
    note: str | None
    stands: bool


class GateMember(BaseModel):
    """Somebody of the team who may be named."""

    id: str
    name: str


class GateOut(BaseModel):
    """`applies` false: shows made from files, rehearsals and what is over pass no gate."""

    show: str
    title: str
    starts_at: int | None
    zone: str
    state: str
    applies: bool
    ready: bool
    mode: Literal["warn", "refuse"]
    points: list[GatePoint]
    marks: list[GateMarkOut]
    team: list[GateMember]
    waiver: GateWaiverOut | None


class ReadyNext(BaseModel):
    """The open point that is due first. `owner`: a name, or the role that settles it; `link`: where."""

    code: str
    name: str
    owner: str
    due_at: int | None
    overdue: bool
    why: str
    link: str


class ReadyOut(BaseModel):
    """A show's gate in numbers; `overdue`: open points past their time. `next` None: nothing is open."""

    show: str
    ready: bool
    open: int
    warn: int
    waived: int
    ok: int
    overdue: int
    next: ReadyNext | None


class ReadyList(BaseModel):
    items: list[ReadyOut]


class WaiveForm(Strict):
    reason: Reason


class GateMarkForm(Strict):
    """`subject`: a host, an item of the review, or empty."""

    code: Code
    subject: Subject = ""
    note: Short | None = None


class GateUnmarkForm(Strict):
    code: Code
    subject: Subject = ""


class GateOwnerForm(Strict):
    """`version` of what was seen. Only fields that are sent change; null = as the rule says."""

    version: Seen
    person: Id | None = None
    due_at: Millis | None = None


class GateSettingsOut(BaseModel):
    """`mode` warn = an open gate is told and kept on record; refuse = shows do not get ready or go on air."""

    mode: Literal["warn", "refuse"]
    seller_name: str
    seller_address: str
    seller_contact: str
    version: int


class GateSettingsForm(Strict):
    """`version` of what was seen. Only fields that are sent change. Only owners change `mode`."""

    version: Seen
    mode: Literal["warn", "refuse"] = unless_sent()
    seller_name: Line = unless_sent()
    seller_address: Address = unless_sent()
    seller_contact: Line = unless_sent()


def waiver_out(waiver: Waiver | None) -> GateWaiverOut | None:
    if waiver is None:
        return None
    return GateWaiverOut(reason=waiver.reason, by=waiver.by, by_name=waiver.by_name, at=waiver.at)


def point_out(point: Point, lang: Lang) -> GatePoint:
    return GatePoint(
        code=point.code, name=point.name.of(lang), state=point.state, owner=point.owner.of(lang), person=point.person,
        due_at=point.due_at, overdue=point.overdue, why=[one.of(lang) for one in point.why], link=point.link,
        waiver=waiver_out(point.waiver), version=point.version,
    )  # fmt: skip


def gate_out(
    facts: Facts, gate: Gate, *, mode: Literal["warn", "refuse"], team: list[GateMember], lang: Lang
) -> GateOut:
    show = facts.show
    return GateOut(
        show=show.id, title=show.title, starts_at=show.starts_at, zone=show.zone, state=show.state,
        applies=bool(gate.points), ready=gate.ready, mode=mode,
        points=[point_out(point, lang) for point in gate.points], marks=marks_out(facts, lang) if gate.points else [],
        team=team, waiver=waiver_out(gate.waiver),
    )  # fmt: skip


def marks_out(facts: Facts, lang: Lang) -> list[GateMarkOut]:
    """Everything that somebody may give their word on, given or not, in the order of the page."""
    wanted = [
        ("hosts", host, facts.host_names.get(host, host))
        for host in (facts.rundown.hosts if facts.rundown else ())
    ]
    wanted += [("stock", "", ""), ("seller", "", "")]
    wanted += [("review", one, REVIEW_NAMES[one].of(lang)) for one in REVIEWED]
    wanted.append(("sign_off", "", ""))
    return [
        _mark(
            code,
            subject,
            name,
            facts.marks.get((code, subject)),
            stands=facts.mark(code, subject) is not None,
        )
        for code, subject, name in wanted
    ]


def _mark(code: str, subject: str, name: str, mark: Mark | None, *, stands: bool) -> GateMarkOut:
    return GateMarkOut(
        code=code, subject=subject, name=name, by_name=mark.by_name if mark else None, at=mark.at if mark else None,
        note=mark.note if mark else None, stands=stands,
    )  # fmt: skip


def ready_out(show: str, gate: Gate, lang: Lang) -> ReadyOut:
    return ReadyOut(
        show=show, ready=gate.ready, open=gate.count("open"), warn=gate.count("warn"), waived=gate.count("waived"),
        ok=gate.count("ok"), overdue=sum(point.overdue for point in gate.points), next=_next(gate.next, lang),
    )  # fmt: skip


def _next(point: Point | None, lang: Lang) -> ReadyNext | None:
    if point is None:
        return None
    return ReadyNext(
        code=point.code, name=point.name.of(lang), owner=point.owner.of(lang), due_at=point.due_at,
        overdue=point.overdue, why=point.why[0].of(lang) if point.why else "", link=point.link,
    )  # fmt: skip


def settings_out(settings: Settings) -> GateSettingsOut:
    name, address, contact = settings.seller
    return GateSettingsOut(
        mode=settings.mode,
        seller_name=name,
        seller_address=address,
        seller_contact=contact,
        version=settings.version,
    )
