"""Routes: the people of a team, and one of them with the rows behind every field."""

from typing import Annotated, Literal

from fastapi import Path, Query

from onair.access.roles import Role
from onair.access.web import Allow, Call, Router
from onair.access.web.fields import NO_CONTROLS, Cursor
from onair.audience.profiles.asking import Row, Sort, Wanted
from onair.audience.profiles.fields import FIELDS
from onair.audience.profiles.lifecycle import STAGES, Stage
from onair.audience.profiles.schemas import (
    ProfileAct,
    ProfileDeal,
    ProfileField,
    ProfileOut,
    ProfilePage,
    ProfileShow,
    row_out,
)
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
        row=row_out(found.row), fields=_fields_out(found),
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
        items=[row_out(row) for row in found.listed.rows], next=found.listed.next,
    )  # fmt: skip


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
