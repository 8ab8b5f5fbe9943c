"""A rule over past shows says what it would have said live, and knows nothing of what came later."""

from collections.abc import Callable
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from msgspec import structs
from playbook_studio import studio
from sqlalchemy.orm import Session
from tests.during.stage import facts
from timeline import T0, TICK, Maker

from onair.during.playbook import backtests, testing
from onair.during.playbook.backtest import Outcome, Run, run
from onair.during.playbook.example import Example
from onair.during.playbook.model import PlaybookBacktest
from onair.during.playbook.presets import presets
from onair.during.playbook.reading import Scene, Value, readings
from onair.during.playbook.readings.audience import online_now
from onair.during.playbook.rule import Rule
from onair.events.groups import Groups, grouped
from onair.kernel.clock import DAY_MS
from onair.kernel.errors import OnAirError
from onair.store.db import DatabaseBusy
from onair.store.log import EventLog, LogDamaged

TWO = Example(
    say="", ticks=150, product="p1",
    levels={"online": [(0, 1000), (40, 600), (70, 1000), (120, 500)], "comments": [(0, 20)]},
)  # fmt: skip


def rule(id_: str = "online_drop") -> Rule:
    found = presets()[id_].rule
    assert found is not None
    return found


Batches = list[tuple[Groups, int, int]]


def batches(example: Example) -> Batches:
    found, offset = [], 0
    for events, clock in Maker(example).batches():
        offset += len(events)
        found.append((grouped(events), clock, offset))
    return found


def firings(of: Rule, some: Batches) -> list[int]:
    going = Run(of, facts(), {})
    for groups, clock, _ in some:
        going.take(groups, clock)
    return [one.at for one in going.fired]


def looks_ahead(judge: Callable[[Batches], list[int]]) -> bool:
    """Does what comes after a moment change what was said before it? Every fifth cut of the show is tried."""
    whole = batches(TWO)
    said = judge(whole)
    cuts = ((whole[:cut], whole[cut - 1][1]) for cut in range(1, len(whole), 5))
    return any(judge(some) != [at for at in said if at + 3_000 <= clock] for some, clock in cuts)


def test_there_is_no_look_ahead() -> None:
    assert len(firings(rule(), batches(TWO))) == 2
    assert not looks_ahead(lambda some: firings(rule(), some))


