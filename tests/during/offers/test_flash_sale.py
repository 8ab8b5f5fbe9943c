"""R04: 100 units, thousands of requests of 64 clients, each sent three times: exactly 100 sold, one for each request, every
unit in its place after every turn. Control: a clerk who reads, waits and writes must oversell.
ONAIR_FULL=1: 10,000 requests, 50 seeds."""

import asyncio
import os
import random
from pathlib import Path

import pytest
from selling import T0
from shop import Shop, shop

from onair.during.offers.decide import reservation_id
from onair.during.offers.ledger import OfferBook
from onair.events.codec import decode_batch
from onair.events.model import Offer
from onair.kernel.errors import OnAirError

FULL = bool(os.environ.get("ONAIR_FULL"))
SEEDS, REQUESTS = (50, 10_000) if FULL else (2, 1_500)
STOCK, CLIENTS, COPIES, PRICE = 100, 64, 3, 5900


class Crowd:
    """Clients that send their share of the requests in random order; `refused`: codes they heard."""

    def __init__(self, to: Shop, seed: int, *, careless: float) -> None:
        self.to, self.rng, self.careless = to, random.Random(seed), careless
        self.answers: dict[str, set[str]] = {}
        self.refused: set[str] = set()

    async def send(self, numbers: list[int]) -> None:
        asked = [number for number in numbers for _ in range(COPIES)]
        self.rng.shuffle(asked)
        lanes = [asked[lane::CLIENTS] for lane in range(CLIENTS)]
        await asyncio.gather(*(self.lane(numbers) for numbers in lanes))

    async def lane(self, numbers: list[int]) -> None:
        desks, tenant = self.to.desks, self.to.tenant
        for number in numbers:
            request, user = f"r{number}", f"u{number % 700}"
            try:
                made = (await desks.reserve("ofr_1", tenant, (request, "shop", user, 1))).made
                self.answers.setdefault(request, set()).add(f"{made.id} {made.left}")
                if random.Random(number).random() >= self.careless:
                    desk = await desks.of("ofr_1", tenant)
                    await desk.ask(
                        lambda turn, made=made, n=number: turn.confirm("ofr_1", made.id, f"o{n}", PRICE)
                    )
            except OnAirError as error:
                self.refused.add(error.code)


def whole(book: OfferBook) -> None:
    assert book.on_sale == book.left + book.held + book.sold + book.returned
    assert min(book.left, book.held, book.sold) >= 0


async def watch(to: Shop, seen: list[int]) -> None:
    """After every turn, as closely as the loop lets anybody look."""
    last = -1
    while True:
        state = (await to.owner()).state
        if state.end != last:
            last = state.end
            whole(state.companions["offers"].ledger.offers["ofr_1"])
            seen.append(last)
        await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(SEEDS))
async def test_exactly_the_stock_is_sold(tmp_path: Path, seed: int) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=STOCK, per_person=1, hold_s=30, ends_at=one.clock() + 3_600_000)
        seen: list[int] = []
        watching = asyncio.ensure_future(watch(one, seen))
        first, last = Crowd(one, seed, careless=0.3), Crowd(one, seed + 1000, careless=0)
        await first.send(list(range(REQUESTS // 2)))
        book = await one.book()
        assert book.left == 0
        assert book.held > 0
        one.clock.forward(31_000)
        await one.sweep()
        assert (await one.book()).held == 0, "an orphan hold"
        await last.send(list(range(REQUESTS // 2, REQUESTS)))
        watching.cancel()
        book = await one.book()
        whole(book)
        assert (book.sold, book.held, book.left) == (STOCK, 0, 0)
        assert max(book.taken.values()) == 1
        assert all(len(answers) == 1 for answers in (first.answers | last.answers).values())
        assert {"sold_out", "limit_reached"} <= first.refused | last.refused
        assert len(seen) > 4
        steps = offers_in(one)
    confirmed = [event.request for event in steps if event.step == "confirm"]
    assert len(confirmed) == len(set(confirmed)) == STOCK
    ended = {event.request for event in steps if event.step in ("confirm", "release")}
    assert {event.request for event in steps if event.step == "reserve"} == ended


def offers_in(one: Shop) -> list[Offer]:
    """As the log has them."""
    batches = one.log.read(one.show, verify=True)
    events = (event for batch in batches for event in decode_batch(batch.body, batch.codec))
    return [event for event in events if isinstance(event, Offer)]


async def test_control_read_check_write_oversells(tmp_path: Path) -> None:
    async with shop(tmp_path, serve=False) as one:
        await one.publish(stock=STOCK, per_person=None)
        owner = await one.owner()

        async def hasty(number: int) -> None:
            if (await one.book()).left <= 0:
                return
            await asyncio.sleep(0)  # whoever else asked has read the same number
            id_ = reservation_id("ofr_1", f"r{number}")
            await owner.record([
                Offer(id=id_, source="onair", at=T0, user=f"a:{number}", offer="ofr_1", step="reserve",
                      request=f"r{number}", qty=1, until=T0 * 2),
            ])  # fmt: skip

        for wave in range(20):
            await asyncio.gather(*(hasty(wave * CLIENTS + n) for n in range(CLIENTS)))
        book = await one.book()
        assert book.held > STOCK, "the control must oversell, or the tests above prove nothing"
        with pytest.raises(AssertionError):
            whole(book)
