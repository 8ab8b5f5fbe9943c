"""Tables of the playbook. Times in ms UTC."""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class PlaybookRule(Base):
    """What a team made of a rule. `body`: the fields that differ from ours, or a whole rule of its own (`own`).

    `auto`: room → {by, name, at}: who let the rule act by itself there; with `off`, who silenced it there.
    """

    __tablename__ = "playbook_rule"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    rule_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    own: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    auto: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(ID)
    version: Mapped[int] = mapped_column(BigInt)


class PlaybookSample(Base):
    """What a past show says of a room's usual. `keys`: what was asked; `body`: [[hour, key, values], …].

    `scores`: rule → what became of its proposals (`score.Score`).
    """

    __tablename__ = "playbook_sample"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    room_id: Mapped[str | None] = mapped_column(ID)
    ended_at: Mapped[int] = mapped_column(BigInt)
    mark: Mapped[str] = mapped_column(String(80))
    keys: Mapped[list[str]] = mapped_column(Json)
    body: Mapped[list[Any]] = mapped_column(Json)
    scores: Mapped[dict[str, Any]] = mapped_column(Json)

    __table_args__ = (Index("ix_playbook_sample_tenant_id_room_id", "tenant_id", "room_id"),)


class PlaybookBacktest(Base):
    """One run of a rule over past shows. `state`: queued, running, done, cancelled, failed."""

    __tablename__ = "playbook_backtest"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    rule: Mapped[dict[str, Any]] = mapped_column(Json)
    shows: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    progress: Mapped[float] = mapped_column(Float)
    result: Mapped[list[Any]] = mapped_column(Json)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
    finished_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (Index("ix_playbook_backtest_tenant_id_created_at", "tenant_id", "created_at"),)
