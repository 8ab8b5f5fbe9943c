"""Two operators start the same switchback at the same moment, on both engines: the first has it, the other is told."""

from sqlalchemy import func, select
from together import at_once

from onair.access.roles import system
from onair.access.service import create_tenant
from onair.during.playbook.measured import trials
from onair.during.playbook.measured.model import PlaybookTrial
from onair.kernel.clock import FixedClock
from onair.store.db import Database
from onair.trade.service import create_room

NOW = 1_795_334_400_000
SECRET = bytes(32)


def starts(db: Database, n: int = 4) -> list[str]:
    """What each of n was told; how many are running."""
    clock = FixedClock(NOW)
    with db.write() as tx:
        actor = system(create_tenant(tx, clock, "甲队").id)
        room = create_room(tx, actor, clock, name="一号", platform="douyin").id

    def start(_: int) -> str:
        try:
            with db.write() as tx:
                trials.start(tx, actor, clock, SECRET, rule="online_drop", room=room, moments=8, control=None)
        except trials.TrialRunning as refused:
            return refused.code
        return "started"

    told = at_once(n, start)
    with db.read() as tx:
        held = tx.scalar(
            select(func.count()).select_from(PlaybookTrial).where(PlaybookTrial.tenant_id == actor.tenant)
        )
    return [*sorted(told), f"{held} running"]


ONE = ["playbook_trial_running"] * 3 + ["started", "1 running"]


def test_the_first_of_several_starts_wins(db: Database) -> None:
    assert starts(db) == ONE


def test_control_without_a_turn_both_start_where_there_are_many_writers(db: Database, monkeypatch) -> None:
    """Looks that found nothing have nothing to lock."""
    monkeypatch.setattr(trials, "turn", lambda tx, tenant: None)
    told = [starts(db) for _ in range(5)]
    assert all(one == ONE for one in told) is (db.dialect == "sqlite")
