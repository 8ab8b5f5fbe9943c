"""Use cases of a room's checklist: taken from its category, given owners, ticked off, opened again before a show."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit, get_person
from onair.before.techcheck.model import TechTask
from onair.before.techcheck.profiles import PROFILES
from onair.before.techcheck.service import setup_of
from onair.before.techcheck.views import TaskView
from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.i18n import Text
from onair.kernel.ids import new_id
from onair.trade.service import get_room
from onair.trade.versions import require_version

TASKS_MAX = 60


class TaskNotFound(NotFound):
    code = "techcheck_task_not_found"
    zh = "没有清单项 {id}，或者它不属于您的团队。没有任何改动。"
    en = "There is no item {id}, or it belongs to another team. Nothing was changed."


class ListFull(Conflict):
    code = "techcheck_list_full"
    zh = "清单已有 {n} 项，到上限了。没有添加，请先删去不用的。"
    en = "The list has {n} items, which is the limit. Nothing was added; remove some first."


def tasks(tx: Session, tenant: str, room: str) -> list[TaskView]:
    """In their order. Raises NotFound."""
    get_room(tx, tenant, room)
    return [_view(row) for row in _rows(tx, tenant, room)]


def fill(tx: Session, actor: Actor, clock: Clock, room: str) -> list[TaskView]:
    """Add what the room's category asks for and the list lacks; nothing is removed or reopened."""
    wanted = PROFILES[setup_of(tx, actor.tenant, room).profile].checklist
    rows = _rows(tx, actor.tenant, room)
    have = {row.zh for row in rows}
    lacking = [text for text in wanted if text.zh not in have][: TASKS_MAX - len(rows)]
    for place, text in enumerate(lacking, len(rows)):
        tx.add(_new(actor, clock, room, place, text))
    tx.flush()
    audit(tx, actor, clock, "techcheck.list.fill", room, after={"added": len(lacking)})
    return [_view(row) for row in _rows(tx, actor.tenant, room)]


def add(tx: Session, actor: Actor, clock: Clock, room: str, text: str) -> TaskView:
    """An item of the team's own, in its own words. Raises NotFound, ListFull."""
    get_room(tx, actor.tenant, room)
    mine = (TechTask.tenant_id == actor.tenant) & (TechTask.room_id == room)
    n, last = tx.execute(select(func.count(), func.coalesce(func.max(TechTask.place), -1)).where(mine)).one()
    if n >= TASKS_MAX:
        raise ListFull(n=n)
    row = _new(actor, clock, room, last + 1, Text(text, text))
    tx.add(row)
    audit(tx, actor, clock, "techcheck.task.add", row.id, after={"text": text})
    return _view(row)


def change(
    tx: Session, actor: Actor, clock: Clock, task: str, *, version: int, changes: Mapping[str, Any]
) -> TaskView:
    """`changes`: `owner` (a person's id or None), `done` (bool), `text`. Raises TaskNotFound, NotFound, Stale."""
    row = _row(tx, actor.tenant, task)
    before = {"owner": row.owner, "done": row.done_at is not None, "text": row.zh}
    require_version(version, row.version, changes, before)
    if changes.get("owner") is not None:
        get_person(tx, actor.tenant, changes["owner"])
    if "owner" in changes:
        row.owner = changes["owner"]
    if "done" in changes:
        row.done_at, row.done_by = (clock(), actor.name) if changes["done"] else (None, None)
    if "text" in changes:
        row.zh = row.en = changes["text"]
    row.version += 1
    audit(tx, actor, clock, "techcheck.task.change", task, before=before, after=dict(changes))
    return _view(row)


def remove(tx: Session, actor: Actor, clock: Clock, task: str) -> None:
    """Raises TaskNotFound."""
    row = _row(tx, actor.tenant, task)
    audit(tx, actor, clock, "techcheck.task.remove", task, before={"text": row.zh, "owner": row.owner})
    tx.delete(row)


def reopen(tx: Session, actor: Actor, clock: Clock, room: str) -> list[TaskView]:
    """All items open again: before the next show. Raises NotFound."""
    get_room(tx, actor.tenant, room)
    rows = _rows(tx, actor.tenant, room)
    for row in rows:
        if row.done_at is not None:
            row.done_at, row.done_by = None, None
            row.version += 1
    audit(tx, actor, clock, "techcheck.list.reopen", room)
    return [_view(row) for row in rows]


def _new(actor: Actor, clock: Clock, room: str, place: int, text: Text) -> TechTask:
    return TechTask(
        id=new_id("tsk", clock), tenant_id=actor.tenant, room_id=room, place=place, zh=text.zh, en=text.en,
        owner=None, done_at=None, done_by=None, version=1,
    )  # fmt: skip


def _rows(tx: Session, tenant: str, room: str) -> list[TechTask]:
    query = select(TechTask).where(TechTask.tenant_id == tenant, TechTask.room_id == room)
    return list(tx.scalars(query.order_by(TechTask.place, TechTask.id)))


def _row(tx: Session, tenant: str, task: str) -> TechTask:
    row = tx.get(TechTask, task, with_for_update=True)
    if row is None or row.tenant_id != tenant:
        raise TaskNotFound(id=task)
    return row


def _view(row: TechTask) -> TaskView:
    return TaskView(row.id, row.place, row.zh, row.en, row.owner, row.done_at, row.done_by, row.version)
