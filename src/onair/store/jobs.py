"""Long work with progress: one table, claimed in a transaction, cancellable, honest after a restart.

queued → running → done | failed | cancelled | needs_mapping (waits for a person; `resume` queues it again).
A running job whose process died becomes `interrupted`: its progress and partial result stay readable.
All functions take the Session of a `db.write()`, so a job is queued together with what it is about.
"""

from collections.abc import Collection
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from onair.kernel.clock import Clock
from onair.kernel.errors import Conflict, NotFound
from onair.kernel.ids import new_id
from onair.store.model import Job

LEASE_MS = 30_000
"""A running job that has not reported for so long has lost its process."""

JobState = Literal["queued", "running", "needs_mapping", "done", "failed", "cancelled", "interrupted"]
EndState = Literal["needs_mapping", "done", "failed", "cancelled"]


class NoJob(NotFound):
    code = "job_not_found"
    zh = "没有找到任务 {id}。可能属于别的团队。"
    en = "Job {id} was not found. It may belong to another team."


class JobOver(Conflict):
    code = "job_over"
    zh = "任务 {id} 已是“{state}”，不能再这样操作。没有任何改动。"
    en = "Job {id} is already {state}; this cannot be done any more. Nothing was changed."


class JobView(Struct, frozen=True):
    """A job as others may see it. `progress` 0..1; `cancel`: somebody asked it to stop. Times in ms."""

    id: str
    tenant: str
    kind: str
    state: JobState
    payload: dict[str, Any]
    progress: float
    result: dict[str, Any] | None
    cancel: bool
    created_at: int
    started_at: int | None
    ended_at: int | None


def submit(tx: Session, clock: Clock, *, tenant: str, kind: str, payload: dict[str, Any]) -> str:
    """Queue a job; its id."""
    job = Job(
        id=new_id("job", clock), tenant_id=tenant, kind=kind, state="queued", payload=payload,
        progress=0.0, cancel=False, created_at=clock(),
    )  # fmt: skip
    tx.add(job)
    tx.flush()
    return job.id


def claim(tx: Session, clock: Clock, *, worker: str, kinds: Collection[str]) -> JobView | None:
    """Take the oldest queued job of these kinds; None when there is none. Two workers never get the same."""
    oldest = (
        select(Job)
        .where(Job.state == "queued", Job.kind.in_(kinds))
        .order_by(Job.created_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite has one writer anyway and leaves this out
    )
    job = tx.scalars(oldest).one_or_none()
    if job is None:
        return None
    job.state, job.worker = "running", worker
    job.started_at = job.beat_at = clock()
    return _view(job)


def report(
    tx: Session, clock: Clock, job_id: str, progress: float, result: dict[str, Any] | None = None
) -> bool:
    """Say how far the work is; True = stop now. Keeps the lease; call it at least every ten seconds."""
    job = _running(tx, job_id)
    job.progress = min(max(progress, 0.0), 1.0)
    job.beat_at = clock()
    if result is not None:
        job.result = result
    return job.cancel


def finish(
    tx: Session, clock: Clock, job_id: str, state: EndState, result: dict[str, Any] | None = None
) -> JobView:
    """The work is over, or waits for a person. Raises JobOver when it is not running."""
    job = _running(tx, job_id)
    job.state, job.ended_at = state, clock()
    if state == "done":
        job.progress = 1.0
    if result is not None:
        job.result = result
    return _view(job)


def resume(tx: Session, job_id: str, *, tenant: str, payload: dict[str, Any]) -> JobView:
    """Queue again, with a new payload, what waited for a person or was interrupted."""
    job = _own(tx, tenant, job_id)
    if job.state not in ("needs_mapping", "interrupted"):
        raise JobOver(id=job_id, state=job.state)
    job.state, job.payload, job.cancel, job.ended_at, job.worker = "queued", payload, False, None, None
    return _view(job)


def cancel(tx: Session, clock: Clock, job_id: str, *, tenant: str) -> JobView:
    """Queued or waiting: cancelled at once. Running: told to stop at its next report. Over: unchanged."""
    job = _own(tx, tenant, job_id)
    if job.state in ("queued", "needs_mapping", "interrupted"):
        job.state, job.ended_at = "cancelled", clock()
    if job.state == "running":
        job.cancel = True
    return _view(job)


def recover(tx: Session, clock: Clock, *, alone: bool) -> int:
    """Mark as interrupted what runs no more. `alone`: this process holds the data folder, so nothing runs.

    Returns how many. Otherwise (several servers on PostgreSQL) only jobs silent for 30 s.
    """
    now = clock()
    dead = update(Job).where(Job.state == "running")
    if not alone:
        dead = dead.where(Job.beat_at < now - LEASE_MS)
    result = tx.execute(dead.values(state="interrupted", ended_at=now, worker=None).returning(Job.id))
    return len(result.all())


def get(tx: Session, job_id: str, *, tenant: str) -> JobView:
    """Raises NoJob, also for another tenant's."""
    return _view(_own(tx, tenant, job_id))


def recent(tx: Session, *, tenant: str, kinds: Collection[str], limit: int = 100) -> list[JobView]:
    """Newest first."""
    wanted = select(Job).where(Job.tenant_id == tenant, Job.kind.in_(kinds))
    return [
        _view(job) for job in tx.scalars(wanted.order_by(Job.created_at.desc(), Job.id.desc()).limit(limit))
    ]


def _own(tx: Session, tenant: str, job_id: str) -> Job:
    job = tx.get(Job, job_id)
    if job is None or job.tenant_id != tenant:
        raise NoJob(id=job_id)
    return job


def _running(tx: Session, job_id: str) -> Job:
    job = tx.get(Job, job_id)
    if job is None:
        raise NoJob(id=job_id)
    if job.state != "running":
        raise JobOver(id=job_id, state=job.state)
    return job


def _view(job: Job) -> JobView:
    return JobView(
        job.id, job.tenant_id, job.kind, job.state, job.payload, job.progress, job.result, job.cancel,  # type: ignore[arg-type]
        job.created_at, job.started_at, job.ended_at,
    )  # fmt: skip
