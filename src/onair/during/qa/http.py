"""Routes of the library: write, check, approve, withdraw, look up; and who learns of it."""

from typing import Annotated, Any

from fastapi import Query

from onair.access.roles import TEAM, Role
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import NO_CONTROLS
from onair.during.qa import service, sheets_http, uses_http
from onair.during.qa.answer import Intent, State, spoken_s
from onair.during.qa.companion import feature, relearn
from onair.during.qa.matching import THRESHOLD
from onair.during.qa.schemas import (
    QaAnswerOut,
    QaCheck,
    QaChecked,
    QaCounts,
    QaForm,
    QaHistoryOut,
    QaMatchPage,
    QaPage,
    QaPatch,
    QaStep,
    answer_out,
    mark_out,
    match_out,
    step_out,
)
from onair.kernel.errors import NotFound
from onair.trade.versions import Stale

router = Router("qa")
router.include(uses_http.router)
router.include(sheets_http.router)
READ = Allow(roles=TEAM, scopes={"shows:read", "products:read"})
WRITE = Allow(roles={Role.operator, Role.controller, Role.merchandiser, Role.service, Role.host})
APPROVE = Allow(roles={Role.operator, Role.merchandiser})
ANSWERS = "/api/v1/qa/answers"
ONE = f"{ANSWERS}/{{answer_id}}"
SAVES = (service.BadAnswer, service.NoUseRecord, NotFound)
Held = Annotated[str | None, Query(max_length=128, pattern=NO_CONTROLS)]


@router.get(ANSWERS, allow=READ, summary="The question and answer library")
def list_answers(
    call: Call,
    *,
    q: Annotated[str | None, Query(max_length=80, pattern=NO_CONTROLS)] = None,
    product: Held = None,
    intent: Intent | None = None,
    state: State | None = None,
    expiring: bool = False,
) -> QaPage:
    """The whole of it, the last edited first. `product` empty = of the whole shop; `expiring`: over within 14 days."""
    wanted = service.Wanted(q, product, intent, state, expiring)
    now = call.clock()
    with call.db.read() as tx:
        found, counts = service.listed(tx, call.actor.tenant, wanted, now)
    counted = QaCounts.model_validate(counts)
    return QaPage(items=[answer_out(one, now) for one in found], counts=counted, as_of=now)


@router.post(ANSWERS, allow=WRITE, errors=(*SAVES, service.LibraryFull), status_code=201)
def create_answer(form: QaForm, call: Call) -> QaAnswerOut:
    """A draft; it is given on air when another person has approved it."""
    with call.db.write() as tx:
        made = service.create_answer(tx, call.actor, call.clock, form.model_dump())
    return _told(call, made)


@router.post("/api/v1/qa/check", allow=READ, summary="What the lint says of texts that are not saved")
def check_draft(form: QaCheck, call: Call) -> QaChecked:
    """Nothing is kept."""
    with call.db.read() as tx:
        found = service.draft_marks(tx, call.actor, call.clock, form.model_dump())
    return QaChecked(
        marks=[mark_out(one) for one in found], seconds=round(spoken_s(form.short), 1),
        seconds_en=round(spoken_s(form.short_en), 1),
    )  # fmt: skip


@router.get("/api/v1/qa/match", allow=READ, summary="Which answers fit a question")
def match_question(
    call: Call,
    text: Annotated[str, Query(min_length=1, max_length=300, pattern=NO_CONTROLS)],
    product: Held = None,
    intent: Intent | None = None,
    host: Annotated[list[Id] | None, Query(max_length=8)] = None,
) -> QaMatchPage:
    """As the live column asks it: approved and in time only, of this product or the whole shop; first-person ones of
    `host` (those on air) only. Three at most."""
    now = call.clock()
    matcher = feature(call.services).matcher(call.actor.tenant)
    found = matcher.match(text, intent, product, at=now, hosts=host or ())
    return QaMatchPage(items=[match_out(one, now) for one in found], threshold=THRESHOLD)


@router.get(ONE, allow=READ, errors=(service.AnswerNotFound,))
def get_answer(answer_id: Id, call: Call) -> QaAnswerOut:
    with call.db.read() as tx:
        return answer_out(service.get_answer(tx, call.actor.tenant, answer_id), call.clock())


@router.patch(ONE, allow=WRITE, errors=(service.AnswerNotFound, *SAVES, Stale))
def change_answer(answer_id: Id, form: QaPatch, call: Call) -> QaAnswerOut:
    """A changed text is a draft again until another person approves it. A stale `version` answers 409 with the difference."""
    fields: dict[str, Any] = form.model_dump(include=form.model_fields_set - {"version"})
    with call.db.write() as tx:
        made = service.change_answer(
            tx, call.actor, call.clock, answer_id, version=form.version, fields=fields
        )
    return _told(call, made)


@router.post(
    f"{ONE}/approve",
    allow=APPROVE,
    errors=(
        service.AnswerNotFound, service.OwnApproval, service.NotReady, service.AnswerStopped, service.NoUseRecord,
        service.WrongStep, Stale,
    ),
)  # fmt: skip
def approve_answer(answer_id: Id, form: QaStep, call: Call) -> QaAnswerOut:
    """By another person than who wrote it; refused while the lint stops a text."""
    with call.db.write() as tx:
        made = service.approve_answer(tx, call.actor, call.clock, answer_id, version=form.version)
    return _told(call, made)


@router.post(f"{ONE}/withdraw", allow=WRITE, errors=(service.AnswerNotFound, service.WrongStep, Stale))
def withdraw_answer(answer_id: Id, form: QaStep, call: Call) -> QaAnswerOut:
    """Not proposed from this moment on, on air too."""
    with call.db.write() as tx:
        made = service.withdraw_answer(
            tx, call.actor, call.clock, answer_id, version=form.version, why=form.why
        )
    return _told(call, made)


@router.post(f"{ONE}/restore", allow=WRITE, errors=(service.AnswerNotFound, service.WrongStep, Stale))
def restore_answer(answer_id: Id, form: QaStep, call: Call) -> QaAnswerOut:
    """A withdrawn answer is a draft again."""
    with call.db.write() as tx:
        made = service.restore_answer(tx, call.actor, call.clock, answer_id, version=form.version)
    return _told(call, made)


@router.get(f"{ONE}/history", allow=READ, errors=(service.AnswerNotFound,))
def get_history(answer_id: Id, call: Call) -> QaHistoryOut:
    """Every step with who, when and what it was then; the newest first."""
    with call.db.read() as tx:
        steps = service.history(tx, call.actor.tenant, answer_id)
    return QaHistoryOut(items=[step_out(step) for step in steps])


def _told(call: Call, made: Any) -> QaAnswerOut:
    """Shows on air learn of it at once."""
    relearn(call.services, call.actor.tenant)
    return answer_out(made, call.clock())
