"""A proposal that opens an emergency card: opened with the rest, and not taken back with it."""

from pathlib import Path

from tests.during.stage import T0, Props, facts, staged
from timeline import TICK, Maker

from onair.during.broadcast.companions import Companion
from onair.during.broadcast.facts import Facts
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
    levels={"online": [(0, 300)], "comments": [(0, 4)], "complaints": [(0, 0), (20, 2)]},
)


class Rules:
    name = "playbook"
    panels = PANELS

    def learn(self, facts: Facts) -> Knowledge:
        found = presets()["negative_wave"].rule
        assert found is not None
        return Knowledge((found,), {}, {}, {}, {})

    def fresh(self, facts: Facts) -> Companion:
        return Playbook(facts)


class Cards:
    name = "emergency"
    panels = emergency.PANELS

    def learn(self, facts: Facts) -> emergency.Knowledge:
        return emergency.Knowledge(cards(), RoomSetup(), {})

    def fresh(self, facts: Facts) -> Companion:
        return emergency.Emergencies(facts)


async def test_accepting_opens_the_card_and_taking_back_leaves_it_open(tmp_path: Path) -> None:
    async with staged(tmp_path, Props({"shw_1": facts()}), features=[Rules(), Cards()]) as stage:
        owner = await stage.owner()
        for events, clock in Maker(WAVE).batches():
            stage.clock.now = clock
            await owner.ingest(events, clock)
            await owner.beat()
        stage.clock.now = max(stage.clock.now, T0 + WAVE.ticks * TICK) + 4_000
        await owner.beat()
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
