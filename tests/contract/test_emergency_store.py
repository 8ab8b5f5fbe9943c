"""Emergency cards and rooms' settings on both engines: kept, changed by two at once, put back, and only the team's own."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onair.access.roles import system
from onair.access.service import create_tenant
from onair.during.emergency.model import EmergencyText
from onair.during.emergency.store import (
    BadAuto,
    BadCard,
    NewSetup,
    cards,
    put_card,
    put_setup,
    reset_card,
    setup_of,
)
from onair.kernel.clock import FixedClock
from onair.kernel.errors import NotFound
from onair.store.db import Database
from onair.trade.service import create_room
from onair.trade.versions import Stale

CLOCK = FixedClock(1_795_334_400_000)
LINE = {"line": {"zh": "马上好", "en": "Right away"}}
SETUP = NewSetup("马上回来", None, "话筒", None, [], ["stream_cut/scene"])


def test_a_card_is_changed_once_by_two_and_put_back(db: Database) -> None:
    with db.write() as tx:
        who, other = (system(create_tenant(tx, CLOCK, name).id) for name in "甲乙")

    def change(_: int) -> str:
        try:
            with db.write() as tx:
                put_card(tx, who, CLOCK, "silence", version=0, changes=LINE)
        except Stale:
            return "stale"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(change, range(2))) == ["kept", "stale"]
    with db.write() as tx:
        mine, theirs = ({one.card.id: one for one in cards(tx, of.tenant)}["silence"] for of in (who, other))
        assert (mine.card.line.zh, mine.changed, mine.version) == ("马上好", ("line",), 1)
        assert (theirs.changed, theirs.version) == ((), 0)
        with pytest.raises(BadCard):
            put_card(tx, who, CLOCK, "silence", version=1, changes={"steps": []})
    with db.write() as tx:
        row = tx.get(EmergencyText, (who.tenant, "silence"))
        assert row is not None
        row.body = {"line": {"zh": "", "of": "another version"}}
    with db.write() as tx:
        broken = {one.card.id: one for one in cards(tx, who.tenant)}["silence"]
        assert (broken.broken, broken.card.line) == (True, theirs.card.line)
        assert reset_card(tx, who, CLOCK, "silence", version=1).version == 0


def test_a_room_is_set_up_by_its_own_team_and_who_allowed_a_step_stays(db: Database) -> None:
    with db.write() as tx:
        who, other = (system(create_tenant(tx, CLOCK, name).id) for name in "甲乙")
        room = create_room(tx, who, CLOCK, name="一号间", platform="douyin", account=None).id
        first = put_setup(tx, who, CLOCK, room, version=0, new=SETUP)
        assert (first.scene, list(first.auto), first.version) == ("马上回来", ["stream_cut/scene"], 1)
    with db.write() as tx:
        later = FixedClock(CLOCK() + 60_000)
        both = SETUP._replace(auto=["stream_cut/scene", "stream_cut/say"])
        second = put_setup(tx, who, later, room, version=1, new=both)
        assert {step: one.at - CLOCK() for step, one in second.auto.items()} == {
            "stream_cut/scene": 0, "stream_cut/say": 60_000,
        }  # fmt: skip
    for new, version, error in ((SETUP, 1, Stale), (SETUP._replace(auto=["stream_cut/hotspot"]), 2, BadAuto)):
        with db.write() as tx, pytest.raises(error):
            put_setup(tx, who, CLOCK, room, version=version, new=new)
    with db.write() as tx, pytest.raises(NotFound):
        put_setup(tx, other, CLOCK, room, version=0, new=SETUP)
    with db.read() as tx:
        assert setup_of(tx, other.tenant, room).version == 0
        assert setup_of(tx, who.tenant, room) == second
