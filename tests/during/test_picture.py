"""What a tick draws: no minute that has not begun, and the readings of the stream with their age."""

import pytest
from tests.during.stage import T0, facts

from onair.during.broadcast.change import Change
from onair.during.broadcast.facts import Good
from onair.during.broadcast.frames import Snapshot
from onair.during.broadcast.listing import CATALOGUE_MAX, LISTED_MAX
from onair.during.broadcast.picture import Picture
from onair.during.broadcast.state import ShowState, Taken
from onair.events.model import AnyEvent, Correction, Enter, Gauge, Identity, ProductClick, Stock, Stream

MINUTE = 60_000
READINGS = ("bitrate_kbps", "fps", "dropped", "rtt_ms", "loudness_lufs")


class Easel:
    """A picture of one show; `received` is also the show's clock."""

    def __init__(self) -> None:
        self.state = ShowState(facts())
        self.picture = Picture(facts(), {}, {})

    def take(self, received: int, *events: AnyEvent) -> None:
        self.state.take([Taken(list(events), None, received, self.state.end, received)])

    def tick(self, now: int) -> Change:
        return self.picture.tick(self.state, now, now, None)

    def snapshot(self) -> Snapshot:
        return self.picture.snapshot("console", self.state, rebuilding=False)


def online(at: int, value: int = 50) -> AnyEvent:
    return Gauge(id=f"g{at}", source="douyin:r", at=at, name="online", value=value)


def stream(at: int, id_: str = "s", **readings: float) -> AnyEvent:
    return Stream(id=id_, source="obs", at=at, state="live", **readings)


def test_carried_reading_waits_for_its_minute():
    easel = Easel()
    easel.take(T0 + 30_000, online(T0 + 30_000))
    assert list(easel.tick(T0 + 30_000).minutes) == [T0]
    assert list(easel.tick(T0 + MINUTE - 1).minutes) == []
    assert easel.snapshot().series.t == [T0]
    assert easel.tick(T0 + MINUTE).minutes[T0 + MINUTE]["online"] == 50
    assert list(easel.tick(T0 + MINUTE + 250).minutes) == []


def test_event_of_a_fast_clock_waits_for_its_minute():
    easel = Easel()
    ahead = T0 + 2 * MINUTE + 5
    easel.take(T0 + 30_000, Enter(id="1", source="douyin:r", at=ahead, user="u"))
    now = T0 + 30_000
    while now < T0 + 2 * MINUTE:
        assert all(minute <= now for minute in easel.tick(now).minutes)
        now += 10_000
    assert easel.tick(now).minutes[T0 + 2 * MINUTE]["view_pv"] == 1


def test_what_is_shown_is_never_as_of_a_moment_to_come():
    easel = Easel()
    easel.take(T0 + 30_000, Enter(id="1", source="douyin:r", at=T0 + 4 * MINUTE, user="u"))
    easel.tick(T0 + 30_000)
    assert easel.snapshot().as_of == T0 + 30_000
    easel.take(T0 + 40_000, Enter(id="2", source="douyin:r", at=T0 + 35_000, user="v"))
    easel.tick(T0 + 40_000)
    assert easel.snapshot().as_of == T0 + 35_000


def test_stream_nobody_told_of_is_missing():
    easel = Easel()
    assert {name: tile.state for name, tile in easel.tick(T0).signal.items()} == dict.fromkeys(
        READINGS, "missing"
    )
    assert easel.tick(T0 + 250).signal == {}
    assert all(tile.value is None for tile in easel.snapshot().signal.values())


