"""Tables of the feedback loop. Times in ms UTC; texts come masked (`door.clean`)."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.after.feedback.kinds import Kind, Origin, State
from onair.store.db import Base, BigInt, Json

ID = String(64)


class Ticket(Base):
    """One thing that somebody said. `no`: its number in the team. `source`: what it was made of, once per team.

    `votes`: how many said it. `parent_id`: merged into that one, which can be undone. `answerers`: persons who wrote this
    round's answer. `limit_ms`, `spent_ms`, `since`: its clock, `due_at` what follows of it; `place`: running ones by due
    time, then the newest. `nudge`: the next reminder, due at `nudge_at`. `secret`: hash of the asker's link.
    """

    __tablename__ = "feedback_ticket"
    __table_args__ = (
        UniqueConstraint("tenant_id", "no"),
        UniqueConstraint("tenant_id", "source"),
        Index("ix_feedback_ticket_tenant_id_place_id", "tenant_id", "place", "id"),
        Index("ix_feedback_ticket_tenant_id_product_id", "tenant_id", "product_id"),
        Index("ix_feedback_ticket_parent_id", "parent_id"),
        Index("ix_feedback_ticket_secret", "secret"),
        Index("ix_feedback_ticket_nudge_at", "nudge_at"),
        Index("ix_feedback_ticket_link_id_created_at", "link_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    no: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)
    kind: Mapped[Kind] = mapped_column(String(16))
    state: Mapped[State] = mapped_column(String(16))
    origin: Mapped[Origin] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(Text)
    product_id: Mapped[str | None] = mapped_column(String(128))
    show_id: Mapped[str | None] = mapped_column(ID)
    order_ref: Mapped[str | None] = mapped_column(String(64))
    owner_id: Mapped[str | None] = mapped_column(ID)
    votes: Mapped[int] = mapped_column(Integer)
    parent_id: Mapped[str | None] = mapped_column(ID)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[int | None] = mapped_column(BigInt)
    answerers: Mapped[list[Any]] = mapped_column(Json)
    question: Mapped[str | None] = mapped_column(Text)
    verified_by: Mapped[str | None] = mapped_column(String(16))
    round: Mapped[int] = mapped_column(Integer)
    limit_ms: Mapped[int] = mapped_column(BigInt)
    spent_ms: Mapped[int] = mapped_column(BigInt)
    since: Mapped[int | None] = mapped_column(BigInt)
    due_at: Mapped[int | None] = mapped_column(BigInt)
    place: Mapped[int] = mapped_column(BigInt)
    nudge: Mapped[int] = mapped_column(Integer)
    nudge_at: Mapped[int | None] = mapped_column(BigInt)
    link_id: Mapped[str | None] = mapped_column(ID)
    visitor: Mapped[str | None] = mapped_column(String(32))
    contact_id: Mapped[str | None] = mapped_column(ID)
    secret: Mapped[str | None] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(2))
    said_at: Mapped[int] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(String(120))
    updated_at: Mapped[int] = mapped_column(BigInt)
    erased_at: Mapped[int | None] = mapped_column(BigInt)


class TicketStepRow(Base):
    """One change of a ticket, never edited; `body` loses what a person wrote when that person asks for it.

    `seq` from 1; `by_kind`: person, key, system or asker.
    """

    __tablename__ = "feedback_step"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("feedback_ticket.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    at: Mapped[int] = mapped_column(BigInt)
    by_kind: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(String(120))
    what: Mapped[str] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(Json)


class FeedbackSetup(Base):
    """A team's working hours, limits by kind and robots. `body`: see `setup.Setup`."""

    __tablename__ = "feedback_setup"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(BigInt)
    updated_at: Mapped[int] = mapped_column(BigInt)


class FormLink(Base):
    """A form for everybody who has its link: `hash` of the token, until `expires_at`."""

    __tablename__ = "feedback_link"
    __table_args__ = (UniqueConstraint("hash"), Index("ix_feedback_link_tenant_id_id", "tenant_id", "id"))

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80))
    product_id: Mapped[str | None] = mapped_column(String(128))
    show_id: Mapped[str | None] = mapped_column(ID)
    expires_at: Mapped[int] = mapped_column(BigInt)
    revoked_at: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(String(120))


class Proof(Base):
    """A picture, a document or an address. `body` None = an address (`url`), or it was erased."""

    __tablename__ = "feedback_proof"
    __table_args__ = (Index("ix_feedback_proof_ticket_id_id", "ticket_id", "id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("feedback_ticket.id"))
    by_kind: Mapped[str] = mapped_column(String(16))
    by_name: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    media: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInt)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    url: Mapped[str | None] = mapped_column(String(2000))
    at: Mapped[int] = mapped_column(BigInt)
