"""Tables of the question and answer library. Times in ms UTC."""

from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class QaAnswer(Base):
    """`source`: {kind, text, ref} or NULL. `product_id` NULL = of the whole shop. `host_id`: first person, whose."""

    __tablename__ = "qa_answer"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    product_id: Mapped[str | None] = mapped_column(String(128))
    host_id: Mapped[str | None] = mapped_column(ForeignKey("host.id"))
    intent: Mapped[str] = mapped_column(String(20))
    variants: Mapped[list[str]] = mapped_column(Json)
    short: Mapped[str] = mapped_column(Text)
    short_en: Mapped[str] = mapped_column(Text)
    long: Mapped[str] = mapped_column(Text)
    source: Mapped[dict[str, Any] | None] = mapped_column(Json)
    until: Mapped[int | None] = mapped_column(BigInt)
    never: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[str] = mapped_column(ID)
    author_name: Mapped[str] = mapped_column(String(120))
    approver_id: Mapped[str | None] = mapped_column(ID)
    approver_name: Mapped[str | None] = mapped_column(String(120))
    approved_at: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["product.tenant_id", "product.id"]),
        Index("ix_qa_answer_tenant_id_updated_at", "tenant_id", "updated_at"),
    )


class QaHistory(Base):
    """What an answer was after each step. `what`: create, edit, approve, withdraw, restore, import."""

    __tablename__ = "qa_history"

    answer_id: Mapped[str] = mapped_column(ForeignKey("qa_answer.id"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInt, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    at: Mapped[int] = mapped_column(BigInt)
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(String(120))
    what: Mapped[str] = mapped_column(String(12))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
