"""Routes of rehearsals with faults: start one, turn it, see how it went."""

import asyncio
from pathlib import Path as FilePath
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal

from fastapi import Query
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.service import list_people
from onair.access.web import Allow, Call, Id, Router
from onair.access.web.fields import Cursor
from onair.kernel.paging import BadCursor
from onair.kernel.settings import Settings
from onair.rehearsal.replay import NothingToReplay
from onair.rehearsal.training import book, errors, schemas
from onair.rehearsal.training.fault import BadFault, Fault
from onair.rehearsal.training.lore import BadLimits, Limits
from onair.rehearsal.training.plan import Wanted
from onair.rehearsal.training.runner import Trainings
from onair.rehearsal.training.scenario import scenarios
from onair.rehearsal.training.sheet import write_sheet
from onair.store.homelock import uploads
from onair.trade.service import ShowNotFound
from onair.trade.versions import Stale

router = Router("training")
READ = Allow(roles=TEAM, scopes={"shows:read", "shows:write"})
RUN = Allow(roles=TEAM - {Role.auditor}, scopes={"shows:write"})
DECIDE = Allow(roles={Role.operator})
BASE = "/api/v1/trainings"
SPEEDS = [1.0, 2.0, 5.0, 10.0, 30.0, 60.0]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(f"{BASE}/kit", allow=READ)
def training_kit(call: Call) -> schemas.TrainingKit:
    """Ready-made rehearsals, the faults there are, and the limits they are scored by."""
    with call.db.read() as tx:
        limits, version = book.team_limits(tx, call.actor.tenant)
        people = list_people(tx, call.actor.tenant)
    return schemas.TrainingKit(
        people=[schemas.TrainingPerson(id=one.id, name=one.name, roles=sorted(one.roles)) for one in people],
        scenarios=[schemas.scenario_out(id_, one, call.lang) for id_, one in scenarios().items()],
        kinds=schemas.kinds_out(call.lang), limits=schemas.limits_out(limits, version), speeds=SPEEDS,
    )  # fmt: skip


@router.put(f"{BASE}/limits", allow=DECIDE, errors=(BadLimits, Stale))
def put_training_limits(form: schemas.PutLimits, call: Call) -> schemas.TrainingLimitsOut:
    """The team's own limits; a kind left out is as ours. Rehearsals that were begun keep theirs."""
    own: dict[str, Limits] = {kind: Limits(**one.model_dump()) for kind, one in form.limits.items()}
    with call.db.write() as tx:
        limits, version = book.put_limits(tx, call.actor, call.clock, own, form.version)
    return schemas.limits_out(limits, version)


@router.get(BASE, allow=READ, errors=(BadCursor,))
def trainings(
    call: Call, cursor: Annotated[Cursor | None, Query()] = None, show: Annotated[Id | None, Query()] = None
) -> schemas.TrainingPage:
    """All rehearsals of the team; with `show` the one that has this show, or none."""
    with call.db.read() as tx:
        found, following = book.newest(tx, call.actor.tenant, cursor, show)
    return schemas.TrainingPage(items=[_out(call, view) for view in found], next=following)


@router.post(
    BASE,
    status_code=201,
    allow=RUN,
    errors=(
        errors.ScenarioUnknown, BadFault, errors.SeatTaken, ShowNotFound, errors.SourceRuns, NothingToReplay,
        errors.SourceUnfit, errors.TooManyTrainings,
    ),
)  # fmt: skip
async def start_training(form: schemas.NewTraining, call: Call) -> schemas.TrainingOut:
    """Begin one. Nothing of it leaves the house: no encoder, no robot and no platform hears of it."""
    faults = None if form.faults is None else [Fault(**one.model_dump()) for one in form.faults]
    wanted = Wanted(**{**form.model_dump(exclude={"seats", "faults"}), "faults": faults})
    seats: dict[str, str] = {seat: person for seat, person in form.seats.items()}  # noqa: C416
    view = await call.use(Trainings).start(call.actor, wanted, seats)
    return _out(call, view)


