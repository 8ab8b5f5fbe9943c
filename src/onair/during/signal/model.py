"""Tables of the live signal: where to look, for each room. Settings are sealed like those of delivery's targets."""

from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt


class SignalSource(Base):
    """`kind`: a connector; `output`: main or backup. `shown`: where it looks, without secrets."""

    __tablename__ = "signal_source"
    SEALED_AS: ClassVar[str] = "signal"
    """The vault's place of it: this, the team, the row. Changing the key finds it by that."""

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), index=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    output: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    shown: Mapped[str] = mapped_column(String(300))
    backup: Mapped[bool]
    created_at: Mapped[int] = mapped_column(BigInt)
    removed_at: Mapped[int | None] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)
