"""Tables of the comment radar. Times in ms UTC."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class CommentSetup(Base):
    """What a team set: limits of answering and of alarms."""

    __tablename__ = "comment_setup"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(BigInt)


class CommentLabel(Base):
    """What somebody of the team said about a text, and whether the model kept it. `text` is masked as in the log.

    `state`: kept, refused (it made the fixed set read worse), withdrawn. `before`, `after`: how much of that set is read
    right, in hundredths of a per cent."""

    __tablename__ = "comment_label"
    __table_args__ = (Index("ix_comment_label_tenant_id_id", "tenant_id", "id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    text: Mapped[str] = mapped_column(String(500))
    intent: Mapped[str | None] = mapped_column(String(20))
    negative: Mapped[bool | None]
    abuse: Mapped[bool | None]
    product: Mapped[str | None] = mapped_column(String(200))
    show_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    before: Mapped[int | None] = mapped_column(BigInt)
    after: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)
    withdrawn_by: Mapped[str | None] = mapped_column(String(64))
