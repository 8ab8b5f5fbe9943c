"""Routes: what a show was asked without an answer, and what its answers changed; the same over the newest shows."""

import asyncio
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.orm import Session

from onair.access.roles import TEAM
from onair.access.web import Allow, Call, Id, Router
from onair.after.asked.effects import LEAST, Counted, effect
from onair.after.asked.gaps import OF_THE_MOMENT, Gap
from onair.after.asked.service import over_shows, questions_of
from onair.before.rundown.service import rundown_of
from onair.during.qa.companion import feature
from onair.during.qa.matching import Matcher
from onair.trade.service import ShowNotFound, get_show

router = Router("qa")
READ = Allow(roles=TEAM, scopes={"shows:read"})


class QaGap(BaseModel):
    """`n` comments by `people` (of several shows counted apart) in `shows`. `answered_now`: an answer exists meanwhile.
    `passing`: about the price, stock or link of that minute, which nobody prepares an answer for."""

    intent: str
    product: str | None
    question: str
    n: int
    people: int
    shows: int
    examples: list[str]
    answered_now: bool
    passing: bool


class QaEffectOut(BaseModel):
    """Share of such questions among all comments, five minutes before and after each time it was given. `change` with its
    95 % interval; null with `enough` false = too few questions to say (`least` are needed)."""

    answer: str
    question: str
    given: int
    before: int
    before_of: int
    after: int
    after_of: int
    enough: bool
    least: int
    change: float | None
    low: float | None
    high: float | None


class QaAskedOut(BaseModel):
    """`answered`: questions that an answer in force then fits. `as_of`: the clock of the last event read, ms."""

    show: str
    as_of: int
    comments: int
    questions: int
    answered: int
    gaps: list[QaGap]
    effects: list[QaEffectOut]


class QaOverOut(BaseModel):
    """`shows`: how many were looked at; `as_of` null = none is over yet."""

    shows: int
    as_of: int | None
    gaps: list[QaGap]
    effects: list[QaEffectOut]


@router.get(
    "/api/v1/shows/{show_id}/asked", allow=READ, errors=(ShowNotFound,), summary="What a show was asked without an answer"
)  # fmt: skip
async def get_asked(show_id: Id, call: Call) -> QaAskedOut:
    """Of a show that is over, or on air as far as it has come."""
    return await asyncio.to_thread(_asked, show_id, call)


@router.get(
    "/api/v1/qa/gaps", allow=READ, errors=(ShowNotFound,), summary="Asked often and not answered, over the newest shows"
)  # fmt: skip
def get_gaps(call: Call, show: Annotated[Id | None, Query()] = None) -> QaOverOut:
    """The ten newest shows that are over; what most shows asked first. With it what each answer changed in them.
    `show`: only what was asked of the products of this one's rundown."""
    now = call.clock()
    with call.db.read() as tx:
        products = None if show is None else _products(tx, call.actor.tenant, show)
        over = over_shows(tx, call.actor.tenant, products)
        matcher = feature(call.services).matcher_in(tx, call.actor.tenant)
    gaps = [_gap(gap, n, matcher, now) for gap, n in over.gaps]
    return QaOverOut(shows=over.shows, as_of=over.as_of, gaps=gaps, effects=_effects(over.effects, matcher))


def _products(tx: Session, tenant: str, show: str) -> frozenset[str]:
    get_show(tx, tenant, show)
    return frozenset(slot.product for slot in rundown_of(tx, tenant, show).slots if slot.product)


def _asked(show: str, call: Call) -> QaAskedOut:
    with call.db.read() as tx:
        get_show(tx, call.actor.tenant, show)
    told = questions_of(call.services).of_show(call.actor.tenant, show)
    matcher = feature(call.services).matcher(call.actor.tenant)
    gaps = [_gap(gap, 1, matcher, call.clock()) for gap in told.asked.gaps]
    return QaAskedOut(
        show=show, as_of=told.as_of, comments=told.asked.comments, questions=told.asked.questions,
        answered=told.asked.answered, gaps=gaps, effects=_effects(told.effects, matcher),
    )  # fmt: skip


def _gap(gap: Gap, shows: int, matcher: Matcher, now: int) -> QaGap:
    found = matcher.match(gap.question, gap.intent, gap.product, at=now, top=1)
    return QaGap(
        **gap._asdict() | {"examples": list(gap.examples)},
        shows=shows,
        answered_now=bool(found),
        passing=gap.intent in OF_THE_MOMENT,
    )


def _effects(effects: dict[str, Counted], matcher: Matcher) -> list[QaEffectOut]:
    known = matcher.library.answers
    return [
        QaEffectOut(
            answer=id_, question=known[id_].question, **numbers._asdict(), **effect(numbers)._asdict(),
            enough=effect(numbers).change is not None, least=LEAST,
        )
        for id_, numbers in effects.items()
        if id_ in known
    ]  # fmt: skip
