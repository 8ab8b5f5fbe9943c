"""Whispers and their ack, cues and how soon they were done, lines said: folded from the log, the same after a restart."""

from pathlib import Path
from typing import Any

import pytest
from played import laid
from stage import T0, Props, Stage, facts, staged

from onair.access.roles import Actor
from onair.during.broadcast.actions import BadActionData, CannotUndo
from onair.during.broadcast.companions import Panels
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.frames import ActionRow
from onair.during.broadcast.owner import Owner
from onair.during.playout.companion import Playout
from onair.during.playout.pieces import Plan
from onair.during.prompter.acts import CueNotOpen, CueWaits, HostShowOver, LineNotListed, WhisperNotKnown
from onair.during.prompter.companion import PANELS, STEP_MS, Prompting
from onair.during.prompter.ledger import LAPSE_MS
from onair.during.prompter.panel import HostPanel
from onair.during.prompter.service import TAPS_A_MINUTE, TooManyTaps, host_act, report
from onair.events.model import Action, Offer

PHONE = Actor("tnt_1", "token", "tok_phone", "主播手机", show="shw_1", view="prompter")
PLAN = laid(
    {"id": "wok", "length": 12, "card": {"must": ["质保一年"], "never": ["最好"]}},
    {"id": "spoon", "length": 6},
    total=18,
)
TABLET = Actor("tnt_1", "token", "tok_tablet", "副屏", show="shw_1", view="prompter")


class Named:
    """The feature with names of its own instead of a database's."""

    name = "prompter"
    panels = PANELS

    def learn(self, facts: Facts) -> dict[str, str]:
        return {"p1": "阿哲"}

    def fresh(self, facts: Facts) -> Prompting:
        return Prompting()


class Planned:
    """The rundown with a plan of its own."""

    name = "playout"
    panels: Panels = {}  # noqa: RUF012

    def __init__(self) -> None:
        self.plan = PLAN

    def learn(self, facts: Facts) -> Plan:
        return self.plan

    def fresh(self, facts: Facts) -> Playout:
        return Playout()


class Desk:
    """Control and the host at one show."""

    def __init__(self, stage: Stage, owner: Owner) -> None:
        self.stage, self.owner, self.n = stage, owner, 0

    def at(self, second: float) -> "Desk":
        self.stage.clock.now = T0 + round(second * 1000)
        return self

    async def act(self, action: str, /, **data: Any) -> ActionRow:
        self.n += 1
        return await self.owner.act(action, data, None, id_=f"a{self.n}", by="p1")

    async def host(self, action: str, /, by: Actor = PHONE, id_: str | None = None, **data: Any) -> ActionRow:
        self.n += 1
        return await host_act(self.owner, by, action, data, id_ or f"h{self.n}")

    def panel(self) -> HostPanel:
        self.owner.fold_waiting()
        state = self.owner.state
        found = state.companions["prompter"].panels(self.owner.now(), state.beside(self.owner.facts))["host"]
        assert isinstance(found, HostPanel)
        return found


async def desk(stage: Stage) -> Desk:
    return Desk(stage, await stage.owner())


