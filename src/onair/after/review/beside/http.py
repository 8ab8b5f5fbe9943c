"""Route of the review's part 平台数据."""

import asyncio
from typing import Literal

from pydantic import BaseModel

from onair.access.roles import TEAM
from onair.access.web import Allow, Call, Id, Router
from onair.after.reports.sales import with_orders
from onair.after.reports.service import Bundle, title, unit
from onair.after.reports.shifts import Shift, ShiftSaid, split
from onair.after.review.beside.standing import Beside, beside
from onair.after.review.service import Found, Reviews, told
from onair.after.review.tallies import WHOLE
from onair.kernel.i18n import Lang
from onair.trade.service import ShowNotFound

router = Router("review")
READ = Allow(roles=TEAM, scopes={"numbers:read"})
Number = int | float


class BesideValue(BaseModel):
    """`said` by the platform and `ours` as measured (null with its `state` = missing). `alike` null: nothing to compare,
    and `differs` names the field in which they are unlike; `why` says it in words."""

    platform: str
    metric: str
    title: str
    unit: str
    said: Number | None
    low: Number | None
    high: Number | None
    currency: str | None
    flag: Literal["approx", "estimated"] | None
    ours: Number | None
    state: str
    alike: bool | None
    differs: str | None
    why: str
    file: str
    sheet: str
    row: int
    header: str


class BesideShare(BaseModel):
    """What a counter rose by within a shift, or a ratio of such; `flag` approx: of rounded counters."""

    metric: str
    title: str
    unit: str
    value: Number | None
    low: Number | None
    high: Number | None
    currency: str | None
    flag: Literal["approx"] | None


class BesideShift(BaseModel):
    """One host's time, [start, end) in ms UTC. `values` empty: no snapshot of the counters lies within it."""

    platform: str
    host: str
    start: int
    end: int
    values: list[BesideShare]


class BesideOut(BaseModel):
    """`shifts`: counters that a platform exports since the start, by who was on; of shifts that overlap none is told."""

    show: str
    zone: str
    items: list[BesideValue]
    shifts: list[BesideShift]


@router.get(
    "/api/v1/shows/{show_id}/beside", allow=READ, errors=(ShowNotFound,),
    summary="What platforms state of a show beside what was measured",
)  # fmt: skip
async def get_beside(show_id: Id, call: Call) -> BesideOut:
    """Every metric stated of the whole show; unlike numbers get no verdict but the field that differs. `differs` possible: no
    data prove a reason, `why` lists what comes into question; impossible: what is stated cannot be true and is null."""
    found = await call.use(Reviews).found(call.actor, show_id, WHOLE)
    bundle = await asyncio.to_thread(_bundle, call, show_id)
    sampled = {name for _, name in found.tally.sampled}
    rows = beside(bundle, told(found, None, None).metrics, found.view.currency, sampled)
    shifts = [_shift(said, call.lang) for said in split(bundle, _hosts(found))]
    items = [_out(row, call.lang) for row in rows]
    return BesideOut(show=show_id, zone=found.view.zone, items=items, shifts=shifts)


def _hosts(found: Found) -> list[Shift]:
    """Who was on, until the end where nobody came after."""
    told = [
        (item, found.view.ended_at if item.end is None else item.end)
        for item in found.track
        if item.kind == "host"
    ]
    return [Shift(item.label, item.at, end) for item, end in told if end is not None and end > item.at]


def _shift(said: ShiftSaid, lang: Lang) -> BesideShift:
    values = [
        BesideShare(
            metric=one.metric, title=title(one.metric).of(lang), unit=unit(one.metric), value=one.value, low=one.low,
            high=one.high, currency=one.currency, flag="approx" if one.approx else None,
        )
        for one in said.values.values()
    ]  # fmt: skip
    shift = said.shift
    return BesideShift(
        platform=said.platform, host=shift.label, start=shift.start, end=shift.end, values=values
    )


def _bundle(call: Call, show: str) -> Bundle:
    with call.db.read() as tx:
        return with_orders(tx, call.actor.tenant, show)


def _out(row: Beside, lang: Lang) -> BesideValue:
    said, place = row.said, row.said.place
    return BesideValue(
        platform=row.platform, metric=said.metric, title=title(said.metric).of(lang), unit=unit(said.metric),
        said=said.value, low=said.low, high=said.high, currency=said.currency,
        flag="approx" if said.approx else "estimated" if said.estimated else None,
        ours=row.ours.value if row.ours else None, state=row.ours.state if row.ours else "missing", alike=row.alike,
        differs=row.field, why=row.why.of(lang), file=place.file, sheet=place.sheet, row=place.row, header=place.header,
    )  # fmt: skip
