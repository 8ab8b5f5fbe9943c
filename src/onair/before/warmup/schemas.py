"""What goes over the wire about a warm-up. Money in minor units of the show's currency, times in ms UTC."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from onair.access.web.fields import (
    VISIBLE,
    WHOLE,
    Id,
    Millis,
    Minor,
    Note,
    Planned,
    Short,
    Strict,
    Url,
    Version,
    unless_sent,
)
from onair.before.warmup.attribution import Came
from onair.before.warmup.counts import PlanView, Rehearsed
from onair.before.warmup.kinds import Layer, PromiseKind
from onair.before.warmup.lint import Finding
from onair.before.warmup.plan import LEAD_MAX_MS
from onair.before.warmup.views import ItemView, Line, Promise
from onair.kernel.i18n import Lang
from onair.trade.schemas import ProductId

LayerName = Annotated[Layer, Field(strict=False)]
KindName = Annotated[PromiseKind, Field(strict=False)]
Channel = Annotated[str, Field(min_length=1, max_length=40, pattern=VISIBLE)]
Title = Annotated[str, Field(min_length=1, max_length=120, pattern=VISIBLE)]
Hook = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=VISIBLE)]
Lead = Annotated[int, Field(ge=0, le=LEAD_MAX_MS), WHOLE]
Count = Annotated[int, Field(ge=0, le=10**9), WHOLE]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


def _once(value: list[str]) -> list[str]:
    if len(set(value)) != len(value):
        raise ValueError("the same person twice")
    return value


People = Annotated[list[Name], Field(max_length=10_000), AfterValidator(_once)]


class ItemForm(Strict):
    """Either `lead_ms` before the start, or a fixed `due_at`; `due_at` wins. `target` null = by hand."""

    layer: LayerName
    channel: Channel
    title: Title
    text: Note = ""
    hook: Hook | None = None
    owner: Id | None = None
    cost: Minor | None = None
    goal: Count | None = None
    target: Name | None = None
    people: People = Field(default_factory=list)
    url: Url | None = None
    lead_ms: Lead | None = None
    due_at: Planned | None = None


class ItemPatch(Strict):
    """`version` of what was seen. Only fields that are sent change."""

    version: Version
    layer: LayerName = unless_sent()
    channel: Channel = unless_sent()
    title: Title = unless_sent()
    text: Note = unless_sent()
    hook: Hook | None = None
    owner: Id | None = None
    cost: Minor | None = None
    goal: Count | None = None
    target: Name | None = None
    people: People = unless_sent()
    url: Url | None = None
    lead_ms: Lead = unless_sent()
    due_at: Planned = unless_sent()


class PlanForm(Strict):
    """`lang`: the language of the copy; default: the asker's."""

    lang: Lang | None = None


class DoneForm(Strict):
    """`at`: when it was sent, default now; never later than now."""

    at: Millis | None = None


class SkipForm(Strict):
    why: Short | None = None


class ReservedForm(Strict):
    """预约 as the platform shows them; null = not known."""

    reserved: Count | None


class PromiseForm(Strict):
    """`value`: of a discount the price (minor units), of a giveaway the pieces."""

    kind: KindName
    text: Words
    product: ProductId | None = None
    value: Minor | None = None
    item: Id | None = None


class PromisePatch(Strict):
    version: Version
    kind: KindName = unless_sent()
    text: Words = unless_sent()
    product: ProductId | None = None
    value: Minor | None = None
    item: Id | None = None
    kept_by_slot: Name | None = None


class WithdrawForm(Strict):
    why: Words


class WarmupFinding(BaseModel):
    code: str
    level: Literal["error", "warning"]
    text: str


class WarmupClicks(BaseModel):
    """`total`: clicks of people; `people`: different ones; `bots`: clicks of machines, in neither."""

    total: int
    people: int
    bots: int


class WarmupItem(BaseModel):
    """`people`: how many persons it is for; who they are is asked for by item."""

    id: str
    show: str
    layer: Layer
    channel: str
    title: str
    text: str
    hook: str | None
    owner: str | None
    cost: int | None
    goal: int | None
    target: str | None
    people: int
    url: str | None
    link: str | None
    lead_ms: int | None
    due_at: int
    state: Literal["planned", "handed", "done", "missed", "skipped"]
    sent_at: int | None
    sent_by: str | None
    sent_by_name: str | None
    reserved: int | None
    version: int


class WarmupPeople(BaseModel):
    """Persons of the contact book that one item is for, as they were chosen."""

    people: list[str]


class WarmupLine(WarmupItem):
    """`sending`: how many of its messages are queued, sent, failed, …; `said`: what the last failure said."""

    clicks: WarmupClicks
    sending: dict[str, int]
    said: str | None
    findings: list[WarmupFinding]


class WarmupPromiseOut(BaseModel):
    id: str
    text: str
    product: str | None
    kind: PromiseKind
    value: int | None
    kept_by_slot: str | None
    item: str | None
    version: int


