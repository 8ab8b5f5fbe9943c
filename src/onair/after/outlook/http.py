"""Route: what a show may bring, as P10, P50 and P90."""

from typing import Literal

from pydantic import BaseModel

from onair.access.roles import TEAM
from onair.access.web import Allow, Call, Id, Router
from onair.after.outlook.service import Outlook, outlooks_of
from onair.after.outlook.spread import ENOUGH
from onair.after.outlook.told import Told
from onair.after.outlook.words import refusal
from onair.kernel.clock import MINUTE_MS
from onair.metrics.catalog import catalog
from onair.trade.service import ShowNotFound

router = Router("outlook")
READ = Allow(roles=TEAM, scopes={"numbers:read"})


class OutlookWhy(BaseModel):
    zh: str
    en: str


class OutlookRange(BaseModel):
    """One total. `state` few = fewer than `needed` past shows, missing = no source tells it; the range is null then.
    `basis` plan = from the plan alone, course = with what it has `so_far`, done = said before the show, against what
    came. Money in minor units. `empty`: past shows left out because they had none. `held` of `tried` past shows lay
    within what the shows before them said."""

    metric: str
    unit: str
    state: Literal["ok", "few", "missing"]
    basis: Literal["plan", "course", "done"] | None
    p10: float | None
    p50: float | None
    p90: float | None
    so_far: float | None
    n: int
    empty: int
    held: int
    tried: int


class OutlookOut(BaseModel):
    """`past`: comparable shows of the room; ranges are estimates and hold 80 % of shows like these. `share`: how much of
    `minutes` is over, null when not on air; `assumed`: no end is planned, so past shows tell the length. `why`: why
    nothing is told."""

    show: str
    phase: Literal["planned", "running", "over"]
    as_of: int
    past: int
    needed: int
    minutes: int | None
    assumed: bool
    share: float | None
    why: OutlookWhy | None
    items: list[OutlookRange]


@router.get(
    "/api/v1/shows/{show_id}/outlook", allow=READ, errors=(ShowNotFound,), summary="What a show may bring: P10, P50, P90"
)  # fmt: skip
async def get_outlook(show_id: Id, call: Call) -> OutlookOut:
    """Of a planned show from the room's past; of a running one with what it has so far; of one that is over, what would
    have been said before it. From five comparable shows on."""
    return _out(await outlooks_of(call.services).of(call.actor, show_id))


def _out(found: Outlook) -> OutlookOut:
    tonight, why = found.tonight, refusal(found)
    phase: Literal["planned", "running", "over"] = "planned"
    if tonight is not None and tonight.elapsed is not None:
        phase = "over" if tonight.over else "running"
    return OutlookOut(
        show=found.view.id, phase=phase, as_of=found.as_of, past=found.past, needed=ENOUGH,
        minutes=round(tonight.length / MINUTE_MS) if tonight else None,
        assumed=tonight.assumed if tonight else False, share=tonight.share if tonight else None,
        why=OutlookWhy(zh=why.zh, en=why.en) if why else None, items=[_range(one) for one in found.told],
    )  # fmt: skip


def _range(one: Told) -> OutlookRange:
    said = one.ranged
    return OutlookRange(
        metric=one.metric, unit=catalog()[one.metric].unit, state=one.state, basis=one.basis,
        p10=said.p10 if said else None, p50=said.p50 if said else None, p90=said.p90 if said else None,
        so_far=one.so_far, n=one.n, empty=one.empty, held=one.held, tried=one.tried,
    )  # fmt: skip
