"""What people do to the rundown on air: written once, seen by all, refused by name, taken back, the same after a restart."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from played import MINUTE, laid
from stage import T0, Props, Stage, facts, staged

from onair.during.broadcast.actions import ActRefused, BadActionData
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.frames import ActionRow
from onair.during.broadcast.owner import Owner
from onair.during.playout.acts import (
    ChangedMeanwhile,
    NoRundown,
    NothingNext,
    NotOnAir,
    RuleKept,
    SlotNotAhead,
)
from onair.during.playout.companion import PANELS, Playout
from onair.during.playout.panels import CardPanel, PlayedPanel, PlayoutPanel
from onair.during.playout.pieces import NO_PLAN, Owed, Plan
from onair.during.playout.service import preview, report_of
from onair.events.model import Action, Gauge, Pay, Stock

PLAN = laid(
    {"id": "warm", "length": 10, "kind": "opening", "title": "开场"},
    {"id": "wok", "length": 12, "title": "炒锅", "product": "p1", "card": {"parts": {"pain": "粘锅"}, "must": ["质保一年"], "never": ["最好"]}},
    {"id": "spoon", "length": 6, "title": "铲勺", "product": "p2", "role": "encore"},
    {"id": "fryer", "length": 16, "title": "炸锅", "product": "p3", "keeps": True},
    {"id": "flash", "length": 5, "title": "秒杀", "product": "p4", "pin": 44, "timing": "locked", "keeps": True, "kind": "welfare"},
    {"id": "close", "length": 6, "title": "收尾", "kind": "closing"},
    total=55,
    owed=(Owed("prm", "9.9 秒杀", "flash"), Owed("prm2", "炸锅试用", "fryer")),
)  # fmt: skip


class Planned:
    """The feature with a plan of its own instead of a database's."""

    name = "playout"
    panels = PANELS

    def __init__(self, plan: Plan = PLAN) -> None:
        self.plan = plan

    def learn(self, facts: Facts) -> Plan:
        return self.plan

    def fresh(self, facts: Facts) -> Playout:
        return Playout()


def on(state: str = "on_air") -> Props:
    return Props({"shw_1": facts(starts_at=T0, state=state)})


class Desk:
    """Two people at one show."""

    def __init__(self, stage: Stage, owner: Owner) -> None:
        self.stage, self.owner, self.n = stage, owner, 0

    def at(self, minute: float) -> "Desk":
        self.stage.clock.now = T0 + round(minute * MINUTE)
        return self

    async def act(self, action: str, /, by: str = "p1", **data: Any) -> ActionRow:
        self.n += 1
        sent = {"with" if name == "other" else name: value for name, value in data.items()}
        return await self.owner.act(action, sent, None, id_=f"a{self.n}", by=by)

    def panel(self) -> PlayoutPanel:
        found = self._panels()["playout"]
        assert isinstance(found, PlayoutPanel)
        return found

    def card(self) -> CardPanel:
        found = self._panels()["card"]
        assert isinstance(found, CardPanel)
        return found

    def played(self) -> PlayedPanel:
        found = self._panels()["played"]
        assert isinstance(found, PlayedPanel)
        return found

    def _panels(self) -> Any:
        self.owner.fold_waiting()
        state = self.owner.state
        return state.companions["playout"].panels(self.owner.now(), state.beside(self.owner.facts))


def times(panel: PlayoutPanel) -> dict[str, float]:
    return {slot.id: round(((slot.at or 0) - T0) / MINUTE, 2) for slot in panel.coming}


