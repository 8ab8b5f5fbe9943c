"""Table of links to a review. Times in ms UTC."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt


class ReviewShare(Base):
    """Only the SHA-256 of the secret is stored. `name`: whom it is for; `money` False: no amounts; `opened`: how often,
    `seen_at`: when it was opened last."""

    __tablename__ = "review_share"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    money: Mapped[bool]
    created_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(BigInt)
    expires_at: Mapped[int] = mapped_column(BigInt)
    revoked_at: Mapped[int | None] = mapped_column(BigInt)
    seen_at: Mapped[int | None] = mapped_column(BigInt)
    opened: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (Index("ix_review_share_tenant_id_show_id", "tenant_id", "show_id"),)
