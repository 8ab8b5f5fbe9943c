"""The desk between checkout and log: restarts, failed writes, holds that nobody comes back for, clocks that jump."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from selling import MINUTE
from shop import Shop, shop
from sqlalchemy.exc import OperationalError

from onair.access.roles import system
from onair.during.broadcast import owner as owners
from onair.during.offers.planning.model import OfferPlan
from onair.during.offers.refusals import OfferNotFound, TurnFailed
from onair.kernel.clock import DAY_MS, FixedClock, SteadyClock
from onair.kernel.errors import OnAirError, Unavailable
from onair.store.db import Database
from onair.store.log import LogStopped
from onair.trade.service import State, transition


async def reserve(one: Shop, request: str, user: str = "u1", qty: int = 1) -> str:
    asked = (request, "shop", user, qty)
    return (await one.desks.reserve("ofr_1", one.tenant, asked)).made.id


async def test_holds_do_not_outlive_a_restart(tmp_path: Path) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=2, per_person=None)
        id_ = await reserve(one, "r1", qty=2)
    async with shop(tmp_path, one, serve=False) as two:
        assert await reserve(two, "r1", qty=2) == id_, "found after a restart, though no show was loaded"
        with pytest.raises(OnAirError) as refused:
            await reserve(two, "r2")
        assert refused.value.code == "sold_out"
        two.clock.forward(300_001)
        await two.sweep()
        await reserve(two, "r1+")
        await reserve(two, "r1++")
        assert (await two.book()).held == 2, "control: a new key for every try holds anew each time"
        two.clock.forward(300_001)
    async with shop(tmp_path, one, serve=False) as three:
        await until(three, lambda book: book.held == 0)
        assert await reserve(three, "r3", qty=2)


async def until(one: Shop, so: object) -> None:
    """The janitor sweeps every second, unasked."""
    async with asyncio.timeout(15):
        while not so(await one.book()):  # type: ignore[operator]
            await asyncio.sleep(0.05)


async def test_a_show_that_ended_lets_go_of_its_holds_after_a_restart_too(tmp_path: Path) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=5, ends_at=None, kind="batch")
        await reserve(one, "r1")
        with one.services.get(Database).write() as tx:
            transition(tx, system(one.tenant), one.clock, one.show, State.ended)
    one.clock.forward(10 * MINUTE)
    async with shop(tmp_path, one, serve=False) as two:
        async with asyncio.timeout(15):
            while not two.hub.loaded():
                await asyncio.sleep(0.02)
        await until(two, lambda book: book.held == 0 and book.ended_why == "show_over")
        assert (await two.book()).price(two.clock()) == 11800


async def test_an_offer_of_an_old_show_still_answers_after_a_restart(tmp_path: Path) -> None:
    async with shop(tmp_path, serve=False) as one:
        for offer in ("ofr_1", "ofr_unplanned"):
            await one.publish(offer)
        draft = {"kind": "flash", "title": "示例杯", "product": "p1", "usual_price": 11800}
        with one.services.get(Database).write() as tx:
            tx.add(OfferPlan(
                id="ofr_1", tenant_id=one.tenant, show_id=one.show, product_id="p1", state="published", body=draft,
                created_at=0, updated_at=0, updated_by="x", version=1,
            ))  # fmt: skip
            transition(tx, system(one.tenant), one.clock, one.show, State.ended)
        tenant, _ = one.team()
    one.clock.forward(90 * DAY_MS)
    async with shop(tmp_path, one) as two, two.client() as client:
        now = (await client.get("/api/v1/offers/ofr_1")).json()
        assert (now["state"], now["price"], now["left"]) == ("ended", 11800, 100)
        with pytest.raises(OnAirError) as refused:
            await reserve(two, "r1")
        assert refused.value.code == "ended"
    async with shop(tmp_path, one, serve=False) as three:
        for offer, of in (("ofr_unplanned", three.tenant), ("ofr_1", tenant), ("ofr_none", three.tenant)):
            with pytest.raises(OfferNotFound):  # nobody planned it, another team's, nobody's
                await three.desks.of(offer, of)


async def test_a_failed_write_promises_nothing_and_forgets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=3, per_person=None)
        await reserve(one, "r1")
        written = one.log._port.insert

        def torn(rows: object) -> object:
            """Half of the faults leave the batch in the log: the commit was done, the answer was lost."""
            monkeypatch.setattr(one.log._port, "insert", written)
            written(rows)
            raise OSError(28, "no space left")

        monkeypatch.setattr(one.log._port, "insert", torn)
        asked = [asyncio.ensure_future(reserve(one, f"r{n}")) for n in (2, 3, 4)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert all(isinstance(answer, Unavailable) for answer in answers), answers
        async with asyncio.timeout(20):
            while one.log.fault is not None:
                await asyncio.sleep(0.05)
        again = [await reserve(one, f"r{n}") for n in (2, 3)]
        assert len(set(again)) == 2
        with pytest.raises(OnAirError) as refused:
            await reserve(one, "r4")
        assert refused.value.code == "sold_out"
        book = await one.book()
        assert (book.left, book.held) == (0, 3)


async def test_control_a_desk_that_answers_before_the_sync_breaks_its_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was promised early is not there when the write fails: the test above does notice."""
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=3)

        def refuse(_rows: object) -> object:
            raise LogStopped(why="test")

        monkeypatch.setattr(one.log._port, "insert", refuse)
        desk = await one.desks.of("ofr_1", one.tenant)
        told: list[str] = []
        with pytest.raises(Unavailable):
            await desk.ask(lambda turn: told.append(turn.reserve("ofr_1", "r1", "shop:x", 1).made.id))
        assert len(told) == 1
        monkeypatch.undo()
        assert told[0] not in (await one.book()).reservations


