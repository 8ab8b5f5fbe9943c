"""Tables of evidence about products. Money in minor units, times in ms UTC, rates 0…1; NULL = not known."""

from typing import Any

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)
KEY = String(128)


def of_product() -> ForeignKeyConstraint:
    """Every row is about a product that is there."""
    return ForeignKeyConstraint(["tenant_id", "product_id"], ["product.tenant_id", "product.id"])


class EvidenceMark(Base):
    """Moves with every change of evidence, so that one row tells whether scores are out of date."""

    __tablename__ = "evidence_mark"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    changes: Mapped[int] = mapped_column(BigInt)
    changed_at: Mapped[int] = mapped_column(BigInt)


class Snapshot(Base):
    """A product as a catalogue showed it: price, sold in 30 days, comments ever."""

    __tablename__ = "snapshot"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    at: Mapped[int] = mapped_column(BigInt, primary_key=True)
    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    price: Mapped[int | None] = mapped_column(BigInt)
    sold: Mapped[int | None] = mapped_column(BigInt)
    comments: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (of_product(),)


class ProductSupply(Base):
    """What the supply side says; `sheet`: the other columns of a 排品表, under their own names."""

    __tablename__ = "product_supply"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    cost: Mapped[int | None] = mapped_column(BigInt)
    commission_rate: Mapped[float | None] = mapped_column(Float)
    gift_cost: Mapped[int | None] = mapped_column(BigInt)
    freight: Mapped[int | None] = mapped_column(BigInt)
    lead_days: Mapped[float | None] = mapped_column(Float)
    daily_capacity: Mapped[int | None] = mapped_column(BigInt)
    on_time_rate: Mapped[float | None] = mapped_column(Float)
    quality_return_rate: Mapped[float | None] = mapped_column(Float)
    suppliers: Mapped[int | None] = mapped_column(BigInt)
    sheet: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(),)


class PaidPrice(Base):
    """A price that was really paid for one piece of a product in a show: how often, first and last when."""

    __tablename__ = "paid_price"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    price: Mapped[int] = mapped_column(BigInt, primary_key=True)
    room_id: Mapped[str | None] = mapped_column(ID)
    n: Mapped[int] = mapped_column(BigInt)
    first_at: Mapped[int] = mapped_column(BigInt)
    last_at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        of_product(),
        Index("ix_paid_price_tenant_id_product_id_last_at", "tenant_id", "product_id", "last_at"),
    )


class ProductPaper(Base):
    """A qualification: licence, certificate, report, authorisation. `expires_at` None = does not expire."""

    __tablename__ = "product_paper"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    product_id: Mapped[str] = mapped_column(KEY)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str | None] = mapped_column(String(120))
    expires_at: Mapped[int | None] = mapped_column(BigInt)
    file: Mapped[str | None] = mapped_column(String(2000))
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(), Index("ix_product_paper_tenant_id_product_id", "tenant_id", "product_id"))


class PaperList(Base):
    """Which papers a team's products need by category, when somebody changed what came with OnAir.

    `body`: {"rules": [{"name": {"zh", "en"}, "words", "kinds", "basis"}], "general": [kind]}.
    """

    __tablename__ = "paper_list"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(BigInt)
    changed_at: Mapped[int] = mapped_column(BigInt)


class SignalRow(Base):
    """What a show said of a product: `n` counts, `value` in minor units where the kind is money."""

    __tablename__ = "product_signal"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    n: Mapped[int] = mapped_column(BigInt)
    value: Mapped[int] = mapped_column(BigInt)
    as_of: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(),)


class FeedbackRow(Base):
    """What tickets say of a product in the week that starts at `week`: `n` voices, `open` tickets that wait."""

    __tablename__ = "product_feedback"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    week: Mapped[int] = mapped_column(BigInt, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    n: Mapped[int] = mapped_column(BigInt)
    open: Mapped[int] = mapped_column(BigInt)
    as_of: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (of_product(),)


class ShowCurve(Base):
    """[[minute of the show, people online], …] of a show that is over."""

    __tablename__ = "show_curve"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    points: Mapped[list[Any]] = mapped_column(Json)
    ended_at: Mapped[int] = mapped_column(BigInt)
