"""Every event gives its row back, alone and through Parquet."""

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from any_event import any_event, events_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onair.events.model import EVENT_TYPES, Comment, Enter, Line, Pay, Slot
from onair.store.columns import (
    EVENT_COLUMNS,
    LAKE_COLUMNS,
    LAYOUTS,
    LINE_COLUMNS,
    Rows,
    event_to_row,
    line_rows,
    row_to_event,
    to_columns,
)
from onair.store.people import People
from onair.store.segments import EVENT_SCHEMA, LINE_SCHEMA, SegmentWriter


@pytest.mark.parametrize("tag", EVENT_TYPES)
def test_every_type_gives_its_event_back(tag: str):
    @settings(max_examples=60, deadline=None)
    @given(events_of(EVENT_TYPES[tag]), st.integers(0, 2**40), st.integers(-(2**40), 2**40))
    def whole(event, offset, clock):
        row = event_to_row(event, offset, clock)
        assert list(row) == list(EVENT_COLUMNS)
        assert (row["offset"], row["clock"], row["type"]) == (offset, clock, tag)
        assert row_to_event(row) == event

    whole()


def test_every_field_of_every_type_has_a_place():
    for tag, layout in LAYOUTS.items():
        names = {field.name for field in msgspec.structs.fields(EVENT_TYPES[tag])}
        assert names == {*layout.fields, *layout.extra, "nick"}, tag
        assert set(layout.columns) <= set(EVENT_COLUMNS), tag
        assert len(set(layout.columns)) == len(layout.columns), tag


def test_named_columns_hold_what_the_contract_says():
    slot = event_to_row(
        Slot(id="1", source="s", at=5, slot="r1", phase="start", kind="game", label="抽奖"), 0, 0
    )
    assert (slot["ref"], slot["phase"], slot["kind"], slot["extra"]) == (
        "r1",
        "start",
        "game",
        '{"label":"抽奖"}',
    )
    talk = event_to_row(Comment(id="1", source="s", at=5, text="好", reply_to="c0"), 0, 0)
    assert (talk["text"], talk["ref"], talk["extra"]) == ("好", "c0", None)


def test_a_nickname_never_reaches_a_row():
    row = event_to_row(Enter(id="1", source="s", at=5, nick="小明"), 0, 0)
    assert "小明" not in map(str, row.values())


def test_lines_of_orders():
    pay = Pay(id="1", source="s", at=5, order="o", items=(Line(product="p", qty=2, price=9), Line(sku="k")))
    like = EVENT_TYPES["like"](id="2", source="s", at=6)
    rows = [dict(zip(LINE_COLUMNS, row, strict=True)) for row in line_rows([(7, pay), (8, like)])]
    assert rows == [
        {
            "offset": 7,
            "at": 5,
            "order": "o",
            "type": "pay",
            "idx": 0,
            "product": "p",
            "sku": None,
            "qty": 2,
            "price": 9,
        },
        {
            "offset": 7,
            "at": 5,
            "order": "o",
            "type": "pay",
            "idx": 1,
            "product": None,
            "sku": "k",
            "qty": 1,
            "price": None,
        },
    ]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(any_event(), min_size=1, max_size=12))
def test_through_parquet_and_back(tmp_path, events):
    writer = SegmentWriter(tmp_path, People())
    writer.add(Rows(0, 3, events))
    segment = writer.write("x", 0, len(events))
    table = pq.read_table(tmp_path / segment.events.name)
    assert table.schema.equals(EVENT_SCHEMA)
    assert {row["offset"]: row_to_event(row) for row in table.to_pylist()} == dict(enumerate(events))
    lines = [row for i, event in enumerate(events) for row in line_rows([(i, event)])]
    if segment.lines:
        read = pq.read_table(tmp_path / segment.lines.name)
        assert read.schema.equals(LINE_SCHEMA)
        assert sorted(tuple(row.values()) for row in read.to_pylist()) == sorted(lines)
    else:
        assert lines == []


def test_column_types_are_the_declared_ones():
    assert [str(field.type) for field in EVENT_SCHEMA] == list(LAKE_COLUMNS.values())
    assert [str(field.type) for field in LINE_SCHEMA] == list(LINE_COLUMNS.values())
    by_type, lines = to_columns([])
    assert (by_type, lines) == ({}, [[] for _ in LINE_COLUMNS])
    assert pa.types.is_int64(EVENT_SCHEMA.field("offset").type)