class WarmupTotals(BaseModel):
    """`uncosted`: items whose cost is not known; they are not in `cost`."""

    items: int
    cost: int
    uncosted: int
    reserved: int
    clicks: int
    visitors: int


class WarmupTarget(BaseModel):
    id: str
    name: str
    kind: str
    channel: str | None
    people: bool
    trouble: str | None


class WarmupMember(BaseModel):
    """Somebody of the team who may be named."""

    id: str
    name: str


class WarmupOut(BaseModel):
    """`sender`: messages can be sent from here; `paused`: the kill switch is pulled."""

    show: str
    title: str
    starts_at: int | None
    zone: str
    currency: str
    items: list[WarmupLine]
    promises: list[WarmupPromiseOut]
    totals: WarmupTotals
    targets: list[WarmupTarget]
    team: list[WarmupMember]
    paused: bool
    sender: bool


class DryItem(BaseModel):
    item: str
    title: str
    due_at: int
    target: str | None
    messages: int
    text: str
    findings: list[WarmupFinding]


class DryRun(BaseModel):
    """Nothing was sent."""

    items: list[DryItem]


class DueItem(WarmupItem):
    show_title: str
    zone: str


class DueOut(BaseModel):
    items: list[DueItem]


class WarmupLink(BaseModel):
    """`qr_svg`: the same address as an SVG picture."""

    url: str
    qr_svg: str
    clicks: WarmupClicks


class CameOut(BaseModel):
    """What one item brought; `item` null = what no item claims. `clicks` null = it has no link.

    `unknown`: entries without a user; `orders`: paid, by people it brought in; `paid`: their known amounts in minor
    units, `unpriced`: orders without one.
    """

    item: str | None
    title: str | None
    layer: Layer | None
    channel: str | None
    sent_at: int | None
    clicks: int | None
    visitors: int | None
    reserved: int | None
    goal: int | None
    entries: int
    people: int
    new: int
    unknown: int
    orders: int
    paid: int
    unpriced: int
    cost: int | None


class AttributionOut(BaseModel):
    """Last touch within `window_ms` after an item went out, by channel or link; an order belongs to the item that last
    brought its buyer in. Σ entries and Σ orders are those of the show; `blind`: orders whose buyer is not known.
    """

    window_ms: int
    currency: str
    zone: str
    blind: int
    rows: list[CameOut]


def came_out(came: Came, line: Line | None = None) -> CameOut:
    item = line.item if line else None
    facts = ("title", "layer", "channel", "sent_at", "reserved", "goal", "cost")
    known = {name: getattr(item, name) if item else None for name in facts}
    counted = ("entries", "people", "new", "unknown", "orders", "paid", "unpriced")
    linked = line.clicks if line and line.item.link_code else None
    return CameOut.model_validate(
        {
            "item": item.id if item else None,
            "clicks": linked and linked.total,
            "visitors": linked and linked.people,
        }
        | known
        | {name: getattr(came, name) for name in counted}
    )


def item_fields(item: ItemView) -> dict[str, object]:
    names = [name for name in WarmupItem.model_fields if name != "people"]
    return {name: getattr(item, name) for name in names} | {"people": len(item.people)}


def item_out(item: ItemView) -> WarmupItem:
    return WarmupItem.model_validate(item_fields(item))


def line_out(line: Line, found: list[Finding], lang: Lang) -> WarmupLine:
    more = {
        "clicks": line.clicks._asdict(),
        "sending": line.sending,
        "said": line.said.of(lang) if line.said else None,
    }
    return WarmupLine.model_validate(item_fields(line.item) | more | {"findings": findings_out(found, lang)})


def findings_out(found: list[Finding], lang: Lang) -> list[WarmupFinding]:
    return [WarmupFinding(code=one.code, level=one.level, text=one.text.of(lang)) for one in found]


def promise_out(promise: Promise) -> WarmupPromiseOut:
    return WarmupPromiseOut.model_validate(promise._asdict())


def warmup_out(
    plan: PlanView, targets: list[WarmupTarget], team: list[WarmupMember], lang: Lang
) -> WarmupOut:
    show = plan.show
    return WarmupOut(
        show=show.id, title=show.title, starts_at=show.starts_at, zone=show.zone, currency=show.currency,
        items=[line_out(line, plan.findings[line.item.id], lang) for line in plan.lines],
        promises=[promise_out(one) for one in plan.promises], totals=WarmupTotals(**plan.totals._asdict()),
        targets=targets, team=team, paused=plan.paused, sender=plan.sender,
    )  # fmt: skip


def dry_out(rows: list[Rehearsed], lang: Lang) -> DryRun:
    return DryRun(
        items=[
            DryItem(
                item=row.item.id, title=row.item.title, due_at=row.item.due_at, target=row.target,
                messages=row.messages, text=row.text, findings=findings_out(row.findings, lang),
            )
            for row in rows
        ]
    )  # fmt: skip
