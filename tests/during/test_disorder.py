"""R06, R10, R11, R12 in a size for every run. Each has its control: the naive way must fail it."""

import asyncio
import gzip
import json
import os
import random
import resource
from typing import Any

import pytest
from msgspec import structs
from tests.during.live import live
from tests.during.stage import T0, Props, facts, staged

from onair.during.broadcast.dedupe import Seen
from onair.events.model import AnyEvent, Comment, Enter, Gauge, Like, Order, Pay, ProductClick, Refund
from onair.metrics.tally import Tally
from onair.metrics.window import Window

HOUR = 3_600_000
END = T0 + 4 * HOUR
BY = frozenset({"product", "channel", "minute", "new"})


def show_of(rng: random.Random, n: int) -> list[AnyEvent]:
    """One ordered delivery."""
    made: list[AnyEvent] = []
    for i in range(n):
        at = T0 + i * (4 * HOUR) // n
        common: dict[str, Any] = {
            "id": f"e{i}",
            "source": rng.choice(("douyin:r", "shop")),
            "at": at,
            "user": f"u{rng.randrange(n // 5)}",
        }
        kind = rng.randrange(8)
        product = f"p{rng.randrange(9)}"
        if kind <= 1:
            made.append(
                Enter(
                    **common, channel=rng.choice(("推荐", "关注", None)), new=rng.choice((True, False, None))
                )
            )
        elif kind == 2:
            made.append(ProductClick(**common, product=product))
        elif kind == 3:
            made.append(Like(**common, count=rng.randrange(1, 5)))
        elif kind == 4:
            made.append(Comment(**common, text="好看"))
        elif kind == 5:
            made.append(Order(**common, order=f"o{i}", amount=rng.randrange(100, 900), product=product))
        elif kind == 6:
            made.append(
                Pay(
                    **common,
                    order=f"o{max(0, i - rng.randrange(40))}",
                    amount=rng.randrange(100, 900),
                    product=product,
                )
            )
        else:
            made.append(rng.choice((
                Gauge(**{**common, "user": None}, name="online", value=rng.randrange(500)),
                Refund(**common, order=f"o{max(0, i - rng.randrange(90))}", amount=50),
            )))  # fmt: skip
    return made


