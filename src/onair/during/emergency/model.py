"""Tables of emergencies. Times in ms UTC."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class EmergencyText(Base):
    """What a team made of a card: the fields that differ from ours."""

    __tablename__ = "emergency_card"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    card_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(BigInt)


class EmergencyRoom(Base):
    """`body`: scene, main_scene, input, text, targets. `auto`: card/step → {by, name, at}."""

    __tablename__ = "emergency_room"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    room_id: Mapped[str] = mapped_column(ForeignKey("room.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    auto: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(BigInt)
