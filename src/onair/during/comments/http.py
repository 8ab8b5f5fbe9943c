"""Routes of the comment radar: its limits, what the team teaches it, and a show's comments looked back at."""

import asyncio
from typing import Annotated, NamedTuple

from fastapi import Path, Query
from starlette.responses import Response

from onair.access.roles import TEAM, Role
from onair.access.service import audit
from onair.access.web import Allow, Call, Id, Router
from onair.during.broadcast.facts import NoShow
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.comments import labels, report
from onair.during.comments.schemas import (
    CommentDoubtPage,
    CommentLabelForm,
    CommentLabelOut,
    CommentLabelPage,
    CommentReportOut,
    CommentSetupForm,
    CommentSetupOut,
    CommentWordForm,
    CommentWordPage,
    doubt_out,
    label_out,
    setup_out,
    words_out,
)
from onair.during.comments.setup import (
    BadBlockedWord,
    BadCommentSetup,
    NewWord,
    NoBlockedWord,
    RadarSetup,
    block_word,
    put_setup,
    setup_of,
    unblock_word,
)
from onair.during.comments.teams import Teams
from onair.events.codec import decode_batch
from onair.events.model import Comment
from onair.files.export import write_csv
from onair.store.log import EventLog
from onair.trade.service import Wanted, list_shows
from onair.trade.versions import Stale

router = Router("comments")
READ = Allow(roles=TEAM, scopes={"shows:read"})
SETS = Allow(roles={Role.operator, Role.controller})
TEACHES = Allow(roles={Role.operator, Role.controller, Role.service, Role.analyst})
TAKE_OUT = Allow(roles={Role.operator, Role.analyst})
LABELS = "/api/v1/comments/labels"
WORDS = "/api/v1/comments/words"
QUEUE_TEXTS = 3_000
CSV = "text/csv; charset=utf-8"
REPORTS_KEPT = 16


class Asked(NamedTuple):
    show: str | None
    title: str | None
    doubts: list[labels.Doubt]


@router.get("/api/v1/comments/setup", allow=READ, summary="Limits of answering and of alarms")
def get_setup(call: Call) -> CommentSetupOut:
    with call.db.read() as tx:
        return setup_out(setup_of(tx, call.actor.tenant))


@router.put("/api/v1/comments/setup", allow=SETS, errors=(BadCommentSetup, Stale))
def set_setup(form: CommentSetupForm, call: Call) -> CommentSetupOut:
    """Shows on air follow at once."""
    new = RadarSetup(form.question_s, form.risk_s, form.wave, form.clear, form.version)
    with call.db.write() as tx:
        saved = put_setup(tx, call.actor, call.clock, new)
    _relearn(call)
    return setup_out(saved)


@router.get(WORDS, allow=READ, summary="Words that the team blocks in every show")
def list_words(call: Call) -> CommentWordPage:
    with call.db.read() as tx:
        return words_out(setup_of(tx, call.actor.tenant), House(call.db).names(call.actor.tenant))


@router.post(WORDS, allow=SETS, errors=(BadBlockedWord,), summary="Block a word in every show")
def add_word(form: CommentWordForm, call: Call) -> CommentWordPage:
    """Comments that hold it, however it is spelt, are folded within OnAir and asked about by nobody; criticism never is."""
    names = House(call.db).names(call.actor.tenant)
    with call.db.write() as tx:
        new = NewWord(form.word, form.reason, form.note)
        found = words_out(block_word(tx, call.actor, call.clock, new), names)
    _relearn(call)
    return found


@router.delete(f"{WORDS}/{{word:path}}", allow=SETS, errors=(NoBlockedWord,), summary="Block it no longer")
def remove_word(word: Annotated[str, Path(max_length=60)], call: Call) -> CommentWordPage:
    names = House(call.db).names(call.actor.tenant)
    with call.db.write() as tx:
        found = words_out(unblock_word(tx, call.actor, call.clock, word), names)
    _relearn(call)
    return found


@router.get(LABELS, allow=READ, summary="What the team taught, newest first")
def list_labels(call: Call) -> CommentLabelPage:
    names = House(call.db).names(call.actor.tenant)
    with call.db.read() as tx:
        rows = labels.listed(tx, call.actor.tenant)
        return CommentLabelPage(items=[label_out(row, names) for row in rows])


@router.post(LABELS, allow=TEACHES, errors=(labels.BadLabel,), summary="Say what a text is")
def add_label(form: CommentLabelForm, call: Call) -> CommentLabelOut:
    """In force when it is answered; `refused`: the fixed set would be read worse, so nothing changed, and it is told."""
    new = labels.NewLabel(form.text, form.intent, form.negative, form.abuse, form.product, form.show)
    label = labels.as_label(new)
    taught = labels.Taught(new, label, call.use(Teams).learn(call.actor.tenant, label))
    names = House(call.db).names(call.actor.tenant)
    with call.db.write() as tx:
        return label_out(labels.add_label(tx, call.actor, call.clock, taught), names)