def disorder(rng: random.Random, ordered: list[AnyEvent]) -> list[tuple[int, list[AnyEvent]]]:
    """Shuffled within a window of 300, everything three times, 1 % a day late, 0.1 % past the lateness limit."""
    late = [event for event in ordered if rng.random() < 0.01]
    later = [event for event in ordered if rng.random() < 0.002] or ordered[:1]
    held = {(event.source, event.id) for event in (*late, *later)}
    rest = [event for event in ordered if (event.source, event.id) not in held] * 3
    rest.sort(key=lambda event: event.at + rng.randrange(300) * (4 * HOUR // len(ordered)))
    batches = []
    while rest:
        size = rng.randrange(1, 400)
        batches.append((END, rest[:size]))
        rest = rest[size:]
    known = {(event.source, event.id) for event in later}
    batches.append((END + 24 * HOUR, [event for event in late if (event.source, event.id) not in known]))
    batches.append((END + 73 * HOUR, later * 2))
    return [batch for batch in batches if batch[1]]


def ended() -> Props:
    return Props({"shw_1": facts(state="ended", window=Window(T0, END, closed=True))})


async def tally_of(folder, batches: list[tuple[int, list[AnyEvent]]], parallel: bool = False) -> Tally:
    async with staged(folder, ended()) as stage:
        owner = await stage.owner()
        if parallel:
            for i in range(0, len(batches), 5):
                await asyncio.gather(*[owner.ingest(events, clock) for clock, events in batches[i : i + 5]])
        else:
            for clock, events in batches:
                await owner.ingest(events, clock)
        live_tally = (await owner.settled()).fold.tally(BY, now=END)
    async with staged(folder, ended()) as stage:
        again = (await (await stage.owner()).settled()).fold.tally(BY, now=END)
    assert again == live_tally, "replaying the log gives another state"
    return live_tally


def without_late(tally: Tally) -> Tally:
    return structs.replace(tally, late={})


@pytest.mark.parametrize("seed", range(6))
async def test_disorder_changes_nothing_but_the_mark(tmp_path, seed):
    rng = random.Random(seed)
    ordered = show_of(rng, 1500)
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    straight = await tally_of(tmp_path / "a", [(END, ordered)])
    batches = disorder(rng, ordered)
    crooked = await tally_of(tmp_path / "b", batches, parallel=seed % 2 == 1)
    assert without_late(crooked) == without_late(straight)
    assert sum(straight.late.values()) == 0
    orders = {event.order for event in ordered if isinstance(event, Order | Pay)}
    changed = [
        e for e in batches[-1][1] if not isinstance(e, Refund) or e.order in orders
    ]  # others count nowhere
    assert sum(crooked.late.values()) == len({(e.source, e.id) for e in changed})


async def test_control_without_dedupe_the_numbers_are_wrong(tmp_path, monkeypatch):
    rng = random.Random(1)
    ordered = show_of(rng, 600)
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    straight = await tally_of(tmp_path / "a", [(END, ordered)])
    monkeypatch.setattr(Seen, "ids", lambda self, source: set())
    assert without_late(await tally_of(tmp_path / "b", disorder(rng, ordered))) != without_late(straight)


@pytest.mark.parametrize("step", [-HOUR, HOUR])
async def test_clock_that_steps(tmp_path, step):
    """R10: the server's clock jumps an hour; nothing is lost, refused or counted twice."""
    async with staged(tmp_path) as stage:
        owner = await stage.owner()
        first = [ProductClick(id=f"a{i}", source="s", at=stage.clock() + i, product="p") for i in range(10)]
        await owner.ingest(first, stage.clock())
        stage.clock.forward(step)
        moved = [ProductClick(id=f"b{i}", source="s", at=stage.clock() + i, product="p") for i in range(10)]
        receipt = await owner.ingest([*first, *moved], stage.clock())
        assert (receipt.accepted, receipt.duplicates, receipt.rejected) == (10, 10, [])
        screen = await stage.hub.screen("shw_1")
        screen.channel("console")
        picture = json.loads(screen.snapshot("console").decode().split("data: ")[1])
        assert picture["product_total"]["clicks"] == (20 if step > 0 else 10), "before the start is outside"
        assert all(badge["state"] in ("live", "missing") for badge in picture["sources"])


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_client_clocks_ten_minutes_off(tmp_path, minutes):
    async with staged(tmp_path) as stage:
        stage.clock.forward(HOUR)
        owner = await stage.owner()
        at = stage.clock() + minutes * 60_000
        await owner.ingest([ProductClick(id="a", source="s", at=at, product="p")], stage.clock())
        state = await owner.settled()
        assert state.outside()["not_due"] == (1 if minutes > 5 else 0)


def malformed(rng: random.Random) -> bytes:
    """A body that is broken in one of many ways."""
    good = {"id": "1", "source": "s", "type": "like", "at": T0}
    line = json.dumps(good).encode()
    kinds = [
        lambda: line[: rng.randrange(len(line))],
        lambda: b"[" * rng.randrange(1, 3000),
        lambda: b'{"a":' * rng.randrange(1, 2000),
        lambda: line.replace(b"1", b"NaN", 1),
        lambda: line.replace(str(T0).encode(), b"1e999"),
        lambda: line.replace(str(T0).encode(), b"9" * rng.choice((19, 20, 400, 4301))),
        lambda: line.replace(b"like", bytes([rng.randrange(128, 256)])),
        lambda: line[:-1] + b',"id":"2","at":' + str(T0).encode() + b"}",
        lambda: line.replace(b'"1"', b'"\\ud800"'),
        lambda: b"\xef\xbb\xbf" + line,
        lambda: line + b"\x00",
        lambda: bytes(rng.randrange(256) for _ in range(rng.randrange(1, 200))),
        lambda: b"[" + line + b"," + line[:-1] + b"]",
        lambda: json.dumps([good, None, 1, [], "x", {}]).encode(),
        lambda: line.replace(
            b'"like"', json.dumps(rng.choice(([1], {"a": 1}, None, True, 5, "x" * 300))).encode()
        ),
        lambda: line.replace(b'"s"', json.dumps(rng.choice(("", "y" * 65, 7, None, {}))).encode()),
        lambda: (
            line[:-1]
            + b',"items":'
            + rng.choice((b"3", b"[3]", b'[{"qty":"x"}]', b"[" * 500 + b"]" * 500))
            + b"}"
        ),
        lambda: gzip.compress(line)[: rng.randrange(1, 30)],
        lambda: b"".join(rng.choice((line + b"\n", b"{\n", b"\n", b"null\n")) for _ in range(20)),
        lambda: json.dumps(
            {**good, "type": "correction", "corrects": rng.choice((None, 1, {}, {"id": 1}, "x"))}
        ).encode(),
        lambda: json.dumps(
            {**good, "type": "action", "action": "a", "by": "b", "data": {"x": [[[[{}]]]] * 50}}
        ).encode(),
    ]
    return rng.choice(kinds)()


async def test_malformed_bodies_are_never_our_fault(tmp_path):
    """R11, reduced to 1,000; ONAIR_FULL=1: 10,000."""
    rng = random.Random(11)
    async with live(tmp_path) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}/events"
        for _ in range(200):
            await client.post(path, content=malformed(rng))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        seen: dict[int, int] = {}
        for _ in range(490 if os.environ.get("ONAIR_FULL") else 40):
            bodies = [malformed(rng) for _ in range(20)]
            for answer in await asyncio.gather(*[client.post(path, content=body) for body in bodies]):
                seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
                assert answer.status_code in (200, 400, 413), answer.text
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert set(seen) >= {200, 400}
        assert grown <= 20, f"{grown} MiB"


async def test_control_the_standard_library_takes_what_we_refuse():
    """What a decoder without limits says to three of those bodies."""
    assert json.loads('{"at": NaN}')["at"] != 0
    with pytest.raises(RecursionError):
        json.loads("[" * 100_000)
    with pytest.raises(ValueError, match="4300"):
        json.loads("9" * 4301)


async def test_bomb_costs_no_memory(tmp_path):
    """R12: 1 : 1000."""
    async with live(tmp_path) as here, here.client() as client:
        path = f"/api/v1/shows/{here.show}/events"
        await client.post(path, content=b"[]")
        bomb = gzip.compress(b" " * (256 * 1024 * 1024), compresslevel=9)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answers = await asyncio.gather(
            *[client.post(path, content=bomb, headers={"content-encoding": "gzip"}) for _ in range(3)]
        )
        assert {answer.status_code for answer in answers} == {413}
        assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 <= 20
