"""Technical checks on the wire. Times of a recording in seconds, moments of the calendar in ms."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web.fields import VISIBLE, WHOLE, Id, Page, Strict, Version, unless_sent
from onair.before.techcheck.checks import figure_behind
from onair.before.techcheck.profiles import PROFILES, Limit
from onair.before.techcheck.report import CardRead, Finding, Line, Meters, Report
from onair.before.techcheck.swatches import own_card
from onair.before.techcheck.views import CheckView, RoomSetup, State, TaskView
from onair.connectors.media import programs
from onair.kernel.i18n import Lang
from onair.trade.service import ShowView

LevelName = Literal["pass", "warn", "fail"]
ProfileName = Annotated[
    str, Field(json_schema_extra={"enum": list(PROFILES)}, max_length=20, pattern=f"^({'|'.join(PROFILES)})$")
]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
SetupVersion = Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
Uplink = Annotated[float, Field(gt=0, le=10_000_000)]


class TechMomentOut(BaseModel):
    start: float
    end: float


class TechFindingOut(BaseModel):
    """In the asker's language. `limit` null = no figure is compared."""

    code: str
    level: LevelName
    what: str
    remedy: str
    value: float | None
    limit: float | None
    unit: str
    moments: list[TechMomentOut]


class TechPatchOut(BaseModel):
    place: int
    want: str
    got: str
    delta_e: float


class TechCardOut(BaseModel):
    at: float
    mean: float
    worst: float
    corners: list[list[float]]
    patches: list[TechPatchOut]


class TechStillOut(BaseModel):
    url: str
    at: float
    width: int
    height: int


class TechMetersOut(BaseModel):
    """Curves as [s, value]: LUFS, % of full brightness, kbit/s."""

    loudness: list[list[float]]
    brightness: list[list[float]]
    bitrate: list[list[float]]


class TechLineOut(BaseModel):
    """`media` s of stream that came in `wall` s; `first`: s until the first data."""

    media: float
    wall: float
    first: float
    drops: int
    stalls: list[float]


class TechReportOut(BaseModel):
    """`figures`: name → number, null = not measurable here."""

    facts: dict[str, Any]
    figures: dict[str, float | None]
    findings: list[TechFindingOut]
    stills: list[TechStillOut]
    meters: TechMetersOut
    card: TechCardOut | None
    line: TechLineOut | None


class TechProblemOut(BaseModel):
    code: str
    detail: str


class TechCheckRow(BaseModel):
    id: str
    room: str
    profile: str
    source: Literal["upload", "live"]
    name: str
    state: State
    progress: float
    verdict: LevelName | None
    warnings: int
    failures: int
    problem: TechProblemOut | None
    by: str
    demo: bool
    created_at: int
    finished_at: int | None


class TechCheckOut(TechCheckRow):
    report: TechReportOut | None


class TechCheckPage(Page[TechCheckRow]):
    pass


class TechCheckAccepted(BaseModel):
    id: str


class TechLimitOut(BaseModel):
    """`figure`: which of a report's figures it bounds; null = none of the list."""

    name: str
    figure: str | None
    sort: Literal["low", "high"]
    warn: float
    fail: float | None
    unit: str


class TechProfileOut(BaseModel):
    id: str
    name: str
    about: str
    card: bool
    limits: list[TechLimitOut]


class TechLackingOut(BaseModel):
    program: str
    install: str


class TechNext(BaseModel):
    """The show that is prepared next, and its room."""

    show: str
    room: str


class TechBench(BaseModel):
    """What checks are made with, and for which show next. `lacking`: programs that this server has not, and how to
    install them. `next`: null when no show to come has a room."""

    profiles: list[TechProfileOut]
    lacking: list[TechLackingOut]
    own_card: list[str]
    live_seconds: list[int]
    next: TechNext | None


class TechSetupOut(BaseModel):
    """`version` 0 = nobody chose yet; `own`: the card is the one that OnAir prints."""

    room: str
    profile: str
    card: list[str]
    own: bool
    version: int


class TechSetupPut(Strict):
    version: SetupVersion
    profile: ProfileName
    card: Annotated[
        list[Colour], Field(max_length=24, description="24 colours by row; empty = our own card")
    ] = Field(default_factory=list)


class NewTechLive(Strict):
    """`url`: rtmp, rtmps, srt, http(s); it is not kept."""

    url: Annotated[str, Field(min_length=8, max_length=2000)]
    seconds: Annotated[int, Field(ge=5, le=120), WHOLE] = 20
    profile: ProfileName | None = None
    uplink_kbps: Uplink | None = None


class TechUplinkOut(BaseModel):
    bytes: int


