"""Tables of platform reports. Times in ms UTC. A row stays for ever; a newer statement of the same thing replaces it."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class ReportFile(Base):
    """One file that was dropped. `sha256`: of the bytes as they came; they are not kept. `sheets`: per sheet its name,
    layout (null = not known), headers, rows, and what was dropped or could not be read. `archive`: the minimised table,
    below the data folder."""

    __tablename__ = "report_file"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInt)
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    archive: Mapped[str | None] = mapped_column(String(255))
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
    withdrawn_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (Index("ix_report_file_tenant_id_sha256", "tenant_id", "sha256"),)


class ReportLayout(Base):
    """A table that the team taught once. `signature`: of its headers; `body`: a layout of `connectors.reports`; retired =
    no longer looked for."""

    __tablename__ = "report_layout"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    signature: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    created_by: Mapped[str] = mapped_column(ID)
    created_at: Mapped[int] = mapped_column(BigInt)
    retired_at: Mapped[int | None] = mapped_column(BigInt)

    __table_args__ = (Index("ix_report_layout_tenant_id_signature", "tenant_id", "signature"),)


class ReportRow(Base):
    """One row of a sheet. `key`: what it is about, the same in every file that states it; `show_id` null = of no known
    show. `said`: [metric, basis, value, low, high, currency, flags, header, column]. `replaced_by`: the file whose row
    of the same key stands instead, as soon and as long as that file does. `order_id`: of a settlement entry."""

    __tablename__ = "report_row"

    file_id: Mapped[str] = mapped_column(ForeignKey("report_file.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    show_id: Mapped[str | None] = mapped_column(ForeignKey("show.id"))
    sheet: Mapped[str] = mapped_column(String(120))
    row: Mapped[int] = mapped_column(Integer)
    layout: Mapped[str] = mapped_column(String(80))
    platform: Mapped[str] = mapped_column(String(40))
    grain: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(64))
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    said: Mapped[list[Any]] = mapped_column(Json)
    kept: Mapped[dict[str, Any]] = mapped_column(Json)
    start_at: Mapped[int | None] = mapped_column(BigInt)
    end_at: Mapped[int | None] = mapped_column(BigInt)
    replaced_by: Mapped[str | None] = mapped_column(ID)
    order_id: Mapped[str | None] = mapped_column(String(128))

    __table_args__ = (
        Index("ix_report_row_tenant_id_show_id", "tenant_id", "show_id"),
        Index("ix_report_row_tenant_id_key", "tenant_id", "key"),
        Index("ix_report_row_tenant_id_order_id", "tenant_id", "order_id"),
    )
