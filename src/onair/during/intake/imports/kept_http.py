"""Routes of orders without a show: what is kept and why, and giving them one."""

import asyncio
from typing import Annotated

from pydantic import BaseModel, Field

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Router, Strict
from onair.during.intake.imports import orderbook
from onair.during.intake.imports.homes import Why
from onair.during.intake.imports.replacing import place_kept
from onair.trade.service import ShowNotFound

router = Router("imports")
READ = Allow(roles=TEAM, scopes={"imports:write"})
WRITE = Allow(roles={Role.operator, Role.analyst}, scopes={"imports:write"})


class KeptGroup(BaseModel):
    """Lines of order files that share a reason. `amount` in minor units as their file says, None = it says nothing;
    `first`, `last`: when they were created, ms."""

    platform: str
    why: Why
    accounts: list[str]
    lines: int
    orders: int
    amount: int | None
    first: int | None
    last: int | None


class KeptGroups(BaseModel):
    items: list[KeptGroup]
    next: str | None = None


class PlaceForm(Strict):
    """`show`: give it every kept line of its time, whatever account and source of traffic the file names. None: ask the
    rules again for all of them."""

    show: Annotated[str | None, Field(max_length=64)] = None


class PlacedShow(BaseModel):
    id: str
    title: str
    lines: int


class PlacedLines(BaseModel):
    """`placed`: lines that have a show now; `left`: those that still have none."""

    placed: int
    left: int
    shows: list[PlacedShow]


@router.get("/api/v1/orders/kept", allow=READ)
def list_kept(call: Call) -> KeptGroups:
    """Orders that belong to no show yet, by reason and account, the largest group first."""
    with call.db.read() as tx:
        found = orderbook.groups(tx, call.actor.tenant)
    return KeptGroups(
        items=[KeptGroup(**(group._asdict() | {"accounts": list(group.accounts)})) for group in found]
    )


@router.post("/api/v1/orders/kept/place", allow=WRITE, errors=(ShowNotFound,))
async def place(form: PlaceForm, call: Call) -> PlacedLines:
    """Give kept orders their shows: after a show was made, a room's account was written down, or by hand."""
    result, left = await place_kept(call.services, call.actor.tenant, form.show)
    await asyncio.to_thread(_note, call, form.show, result.placed)
    shows = [PlacedShow(id=one["id"], title=one["title"], lines=one["lines"]) for one in result.shows]
    return PlacedLines(placed=result.placed, left=left, shows=shows)


def _note(call: Call, show: str | None, placed: int) -> None:
    with call.db.write() as tx:
        audit(tx, call.actor, call.clock, "orders.place", show or "kept", after={"lines": placed})