class TechTaskOut(BaseModel):
    id: str
    text: str
    owner: str | None
    done_at: int | None
    done_by: str | None
    version: int


class TechMember(BaseModel):
    id: str
    name: str


class TechTaskList(BaseModel):
    """`people`: who may be put in charge."""

    items: list[TechTaskOut]
    people: list[TechMember]


class NewTechTask(Strict):
    text: Words


class TechTaskPatch(Strict):
    """`owner`: a person's id, null = nobody. Only fields that are sent change."""

    version: Version
    owner: Id | None = None
    done: bool = unless_sent()
    text: Words = unless_sent()


def bench_out(following: ShowView | None, lang: Lang) -> TechBench:
    profiles = [
        TechProfileOut(
            id=code,
            name=profile.name.of(lang),
            about=profile.about.of(lang),
            card=profile.card,
            limits=[_limit(name, bound) for name, bound in profile.limits.items()],
        )
        for code, profile in PROFILES.items()
    ]
    lacking = [TechLackingOut(program=name, install=programs.INSTALL[name]) for name in programs.lacking()]
    room = following.room if following else None
    return TechBench(
        profiles=profiles,
        lacking=lacking,
        own_card=list(own_card()),
        live_seconds=[10, 20, 60],
        next=TechNext(show=following.id, room=room.id) if following and room else None,
    )


def _limit(name: str, bound: Limit) -> TechLimitOut:
    check = figure_behind(name)
    return TechLimitOut(name=name, figure=check.figure if check else None, **bound._asdict())


def setup_out(view: RoomSetup) -> TechSetupOut:
    return TechSetupOut(
        room=view.room, profile=view.profile, card=list(view.card), own=view.own, version=view.version
    )


def task_out(view: TaskView, lang: Lang) -> TechTaskOut:
    text = view.zh if lang == "zh" else view.en
    return TechTaskOut(
        id=view.id,
        text=text,
        owner=view.owner,
        done_at=view.done_at,
        done_by=view.done_by,
        version=view.version,
    )


def row_out(view: CheckView, lang: Lang) -> TechCheckRow:
    levels = [finding.level for finding in view.report.findings] if view.report else []
    problem = view.problem
    return TechCheckRow(
        id=view.id, room=view.room, profile=view.profile, source="live" if view.source == "live" else "upload",
        name=view.name, state=view.state, progress=view.progress, verdict=view.verdict,
        warnings=levels.count("warn"), failures=levels.count("fail"),
        problem=TechProblemOut(code=problem["code"], detail=problem[lang]) if problem else None,
        by=view.by, demo=view.demo, created_at=view.created_at, finished_at=view.finished_at,
    )  # fmt: skip


def check_out(view: CheckView, lang: Lang) -> TechCheckOut:
    report = report_out(view.report, view.id, lang) if view.report else None
    return TechCheckOut(**row_out(view, lang).model_dump(), report=report)


def report_out(report: Report, check: str, lang: Lang) -> TechReportOut:
    stills = [
        TechStillOut(
            url=f"/api/v1/techcheck/checks/{check}/stills/{s.name}", at=s.at, width=s.width, height=s.height
        )
        for s in report.stills
    ]
    return TechReportOut(
        facts=report.facts,
        figures=report.figures,
        findings=[finding_out(finding, lang) for finding in report.findings],
        stills=stills,
        meters=_meters(report.meters),
        card=_card(report.card) if report.card else None,
        line=_line(report.line) if report.line else None,
    )


def finding_out(finding: Finding, lang: Lang) -> TechFindingOut:
    what, remedy = (finding.zh, finding.remedy_zh) if lang == "zh" else (finding.en, finding.remedy_en)
    return TechFindingOut(
        code=finding.code, level=finding.level, what=what, remedy=remedy, value=finding.value, limit=finding.limit,
        unit=finding.unit, moments=[TechMomentOut(start=m.start, end=m.end) for m in finding.moments],
    )  # fmt: skip


def _meters(meters: Meters) -> TechMetersOut:
    return TechMetersOut(loudness=meters.loudness, brightness=meters.brightness, bitrate=meters.bitrate)


def _card(read: CardRead) -> TechCardOut:
    patches = [TechPatchOut(place=p.place, want=p.want, got=p.got, delta_e=p.delta_e) for p in read.patches]
    return TechCardOut(
        at=read.at, mean=read.mean, worst=read.worst, corners=[list(c) for c in read.corners], patches=patches
    )


def _line(line: Line) -> TechLineOut:
    return TechLineOut(
        media=line.media, wall=line.wall, first=line.first, drops=line.drops, stalls=list(line.stalls)
    )
