"""Table of what shows were asked. Times in ms UTC."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json


class QaAsked(Base):
    """What was asked in a show. `body`: {gaps: [[intent, product, question, n, people, examples]], effects: {answer: [given,
    before, before_of, after, after_of]}}."""

    __tablename__ = "qa_asked"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    as_of: Mapped[int] = mapped_column(BigInt)
    comments: Mapped[int] = mapped_column(BigInt)
    questions: Mapped[int] = mapped_column(BigInt)
    answered: Mapped[int] = mapped_column(BigInt)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