def test_readings_of_the_stream_grow_old():
    easel = Easel()
    easel.tick(T0)
    easel.take(T0 + 1000, stream(T0 + 900, bitrate_kbps=5850, fps=30.0, dropped=0, rtt_ms=38))
    tiles = easel.tick(T0 + 1000).signal
    assert {name: tile.value for name, tile in tiles.items()} == {
        "bitrate_kbps": 5850,
        "fps": 30.0,
        "dropped": 0,
        "rtt_ms": 38,
    }
    assert {(tile.state, tile.as_of) for tile in tiles.values()} == {("ok", T0 + 900)}
    assert easel.tick(T0 + 15_999).signal == {}
    assert {tile.state for tile in easel.tick(T0 + 16_000).signal.values()} == {"stale"}
    shown = easel.snapshot().signal
    assert (shown["bitrate_kbps"].value, shown["bitrate_kbps"].state, shown["loudness_lufs"].state) == (
        5850,
        "stale",
        "missing",
    )
    easel.take(T0 + 20_000, stream(T0 + 19_000, "t", bitrate_kbps=1200, loudness_lufs=-16.2))
    tiles = easel.tick(T0 + 20_000).signal
    assert (tiles["bitrate_kbps"].value, tiles["loudness_lufs"].value) == (1200, -16.2)
    assert {tile.state for tile in tiles.values()} == {"ok"}
    left_out = easel.snapshot().signal["fps"]  # this sender stopped telling it
    assert (left_out.value, left_out.state, left_out.as_of) == (30.0, "stale", T0 + 900)


def test_older_reading_that_comes_late_changes_nothing():
    easel = Easel()
    easel.take(T0 + 1000, stream(T0 + 1000, "new", fps=30.0))
    easel.take(T0 + 2000, stream(T0 + 500, "old", fps=12.0))
    assert easel.tick(T0 + 2000).signal["fps"].value == 30.0


def test_voided_reading_is_not_drawn():
    easel = Easel()
    easel.take(
        T0,
        Correction(id="x", source="obs", at=T0, corrects=Identity(source="obs", id="s"), void=True, why="w"),
    )
    easel.take(T0, stream(T0, fps=30.0))
    assert easel.tick(T0).signal["fps"].value is None


@pytest.mark.parametrize("view", ["prompter", "overlay", "wall"])
def test_other_views_do_not_get_the_stream(view):
    easel = Easel()
    easel.take(T0, stream(T0, fps=30.0))
    easel.tick(T0)
    assert easel.picture.snapshot(view, easel.state, rebuilding=False).signal == {}


def stock(at: int, product: str, available: int, sku: str | None = None) -> AnyEvent:
    id_ = f"{product}{sku}{at}"
    return Stock(id=id_, source="erp", at=at, product=product, available=available, sku=sku)


def test_stock_is_the_sum_of_the_newest_reading_of_each_lot():
    easel = Easel()
    easel.take(
        T0 + 9, stock(T0 + 1, "p", 5, "red"), stock(T0 + 2, "p", 7, "blue"), stock(T0 + 3, "p", 2, "red")
    )
    easel.take(T0 + 9, stock(T0 + 2, "p", 99, "red"))  # late: an older reading of the same lot
    assert easel.state.stock == {"p": (9, T0 + 3)}


def test_stock_is_drawn_when_it_is_read_and_of_what_is_listed_only():
    easel = Easel()
    easel.take(
        T0 + 9, ProductClick(id="c", source="s", at=T0 + 1, product="p"), stock(T0 + 2, "never seen", 3)
    )
    easel.tick(T0 + 1000)
    easel.take(T0 + 9, stock(T0 + 3, "p", 4))
    assert {id_: row.stock for id_, row in easel.tick(T0 + 2000).products.items()} == {"p": 4}
    assert easel.tick(T0 + 3000).products == {}


@pytest.mark.parametrize(("size", "listed"), [(CATALOGUE_MAX, 300), (CATALOGUE_MAX + 1, LISTED_MAX)])
def test_large_catalogue_is_listed_by_clicks(size: int, listed: int):
    easel = Easel()
    easel.picture.goods = {f"p{n}": Good(id=f"p{n}", name=f"商品 {n}") for n in range(size)}
    clicks = [ProductClick(id=f"c{n}", source="s", at=T0 + 1, product=f"p{n}") for n in range(300)]
    easel.take(T0 + 9, *clicks)
    rows = {**easel.tick(T0 + 1000).products, **easel.tick(T0 + 7000).products}
    assert len(rows) == listed
