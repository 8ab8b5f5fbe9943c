"""Tables of technical checks. Times are ms UTC; a live input's address is never kept, only its shown form."""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt

ID = String(64)


class TechRoom(Base):
    """What a room is measured by: its category and the values of its colour card (`#rrggbb`; empty = ours)."""

    __tablename__ = "tech_room"

    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    profile: Mapped[str] = mapped_column(String(20))
    card: Mapped[list[str]]
    version: Mapped[int] = mapped_column(BigInt)


class TechCheck(Base):
    """One check. `spool`: the uploaded file's name until it was measured. `problem`: code, zh, en."""

    __tablename__ = "tech_check"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    profile: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInt)
    uplink_kbps: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(16))
    progress: Mapped[float] = mapped_column(Float)
    verdict: Mapped[str | None] = mapped_column(String(8))
    report: Mapped[dict[str, Any] | None]
    problem: Mapped[dict[str, Any] | None]
    spool: Mapped[str | None] = mapped_column(String(40))
    demo: Mapped[bool] = mapped_column(Boolean)
    created_by: Mapped[str] = mapped_column(ID)
    created_by_name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[int] = mapped_column(BigInt)
    finished_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_tech_check_tenant_id_room_id_id", "tenant_id", "room_id", "id"),
        Index("ix_tech_check_state", "state"),
    )


class TechTask(Base):
    """One line of a room's checklist. `owner`: a person's id; `done_by` a name, as it was then."""

    __tablename__ = "tech_task"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    place: Mapped[int] = mapped_column(Integer)
    zh: Mapped[str] = mapped_column(String(200))
    en: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str | None] = mapped_column(ID)
    done_at: Mapped[int | None] = mapped_column(BigInt)
    done_by: Mapped[str | None] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (Index("ix_tech_task_tenant_id_room_id", "tenant_id", "room_id"),)
