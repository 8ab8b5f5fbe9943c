"""Tables of the broadcast: links for pages without a login, and what arrived that we do not know."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt


class ViewToken(Base):
    """A link to one view of one show (overlay, prompter, wall). Only the SHA-256 of the secret is stored.

    `name`: which screen it is for; `seen_at`: when it was used last, to the minute; `layout`: of an overlay, what it
    draws.
    """

    __tablename__ = "view_token"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    view: Mapped[str] = mapped_column(String(16))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(BigInt)
    revoked_at: Mapped[int | None] = mapped_column(BigInt)
    name: Mapped[str] = mapped_column(String(60), server_default="")
    seen_at: Mapped[int | None] = mapped_column(BigInt)
    layout: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("ix_view_token_tenant_id_show_id", "tenant_id", "show_id"),)


class IntakeNote(Base):
    """A field that a source sends and nobody asked for: dropped before the log, counted here."""

    __tablename__ = "intake_note"

    tenant_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    show_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(BigInt)
    first_at: Mapped[int] = mapped_column(BigInt)
    last_at: Mapped[int] = mapped_column(BigInt)
