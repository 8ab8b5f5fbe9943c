"""Rehearsals as they are written down, on both engines."""

import msgspec
import pytest

from onair.access.roles import system
from onair.access.service import create_tenant
from onair.kernel.clock import FixedClock
from onair.rehearsal.training import book
from onair.rehearsal.training.errors import TooManyTrainings, TrainingNotFound
from onair.rehearsal.training.lore import Limits
from onair.rehearsal.training.plan import Wanted, plan
from onair.rehearsal.training.score import Score
from onair.store.db import Database
from onair.trade.service import NewShow, State, create_show
from onair.trade.versions import Stale

NOW = 1_795_334_400_000
SCORE = Score(80.0, [], [], [], 1, 1, 1, 1, 1, 0, 3.0, 5.0, 60.0, None)


def test_kept_listed_compared_and_held_apart(db: Database) -> None:
    clock = FixedClock(NOW)
    with db.write() as tx:
        own, other = (system(create_tenant(tx, clock, name).id) for name in ("甲队", "乙队"))
    made = plan(Wanted(scenario="rush"), None, rng=None)  # type: ignore[arg-type]  # nothing is left to chance
    shows = []
    for _ in range(3):
        clock.forward(1_000)
        with db.write() as tx:
            show = create_show(
                tx, own, clock, NewShow("演练", origin="rehearsal", state=State.on_air, started_at=NOW)
            )
            seats = {"host": book.Seat("per_x", "乔=麦")}
            shows.append(book.write(tx, own, clock, made, show=show, seats=seats, instructor=None).show)
    with db.read() as tx, pytest.raises(TooManyTrainings):
        book.require_room(tx, own.tenant)
    with db.write() as tx:
        for show in shows[:2]:
            done = {
                "state": book.OVER,
                "why": "done",
                "finished_at": NOW,
                "score": msgspec.to_builtins(SCORE),
            }
            book.change(tx, own.tenant, show, **done)
    with db.read() as tx:
        found, following = book.newest(tx, own.tenant, None)
        assert ([view.show for view in found], following) == (shows[::-1], None)
        assert found[2].score == SCORE
        assert (found[0].plan, found[0].seats["host"].name) == (made, "乔=麦")
        assert [view.show for view in book.alike(tx, found[0])] == shows[1::-1]
        assert book.left_running(tx) == [(own.tenant, shows[2])]
        assert book.newest(tx, other.tenant, None) == ([], None)
        with pytest.raises(TrainingNotFound):
            book.find(tx, other.tenant, shows[0])


def test_limits_are_each_teams_own_and_two_at_once_are_told(db: Database) -> None:
    clock = FixedClock(NOW)
    with db.write() as tx:
        own, other = (system(create_tenant(tx, clock, name).id) for name in ("甲队", "乙队"))
    mine = {"stream_cut": Limits(1, 2, 3, 4)}
    with db.write() as tx:
        assert book.put_limits(tx, own, clock, mine, 0)[1] == 1
    with db.write() as tx, pytest.raises(Stale):
        book.put_limits(tx, own, clock, {}, 0)
    with db.read() as tx:
        assert book.team_limits(tx, own.tenant)[0]["stream_cut"] == mine["stream_cut"]
        assert book.team_limits(tx, other.tenant)[1] == 0
