"""Table of planned offers. Times in ms UTC, money in minor units."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class OfferPlan(Base):
    """`body`: a Draft. `state`: draft | scheduled | published; what became of it on air only the log knows. `terms` and
    `evidence`: as they were frozen in the log at `published_at`; `ended_at`: when it really ended."""

    __tablename__ = "offer_plan"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    product_id: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    scheduled_by: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[int | None] = mapped_column(BigInt)
    ended_at: Mapped[int | None] = mapped_column(BigInt)
    terms: Mapped[dict[str, Any] | None] = mapped_column(Json)
    evidence: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[int] = mapped_column(BigInt)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_offer_plan_show_id", "show_id"),
        Index("ix_offer_plan_tenant_id_product_id_published_at", "tenant_id", "product_id", "published_at"),
    )
