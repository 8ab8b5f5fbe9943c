"""What became of the offers of a show: counts, price evidence, findings that came later."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy import select

from onair.during.offers.planning.draft import draft_of
from onair.during.offers.planning.gathering import past_offer
from onair.during.offers.planning.model import OfferPlan
from onair.during.offers.planning.prices import AGAIN_MS
from onair.during.offers.planning.schemas import OfferBoard, OfferCounts, OfferEvidenceOut
from onair.kernel.i18n import Lang, Text
from onair.store.db import Database


class OfferLater(BaseModel):
    """What made its promise untrue afterwards: terms as good came back (`other` brought them), or paid orders were cancelled
    without a reason (`other` is the offer itself)."""

    code: str
    instrument: str
    say: str
    other: str


class OfferReportRow(BaseModel):
    """`counts` null: never published. `findings`: what later offers made untrue."""

    id: str
    title: str
    kind: str
    product: str
    product_title: str | None
    state: str
    price: int
    usual_price: int
    published_at: int | None
    ends_at: int | None
    ended_at: int | None
    end_why: str | None
    counts: OfferCounts | None
    evidence: OfferEvidenceOut | None
    below_floor: str | None
    findings: list[OfferLater]


class OfferReportOut(BaseModel):
    items: list[OfferReportRow]
    currency: str
    zone: str
    as_of: int


def report_of(db: Database, tenant: str, show: str, found: OfferBoard, lang: Lang) -> OfferReportOut:
    """Blocking. Published offers only; `board` has the rest."""
    out = [one for one in found.items if one.published_at is not None or one.counts is not None]
    later = _later(db, tenant, show, [one.id for one in out], lang)
    rows = [
        OfferReportRow(
            id=one.id, title=one.draft.title, kind=one.draft.kind, product=one.draft.product,
            product_title=one.product_title, state=one.state, price=one.check.paid, usual_price=one.draft.usual_price,
            published_at=one.published_at, ends_at=one.ends_at, ended_at=one.ended_at, end_why=one.end_why,
            counts=one.counts, evidence=one.check.evidence, below_floor=one.draft.floor_why,
            findings=[*later.get(one.id, []), *_cancelled(one.id, one.counts, lang)],
        )
        for one in out
    ]  # fmt: skip
    return OfferReportOut(items=rows, currency=found.currency, zone=found.zone, as_of=found.as_of)


def _later(db: Database, tenant: str, show: str, ids: list[str], lang: Lang) -> dict[str, list[OfferLater]]:
    """Offer of this show → terms as good that came within seven days of its end, in whatever show."""
    with db.read() as tx:
        mine = tx.scalars(
            select(OfferPlan).where(OfferPlan.show_id == show, OfferPlan.published_at.is_not(None))
        )
        held = {row.id: past_offer(row) for row in mine if row.id in ids}
        goods = {one.product for one in held.values()}
        query = select(OfferPlan).where(
            OfferPlan.tenant_id == tenant,
            OfferPlan.product_id.in_(goods),
            OfferPlan.published_at.is_not(None),
        )
        others = [(past_offer(row), draft_of(row.body).title) for row in tx.scalars(query)] if goods else []
    found: dict[str, list[OfferLater]] = {}
    for id_, one in held.items():
        over = min((end for end in (one.ended_at, one.ends_at) if end is not None), default=None)
        for other, title in others:
            again = over is not None and one.ends_at is not None and 0 <= other.published_at - over < AGAIN_MS
            if other.id != id_ and other.product == one.product and other.worst <= one.worst and again:
                found.setdefault(id_, []).append(_said(other.id, title, other.published_at, lang))
    return found


def _cancelled(offer: str, counts: OfferCounts | None, lang: Lang) -> list[OfferLater]:
    """C14: paid orders that were cancelled and that nobody answers for."""
    if counts is None or not counts.unexplained:
        return []
    say = Text(
        f"{counts.unexplained} 笔已付款的订单被取消，没有写明原因（或写的是错价），也没有负责人说明",
        f"{counts.unexplained} paid orders were cancelled without a reason (or for a wrong price), and nobody answers for it",
    )
    law = Text("《电子商务法》第 49 条（C14）", "E-Commerce Law, art. 49 (C14)")
    return [OfferLater(code="cancels_unexplained", instrument=law.of(lang), say=say.of(lang), other=offer)]


def _said(other: str, title: str, at: int, lang: Lang) -> OfferLater:
    when = datetime.fromtimestamp(at / 1000, ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M UTC")
    say = Text(
        f"截止后 7 天内「{title}」又给了相同或更好的条件（{when}），当时的限时说法不成立",
        f"within seven days of its end “{title}” gave terms as good ({when}); the limited time was not true",
    )
    law = Text("《规范促销行为暂行规定》（C17）", "Interim Provisions on Promotions (C17)")
    return OfferLater(code="offered_again", instrument=law.of(lang), say=say.of(lang), other=other)
