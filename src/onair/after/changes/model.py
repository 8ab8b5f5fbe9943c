"""Table of what is to change in the next show, and its body. Times in ms UTC, money in minor units."""

from typing import Any, Literal

from msgspec import Struct, convert, to_builtins
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from onair.metrics.metric import Better
from onair.store.db import Base, BigInt, Json

Kind = Literal["slot_order", "slot_minutes", "offer", "rule", "card", "task"]
State = Literal["proposed", "accepted", "declined", "applied", "judged"]
Of = Literal["show", "product", "slot", "channel", "host"]
Param = str | int | float | bool | None
ID = String(64)


class Said(Struct, frozen=True):
    """One sentence in both languages; what a person typed stands in both."""

    zh: str
    en: str


class Verify(Struct, frozen=True):
    """What tells whether it worked. `value`: in the show it was found in; `base`: usual there; None = not known."""

    metric: str
    better: Better
    value: float | int | None = None
    base: float | int | None = None


class Body(Struct, frozen=True):
    """`params`: what the default needs (see docs). `seat`: who can change it, as the diagnosis says."""

    words: Said
    of: Of = "show"
    key: str | None = None
    label: str | None = None
    why: Said | None = None
    seat: str | None = None
    verify: Verify | None = None
    params: dict[str, Param] = {}


class Taken(Struct, frozen=True):
    """How the default went into the plan. `before`, `after`: what it changed, to take it back and to see it stand."""

    by: str
    by_name: str
    at: int
    subject: str | None = None
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    note: str | None = None


class NextChangeRow(Base):
    """`from_show`: whose review asks for it; `to_show`: where it goes, None = the room's next. `finding`: id of the
    diagnosis's finding, None = a person's own. `verdict`: as `judge.Verdict`, of `mark`'s state of the log."""

    __tablename__ = "next_change"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    from_show: Mapped[str] = mapped_column(ForeignKey("show.id"))
    to_show: Mapped[str | None] = mapped_column(ForeignKey("show.id"))
    room_id: Mapped[str | None] = mapped_column(ID)
    finding: Mapped[str | None] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12))
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[int | None] = mapped_column(BigInt)
    taken: Mapped[dict[str, Any] | None] = mapped_column(Json)
    verdict: Mapped[dict[str, Any] | None] = mapped_column(Json)
    mark: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(String(120))
    updated_at: Mapped[int] = mapped_column(BigInt)
    updated_by: Mapped[str] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        Index("ix_next_change_from_show_finding", "from_show", "finding", unique=True),
        Index("ix_next_change_to_show", "to_show"),
        Index("ix_next_change_tenant_id_room_id", "tenant_id", "room_id"),
    )

    @property
    def what(self) -> Body:
        return convert(self.body, Body)

    @property
    def how(self) -> Taken | None:
        return None if self.taken is None else convert(self.taken, Taken)


def kept(one: Struct) -> dict[str, Any]:
    """As a row keeps it."""
    found: dict[str, Any] = to_builtins(one)
    return found
