"""Numbers of people: one a user within a show, the same however often the show is sealed again."""

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from onair.events.codec import encode_batch
from onair.events.model import Enter, Gauge
from onair.store import manifest as manifests
from onair.store.columns import EVENT_COLUMNS
from onair.store.db import Database
from onair.store.lake import Lake
from onair.store.log import EventLog
from onair.store.people import People
from team import seeded

T = "tnt_a"


@pytest.fixture
def place(tmp_path: Path):
    seeded(tmp_path)
    db = Database(f"sqlite:///{tmp_path / 'onair.db'}")
    log, lake = EventLog(db), Lake(tmp_path / "lake")
    log.start()
    yield log, lake
    lake.close()
    log.stop()
    db.close()


def put(log, show, *users):
    first = log.end(show)
    events = [Enter(id=f"e{i}", source="a:1", at=i, user=user) for i, user in enumerate(users, first)]
    log.append_blocking(show, tenant=T, clock=9, n=len(events), body=encode_batch(events), codec=1)


def numbers(lake, *shows):
    """user → the numbers its rows have, and user → namespaces."""
    table = lake.events(T, shows)
    found: dict[str | None, set[int | None]] = {}
    spaces: dict[str | None, set[str | None]] = {}
    for user, person, space in lake.run(table.select("user", "person", "space"), "people"):
        found.setdefault(user, set()).add(person)
        spaces.setdefault(user, set()).add(space)
    return found, spaces


def forget(folder: Path):
    """Make a sealed show what it was before rows had numbers."""
    known = manifests.load(folder)
    for segment in known.segments:
        path = folder / segment.events.name
        pq.write_table(pq.read_table(path).select(list(EVENT_COLUMNS)), path)
    manifests.save(folder, msgspec.structs.replace(known, people=None))


def test_numbers_follow_the_order_of_appearance():
    people = People()
    persons, spaces = people.columns(["tb:a", None, "plain", "tb:a", "dy:x:y"])
    assert persons.to_pylist() == [0, None, 1, 0, 2]
    assert spaces.to_pylist() == ["tb", None, "plain", "tb", "dy"]
    assert people.columns([])[0].to_pylist() == []
    assert [column.to_pylist() for column in people.columns(["dy:x:y", None])] == [[2, None], ["dy", None]]
    assert [column.to_pylist() for column in People().columns([None])] == [[None], [None]]


def test_read_back_they_go_on_and_a_gap_is_noticed():
    people = People([("b", 1), ("a", 0)])
    assert people.columns(["c", "b", "a"])[0].to_pylist() == [2, 1, 0]
    assert len(people) == 3
    with pytest.raises(ValueError, match="not the next"):
        People([("a", 0), ("b", 2)])


def test_a_number_stays_when_more_is_sealed(place):
    log, lake = place
    put(log, "shw_a", "a:1", "a:2", None)
    assert lake.seal("shw_a", T, log).people == 2
    before, _ = numbers(lake, "shw_a")
    put(log, "shw_a", "b:1", "a:2")
    manifest = lake.seal("shw_a", T, log)
    found, spaces = numbers(lake, "shw_a")
    assert (manifest.people, len(manifest.segments)) == (3, 2)
    assert found == before | {"b:1": {2}} == {"a:1": {0}, "a:2": {1}, None: {None}, "b:1": {2}}
    assert spaces == {"a:1": {"a"}, "a:2": {"a"}, None: {None}, "b:1": {"b"}}


def test_of_several_shows_one_user_is_one_person(place):
    log, lake = place
    put(log, "shw_a", "a:1", "a:2")
    put(log, "shw_b", "a:2", "a:3", None)
    for show in ("shw_a", "shw_b"):
        lake.seal(show, T, log)
    assert numbers(lake, "shw_a")[0]["a:2"] != numbers(lake, "shw_b")[0]["a:2"], "each show counts by itself"
    found, _ = numbers(lake, "shw_a", "shw_b")
    assert found.pop(None) == {None}
    assert all(len(persons) == 1 for persons in found.values())
    assert len(set.union(*found.values())) == len(found) == 3


def test_a_show_sealed_without_numbers_gets_them_when_asked(place):
    log, lake = place
    put(log, "shw_a", "a:1", "a:2", None)
    lake.seal("shw_a", T, log)
    forget(lake.folder(T, "shw_a"))
    for more in ((), ("a:2", "b:1")):
        if more:
            put(log, "shw_a", *more)
        manifest = lake.seal("shw_a", T, log)
        found, spaces = numbers(lake, "shw_a")
        assert manifest.people is None
        assert found.pop(None) == {None}
        assert all(len(persons) == 1 for persons in found.values())
        assert len(set.union(*found.values())) == len(found) == len({"a:1", "a:2", *more})
        assert spaces["a:2"] == {"a"}


def test_rows_without_anybody(place):
    log, lake = place
    body = encode_batch([Gauge(id="g", source="a:1", at=1, name="online", value=3)])
    log.append_blocking("shw_a", tenant=T, clock=9, n=1, body=body, codec=1)
    assert lake.seal("shw_a", T, log).people == 0
    assert numbers(lake, "shw_a") == ({None: {None}}, {None: {None}})
