"""Answers of the diagnosis, out of its frozen results."""

from typing import Literal

from pydantic import BaseModel

from onair.after.diagnosis.chain import NAMES, STAGES, name
from onair.after.diagnosis.finding import SEATS, About, Evidence, Finding, NextChange
from onair.after.diagnosis.judge import LEVEL, Judged
from onair.after.diagnosis.parts import CHAINS, By, Part, parts
from onair.after.diagnosis.service import Diagnosis
from onair.after.diagnosis.spread import COVER
from onair.kernel.i18n import Text

DiagnosisState = Literal["normal", "below", "above", "few", "broken", "nothing", "on_air"]


class DiagnosisText(BaseModel):
    """A sentence or name in both languages."""

    zh: str
    en: str


class DiagnosisLink(BaseModel):
    """One link of the chain: `to` ÷ `since`. `part`: minor units of the change, `low`…`high` its interval; `usual`: how far
    usual shows stray either way. `out`: it stands out. `merged`: stages in between that one side lacks."""

    to: str
    since: str | None
    name: DiagnosisText
    base: float
    target: float
    part: float
    low: float
    high: float
    usual: float
    strays: float
    out: bool
    merged: list[DiagnosisText]


class DiagnosisAbout(BaseModel):
    """`of`: show, product, slot, channel or host; `key` null = the whole show."""

    of: str
    key: str | None
    label: str | None


class DiagnosisEvidence(BaseModel):
    """A row a sentence rests on: where the review shows it (`tab`, `key`), or when it happened (`at`, `until`)."""

    tab: str
    label: DiagnosisText
    key: str | None
    metric: str | None
    unit: str
    value: float | None
    base: float | None
    at: int | None
    until: int | None


class DiagnosisChange(BaseModel):
    """The next change: `metric` moving `better` from `value` towards `base` shows that it worked."""

    kind: str
    words: DiagnosisText
    metric: str
    better: str
    value: float | None
    base: float | None
    about: DiagnosisAbout


class DiagnosisFinding(BaseModel):
    """`share`…: minor units it accounts for, with interval; null = cannot be told. `weight` 0–1: how much of its link."""

    id: str
    cause: str
    link: str
    link_name: DiagnosisText
    seat: str
    seat_name: DiagnosisText
    about: DiagnosisAbout
    words: DiagnosisText
    rows: list[DiagnosisEvidence]
    share: float | None
    low: float | None
    high: float | None
    weight: float
    next: DiagnosisChange | None


class DiagnosisPart(BaseModel):
    """`key` null: what belongs to none of the others. `links`: stage → minor units; null with too little of a past."""

    key: str | None
    label: str | None
    base: float
    target: float
    change: float
    links: dict[str, float] | None


class DiagnosisShow(BaseModel):
    id: str
    title: str


class DiagnosisOut(BaseModel):
    """`state` normal: no link stands out; few: too few shows to compare with, only this show's own rows are told; broken:
    a stage is 0. Parts of `links` sum to `change`; so do those of each of `parts`. `level`: how often a usual show stands
    out in any link; `cover`: of the intervals. `cut`: older shows that a level shift left out."""

    show: str
    state: DiagnosisState
    currency: str
    target: float | None
    base: float | None
    change: float | None
    top: str | None
    links: list[DiagnosisLink]
    broken: str | None
    findings: list[DiagnosisFinding]
    parts: dict[str, list[DiagnosisPart]]
    past: list[DiagnosisShow]
    cut: int
    needed: int
    level: float
    cover: float


def diagnosis_out(made: Diagnosis, needed: int) -> DiagnosisOut:
    judged = made.judged
    chain = judged.case.chain if judged else None
    target = judged.case.now.stages.get("gmv") if judged else None
    return DiagnosisOut(
        show=made.view.id, state=judged.state if judged else ("on_air" if made.view.ended_at is None else "nothing"),
        currency=made.view.currency, target=target, base=chain.base if chain else None, change=chain.change if chain else None,
        top=judged.top if judged else None, links=_links(judged) if judged else [], broken=chain.broken if chain else None,
        findings=[_finding(one) for one in judged.findings] if judged else [],
        parts=_parts(judged, chain.base) if judged and chain else {},
        past=[DiagnosisShow(id=one.show, title=one.title) for one in made.past],
        cut=len(made.past) - len(judged.case.past) if judged and chain else 0,
        needed=needed, level=LEVEL, cover=COVER,
    )  # fmt: skip


def _links(judged: Judged) -> list[DiagnosisLink]:
    return [
        DiagnosisLink(
            to=one.link.to, since=one.link.since, name=said(name(one.link)), base=one.link.base, target=one.link.target,
            part=one.link.part, low=one.low, high=one.high, usual=one.usual, strays=one.strays,
            out=one.link.to in judged.out, merged=[said(STAGES[stage]) for stage in one.link.merged],
        )
        for one in judged.spreads
    ]  # fmt: skip


def _parts(judged: Judged, base: float) -> dict[str, list[DiagnosisPart]]:
    case = judged.case
    return {by: [_part(by, one, judged) for one in parts(by, case.now, case.past, base)] for by in CHAINS}


def _part(by: By, one: Part, judged: Judged) -> DiagnosisPart:
    label = judged.case.label(by, one.key) if one.key is not None else None
    return DiagnosisPart(
        key=one.key, label=label, base=one.base, target=one.target, change=one.change, links=one.links
    )


def _finding(one: Finding) -> DiagnosisFinding:
    return DiagnosisFinding(
        id=one.id, cause=one.cause, link=one.link, link_name=said(NAMES.get(one.link, Text(one.link, one.link))), seat=one.seat,
        seat_name=said(SEATS[one.seat]), about=_about(one.about), words=said(one.words), rows=[_row(row) for row in one.rows],
        share=one.share.value, low=one.share.low, high=one.share.high, weight=one.weight,
        next=_change(one.next) if one.next else None,
    )  # fmt: skip


def _row(row: Evidence) -> DiagnosisEvidence:
    return DiagnosisEvidence(
        tab=row.tab, label=said(row.label), key=row.key, metric=row.metric, unit=row.unit, value=row.value, base=row.base,
        at=row.at, until=row.until,
    )  # fmt: skip


def _change(one: NextChange) -> DiagnosisChange:
    return DiagnosisChange(
        kind=one.kind, words=said(one.words), metric=one.metric, better=one.better, value=one.value, base=one.base,
        about=_about(one.about),
    )  # fmt: skip


def _about(about: About) -> DiagnosisAbout:
    return DiagnosisAbout(of=about.of, key=about.key, label=about.label)


def said(text: Text) -> DiagnosisText:
    return DiagnosisText(zh=text.zh, en=text.en)
