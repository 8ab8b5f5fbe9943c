"""One content in any form of file gives the same events; any bytes at all give rows, rejects or a refusal."""

import csv
import datetime as dt
import gzip
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import onair.connectors
from onair.connectors.opening import open_input, recognise
from onair.connectors.ports import Context, Ids, Rejected, importers
from onair.events.model import AnyEvent
from onair.files.export import write_parquet
from onair.files.tables import read_table
from onair.kernel.errors import OnAirError
from onair.store.columns import EVENT_COLUMNS, event_to_row

FIXTURES = Path(onair.connectors.__file__).parent
TABLES = {
    "taobao_behaviour": FIXTURES / "taobao_behaviour/fixtures/behaviour.csv",
    "tmall_orders": FIXTURES / "tmall_orders/fixtures/orders.csv",
    "bilibili_chat": FIXTURES / "bilibili_chat/fixtures/chat.csv",
    "onair_events": FIXTURES / "onair_events/fixtures/events.csv",
}


def context(name: str = "f") -> Context:
    return Context(ZoneInfo("Asia/Shanghai"), "CNY", Ids(b"k"), name)


def events(source: Path | bytes, name: str, kind: str | None = None) -> list[AnyEvent]:
    importer = importers()[kind] if kind else recognise(source, name).importer
    assert importer is not None
    return [
        each
        for each in importer.read(open_input(source, name), context(name))
        if not isinstance(each, Rejected)
    ]


def forms(path: Path, folder: Path) -> dict[str, Path | bytes]:
    """The fixture as other programs would save it."""
    text = path.read_text()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "a.xlsx")
    width = len(rows[0])
    columns = [(name.strip(), str) for name in rows[0]]
    padded = [[cell or None for cell in row] for row in rows[1:] if len(row) == width]
    write_parquet(folder / "a.parquet", columns, padded)
    return {
        "a.csv": text.encode("gb18030"),
        "bom.csv": text.encode("utf-8-sig"),
        "wide.csv": text.encode("utf-16"),
        "crlf.csv": text.replace("\n", "\r\n").encode(),
        "a.csv.gz": gzip.compress(text.encode()),
        "a.xlsx": folder / "a.xlsx",
        "a.parquet": folder / "a.parquet",
    }


@pytest.mark.parametrize("kind", TABLES)
def test_every_form_of_a_table_is_the_same_events(kind: str, tmp_path: Path) -> None:
    expected = events(TABLES[kind], "a.csv")
    ids = [(event.source, event.id, event.at) for event in expected]
    for name, source in forms(TABLES[kind], tmp_path).items():
        found = events(source, name)
        if name == "crlf.csv" and kind == "bilibili_chat":
            assert len(found) == len(expected)  # the line break inside a comment is another one
            continue
        assert [(event.source, event.id, event.at) for event in found] == ids, name


def test_a_workbook_with_real_dates_and_numbers_is_the_same_orders(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["订单编号", "总金额", "订单创建时间", "订单付款时间", "退款金额"])
    when = dt.datetime(2026, 9, 1, 20, 0, 5)  # noqa: DTZ001  (a cell has no zone)
    book.active.append([9002, 21, when, when + dt.timedelta(seconds=8), 0])
    book.save(tmp_path / "a.xlsx")
    expected = [event for event in events(TABLES["tmall_orders"], "a.csv") if event.id.startswith("9002")]
    assert events(tmp_path / "a.xlsx", "a.xlsx") == expected


def test_rows_of_the_lake_read_back_as_their_events(tmp_path: Path) -> None:
    """Every fixture event, through the columns of the lake and back."""
    kept = [event for path in TABLES.values() for event in events(path, "a.csv")]
    kinds = {"int64": int, "string": str, "bool": bool}
    columns = [(name, kinds[kind]) for name, kind in EVENT_COLUMNS.items()]
    rows = [list(event_to_row(event, offset, 0).values()) for offset, event in enumerate(kept)]
    write_parquet(tmp_path / "lake.parquet", columns, rows)
    assert events(tmp_path / "lake.parquet", "lake.parquet", "onair_events") == kept


def test_a_parquet_of_our_own_events_may_hold_typed_columns(tmp_path: Path) -> None:
    made = pyarrow.table(
        {"id": ["a"], "source": ["s:1"], "type": ["like"], "at": [1_790_000_000_000], "count": [3]}
    )
    pyarrow.parquet.write_table(made, tmp_path / "e.parquet")
    (event,) = events(tmp_path / "e.parquet", "e.parquet")
    assert (event.at, event.count) == (1_790_000_000_000, 3)


HEADS = st.sampled_from(
    [b"", *(path.read_bytes()[:60] for path in TABLES.values()), b'{"room":"r","type":"chat"']
)


@settings(max_examples=300, deadline=None)
@given(HEADS, st.binary(max_size=200))
def test_any_bytes_are_rows_rejects_or_a_refusal(head: bytes, tail: bytes) -> None:
    body = head + tail
    for kind, importer in importers().items():
        try:
            for each in importer.read(open_input(body, "any"), context()):
                assert each is not None
        except OnAirError as refused:
            assert refused.detail("zh") and refused.detail("en"), kind


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_characters="\x00"), max_size=12), min_size=5, max_size=5),
        max_size=4,
    )
)
def test_any_cells_are_events_or_rejects_with_a_reason(rows: list[list[str]]) -> None:
    for kind, path in TABLES.items():
        header = next(csv.reader(io.StringIO(path.read_text())))
        out = io.StringIO()
        csv.writer(out).writerows([header, *([(cells * 3)[: len(header)] for cells in rows])])
        for each in importers()[kind].read(
            open_input(out.getvalue().encode("utf-8", "replace"), "a"), context()
        ):
            if isinstance(each, Rejected):
                assert each.detail.zh and each.detail.en and each.row > 1


def test_a_missing_column_is_refused_by_name() -> None:
    for kind in TABLES.keys() - {"onair_events"}:
        with pytest.raises(OnAirError) as refused:
            list(importers()[kind].read(read_table(b"a,b\n1,2\n", "a.csv"), context()))
        assert refused.value.code == "file_wrong_type"
