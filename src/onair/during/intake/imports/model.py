"""Tables of imports. Times are ms UTC; of an uploaded file only its hash and its events are kept."""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt

ID = String(64)


class Import(Base):
    """One file that was brought in. `asked`: show, kind, new, stage, t0 as given.

    `starts_at`…`ledger`: the span the file gives its show (windows.py), in the show's clock; `sets_window`
    False when the show has its times from elsewhere. `spool`: the uploaded file until it is done, by name.
    """

    __tablename__ = "imports"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str | None] = mapped_column(ForeignKey("show.id"))
    file: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInt)
    kind: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    progress: Mapped[float] = mapped_column(Float)
    cancel: Mapped[bool] = mapped_column(Boolean)
    asked: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    problem: Mapped[dict[str, Any] | None]
    signature: Mapped[str | None] = mapped_column(String(32))
    starts_at: Mapped[int | None] = mapped_column(BigInt)
    ends_at: Mapped[int | None] = mapped_column(BigInt)
    start_said: Mapped[bool] = mapped_column(Boolean)
    end_said: Mapped[bool] = mapped_column(Boolean)
    ledger: Mapped[bool] = mapped_column(Boolean)
    sets_window: Mapped[bool] = mapped_column(Boolean)
    spool: Mapped[str | None] = mapped_column(String(120))
    quarantine: Mapped[str | None] = mapped_column(String(120))
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
    finished_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_imports_tenant_id_id", "tenant_id", "id"),
        Index("ix_imports_show_id", "show_id"),
        Index("ix_imports_state", "state"),
    )


class LearntMapping(Base):
    """What a table's columns mean, learnt once. The newest version of a signature is the one in use."""

    __tablename__ = "mappings"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    signature: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    headers: Mapped[list[str]]
    mapping: Mapped[dict[str, Any]]
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
