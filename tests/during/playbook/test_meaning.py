"""What comments mean is read once, by the radar, and rules say the same live, after a restart and in a back-test."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.during.stage import T0, Props, Stage, facts, staged
from timeline import TICK, Maker

from onair.during.broadcast.companions import Companion
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.owner import Owner
from onair.during.comments.companion import Commenting, CommentsFeature
from onair.during.comments.companion import Knowledge as RadarKnowledge
from onair.during.comments.marking import Marking, Offline
from onair.during.comments.panel import Around
from onair.during.comments.radar import Sense
from onair.during.comments.reading.reader import Reader
from onair.during.comments.setup import RadarSetup
from onair.during.comments.teams import TeamReader
from onair.during.playbook.backtest import run
from onair.during.playbook.companion import PANELS, Playbook
from onair.during.playbook.example import Example
from onair.during.playbook.heard import Heard
from onair.during.playbook.knowledge import Knowledge
from onair.during.playbook.pastlog import batches, tells_meaning
from onair.during.playbook.presets import presets
from onair.during.playbook.rule import Rule
from onair.events.groups import Groups
from onair.events.model import Comment, Incident, Marks

READER = TeamReader(Reader())
EVENING = Example(
    say="",
    ticks=60,
    levels={"online": [(0, 300)], "comments": [(0, 4)], "complaints": [(0, 0), (20, 3), (32, 0)]},
    once=[
        (tick, {"type": "comment", "user": f"a{tick}", "text": text})
        for tick, text in enumerate(("160 穿什么码", "尺码偏大吗", "身高 170 呢", "有没有尺码表"), 41)
    ],
)


def rule(name: str) -> Rule:
    found = presets()[name].rule
    assert found is not None
    return found


RULES = (rule("negative_wave"), rule("ask_size"))


class Rules:
    name, panels = "playbook", PANELS

    def learn(self, facts: Facts) -> Knowledge:
        return Knowledge(RULES, {}, {}, {}, {})

    def fresh(self, facts: Facts) -> Companion:
        return Playbook(facts)


class Radar(CommentsFeature):
    """Without a database."""

    def __init__(self) -> None:
        super().__init__(None, lambda _: READER)  # type: ignore[arg-type]

    def learn(self, facts: Facts) -> RadarKnowledge:
        return RadarKnowledge(RadarSetup(), Around({}, {}))


@dataclass
class Evening:
    folder: Path
    radar: Radar = field(default_factory=Radar)

    said: int = 0

    async def read(self, owner: Owner) -> None:
        """Until all that came was read."""
        companion = owner.state.companions["comments"]
        assert isinstance(companion, Commenting)
        for _ in range(3_000):
            if companion.radar is not None and companion.radar.heard >= self.said:
                return
            await asyncio.sleep(0.005)
        raise AssertionError("comments are not read")

    async def play(self, stage: Stage) -> Owner:
        stage.clock.now = T0
        owner = await stage.owner()
        await owner.beat()
        for events, clock in Maker(EVENING).batches():
            stage.clock.now = clock
            await owner.ingest(events, clock)
            await owner.beat()
            self.said += sum(isinstance(event, Comment) for event in events)
            await self.read(owner)
            for now in (clock + 1_700, clock + 2_600):
                stage.clock.now = now
                await owner.beat()
        stage.clock.now = T0 + EVENING.ticks * TICK + 5_000
        await owner.beat()
        return owner


def proposed(owner: Owner) -> list[tuple[str, int]]:
    book = owner.state.companions["playbook"]
    assert isinstance(book, Playbook)
    return sorted((case.rule, case.at) for case in book.ledger.all())


def back_tested(log: Iterator[tuple[Groups, int, int]], *, listen: bool = False) -> list[tuple[str, int]]:
    kept, found = list(log), []
    for one in RULES:
        outcome = run(one, facts(), {}, kept, listen=(lambda: Offline(READER)) if listen else None)
        found += [(one.id, would.at) for would in outcome.would]
    return sorted(found)


def unread(log: Iterator[tuple[Groups, int, int]]) -> Iterator[tuple[Groups, int, int]]:
    """As an imported log is: nobody read its comments."""
    for groups, clock, offset in log:
        yield {kind: group for kind, group in groups.items() if kind not in (Marks, Incident)}, clock, offset


async def test_a_rule_about_meaning_says_the_same_live_after_a_restart_and_in_back_tests(
    tmp_path: Path,
) -> None:
    props = Props({"shw_1": facts()})
    evening = Evening(tmp_path)
    async with staged(tmp_path, props, features=[Rules(), evening.radar]) as stage:
        live = proposed(await evening.play(stage))
        assert live == [("ask_size", T0 + 45 * TICK), ("negative_wave", T0 + 22 * TICK)]
        assert tells_meaning(stage.log, "shw_1")
        assert back_tested(batches(stage.log, "shw_1")) == live, "a back-test needs no model"
        assert back_tested(unread(batches(stage.log, "shw_1")), listen=True) == live, (
            "and an imported log is read"
        )
        assert back_tested(unread(batches(stage.log, "shw_1"))) == [], "which it must be"
    again = Evening(tmp_path, said=evening.said)
    async with staged(tmp_path, props, features=[Rules(), again.radar]) as stage:
        stage.clock.now = T0 + EVENING.ticks * TICK + 6_000
        owner = await stage.owner()
        book = owner.state.companions["playbook"]
        assert isinstance(book, Playbook)
        fired = {(one.rule.id, one.at) for one in book._waiting.values()}
        assert fired == set(live), "the log alone gives them, before anything is read"
        for ahead in (5_000, 12_000, 24_000):
            stage.clock.now = T0 + EVENING.ticks * TICK + ahead
            await owner.beat()
            await again.read(owner)
        assert total(stage) == evening.said, "each comment once, whatever was read again"
        assert proposed(owner) == live
    evening.radar.close()
    again.radar.close()


def total(stage: Stage) -> int:
    heard, end = Heard(), T0 + EVENING.ticks * TICK
    for groups, _, _ in batches(stage.log, "shw_1"):
        if Marks in groups:
            heard.add(groups[Marks].events)
    return heard.people(end, EVENING.ticks, ())[2]


def said(n: int, at: int, user: str | None = None) -> Comment:
    return Comment(id=f"c{n}", source="t", at=at, text="x", user=user)


def marked(marking: Marking, at: int, n: int) -> list[Marks]:
    marking.hear([said(n, at)], [Sense("size")], at)
    return marking.due(at + TICK + 2_000)


def test_what_is_written_once_a_tick_is_asked_for_until_the_log_has_it() -> None:
    marking = Marking()
    marking.due(T0)
    [first] = marked(marking, T0 + 5_000, 1)
    assert first.read == {str(T0): {"size": [0]}} and (first.since, first.upto) == (0, T0 + 5_000)
    assert marking.due(T0 + 13_000) == [first]
    marking.logged([first])
    assert marking.due(T0 + 14_000) == []


def test_a_show_played_again_brings_its_own_marks_and_is_not_read_twice() -> None:
    marking, heard = Marking(), Heard()
    marking.due(T0)
    theirs = Marks(
        id="m", source="onair", at=T0 + 11_600, since=0, upto=T0 + 6_000, read={str(T0): {"size": [7, 0]}}
    )
    heard.add([theirs])
    marking.hear([said(1, T0 + 5_000)], [Sense("size")], T0 + 5_000)
    marking.logged([theirs])
    assert marking.due(T0 + 12_000) == []
    stray = Marks(
        id="n", source="onair", at=T0 + 12_000, since=0, upto=T0 + 5_000, read={str(T0): {"size": [7]}}
    )
    heard.add([stray])
    assert heard.people(T0 + TICK, 1, ("size",)) == (2, 2, 2), "covered already"


def test_people_count_once_nobody_each_time_and_what_came_late_not_at_all() -> None:
    marking, heard = Marking(), Heard()
    marking.due(T0)
    comments = [
        said(1, T0, "a"),
        said(2, T0, "a"),
        said(3, T0 + 100),
        said(4, T0 + 200),
        said(5, T0 - 60_000),
    ]
    senses = [Sense("size"), Sense("size", 0.9, True), Sense("size"), Sense(None), Sense("size")]
    marking.hear(comments, senses, T0 + 300)
    heard.add(marking.due(T0 + 12_000))
    assert heard.people(T0 + TICK, 1, ("size",)) == (2, 3, 4)
    assert heard.people(T0 + TICK, 1, ("size", "unknown")) == (3, 4, 4)
    assert heard.people(T0 + TICK, 1, ("negative",)) == (1, 1, 4)
    assert heard.people(T0, 12, ("size",)) == (0, 0, 0), "nothing of before"
