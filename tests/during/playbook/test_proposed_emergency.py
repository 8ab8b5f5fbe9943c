"""A proposal that opens an emergency card: opened with the rest, and not taken back with it."""

from pathlib import Path

from tests.during.stage import T0, Props, Stage, facts, staged
from timeline import TICK, Maker

from onair.during.broadcast.companions import Companion
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.owner import Owner
from onair.during.emergency import companion as emergency
from onair.during.emergency.presets import presets as cards
from onair.during.emergency.setup import RoomSetup
from onair.during.playbook.companion import PANELS, Playbook
from onair.during.playbook.example import Example
from onair.during.playbook.knowledge import Knowledge
from onair.during.playbook.presets import presets

WAVE = Example(
    say="",
    ticks=40,
    levels={"online": [(0, 300)], "comments": [(0, 4)], "scams": [(0, 0), (20, 2)]},
)


class Rules:
    name = "playbook"
    panels = PANELS

    def __init__(self, **auto: str) -> None:
        self.auto = auto

    def learn(self, facts: Facts) -> Knowledge:
        found = presets()["negative_wave"].rule
        assert found is not None
        return Knowledge((found,), self.auto, {}, {}, {})

    def fresh(self, facts: Facts) -> Companion:
        return Playbook(facts)


class Cards:
    name = "emergency"
    panels = emergency.PANELS

    def __init__(self, *removed: str) -> None:
        self.removed = removed

    def learn(self, facts: Facts) -> emergency.Knowledge:
        kept = {id_: card for id_, card in cards().items() if id_ not in self.removed}
        return emergency.Knowledge(kept, RoomSetup(), {})

    def fresh(self, facts: Facts) -> Companion:
        return emergency.Emergencies(facts)


async def wave(stage: Stage) -> Owner:
    owner = await stage.owner()
    for events, clock in Maker(WAVE).batches():
        stage.clock.now = clock
        await owner.ingest(events, clock)
        await owner.beat()
    stage.clock.now = max(stage.clock.now, T0 + WAVE.ticks * TICK) + 4_000
    await owner.beat()
    return owner


async def test_accepting_opens_the_card_and_taking_back_leaves_it_open(tmp_path: Path) -> None:
    async with staged(tmp_path, Props({"shw_1": facts()}), features=[Rules(), Cards()]) as stage:
        owner = await wave(stage)
        book, fold = (owner.state.companions[name] for name in ("playbook", "emergency"))
        assert isinstance(book, Playbook) and isinstance(fold, emergency.Emergencies)
        case = book.ledger.all()[0]
        await owner.act("proposal_accept", {"proposal": case.id}, None, id_="a1", by="per_a")
        [run] = fold.book.all()
        assert (run.card.id, run.by, run.open) == ("negative_wave", "per_a", True)
        await owner.act("proposal_undo", {"proposal": case.id}, None, id_="u1", by="per_a")
        undone = {row.action: row.undone for row in owner.state.track.actions()}
        assert undone["whisper"] and undone["note"] and not undone["emergency_open"]
        assert run.open and case.answer is None


async def test_a_card_that_is_gone_keeps_no_other_act_back(tmp_path: Path) -> None:
    features = [Rules(), Cards("negative_wave")]
    async with staged(tmp_path, Props({"shw_1": facts()}), features=features) as stage:
        owner = await wave(stage)
        book = owner.state.companions["playbook"]
        assert isinstance(book, Playbook)
        case = book.ledger.all()[0]
        await owner.act("proposal_accept", {"proposal": case.id}, None, id_="a1", by="per_a")
        assert {"whisper", "note"} <= {row.action for row in owner.state.track.actions()}


async def test_a_rule_that_acts_by_itself_is_not_stopped_by_a_card_that_is_gone(tmp_path: Path) -> None:
    features = [Rules(negative_wave="per_a"), Cards("negative_wave")]
    async with staged(tmp_path, Props({"shw_1": facts()}), features=features) as stage:
        owner = await wave(stage)
        book = owner.state.companions["playbook"]
        assert isinstance(book, Playbook)
        assert [case.state for case in book.ledger.all()] == ["accepted"]
