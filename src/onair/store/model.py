"""Tables of the store itself. The log's two live in a SQLite file of their own (see db.py)."""

from sqlalchemy import Identity, Integer, LargeBinary, String, UniqueConstraint
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