@router.get(f"{BASE}/{{show_id}}", allow=READ, errors=(errors.TrainingNotFound, ShowNotFound))
def training(show_id: Id, call: Call) -> schemas.TrainingOut:
    """One of them, as it stands now."""
    return _out(call, _found(call, show_id))


@router.post(
    f"{BASE}/{{show_id}}/turn",
    allow=RUN,
    errors=(
        errors.TrainingNotFound, ShowNotFound, errors.TrainingOver, errors.NotYourTraining, errors.FaultsHidden,
        errors.NoFaultAhead,
    ),
)  # fmt: skip
async def turn_training(show_id: Id, form: schemas.TrainingTurn, call: Call) -> schemas.TrainingOut:
    """Pause, go on, another speed, to the next fault, stop."""
    view = await asyncio.to_thread(_found, call, show_id)
    if not view.runs(call.actor):
        raise errors.NotYourTraining
    if view.state == book.OVER:
        raise errors.TrainingOver
    if form.do == "jump" and not view.sees(call.actor):
        raise errors.FaultsHidden
    return _out(call, await call.use(Trainings).turn(call.actor, view, form.do, form.speed))


@router.get(
    f"{BASE}/{{show_id}}/score",
    allow=READ,
    errors=(errors.TrainingNotFound, ShowNotFound, errors.TrainingRuns),
)
def training_score(show_id: Id, call: Call) -> schemas.ScoreOut:
    """How it went, and the rule by which points came about."""
    return _scored(call, show_id)[1]


@router.get(
    f"{BASE}/{{show_id}}/sheet",
    allow=READ,
    errors=(errors.TrainingNotFound, ShowNotFound, errors.TrainingRuns),
    response_class=Response,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}},
)
def training_sheet(
    show_id: Id, call: Call, lang: Annotated[Literal["zh", "en"] | None, Query()] = None
) -> Response:
    """The score as XLSX: faults, seats, earlier ones, the rule."""
    view, score = _scored(call, show_id)
    with NamedTemporaryFile(dir=uploads(call.use(Settings).home), suffix=".xlsx") as held:
        write_sheet(FilePath(held.name), view, score, lang or call.lang)
        body = FilePath(held.name).read_bytes()
    headers = {"content-disposition": f'attachment; filename="rehearsal-{show_id}.xlsx"'}
    return Response(body, media_type=XLSX, headers=headers)


def _scored(call: Call, show: str) -> tuple[book.TrainingView, schemas.ScoreOut]:
    with call.db.read() as tx:
        view = book.find(tx, call.actor.tenant, show)
        if view.state != book.OVER or view.score is None:
            raise errors.TrainingRuns
        names = {one.id: one.name for one in list_people(tx, call.actor.tenant)}
        return view, schemas.score_out(view, view.score, names, book.alike(tx, view))


def _found(call: Call, show: str) -> book.TrainingView:
    with call.db.read() as tx:
        return book.find(tx, call.actor.tenant, show)


def _out(call: Call, view: book.TrainingView) -> schemas.TrainingOut:
    """Nothing of what is kept secret goes out to those it is kept from: not the scenario either, which names it."""
    plan, sees, score = view.plan, view.sees(call.actor), view.score
    runs = view.runs(call.actor)
    return schemas.TrainingOut(
        show=view.show, title=view.title, zone=view.zone, scenario=plan.scenario if sees else None,
        source_show=plan.source_show, minutes=plan.minutes, from_s=plan.from_s, speed=plan.speed,
        paused=view.paused, taken_up=call.use(Trainings).waits(view.show),
        hidden=plan.hidden, state="over" if view.state == book.OVER else "running",
        why=view.why, faults=[schemas.fault_out(one, view.begin) for one in plan.faults] if sees else None,
        seats=[schemas.TrainingSeatOut(seat=seat, person=one.person, name=one.name) for seat, one in view.seats.items()],
        instructor=view.instructor, begin=view.begin, end=view.end_ms,
        clock=call.use(Trainings).clock_of(view.show), started_by=view.started_by, created_at=view.created_at,
        finished_at=view.finished_at, points=score.points if score else None,
        missed=score.missed if score else None, counted=score.counted if score else None,
        may_run=runs, may_jump=runs and sees and view.state != book.OVER,
    )  # fmt: skip
