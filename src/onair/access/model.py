"""Tables of access. Ids are `kernel.ids`; times are ms UTC; of secrets only the SHA-256 is stored."""

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt

ID = String(64)
HASH = String(64)


class Tenant(Base):
    __tablename__ = "tenant"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    demo: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[int] = mapped_column(BigInt)


class Person(Base):
    """`login` is unique in the installation, lower case. `password` None: invited, not yet claimed.
    A removed person keeps the row (old entries name them) but neither login nor password."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    login: Mapped[str | None] = mapped_column(String(80), unique=True)
    password: Mapped[str | None] = mapped_column(String(200))
    lang: Mapped[str] = mapped_column(String(2))
    disabled: Mapped[bool] = mapped_column(Boolean)
    removed: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class Membership(Base):
    """One row per role of a person."""

    __tablename__ = "membership"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)


class LoginSession(Base):
    """`hash` of the cookie; the cookie itself is nowhere. `seen_at` is written at most every few minutes."""

    __tablename__ = "login_session"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[int] = mapped_column(BigInt)
    seen_at: Mapped[int] = mapped_column(BigInt)


class LoginAttempt(Base):
    """One evaluated guess. `account` and `device` are hashes, so a list of tried names is not kept."""

    __tablename__ = "login_attempt"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    account: Mapped[str] = mapped_column(HASH)
    ip: Mapped[str] = mapped_column(String(64))
    device: Mapped[str | None] = mapped_column(HASH)
    at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_login_attempt_account_at", "account", "at"),
        Index("ix_login_attempt_ip_at", "ip", "at"),
        Index("ix_login_attempt_at", "at"),
    )


class ApiKey(Base):
    """`scopes`: space-separated, sorted. `revoked_at` None = in force."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    hash: Mapped[str] = mapped_column(HASH, unique=True)
    scopes: Mapped[str] = mapped_column(String(400))
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
    revoked_at: Mapped[int | None] = mapped_column(BigInt)


class Invite(Base):
    """A one-time link, valid 72 h; `used_at` closes it."""

    __tablename__ = "invite"

    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[int] = mapped_column(BigInt)
    expires_at: Mapped[int] = mapped_column(BigInt)
    used_at: Mapped[int | None] = mapped_column(BigInt)


class Audit(Base):
    """One link of a tenant's chain, never edited (a trigger refuses). `before`/`after`: canonical JSON."""

    __tablename__ = "audit"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    at: Mapped[int] = mapped_column(BigInt)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(ID)
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str | None] = mapped_column(Text)
    prev: Mapped[str] = mapped_column(HASH)
    hash: Mapped[str] = mapped_column(HASH)

    __table_args__ = (UniqueConstraint("tenant_id", "hash"),)


class AuditHead(Base):
    """The end of each chain, so that a missing tail is seen; its row lock orders concurrent writers."""

    __tablename__ = "audit_head"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInt)
    hash: Mapped[str] = mapped_column(HASH)
