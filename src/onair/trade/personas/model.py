"""Tables of personas: one for each host who has one, and what hosts signed to have used themselves."""

from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class PersonaRow(Base):
    """`proof`: [{claim, evidence, until}]; lists of words otherwise."""

    __tablename__ = "persona"

    host_id: Mapped[str] = mapped_column(String(64), ForeignKey("host.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(64), ForeignKey("tenant.id"), index=True)
    labels: Mapped[list[str]] = mapped_column(Json)
    expertise: Mapped[list[str]] = mapped_column(Json)
    proof: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    voice: Mapped[str] = mapped_column(Text)
    story: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class UseRecord(Base):
    """A host says and signs that they used a product, from when to when; never edited, only withdrawn."""

    __tablename__ = "use_record"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(64), ForeignKey("tenant.id"))
    host_id: Mapped[str] = mapped_column(String(64), ForeignKey("host.id"))
    product_id: Mapped[str] = mapped_column(String(128))
    used_from: Mapped[int] = mapped_column(BigInt)
    used_until: Mapped[int] = mapped_column(BigInt)
    words: Mapped[str] = mapped_column(Text)
    signed_name: Mapped[str] = mapped_column(String(80))
    signed_at: Mapped[int] = mapped_column(BigInt)
    kept_by: Mapped[str] = mapped_column(String(64))
    kept_name: Mapped[str] = mapped_column(String(120))
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["product.tenant_id", "product.id"]),
        Index("ix_use_record_tenant_id_host_id", "tenant_id", "host_id"),
    )
