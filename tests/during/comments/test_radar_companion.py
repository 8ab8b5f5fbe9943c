"""Comments beside a running show: read elsewhere, shown here, known again after a restart."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from radar_stage import ReadFeature, companion, panel, read, reading, until
from stage import T0, Props, facts
from told_comments import SOURCE, Told, comment, key

from onair.during.broadcast.actions import BadActionData
from onair.during.broadcast.owner import Owner
from onair.during.comments.acts import (
    CriticismStays,
    LawfulComment,
    NoSuchQuestion,
    NoteNeeded,
    WordHidesCriticism,
)
from onair.during.comments.panel import RadarPanel
from onair.during.comments.radar import Sense
from onair.events.model import Correction, Identity


def wave(shown: RadarPanel) -> int | None:
    return shown.share.wave if shown.share is not None else None


async def say(owner: Owner, *told: str, first: int = 0, at_s: float = 50) -> None:
    await owner.ingest(
        [comment(first + n, text, at_s) for n, text in enumerate(told)], T0 + 60_000, settled=True
    )


async def test_rows_marks_and_timers_reach_the_screen(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await owner.act("pin", {"product": "p1"}, None, id_="pin", by="p0")
        await say(owner, "price|多少钱", "!complaint|两周就粘了", "greet|主播好")
        await read(owner, 3)
        await until(lambda: panel(owner, stage.clock()).questions, "drawn")
        shown = panel(owner, stage.clock())
        assert [(row.kind, row.product_name, row.comment) for row in shown.questions] == [
            ("price", "炒锅", key(0))
        ]
        assert [row.kind for row in shown.risks] == ["complaint"]
        assert (shown.state, shown.oldest, shown.lawful) == ("ok", T0 + 50_000, 1)
        rows = {row.id: row for row in owner.state.comments.rows()}
        assert (rows[key(0)].intent, rows[key(1)].negative, rows[key(1)].risk) == ("price", True, "complaint")
        done = await owner.act("question_done", {"cluster": shown.questions[0].id}, None, id_="d1", by="p0")
        assert done.data["comments"] == [key(0)], "what the row held is in the log"
        await until(lambda: not panel(owner, stage.clock()).questions, "answered")
        with pytest.raises(NoSuchQuestion):
            await owner.act("question_done", {"cluster": "q123"}, None, id_="d2", by="p0")


async def test_after_a_restart_rows_answers_and_hidden_are_as_before(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(owner, "price|多少钱", "size|偏大吗", "~ads|加微信abc领券")
        await read(owner, 3)
        await until(lambda: len(panel(owner, stage.clock()).questions) == 2, "drawn")
        price = next(row.id for row in panel(owner, stage.clock()).questions if row.kind == "price")
        await owner.act("question_done", {"cluster": price}, None, id_="d1", by="p0")
        await owner.act("hide_comment", {"comment": key(2), "reason": "ads"}, None, id_="h1", by="p0")
        await until(lambda: panel(owner, stage.clock()).answered == 1, "answered")
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        radar = await read(owner, 3)
        await until(lambda: panel(owner, stage.clock()).hidden == 1, "drawn")
        shown = panel(owner, stage.clock())
        assert [row.kind for row in shown.questions] == ["size"]
        assert (shown.answered, shown.risks, radar.moderation.hidden[key(2)].reason) == (1, [], "ads")


async def test_what_was_read_outlives_a_memory_that_is_built_anew(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(owner, "price|多少钱", "size|偏大吗")
        radar = await read(owner, 2)
        before = companion(owner)
        void = Correction(id="v", source=SOURCE, at=T0, void=True, corrects=Identity(source=SOURCE, id="c1"))
        await owner.ingest([void], T0 + 61_000, settled=True)
        await owner.settled()
        assert companion(owner) is not before
        await until(lambda: len(panel(owner, stage.clock()).questions) == 1, "the void one is gone")
        assert (await read(owner, 1)) is radar
        assert radar.heard == 1
        assert [row.intent for row in owner.state.comments.rows()] == ["price"]


async def test_hiding_needs_a_reason_that_fits_and_criticism_stays(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(
            owner, "!complaint|收到是破的", "!complaint|退款，电话***", "~ads|加微信", "!complaint|骗子退钱"
        )
        await read(owner, 4)

        async def hide(n: int, reason: str, id_: str, **more: str) -> bool:
            row = await owner.act(
                "hide_comment", {"comment": key(n), "reason": reason, **more}, None, id_=id_, by="p0"
            )
            return row.data["protected"] is True

        for no in ("差评", "negative", "影响成交"):
            with pytest.raises(CriticismStays) as refused:
                await hide(0, no, "x")
            assert "C26" in refused.value.detail("zh") and "C26" in refused.value.detail("en")
        with pytest.raises(BadActionData):
            await hide(0, "because", "x")
        with pytest.raises(LawfulComment):
            await hide(0, "abuse", "x")
        with pytest.raises(NoteNeeded):
            await hide(0, "false", "x")
        assert not owner.state.comments.rows()[0].hidden
        assert await hide(1, "private", "h1"), "its words show it: hidden, and counted"
        assert await hide(3, "abuse", "h2", note="「骗子」两字骂人")
        assert not await hide(2, "ads", "h3")
        await until(lambda: panel(owner, stage.clock()).hidden == 3, "counted")
        shown = panel(owner, stage.clock())
        assert (shown.hidden_lawful, shown.lawful) == (2, 3)
        with pytest.raises(WordHidesCriticism):
            await owner.act("block_word", {"word": "破的", "reason": "abuse"}, None, id_="b", by="p0")
        await owner.act("undo", {"action": "h1"}, None, id_="z", by="p0")
        await until(lambda: panel(owner, stage.clock()).hidden_lawful == 1, "taken back")


async def test_people_are_muted_and_words_blocked_within_the_show(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(owner, "~abuse|主播丑八怪", "price|多少钱")
        await owner.ingest([comment(2, "~abuse|还是丑八怪", 51, user="u0")], T0 + 60_000, settled=True)
        await read(owner, 3)
        muted = await owner.act("mute_person", {"comment": key(0), "reason": "abuse"}, None, id_="m", by="p0")
        assert muted.data["user"] == "u0"
        assert [row.hidden for row in owner.state.comments.rows()] == [True, False, True]
        await until(lambda: not panel(owner, stage.clock()).risks, "nothing of theirs is a row")
        assert panel(owner, stage.clock()).muted[0].by == "阿哲"
        await owner.act("unmute_person", {"user": "u0"}, None, id_="um", by="p0")
        await owner.act("block_word", {"word": "丑八怪", "reason": "abuse"}, None, id_="b", by="p0")
        assert [row.hidden_why for row in owner.state.comments.rows()] == ["abuse", None, "abuse"]
        await owner.act("undo", {"action": "b"}, None, id_="ub", by="p0")
        assert not any(row.hidden for row in owner.state.comments.rows())


async def test_a_question_goes_to_the_host_and_taking_note_stops_its_timer(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(owner, "size|偏大吗")
        await read(owner, 1)
        await until(lambda: panel(owner, stage.clock()).questions, "drawn")
        row = panel(owner, stage.clock()).questions[0]
        await owner.act("ask_host", {"cluster": row.id}, None, id_="w", by="p0")
        whisper = owner.state.track.action("w:say")
        assert whisper is not None and whisper.data["text"] == "size|偏大吗"
        assert panel(owner, stage.clock()).questions
        await owner.act("whisper_ack", {"whisper": "w:say"}, None, id_="k", by="h1")
        await until(lambda: not panel(owner, stage.clock()).questions, "taken note of")


async def test_a_wave_is_written_once_opens_and_ends_also_over_a_restart(tmp_path: Path) -> None:
    async def marks(owner: Owner) -> list[tuple[str, bool]]:
        return [
            (mark.label, mark.end is None) for mark in owner.state.track.marks() if mark.kind == "incident"
        ]

    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(owner, *(f"!complaint|坏了{n}" if n % 2 else "greet|好" for n in range(30)), at_s=55)
        await owner.beat()
        await read(owner, 30)
        await until(lambda: wave(panel(owner, stage.clock())), "noticed")
        for _ in range(3):
            await owner.beat()
        assert await marks(owner) == [("negative_wave", True)]
        end = owner.state.end
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await owner.beat()
        await read(owner, 30)
        for _ in range(3):
            await owner.beat()
        assert (await marks(owner), owner.state.end) == ([("negative_wave", True)], end)
        for minute in (2, 3, 4):
            stage.clock.now = T0 + minute * 60_000 + 5_000
            told = [comment(minute * 100 + n, "greet|好", minute * 60) for n in range(20)]
            await owner.ingest(told, stage.clock(), settled=True)
            await owner.beat()
            await read(owner, 30 + (minute - 1) * 20)
            stage.clock.now += 2_000
            await owner.beat()
            await until(lambda: companion(owner).radar, "told")
        await until(lambda: not wave(panel(owner, stage.clock())), "calm")
        await owner.beat()
        assert await marks(owner) == [("negative_wave", False)]


class Broken:
    def sense(self, texts: Sequence[str]) -> list[Sense]:
        raise RuntimeError("the model is broken")


async def test_a_model_that_breaks_is_said_and_the_show_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    models: list[Told | Broken] = [Broken()]
    async with reading(tmp_path, feature=ReadFeature(lambda _: models[0])) as stage:
        owner = await stage.owner()
        await say(owner, "price|多少钱")
        await until(lambda: panel(owner, stage.clock()).state == "failed", "said")
        assert [row.text for row in owner.state.comments.rows()] == ["price|多少钱"]
        models[0] = Told()
        await say(owner, "size|偏大吗", first=5)
        await until(lambda: panel(owner, stage.clock()).state == "ok", "goes on")
    assert "could not be read" in caplog.text


async def test_taking_costs_next_to_nothing_and_only_the_newest_are_read(tmp_path: Path) -> None:
    props = Props({"shw_1": facts(origin="import")})
    async with reading(tmp_path, props) as stage:
        owner = await stage.owner()
        events = [comment(n, f"price|多少钱{n % 50}", n / 1000) for n in range(40_000)]
        for start in range(0, 40_000, 1_000):
            await owner.ingest(events[start : start + 1_000], T0 + 40_000, settled=True)
    async with reading(tmp_path, props) as stage:
        owner = await stage.owner()
        here = companion(owner)
        radar = await read(owner, 5_000)
        assert 5_000 <= radar.heard <= 6_300
        assert max(radar.said, key=lambda one: int(one.rpartition("c")[2])) == key(39_999)
        begun = time.perf_counter()
        for _ in range(1_000):
            here.take({}, T0)
        assert (time.perf_counter() - begun) / 1_000 < 50e-6


async def test_a_row_is_hidden_for_one_reason_but_the_criticism_in_it_stays(tmp_path: Path) -> None:
    async with reading(tmp_path) as stage:
        owner = await stage.owner()
        await say(
            owner, "!complaint|收到是破的", "!complaint|收到是破的 电话***", "~ads|加微信", "~ads|加微信"
        )
        await read(owner, 4)
        await until(lambda: len(panel(owner, stage.clock()).risks) == 2, "drawn")
        ids = {row.kind: row.id for row in panel(owner, stage.clock()).risks}

        async def hide(kind: str, reason: str, id_: str, **more: str) -> dict[str, Any]:
            data = {"cluster": ids[kind], "reason": reason, **more}
            return dict((await owner.act("hide_row", data, None, id_=id_, by="p0")).data)

        with pytest.raises(CriticismStays):
            await hide("complaint", "差评", "x")
        with pytest.raises(LawfulComment):
            await hide("complaint", "ads", "x")
        assert (await hide("ads", "ads", "h1"))["comments"] == [key(2), key(3)]
        part = await hide("complaint", "private", "h2")
        assert (part["comments"], part["protected"], part["left"]) == ([key(1)], [key(1)], 1)
        hidden = [row.hidden for row in owner.state.comments.rows()]
        assert hidden == [False, True, True, True]
        await until(lambda: panel(owner, stage.clock()).hidden == 3, "counted")
        await owner.act("undo", {"action": "h1"}, None, id_="u1", by="p0")
        await until(lambda: panel(owner, stage.clock()).hidden == 1, "back")
        assert [row.hidden for row in owner.state.comments.rows()] == [False, True, False, False]
