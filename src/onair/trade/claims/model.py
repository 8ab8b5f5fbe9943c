"""Tables of claims: what proves them, and which platform rules a team switched off."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class ClaimProof(Base):
    """Evidence for a claim in words. Never edited: withdrawn and entered anew, so that a past show can be judged.

    `since`, `valid_until`: days (YYYY-MM-DD) of the shop's zone, both included. `products`: ids, [] = the whole shop.
    """

    __tablename__ = "claim_proof"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(64), ForeignKey("tenant.id"))
    kind: Mapped[str] = mapped_column(String(20))
    claim: Mapped[str] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(String(120))
    sample: Mapped[str] = mapped_column(String(120))
    products: Mapped[list[str]] = mapped_column(Json)
    since: Mapped[str | None] = mapped_column(String(10))
    valid_until: Mapped[str | None] = mapped_column(String(10))
    file: Mapped[str | None] = mapped_column(String(2000))
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    approver: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (Index("ix_claim_proof_tenant_id_withdrawn_at", "tenant_id", "withdrawn_at"),)


class LintSwitch(Base):
    """Ids of platform rules that a team does not want. Law has no switch."""

    __tablename__ = "lint_switch"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    off: Mapped[list[Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(BigInt)
    changed_at: Mapped[int] = mapped_column(BigInt)
