"""Tickets → what goes over the wire, with the names of what they point at."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor, list_people
from onair.after.feedback.hours import Hours, left
from onair.after.feedback.listing import Listed, history
from onair.after.feedback.merging import alike, children, voices
from onair.after.feedback.model import FormLink, Proof, Ticket, TicketStepRow
from onair.after.feedback.proofs import proofs_of
from onair.after.feedback.rows import clock_of
from onair.after.feedback.schemas import (
    FeedbackLinkOut,
    FeedbackRobot,
    FeedbackSetupOut,
    TicketDetail,
    TicketOut,
    TicketPage,
    TicketProofOut,
    TicketStepOut,
    TrendOut,
    TrendWeek,
)
from onair.after.feedback.setup import Setup, body_of, setup_of
from onair.after.feedback.trending import ProductTrend
from onair.delivery.service import targets
from onair.trade.service import find_show, products_of


class Names(NamedTuple):
    """Titles by id; `merged`: of each ticket how many are in it and their votes."""

    products: Mapping[str, str]
    shows: Mapping[str, str]
    people: Mapping[str, str]
    merged: Mapping[str, tuple[int, int]]
    hours: Hours
    now: int


def names(tx: Session, tenant: str, rows: Iterable[Ticket], now: int) -> Names:
    held = list(rows)
    products = products_of(tx, tenant, {row.product_id for row in held if row.product_id})
    seen = (find_show(tx, show) for show in {row.show_id for row in held if row.show_id})
    return Names(
        {id_: one.title for id_, one in products.items()},
        {show.id: show.title for show in seen if show is not None and show.tenant == tenant},
        {one.id: one.name for one in list_people(tx, tenant)},
        voices(tx, [row.id for row in held]), setup_of(tx, tenant).hours, now,
    )  # fmt: skip


def ticket_out(row: Ticket, known: Names) -> TicketOut:
    merged, votes = known.merged.get(row.id, (0, 0))
    facts = {
        "product": row.product_id, "show": row.show_id, "order": row.order_ref, "owner": row.owner_id,
        "parent": row.parent_id, "product_title": known.products.get(row.product_id or ""),
        "show_title": known.shows.get(row.show_id or ""), "owner_name": known.people.get(row.owner_id or ""),
        "merged": merged, "merged_votes": votes, "left_ms": left(clock_of(row), known.hours, known.now),
        "reachable": row.contact_id is not None,
    }  # fmt: skip
    plain = {name: getattr(row, name) for name in TicketOut.model_fields if name not in facts}
    return TicketOut.model_validate(plain | facts)


def page_out(tx: Session, tenant: str, found: Listed, now: int) -> TicketPage:
    known = names(tx, tenant, found.rows, now)
    return TicketPage(
        items=[ticket_out(row, known) for row in found.rows], next=found.next, counts=found.counts, as_of=now,
        zone=found.setup.hours.zone,
    )  # fmt: skip


def one_out(tx: Session, row: Ticket, now: int) -> TicketOut:
    return ticket_out(row, names(tx, row.tenant_id, [row], now))


def detail_out(tx: Session, actor: Actor, row: Ticket, now: int) -> TicketDetail:
    near, below = alike(tx, row.tenant_id, row.id), children(tx, [row.id]).get(row.id, [])
    known = names(tx, row.tenant_id, [row, *near, *below], now)
    return TicketDetail(
        ticket=ticket_out(row, known),
        steps=[step_out(step) for step in history(tx, row.id)],
        proofs=[proof_out(proof) for proof in proofs_of(tx, row.id)],
        alike=[ticket_out(one, known) for one in near],
        children=[ticket_out(one, known) for one in below],
        may_verify=row.state == "answered" and row.parent_id is None and actor.id not in row.answerers,
    )


def step_out(step: TicketStepRow) -> TicketStepOut:
    return TicketStepOut(
        seq=step.seq, at=step.at, by=step.by_name, by_kind=step.by_kind, what=step.what, body=step.body
    )


def proof_out(proof: Proof) -> TicketProofOut:
    return TicketProofOut(
        id=proof.id, name=proof.name, media=proof.media, size=proof.size, url=proof.url, by=proof.by_name,
        by_kind=proof.by_kind, at=proof.at, erased=proof.name == "—",
    )  # fmt: skip


def setup_out(tx: Session, tenant: str, held: Setup) -> FeedbackSetupOut:
    robots = [
        FeedbackRobot(id=one.id, name=one.name, kind=one.kind, channel=one.channel)
        for one in targets(tx, tenant)
    ]
    return FeedbackSetupOut.model_validate(body_of(held) | {"version": held.version, "robots": robots})


def link_out(link: FormLink, products: Mapping[str, str], sent: int) -> FeedbackLinkOut:
    return FeedbackLinkOut(
        id=link.id, name=link.name, product=link.product_id, product_title=products.get(link.product_id or ""),
        show=link.show_id, expires_at=link.expires_at, created_at=link.created_at, created_by=link.created_by, sent=sent,
    )  # fmt: skip


def trend_out(found: ProductTrend, products: Mapping[str, str]) -> TrendOut:
    rows = [TrendWeek(start=one.start, n=one.n, kinds=dict(one.kinds), paid=one.paid) for one in found.weeks]
    return TrendOut(
        product=found.product, product_title=products.get(found.product or ""), n=found.n, open=found.open, weeks=rows,
        **found.verdict._asdict(),
    )  # fmt: skip
