"""Switchbacks of rules on air: places taken before the arm is known, held back in sight, the result when all is read."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playbook_studio import Studio, studio
from timeline import T0, TICK, Maker

from onair.access.roles import system
from onair.during.broadcast.owner import Owner
from onair.during.playbook.acts import ProposalHeld
from onair.during.playbook.companion import Playbook
from onair.during.playbook.effect.switchback import PlanBroken
from onair.during.playbook.example import Example
from onair.during.playbook.measured.holding import HOLD
from onair.during.playbook.measured.model import PlaybookTrial
from onair.during.playbook.measured.trials import claim
from onair.during.playbook.proposals import Case
from onair.trade.service import NewShow, State, create_show, transition

PERIOD, FALLS = 46, 4
WEEK = 7 * 86_400_000
PATH = "/playbook/rules/online_drop/trial"


def falling(falls: int = FALLS) -> Example:
    online: list[tuple[int, float]] = [(0, 1000)]
    for place in range(falls):
        online += [(40 + place * PERIOD, 600), (60 + place * PERIOD, 1000)]
    return Example(say="", ticks=40 + falls * PERIOD, levels={"online": online, "comments": [(0, 1)]})


def book(owner: Owner) -> Playbook:
    found = owner.state.companions["playbook"]
    assert isinstance(found, Playbook)
    return found


async def known(owner: Owner) -> None:
    """Places are taken in a thread; the show hears of them."""
    for _ in range(2_000):
        if set(book(owner).holding._asked) <= set(book(owner).knowledge.lots):
            return
        await asyncio.sleep(0.005)
    raise AssertionError("no place was told")


async def begun(at: Studio, shift: int) -> Owner:
    at.house.clock.now = max(at.house.clock.now, T0 + shift)
    actor = system(at.tenant)
    with at.house.db.write() as tx:
        made = create_show(tx, actor, at.house.clock, NewShow("场", room=at.room, starts_at=T0 + shift)).id
        for to in (State.ready, State.on_air):
            transition(tx, actor, at.house.clock, made, to, at=T0 + shift)
    return await at.hub.owner(made)


async def played(at: Studio, example: Example, shift: int) -> Owner:
    owner = await begun(at, shift)
    for events, clock in Maker(example, shift).batches():
        at.house.clock.now = clock
        await owner.ingest(events, clock)
        at.house.clock.now = clock + 3_300
        await owner.beat()
        await known(owner)
        await owner.beat()
    return owner


async def ended(at: Studio, owner: Owner, example: Example, shift: int) -> None:
    with at.house.db.write() as tx:
        view = transition(
            tx, system(at.tenant), at.house.clock, owner.facts.id, State.ended, at=T0 + shift + example.ticks * TICK
        )  # fmt: skip
    at.baselines.on_show_changed(view)
    await asyncio.to_thread(at.baselines.settle)


def tried(owner: Owner) -> list[Case]:
    return book(owner).ledger.tried()


def drops(owner: Owner) -> list[Case]:
    return [case for case in book(owner).ledger.all() if case.rule == "online_drop"]


async def row(at: Studio, room: str | None = None) -> Any:
    _, card = await at.json("GET", "/playbook/scorecard" + (f"?room={room}" if room else ""))
    (found,) = [one for one in card["rules"] if one["rule"] == "online_drop"]
    return found


async def started(at: Studio, moments: int = 8) -> Any:
    code, found = await at.json("PUT", PATH, "operator@甲", json={"room": at.room, "moments": moments})
    assert code == 200, found
    return found


async def test_over_two_shows_half_are_held_back_in_sight_and_the_result_comes_at_the_end(
    tmp_path: Path,
) -> None:
    async with studio(tmp_path) as at:
        await started(at)
        first = await played(at, falling(), 0)
        assert [case.body.lot.place for case in tried(first) if case.body.lot] == [0, 1, 2, 3]
        await ended(at, first, falling(), 0)
        half = (await row(at))["trials"][0]
        assert (half["state"], half["taken"], half["effect"]) == ("running", 4, None)
        assert "全部测完" in half["say"] or "Running" in half["say"]
        second = await played(at, falling(), WEEK)
        cases = [*tried(first), *tried(second)]
        held = [case for case in cases if case.state == "held"]
        assert len(cases) == 8 and len(held) == 4
        in_feed = [
            one.id for owner in (first, second) for one in owner.state.track.actions() if one.action == HOLD
        ]
        assert in_feed == [f"{case.id}:held" for case in held], "nothing is withheld in silence"
        panel: Any = book(second).panels(at.house.clock(), second.state.beside(second.facts))["proposals"]
        shown = {card.id: card.state for card in panel.done}
        assert all(shown[case.id] == "held" for case in tried(second) if case.state == "held")
        await ended(at, second, falling(), WEEK)
        done = await row(at)
        trial = done["trials"][0]
        assert (trial["state"], trial["taken"], trial["held"], trial["measured"]) == ("done", 8, 4, 8)
        assert trial["effect"] is not None and trial["i95"]["low"] <= trial["effect"] <= trial["i95"]["high"]
        assert (done["fired"], done["ignored"]) == (8, 4), "what was held back was not ignored"
        assert (await at.json("PUT", PATH, "operator@甲", json={"room": at.room}))[0] == 200, (
            "another may begin"
        )


async def test_the_log_alone_tells_what_was_held_back(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        await started(at)
        owner = await played(at, falling(2), 0)
        before = [(case.id, case.state, case.body.lot) for case in tried(owner)]
        end = owner.state.end
        await owner.load()
        assert [(case.id, case.state, case.body.lot) for case in tried(owner)] == before
        await owner.beat()
        assert owner.state.end == end
        held = next((case for case in tried(owner) if case.state == "held"), None)
        if held is not None:
            with pytest.raises(ProposalHeld):
                await owner.act("proposal_accept", {"proposal": held.id}, None, id_="a1", by="per_a")


async def test_a_restart_between_place_and_proposal_keeps_the_arm(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        trial = await started(at)
        owner = await begun(at, 0)
        for events, clock in list(Maker(falling(1)).batches())[:44]:
            at.house.clock.now = clock
            await owner.ingest(events, clock)
        at.house.clock.now += 3_300
        await owner.beat()
        await known(owner)
        (lot,) = book(owner).knowledge.lots.values()
        await owner.load()
        await owner.beat()
        (case,) = tried(owner)
        assert case.body.lot == lot and lot.place == 0
        with at.house.db.write() as tx:
            assert claim(tx, trial["id"], owner.facts.id, case.id, case.at), "asked twice it is one place"
        assert (await row(at))["trials"][0]["taken"] == 1


async def test_without_a_trial_or_when_nobody_gives_a_place_the_rule_speaks(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        owner = await played(at, falling(1), 0)
        assert tried(owner) == [] and len(drops(owner)) == 1
        trial = await started(at)
        other = await begun(at, WEEK)
        book(other).holding._take = lambda *_: None
        for events, clock in Maker(falling(1), WEEK).batches():
            at.house.clock.now = clock
            await other.ingest(events, clock)
            at.house.clock.now = clock + 3_300
            await other.beat()
        (case,) = drops(other)
        assert (case.body.lot, case.state_at(case.at)) == (None, "open")
        assert (await row(at))["trials"][0]["taken"] == 0 and trial["taken"] == 0


async def test_who_may_and_what_is_refused(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        body = {"room": at.room, "moments": 10}
        assert (await at.json("PUT", PATH, json=body))[0] == 403, "a controller does not decide it"
        assert (await at.json("PUT", PATH, "operator@乙", json=body))[0] == 404, "another team's room"
        assert (await at.json("PUT", PATH, "operator@甲", json={**body, "moments": 9}))[0] == 400
        assert (await at.json("PUT", PATH.replace("online_drop", "nothing"), "operator@甲", json=body))[
            0
        ] == 404
        assert (await at.json("DELETE", f"{PATH}?room={at.room}", "operator@甲"))[0] == 404
        assert (await at.json("PUT", PATH, "operator@甲", json=body))[0] == 200
        code, twice = await at.json("PUT", PATH, "operator@甲", json=body)
        assert (code, twice["code"]) == (409, "playbook_trial_running")
        code, gone = await at.json("DELETE", f"{PATH}?room={at.room}", "operator@甲")
        assert (code, gone["state"], gone["effect"]) == (200, "stopped", None)
        assert (await row(at, at.room))["trials"][0]["state"] == "stopped"


async def test_a_plan_changed_afterwards_gives_no_result(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        trial = await started(at)
        with at.house.db.write() as tx:
            found = tx.get(PlaybookTrial, trial["id"])
            assert found is not None
            show = create_show(
                tx, system(at.tenant), at.house.clock, NewShow("场", room=at.room, starts_at=T0)
            ).id
            assert claim(tx, trial["id"], show, "p:1", 0)
            assert set(at.claims.lots(tx, show)) == {"p:1"}
            found.moments = 10
            assert at.claims.lots(tx, show) == {}, "the show goes on, and the rule speaks as always"
        other = PATH.replace("online_drop", "stock_low")
        assert (await at.json("PUT", other, "operator@甲", json={"room": at.room, "moments": 8}))[0] == 200
        code, card = await at.json("GET", "/playbook/scorecard")
        said = {
            one["rule"]: [(t["state"], t["taken"], t["effect"]) for t in one["trials"]]
            for one in card["rules"]
        }
        assert (code, said["online_drop"]) == (200, [("broken", 1, None)])
        assert said["stock_low"] == [("running", 0, None)], "the others stay"
        assert PlanBroken.en in [
            one["trials"][0]["say"] for one in card["rules"] if one["rule"] == "online_drop"
        ]
        code, over = await at.json("DELETE", f"{PATH}?room={at.room}", "operator@甲")
        assert (code, over["state"]) == (200, "broken"), "it can be stopped"
        assert (await at.json("PUT", PATH, "operator@甲", json={"room": at.room, "moments": 8}))[0] == 200
