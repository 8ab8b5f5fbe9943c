"""Table of personas: one for each host who has one."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class PersonaRow(Base):
    """`proof`: [{claim, evidence, until}]; lists of words otherwise."""

    __tablename__ = "persona"

    host_id: Mapped[str] = mapped_column(String(64), ForeignKey("host.id"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(String(64), ForeignKey("tenant.id"), index=True)
    labels: Mapped[list[str]] = mapped_column(Json)
    expertise: Mapped[list[str]] = mapped_column(Json)
    proof: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    voice: Mapped[str] = mapped_column(Text)
    story: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[int] = mapped_column(BigInt)
    version: Mapped[int] = mapped_column(BigInt)