def test_control_a_baseline_out_of_the_finished_show_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compares with the mean of everything that it was given, as a table of a finished show invites to."""
    known: list[float] = []

    def cheat(scene: Scene, _: object) -> Value:
        now = online_now(scene).value
        return Value(None if now is None else now / fmean(known), n=100)

    bad = readings()["online_vs_before"]._replace(of=cheat)
    monkeypatch.setattr(
        "onair.during.playbook.evaluate.readings", lambda: {**readings(), "online_vs_before": bad}
    )

    def judge(some: Batches) -> list[int]:
        known[:] = [value for groups, *_ in some for value in _online(groups)]
        return firings(rule(), some)

    assert looks_ahead(judge)


def _online(groups: Groups) -> list[float]:
    return [
        event.value for kind, group in groups.items() if kind.__name__ == "Gauge" for event in group.events
    ]


def test_what_happened_stands_beside_it() -> None:
    found = run(rule(), facts(), {}, batches(TWO), title="场")
    assert (found.fired, found.ticks, [one.live for one in found.would]) == (2, 153, [False, False])
    first = found.would[0]
    assert first.checks[0].value == pytest.approx(0.6)
    assert first.before is not None and first.after is not None and first.before > first.after
    assert found.would[1].after is not None and found.per_hour == pytest.approx(2 / (153 / 360), rel=0.01)


def test_a_file_tells_the_same_as_the_batches_it_was_made_of() -> None:
    """A file is one batch: what stood at a moment, and how long the rule could not judge, is kept tick by tick."""
    live, made = list(batches(TWO)), facts()
    whole = grouped([event for groups, _, _ in live for group in groups.values() for event in group.events])
    end = max(group.last for group in whole.values())
    for at, why in ((T0 + 42 * TICK, "fired"), (T0 + 43 * TICK, "standing"), (T0 + 20 * TICK, "not_met")):
        run = Run(rule(), structs.replace(made, origin="import"), {}, at)
        run.take(whole, end)
        assert [one.why for one in run.then] == [why], at
        control = Run(rule(), made, {}, at)
        for groups, clock, _ in live:
            control.take(groups, clock)
        assert [one.why for one in control.then] == [why], at
        assert run.outcome("").blind == pytest.approx(control.outcome("").blind, abs=0.02)


@pytest.mark.parametrize("told", [lambda _: False])
def test_it_stops_when_asked(told: Callable[[int], bool]) -> None:
    with pytest.raises(testing.Stopped):
        run(rule(), facts(), {}, batches(TWO), told=told)


async def test_over_past_shows_with_what_people_did(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show = await at.show(TWO)
        code, begun = await at.json(
            "POST", "/playbook/backtests", json={"rule_id": "online_drop", "shows": [show]}
        )
        assert (code, begun["state"]) == (202, "queued")
        await at.tests.idle()
        code, done = await at.json("GET", f"/playbook/backtests/{begun['id']}")
        assert (code, done["state"], done["progress"]) == (200, "done", 1.0)
        (outcome,) = done["result"]
        assert [one["at"] for one in outcome["would"]] == [T0 + 42 * TICK, T0 + 122 * TICK]
        assert [one["live"] for one in outcome["would"]] == [True, True], "the same as on air"
        edit = {
            **begun["rule"],
            "conditions": [{**begun["rule"]["conditions"][0], "limit": 0.1, "clear": 0.2}],
        }
        _, edited = await at.json(
            "POST", "/playbook/backtests", json={"rule_id": "online_drop", "rule": edit, "shows": [show]}
        )
        await at.tests.idle()
        _, told = await at.json("GET", f"/playbook/backtests/{edited['id']}")
        assert (told["rule_id"], told["result"][0]["fired"]) == ("online_drop", 0), (
            "an edit that is not saved"
        )
        silent = {"rule_id": "stock_low", "shows": [show]}
        _, other = await at.json("POST", "/playbook/backtests", json=silent)
        await at.tests.idle()
        _, quiet = await at.json("GET", f"/playbook/backtests/{other['id']}")
        assert (quiet["result"][0]["fired"], quiet["result"][0]["last"]["why"]) == (0, "unknown")
        _, page = await at.json("GET", "/playbook/backtests")
        assert len(page["items"]) == 3 and page["items"][0]["result"] == []


async def test_cancelled_before_and_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with studio(tmp_path) as at:
        show = await at.show(TWO)
        body = {"rule_id": "online_drop", "shows": [show]}
        _, first = await at.json("POST", "/playbook/backtests", json=body)
        code, gone = await at.json("POST", f"/playbook/backtests/{first['id']}/cancel")
        assert (code, gone["state"]) == (200, "cancelled")
        await at.tests.idle()
        _, after = await at.json("GET", f"/playbook/backtests/{first['id']}")
        assert after["state"] == "cancelled"
        real = testing.run

        def stopping(*args: object, **more: object) -> Outcome:
            at.tests.cancel(at.tenant, second["id"])
            return real(*args, **more)  # type: ignore[arg-type]

        with at.house.db.write() as tx:
            view = backtests.begin(tx, at.house.actor("controller@甲"), at.house.clock, rule(), shows=[show])
        second = {"id": view.id}
        monkeypatch.setattr(testing, "run", stopping)
        at.tests.submit(at.tenant, view.id)
        await at.tests.idle()
        _, after = await at.json("GET", f"/playbook/backtests/{view.id}")
        assert (after["state"], after["result"]) == ("cancelled", [])


async def test_a_show_whose_log_cannot_be_read_says_so_and_the_others_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with studio(tmp_path) as at:
        bad, good = [await at.show(TWO, shift=day * DAY_MS) for day in range(2)]
        real = testing.batches

        def broken(log: EventLog, show: str) -> Any:
            if show == bad:
                raise LogDamaged(show=show, offset=0, why="cut")
            return real(log, show)

        monkeypatch.setattr(testing, "batches", broken)
        _, made = await at.json("POST", "/playbook/backtests", json={"rule_id": "online_drop"})
        await at.tests.idle()
        _, told = await at.json("GET", f"/playbook/backtests/{made['id']}")
        assert (told["state"], told["progress"]) == ("done", 1.0)
        shows = {one["show"]: one for one in told["result"]}
        async with at.ask(**{"accept-language": "zh"}) as client:
            zh = (await client.get(f"/api/v1/playbook/backtests/{made['id']}")).json()
        assert "日志损坏" in "".join(one["problem"] or "" for one in zh["result"])
        assert shows[bad]["problem"].startswith("The log is damaged") and shows[bad]["per_hour"] is None
        assert shows[good]["fired"] == 2 and shows[good]["problem"] is None


async def test_a_database_that_was_busy_at_its_turn_fails_it_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with studio(tmp_path) as at:
        await at.show(TWO)
        real, asked = testing.row_of, 0

        def busy(tx: Session, tenant: str, id_: str) -> PlaybookBacktest:
            nonlocal asked
            asked += 1
            if asked == 1:
                raise DatabaseBusy(seconds=30)
            return real(tx, tenant, id_)

        monkeypatch.setattr(testing, "row_of", busy)
        _, made = await at.json("POST", "/playbook/backtests", json={"rule_id": "online_drop"})
        await at.tests.idle()
        _, told = await at.json("GET", f"/playbook/backtests/{made['id']}")
        assert told["state"] == "failed" and told["problem"]


async def test_what_a_stopped_server_left_is_taken_up_again(tmp_path: Path) -> None:
    async with studio(tmp_path) as at:
        show = await at.show(TWO)
        with at.house.db.write() as tx:
            view = backtests.begin(tx, at.house.actor("controller@甲"), at.house.clock, rule(), shows=[show])
        await at.tests.start()
        await at.tests.idle()
        _, after = await at.json("GET", f"/playbook/backtests/{view.id}")
        assert after["state"] == "done"


async def test_the_rooms_own_usual_is_of_shows_that_were_over(tmp_path: Path) -> None:
    """Three shows at the same hour of the week make a baseline; a show never belongs to its own."""
    usual = Example(say="", ticks=100, levels={"online": [(0, 420)], "comments": [(0, 3)]})
    low = Example(say="", ticks=80, levels={"online": [(0, 420), (50, 200)], "comments": [(0, 3)]})
    async with studio(tmp_path) as at:
        shows = [await at.show(usual, shift=week * 7 * DAY_MS, beats=False) for week in range(3)]
        at.baselines.settle()
        last = await at.show(low, shift=21 * DAY_MS)
        at.baselines.settle()
        _, traced = await at.json("GET", f"/shows/{last}/playbook/rules/online_below/trace")
        check = traced["traces"][0]["checks"][0]
        assert (check["shows"], check["limit"]) == (3, pytest.approx(0.7 * 420))
        tests = {"rule_id": "online_below", "shows": [*shows, last]}
        _, begun = await at.json("POST", "/playbook/backtests", json=tests)
        await at.tests.idle()
        _, done = await at.json("GET", f"/playbook/backtests/{begun['id']}")
        assert [one["fired"] for one in done["result"]] == [0, 0, 0, 1]
        first = done["result"][0]["last"]["checks"][0]
        assert (first["shows"], first["state"]) == (0, "few"), "the first show had no baseline"
        _, scores = await at.json("GET", "/playbook/scorecard")
        assert scores["shows"] == 4
        assert {one["rule"]: one["fired"] for one in scores["rules"]} == {"online_drop": 1}, (
            "the other rule about the audience was covered by it"
        )


def test_refusals_speak_both_languages() -> None:
    for error in (backtests.NoPastShows, backtests.TooManyBacktests, backtests.BacktestNotFound):
        assert issubclass(error, OnAirError) and error.zh and error.en


def test_a_slow_change_is_the_same_whatever_the_rule_is_called() -> None:
    assert firings(structs.replace(rule(), id="mine"), batches(TWO)) == firings(rule(), batches(TWO))
