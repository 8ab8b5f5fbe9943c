"""Text compiled once and filled in for each show says what a question compiled for that show says."""

import pytest
from tests.rehearsal.house import NOW, house

from onair.after.review.compiled import Compiled
from onair.metrics.numbers import DIMENSIONS
from onair.metrics.review import tally
from onair.metrics.window import Window
from onair.rehearsal.simulator import simulate, sized

ALL = frozenset(DIMENSIONS)
START = NOW - 10 * 3_600_000
WINDOWS = {
    "over": lambda truth: (Window(truth.start, truth.end, True), truth.end + 10**9),
    "still on": lambda truth: (Window(truth.start, None, False), truth.start + 900_000),
    "end known, not reached": lambda truth: (Window(truth.start, truth.end, False), truth.start + 900_000),
    "no start": lambda truth: (Window(None, truth.end, True), truth.end + 10**9),
    "no edges": lambda truth: (Window(None, None, False), truth.end),
    "one moment": lambda truth: (Window(truth.start, truth.start, True), truth.end),
    "long ago": lambda truth: (Window(-5_000, truth.end, True), truth.end),
}


async def test_filled_in_text_is_the_question_itself(tmp_path):
    async with house(tmp_path) as rig:
        compiled = Compiled(rig.lake)
        compiled.warm(ALL)
        shows = {}
        for seed, given in enumerate(({}, {"leaves": False, "unknown_share": 0.5}), 1):
            events, truth = simulate(sized(2_000, minutes=30, **given), seed, START - seed * 86_400_000)
            view = rig.show(f"show {seed}")
            await rig.ingest(view.id, events)
            rig.lake.seal(view.id, view.tenant, rig.log)
            shows[view.id] = truth
        for turn, (name, window_of) in enumerate([("over", WINDOWS["over"]), *WINDOWS.items()]):
            show, truth = list(shows.items())[turn % len(shows)]
            by = ALL if turn < 2 else frozenset()
            window, now = window_of(truth)
            tables = rig.lake.events(rig.actor.tenant, [show]), rig.lake.lines(rig.actor.tenant, [show])
            asked = tally(*tables, window, by, now, rig.lake.run)
            assert compiled.tally(rig.actor.tenant, show, window, by, now) == asked, name
            assert asked.total.sums or name == "one moment"


@pytest.mark.parametrize("by", [frozenset(), ALL])
async def test_no_text_is_compiled_twice(tmp_path, monkeypatch, by):
    async with house(tmp_path) as rig:
        compiled = Compiled(rig.lake)
        compiled.warm(by)
        monkeypatch.setattr(
            "onair.after.review.compiled._compile", lambda expr: pytest.fail("compiled again")
        )
        compiled.tally(rig.actor.tenant, "shw_a", Window(START, START + 10**6, True), by, NOW)
