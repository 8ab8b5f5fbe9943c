"""Sealing and asking: what stands in the lake is what the log says, corrections and doubles settled."""

import shutil
import threading
from pathlib import Path

import ibis
import pytest

from onair.events.codec import encode_batch
from onair.events.model import Correction, Enter, Event, Identity, Line, Order, Pay
from onair.store import seal as sealing
from onair.store import segments
from onair.store.chain import LogDamaged
from onair.store.columns import EVENT_COLUMNS, row_to_event
from onair.store.db import Database
from onair.store.lake import BadLakeName, Lake
from onair.store.log import EventLog
from onair.store.manifest import LakeDamaged, load
from team import seeded

T, S = "tnt_a", "shw_a"


def entries(n: int, start: int = 0) -> list[Event]:
    return [
        Enter(id=f"e{i}", source="a:1", at=1_000 + i, user=f"a:{i:032x}") for i in range(start, start + n)
    ]


def fix(key: str, target: str, at: int = 1, **change: object) -> Correction:
    void = change.pop("void", False)
    return Correction(
        id=key, source="fix", at=at, corrects=Identity(source="a:1", id=target), set=change, void=void
    )


class Place:
    """A log and a lake of their own."""

    def __init__(self, home: Path) -> None:
        seeded(home)
        self.db = Database(f"sqlite:///{home / 'onair.db'}")
        self.log = EventLog(self.db)
        self.log.start()
        self.lake = Lake(home / "lake")

    def put(self, events: list[Event], clock: int = 5_000, show: str = S) -> None:
        self.log.append_blocking(
            show, tenant=T, clock=clock, n=len(events), body=encode_batch(events), codec=1
        )

    def seal(self):
        return self.lake.seal(S, T, self.log)

    def standing(self, shows: tuple[str, ...] = (S,)) -> dict[int, Event]:
        rows = self.lake.run(self.lake.events(T, shows).order_by("offset").select(*EVENT_COLUMNS), "all")
        named = (dict(zip(EVENT_COLUMNS, row, strict=True)) for row in rows)
        return {row["offset"]: row_to_event(row) for row in named}

    def close(self) -> None:
        self.lake.close()
        self.log.stop()
        self.db.close()


@pytest.fixture
def place(tmp_path: Path):
    made = Place(tmp_path / "home")
    yield made
    made.close()


def test_a_sealed_show_is_its_log(place: Place):
    events = entries(5)
    place.put(events[:3])
    place.put(events[3:])
    manifest = place.seal()
    assert place.standing() == dict(enumerate(events))
    assert (manifest.end, manifest.counts, manifest.seals, manifest.superseded) == (5, {"enter": 5}, 1, [])
    assert (manifest.at_min, manifest.at_max, manifest.clock_max, manifest.first_end) == (
        1_000,
        1_004,
        5_000,
        5,
    )
    assert manifest.log_sha256 == place.log.tip(S).sha256.hex()
    place.lake.check(manifest)


def test_sealing_again_changes_nothing(place: Place):
    place.put(entries(5))
    folder = place.lake.folder(T, S)
    first = place.seal()
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}
    assert place.seal() == first
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()} == before


def test_late_events_become_a_segment_of_their_own(place: Place):
    place.put(entries(5))
    first = place.seal()
    place.put(entries(2, start=5))
    second = place.seal()
    assert second.segments[:1] == first.segments
    assert [(segment.first, segment.end) for segment in second.segments] == [(0, 5), (5, 7)]
    assert (second.first_end, second.end, second.seals) == (5, 7, 2)
    assert len(place.standing()) == 7


def test_many_small_segments_are_written_anew_as_one(place: Place):
    for i in range(sealing.SMALL_SEGMENTS_MAX + 2):
        place.put(entries(1, start=i))
        manifest = place.seal()
    assert len(manifest.segments) == 1
    assert len(place.standing()) == manifest.end == sealing.SMALL_SEGMENTS_MAX + 2
    assert manifest.first_end == 1
    place.put(entries(1, start=99))
    names = {file.name for file in place.seal().files}
    assert {path.name for path in place.lake.folder(T, S).glob("*.parquet")} == names, "old ones are swept"


def test_long_shows_become_several_segments(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "SEGMENT_ROWS", 10)
    monkeypatch.setattr(segments, "CHUNK_ROWS", 4)
    for i in range(9):
        place.put(entries(3, start=3 * i))
    manifest = place.seal()
    assert [(segment.first, segment.end) for segment in manifest.segments] == [(0, 12), (12, 24), (24, 27)]
    assert place.standing() == dict(enumerate(entries(27)))


def test_corrections_replace_void_and_the_latest_wins(place: Place):
    place.put(entries(4))
    place.put(
        [
            fix("c1", "e1", at=9, channel="直播推荐"),
            fix("c2", "e1", at=3, channel="never"),
            fix("c3", "e2", void=True),
        ]
    )
    manifest = place.seal()
    standing = place.standing()
    assert standing[1] == Enter(id="e1", source="a:1", at=1_001, user=f"a:{1:032x}", channel="直播推荐")
    assert 2 not in standing
    assert sorted(standing) == [0, 1, 3, 4, 5, 6]
    assert (manifest.superseded, manifest.corrected, manifest.voided) == ([1, 2], 1, 1)


