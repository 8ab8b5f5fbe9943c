"""Nothing we write is computed by a spreadsheet, and what we write reads back as it was (R14)."""

import csv
import io
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tests.payloads import PAYLOADS as HOSTILE

from onair.files.export import guarded, unguarded, write_csv, write_parquet, write_xlsx
from onair.files.tables import read_table

PAYLOADS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x","y")', "正常昵称", "-5折",
            "\x00=1", "\ufeff=1", " =1", "a\n=1"]  # fmt: skip
HEADERS = ["nickname", "comment", "sku", "qty"]
ROWS = [[text, f"{text}", text, -5] for text in PAYLOADS]
STARTS = set("=+-@＝＋－＠\t\r")


def visible_start(cell: str) -> str:
    return cell.lstrip(" \n\x00\u200b\ufeff\u3000")[:1]


def test_csv_holds_no_formula_and_reads_back(tmp_path: Path) -> None:
    body = b"".join(write_csv(HEADERS, ROWS))
    cells = [
        cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")) for cell in row[:3]
    ]
    risky = [cell for cell in cells if visible_start(cell) in STARTS and cell]
    assert risky == []
    assert not any(
        line[:1] in STARTS for cell in cells for line in cell.split("\n") if not cell.startswith("'")
    )
    assert [row for _, row in read_table(body, "out.csv").rows] == [
        [str(cell) for cell in row] for row in ROWS
    ]


def test_hostile_names_and_texts_of_viewers_are_only_text_in_every_file(tmp_path: Path) -> None:
    """S03: all of them as nickname and as comment; as they are and where a spreadsheet looks first."""
    assert len(HOSTILE) >= 120
    texts = [*HOSTILE, *(f"={text}" for text in HOSTILE), *(f"@{text}" for text in HOSTILE)]
    rows = [[text, text] for text in texts]
    body = b"".join(write_csv(HEADERS[:2], rows))
    read = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))[1:]
    assert len(read) == len(rows)
    assert not [cell for row in read for cell in row if visible_start(cell) in STARTS and cell]
    assert [row for _, row in read_table(body, "out.csv").rows] == rows
    write_xlsx(tmp_path / "o.xlsx", [("s", HEADERS[:2], rows)])
    book = openpyxl.load_workbook(tmp_path / "o.xlsx")
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
    assert len(cells) >= 2 * len(rows) - 4 and not [
        cell for cell in cells if cell.data_type == "f" or cell.hyperlink
    ]
    control = openpyxl.Workbook()
    for text in texts[len(HOSTILE) :]:
        control.active.append([ILLEGAL_CHARACTERS_RE.sub("", text)])
    assert [cell.data_type for (cell,) in control.active.iter_rows()].count("f") >= 120


def test_the_plain_csv_module_would_write_formulas() -> None:
    """Control: without the guard the same rows hold formulas."""
    out = io.StringIO()
    csv.writer(out).writerows(ROWS)
    cells = [row[0] for row in csv.reader(io.StringIO(out.getvalue()))]
    assert sum(visible_start(cell) in STARTS for cell in cells) >= 9


def test_xlsx_holds_no_formula_and_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, [("评论/昵称", HEADERS, ROWS), ("two", ["a"], [[None], [1.5], [True]])])
    book = openpyxl.load_workbook(path)
    kinds = [cell.data_type for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert kinds.count("f") == 0
    assert kinds.count("s") == len(ROWS) * 3
    assert kinds.count("n") == len(ROWS)
    assert [row for _, row in read_table(path, "out.xlsx").rows] == [
        [str(cell) for cell in row] for row in ROWS
    ]
    second = read_table(path, "out.xlsx", sheet="two")
    assert (second.sheet, [row for _, row in second.rows]) == ("two", [["1.5"], ["TRUE"]])


def test_plain_openpyxl_would_write_formulas(tmp_path: Path) -> None:
    """Control: without the explicit type two of the payloads become formula cells."""
    book = openpyxl.Workbook()
    for text in PAYLOADS[:5]:
        book.active.append([text])
    assert [cell.data_type for (cell,) in book.active.iter_rows()].count("f") == 1


def test_parquet_keeps_every_text_and_type(tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    columns = [("nickname", str), ("comment", str), ("sku", str), ("qty", int)]
    write_parquet(path, columns, ROWS)
    assert pyarrow.parquet.read_table(path).to_pylist()[0] == {
        "nickname": "=1+1", "comment": "=1+1", "sku": "=1+1", "qty": -5,
    }  # fmt: skip
    assert [row for _, row in read_table(path, "out.parquet").rows] == [
        [str(cell) for cell in row] for row in ROWS
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_text_survives_the_guard(text: str) -> None:
    cell = guarded(text)
    assert isinstance(cell, str)
    assert unguarded(cell) == text
    assert visible_start(cell) not in STARTS or cell == ""


@pytest.mark.parametrize("text", ["'=1", "''=1", "'plain", "_x0041_", "=_x0000_", "'_x0000_", "'\x00a"])
def test_texts_that_look_guarded_survive_too(text: str, tmp_path: Path) -> None:
    body = b"".join(write_csv(["a"], [[text]]))
    assert [row for _, row in read_table(body, "out.csv").rows] == [[text]]
    write_xlsx(tmp_path / "o.xlsx", [("s", ["a"], [[text]])])
    assert [row for _, row in read_table(tmp_path / "o.xlsx", "o.xlsx").rows] == [[text]]


def test_numbers_and_missing_values_stay_what_they_are() -> None:
    assert (
        b"".join(write_csv(["a", "b"], [[-5, None], [1.5, True]]))
        == b'\xef\xbb\xbf"a","b"\r\n-5,""\r\n1.5,True\r\n'
    )


def test_rows_are_streamed() -> None:
    def endless():
        while True:
            yield ["x" * 100]

    chunks = write_csv(["a"], endless())
    assert sum(len(next(chunks)) for _ in range(5)) > 400_000
