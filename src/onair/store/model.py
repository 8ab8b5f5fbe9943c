"""Tables of the store itself. The log's two live in a SQLite file of their own (see db.py)."""

from typing import Any

from sqlalchemy import Float, Identity, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base

LOG_TABLES = ("event_batch", "log_probe")


class EventBatch(Base):
    """One acknowledged batch. `seq` orders all shows' batches; `offset` is the place of its first event."""

    __tablename__ = "event_batch"
    __table_args__ = (UniqueConstraint("show_id", "offset"),)

    seq: Mapped[int] = mapped_column(Identity(), primary_key=True)
    show_id: Mapped[str] = mapped_column(String(64))
    offset: Mapped[int]
    tenant_id: Mapped[str] = mapped_column(String(64))
    n: Mapped[int] = mapped_column(Integer)
    clock: Mapped[int]
    codec: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class LogProbe(Base):
    """One row, rewritten to learn whether a full disk has room again."""

    __tablename__ = "log_probe"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Job(Base):
    """Long work with progress. Times in ms; `state`: see jobs.py."""

    __tablename__ = "job"
    __table_args__ = (Index(None, "state", "kind"), Index(None, "tenant_id", "kind"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]]
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    result: Mapped[dict[str, Any] | None]
    cancel: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[int]
    started_at: Mapped[int | None]
    beat_at: Mapped[int | None]
    ended_at: Mapped[int | None]
