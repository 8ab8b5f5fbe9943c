"""Tables in: every encoding and form that exports use gives the same rows."""

import datetime as dt
import gzip
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from onair.files.refusals import Damaged, TooBig, WrongType
from onair.files.tables import read_table

TEXT = '订单编号,总金额 ,备注\n001,1.5,好\n\n002,,"a,\nb"\n'


def rows(source: Path | bytes, name: str = "t.csv") -> list[tuple[int, list[str | None]]]:
    return list(read_table(source, name).rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_one_content_in_any_encoding_gives_the_same_rows(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding), "t.csv")
    assert table.headers == ["订单编号", "总金额 ", "备注"]
    assert list(table.rows) == [(2, ["001", "1.5", "好"]), (4, ["002", None, "a,\nb"])]
    assert table.problems == []


def test_gzip_is_opened_and_other_delimiters_are_found(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode()))
    assert rows(path, "t.csv.gz") == rows(TEXT.encode())
    assert rows(b"a\tb\n1\t2\n") == rows(b"a;b\n1;2\n") == rows(b"a,b\n1,2\n")


def test_a_tab_inside_a_cell_is_kept() -> None:
    assert rows(b'id,n\n"\t6912345678901234567",1\n')[0][1][0] == "\t6912345678901234567"


def test_a_row_with_broken_bytes_is_told_by_number_and_the_rest_stays() -> None:
    body = TEXT.encode() + b"003,1,\xff\xfe\n" + "004,2,好\n".encode()
    table = read_table(body, "t.csv")
    assert [number for number, _ in table.rows] == [2, 4, 6]
    assert [(p.row, p.code) for p in table.problems] == [(5, "bad_encoding")]


def test_a_stray_nul_costs_its_row_only() -> None:
    table = read_table(b"a,b\n1,x\x00y\n2,z\n", "t.csv")
    assert list(table.rows) == [(3, ["2", "z"])]
    assert [(p.row, p.code) for p in table.problems] == [(2, "bad_encoding")]


def test_an_endless_cell_is_told_and_does_not_stop_the_file() -> None:
    body = b"a,b\n1,2\n" + b"x" * 200_000 + b",3\n4,5\n"
    table = read_table(body, "t.csv")
    assert [cells for _, cells in table.rows] == [["1", "2"], ["4", "5"]]
    assert [p.code for p in table.problems] == ["bad_quotes"]


def test_xlsx_numbers_dates_and_long_ids_become_text() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "直播间明细"
    sheet.append(["id", "n", "f", "when", "long", "flag"])
    sheet.append(["007", 5, 1.25, dt.datetime(2026, 7, 28, 8, 15, 49), 6912345678901234567, True])  # noqa: DTZ001  (a cell has no zone)
    sheet.append([None, None, None, None, None, None])
    sheet.append(["008", 0, -3, dt.date(2026, 7, 28), 123456789012345, False])
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), "t.xlsx")
    assert table.sheet == "直播间明细"
    assert list(table.rows) == [
        (2, ["007", "5", "1.25", "2026-07-28 08:15:49", "6.91235E+18", "TRUE"]),
        (4, ["008", "0", "-3", "2026-07-28", "123456789012345", "FALSE"]),
    ]


def test_a_formula_that_nobody_calculated_is_told_with_its_cells() -> None:
    """openpyxl writes formulas without their values, as programs do that do not calculate."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["id", "price", "total"],
        ["a", 5, 10],
        ["b", "=2*3", "=B3*2"],
        ["c", 7, "x"],
        [None, None, "=SUM(B2:B4)"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue(), "t.xlsx")
    assert list(table.rows) == [(2, ["a", "5", "10"]), (4, ["c", "7", "x"])]
    assert [(p.row, p.code, list(p.cells)) for p in table.problems] == [
        (3, "formula_without_value", ["B3", "C3"]),
        (5, "formula_without_value", ["C5"]),
    ]
    told = table.problems[0].rejected
    assert "B3、C3" in told.detail.zh
    assert "保存" in told.detail.zh
    assert told.detail.en.startswith("B3, C3: a formula")


def test_a_calculated_formula_is_its_value_even_an_empty_text() -> None:
    """The control: the same file as a spreadsheet saves it is read whole."""
    book = openpyxl.Workbook()
    book.active.append(["id", "price"])
    book.active.append(["a", "=2*3"])
    book.active.append(["b", '=""'])
    out, saved = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(saved, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("sheet1.xml"):
                body = re.sub(rb'<c r="B2"[^>]*><f>.*?</c>', b'<c r="B2"><f>2*3</f><v>6</v></c>', body)
                body = re.sub(rb'<c r="B3"[^>]*><f>.*?</c>', b'<c r="B3" t="str"><f>""</f><v></v></c>', body)
            new.writestr(name, body)
    table = read_table(saved.getvalue(), "t.xlsx")
    assert list(table.rows) == [(2, ["a", "6"]), (3, ["b", None])]
    assert table.problems == []


def test_parquet_is_a_table_too(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": [1, None], "b": ["x", "y"]}), path)
    assert rows(path, "t.parquet") == [(2, ["1", "x"]), (3, [None, "y"])]
    assert rows(path.read_bytes(), "t.parquet") == rows(path, "t.parquet")


def test_the_header_may_stand_below_other_rows() -> None:
    table = read_table(b"2026-07-28\n\nId,Name\n1,a\n", "t.csv", is_header=lambda row: "Id" in row)
    assert (table.headers, list(table.rows)) == (["Id", "Name"], [(4, ["1", "a"])])


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"", "t.csv"),
        (b"\n\n", "t.csv"),
        (b"%PDF-1.7", "t.csv"),
        (b"\xd0\xcf\x11\xe0 old", "t.xls"),
        (b"a,b\n1,2\n", "t.xlsx"),
        (b"a\x00b" * 9, "t.csv"),
        (b"a,b\n", "t.parquet"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(body: bytes, name: str) -> None:
    with pytest.raises(WrongType):
        rows(body, name)


def test_a_cut_gzip_and_a_gzip_bomb_are_refused() -> None:
    with pytest.raises(Damaged):
        rows(gzip.compress(TEXT.encode() * 1000)[:-20], "t.csv.gz")
    with pytest.raises(TooBig):
        rows(gzip.compress(b"a,b\n" + b"0" * (40 << 20)), "t.csv.gz")
