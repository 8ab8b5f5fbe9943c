"""Routes of working hours and limits, and of trends."""

from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Router
from onair.access.web.fields import NO_CONTROLS
from onair.after.feedback import telling
from onair.after.feedback.hours import Hours
from onair.after.feedback.kinds import KINDS
from onair.after.feedback.schemas import FeedbackSetupForm, FeedbackSetupOut, TrendPage
from onair.after.feedback.setup import BadHours, Setup, WrongRobot, keep_setup, setup_of
from onair.after.feedback.tickets import restart_clocks
from onair.after.feedback.trend import LEAST, SPAN
from onair.after.feedback.trending import trends
from onair.delivery.service import TargetNotFound
from onair.trade.service import products_of
from onair.trade.versions import Stale

router = Router("feedback")
READ = Allow(roles=TEAM, scopes={"shows:read"})
SETS = Allow(roles={Role.operator})


@router.get("/api/v1/feedback/setup", allow=READ, summary="Working hours, limits and robots of tickets")
def get_setup(call: Call) -> FeedbackSetupOut:
    with call.db.read() as tx:
        return telling.setup_out(tx, call.actor.tenant, setup_of(tx, call.actor.tenant))


@router.put("/api/v1/feedback/setup", allow=SETS, errors=(BadHours, WrongRobot, TargetNotFound, Stale))
def put_setup(form: FeedbackSetupForm, call: Call) -> FeedbackSetupOut:
    """Clocks that run go on in the new hours; what ran was run in the old ones. A limit holds for tickets made after it."""
    hours = Hours(form.hours.zone, tuple(sorted(set(form.hours.days))), form.hours.start, form.hours.end)
    limits = {kind: getattr(form.limits, kind) for kind in KINDS}
    new = Setup(hours, limits, form.target, form.escalate, form.asker, form.aftersales, form.version)
    with call.db.write() as tx:
        old = setup_of(tx, call.actor.tenant)
        saved = keep_setup(tx, call.actor, call.clock, new)
        if old.hours != saved.hours:
            restart_clocks(tx, call.actor.tenant, call.clock(), old, saved)
        return telling.setup_out(tx, call.actor.tenant, saved)


@router.get("/api/v1/feedback/trends", allow=READ, summary="How often products are spoken of, week by week")
def get_trends(
    call: Call, product: Annotated[str | None, Query(max_length=128, pattern=NO_CONTROLS)] = None
) -> TrendPage:
    """Twelve weeks; the one most spoken of first, at most a hundred products."""
    now, tenant = call.clock(), call.actor.tenant
    with call.db.read() as tx:
        found = trends(tx, tenant, now, product)
        known = products_of(tx, tenant, {one.product for one in found if one.product})
        titles = {id_: one.title for id_, one in known.items()}
        zone = setup_of(tx, tenant).hours.zone
    items = [telling.trend_out(one, titles) for one in found]
    return TrendPage(items=items, zone=zone, as_of=now, least=LEAST, span=SPAN)
