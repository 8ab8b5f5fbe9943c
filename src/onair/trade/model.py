"""Tables of trade: rooms, hosts, products, shows. Prices in minor units, times in ms UTC.

A product's id is the caller's own (the shop's or the platform's), unique in the tenant; events may name it
by that or by any of its other platform ids.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)
KEY = String(128)


class Room(Base):
    """`market`: whose rules of prices hold (cn, eu, uk, us). `stock_owner`: platform = it alone knows what is left, and
    OnAir shows its readings; onair = the show's owner counts."""

    __tablename__ = "room"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    platform: Mapped[str] = mapped_column(String(40))
    account: Mapped[str | None] = mapped_column(String(120))
    market: Mapped[str] = mapped_column(String(2), server_default="cn")
    stock_owner: Mapped[str] = mapped_column(String(16), server_default="onair")
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class Host(Base):
    __tablename__ = "host"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)


class Product(Base):
    """Prices and stock None = unknown. `stock_seen_at`: when somebody or a file last stated the stock, equal or not.

    A removed one keeps its row: old shows name it.
    """

    __tablename__ = "product"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    id: Mapped[str] = mapped_column(KEY, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(String(120))
    price: Mapped[int | None] = mapped_column(BigInt)
    currency: Mapped[str] = mapped_column(String(3))
    stock: Mapped[int | None] = mapped_column(BigInt)
    stock_seen_at: Mapped[int | None] = mapped_column(BigInt)
    images: Mapped[list[str]] = mapped_column(Json)
    links: Mapped[list[str]] = mapped_column(Json)
    role: Mapped[str | None] = mapped_column(String(20))
    removed: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[int] = mapped_column(BigInt)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        CheckConstraint("price IS NULL OR price >= 0", name="price"),
        CheckConstraint("stock IS NULL OR stock >= 0", name="stock"),
    )


class ProductPolicy(Base):
    """What the seller grants for a product; see `policy.Policy`."""

    __tablename__ = "product_policy"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    returns_days: Mapped[int | None] = mapped_column(Integer)
    exclusion: Mapped[str] = mapped_column(String(16))
    confirmed: Mapped[bool] = mapped_column(Boolean)
    instalments: Mapped[int | None] = mapped_column(Integer)
    trial_days: Mapped[int | None] = mapped_column(Integer)
    warranty_months: Mapped[int | None] = mapped_column(Integer)
    maker_price: Mapped[int | None] = mapped_column(BigInt)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (ForeignKeyConstraint(["tenant_id", "product_id"], ["product.tenant_id", "product.id"]),)


class ProductAlias(Base):
    """Another id of a product, on some platform; one product has it, or none."""

    __tablename__ = "product_alias"

    tenant_id: Mapped[str] = mapped_column(ID, primary_key=True)
    platform_id: Mapped[str] = mapped_column(KEY, primary_key=True)
    product_id: Mapped[str] = mapped_column(KEY)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "product_id"], ["product.tenant_id", "product.id"]),
        Index("ix_product_alias_tenant_id_product_id", "tenant_id", "product_id"),
    )


class Show(Base):
    """`sort_at`: its planned start, or its making when there is none; lists run along it."""

    __tablename__ = "show"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    title: Mapped[str] = mapped_column(String(120))
    room_id: Mapped[str | None] = mapped_column(ForeignKey("room.id"))
    currency: Mapped[str] = mapped_column(String(3))
    zone: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[int | None] = mapped_column(BigInt)
    planned_end: Mapped[int | None] = mapped_column(BigInt)
    started_at: Mapped[int | None] = mapped_column(BigInt)
    ended_at: Mapped[int | None] = mapped_column(BigInt)
    end_declared: Mapped[bool] = mapped_column(Boolean)
    origin: Mapped[str] = mapped_column(String(16))
    staged: Mapped[bool] = mapped_column(Boolean)
    demo: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str | None] = mapped_column(Text)
    sort_at: Mapped[int] = mapped_column(BigInt)
    cancelled_at: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_show_tenant_id_sort_at", "tenant_id", "sort_at"),
        Index("ix_show_tenant_id_title", "tenant_id", "title"),
        Index("ix_show_room_id", "room_id"),
    )