async def test_a_crash_in_a_turn_leaves_nobody_waiting(tmp_path: Path) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish()
        desk = await one.desks.of("ofr_1", one.tenant)
        for n, error in enumerate((ZeroDivisionError(), OperationalError("SELECT 1", {}, Exception("away")))):

            def breaks(_turn: object, error: Exception = error) -> None:
                raise error

            with pytest.raises(TurnFailed):
                async with asyncio.timeout(15):
                    await desk.ask(breaks)
            assert await reserve(one, f"r{n}")


async def test_an_engine_that_is_away_while_the_log_is_read_again_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish()

        def away(*_: object, **__: object) -> object:
            raise OperationalError("SELECT 1", {}, Exception("away"))

        with monkeypatch.context() as patch:
            patch.setattr(one.log._port, "insert", away)
            patch.setattr(one.log, "read", away)
            for _ in ("the write fails", "so does the reading that would tell what became of it"):
                with pytest.raises(Unavailable):
                    async with asyncio.timeout(15):
                        await reserve(one, "r1")
        async with asyncio.timeout(15):
            while True:
                with suppress(Unavailable):
                    assert await reserve(one, "r1")
                    break
                await asyncio.sleep(0.05)


async def test_whoever_hangs_up_does_not_take_the_others_along(tmp_path: Path) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish()
        gone, stays = (
            asyncio.ensure_future(reserve(one, "r1")),
            asyncio.ensure_future(reserve(one, "r2", "u2")),
        )
        await asyncio.sleep(0)
        gone.cancel()
        assert await stays
        assert (await one.book()).held == 2, "it was decided; the hold runs out by itself"


async def test_those_who_follow_the_show_are_told_the_time_in_the_thick_of_a_sale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "HUSH_S", 20.0)  # however slow this machine is
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=100_000, per_person=None)
        owner = await one.owner()
        over = False

        async def client(lane: int) -> None:
            n = 0
            while not over:
                n += 1
                await reserve(one, f"r{lane}-{n}")

        clients = [asyncio.ensure_future(client(lane)) for lane in range(8)]
        try:
            for _ in range(5):
                while owner.idle:
                    await asyncio.sleep(0)
                one.clock.forward(1_000)
                await owner.beat()
                assert owner._told == one.clock(), "skipped, as something was on its way"
        finally:
            over = True
            await asyncio.gather(*clients)


async def test_the_sale_goes_by_steady_time(tmp_path: Path) -> None:
    """R10: the machine's clock is put an hour forward, an hour back, and stands still."""
    wall, passed = FixedClock(1_795_334_400_000), FixedClock(5_000)
    steady = SteadyClock(wall, passed)

    def go(ms: int, *, frozen: bool = False) -> int:
        passed.forward(ms)
        wall.forward(0 if frozen else ms)
        return steady()

    start, real = steady(), 0
    for step, frozen in ((3_600_000, False), (-7_200_000, False), (0, True), (3_600_000, False)):
        wall.forward(step)
        for _ in range(600):
            real += 1_000
            shown = go(1_000, frozen=frozen)
            assert abs((shown - start) - real) <= 1_500
    behind = SteadyClock(FixedClock(0), passed)
    assert behind() == 0
    slewed = SteadyClock(wall, passed)
    wall.forward(400)
    for _ in range(900):
        go(1_000)
        slewed()
    assert abs(slewed() - wall()) <= 1, "a small difference is followed slowly"
