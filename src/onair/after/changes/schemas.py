"""What goes over the wire about changes for the next show. Times in ms UTC, money in minor units."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from onair.access.web import Id, Name, Strict, Version
from onair.access.web.fields import NO_CONTROLS, VISIBLE, WHOLE, Millis, unless_sent
from onair.after.changes.judge import Reason, Result
from onair.after.changes.model import Body, Kind, NextChangeRow, Of, Param, Said, State, Verify
from onair.after.changes.service import Carried, NewChange
from onair.metrics.catalog import catalog
from onair.metrics.metric import Better
from onair.trade.schemas import ProductId
from onair.trade.service import ShowView

Sentence = Annotated[str, Field(min_length=2, max_length=200, pattern=VISIBLE)]
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=NO_CONTROLS)]
MetricId = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
RuleId = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z][a-z0-9_]+$")]
FindingId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9_-]+$")]
Minutes = Annotated[int, Field(ge=1, le=480), WHOLE]
Place = Annotated[int, Field(ge=1, le=200), WHOLE]


class NextChangeIn(Strict):
    """From the diagnosis: its `finding`, with `owner` and `due_at` if wanted. By hand, in the person's own words: `kind` and
    what its default needs. slot_minutes: `product`, `minutes`; slot_order: `product`, `place`; card: `product`, `text`;
    offer: `product`, `offer` of a past show to copy, or none; rule: `rule`, `on`; task: nothing. `metric`: what will tell
    whether it worked, moving `better`."""

    finding: FindingId | None = None
    words: Sentence | None = None
    kind: Kind = "task"
    product: ProductId | None = None
    minutes: Minutes | None = None
    place: Place | None = None
    text: Line | None = None
    offer: Id | None = None
    rule: RuleId | None = None
    on: bool | None = None
    metric: MetricId | None = None
    better: Literal["up", "down"] | None = None
    owner: Id | None = None
    due_at: Millis | None = None

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.finding is None and self.words is None:
            raise ValueError("words or finding")
        return self

    def new(self) -> NewChange:
        """By hand."""
        given: dict[str, Param] = {
            "minutes": self.minutes, "place": self.place, "text": self.text, "offer": self.offer, "rule": self.rule,
            "on": self.on,
        }  # fmt: skip
        metric = catalog().get(self.metric or "")
        better: Better = self.better or (metric.better if metric else "up")
        body = Body(
            words=Said(self.words or "", self.words or ""),
            of="product" if self.product else "show",
            key=self.product,
            verify=Verify(self.metric, better) if self.metric else None,
            params={name: value for name, value in given.items() if value is not None},
        )
        return NewChange(self.kind, body, None, self.owner, self.due_at)


class NextChangePatch(Strict):
    """`to_show`: another show than the room's next. Accepting or declining takes a `state`."""

    version: Version
    state: Literal["accepted", "declined", "proposed"] = unless_sent()
    to_show: Id | None = unless_sent()
    owner: Id | None = unless_sent()
    due_at: Millis | None = unless_sent()

    def wanted(self) -> dict[str, Any]:
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        return {"owner_id" if name == "owner" else name: value for name, value in sent.items()}


class ChangeTakeIn(Strict):
    """`show`: whose plan it goes into; `minutes`, `place`, `text`, `offer`: where the change does not say to what. `note`: a
    person's word that it is done, for what no default can do."""

    version: Version
    show: Id
    note: Name | None = None
    minutes: Minutes | None = None
    place: Place | None = None
    text: Line | None = None
    offer: Id | None = None

    def params(self) -> dict[str, Param]:
        return self.model_dump(exclude_none=True, exclude={"version", "show", "note"})


class ChangeBackIn(Strict):
    version: Version


class ChangeWords(BaseModel):
    zh: str
    en: str


