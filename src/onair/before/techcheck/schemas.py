"""Technical checks on the wire. Times of a recording in seconds, moments of the calendar in ms."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from onair.access.web.fields import VISIBLE, WHOLE, Id, Page, Strict, Version, unless_sent
from onair.before.techcheck import programs
from onair.before.techcheck.profiles import PROFILES
from onair.before.techcheck.report import CardRead, Finding, Line, Meters, Report
from onair.before.techcheck.swatches import own_card
from onair.before.techcheck.views import CheckView, RoomSetup, State, TaskView
from onair.kernel.i18n import Lang

LevelName = Literal["pass", "warn", "fail"]
ProfileName = Annotated[
    str, Field(json_schema_extra={"enum": list(PROFILES)}, max_length=20, pattern=f"^({'|'.join(PROFILES)})$")
]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
SetupVersion = Annotated[int, Field(ge=0, le=2**31 - 1), WHOLE]
Uplink = Annotated[float, Field(gt=0, le=10_000_000)]


class MomentOut(BaseModel):
    start: float
    end: float


class FindingOut(BaseModel):
    """In the asker's language. `limit` null = no figure is compared."""

    code: str
    level: LevelName
    what: str
    remedy: str
    value: float | None
    limit: float | None
    unit: str
    moments: list[MomentOut]


class PatchOut(BaseModel):
    place: int
    want: str
    got: str
    delta_e: float


class CardOut(BaseModel):
    at: float
    mean: float
    worst: float
    corners: list[list[float]]
    patches: list[PatchOut]


class StillOut(BaseModel):
    url: str
    at: float
    width: int
    height: int


class MetersOut(BaseModel):
    """Curves as [s, value]: LUFS, % of full brightness, kbit/s."""

    loudness: list[list[float]]
    brightness: list[list[float]]
    bitrate: list[list[float]]


class LineOut(BaseModel):
    """`media` s of stream that came in `wall` s; `first`: s until the first data."""

    media: float
    wall: float
    first: float
    drops: int
    stalls: list[float]


class ReportOut(BaseModel):
    """`figures`: name → number, null = not measurable here."""

    facts: dict[str, Any]
    figures: dict[str, float | None]
    findings: list[FindingOut]
    stills: list[StillOut]
    meters: MetersOut
    card: CardOut | None
    line: LineOut | None


class ProblemOut(BaseModel):
    code: str
    detail: str


class CheckRow(BaseModel):
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
    problem: ProblemOut | None
    by: str
    demo: bool
    created_at: int
    finished_at: int | None


class CheckOut(CheckRow):
    report: ReportOut | None


class CheckPage(Page[CheckRow]):
    pass


class CheckAccepted(BaseModel):
    id: str


class LimitOut(BaseModel):
    name: str
    sort: Literal["low", "high"]
    warn: float
    fail: float | None
    unit: str


class ProfileOut(BaseModel):
    id: str
    name: str
    about: str
    card: bool
    limits: list[LimitOut]


class LackingOut(BaseModel):
    program: str
    install: str


class Bench(BaseModel):
    """What checks are made with. `lacking`: programs that this server has not, and how to install them."""

    profiles: list[ProfileOut]
    lacking: list[LackingOut]
    own_card: list[str]
    live_seconds: list[int]


class SetupOut(BaseModel):
    """`version` 0 = nobody chose yet; `own`: the card is the one that OnAir prints."""

    room: str
    profile: str
    card: list[str]
    own: bool
    version: int


class SetupPut(Strict):
    version: SetupVersion
    profile: ProfileName
    card: Annotated[
        list[Colour], Field(max_length=24, description="24 colours by row; empty = our own card")
    ] = Field(default_factory=list)


class NewLive(Strict):
    """`url`: rtmp, rtmps, srt, http(s); it is not kept."""

    url: Annotated[str, Field(min_length=8, max_length=2000)]
    seconds: Annotated[int, Field(ge=5, le=120), WHOLE] = 20
    profile: ProfileName | None = None
    uplink_kbps: Uplink | None = None


class UplinkOut(BaseModel):
    bytes: int


