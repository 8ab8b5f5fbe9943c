"""Routes of segments: what a rule may ask, how many fit, who they are, what stands in two at once."""

from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, Field

from onair.access.roles import Role
from onair.access.web import Allow, Call, Name, Router, Strict, Version
from onair.access.web.fields import NO_CONTROLS, Cursor, unless_sent
from onair.audience.profiles.asking import Sort, Wanted
from onair.audience.profiles.lifecycle import Stage
from onair.audience.profiles.schemas import ProfileRow, row_out
from onair.audience.profiles.service import profiles_of
from onair.audience.segments import service as use
from onair.audience.segments.rule import ACTS, MEASURES, Source, rule_of
from onair.audience.segments.service import Segment, segments_of
from onair.audience.segments.words import said
from onair.kernel.i18n import Text
from onair.kernel.paging import BadCursor
from onair.trade.versions import Stale

router = Router("segments")
READ = Allow(roles={Role.operator, Role.service, Role.analyst})
CHOOSE = Allow(roles=READ.roles | {Role.controller, Role.merchandiser})
"""Whoever plans offers may choose a segment."""
WRITE = Allow(roles={Role.operator})
SEGMENTS = "/api/v1/segments"
ONE = f"{SEGMENTS}/{{segment_id}}"
KEY = r"^[a-z][a-z0-9_]{1,63}$"
SegmentKey = Annotated[str, Path(max_length=64, pattern=KEY)]
SegmentIds = Annotated[
    list[Annotated[str, Field(max_length=64, pattern=KEY)]], Query(min_length=2, max_length=8)
]
RuleBody = Annotated[dict[str, Any], Field(max_length=6)]
"""See docs/algorithms/people.md: all, any, not, is, did, then."""


class SegmentText(BaseModel):
    zh: str
    en: str


class SegmentMeasure(BaseModel):
    """A field that a rule may ask about. `choices` by what is sent."""

    id: str
    zh: str
    en: str
    kind: Source
    choices: dict[str, SegmentText]


class SegmentWords(BaseModel):
    """What rules are made of."""

    measures: list[SegmentMeasure]
    acts: dict[str, SegmentText]


class SegmentMoment(BaseModel):
    """`entered` and `gone` since the count before; null = nothing to compare with."""

    as_of: int
    n: int
    entered: int | None
    gone: int | None


class SegmentOut(BaseModel):
    """`version` null: it comes with OnAir. `counts`: the newest first; none = no book of people yet."""

    id: str
    zh: str
    en: str
    about_zh: str | None
    about_en: str | None
    rule: dict[str, Any]
    says_zh: str
    says_en: str
    version: int | None
    counts: list[SegmentMoment]


class SegmentList(BaseModel):
    items: list[SegmentOut]
    currency: str
    as_of: int | None


class SegmentPreview(BaseModel):
    as_of: int
    n: int
    of: int
    says_zh: str
    says_en: str
    sample: list[ProfileRow]


class SegmentMembers(BaseModel):
    as_of: int
    currency: str
    counts: dict[Stage, int]
    items: list[ProfileRow]
    next: str | None


class SegmentPair(BaseModel):
    """`n` people are in both; in a pair of one with itself: all of it."""

    a: str
    b: str
    n: int


class SegmentOverlap(BaseModel):
    pairs: list[SegmentPair]


class SegmentForm(Strict):
    name: Name
    rule: RuleBody


class SegmentPatch(Strict):
    version: Version
    name: Name = unless_sent()
    rule: RuleBody = unless_sent()


class SegmentAsk(Strict):
    rule: RuleBody


@router.get(f"{SEGMENTS}/words", allow=READ, summary="What rules of segments are made of")
def segment_words(call: Call) -> SegmentWords:  # noqa: ARG001 (the same for everybody who may ask)
    measures = [
        SegmentMeasure(
            id=one.id, zh=one.name.zh, en=one.name.en, kind=one.kind,
            choices={key: _both(text) for key, text in one.choices.items()},
        )
        for one in MEASURES.values()
    ]  # fmt: skip
    return SegmentWords(measures=measures, acts={key: _both(text) for key, text in ACTS.items()})


@router.get(SEGMENTS, allow=CHOOSE, summary="Segments with how many are in them")
def list_segments(call: Call) -> SegmentList:
    """Those of OnAir first. Who was not counted as of the newest book is counted soon."""
    keeper = profiles_of(call.services).keeper
    book, _ = keeper.current(call.actor.tenant)
    currency = book.currency if book else "CNY"
    with call.db.read() as tx:
        found = use.segments(tx, call.actor.tenant)
        items = [_out(one, currency) for one in found]
    if book is not None and any(not one.counts or one.counts[0].as_of < book.as_of for one in items):
        keeper.ask(call.actor.tenant)
    return SegmentList(items=items, currency=currency, as_of=book.as_of if book else None)


