"""Answering on air: what goes out is in force at that moment, the host sees where it comes from, nobody is answered twice
by accident; the same after a restart."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from qa_shelf import LIBRARY, MINE, STOVE, Shelf
from stage import T0, Stage, staged

from onair.during.broadcast.actions import BadActionData
from onair.during.broadcast.frames import ActionRow
from onair.during.broadcast.owner import Owner
from onair.during.prompter.companion import PANELS as HOST_PANELS
from onair.during.prompter.companion import Prompting
from onair.during.prompter.panel import HostPanel
from onair.during.qa.acts import AnsweredLately, AnswerNotInForce, AnswerNotKnown, AnswerRefused
from onair.during.qa.panel import AnsweredPanel
from onair.events.model import Action


class HostScreen:
    name = "prompter"
    panels = HOST_PANELS

    def learn(self, _: Any) -> dict[str, str]:
        return {"p1": "阿哲"}

    def fresh(self, _: Any) -> Prompting:
        return Prompting()


class Room:
    def __init__(self, stage: Stage, owner: Owner) -> None:
        self.stage, self.owner, self.n = stage, owner, 0

    def at(self, second: float) -> "Room":
        self.stage.clock.now = T0 + round(second * 1000)
        return self

    async def act(self, action: str, /, **data: Any) -> ActionRow:
        self.n += 1
        return await self.owner.act(action, data, None, id_=f"a{self.n}", by="p1")

    def panel(self, name: str) -> Any:
        self.owner.fold_waiting()
        state = self.owner.state
        for companion in state.companions.values():
            found = companion.panels(self.owner.now(), state.beside(self.owner.facts))
            if name in found:
                return found[name]
        raise AssertionError(name)


async def _room(stage: Stage, shelf: Shelf | None = None) -> Room:
    stage.hub.attach([HostScreen(), shelf or Shelf()])
    return Room(stage, await stage.owner())


async def test_an_answer_reaches_the_host_with_question_source_and_what_not_to_say(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        room = await _room(stage)
        await room.at(5).act(
            "answer", answer="qa_stove", text=STOVE.short, product="tb-1", comments=["s:1", "s:2"]
        )
        host: HostPanel = room.panel("host")
        [whisper] = host.whispers
        assert (whisper.text, whisper.question, whisper.source, whisper.never, whisper.by) == (
            STOVE.short, "电磁炉能用吗", "说明书第 3 页", ("绝不粘锅",), "阿哲",
        )  # fmt: skip
        await room.at(9).act("whisper_ack", whisper=whisper.id)
        assert room.panel("host").whispers[0].acked_at == T0 + 9_000
        given: AnsweredPanel = room.panel("answered")
        assert (given.rows[0].product, given.rows[0].comments, given.shown) == ("P1", 2, None)
        await room.act("undo", action=whisper.id)
        assert room.panel("host").whispers == []
        assert room.panel("answered").rows == []


async def test_an_answer_for_the_picture_does_not_disturb_the_host(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        room = await _room(stage)
        await room.act("answer", answer="qa_ship", text="今晚拍，明天下午五点前发出", to="overlay")
        assert room.panel("host").whispers == []
        shown = room.panel("answered").shown
        assert shown is not None
        assert (shown.question, shown.source) == ("什么时候发货", "说明书第 3 页")


async def test_only_what_is_in_force_goes_out(tmp_path: Path) -> None:
    old = structs.replace(STOVE, id="qa_old", until=T0)
    draft = structs.replace(STOVE, id="qa_draft", kept="draft")
    gone = structs.replace(STOVE, id="qa_gone", kept="withdrawn")
    more = {one.id: one for one in (old, draft, gone)}
    library = structs.replace(LIBRARY, answers={**LIBRARY.answers, **more})
    async with staged(tmp_path) as stage:
        room = await _room(stage, Shelf(library))
        for id_, product in (("qa_old", "P1"), ("qa_draft", "P1"), ("qa_stove", "P2")):
            with pytest.raises(AnswerNotInForce):
                await room.at(1).act("answer", answer=id_, text=STOVE.short, product=product)
        for id_ in ("qa_gone", "qa_nobody"):
            with pytest.raises(AnswerNotKnown):
                await room.act("answer", answer=id_, text=STOVE.short, product="P1")
        with pytest.raises(BadActionData):
            await room.act("answer", text="")
        assert room.panel("answered").rows == []
        await room.act("answer", answer="qa_stove", text=STOVE.short, product="P1")
        assert len(room.panel("answered").rows) == 1


async def test_first_person_only_while_that_host_is_on_air_and_the_record_stands(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with staged(tmp_path) as stage:
        room = await _room(stage)
        asked = {"answer": "qa_mine", "text": MINE.short, "product": "P1"}
        await room.act("mark_host", host="hst_b")
        with pytest.raises(AnswerNotInForce, match="Law 38"):
            await room.act("answer", **asked)
        await room.act("mark_host", host="hst_a")
        await room.act("answer", **asked)
    other = tmp_path_factory.mktemp("other")
    bare = structs.replace(LIBRARY, used=frozenset())
    async with staged(other) as stage:
        room = await _room(stage, Shelf(bare))
        await room.act("mark_host", host="hst_a")
        with pytest.raises(AnswerNotInForce, match="use record"):
            await room.act("answer", **asked)


async def test_the_same_within_minutes_is_asked_about_first(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        room = await _room(stage)
        asked = {"answer": "qa_stove", "text": STOVE.short, "product": "P1"}
        await room.at(0).act("answer", **asked)
        with pytest.raises(AnsweredLately):
            await room.at(120).act("answer", **asked)
        await room.at(121).act("answer", **asked, again=True)
        await room.at(121 + 301).act("answer", **asked)
        assert len(room.panel("answered").rows) == 3


async def test_typed_words_are_checked_before_they_go(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        room = await _room(stage)
        for text in ("已售5000件，放心拍", "全网最低价", "我自己用了两个月，煎蛋不粘"):
            with pytest.raises(AnswerRefused) as refused:
                await room.act("answer", text=text, product="P1")
            found = refused.value.data["findings"][0]
            assert found["article"]
            assert text[found["start"] : found["end"]] == found["matched"]
        with pytest.raises(AnswerRefused):
            await room.act("answer", answer="qa_stove", text="全网最低价", product="P1")
        assert room.panel("answered").rows == []
        await room.act("answer", text="电磁炉也能用，放心", product="P1", question="电磁炉能用吗")
        [row] = room.panel("answered").rows
        assert (row.answer, row.source, row.question) == (None, None, "电磁炉能用吗")


async def test_an_action_of_that_name_from_outside_answers_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        room = await _room(stage)
        forged = Action(
            id="x", source="bridge", at=T0, action="answer", by="p1", data={"text": "随便", "to": "both"}
        )
        await room.owner.record([forged])
        assert room.panel("host").whispers == []
        assert room.panel("answered").rows == []
