"""Tables of the selection: weights, scores and their history, ratings, measured pictures, picks."""

from typing import Any

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)
KEY = String(128)


def of_product() -> ForeignKeyConstraint:
    """Every row is about a product that is there."""
    return ForeignKeyConstraint(["tenant_id", "product_id"], ["product.tenant_id", "product.id"])


class SelectionWeights(Base):
    """The team's own; `compared`: the upper triangle of an AHP matrix, [] for other methods."""

    __tablename__ = "selection_weights"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    method: Mapped[str] = mapped_column(String(16))
    weights: Mapped[dict[str, Any]] = mapped_column(Json)
    compared: Mapped[list[Any]] = mapped_column(Json)
    theme: Mapped[str] = mapped_column(String(120))
    changed_by: Mapped[str] = mapped_column(String(80))
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class SelectionRun(Base):
    """The last scoring. `stamp`: of what it was made; `body`: medians, priors, stability."""

    __tablename__ = "selection_run"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(200))
    at: Mapped[int] = mapped_column(BigInt)
    body: Mapped[dict[str, Any]] = mapped_column(Json)


class _Scored:
    """What a score row holds; `body` as `keeping.py` writes it."""

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    total: Mapped[float | None] = mapped_column(Float)
    gmv: Mapped[float | None] = mapped_column(Float)
    trap: Mapped[float | None] = mapped_column(Float)
    role: Mapped[str | None] = mapped_column(String(20))
    body: Mapped[dict[str, Any]] = mapped_column(Json)


class SelectionScore(_Scored, Base):
    """The newest score of each product."""

    __tablename__ = "selection_score"

    at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(),)


class SelectionHistory(_Scored, Base):
    """A score at the moment it had moved enough to be told."""

    __tablename__ = "selection_history"

    at: Mapped[int] = mapped_column(BigInt, primary_key=True)

    __table_args__ = (of_product(),)


class SelectionRating(Base):
    """One person's stars 1…5 for how a product looks."""

    __tablename__ = "selection_rating"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_name: Mapped[str] = mapped_column(String(80))
    stars: Mapped[int] = mapped_column(BigInt)
    note: Mapped[str | None] = mapped_column(String(120))
    at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(),)


class SelectionImage(Base):
    """A picture that was measured; the picture itself is not kept."""

    __tablename__ = "selection_image"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    product_id: Mapped[str] = mapped_column(KEY)
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    look: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(), UniqueConstraint("tenant_id", "product_id", "sha256"))


class SelectionPick(Base):
    """A product chosen for a show."""

    __tablename__ = "selection_pick"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    picked_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(),)
