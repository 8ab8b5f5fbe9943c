"""From a change in the log to a proposal, an answer and its acts; two at once, restarts, expiry, auto."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.during.stage import T0, Props, Stage, facts, staged
from timeline import TICK, Maker

from onair.during.broadcast.companions import Companion
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.owner import Owner
from onair.during.playbook.acts import NoProposal, NotAnswered, ProposalAnswered, ProposalExpired
from onair.during.playbook.answer import NothingToDo
from onair.during.playbook.companion import PANELS, Playbook
from onair.during.playbook.example import Example
from onair.during.playbook.knowledge import Knowledge
from onair.during.playbook.panel import ProposalsPanel
from onair.during.playbook.presets import presets
from onair.during.playbook.rule import Rule
from onair.store.log import EventLog

FALL = Example(
    say="", ticks=48, product="p1", levels={"online": [(0, 1000), (40, 600)], "comments": [(0, 20)]}
)
PEOPLE = {"per_a": "阿哲", "per_b": "周宁"}


def rule(id_: str) -> Rule:
    found = presets()[id_].rule
    assert found is not None
    return found


@dataclass
class Feature:
    """The playbook's own, with knowledge out of the test."""

    rules: tuple[Rule, ...] = (rule("online_drop"),)
    auto: dict[str, str] = field(default_factory=dict)
    name = "playbook"
    panels = PANELS

    def learn(self, facts: Facts) -> Knowledge:
        return Knowledge(self.rules, self.auto, {}, {"p1": "炒锅"}, PEOPLE)

    def fresh(self, facts: Facts) -> Companion:
        return Playbook(facts)


@dataclass
class Room:
    stage: Stage
    owner: Owner

    async def play(self, example: Example, first: int = 0, last: int = 10_000) -> None:
        """Batches and a beat each second, as on air."""
        for place, (events, clock) in enumerate(Maker(example).batches()):
            if not first <= place < last:
                continue
            for second in range(clock - 5_000, clock, 2_500):
                await self.beat(second)
            self.stage.clock.now = clock
            await self.owner.ingest(events, clock)
        await self.beat(self.stage.clock.now + 4_000)

    async def beat(self, at: int) -> None:
        self.stage.clock.now = max(at, self.stage.clock.now)
        await self.owner.beat()

    @property
    def book(self) -> Playbook:
        found = self.owner.state.companions["playbook"]
        assert isinstance(found, Playbook)
        return found

    def panel(self) -> ProposalsPanel:
        now = self.stage.clock()
        found = self.book.panels(now, self.owner.state.beside(self.owner.facts))["proposals"]
        assert isinstance(found, ProposalsPanel)
        return found

    async def act(self, action: str, id_: str = "act_1", by: str = "per_a", **data: Any) -> None:
        await self.owner.act(action, data, None, id_=id_, by=by)

    def log(self) -> list[tuple[str, str]]:
        return [(row.id, row.action) for row in self.owner.state.track.actions()]


@asynccontextmanager
async def room(folder: Path, feature: Feature | None = None, **change: Any) -> AsyncIterator[Room]:
    async with staged(folder, Props({"shw_1": facts(**change)}), features=[feature or Feature()]) as stage:
        owner = await stage.owner()
        stage.clock.now = max(T0, owner.state.clock)
        yield Room(stage, owner)