def test_a_correction_reaches_what_was_sealed_and_what_comes_later(place: Place):
    place.put(entries(2))
    place.seal()
    place.put([fix("c1", "e0", channel="a"), fix("c2", "e5", channel="b")])
    place.seal()
    assert place.standing()[0].channel == "a"
    place.put(entries(1, start=5))
    place.seal()
    place.put([fix("c3", "e0", at=2, channel="z")])
    manifest = place.seal()
    standing = place.standing()
    assert (standing[0].channel, standing[4].channel) == ("z", "b")
    assert (manifest.corrected, manifest.superseded) == (2, [0, 4])
    assert place.lake.run(place.lake.events(T, [S]).filter(ibis._.offset == 0).select("clock"), "clock") == [
        (5_000,)
    ]


def test_a_correction_that_fits_nothing_changes_nothing(place: Place):
    place.put([*entries(1), fix("c1", "nobody", channel="x"), fix("c2", "e0", channel=7)])
    manifest = place.seal()
    assert manifest.superseded == []
    assert len(place.standing()) == 3


def test_an_event_sent_twice_stands_once(place: Place):
    first = entries(3)
    place.put(first)
    place.put([first[1]])
    place.seal()
    place.put([first[2], *entries(1, start=9)])
    manifest = place.seal()
    assert (manifest.duplicates, manifest.superseded) == (2, [3, 4])
    assert sorted(place.standing()) == [0, 1, 2, 5]
    assert sum(manifest.counts.values()) == manifest.end == 6


def test_lines_follow_their_order(place: Place):
    order = Order(
        id="o1", source="a:1", at=5, order="o1", items=(Line(product="p", qty=2, price=10), Line(product="q"))
    )
    pay = Pay(id="p1", source="a:1", at=6, order="o1", amount=30)
    place.put([order, pay])
    place.seal()
    read = place.lake.run(
        place.lake.lines(T, [S]).select("order", "idx", "product", "qty", "price").order_by("idx"), "l"
    )
    assert read == [("o1", 0, "p", 2, 10), ("o1", 1, "q", 1, None)]
    place.put([fix("c1", "o1", items=[{"product": "r"}])])
    place.seal()
    assert place.lake.run(place.lake.lines(T, [S]).select("order", "product"), "l2") == [("o1", "r")]
    place.put([fix("c2", "o1", at=2, void=True)])
    place.seal()
    assert place.lake.run(place.lake.lines(T, [S]), "l3") == []


def test_several_shows_and_unsealed_ones(place: Place):
    place.put(entries(2))
    place.put(entries(3), show="shw_b")
    place.seal()
    place.lake.seal("shw_b", T, place.log)
    table = place.lake.events(T, [S, "shw_b", "shw_never"])
    assert place.lake.run(table.count(), "n") == [(5,)]
    assert place.lake.run(place.lake.events("tnt_b", [S]).count(), "n") == [(0,)], "of another team"
    assert [manifest.show for manifest in place.lake.manifests()] == [S, "shw_b"]


def test_an_empty_log_seals_to_nothing(place: Place):
    manifest = place.seal()
    assert (manifest.end, manifest.segments, manifest.counts) == (0, [], {})
    assert place.standing() == {}


def test_sql_is_compiled_once_and_never_mixed_up(place: Place, monkeypatch: pytest.MonkeyPatch):
    place.put(entries(5))
    place.seal()
    compiled = []
    real = ibis.to_sql
    monkeypatch.setattr(ibis, "to_sql", lambda *a, **k: compiled.append(1) or real(*a, **k))

    def ask(at: int) -> list:
        table = place.lake.events(T, [S])
        return place.lake.run(table.filter(table["at"] > at).count(), "same key")

    assert [ask(1_002), ask(1_002), ask(1_003), ask(1_002)] == [[(2,)], [(2,)], [(1,)], [(2,)]]
    assert len(compiled) == 2
    place.put(entries(1, start=50))
    place.seal()
    assert ask(1_002) == [(3,)], "a new segment is another table"


def test_threads_ask_at_once(place: Place):
    place.put(entries(500))
    place.seal()
    table = place.lake.events(T, [S])
    answers: list = []
    threads = [
        threading.Thread(target=lambda: answers.append(place.lake.run(table.count(), "n"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[(500,)]] * 8


def test_another_log_is_not_sealed_over(place: Place, tmp_path: Path):
    place.put(entries(5))
    place.seal()
    other = Place(tmp_path / "other")
    other.put(entries(6, start=40))
    shutil.copytree(place.lake.root, other.lake.root, dirs_exist_ok=True)
    with pytest.raises(LogDamaged, match="not the log that was sealed"):
        other.seal()
    other.close()


@pytest.mark.parametrize("change", ["flip", "cut", "gone", "manifest"])
def test_damage_of_sealed_files_is_seen(place: Place, change: str):
    place.put(entries(50))
    manifest = place.seal()
    folder = place.lake.folder(T, S)
    path = folder / ("manifest.json" if change == "manifest" else manifest.files[0].name)
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    if change == "gone":
        path.unlink()
    else:
        path.write_bytes(raw[:20] if change in ("cut", "manifest") else raw)
    with pytest.raises(LakeDamaged):
        place.lake.check(load(folder))


@pytest.mark.parametrize("name", ["../x", "", "a/b", "x" * 65, "a.b"])
def test_only_plain_names_become_folders(place: Place, name: str):
    with pytest.raises(BadLakeName):
        place.lake.folder(T, name)


def test_warming_up_runs_in_the_background(place: Place):
    thread = place.lake.warm()
    thread.join(60)
    assert not thread.is_alive()
    assert place.lake.run(place.lake.events(T, []).count(), "n") == [(0,)]
