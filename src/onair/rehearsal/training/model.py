"""Tables of rehearsals. Times in ms UTC."""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class Training(Base):
    """One rehearsal; its show holds the log. `mark`: rehearsals that may be compared bear the same. `state`: running,
    over. `seats`: seat → [person, name]. `score` None = not worked out yet."""

    __tablename__ = "training"

    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    scenario: Mapped[str | None] = mapped_column(String(40))
    source_show: Mapped[str | None] = mapped_column(ID)
    seed: Mapped[int] = mapped_column(BigInt)
    begin: Mapped[int] = mapped_column(BigInt)
    minutes: Mapped[int] = mapped_column(BigInt)
    viewers: Mapped[int] = mapped_column(BigInt)
    from_s: Mapped[int] = mapped_column(BigInt)
    speed: Mapped[float] = mapped_column(Float)
    paused: Mapped[bool] = mapped_column(Boolean)
    hidden: Mapped[bool] = mapped_column(Boolean)
    faults: Mapped[list[Any]] = mapped_column(Json)
    seats: Mapped[dict[str, Any]] = mapped_column(Json)
    instructor: Mapped[str | None] = mapped_column(ID)
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    mark: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12))
    why: Mapped[str | None] = mapped_column(String(20))
    started_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
    finished_at: Mapped[int | None] = mapped_column(BigInt)
    score: Mapped[dict[str, Any] | None] = mapped_column(Json)

    __table_args__ = (
        Index("ix_training_tenant_id_created_at", "tenant_id", "created_at"),
        Index("ix_training_state", "state"),
    )


class TrainingLimits(Base):
    """What a team made of our limits."""

    __tablename__ = "training_limits"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(ID)
    version: Mapped[int] = mapped_column(BigInt)