@router.post(f"{SEGMENTS}/preview", allow=READ, errors=(use.BadRule, use.NotCounted))
def preview_segment(form: SegmentAsk, call: Call) -> SegmentPreview:
    """How many fit a rule that is not kept, and some of them."""
    rule = rule_of(form.rule)
    book, n, sample = segments_of(call.services).preview(call.actor.tenant, rule)
    says = said(rule, book.currency)
    return SegmentPreview(
        as_of=book.as_of,
        n=n,
        of=book.people,
        says_zh=says.zh,
        says_en=says.en,
        sample=[row_out(row) for row in sample],
    )


@router.post(SEGMENTS, allow=WRITE, status_code=201, errors=(use.BadRule, use.TooManySegments))
def create_segment(form: SegmentForm, call: Call) -> SegmentOut:
    rule = rule_of(form.rule)
    with call.db.write() as tx:
        made = use.create(tx, call.actor, call.clock, form.name, rule).id
    return _fresh(call, made)


@router.patch(ONE, allow=WRITE, errors=(use.BadRule, use.SegmentNotFound, use.PresetFixed, Stale))
def change_segment(segment_id: SegmentKey, form: SegmentPatch, call: Call) -> SegmentOut:
    """A new rule is counted anew; who came and went begins again."""
    changes: dict[str, Any] = form.model_dump(exclude={"version"}, exclude_unset=True)
    if "rule" in changes:
        changes["rule"] = rule_of(changes["rule"])
    with call.db.write() as tx:
        use.change(tx, call.actor, call.clock, segment_id, version=form.version, changes=changes)
    return _fresh(call, segment_id)


@router.delete(ONE, allow=WRITE, status_code=204, errors=(use.SegmentNotFound, use.PresetFixed))
def remove_segment(segment_id: SegmentKey, call: Call) -> None:
    with call.db.write() as tx:
        use.remove(tx, call.actor, call.clock, segment_id)


@router.get(f"{SEGMENTS}/overlap", allow=READ, errors=(use.SegmentNotFound, use.NotCounted))
def overlap_segments(call: Call, segment: SegmentIds) -> SegmentOverlap:
    """How many people stand in two at once."""
    found = segments_of(call.services).overlap(call.actor.tenant, list(dict.fromkeys(segment)))
    return SegmentOverlap(pairs=[SegmentPair(a=a, b=b, n=n) for (a, b), n in sorted(found.items())])


@router.get(f"{ONE}/members", allow=READ, errors=(use.SegmentNotFound, use.NotCounted, BadCursor))
def segment_members(
    segment_id: SegmentKey, call: Call, *, q: Annotated[str, Query(max_length=100, pattern=NO_CONTROLS)] = "",
    sort: Sort = "last_seen", cursor: Annotated[Cursor | None, Query()] = None,
) -> SegmentMembers:  # fmt: skip
    """As of the newest count; largest first."""
    wanted = Wanted(q=q.strip(), sort=sort)
    book, found = segments_of(call.services).members(call.actor.tenant, segment_id, wanted, cursor)
    return SegmentMembers(
        as_of=book.as_of, currency=book.currency, counts=found.counts, items=[row_out(row) for row in found.rows],
        next=found.next,
    )  # fmt: skip


def _fresh(call: Call, segment: str) -> SegmentOut:
    one = segments_of(call.services).fresh(call.actor.tenant, segment)
    book, _ = profiles_of(call.services).keeper.current(call.actor.tenant)
    return _out(one, book.currency if book else "CNY")


def _out(one: Segment, currency: str) -> SegmentOut:
    says, about = said(one.rule, currency), one.about
    moments = [
        SegmentMoment(as_of=row.as_of, n=row.n, entered=row.entered, gone=row.gone) for row in one.counts
    ]
    return SegmentOut(
        id=one.id, zh=one.name[0], en=one.name[1], about_zh=about[0] if about else None, about_en=about[1] if about else None,
        rule=one.body, says_zh=says.zh, says_en=says.en, version=one.row.version if one.row else None, counts=moments,
    )  # fmt: skip


def _both(text: Text) -> SegmentText:
    return SegmentText(zh=text.zh, en=text.en)