@router.delete(f"{LABELS}/{{label_id}}", allow=TEACHES, errors=(labels.NoLabel, labels.LabelWithdrawn))
def withdraw_label(label_id: Id, call: Call) -> CommentLabelOut:
    """The team's reader is made anew without it; who withdrew it stays on record."""
    names = House(call.db).names(call.actor.tenant)
    with call.db.write() as tx:
        found = label_out(labels.withdraw(tx, call.actor, call.clock, label_id), names)
    call.use(Teams).forget(call.actor.tenant)
    return found


@router.get(
    f"{LABELS}/export", allow=TAKE_OUT, response_class=Response, summary="The labels as CSV, guarded against formulas",
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)  # fmt: skip
def export_labels(call: Call) -> Response:
    names = House(call.db).names(call.actor.tenant)
    with call.db.write() as tx:
        rows = labels.listed(tx, call.actor.tenant, labels.TAUGHT_MAX)
        told = [label_out(row, names) for row in rows]
        audit(tx, call.actor, call.clock, "comments.labels.export", call.actor.tenant, after={"n": len(told)})
    columns = ["text", "intent", "negative", "abuse", "product", "state", "before", "after", "at", "by"]
    body = b"".join(write_csv(columns, [[getattr(one, column) for column in columns] for one in told]))
    headers = {
        "Content-Disposition": 'attachment; filename="comment-labels.csv"',
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=CSV, headers=headers)


@router.get("/api/v1/comments/queue", allow=READ, errors=(NoShow,), summary="What should be labelled next")
async def queue(call: Call, show_id: str | None = Query(None, max_length=64)) -> CommentDoubtPage:
    """Comments of one show, by default the newest that has some: least sure first, each wording once."""
    found = await asyncio.to_thread(_queue, call, show_id)
    return CommentDoubtPage(
        show=found.show, title=found.title, items=[doubt_out(one) for one in found.doubts]
    )


@router.get(
    "/api/v1/shows/{show_id}/comments/report",
    allow=READ,
    errors=(NoShow,),
    summary="A show's comments looked back at",
)
async def get_report(show_id: Id, call: Call) -> CommentReportOut:
    """What was asked and answered, how soon, what was hidden and why; read anew from the log."""
    owner = await call.use(Hub).owner(show_id, call.actor.tenant)
    await owner.settled()
    return await asyncio.to_thread(_report, call, show_id)


# ---- inside


def _relearn(call: Call) -> None:
    """Shows on air follow at once."""
    hub = call.services.maybe(Hub)
    if hub is not None:
        hub.relearn("comments", tenant=call.actor.tenant)


def _report(call: Call, show: str) -> CommentReportOut:
    log, teams = call.use(EventLog), call.use(Teams)
    model = teams.model(call.actor.tenant)
    key = (show, log.end(show), model)
    found = teams.reports.get(key)
    if found is None:
        made = report.report(report.heard(log, show), model)
        if made is None:
            raise NoShow
        while len(teams.reports) >= REPORTS_KEPT:
            teams.reports.pop(next(iter(teams.reports)))
        found = teams.reports[key] = made
    return found


def _queue(call: Call, show: str | None) -> Asked:
    log, tenant = call.use(EventLog), call.actor.tenant
    with call.db.read() as tx:
        shows = list_shows(tx, tenant, Wanted(), limit=50)[0]
        known = [row.text for row in labels.listed(tx, tenant, labels.TAUGHT_MAX)]
    if show is not None and all(view.id != show for view in shows):
        raise NoShow
    for view in shows:
        if show not in (None, view.id):
            continue
        texts = _texts(log, view.id)
        if texts:
            read = call.use(Teams).model(tenant).reader.read(texts)
            return Asked(view.id, view.title, labels.doubtful(texts, read, known))
    return Asked(show, None, [])


def _texts(log: EventLog, show: str) -> list[str]:
    """The newest."""
    end, step, texts = log.end(show), 20_000, list[str]()
    start = end
    while start > 0 and len(texts) < QUEUE_TEXTS:
        stop, start = start, max(0, start - step)
        part: list[str] = []
        for batch in log.read(show, start):
            if batch.offset >= stop:
                break
            events = decode_batch(batch.body, batch.codec)
            part += [event.text for event in events if isinstance(event, Comment)]
        texts = part + texts
    return texts[-QUEUE_TEXTS:]
