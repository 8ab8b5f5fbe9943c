"""Whatever is sent, in whatever batches, sealed whenever: the lake holds each event once, as corrected.

The model is four lines: first of each identity, corrections of the whole log applied.
"""

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onair.events.codec import decode_batch, encode_batch
from onair.events.corrections import Corrections
from onair.events.model import Correction, Enter, Event, Identity, Like, Line, Order
from onair.store import seal, segments
from onair.store.columns import LAKE_COLUMNS, LINE_COLUMNS, line_rows, row_to_event
from onair.store.db import Database, upgrade
from onair.store.lake import Lake
from onair.store.log import EventLog

IDS = st.sampled_from(["e1", "e2", "e3", "e4"])
SOURCES = st.sampled_from(["a:1", "b:2"])
WHEN = st.integers(0, 5)
USERS = st.sampled_from([None, "a:1", "a:2", "b:1", "b:2", "b:2:3"])
PLAIN = st.one_of(
    st.builds(Enter, id=IDS, source=SOURCES, at=WHEN, user=USERS),
    st.builds(Like, id=IDS, source=SOURCES, at=WHEN, count=st.integers(1, 3), user=USERS),
    st.builds(
        Order, id=IDS, source=SOURCES, at=WHEN, order=IDS, items=st.none() | st.just((Line(product="p"),))
    ),
)
CHANGES = st.fixed_dictionaries(
    {}, optional={"at": WHEN, "channel": st.sampled_from(["x", 7]), "count": st.integers(1, 9), "user": USERS}
)
FIX = st.builds(
    Correction,
    id=st.sampled_from(["c1", "c2", "c3"]),
    source=SOURCES,
    at=WHEN,
    corrects=st.builds(Identity, source=SOURCES, id=IDS | st.just("c1")),
    set=CHANGES,
    void=st.booleans(),
)
STEPS = st.lists(st.lists(PLAIN | FIX, min_size=1, max_size=5) | st.just("seal"), max_size=12)
_shows = itertools.count()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory):
    home: Path = tmp_path_factory.mktemp("home")
    db = Database(f"sqlite:///{home / 'onair.db'}")
    upgrade(db)
    log, lake = EventLog(db), Lake(home / "lake")
    log.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "SEGMENT_ROWS", 7)
        patch.setattr(segments, "CHUNK_ROWS", 3)
        patch.setattr(seal, "SMALL_SEGMENTS_MAX", 2)
        yield log, lake
    lake.close()
    log.stop()
    db.close()


def standing(log: EventLog, show: str) -> dict[int, Event]:
    """The model."""
    first: dict[tuple[str, str], tuple[int, Event]] = {}
    for batch in log.read(show):
        for offset, event in enumerate(decode_batch(batch.body, batch.codec), batch.offset):
            first.setdefault((event.source, event.id), (offset, event))
    corrections = Corrections()
    for _, event in first.values():
        if isinstance(event, Correction):
            corrections.add(event)
    settled = ((offset, corrections.apply(event)) for offset, event in first.values())
    return {offset: event for offset, event in settled if event is not None}


def assert_numbered(rows, manifest):
    """One number a user and one user a number, whenever which part was sealed."""
    pairs = {(row["user"], row["person"]) for row in rows}
    assert len(pairs) == len({user for user, _ in pairs}) == len({person for _, person in pairs})
    assert all((user is None) == (person is None) for user, person in pairs)
    assert all(person < manifest.people for user, person in pairs if user)
    assert all(row["space"] == (row["user"] and row["user"].split(":")[0]) for row in rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_the_lake_is_the_log_once_and_corrected(place, steps):
    log, lake = place
    show = f"shw_{next(_shows)}"
    for step in [*steps, "seal"]:
        if step == "seal":
            manifest = lake.seal(show, "tnt_a", log)
        else:
            log.append_blocking(show, tenant="tnt_a", clock=9, n=len(step), body=encode_batch(step), codec=1)
    wanted = standing(log, show)
    found = lake.run(lake.events("tnt_a", [show]))
    rows = [dict(zip(LAKE_COLUMNS, row, strict=True)) for row in found]
    assert_numbered(rows, manifest)
    assert {row["offset"]: row_to_event(row) for row in rows} == wanted
    assert len(rows) == len(wanted), "each offset stands once"
    lines = lake.run(lake.lines("tnt_a", [show]).select(*LINE_COLUMNS))
    assert sorted(lines) == sorted(line_rows(wanted.items()))
    assert manifest.end == log.end(show) == len(wanted) + manifest.duplicates + manifest.voided
    lake.check(manifest)
