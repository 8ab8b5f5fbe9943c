"""The owner keeps each event once, durably, and is a fold of its log."""

import asyncio

import pytest
from tests.during.stage import T0, Props, Stage, facts, staged

from onair.during.broadcast.facts import NoShow, ShowNotOpen
from onair.events.codec import decode_batch
from onair.events.model import AnyEvent, Comment, Correction, Enter, Identity, Like, Pay, ProductClick
from onair.store.log import EventLog, LogStopped


def click(i: int, **more: object) -> AnyEvent:
    return ProductClick(
        **{"id": f"c{i}", "source": "douyin:r", "at": T0 + i, "user": f"u{i % 7}", "product": "p1", **more}
    )


def logged(stage: Stage, show: str = "shw_1") -> list[AnyEvent]:
    return [event for batch in stage.log.read(show) for event in decode_batch(batch.body, batch.codec)]


async def test_keeps_each_event_once(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        first = await owner.ingest([click(1), click(2), click(1)], stage.clock())
        again = await owner.ingest([click(2), click(3)], stage.clock())
        assert (first.accepted, first.duplicates, first.offset) == (2, 1, 0)
        assert (again.accepted, again.duplicates, again.offset) == (1, 1, 2)
        assert [event.id for event in logged(stage)] == ["c1", "c2", "c3"]


async def test_same_id_of_another_source_is_another_event(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        receipt = await owner.ingest([click(1), click(1, source="taobao:r")], stage.clock())
        assert receipt.accepted == 2


async def test_log_holds_no_names_no_ids_no_phones(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        said = Comment(id="1", source="douyin:r", at=T0, user="7788", nick="小鱼儿", text="加我13812345678吧")
        await owner.ingest([said], stage.clock())
        kept = logged(stage)[0]
        assert isinstance(kept, Comment)
        assert kept.nick is None
        assert kept.text == "加我***吧"
        assert kept.user is not None
        assert kept.user.startswith("douyin:")
        assert len(kept.user) == len("douyin:") + 32
        raw = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        for secret in ("小鱼儿", "13812345678"):
            assert secret.encode() not in raw
        assert owner.state.comments.rows() == []  # not folded before the ack
        assert (await owner.settled()).comments.rows()[0].who == "小鱼儿"


async def test_restart_gives_the_same_state(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        for start in range(0, 60, 20):
            await owner.ingest([click(i) for i in range(start, start + 30)], stage.clock())
        before = (await owner.settled()).fold.tally(frozenset({"product"}), now=stage.clock())
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        assert owner.state.fold.tally(frozenset({"product"}), now=stage.clock()) == before
        receipt = await owner.ingest([click(i) for i in range(80)], stage.clock())
        assert (receipt.accepted, receipt.duplicates) == (10, 70)


class SlowLog(EventLog):
    """Appends wait for `gate`; `broken` fails them after it."""

    gate: asyncio.Event
    broken = False

    async def append(self, *args, **kwargs):
        await self.gate.wait()
        if self.broken:
            raise LogStopped(why="test")
        return await super().append(*args, **kwargs)


async def test_duplicate_is_acked_only_after_the_first_copy_is_durable(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        stage.log.__class__, stage.log.gate = SlowLog, asyncio.Event()
        first = asyncio.create_task(owner.ingest([click(1)], stage.clock()))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(owner.ingest([click(1)], stage.clock()))
        await asyncio.sleep(0.05)
        assert not first.done()
        assert not second.done()
        stage.log.gate.set()
        assert (await first).accepted == 1
        assert (await second).duplicates == 1


async def test_failed_append_is_no_ack_and_leaves_nothing_behind(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        await owner.ingest([click(0)], stage.clock())
        stage.log.__class__, stage.log.gate, stage.log.broken = SlowLog, asyncio.Event(), True
        stage.log.gate.set()
        results = await asyncio.gather(
            owner.ingest([click(1)], stage.clock()),
            owner.ingest([click(1)], stage.clock()),
            return_exceptions=True,
        )
        assert [type(result) for result in results] == [LogStopped, LogStopped]
        stage.log.broken = False
        again = await owner.ingest([click(0), click(1)], stage.clock())
        assert (again.accepted, again.duplicates) == (1, 1)
        assert [event.id for event in logged(stage)] == ["c0", "c1"]


async def test_client_that_hangs_up_does_not_split_memory_from_log(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        stage.log.__class__, stage.log.gate = SlowLog, asyncio.Event()
        task = asyncio.create_task(owner.ingest([click(1)], stage.clock()))
        await asyncio.sleep(0.01)
        task.cancel()
        stage.log.gate.set()
        assert (await owner.ingest([click(1)], stage.clock())).duplicates == 1
        assert (await owner.settled()).fold.frame(stage.clock()).tiles["prod_click_5m"].value == 1


async def test_states_that_take_no_events(tmp_path):
    props = Props({"shw_1": facts(state="preparing")})
    async with staged(tmp_path, props) as stage:
        owner = await stage.owner()
        with pytest.raises(ShowNotOpen) as refused:
            await owner.ingest([click(1)], stage.clock())
        assert refused.value.data == {"state": "preparing"}
        assert logged(stage) == []
        row = await owner.act("note", {"text": "提前布景"}, None, id_="a1", by="psn_1")
        assert row.action == "note"


async def test_other_teams_show_is_no_show(tmp_path):
    async with staged(tmp_path) as stage:
        with pytest.raises(NoShow):
            await stage.hub.owner("shw_1", "tnt_2")
        with pytest.raises(NoShow):
            await stage.hub.owner("shw_none")
        assert (await stage.hub.owner("shw_1", "tnt_1")).facts.id == "shw_1"


async def test_far_ahead_is_refused_and_a_little_ahead_is_parked(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        now = stage.clock()
        hour = 3_600_000
        receipt = await owner.ingest(
            [click(1, at=now + 24 * hour), click(2, at=now + hour), click(3)], now, lang="en"
        )
        assert receipt.accepted == 2
        assert [(reject.line, reject.code) for reject in receipt.rejected] == [(1, "too_far_ahead")]
        state = await owner.settled()
        assert state.outside()["not_due"] == 1
        stage.clock.forward(2 * hour)
        state.fold.due(owner.now())
        assert state.outside()["not_due"] == 0


async def test_correction_rebuilds_in_the_background(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        pays: list[AnyEvent] = [
            Pay(id=f"p{i}", source="shop", at=T0 + i, order=f"o{i}", amount=100, user=f"u{i}")
            for i in range(5)
        ]
        await owner.ingest(pays, stage.clock())
        fix = Correction(
            id="x",
            source="shop",
            at=T0 + 9,
            corrects=Identity(source="shop", id="p0"),
            void=True,
            why="测试单",
        )
        await owner.ingest([fix], stage.clock())
        owner.fold_waiting()
        old = owner.state
        assert owner.rebuilding
        await owner.ingest(
            [Pay(id="p9", source="shop", at=T0 + 20, order="o9", amount=1, user="u1")], stage.clock()
        )
        for _ in range(100):
            await asyncio.sleep(0.01)
            if not owner.rebuilding and owner.state is not old:
                break
        assert (await owner.settled()).fold.frame(stage.clock()).tiles["gmv"].value == 401
        assert (await owner.ingest(pays, stage.clock())).duplicates == 5


async def test_late_events_are_kept_and_counted(tmp_path):
    props = Props(
        {"shw_1": facts(state="ended", window=facts().window.__class__(T0, T0 + 3_600_000, closed=True))}
    )
    async with staged(tmp_path, props) as stage:
        owner = await stage.owner()
        stage.clock.forward(90 * 3_600_000)
        came: list[AnyEvent] = [
            Like(id="1", source="s", at=T0 + 5),
            Enter(id="2", source="s", at=T0 - 5),
            Pay(id="3", source="s", at=T0 + 9, order="in", amount=100),
            Pay(id="4", source="s", at=T0 - 9, order="before", amount=100),
        ]
        receipt = await owner.ingest(came, stage.clock())
        assert receipt.accepted == 4
        state = await owner.settled()
        assert state.outside() == {"late": 2, "not_due": 0, "before": 2, "after": 0}
        tiles = state.fold.frame(stage.clock()).tiles
        assert (tiles["like_pv"].state, tiles["gmv"].value, tiles["gmv"].state) == ("late", 100, "late")


async def test_numbers_wait_for_the_shows_new_window(tmp_path):
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        await owner.ingest([click(i, at=T0 + i * 1000) for i in range(10)], stage.clock())
        owner.change_facts(facts(state="ended", window=facts().window.__class__(T0, T0 + 4_000, closed=True)))
        tally = (await owner.settled()).fold.tally(now=stage.clock())
        assert tally.total.sums["prod_click_pv"] == 5
        assert sum(tally.after.values()) == 5


async def test_actions_of_a_replayed_show_keep_its_own_time(tmp_path):
    props = Props({"shw_1": facts(origin="rehearsal")})
    async with staged(tmp_path, props) as stage:
        owner = await stage.owner()
        await owner.ingest([click(1)], T0 + 1_000)
        stage.clock.forward(365 * 86_400_000)
        row = await owner.act("note", {"text": "演练"}, None, id_="n", by="psn_1")
        assert row.at == T0 + 1_000
        assert owner.now() == T0 + 1_000
