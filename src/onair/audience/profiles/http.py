"""Routes: the people of a team, and one of them with the rows behind every field."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel

from onair.access.roles import Role
from onair.access.web import Allow, Call, Router
from onair.access.web.fields import NO_CONTROLS, Cursor
from onair.audience.profiles.asking import Row, Sort, Wanted
from onair.audience.profiles.fields import FIELDS, Unit
from onair.audience.profiles.lifecycle import STAGES, Stage
from onair.audience.profiles.service import (
    People,
    Person,
    ProfileNotFound,
    profiles_of,
    stale,
)
from onair.kernel.paging import BadCursor

router = Router("profiles")
READ = Allow(roles={Role.operator, Role.service, Role.analyst})
PersonKey = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9_.-]{1,64}:[0-9a-f]{32}$")]


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


@router.get(
    "/api/v1/profiles", allow=READ, errors=(BadCursor,), summary="People, as the shows that are over tell"
)
def list_profiles(
    call: Call, *, stage: Stage | None = None, buyers: bool | None = None,
    q: Annotated[str, Query(max_length=100, pattern=NO_CONTROLS)] = "", sort: Sort = "last_seen",
    cursor: Annotated[Cursor | None, Query()] = None,
) -> ProfilePage:  # fmt: skip
    """Largest first. `q`: how the person's key begins."""
    found = profiles_of(call.services).listed(
        call.actor.tenant, Wanted(stage, buyers, q.strip(), sort), cursor
    )
    return _people_out(found, call.clock())


@router.get(
    "/api/v1/profiles/{person}", allow=READ, errors=(ProfileNotFound,), summary="One person, field by field"
)
def get_profile(person: PersonKey, call: Call) -> ProfileOut:
    """With what each field was counted from: acts by show, kind and product, and orders."""
    found = profiles_of(call.services).one(call.actor.tenant, person)
    return ProfileOut(
        as_of=found.book.as_of, stale=stale(found.book, call.clock()), currency=found.book.currency,
        row=_row_out(found.row), fields=_fields_out(found),
        shows=[ProfileShow(id=show, title=title, at=at) for show, (title, at) in found.shows.items()],
        acts=[_act_out(row, found.products) for row in found.acts],
        deals=[_deal_out(row) for row in found.deals],
    )  # fmt: skip


def _people_out(found: People, now: int) -> ProfilePage:
    book = found.book
    return ProfilePage(
        as_of=book.as_of if book else None, stale=book is not None and stale(book, now), making=found.making,
        modelled=book is not None and book.limits.modelled, currency=book.currency if book else None,
        shows=book.shows if book else 0, people=book.people if book else 0,
        counts={one: found.listed.counts.get(one, 0) for one in STAGES},
        items=[_row_out(row) for row in found.listed.rows], next=found.listed.next,
    )  # fmt: skip


def _row_out(row: Row) -> ProfileRow:
    follow, unfollow = row["follow_at"], row["unfollow_at"]
    following = None if follow is None and unfollow is None else (follow or 0) > (unfollow or 0)
    same: dict[str, Any] = {name: row[name] for name in ProfileRow.model_fields if name in row}
    return ProfileRow(person=row["user"], space=row["user"].partition(":")[0], following=following, **same)


def _fields_out(found: Person) -> list[ProfileField]:
    counted = {field.id: sum(row["kind"] in field.of for row in found.acts) for field in FIELDS}
    return [
        ProfileField(
            id=field.id, zh=field.name.zh, en=field.name.en, unit=field.unit, value=found.row[field.id],
            note_zh=field.note.zh if field.note else None, note_en=field.note.en if field.note else None,
            rows=counted[field.id] + (len(found.deals) if field.deals else 0),
            derived=not field.of and not field.deals,
        )
        for field in FIELDS
    ]  # fmt: skip


def _act_out(row: Row, titles: dict[str, str]) -> ProfileAct:
    told = {name: row[name] for name in ProfileAct.model_fields if name != "product_title"}
    return ProfileAct(product_title=titles.get(row["product"]), **told)


def _deal_out(row: Row) -> ProfileDeal:
    state: Literal["created", "paid", "cancelled", "refunded"] = "created"
    if row["refunds"]:
        state = "refunded"
    elif row["paid_at"] is not None:
        state = "paid"
    elif row["cancelled"]:
        state = "cancelled"
    return ProfileDeal(
        state=state, **{name: row[name] for name in ProfileDeal.model_fields if name != "state"}
    )