async def test_a_fall_becomes_one_proposal_with_its_evidence(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        panel = at.panel()
        assert [(card.rule, card.state, card.severity) for card in panel.open] == [
            ("online_drop", "open", "high")
        ]
        card = panel.open[0]
        assert card.at == T0 + 42 * TICK and card.until == card.at + 300_000
        assert card.checks[0].value == pytest.approx(0.6) and card.checks[0].n == 30
        assert card.checks[0].denominator == pytest.approx(1000)
        assert (len(card.bars), card.bars[0], card.usual) == (12, 1000.0, 1000.0)
        assert (panel.watching, panel.state) == (1, "ok")
        assert [mark.label for mark in at.owner.state.track.marks() if mark.kind == "proposal"] == [
            "online_drop"
        ]


async def test_the_usual_of_a_bar_is_scaled_from_what_the_detector_summed(tmp_path: Path) -> None:
    """20 clicks a tick before the surge, whatever window the scan found it in."""
    surge = rule("guide_click_surge")
    async with room(tmp_path, Feature((surge,))) as at:
        await at.play(next(iter(presets()["guide_click_surge"].examples)), last=55)
        card = at.panel().open[0]
        check = card.checks[0]
        assert check.over_s in (10, 30, 60, 90) and check.over_s != check.window_s, (
            "else the test tells nothing"
        )
        assert check.denominator == pytest.approx(2 * check.over_s, rel=0.1)
        assert card.usual == pytest.approx(60, rel=0.1) and card.bars[0] == 60


async def test_after_a_restart_it_is_the_same_one(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        before, end = at.panel(), at.owner.state.end
    async with room(tmp_path) as at:
        await at.beat(T0 + 48 * TICK + 4_000)
        assert (at.panel(), at.owner.state.end) == (before, end)


async def test_a_restart_between_firing_and_writing_writes_it_then(tmp_path: Path) -> None:
    """Nobody beat before the end: the log alone brings it up again, with the same id."""
    async with room(tmp_path) as at:
        for events, clock in list(Maker(FALL).batches())[:44]:
            at.stage.clock.now = clock
            await at.owner.ingest(events, clock)
        assert at.panel().open == []
    async with room(tmp_path) as at:
        await at.beat(T0 + 44 * TICK)
        assert [card.at for card in at.panel().open] == [T0 + 42 * TICK]
    async with room(tmp_path / "late") as at:
        for events, clock in list(Maker(FALL).batches())[:44]:
            await at.owner.ingest(events, clock)
        await at.beat(T0 + 44 * TICK + 600_000)
        assert at.owner.state.track.marks() == [
            m for m in at.owner.state.track.marks() if m.kind != "proposal"
        ]


async def test_accepting_does_its_acts_in_one_batch_and_says_who(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        proposal = at.panel().open[0].id
        end = at.owner.state.end
        await at.act("proposal_accept", proposal=proposal)
        assert at.log() == [("act_1", "proposal_accept"), ("act_1:0", "whisper")]
        assert at.owner.state.end == end + 2
        done = at.panel().done[0]
        assert (done.state, done.by, done.by_name, [step.done for step in done.steps]) == (
            "accepted", "per_a", "阿哲", [True],
        )  # fmt: skip
        assert done.effect_due == ((done.answered_at or 0) // TICK + 19) * TICK, "the last tick of its window"
        whisper = at.owner.state.track.action("act_1:0")
        assert whisper is not None and whisper.data["text"].startswith("在线是刚才的 0.6 倍")
        await at.act("proposal_accept", proposal=proposal)
        assert len(at.log()) == 2, "sent again it is done once"


async def test_of_two_at_once_the_first_wins_and_the_other_is_told_who_and_when(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        proposal = at.panel().open[0].id
        both = await asyncio.gather(
            at.act("proposal_accept", "a1", "per_a", proposal=proposal),
            at.act("proposal_dismiss", "b1", "per_b", proposal=proposal, reason="known"),
            return_exceptions=True,
        )
        refused = [one for one in both if isinstance(one, ProposalAnswered)]
        assert len(refused) == 1 and refused[0].status == 409 and refused[0].data["who"] == "阿哲"
        assert "（已接受）" in refused[0].detail("zh") and "(accepted)" in refused[0].detail("en")
        with pytest.raises(ProposalAnswered) as later:
            await at.act("proposal_accept", "b2", "per_b", proposal=proposal)
        assert "阿哲" in later.value.detail("zh") and ":" in later.value.data["when"]
        assert [card.state for card in at.panel().done] == ["accepted"]


@pytest.mark.parametrize(
    ("first", "more", "how"),
    [
        ("proposal_dismiss", {"reason": "known"}, ("已忽略", "dismissed")),
        ("proposal_snooze", {}, ("稍后再说", "put off")),
    ],
)
async def test_in_the_same_instant_the_second_hears_how_it_was_answered(
    tmp_path: Path, first: str, more: dict[str, str], how: tuple[str, str]
) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        proposal = at.panel().open[0].id
        both = await asyncio.gather(
            at.act(first, "a1", "per_a", proposal=proposal, **more),
            at.act("proposal_accept", "b1", "per_b", proposal=proposal),
            return_exceptions=True,
        )
        told = both[1]
        assert isinstance(told, ProposalAnswered)
        assert how[0] in told.detail("zh") and how[1] in told.detail("en") and "…" not in told.detail("zh")


async def test_an_append_that_fails_leaves_the_proposal_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        proposal = at.panel().open[0].id
        real = EventLog.append

        async def broken(*_: Any, **__: Any) -> int:
            from onair.store.log import LogFull

            raise LogFull

        monkeypatch.setattr(EventLog, "append", broken)
        with pytest.raises(Exception, match="disk"):
            await at.act("proposal_accept", proposal=proposal)
        monkeypatch.setattr(EventLog, "append", real)
        await at.owner.settled()
        assert [card.state for card in at.panel().open] == ["open"]
        await at.act("proposal_accept", "a2", "per_b", proposal=proposal)
        assert at.panel().done[0].by == "per_b"


async def test_dismissed_snoozed_expired_and_taken_back(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        card = at.panel().open[0]
        await at.act("proposal_snooze", "s1", proposal=card.id, minutes=2)
        assert [one.id for one in at.panel().snoozed] == [card.id]
        await at.beat(at.stage.clock() + 121_000)
        assert [one.id for one in at.panel().open] == [card.id]
        await at.act("proposal_dismiss", "d1", proposal=card.id, reason="known")
        assert [(one.state, one.reason) for one in at.panel().done] == [("dismissed", "known")]
        await at.act("proposal_undo", "u1", proposal=card.id)
        assert [one.id for one in at.panel().open] == [card.id]
        await at.beat(at.stage.clock() + 700_000)
        assert [one.state for one in at.panel().done] == ["expired"]
        with pytest.raises(ProposalExpired):
            await at.act("proposal_accept", "a9", proposal=card.id)
        with pytest.raises(NotAnswered):
            await at.act("proposal_undo", "u9", proposal=card.id)
        with pytest.raises(NoProposal):
            await at.act("proposal_accept", "a8", proposal="p:none")


async def test_taking_an_acceptance_back_undoes_its_acts(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        card = at.panel().open[0]
        await at.act("proposal_accept", "a1", proposal=card.id)
        await at.act("proposal_undo", "u1", proposal=card.id)
        rows = {row.id: row.undone for row in at.owner.state.track.actions()}
        assert rows["a1"] and rows["a1:0"]
        assert at.panel().open[0].id == card.id


async def test_what_cannot_be_done_yet_says_so_and_the_rest_is_done(tmp_path: Path) -> None:
    example = Example(
        say="",
        ticks=60,
        levels={"online": [(0, 1000), (50, 900), (51, 800), (52, 700)], "comments": [(0, 20)]},
    )
    async with room(tmp_path, Feature((rule("guide_online_dip"),))) as at:
        await at.play(example)
        card = at.panel().open[0]
        offer, whisper = card.steps
        assert offer.why_not is not None and "优惠" in offer.why_not.zh and whisper.why_not is None
        with pytest.raises(NothingToDo, match="stays open"):
            await at.act("proposal_accept", "a0", proposal=card.id, steps=[0])
        assert at.panel().open[0].id == card.id
        await at.act("proposal_accept", "a1", proposal=card.id, lang="en")
        assert at.log() == [("a1", "proposal_accept"), ("a1:1", "whisper")]
        assert [step.done for step in at.panel().done[0].steps] == [False, True]


async def test_a_rule_acts_by_itself_only_where_a_person_let_it(tmp_path: Path) -> None:
    async with room(tmp_path, Feature(auto={"online_drop": "per_a"})) as at:
        await at.play(FALL)
        done = at.panel().done[0]
        assert (done.state, done.by, done.auto) == ("accepted", "rule:online_drop", True)
        assert [action for _, action in at.log()] == ["proposal_accept", "whisper"]
    async with room(tmp_path, Feature(auto={"online_drop": "per_a"})) as at:
        await at.beat(T0 + 48 * TICK + 5_000)
        assert [action for _, action in at.log()] == ["proposal_accept", "whisper"], "not once more"


async def test_a_replay_of_the_show_proposes_the_same(tmp_path: Path) -> None:
    async with room(tmp_path) as at:
        await at.play(FALL)
        live = [(card.id, card.at) for card in at.panel().open]
        batches = list(at.stage.log.read("shw_1"))
    async with room(tmp_path / "copy", origin="rehearsal") as at:
        for events, clock in Maker(FALL).batches():
            await at.owner.ingest(events, clock, settled=True)
        await at.owner.beat()
        assert [(card.id, card.at) for card in at.panel().open] == live and batches
