"""Every rule's own examples: what is proposed, when, and nothing else."""

import pytest
from timeline import T0, TICK, ZONE, Maker, bands_of

from onair.during.comments.marking import Offline
from onair.during.comments.reading.reader import Reader
from onair.during.comments.teams import TeamReader
from onair.during.playbook.evaluate import Firing
from onair.during.playbook.example import Example
from onair.during.playbook.following import Following
from onair.during.playbook.presets import Preset, presets
from onair.events.groups import grouped

READER = TeamReader(Reader())
CASES = [
    pytest.param(preset, example, id=f"{preset.id}: {example.say}")
    for preset in presets().values()
    for example in preset.examples
]


def played(preset: Preset, example: Example, *, live: bool = False) -> list[Firing]:
    following = Following(ZONE, listen=lambda: Offline(READER))
    assert preset.rule is not None
    following.know([preset.rule], bands_of(example))
    found: list[Firing] = []
    for events, clock in Maker(example).batches():
        for now in range(clock - 8_000, clock, 1_000) if live else ():
            found += following.advance(now)
        found += following.take(grouped(events), clock)
    return found + following.advance(T0 + example.ticks * TICK + 30_000)


def said(found: list[Firing]) -> list[tuple[int, str | None]]:
    return [((one.at - T0) // TICK - 1, one.product) for one in found]


def test_all_eighteen_and_the_guides_two_are_there_and_can_run() -> None:
    found = presets()
    assert {preset.rule.number for preset in found.values() if preset.rule} == set(range(1, 21))
    assert {id_: preset.why for id_, preset in found.items() if preset.why} == {}
    assert all(preset.examples and any(one.expect for one in preset.examples) for preset in found.values())


@pytest.mark.parametrize(("preset", "example"), CASES)
def test_example(preset: Preset, example: Example) -> None:
    wanted = [(one.tick, one.product) for one in example.expect]
    assert said(played(preset, example)) == wanted


@pytest.mark.parametrize(("preset", "example"), CASES)
def test_seconds_told_between_batches_change_nothing(preset: Preset, example: Example) -> None:
    assert said(played(preset, example, live=True)) == said(played(preset, example))