class ChangeVerdict(BaseModel):
    """`result` unknown says why in `reason`; same = no difference told. `p10`…`p90`: the `n` shows before it; of them
    `as_good` were as good and `as_bad` as bad. `chance`: share of such shows that would be so by chance. `of`: the
    rate's denominator in this show."""

    result: Result
    reason: Reason
    value: float | None
    of: float | None
    p10: float | None
    p50: float | None
    p90: float | None
    n: int
    as_good: int
    as_bad: int
    chance: float | None


class NextChangeOut(BaseModel):
    """`from_show` asks for it in its review of `from_at`; it goes to `to_show` (null = the room's next), planned for `to_at`.
    `stands`: it is in that show's plan, null where no show is looked at; `assigned`: to the show looked at. `takes`: OnAir
    can put it there. `usual`, `value`: the metric in the show it was found in. `slots`: of the rundown that carry it."""

    id: str
    from_show: str
    from_title: str | None
    from_at: int | None
    from_zone: str | None
    to_show: str | None
    to_title: str | None
    to_at: int | None
    finding: str | None
    kind: Kind
    words: ChangeWords
    why: ChangeWords | None
    seat: str | None
    of: Of
    key: str | None
    label: str | None
    params: dict[str, Param]
    metric: str | None
    unit: str | None
    better: Better | None
    value: float | None
    usual: float | None
    state: State
    assigned: bool
    stands: bool | None
    takes: bool
    taken_by: str | None
    taken_at: int | None
    note: str | None
    slots: list[str]
    owner: str | None
    owner_name: str | None
    due_at: int | None
    verdict: ChangeVerdict | None
    created_by: str
    created_at: int
    updated_by: str
    version: int


class ChangesOut(BaseModel):
    """`judging`: verdicts of this show are being worked out."""

    items: list[NextChangeOut]
    judging: bool = False


def change_out(
    row: NextChangeRow, people: dict[str, str], at: Carried | None = None, to: ShowView | None = None
) -> NextChangeOut:
    body, how = row.what, row.how
    verify, verdict = body.verify, row.verdict
    metric = catalog().get(verify.metric) if verify else None
    origin = at.origin if at else None
    return NextChangeOut(
        id=row.id, from_show=row.from_show, from_title=origin.title if origin else None,
        from_at=(origin.started_at or origin.starts_at) if origin else None, from_zone=origin.zone if origin else None,
        to_show=row.to_show, to_title=to.title if to else None, to_at=to.starts_at if to else None,
        finding=row.finding, kind=row.kind,  # type: ignore[arg-type]  # written by us only
        words=_words(body.words), why=_words(body.why) if body.why else None,
        seat=body.seat, of=body.of, key=body.key, label=body.label, params=body.params,
        metric=verify.metric if verify else None, unit=metric.unit if metric else None,
        better=verify.better if verify else None, value=verify.value if verify else None,
        usual=verify.base if verify else None, state=row.state,  # type: ignore[arg-type]  # written by us only
        assigned=at.assigned if at else False, stands=at.stands if at else None, takes=takes(row.kind, body),
        taken_by=how.by_name if how else None, taken_at=how.at if how else None, note=how.note if how else None,
        slots=_slots(row), owner=row.owner_id, owner_name=people.get(row.owner_id or ""), due_at=row.due_at,
        verdict=ChangeVerdict(**verdict) if verdict else None, created_by=row.created_by, created_at=row.created_at,
        updated_by=row.updated_by, version=row.version,
    )  # fmt: skip


def takes(kind: str, body: Body) -> bool:
    """Whether it says enough for OnAir to put it into a plan."""
    needs = {
        "slot_minutes": "minutes",
        "slot_order": "place",
        "card": "text",
        "offer": "offer",
        "rule": "rule",
    }
    best = kind == "slot_order" and bool(body.params.get("best"))
    return best or (kind in needs and body.params.get(needs[kind]) is not None)


def _slots(row: NextChangeRow) -> list[str]:
    how = row.how
    return (
        []
        if how is None or "order" in how.after or row.kind not in ("slot_minutes", "card")
        else list(how.after)
    )


def _words(said: Said) -> ChangeWords:
    return ChangeWords(zh=said.zh, en=said.en)
