"""Tables of the warm-up. Money in minor units of the show's currency, times in ms UTC."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class WarmupItem(Base):
    """One thing that is said before a show. `lead_ms` None = stands at `due_at` whatever the start does.

    `target_id` None = done by hand. `people`: persons of the contact book, for messages to single persons.
    """

    __tablename__ = "warmup_item"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    layer: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    hook: Mapped[str | None] = mapped_column(String(200))
    owner_id: Mapped[str | None] = mapped_column(ID)
    cost: Mapped[int | None] = mapped_column(BigInt)
    goal: Mapped[int | None] = mapped_column(BigInt)
    target_id: Mapped[str | None] = mapped_column(ID)
    people: Mapped[list[str]] = mapped_column(Json)
    url: Mapped[str | None] = mapped_column(String(2000))
    link_code: Mapped[str | None] = mapped_column(String(64))
    link_url: Mapped[str | None] = mapped_column(String(400))
    lead_ms: Mapped[int | None] = mapped_column(BigInt)
    due_at: Mapped[int] = mapped_column(BigInt)
    state: Mapped[str] = mapped_column(String(12))
    sent_at: Mapped[int | None] = mapped_column(BigInt)
    sent_by: Mapped[str | None] = mapped_column(ID)
    sent_by_name: Mapped[str | None] = mapped_column(String(80))
    reserved: Mapped[int | None] = mapped_column(BigInt)
    removed: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        CheckConstraint("cost IS NULL OR cost >= 0", name="cost"),
        CheckConstraint("reserved IS NULL OR reserved >= 0", name="reserved"),
        Index("ix_warmup_item_tenant_id_show_id", "tenant_id", "show_id"),
        Index("ix_warmup_item_state_due_at", "state", "due_at"),
    )


class WarmupPromise(Base):
    """What was said will happen. `value`: a discount's price (minor units), a giveaway's pieces, else None.

    `slot_id`: the part of the rundown that keeps it.
    """

    __tablename__ = "warmup_promise"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    item_id: Mapped[str | None] = mapped_column(ForeignKey("warmup_item.id"))
    kind: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(200))
    product_id: Mapped[str | None] = mapped_column(String(128))
    value: Mapped[int | None] = mapped_column(BigInt)
    slot_id: Mapped[str | None] = mapped_column(ID)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)
    withdrawn_why: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        CheckConstraint("value IS NULL OR value >= 0", name="value"),
        Index("ix_warmup_promise_tenant_id_show_id", "tenant_id", "show_id"),
    )
