"""From a cut in the log to a card, its steps and their outcomes: with an OBS of ours that speaks as the real one."""

import asyncio
from pathlib import Path

import pytest
from ward import ROOM, ward

from onair.during.offers.companion import ledger_of
from onair.during.offers.planning.publishing import offer_event
from onair.during.offers.terms import Terms

pytestmark = pytest.mark.asyncio
CARD_S = 2.0


async def test_a_cut_opens_its_card_and_nothing_is_done_without_a_person(tmp_path: Path) -> None:
    async with ward(tmp_path) as room:
        await room.obs.outage()
        await room.here.incident("cut")
        found = asyncio.get_running_loop().time()
        await room.until(lambda fold: fold.book.all(), "a card")
        assert asyncio.get_running_loop().time() - found < CARD_S
        run = await room.run("stream_cut")
        assert (run.by, run.drill, run.since is not None) == ("rule:emergency", False, True)
        await asyncio.sleep(0.6)
        assert [one.state for one in (await room.run("stream_cut")).steps] == ["waiting"] * len(run.steps)
        assert room.obs.scene == "直播间"


async def test_a_step_asked_for_is_done_once_and_put_back_when_the_trouble_is_over(tmp_path: Path) -> None:
    async with ward(tmp_path) as room:
        await room.obs.outage()
        await room.until(lambda fold: fold.book.all(), "a card")
        run = (await room.run("stream_cut")).id
        assert (await room.press("emergency_do", run=run, step="scene")).status_code == 200
        done = await room.becomes(run, "scene", "done")
        assert (room.obs.scene, done.by is not None, done.what) == ("马上回来", True, "马上回来")
        assert room.obs.asked.count("SetCurrentProgramScene") == 1
        await room.obs.back()
        await room.here.incident("cut", over=True)
        await asyncio.sleep(1.3)
        again = await room.run("stream_cut")
        assert (again.restoring, again.recovered_at is not None) == (True, True)
        assert [one.id for one in again.steps if one.when == "after" and one.wanted] == ["scene_back"]
        await room.press("emergency_do", run=run, step="scene_back")
        await room.becomes(run, "scene_back", "done")
        assert room.obs.scene == "直播间"
        await room.until(lambda fold: not fold.book.get(run).open, "closed by itself")
        (closed,) = (await room.panel()).closed
        assert (closed.outcome, closed.closed_by) == ("recovered", "rule:emergency")


async def test_steps_that_were_switched_to_auto_run_in_their_order(tmp_path: Path) -> None:
    auto = [
        "stream_cut/scene",
        "stream_cut/text",
        "stream_cut/say",
        "stream_cut/scene_back",
        "stream_cut/text_off",
    ]
    async with ward(tmp_path, auto=auto) as room:
        await room.obs.outage()
        await room.until(lambda fold: fold.book.all(), "a card")
        run = (await room.run("stream_cut")).id
        for step in ("scene", "text", "say"):
            assert (await room.becomes(run, step, "done")).by == "rule:emergency"
        assert (room.obs.scene, room.obs.texts.get("提示")) == ("马上回来", "马上回来")
        said = await room.actions("whisper")
        assert [row.data["text"] for row in said] == [(await room.run("stream_cut")).line.zh]
        assert (await room.step(run, "restart")).state == "waiting"
        await room.obs.back()
        await room.until(lambda fold: not fold.book.get(run).open, "recovered and put back", within=20)
        assert (room.obs.scene, room.obs.texts.get("提示")) == ("直播间", "")


async def test_a_drill_touches_nothing_and_a_failure_says_why_and_what_to_do(tmp_path: Path) -> None:
    async with ward(tmp_path, scene="没有这个场景", auto=["stream_cut/scene"]) as room:
        drill = await room.open("stream_cut", drill=True)
        assert (await room.becomes(drill, "scene", "done")).why.en == "drill: nothing was sent"
        for step in ("text", "notify", "say", "restart"):
            assert (await room.press("emergency_do", run=drill, step=step)).status_code == 200
            await room.becomes(drill, step, "done")
        assert not {"SetCurrentProgramScene", "SetInputSettings", "CreateInput", "StopStream"} & set(
            room.obs.asked
        )
        assert await room.actions("whisper") == []
        real = await room.open("stream_cut")
        failed = await room.becomes(real, "scene", "failed")
        assert (failed.why.en, failed.by_hand is not None) == ("OBS has nothing of that name", True)
        lacks = await room.press("emergency_do", run=real, step="notify")
        assert (lacks.status_code, lacks.json()["code"]) == (409, "emergency_cannot")
        await room.setup(targets=[])
        assert (await room.press("emergency_do", run=real, step="scene")).status_code == 200
        await room.becomes(real, "scene", "done")
        both = {run.drill for run in (await room.panel()).open}
        assert both == {True, False}
        assert room.obs.scene == "马上回来"
        await asyncio.sleep(0.5)
        assert room.obs.asked.count("SetCurrentProgramScene") == 2


def offered(product: str, at: int) -> Terms:
    return Terms(
        kind="flash", title="示例杯", product=product, price=5900, usual_price=11800, currency="CNY", starts_at=at,
        ends_at=at + 600_000, stock=100, per_person=2, hold_s=300,
    )  # fmt: skip


async def test_what_was_sold_wrongly_is_ended_by_one_key_and_never_by_itself(tmp_path: Path) -> None:
    async with ward(tmp_path) as room:
        refused = await room.here.client.put(
            f"/api/v1/emergency/rooms/{room.here.room}",
            json={**ROOM, "auto": ["oversold/offer"], "version": 1},
        )
        assert refused.json()["code"] == "emergency_bad_auto"
        owner = await room.owner()
        await owner.act("pin", {"product": "p1"}, None, id_="pin", by="p0")
        now = owner.now()
        on = [
            offer_event(f"o{name}", now, name, offered(product, now))
            for name, product in (("a", "p1"), ("b", "p2"))
        ]
        await owner.record(on)
        run = await room.open("oversold")
        no = await room.press("emergency_do", "technician@甲", run=run, step="offer")
        assert (no.status_code, no.json()["code"]) == (409, "emergency_step_not_yours")
        assert "controller" in no.json()["detail"] and "technician" not in no.json()["detail"]
        assert (await room.step(run, "offer")).state == "waiting"
        assert (await room.press("emergency_do", "service@甲", run=run, step="offer")).status_code == 200
        assert (await room.becomes(run, "offer", "done", "failed")).state == "done"
        books = ledger_of((await owner.settled()).companions).offers
        assert (books["a"].ended_at is not None, books["b"].ended_at) == (True, None), "of this product alone"
        (ended,) = await room.actions("offer_end")
        assert (ended.data["offer"], ended.data["why"]) == ("a", "超卖")
        await room.press("emergency_do", "service@甲", run=run, step="offer")
        again = await room.becomes(run, "offer", "failed")
        assert again.why is not None and again.why.zh == "正在讲的商品没有进行中的优惠"
