"""Use cases of planned offers: write, change, put on the clock, take off; and what the log made of them."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.roles import Actor, Role
from onair.access.service import audit
from onair.during.offers.planning.draft import Draft, body_of, draft_of, fields_of
from onair.during.offers.planning.model import OfferPlan
from onair.events.model import Offer
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from onair.kernel.ids import new_id
from onair.trade.service import State, get_show
from onair.trade.versions import require_version

MOST = 60
"""Offers of one show."""
OVER = frozenset({State.ended, State.reviewed})


class PlanNotFound(NotFound):
    code = "offer_plan_not_found"
    zh = "没有优惠 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no offer {id}, or it belongs to another team. Nothing was changed."


class BadPlan(BadInput):
    code = "offer_plan_bad"
    zh = "优惠里有一项不合要求：{why}。没有保存，您填的内容还在。"
    en = "Something in the offer does not fit: {why}. Nothing was saved; what you typed is still there."


class TermsFrozen(Conflict):
    """`fields`: what was to change."""

    code = "offer_terms_frozen"
    zh = "优惠已经发布，条款不能再改（{fields}）：《电子商务法》第 49 条。没有任何改动；可以结束它，再按规则另开一份。"
    en = "It is published and its terms stand ({fields}): E-Commerce Law, art. 49. Nothing was changed; end it, open another."


class EndFrozen(Conflict):
    code = "offer_end_frozen"
    zh = "截止时间发布时已告诉观众，不能改动或重新计时：《明码标价和禁止价格欺诈规定》第 20 条（C17）。没有任何改动。"
    en = "Viewers were told the end; it cannot be moved or wound back: Clear Pricing, art. 20 (C17). Nothing was changed."


class FloorIsOwners(NotAllowed):
    code = "offer_floor_owner"
    zh = "低于毛利底线只有负责人能放行，并要写明理由。没有保存；请负责人来填。"
    en = "Only an owner may let a price go below the floor, with a reason. Nothing was saved; ask an owner."


class PlanLocked(Conflict):
    code = "offer_plan_locked"
    zh = "优惠已经发布，不能{what}。没有任何改动；要停止，请结束它。"
    en = "The offer is published, so this cannot be done ({what_en}). Nothing was changed; end it to stop it."


class TooManyPlans(Conflict):
    code = "offer_too_many"
    zh = "一场最多 {most} 份优惠。没有保存，请先删去不用的。"
    en = "A show has at most {most} offers. Nothing was saved; remove some first."


class PlanShowOver(Conflict):
    code = "offer_show_over"
    zh = "这场直播已经结束，不能再备优惠。没有保存任何内容，请放到下一场。"
    en = "This show is over; no offer can be prepared for it. Nothing was saved; use the next show."


class NoStart(Conflict):
    code = "offer_no_start"
    zh = "没有写开始时间，不能定时发布。没有任何改动，请先填开始时间。"
    en = "It has no start, so it cannot be scheduled. Nothing was changed; enter a start first."


def read_draft(body: Mapping[str, Any]) -> Draft:
    """Raises BadPlan naming the field."""
    try:
        return draft_of(dict(body))
    except msgspec.ValidationError as error:
        raise BadPlan(why=str(error)) from None


def get_plan(tx: Session, tenant: str, plan: str, *, lock: bool = False) -> OfferPlan:
    """Raises PlanNotFound."""
    row = tx.get(OfferPlan, plan, with_for_update=True if lock else None)
    if row is None or row.tenant_id != tenant:
        raise PlanNotFound(id=plan)
    return row


def show_of_plan(tx: Session, tenant: str, plan: str) -> str | None:
    """None when the team has no such plan. Whether it was published, the show's log knows."""
    row = tx.get(OfferPlan, plan)
    return row.show_id if row is not None and row.tenant_id == tenant else None


def create_plan(tx: Session, actor: Actor, clock: Clock, show: str, draft: Draft) -> OfferPlan:
    """Raises ShowNotFound, PlanShowOver, TooManyPlans, FloorIsOwners."""
    if get_show(tx, actor.tenant, show).state in OVER:
        raise PlanShowOver
    kept = tx.scalar(select(func.count()).select_from(OfferPlan).where(OfferPlan.show_id == show)) or 0
    if kept >= MOST:
        raise TooManyPlans(most=MOST)
    draft = signed(actor, draft, None)
    row = OfferPlan(
        id=new_id("ofr", clock), tenant_id=actor.tenant, show_id=show, product_id=draft.product, state="draft",
        body=body_of(draft), created_at=clock(), updated_at=clock(), updated_by=actor.name, version=1,
    )  # fmt: skip
    tx.add(row)
    audit(tx, actor, clock, "offer.create", row.id, after=row.body, why=draft.floor_why)
    return row


