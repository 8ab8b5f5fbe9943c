"""Answers about people, and a row of the book as one of them."""

from typing import Any, Literal

from pydantic import BaseModel

from onair.audience.profiles.asking import Row
from onair.audience.profiles.fields import Unit
from onair.audience.profiles.lifecycle import Stage


class ProfileRow(BaseModel):
    """One person as far as the shows tell. `person`: a keyed hash in its namespace, never a platform's id. Counts are of all
    shows; times ms, money minor units of the page's currency; null = nobody told it."""

    person: str
    space: str
    stage: Stage
    first_seen: int | None
    last_seen: int | None
    shows: int
    clicks: int
    carts: int
    paid: int
    spend: int | None
    unknown: int
    p_alive: float | None
    expected: float | None
    r: int | None
    f: int | None
    m: int | None
    following: bool | None


class ProfilePage(BaseModel):
    """`as_of` null: no show that is over was read yet. `making`: a newer list is on its way; `stale`: older than two days.
    `modelled`: chances are estimated; false = too few buyers, so stages go by days alone."""

    as_of: int | None
    stale: bool
    making: bool
    modelled: bool
    currency: str | None
    shows: int
    people: int
    counts: dict[Stage, int]
    items: list[ProfileRow]
    next: str | None


class ProfileField(BaseModel):
    """`value` null = nobody told it. `rows`: how many rows of shows it was counted from; `derived`: from other fields."""

    id: str
    zh: str
    en: str
    unit: Unit
    value: float | None
    note_zh: str | None
    note_en: str | None
    rows: int
    derived: bool


class ProfileAct(BaseModel):
    show: str
    kind: str
    product: str | None
    product_title: str | None
    channel: str | None
    n: int
    value: int | None
    first_at: int
    last_at: int


class ProfileDeal(BaseModel):
    """`state`: what became of it. `amount` null = nobody told it."""

    show: str
    order: str
    currency: str
    state: Literal["created", "paid", "cancelled", "refunded"]
    created_at: int | None
    paid_at: int | None
    amount: int | None
    refunded: int | None


class ProfileShow(BaseModel):
    """A show that tells of the person."""

    id: str
    title: str
    at: int | None


class ProfileOut(BaseModel):
    """A person with what every field was counted from, the newest first."""

    as_of: int
    stale: bool
    currency: str
    row: ProfileRow
    fields: list[ProfileField]
    shows: list[ProfileShow]
    acts: list[ProfileAct]
    deals: list[ProfileDeal]


def row_out(row: Row) -> ProfileRow:
    follow, unfollow = row["follow_at"], row["unfollow_at"]
    following = None if follow is None and unfollow is None else (follow or 0) > (unfollow or 0)
    same: dict[str, Any] = {name: row[name] for name in ProfileRow.model_fields if name in row}
    return ProfileRow(person=row["user"], space=row["user"].partition(":")[0], following=following, **same)
