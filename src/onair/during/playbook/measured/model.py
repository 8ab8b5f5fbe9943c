"""Tables of measured effects. Times in ms UTC."""

from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from onair.store.db import Base, BigInt, Json

ID = String(64)


class PlaybookEffect(Base):
    """Of one show that is over. `body`: a `Measured` each; `moments`: proposal of a switchback → log change or null.

    `mark`: the state of the log and window it was read from. `counts`: its repeats are pooled with the room's others.
    """

    __tablename__ = "playbook_effect"

    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"), primary_key=True)
    room_id: Mapped[str | None] = mapped_column(ID)
    ended_at: Mapped[int] = mapped_column(BigInt)
    mark: Mapped[str] = mapped_column(String(80))
    counts: Mapped[bool] = mapped_column(Boolean)
    body: Mapped[list[Any]] = mapped_column(Json)
    moments: Mapped[dict[str, Any]] = mapped_column(Json)

    __table_args__ = (Index("ix_playbook_effect_tenant_id_room_id", "tenant_id", "room_id"),)


class PlaybookTrial(Base):
    """A switchback of one rule in one room, as registered. `control`: series that its moments are held against.

    `seal`: fingerprint of plan and key; the key follows from the installation's secret and is kept nowhere.
    `stopped_at`: somebody ended it before its last moment.
    """

    __tablename__ = "playbook_trial"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenant.id"))
    room_id: Mapped[str] = mapped_column(ID)
    rule_id: Mapped[str] = mapped_column(String(40))
    moments: Mapped[int] = mapped_column(BigInt)
    control: Mapped[str | None] = mapped_column(String(12))
    seal: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[int] = mapped_column(BigInt)
    created_by: Mapped[str] = mapped_column(ID)
    created_name: Mapped[str] = mapped_column(String(120))
    stopped_at: Mapped[int | None] = mapped_column(BigInt)
    stopped_by: Mapped[str | None] = mapped_column(ID)

    __table_args__ = (Index("ix_playbook_trial_tenant_id_room_id", "tenant_id", "room_id"),)


class PlaybookTrialMoment(Base):
    """A moment that the rule found, with its place in the plan, taken before anybody knew the arm."""

    __tablename__ = "playbook_trial_moment"

    trial_id: Mapped[str] = mapped_column(ForeignKey("playbook_trial.id"), primary_key=True)
    place: Mapped[int] = mapped_column(BigInt, primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ID)
    show_id: Mapped[str] = mapped_column(ForeignKey("show.id"))
    proposal: Mapped[str] = mapped_column(String(128))
    at: Mapped[int] = mapped_column(BigInt)

    __table_args__ = (
        UniqueConstraint("show_id", "proposal", name="uq_playbook_trial_moment_show_id_proposal"),
    )
