"""Tables of the ways in: connections, and what came over them without a show to go to.

A connection's secret is nowhere: it is derived from the installation's key, the id and `generation`.
"""

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt


class Connection(Base):
    __tablename__ = "connection"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    connector: Mapped[str] = mapped_column(String(40))
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"))
    name: Mapped[str] = mapped_column(String(80))
    generation: Mapped[int] = mapped_column(Integer)
    rotated_at: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    revoked_at: Mapped[int | None] = mapped_column(BigInt)
    heard_since: Mapped[int | None] = mapped_column(BigInt)
    last_at: Mapped[int | None] = mapped_column(BigInt)
    error_at: Mapped[int | None] = mapped_column(BigInt)
    error_code: Mapped[str | None] = mapped_column(String(64))


class Inbox(Base):
    """One delivery. `body`: events in the log's codec, already without names. `show_id` None = still waiting."""

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("connection_id", "webhook_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(64), index=True)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    webhook_id: Mapped[str] = mapped_column(String(128))
    received_at: Mapped[int] = mapped_column(BigInt)
    first_at: Mapped[int] = mapped_column(BigInt)
    last_at: Mapped[int] = mapped_column(BigInt)
    n: Mapped[int] = mapped_column(Integer)
    codec: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    show_id: Mapped[str | None] = mapped_column(String(64))