def change_plan(
    tx: Session, actor: Actor, clock: Clock, plan: str, *, version: int, draft: Draft
) -> OfferPlan:
    """Raises PlanNotFound, Stale, EndFrozen, TermsFrozen, FloorIsOwners. What is scheduled stays scheduled,
    in the name of who changed it."""
    row = get_plan(tx, actor.tenant, plan, lock=True)
    held = draft_of(row.body)
    draft = signed(actor, draft, held)
    changed = [name for name, value in fields_of(draft).items() if value != fields_of(held)[name]]
    if row.published_at is not None and changed:
        if {"ends_at", "lasts_s", "starts_at"} & set(changed):
            raise EndFrozen
        raise TermsFrozen(fields="、".join(changed))
    require_version(version, row.version, {name: fields_of(draft)[name] for name in changed}, fields_of(held))
    if not changed:
        return row
    before = row.body
    row.body, row.product_id = body_of(draft), draft.product
    if draft.starts_at is None:
        row.state, row.scheduled_by = "draft", None
    elif row.state == "scheduled":
        row.scheduled_by = actor.id  # whoever wrote the terms stands for them when the clock publishes
    _touch(row, actor, clock)
    audit(tx, actor, clock, "offer.change", row.id, before=before, after=row.body, why=draft.floor_why)
    return row


def schedule_plan(tx: Session, actor: Actor, clock: Clock, plan: str, *, version: int, on: bool) -> OfferPlan:
    """Published by the server at its start, as by who asks now. Raises PlanNotFound, Stale, PlanLocked, NoStart."""
    row = get_plan(tx, actor.tenant, plan, lock=True)
    state = "scheduled" if on else "draft"
    require_version(version, row.version, {"state": state}, {"state": row.state})
    if row.published_at is not None:
        raise PlanLocked(what="改定时", what_en="schedule")
    if on and draft_of(row.body).starts_at is None:
        raise NoStart
    if row.state == state:
        return row
    row.state, row.scheduled_by = state, actor.id if on else None
    _touch(row, actor, clock)
    audit(tx, actor, clock, "offer.schedule" if on else "offer.unschedule", row.id)
    return row


def remove_plan(tx: Session, actor: Actor, clock: Clock, plan: str) -> str:
    """→ its show. Raises PlanNotFound, PlanLocked."""
    row = get_plan(tx, actor.tenant, plan, lock=True)
    if row.published_at is not None:
        raise PlanLocked(what="删除", what_en="remove")
    show = row.show_id
    audit(tx, actor, clock, "offer.remove", row.id, before=row.body)
    tx.delete(row)
    return show


def signed(actor: Actor, draft: Draft, held: Draft | None) -> Draft:
    """With the name of the owner who lets it go below the floor; a reason that stands keeps its name.

    Raises FloorIsOwners.
    """
    if draft.floor_why is None:
        return msgspec.structs.replace(draft, floor_by=None)
    same = held is not None and held.floor_why == draft.floor_why and held.floor_by is not None
    if same and held is not None and (held.paid, held.coupon) == (draft.paid, draft.coupon):
        return msgspec.structs.replace(draft, floor_by=held.floor_by)
    if actor.kind != "person" or Role.owner not in actor.roles:
        raise FloorIsOwners
    return msgspec.structs.replace(draft, floor_by=actor.id)


def as_signed(actor: Actor, draft: Draft, held: Draft | None) -> Draft:
    """As `signed`; a reason of somebody who is no owner does not count yet, so a form can be checked while typed."""
    try:
        return signed(actor, draft, held)
    except FloorIsOwners:
        return draft


def note_published(tx: Session, show: str, event: Offer, evidence: dict[str, Any] | None) -> None:
    """What the log says; again changes nothing. An offer of another show's copy of a log is nobody's."""
    row = tx.get(OfferPlan, event.offer, with_for_update=True)
    if row is not None and row.show_id == show and row.published_at is None:
        row.state, row.published_at, row.terms, row.evidence = "published", event.at, event.terms, evidence
        row.version += 1


def note_ended(tx: Session, show: str, offer: str, at: int) -> None:
    row = tx.get(OfferPlan, offer, with_for_update=True)
    if row is not None and row.show_id == show and row.ended_at is None:
        row.ended_at = at


def _touch(row: OfferPlan, actor: Actor, clock: Clock) -> None:
    row.updated_at, row.updated_by, row.version = clock(), actor.name, row.version + 1
