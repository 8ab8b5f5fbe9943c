"""Tables of compliance: the consent ledger (triggers keep it append-only), its head, and a team's rules."""

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt


class ConsentEntry(Base):
    """One link of a team's chain. `channel` and `purpose` may be `*` (all) when `act` is withdraw.

    `given_at`: when the person said so; `at`: when it was written down.
    """

    __tablename__ = "consent_entry"
    __table_args__ = (Index("ix_consent_entry_tenant_id_person_seq", "tenant_id", "person", "seq"),)

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInt)
    given_at: Mapped[int] = mapped_column(BigInt)
    person: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(20))
    act: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(120))
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ConsentHead(Base):
    """The end of each chain, so that a missing tail is seen; its row lock orders writers."""

    __tablename__ = "consent_head"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt)
    hash: Mapped[str] = mapped_column(String(64))


class ContactRules(Base):
    """How often and when a team may write. Minutes of the shop's day; caps are messages to one person."""

    __tablename__ = "contact_rules"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    quiet_from: Mapped[int] = mapped_column(Integer)
    quiet_to: Mapped[int] = mapped_column(Integer)
    cap_day: Mapped[int] = mapped_column(Integer)
    cap_week: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(BigInt)
