"""Tables: segments of a team, and how many were in them when. Times in ms UTC."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class SegmentRow(Base):
    """`rule`: see `rule.Node`. A removed one stays for what was sent to it."""

    __tablename__ = "segment"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    rule: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(String(120))
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(120))
    removed_at: Mapped[int | None] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class SegmentCount(Base):
    """Of one segment (a preset's id or a row's) as of one book. `entered`, `gone`: against the count before; None = the
    first, or its rule was changed since. `file`: its members, below the team's folder."""

    __tablename__ = "segment_count"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    segment_id: Mapped[str] = mapped_column(ID, primary_key=True)
    as_of: Mapped[int] = mapped_column(BigInt, primary_key=True)
    n: Mapped[int] = mapped_column(BigInt)
    entered: Mapped[int | None] = mapped_column(BigInt)
    gone: Mapped[int | None] = mapped_column(BigInt)
    file: Mapped[str] = mapped_column(String(160))
