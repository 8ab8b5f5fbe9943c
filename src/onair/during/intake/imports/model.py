"""Tables of imports. Times are ms UTC; of an uploaded file only its hash and its events are kept."""

from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, LargeBinary, String
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


class OrderLine(Base):
    """One line of an order or after-sales export, by its number in its source: where it went, and what it said last.

    `show_id` None: no show yet, `why` says so (homes.py) and `body` keeps its events, people as keys. `kinds`: which
    events it has had (orderbook.KINDS), `digest` of them. Times ms UTC, money in minor units, None = not said.
    """

    __tablename__ = "order_line"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    source: Mapped[str] = mapped_column(ID, primary_key=True)
    line: Mapped[str] = mapped_column(String(128), primary_key=True)
    platform: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[str] = mapped_column(String(128))
    show_id: Mapped[str | None] = mapped_column(ForeignKey("show.id"))
    why: Mapped[str | None] = mapped_column(String(16))
    at: Mapped[int | None] = mapped_column(BigInt)
    paid_at: Mapped[int | None] = mapped_column(BigInt)
    amount: Mapped[int | None] = mapped_column(BigInt)
    user_pay: Mapped[int | None] = mapped_column(BigInt)
    back: Mapped[int | None] = mapped_column(BigInt)
    accounts: Mapped[list[str]]
    live: Mapped[bool | None] = mapped_column(Boolean)
    began_at: Mapped[int | None] = mapped_column(BigInt)
    kinds: Mapped[int] = mapped_column(Integer)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    import_id: Mapped[str] = mapped_column(ForeignKey("imports.id"))
    written_at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_order_line_tenant_id_platform_order_id", "tenant_id", "platform", "order_id"),
        Index("ix_order_line_show_id", "show_id"),
        Index("ix_order_line_tenant_id_why", "tenant_id", "why"),
    )