async def test_an_evening_goes_from_slot_to_slot_and_overruns_roll_forward(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        first = await desk.at(0).act("slot_next")
        assert first.data == {"slot": "warm", "kind": "opening", "label": "开场"}
        went = await desk.at(12).act("slot_next", slot="wok")
        assert (went.data["product"], went.data["kind"]) == ("p1", "talk")
        panel = desk.panel()
        assert (panel.place, panel.count, panel.late) == (2, 6, 2 * MINUTE)
        assert times(panel) == {"spoon": 24, "fryer": 30, "flash": 44, "close": 49}
        assert [(lint.code, lint.n, lint.title) for lint in panel.coming[1].lints] == [
            ("squeeze", 2 * MINUTE, "秒杀")
        ]
        assert [(p.text, p.kept) for p in panel.promises] == [("9.9 秒杀", False), ("炸锅试用", False)]
        assert [(slot.id, slot.ms, slot.planned_ms) for slot in desk.played().slots] == [
            ("warm", 12 * MINUTE, 10 * MINUTE)
        ]
        card = desk.card()
        assert (card.slot, card.parts, card.must, card.never) == (
            "wok",
            {"pain": "粘锅"},
            ["质保一年"],
            ["最好"],
        )
        assert (card.next and card.next.id, card.end) == ("spoon", T0 + 24 * MINUTE)


async def test_longer_is_shown_first_then_done_as_shown_and_taken_back(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        await desk.at(10).act("slot_next")
        told = await preview(desk.at(20).owner, "slot_extend", {"minutes": 8, "rev": desk.panel().rev})
        assert told.refused is None
        assert told.words.zh == "撤铲勺 · 炸锅缩 2:00 · 16:44 秒杀不动"
        assert desk.panel().coming[0].id == "spoon"  # nothing was written
        done = await desk.act("slot_extend", **told.data)
        assert (done.data["changes"], done.data["dropped"]) == ({"fryer": -120}, ["spoon"])
        assert times(desk.panel()) == {"fryer": 30, "flash": 44, "close": 49}
        assert [(slot.id, slot.by) for slot in desk.panel().skipped] == [("spoon", "p1")]
        await desk.act("undo", action=done.id)
        assert times(desk.panel()) == {"spoon": 22, "fryer": 28, "flash": 44, "close": 49}


async def test_the_second_of_two_is_told(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        seen = desk.panel().rev
        await desk.at(10).act("slot_next", slot="wok", rev=seen)
        for action, data in (
            ("slot_next", {"slot": "wok"}),
            ("slot_extend", {"minutes": 2}),
            ("slot_skip", {"slot": "spoon"}),
        ):
            with pytest.raises(ChangedMeanwhile) as refused:
                await desk.act(action, by="p2", rev=seen, **data)
            assert "炒锅" in refused.value.detail("zh")
        assert desk.panel().current and desk.panel().current.id == "wok"  # type: ignore[union-attr]
        with pytest.raises(ChangedMeanwhile):
            await desk.act("slot_next", slot="wok")


@pytest.mark.parametrize(
    ("action", "data", "rule"),
    [
        ("slot_skip", {"slot": "flash"}, "fixed_time"),
        ("slot_skip", {"slot": "fryer"}, "promises"),
        ("slot_swap", {"slot": "fryer", "other": "flash"}, "fixed_time"),
        ("slot_extend", {"minutes": 30}, "fixed_time"),
        ("slot_extend", {"slot": "flash", "minutes": 1}, "locked"),
        ("slot_move", {"slot": "close", "before": "spoon"}, "opener"),
        ("slot_extend", {"slot": "close", "minutes": 20}, "total_time"),
    ],
)
async def test_a_hard_rule_is_named_and_gives_way_to_a_reason(
    tmp_path: Path, action: str, data: dict[str, Any], rule: str
) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        await desk.at(10).act("slot_next")
        before = desk.panel()
        with pytest.raises(RuleKept) as refused:
            await desk.act(action, **data)
        assert refused.value.data["rule"] == rule
        assert desk.panel() == before
        told = await preview(desk.owner, action, {"with" if k == "other" else k: v for k, v in data.items()})
        assert told.refused is not None
        done = await desk.act(action, anyway="品牌方 13812345678 要求", **data)
        assert "138" not in str(done.data["anyway"])
        assert desk.panel() != before


async def test_a_fixed_start_is_not_taken_early(tmp_path: Path) -> None:
    plan = laid({"id": "a", "length": 5}, {"id": "flash", "length": 5, "pin": 30}, total=40)
    async with staged(tmp_path, on(), [Planned(plan)]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        with pytest.raises(RuleKept) as refused:
            await desk.at(20).act("slot_next")
        assert "10:00" in refused.value.detail("zh")
        await desk.at(29.6).act("slot_next")
        with pytest.raises(NothingNext):
            await desk.act("slot_next")


async def test_what_does_not_go_says_so(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        await desk.at(10).act("slot_next")
        for action, data, error in (
            ("slot_skip", {"slot": "wok"}, SlotNotAhead), ("slot_skip", {"slot": "warm"}, SlotNotAhead),
            ("slot_restore", {"slot": "spoon"}, SlotNotAhead), ("slot_skip", {"slot": "nobody"}, BadActionData),
            ("slot_swap", {"slot": "spoon", "other": "spoon"}, BadActionData), ("slot_extend", {"minutes": 0}, BadActionData),
            ("slot_extend", {"minutes": -12}, BadActionData), ("slot_extend", {"minutes": 2, "changes": {"fryer": -900}}, BadActionData),
            ("slot_extend", {"minutes": 2, "changes": {"fryer": 60}}, BadActionData),
            ("slot_extend", {"minutes": 2, "dropped": ["fryer"]}, BadActionData), ("slot_extend", {"minutes": "2"}, BadActionData),
            ("slot_next", {"slot": "wok", "hacked": 1}, BadActionData),
        ):  # fmt: skip
            with pytest.raises(error):
                await desk.act(action, **data)
        await desk.act("slot_skip", slot="spoon")
        await desk.act("slot_restore", slot="spoon")
        assert [slot.id for slot in desk.panel().coming] == ["spoon", "fryer", "flash", "close"]


async def test_a_bridge_changes_no_rundown_under_our_names(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        at = Desk(stage, await stage.owner()).at(0)
        await at.act("slot_next")
        before = (await report_of(at.owner)).found
        forged = [
            Action(id="x1", source="bridge:a", at=T0, action="slot_extend", by="p1", data={"slot": "warm", "minutes": 60}),
            Action(id="x2", source="bridge:a", at=T0, action="push_tap", by="p1"),
        ]  # fmt: skip
        await at.owner.ingest(forged, T0)
        told = await report_of(at.owner)
        assert told.found == before
        playout = at.owner.state.companions["playout"]
        assert isinstance(playout, Playout)
        assert playout.taps(at.owner.state.track, "push_tap") == []


async def test_an_order_paid_at_two_sources_is_one_in_the_five_numbers(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        at = Desk(stage, await stage.owner()).at(0)
        for source in ("douyin:a", "erp:a"):
            paid = Pay(id="1", source=source, order="o1", at=T0 + 1_000, amount=1, items=[])
            await at.owner.ingest([paid], T0 + 2_000)
        await at.owner.settled()
        playout = at.owner.state.companions["playout"]
        assert isinstance(playout, Playout)
        assert playout.signs.sold(T0, T0 + MINUTE) == 1


@pytest.mark.parametrize(
    ("state", "plan", "error"),
    [("ended", PLAN, NotOnAir), ("ready", PLAN, NotOnAir), ("on_air", NO_PLAN, NoRundown)],
)
async def test_an_ended_show_or_one_without_a_rundown_refuses(
    tmp_path: Path, state: str, plan: Plan, error: type[ActRefused]
) -> None:
    async with staged(tmp_path, on(state), [Planned(plan)]) as stage:
        desk = Desk(stage, await stage.owner())
        for action, data in (
            ("slot_next", {}),
            ("slot_extend", {"minutes": 1}),
            ("slot_skip", {"slot": "wok"}),
        ):
            with pytest.raises(error):
                await desk.act(action, **data)
        assert desk.owner.state.end == 0


async def test_after_a_restart_everything_stands_as_it_was_and_undone_slots_are_gone(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        wrong = await desk.at(9).act("slot_next")
        await desk.act("undo", action=wrong.id)
        await desk.owner.settled()
        assert desk.panel().current and desk.panel().current.id == "warm"  # type: ignore[union-attr]
        await desk.at(11).act("slot_swap", slot="spoon", other="wok")
        before = desk.panel()
        assert [slot.id for slot in before.coming][:2] == ["spoon", "wok"]
    async with staged(tmp_path, on(), [Planned()]) as stage:
        again = Desk(stage, await stage.owner())
        assert again.at(11).panel() == structs.replace(before, rev=again.panel().rev)


async def test_five_numbers_a_loop_and_missing_is_not_zero(tmp_path: Path) -> None:
    plan = laid(
        {"id": "hook", "length": 6, "kind": "welfare"}, {"id": "wok", "length": 10, "product": "p1"},
        {"id": "hook2", "length": 6, "kind": "game"}, {"id": "pot", "length": 10, "product": "p2"}, total=60,
    )  # fmt: skip
    async with staged(tmp_path, on(), [Planned(plan)]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        report = await report_of(desk.owner)
        assert report.rounds[0][3:8] == (None, None, None, None, 0)
        for minute, online in ((0.01, 1000), (6.4, 780)):
            at = T0 + round(minute * MINUTE)
            await desk.owner.ingest(
                [Gauge(id=f"g{minute}", source="douyin:r", at=at, name="online", value=online)], at
            )
        await desk.at(6).act("slot_next")
        await desk.at(6.5).act("pin", product="p1")
        paid = [
            Pay(id=f"o{n}", source="shop:1", at=T0 + round(m * MINUTE), order=f"o{n}")
            for n, m in enumerate((6.6, 8, 9.4, 9.6))
        ]
        await desk.at(10).owner.ingest(paid, stage.clock())
        tap = await desk.act("push_tap")
        await desk.act("push_tap", by="host")
        await desk.act("undo", action=tap.id)
        await desk.at(17).act("slot_next")
        first, second = (await report_of(desk.owner)).rounds
        assert (first.hook_ms, first.online_change, first.sold, first.talk_ms, first.pushes) == (
            round(6.5 * MINUTE), pytest.approx(-0.22), 3, 11 * MINUTE, 1,
        )  # fmt: skip
        assert (second.title, second.hook_ms, second.online_change, second.sold, second.talk_ms) == (
            "段2",
            None,
            None,
            None,
            None,
        )
        assert (first.over, second.over) == (True, False)


async def test_stock_of_now_is_said_and_held_against_the_plan(tmp_path: Path) -> None:
    async with staged(tmp_path, on(), [Planned()]) as stage:
        desk = Desk(stage, await stage.owner())
        await desk.at(0).act("slot_next")
        await desk.owner.ingest([Stock(id="s1", source="erp:1", at=T0, product="p2", available=8)], T0)
        slot = next(slot for slot in desk.panel().coming if slot.id == "spoon")
        assert [(lint.code, lint.n) for lint in slot.lints] == [("stock_low", 8)]
