"""Tables of the rundown: one for each show, its slots in order; a team's own themes."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class RundownRow(Base):
    """`limits`: figures of the hard rules that differ from the usual, and `off`: rules left out."""

    __tablename__ = "rundown"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(64), ForeignKey("tenant.id"), index=True)
    show_id: Mapped[str] = mapped_column(String(64), ForeignKey("show.id"), unique=True)
    theme: Mapped[str | None] = mapped_column(String(40))
    limits: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(BigInt)


class SlotRow(Base):
    """`pin`: minute after the start at which it must begin. `timing`: how its length behaves (words.TIMINGS).
    `sheet`: the other columns of a 排品表, as written."""

    __tablename__ = "rundown_slot"

    rundown_id: Mapped[str] = mapped_column(String(64), ForeignKey("rundown.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    product_id: Mapped[str | None] = mapped_column(String(128))
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int] = mapped_column(Integer)
    host_id: Mapped[str | None] = mapped_column(String(64))
    helpers: Mapped[list[str]] = mapped_column(Json)
    role: Mapped[str | None] = mapped_column(String(20))
    price: Mapped[int | None] = mapped_column(BigInt)
    pin: Mapped[int | None] = mapped_column(Integer)
    timing: Mapped[str] = mapped_column(String(16), server_default="linked")
    card: Mapped[dict[str, Any]] = mapped_column(Json)
    sheet: Mapped[dict[str, Any]] = mapped_column(Json)
    note: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("price IS NULL OR price >= 0", name="price"),
    )


class ThemeRow(Base):
    """`body`: as `themes.kept_of`."""

    __tablename__ = "rundown_theme"

    tenant_id: Mapped[str] = mapped_column(String(64), ForeignKey("tenant.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)
