"""A reduced run of the benchmark: the goals hold, and without what they rest on they do not."""

from functools import partial

import pytest
from bench.detection import PUBLISHED, REGIMES, Deaf, good, pushed, scanned, shows_of
from bench.evenings import START, Batch, alarms_of
from bench.faults import CASES, CONTROLS, kept, quiet
from bench.surges import run

from onair.during.playbook.hearing import Hearing, Voice

SEEDS = (3, 5, 8)
END = START + 1_300_000


def test_surges_are_found_in_time_and_little_else() -> None:
    shows = [show for seed in SEEDS for show in shows_of(seed, REGIMES[PUBLISHED], 20)]
    found = run(shows, scanned)
    assert good(found), (found.recall, found.false_an_hour)
    blind = run(shows, partial(scanned, reset=False))  # the control: one baseline for all products
    assert blind.recall < found.recall - 0.05
    assert blind.false_an_hour > 2 * found.false_an_hour
    assert blind.early > 0


@pytest.mark.parametrize("regime", [name for name in REGIMES if name != PUBLISHED])
def test_rooms_of_another_kind_are_served_as_well(regime: str) -> None:
    shows = [show for seed in SEEDS for show in shows_of(seed, REGIMES[regime], 20)]
    found = run(shows, scanned)
    assert good(found), (found.recall, found.false_an_hour)
    assert not good(
        run(shows, partial(scanned, kind=Deaf))
    )  # the control: how much counts spread is not learnt


def test_an_audience_pushed_in_is_no_surge() -> None:
    fair = pushed(SEEDS[0])
    alone = pushed(SEEDS[0], exposure=False)  # the control: clicks without their makers
    assert fair.false_an_hour < 0.75 * alone.false_an_hour


@pytest.mark.parametrize("case", CASES)
def test_faults_of_the_data_raise_no_alarm(case: str) -> None:
    assert alarms_of(kept(CASES[case](quiet(7))), END) == []


def test_what_nobody_declared_looks_like_news() -> None:
    for spoil in CONTROLS.values():
        assert alarms_of(spoil(quiet(7)), END) != []


def test_without_the_owner_who_drops_what_it_knows_duplicates_would_alarm() -> None:
    log: list[Batch] = sorted(CASES["a minute sent again at once"](quiet(7)), key=lambda batch: batch[1])
    assert alarms_of(log, END) != []


def test_if_a_source_were_believed_at_once_its_backlog_would_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "cut", property(lambda _: False))
    monkeypatch.setattr(Hearing, "settling", lambda *_: False)
    spoil = CASES["cut for 20 s, then a backlog with new times"]
    assert alarms_of(kept(spoil(quiet(7))), END) != []
