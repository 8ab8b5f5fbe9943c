"""Tables of the gate. Times in ms UTC. Rows about one show are never deleted: withdrawn ones keep who and when."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt

ID = String(64)
CODE = String(24)


class GateMark(Base):
    """A person's word on one thing of one show: verified, seen, reviewed, signed. `basis`: what it was given for."""

    __tablename__ = "gate_mark"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    code: Mapped[str] = mapped_column(CODE)
    subject: Mapped[str] = mapped_column(ID)
    basis: Mapped[str] = mapped_column(String(80))
    note: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[int] = mapped_column(BigInt)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)
    withdrawn_by: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (Index("ix_gate_mark_tenant_id_show_id", "tenant_id", "show_id"),)


class GateWaiver(Base):
    """A point that was passed over, why and by whom. `code` "all" = the whole gate."""

    __tablename__ = "gate_waiver"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    code: Mapped[str] = mapped_column(CODE)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[str] = mapped_column(ID)
    by_name: Mapped[str] = mapped_column(String(80))
    at: Mapped[int] = mapped_column(BigInt)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)
    withdrawn_by: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (Index("ix_gate_waiver_tenant_id_show_id", "tenant_id", "show_id"),)


class GateOwner(Base):
    """Who settles a point of a show, and by when, where it differs from the rule."""

    __tablename__ = "gate_owner"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[int | None] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class GateSetting(Base):
    """Of a team. `mode` warn = an open gate is told and kept on record, refuse = it keeps shows off the air."""

    __tablename__ = "gate_setting"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(8))
    seller_name: Mapped[str] = mapped_column(String(120))
    seller_address: Mapped[str] = mapped_column(String(200))
    seller_contact: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(BigInt)
