"""Routes of rundowns: read, write, lay from a theme, copy, arrange; those of tables and themes are taken in below."""

from typing import Annotated

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.routing import KIB
from onair.before.rundown import sheet_http, themes_http
from onair.before.rundown.book import (
    HoursUnknown,
    RundownEmpty,
    RundownFixed,
    SlotFigure,
    SlotTwice,
    SlotUnknown,
    TooManySlots,
    copy_rundown,
    put_rundown,
)
from onair.before.rundown.cards import card_of, marks
from onair.before.rundown.law import lawful_marks
from onair.before.rundown.normal import normal_card
from onair.before.rundown.planning import propose
from onair.before.rundown.ports import RundownListener
from onair.before.rundown.schemas import (
    ArrangedOut,
    ArrangeIn,
    CardIn,
    FromShow,
    FromTheme,
    MarksOut,
    RundownOut,
    RundownPut,
)
from onair.before.rundown.service import judge
from onair.before.rundown.shelf import ThemeNotFound, lay_rundown
from onair.before.rundown.wire import arranged_out, mark_out, new_slot, rundown_out
from onair.kernel.settings import Settings
from onair.trade.claims.service import knowledge, today
from onair.trade.products import ProductNotFound
from onair.trade.schemas import ProductId
from onair.trade.service import ShowNotFound
from onair.trade.versions import Stale

router = Router("rundown")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
WRITE = Allow(roles={Role.operator, Role.controller, Role.host, Role.merchandiser}, scopes={"shows:write"})
PUT_LIMIT = 2_048 * KIB
REFUSED = (Stale, RundownFixed, SlotUnknown, SlotTwice, SlotFigure, HoursUnknown, TooManySlots, ShowNotFound)


@router.get("/api/v1/shows/{show_id}/rundown", allow=READ, errors=(ShowNotFound,))
def get(show_id: Id, call: Call) -> RundownOut:
    """With everything that is said about it: findings, broken rules, figures, promises."""
    return _judged(call, show_id)


@router.put("/api/v1/shows/{show_id}/rundown", allow=WRITE, body_limit=PUT_LIMIT, errors=REFUSED)
def put(show_id: Id, form: RundownPut, call: Call) -> RundownOut:
    """Write it whole. A stale `version` answers 409 with the difference, slot by slot."""
    slots = [new_slot(slot) for slot in form.slots]
    limits = None if form.limits is None else form.limits.kept()
    with call.db.write() as tx:
        put_rundown(
            tx, call.actor, call.clock, show_id, version=form.version, slots=slots, theme=form.theme, limits=limits
        )  # fmt: skip
    return _told(call, show_id)


@router.post(
    "/api/v1/shows/{show_id}/rundown/theme", allow=WRITE, errors=(*REFUSED, ThemeNotFound, ProductNotFound)
)
def from_theme(show_id: Id, form: FromTheme, call: Call) -> RundownOut:
    """Laid anew from a theme and products in the order wanted, in place of what stands."""
    with call.db.write() as tx:
        lay_rundown(
            tx, call.actor, call.clock, show_id, version=form.version, code=form.theme, products=form.products,
            lang=call.lang,
        )  # fmt: skip
    return _told(call, show_id)


@router.post("/api/v1/shows/{show_id}/rundown/copy", allow=WRITE, errors=(*REFUSED, RundownEmpty))
def copy(show_id: Id, form: FromShow, call: Call) -> RundownOut:
    """The slots of another show in place of what stands, cards included."""
    with call.db.write() as tx:
        copy_rundown(tx, call.actor, call.clock, show_id, version=form.version, source=form.source)
    return _told(call, show_id)


@router.post("/api/v1/shows/{show_id}/rundown/arrange", allow=WRITE, errors=(Stale, ShowNotFound))
def arrange(show_id: Id, form: ArrangeIn, call: Call) -> ArrangedOut:
    """A better order under the hard rules, as a proposal: nothing is saved. Rules in conflict are named."""
    with call.db.read() as tx:
        judged = judge(tx, call.actor.tenant, show_id, call.clock)
    if judged.rundown.version != form.version:
        raise Stale(difference={}, version=judged.rundown.version)
    return arranged_out(propose(judged.rundown, judged.facts, off=frozenset(form.off), seconds=form.seconds))


@router.post("/api/v1/rundown/card-marks", allow=WRITE)
def card_marks(
    form: CardIn,
    call: Call,
    product: Annotated[ProductId | None, Query()] = None,
    host: Annotated[Id | None, Query()] = None,
) -> MarksOut:
    """What is wrong with a talk card, the law of today included, before it is saved."""
    card = card_of(normal_card(form.model_dump()))
    on = today(call.clock, call.use(Settings).zone)
    with call.db.read() as tx:
        known = knowledge(tx, call.actor.tenant, (product,) if product else ())
    found = lawful_marks(card, known.asked("script", on, product=product, host=host), marks(card))
    return MarksOut(marks=[mark_out(mark) for mark in found])


def _judged(call: Call, show: str) -> RundownOut:
    with call.db.read() as tx:
        return rundown_out(judge(tx, call.actor.tenant, show, call.clock))


def _told(call: Call, show: str) -> RundownOut:
    """After the commit: who plays it hears of it."""
    for listener in call.services.every(RundownListener):
        listener.on_rundown_changed(call.actor.tenant, show)
    return _judged(call, show)


router.include(sheet_http.router)
router.include(themes_http.router)
