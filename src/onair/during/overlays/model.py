"""Tables of overlays. Times in ms UTC."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class OverlayLayoutRow(Base):
    """`room_id`, `show_id` None = for all of them; one that is gone leaves the layout unused. `body`: layout.Body."""

    __tablename__ = "overlay_layout"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    room_id: Mapped[str | None] = mapped_column(String(64))
    show_id: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(60))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(BigInt)


class OverlayVersionRow(Base):
    """What a layout was at each saving; the newest are kept."""

    __tablename__ = "overlay_version"

    tenant_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    layout_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(BigInt, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[int] = mapped_column(BigInt)
    by: Mapped[str] = mapped_column(String(64))


class OverlaySettingRow(Base):
    """Of a team. `body`: minimum, own [{label, key}], ai_rooms, ai_hosts."""

    __tablename__ = "overlay_setting"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(BigInt)
