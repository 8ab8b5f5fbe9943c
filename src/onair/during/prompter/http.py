"""Routes of the prompter: what its link may do on air, and the report of acks and cues."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from onair.access.roles import TEAM
from onair.access.web import Allow, Call, Id, Router, Strict
from onair.during.broadcast.actions import ActRefused, BadActionData
from onair.during.broadcast.facts import NoShow, ShowNotOpen
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.broadcast.service import NoToken
from onair.during.prompter.panel import cue_row, whisper_row
from onair.during.prompter.service import HostReport, TooManyTaps, host_act, report

router = Router("prompter")


class HostAct(Strict):
    """`id`: the screen's own; sent again, nothing happens twice."""

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
    action: Literal["whisper_ack", "host_cue", "cue_settle", "must_said", "push_tap"]
    data: Annotated[dict[str, Any], Field(max_length=10, default_factory=dict)]


class HostActOut(BaseModel):
    id: str
    at: int
    action: str


class HostWhisperOut(BaseModel):
    """`latency_ms`: from the whisper to the first ack; null = nobody took note. `question`, `source`, `never`: of an answer
    to viewers."""

    id: str
    at: int
    by: str
    text: str
    acked_at: int | None
    acked_by: str | None
    latency_ms: int | None
    question: str | None
    source: str | None
    never: list[str]


class HostCueOut(BaseModel):
    """`latency_ms`: from the cue to the act, of those done; `state`: open, done, dropped, missed."""

    id: str
    at: int
    due: int
    kind: str
    text: str
    screen: str | None
    state: str
    settled_at: int | None
    settled_by: str | None
    how: str | None
    latency_ms: int | None


class HostReportOut(BaseModel):
    """Medians in ms, null while there is nothing to take them of."""

    show: str
    as_of: int
    whispers: list[HostWhisperOut]
    cues: list[HostCueOut]
    ack_median_ms: int | None
    cue_median_ms: int | None


@router.post(
    "/api/v1/view/{token}/actions",
    allow=Allow(tokens={"prompter"}),
    errors=(NoToken, NoShow, ShowNotOpen, BadActionData, ActRefused, TooManyTaps),
    summary="What the host does on the prompter: 知道了, a cue, a line said, a push",
)
async def act(token: Annotated[str, Path(max_length=200)], form: HostAct, call: Call) -> HostActOut:  # noqa: ARG001 (read by the guard)
    """Of the link's own show only; an ended show and a revoked link are refused."""
    actor = call.actor
    if actor.show is None:
        raise NoToken
    owner = await call.use(Hub).owner(actor.show, actor.tenant)
    row = await host_act(owner, actor, form.action, form.data, form.id)
    return HostActOut(id=row.id, at=row.at, action=row.action)


@router.get(
    "/api/v1/shows/{show_id}/prompter",
    allow=Allow(roles=TEAM, scopes={"shows:read"}),
    errors=(NoShow,),
    summary="Whispers with their acks, cues with how soon they were done",
)
async def get(show_id: Id, call: Call) -> HostReportOut:
    owner = await call.use(Hub).owner(show_id, call.actor.tenant)
    names = await asyncio.to_thread(House(call.db).names, call.actor.tenant)
    return _out(show_id, await report(owner), names)


def _out(show: str, told: HostReport, names: dict[str, str]) -> HostReportOut:
    rows = [(whisper_row(one, names), one.latency) for one in told.whispers]
    cues = [(cue_row(one, told.now, names), one.latency) for one in told.cues]
    return HostReportOut(
        show=show, as_of=told.now, ack_median_ms=told.ack_ms, cue_median_ms=told.cue_ms,
        whispers=[HostWhisperOut(**_fields(row), latency_ms=ms) for row, ms in rows],
        cues=[HostCueOut(**_fields(row), latency_ms=ms) for row, ms in cues],
    )  # fmt: skip


def _fields(row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in row.__struct_fields__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