async def test_one_ack_for_a_whisper_by_whichever_screen_is_first(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        whisper = await at.at(10).act("whisper", text="14 人问电磁炉，先答这个")
        assert [(w.by, w.text, w.acked_at) for w in at.panel().whispers] == [
            ("阿哲", "14 人问电磁炉，先答这个", None)
        ]
        first = await at.at(13).host("whisper_ack", whisper=whisper.id)
        end = at.owner.state.end
        again = await at.at(14).host("whisper_ack", whisper=whisper.id)
        other = await at.at(15).host("whisper_ack", by=TABLET, whisper=whisper.id)
        assert first == again == other
        assert at.owner.state.end == end
        shown = at.panel().whispers[0]
        assert (shown.acked_at, shown.acked_by) == (T0 + 13_000, "主播手机")
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        assert at.panel().whispers == [shown]
        told = await report(at.owner)
        assert (told.ack_ms, told.whispers[0].latency) == (3_000, 3_000)


async def test_what_is_not_there_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        whisper = await at.at(1).act("whisper", text="先答这个")
        await at.act("undo", action=whisper.id)
        end = at.owner.state.end
        for unknown in ("act_of_another_show", whisper.id):
            with pytest.raises(WhisperNotKnown):
                await at.host("whisper_ack", whisper=unknown)
        with pytest.raises(CueNotOpen):
            await at.act("cue_settle", cue="act_none")
        with pytest.raises(BadActionData):
            await at.host("host_cue", text="", kind="pin")
        with pytest.raises(BadActionData):
            await at.host("host_cue", text="上链接", kind="refund")
        assert at.owner.state.end == end
        assert at.panel().whispers == []


async def test_a_cue_is_settled_by_the_act_it_asks_for_or_by_hand(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        link = await at.at(20).host("host_cue", text="上链接", kind="pin", lead_s=3)
        with pytest.raises(CueWaits):
            await at.at(21).host("host_cue", text="上链接", kind="pin")
        shown = at.panel().cues[0]
        assert (shown.due, shown.state, shown.screen) == (T0 + 23_000, "open", "主播手机")
        await at.at(22).act("pin", product=None)
        assert at.panel().cues[0].state == "open"
        await at.at(24).act("pin", product="p1")
        done = at.panel().cues[0]
        assert (done.state, done.settled_at, done.settled_by, done.how) == (
            "done",
            T0 + 24_000,
            "阿哲",
            "pin",
        )
        bag = await at.at(30).host("host_cue", text="发福袋", kind="offer", lead_s=5)
        await at.owner.record(
            [Offer(id="o1", source="onair", at=T0 + 38_000, offer="of1", step="publish", product="p1")]
        )
        zoom = await at.at(40).host("host_cue", text="切近景", kind="scene")
        await at.at(41).act("cue_settle", cue=zoom.id)
        with pytest.raises(CueNotOpen):
            await at.act("cue_settle", cue=zoom.id)
        told = await report(at.owner)
        assert [(cue.id, cue.latency, cue.how) for cue in told.cues] == [
            (link.id, 4_000, "pin"), (bag.id, 8_000, "offer"), (zoom.id, 1_000, "hand"),
        ]  # fmt: skip
        assert (at.panel().median_ms, at.panel().done) == (4_000, 3)


async def test_what_is_undone_stands_as_before(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        zoom = await at.at(1).host("host_cue", text="切近景", kind="scene")
        wrong = await at.at(2).act("cue_settle", cue=zoom.id)
        await at.at(3).act("undo", action=wrong.id)
        assert (at.panel().cues[0].state, at.panel().median_ms) == ("open", None)
        link = await at.at(4).host("host_cue", text="上链接", kind="pin")
        pin = await at.at(5).act("pin", product="p1")
        await at.at(6).act("undo", action=pin.id)
        assert [cue.state for cue in at.panel().cues] == ["open", "open"]
        for cue in (zoom, link):
            await at.at(7).act("undo", action=cue.id)
        assert [cue.state for cue in at.panel().cues] == ["dropped", "dropped"]
        whisper = await at.at(8).act("whisper", text="先答这个")
        ack = await at.at(9).host("whisper_ack", whisper=whisper.id)
        with pytest.raises(CannotUndo):  # it was read
            await at.at(10).act("undo", action=ack.id)
        assert at.panel().whispers[0].acked_at == T0 + 9_000


async def test_others_cannot_whisper_or_take_note_under_our_names(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        whisper = await at.at(1).act("whisper", text="先答这个")
        forged = [
            Action(id="x1", source="bridge:a", at=T0 + 2_000, action="whisper", by="p1", data={"text": "降价到 1 元"}),
            Action(
                id="x2", source="bridge:a", at=T0 + 2_000, action="whisper_ack", by="p1", data={"whisper": whisper.id}
            ),
        ]  # fmt: skip
        await at.owner.ingest(forged, T0 + 3_000)
        assert [(row.id, row.acked_at) for row in at.panel().whispers] == [(whisper.id, None)]


async def test_the_host_takes_back_its_own_cue_only_and_a_forgotten_one_is_missed(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        cue = await at.at(1).host("host_cue", text="改价", kind="price")
        with pytest.raises(CueNotOpen):
            await at.host("cue_settle", by=TABLET, cue=cue.id)
        await at.at(2).host("cue_settle", cue=cue.id, outcome="done")
        assert (at.panel().cues[0].state, at.panel().median_ms) == ("dropped", None)
        await at.at(3).host("host_cue", text="改价", kind="price")
        at.at(3 + LAPSE_MS / 1000 - 1)
        assert at.panel().cues[1].state == "open"
        at.at(3 + (LAPSE_MS + STEP_MS) / 1000)
        assert at.panel().cues[1].state == "missed"
        await at.host("host_cue", text="改价", kind="price")


async def test_lines_said_belong_to_their_slot_and_pushes_are_counted(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        await at.at(1).act("slot_start", slot="s1")
        await at.host("must_said", slot="s1", line="每人限购 1 口")
        await at.host("must_said", slot="s1", line="一年质保")
        await at.host("must_said", slot="s1", line="一年质保", said=False)
        assert (at.panel().slot, at.panel().said) == ("s1", ["每人限购 1 口"])
        tap = await at.host("push_tap")
        assert (tap.action, tap.by) == ("push_tap", "tok_phone")
        await at.at(2).act("slot_start", slot="s2")
        assert (at.panel().slot, at.panel().said) == ("s2", [])


async def test_a_line_that_is_not_on_the_slots_list_is_refused(tmp_path: Path) -> None:
    planned = Planned()
    async with staged(tmp_path, features=[planned, Named()]) as stage:
        at = await desk(stage)
        await at.at(1).act("slot_start", slot="wok")
        await at.host("must_said", slot="wok", line="质保一年")
        for slot, line in (("wok", "最好"), ("spoon", "质保一年"), ("none", "质保一年")):
            with pytest.raises(LineNotListed):
                await at.host("must_said", slot=slot, line=line)
        assert at.panel().said == ["质保一年"]
        planned.plan = laid({"id": "wok", "length": 12, "card": {"must": ["质保两年"]}}, total=12)
        at.owner.know("playout", planned.plan)
        with pytest.raises(LineNotListed):
            await at.host("must_said", slot="wok", line="质保一年")
        await at.host("must_said", slot="wok", line="质保一年", said=False)
        assert at.panel().said == []


async def test_somebody_removed_since_is_not_told_by_id(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = await desk(stage)
        await at.owner.act("whisper", {"text": "慢一点"}, None, id_="w1", by="usr_gone")
        assert [row.by for row in at.panel().whispers] == [""]


async def test_a_link_gone_wild_is_stopped_and_works_again(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = (await desk(stage)).at(1)
        for _ in range(TAPS_A_MINUTE):
            await at.host("push_tap")
        with pytest.raises(TooManyTaps):
            await at.host("push_tap")
        await at.host("push_tap", by=TABLET)  # another link of the same show is not held up by it
        await at.at(62).host("push_tap")


async def test_a_link_cannot_ask_for_what_others_did_nor_take_their_ids(tmp_path: Path) -> None:
    async with staged(tmp_path, features=[Named()]) as stage:
        at = (await desk(stage)).at(1)
        note = await at.act("note", text="供应商底价 12 元")
        tap = await at.host("push_tap", id_=note.id)
        assert (tap.action, tap.data, tap.id) == ("push_tap", {}, f"tok_phone:{note.id}")
        assert await at.host("push_tap", id_=note.id) == tap


@pytest.mark.parametrize("state", ["ended", "reviewed"])
async def test_an_ended_show_is_refused(tmp_path: Path, state: str) -> None:
    props = Props({"shw_1": facts(state=state)})
    async with staged(tmp_path, props, [Named()]) as stage:
        at = await desk(stage)
        for action, data in (
            ("push_tap", {}),
            ("host_cue", {"text": "上链接"}),
            ("whisper_ack", {"whisper": "x"}),
        ):
            with pytest.raises(HostShowOver):
                await at.host(action, **data)
        with pytest.raises(HostShowOver):
            await at.act("host_cue", text="上链接")
        assert at.owner.state.end == 0