class TaskOut(BaseModel):
    id: str
    text: str
    owner: str | None
    done_at: int | None
    done_by: str | None
    version: int


class TaskList(BaseModel):
    items: list[TaskOut]


class NewTask(Strict):
    text: Words


class TaskPatch(Strict):
    """`owner`: a person's id, null = nobody. Only fields that are sent change."""

    version: Version
    owner: Id | None = None
    done: bool = unless_sent()
    text: Words = unless_sent()


def bench_out(lang: Lang) -> Bench:
    profiles = [
        ProfileOut(
            id=code,
            name=profile.name.of(lang),
            about=profile.about.of(lang),
            card=profile.card,
            limits=[LimitOut(name=name, **bound._asdict()) for name, bound in profile.limits.items()],
        )
        for code, profile in PROFILES.items()
    ]
    lacking = [LackingOut(program=name, install=programs.INSTALL[name]) for name in programs.lacking()]
    return Bench(profiles=profiles, lacking=lacking, own_card=list(own_card()), live_seconds=[10, 20, 60])


def setup_out(view: RoomSetup) -> SetupOut:
    return SetupOut(
        room=view.room, profile=view.profile, card=list(view.card), own=view.own, version=view.version
    )


def task_out(view: TaskView, lang: Lang) -> TaskOut:
    text = view.zh if lang == "zh" else view.en
    return TaskOut(
        id=view.id,
        text=text,
        owner=view.owner,
        done_at=view.done_at,
        done_by=view.done_by,
        version=view.version,
    )


def row_out(view: CheckView, lang: Lang) -> CheckRow:
    levels = [finding.level for finding in view.report.findings] if view.report else []
    problem = view.problem
    return CheckRow(
        id=view.id, room=view.room, profile=view.profile, source="live" if view.source == "live" else "upload",
        name=view.name, state=view.state, progress=view.progress, verdict=view.verdict,
        warnings=levels.count("warn"), failures=levels.count("fail"),
        problem=ProblemOut(code=problem["code"], detail=problem[lang]) if problem else None,
        by=view.by, demo=view.demo, created_at=view.created_at, finished_at=view.finished_at,
    )  # fmt: skip


def check_out(view: CheckView, lang: Lang) -> CheckOut:
    report = report_out(view.report, view.id, lang) if view.report else None
    return CheckOut(**row_out(view, lang).model_dump(), report=report)


def report_out(report: Report, check: str, lang: Lang) -> ReportOut:
    stills = [
        StillOut(
            url=f"/api/v1/techcheck/checks/{check}/stills/{s.name}", at=s.at, width=s.width, height=s.height
        )
        for s in report.stills
    ]
    return ReportOut(
        facts=report.facts,
        figures=report.figures,
        findings=[finding_out(finding, lang) for finding in report.findings],
        stills=stills,
        meters=_meters(report.meters),
        card=_card(report.card) if report.card else None,
        line=_line(report.line) if report.line else None,
    )


def finding_out(finding: Finding, lang: Lang) -> FindingOut:
    what, remedy = (finding.zh, finding.remedy_zh) if lang == "zh" else (finding.en, finding.remedy_en)
    return FindingOut(
        code=finding.code, level=finding.level, what=what, remedy=remedy, value=finding.value, limit=finding.limit,
        unit=finding.unit, moments=[MomentOut(start=m.start, end=m.end) for m in finding.moments],
    )  # fmt: skip


def _meters(meters: Meters) -> MetersOut:
    return MetersOut(loudness=meters.loudness, brightness=meters.brightness, bitrate=meters.bitrate)


def _card(read: CardRead) -> CardOut:
    patches = [PatchOut(place=p.place, want=p.want, got=p.got, delta_e=p.delta_e) for p in read.patches]
    return CardOut(
        at=read.at, mean=read.mean, worst=read.worst, corners=[list(c) for c in read.corners], patches=patches
    )


def _line(line: Line) -> LineOut:
    return LineOut(
        media=line.media, wall=line.wall, first=line.first, drops=line.drops, stalls=list(line.stalls)
    )
