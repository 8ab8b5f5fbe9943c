"""What actions did, over the wire: on air, when the show is over, on the scorecard, and for whom."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playbook_studio import Studio, studio
from timeline import T0, TICK, Maker

from onair.access.roles import system
from onair.during.broadcast.actions import CannotUndo
from onair.during.playbook.example import Example
from onair.during.playbook.measured.measuring import EFFECT
from onair.trade.service import NewShow, State, create_show, transition

FALL, TICKS = 110, 140
EVENING = Example(
    say="", ticks=TICKS, product="p1", levels={"online": [(0, 1000), (FALL, 600)], "comments": [(0, 3)]}
)


async def played(at: Studio, *, room: bool = True, accept: bool = True) -> tuple[str, Any]:
    """The fall is proposed, accepted at once, and its window goes by; its last acts are near the end."""
    actor, clock = system(at.tenant), at.house.clock
    clock.now = T0
    with at.house.db.write() as tx:
        show = create_show(tx, actor, clock, NewShow("场", room=at.room if room else None, starts_at=T0)).id
        for to in (State.ready, State.on_air):
            transition(tx, actor, clock, show, to, at=T0)
    owner = await at.hub.owner(show)
    for events, when in Maker(EVENING).batches():
        clock.now = when
        await owner.ingest(events, when)
        clock.now = when + 3_300
        await owner.beat()
        book: Any = owner.state.companions["playbook"]
        for case in book.ledger.all() if accept else ():
            if case.rule == "online_drop" and case.state == "open":
                await owner.act("proposal_accept", {"proposal": case.id}, None, id_="acc", by=actor.id)
    return show, owner


async def over(at: Studio, show: str) -> None:
    with at.house.db.write() as tx:
        view = transition(tx, system(at.tenant), at.house.clock, show, State.ended, at=T0 + TICKS * TICK)
    at.hub.on_show_changed(view)
    at.baselines.on_show_changed(view)
    await asyncio.to_thread(at.baselines.settle)


async def effects(at: Studio, show: str, who: str = "controller@甲") -> tuple[int, Any]:
    return await at.json("GET", f"/shows/{show}/effects", who)


async def test_from_the_act_to_the_review_and_the_scorecard(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show, owner = await played(at)
        rows = [row for row in owner.state.track.actions() if row.action == EFFECT]
        assert len(rows) == 1 and rows[0].data["proposal"].startswith("p:online_drop:")
        assert rows[0].by.startswith("rule:"), "nobody did it"
        with pytest.raises(CannotUndo):
            await owner.act("undo", {"action": rows[0].id}, None, id_="u1", by="per_a")
        code, live = await effects(at, show)
        assert (code, live["final"], len(live["items"])) == (200, False, 1)
        one = live["items"][0]
        assert (one["rule"], one["series"], one["acts"], one["seconds"]) == (
            "online_drop",
            "online",
            ["whisper"],
            180,
        )
        assert (one["effect"] is None) == (one["i95"] is None) == (one["verdict"] is None), (
            "never without its interval"
        )
        assert one["say"] and (one["status"] != "measured" or one["n"] >= 30)
        assert (await effects(at, show, "owner@乙"))[0] == 404
        await over(at, show)
        _, done = await effects(at, show)
        assert done["final"] and [row["action"] for row in done["items"]] == ["acc:0"]
        assert {**done["items"][0], "holm": None, "bh": None} == {**one, "holm": None, "bh": None}, (
            "what was written stands"
        )
        for where in ("", f"?room={at.room}"):
            _, card = await at.json("GET", f"/playbook/scorecard{where}")
            (row,) = [row for row in card["rules"] if row["rule"] == "online_drop"]
            worth = row["effect"]
            assert worth["n"] + worth["left_out"] == 1 and worth["effect"] is None and worth["say"]
        _, theirs = await at.json("GET", "/playbook/scorecard", "owner@乙")
        assert theirs["rules"] == []


async def test_a_show_that_nobody_read_is_read_when_asked_and_counts_nowhere_else(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show, _ = await played(at, room=False)
        await over(at, show)
        both = await asyncio.gather(effects(at, show), effects(at, show))
        assert both[0] == both[1] and len(both[0][1]["items"]) == 1
        _, card = await at.json("GET", f"/playbook/scorecard?room={at.room}")
        assert card["rules"] == []


async def test_nobody_asks_the_server_to_say_what_it_measured(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show, owner = await played(at, accept=False)
        assert [row for row in owner.state.track.actions() if row.action == EFFECT] == []
        for who in ("controller@甲", "owner@甲"):
            for action in (EFFECT, "proposal_hold"):
                body = {"id": f"x{action}", "action": action, "data": {}}
                code, refused = await at.json("POST", f"/shows/{show}/actions", who, json=body)
                assert code in (400, 403), refused
        _, empty = await effects(at, show)
        assert empty == {"final": False, "items": []}
