"""Jobs on both engines: claimed once, reported, cancelled, honest after a restart."""

import threading

import pytest

from onair.kernel.clock import FixedClock
from onair.store import jobs
from onair.store.db import Database
from onair.store.jobs import JobOver, JobView, NoJob

T = "tnt_a"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_795_334_400_000)


def submit(db: Database, clock: FixedClock, kind: str = "import", **payload: object) -> str:
    clock.forward(1)
    with db.write() as tx:
        return jobs.submit(tx, clock, tenant=T, kind=kind, payload=payload)


def claim(
    db: Database, clock: FixedClock, worker: str = "w1", kinds: tuple[str, ...] = ("import",)
) -> JobView | None:
    with db.write() as tx:
        return jobs.claim(tx, clock, worker=worker, kinds=kinds)


def look(db: Database, job: str) -> JobView:
    with db.read() as tx:
        return jobs.get(tx, job, tenant=T)


def test_a_job_from_queue_to_done(db: Database, clock: FixedClock):
    job = submit(db, clock, file="a.csv")
    assert claim(db, clock, kinds=("seal",)) is None
    taken = claim(db, clock)
    assert (taken.id, taken.state, taken.payload, taken.started_at) == (
        job,
        "running",
        {"file": "a.csv"},
        clock(),
    )
    assert claim(db, clock) is None
    with db.write() as tx:
        assert jobs.report(tx, clock, job, 0.4, {"rows": 4}) is False
    assert (look(db, job).progress, look(db, job).result) == (0.4, {"rows": 4})
    clock.forward(5)
    with db.write() as tx:
        jobs.finish(tx, clock, job, "done", {"rows": 9})
    over = look(db, job)
    assert (over.state, over.progress, over.result, over.ended_at) == ("done", 1.0, {"rows": 9}, clock())
    with db.write() as tx, pytest.raises(JobOver):
        jobs.report(tx, clock, job, 0.5)


def test_oldest_first_and_each_once(db: Database, clock: FixedClock):
    made = [submit(db, clock, i=i) for i in range(12)]
    taken: list[str] = []

    def work(worker: str) -> None:
        while (job := claim(db, clock, worker)) is not None:
            taken.append(job.id)

    assert claim(db, clock).id == made[0]
    threads = [threading.Thread(target=work, args=(f"w{i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(made[1:])


def test_cancelling(db: Database, clock: FixedClock):
    waiting, running, over = (submit(db, clock) for _ in range(3))
    assert claim(db, clock).id == waiting
    with db.write() as tx:
        jobs.finish(tx, clock, waiting, "done")
        assert jobs.claim(tx, clock, worker="w", kinds=["import"]).id == running
        assert jobs.cancel(tx, clock, running, tenant=T).state == "running"
        assert jobs.report(tx, clock, running, 0.1) is True, "told to stop"
        assert jobs.finish(tx, clock, running, "cancelled").state == "cancelled"
        assert jobs.cancel(tx, clock, over, tenant=T).state == "cancelled", "never started"
        assert jobs.cancel(tx, clock, waiting, tenant=T).state == "done", "what is over stays so"
    assert claim(db, clock) is None


def test_waiting_for_a_person_and_going_on(db: Database, clock: FixedClock):
    job = submit(db, clock, file="a.csv")
    claim(db, clock)
    with db.write() as tx:
        jobs.finish(tx, clock, job, "needs_mapping", {"headers": ["甲"]})
    with db.write() as tx:
        jobs.resume(tx, job, tenant=T, payload={"file": "a.csv", "columns": {"甲": "at"}})
        with pytest.raises(JobOver):
            jobs.resume(tx, job, tenant=T, payload={})
    assert claim(db, clock).payload["columns"] == {"甲": "at"}


def test_after_a_restart_a_dead_job_says_so_and_keeps_what_it_did(db: Database, clock: FixedClock):
    dead, queued = submit(db, clock), submit(db, clock)
    claim(db, clock)
    with db.write() as tx:
        jobs.report(tx, clock, dead, 0.6, {"rows": 600})
        assert jobs.recover(tx, clock, alone=False) == 0, "it may live in another process"
        assert jobs.recover(tx, clock, alone=True) == 1
    found = look(db, dead)
    assert (found.state, found.progress, found.result) == ("interrupted", 0.6, {"rows": 600})
    assert look(db, queued).state == "queued"
    with db.write() as tx:
        assert jobs.resume(tx, dead, tenant=T, payload={}).state == "queued"


def test_a_silent_job_of_another_process_is_given_up(db: Database, clock: FixedClock):
    job = submit(db, clock)
    claim(db, clock)
    clock.forward(jobs.LEASE_MS + 1)
    with db.write() as tx:
        assert jobs.recover(tx, clock, alone=False) == 1
    assert look(db, job).state == "interrupted"


def test_another_team_sees_nothing(db: Database, clock: FixedClock):
    job = submit(db, clock)
    for use in (
        lambda tx: jobs.get(tx, job, tenant="tnt_b"),
        lambda tx: jobs.cancel(tx, clock, job, tenant="tnt_b"),
        lambda tx: jobs.resume(tx, job, tenant="tnt_b", payload={}),
    ):
        with db.write() as tx, pytest.raises(NoJob):
            use(tx)
    with db.read() as tx:
        assert jobs.recent(tx, tenant="tnt_b", kinds=["import"]) == []
        assert [view.id for view in jobs.recent(tx, tenant=T, kinds=["import"])] == [job]


def test_a_job_is_queued_with_its_transaction_or_not_at_all(db: Database, clock: FixedClock):
    with pytest.raises(RuntimeError), db.write() as tx:
        jobs.submit(tx, clock, tenant=T, kind="import", payload={})
        raise RuntimeError
    assert claim(db, clock) is None
