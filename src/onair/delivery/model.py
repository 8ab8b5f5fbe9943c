"""Tables of delivery. Settings of targets and contact points are sealed (AES-GCM); the key is outside the database."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class Target(Base):
    """One robot, mail server or gateway. `channel` None = staff. `trouble`: why it stopped by itself.

    `hold_until`: no sooner than this (throttled); `refused`: refusals in a row.
    """

    __tablename__ = "delivery_target"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    channel: Mapped[str | None] = mapped_column(String(20))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(String(300))
    enabled: Mapped[bool]
    dry_run: Mapped[bool]
    trouble: Mapped[str | None] = mapped_column(String(40))
    refused: Mapped[int] = mapped_column(Integer)
    hold_until: Mapped[int] = mapped_column(BigInt)
    last_sent_at: Mapped[int | None] = mapped_column(BigInt)
    removed_at: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class Outgoing(Base):
    """One message. `key` is its owner's and unique in the team; `attempt_id` the newest try it was part of.

    `state`: queued, sending, sent, failed, blocked, unknown, dry, cancelled or confirm_wait. `not_before` starts as
    `due_at`; after `expires_at` it is blocked as too late.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        Index("ix_outbox_state_target_id_not_before", "state", "target_id", "not_before"),
        Index("ix_outbox_tenant_id_state_id", "tenant_id", "state", "id"),
        Index("ix_outbox_tenant_id_person_at", "tenant_id", "person", "at"),
        Index("ix_outbox_attempt_id", "attempt_id"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    key: Mapped[str] = mapped_column(String(200))
    target_id: Mapped[str] = mapped_column(ForeignKey("delivery_target.id"))
    kind: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(20))
    person: Mapped[str | None] = mapped_column(ID)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    due_at: Mapped[int] = mapped_column(BigInt)
    expires_at: Mapped[int] = mapped_column(BigInt)
    not_before: Mapped[int] = mapped_column(BigInt)
    state: Mapped[str] = mapped_column(String(16))
    detail: Mapped[str] = mapped_column(String(40))
    attempts: Mapped[int] = mapped_column(Integer)
    again: Mapped[int] = mapped_column(Integer)
    attempt_id: Mapped[str | None] = mapped_column(ID)
    at: Mapped[int] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)


class Attempt(Base):
    """One request that was about to leave: written, and synced, before it did. `n` messages went in it."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (Index("ix_delivery_attempt_target_id_started_at", "target_id", "started_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    target_id: Mapped[str] = mapped_column(ForeignKey("delivery_target.id"))
    send_key: Mapped[str] = mapped_column(String(80))
    n: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[int] = mapped_column(BigInt)
    ended_at: Mapped[int | None] = mapped_column(BigInt)
    outcome: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(40))


class Switch(Base):
    """A team's kill switch and dry run."""

    __tablename__ = "delivery_switch"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    paused: Mapped[bool]
    dry_run: Mapped[bool]
    why: Mapped[str | None] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[int] = mapped_column(BigInt)


class Contact(Base):
    """Somebody who agreed to be written to. `label` is the team's word for them, no address."""

    __tablename__ = "contact"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[int] = mapped_column(BigInt)
    erased_at: Mapped[int | None] = mapped_column(BigInt)


class ContactPoint(Base):
    """One address of a contact. `shown` is its mask; `fingerprint` a keyed hash that finds the same one again."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("tenant_id", "channel", "fingerprint"),)

    contact_id: Mapped[str] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(BigInt)


class ContactStop(Base):
    """An address whose owner withdrew, as its fingerprint: a list from before that cannot bring it back."""

    __tablename__ = "contact_stop"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[int] = mapped_column(BigInt)


class ShortLink(Base):
    """A tracked link. Its target never changes after it was made."""

    __tablename__ = "short_link"
    __table_args__ = (Index("ix_short_link_tenant_id_item", "tenant_id", "item"),)

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    target_url: Mapped[str] = mapped_column(Text)
    item: Mapped[str] = mapped_column(String(128))
    show_id: Mapped[str | None] = mapped_column(ID)
    person: Mapped[str | None] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)


class LinkClick(Base):
    """Clicks of one visitor (a keyed hash; `bot` for all machines together) on one link."""

    __tablename__ = "link_click"

    code: Mapped[str] = mapped_column(ForeignKey("short_link.code"), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(32), primary_key=True)
    n: Mapped[int] = mapped_column(BigInt)
    first_at: Mapped[int] = mapped_column(BigInt)
    last_at: Mapped[int] = mapped_column(BigInt)
