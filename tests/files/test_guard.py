"""Hostile workbooks are refused from their directory; honest ones are read in a limited child (R13)."""

import io
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import psutil
import pyarrow
import pyarrow.parquet
import pytest

from onair.files.guard import check_workbook
from onair.files.refusals import Damaged, TooBig, TooHard, Unsafe, WrongType
from onair.files.tables import read_table
from onair.files.workbook import parquet_rows, sheet_rows

REFUSED_WITHIN_S = 0.2
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATION}"><sheets>'
    '<sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{RELATION}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPREADSHEET}"><sheetData><row r="1"><c r="A1" t="inlineStr">'
    '<is><t>id</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>',
}  # fmt: skip


def workbook(path: Path, **extra: str | bytes | Iterable[bytes]) -> Path:
    """An honest tiny workbook with parts added or replaced (`__` in a name stands for `/`)."""
    parts: dict[str, str | bytes | Iterable[bytes]] = {**PARTS}
    parts |= {name.replace("__", "/"): body for name, body in extra.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in parts.items():
            if isinstance(body, (str, bytes)):
                archive.writestr(name, body)
                continue
            with archive.open(name, "w", force_zip64=False) as part:
                for piece in body:
                    part.write(piece)
    return path


def strings(count: int) -> Iterable[bytes]:
    yield f'<sst xmlns="{SPREADSHEET}">'.encode()
    piece = b"<si><t>a</t></si>" * 10_000
    for _ in range(count // 10_000):
        yield piece
    yield b"</sst>"


def one_long_string(megabytes: int) -> Iterable[bytes]:
    yield f'<sst xmlns="{SPREADSHEET}" count="1" uniqueCount="1"><si><t>'.encode()
    for _ in range(megabytes):
        yield b"a" * (1 << 20)
    yield b"</t></si></sst>"


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f'<sst xmlns="{SPREADSHEET}"><si><t>&b;</t></si></sst>'
)
BOMBS: dict[str, tuple[type[Exception], dict[str, str | bytes]]] = {
    "entities": (Unsafe, {"xl__sharedStrings.xml": ENTITY}),
    "entities after a long prolog": (Unsafe, {"xl__sharedStrings.xml": "<!--" + "x" * 5000 + "-->" + ENTITY}),
    "entities in utf-16": (Unsafe, {"xl__sharedStrings.xml": ENTITY.encode("utf-16")}),
    "traversal": (Unsafe, {"..__..__etc__passwd": "x"}),
    "absolute name": (Unsafe, {"__etc__passwd": "x"}),
    "drive name": (Unsafe, {"C:\\evil.xml": "<a/>"}),
    "macro part": (Unsafe, {"xl__vbaProject.bin": b"\x00\x01"}),
    "macro type": (Unsafe, {"[Content_Types].xml": TYPES.replace("sheet.main", "sheet.macroEnabled.main")}),
    "declared strings": (TooBig, {"xl__sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}" uniqueCount="4000000"/>'}),
}  # fmt: skip


def refused(path: Path, name: str = "a.xlsx") -> Exception:
    """The refusal, made within the time allowed."""
    started = time.perf_counter()
    with pytest.raises((Unsafe, TooBig, WrongType, Damaged)) as caught:
        check_workbook(path, name)
    assert time.perf_counter() - started < REFUSED_WITHIN_S
    return caught.value


def test_an_honest_workbook_passes(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    check_workbook(path, "a.xlsx")
    table = read_table(path, "a.xlsx")
    assert (table.headers, list(table.rows), table.sheet) == (["id"], [(2, ["1"])], "一")


@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_part_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    kind, parts = BOMBS[name]
    error = refused(workbook(tmp_path / "a.xlsx", **parts))
    assert type(error) is kind
    assert error.detail("zh") != error.detail("en")


def test_four_million_shared_strings_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", **{"xl__sharedStrings.xml": strings(4_000_000)})
    assert path.stat().st_size < 400_000
    assert isinstance(refused(path), TooBig)


def test_one_string_of_half_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", **{"xl__sharedStrings.xml": one_long_string(512)})
    assert path.stat().st_size < 1 << 20
    assert isinstance(refused(path), TooBig)


def test_ten_thousand_parts_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", **{f"xl__p{n}.xml": "<a/>" for n in range(10_000)})
    assert isinstance(refused(path), TooBig)


def test_the_plain_reader_takes_far_longer_on_a_small_bomb(tmp_path: Path) -> None:
    """Control: a twentieth of the bomb above already costs the usual reader many times the guard's time."""
    path = workbook(tmp_path / "a.xlsx", **{"xl__sharedStrings.xml": strings(200_000)})
    started = time.perf_counter()
    refused(path)
    guarded = time.perf_counter() - started
    started = time.perf_counter()
    openpyxl.load_workbook(path)
    assert time.perf_counter() - started > 10 * guarded


def test_a_part_longer_than_it_says_is_refused_in_the_child(tmp_path: Path) -> None:
    honest = workbook(tmp_path / "a.xlsx", **{"xl__sharedStrings.xml": strings(200_000)})
    body = bytearray(honest.read_bytes())
    with zipfile.ZipFile(honest) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    lie = struct.pack("<L", 100_000)
    for start in (size,):
        place = body.find(struct.pack("<L", start))
        while place >= 0:
            body[place : place + 4] = lie
            place = body.find(struct.pack("<L", start), place + 4)
    path = tmp_path / "b.xlsx"
    path.write_bytes(body)
    check_workbook(path, "b.xlsx")  # the directory alone looks honest
    with pytest.raises(Unsafe):
        list(sheet_rows(path, "b.xlsx"))


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (b"id,name\n1,2\n", "a.xlsx", WrongType),
        (b"%PDF-1.7\n", "a.xlsx", WrongType),
        (b"PK\x03\x04" + b"\x00" * 40, "a.xlsx", Damaged),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "a.xlsx", WrongType),
    ],
)
def test_content_that_is_not_what_its_name_says_is_refused(body: bytes, name: str, kind: type) -> None:
    with pytest.raises(kind):
        list(read_table(body, name).rows)


def test_a_zip_that_is_no_workbook_and_a_workbook_called_csv_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(WrongType):
        read_table(out.getvalue(), "a.xlsx")
    path = workbook(tmp_path / "a.csv")
    with pytest.raises(WrongType):
        read_table(path, "a.csv")


def test_an_encrypted_or_cut_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    body = bytearray(path.read_bytes())
    at = body.find(b"PK\x01\x02")
    body[at + 8] |= 1
    path.write_bytes(body)
    assert isinstance(refused(path), WrongType)
    path.write_bytes(body[: len(body) // 2])
    assert isinstance(refused(path), Damaged)


def honest_rows(count: int, columns: int) -> Iterable[bytes]:
    yield f'<worksheet xmlns="{SPREADSHEET}"><sheetData>'.encode()
    head = "".join(f'<c t="inlineStr"><is><t>列{n}</t></is></c>' for n in range(columns))
    yield f"<row>{head}</row>".encode()
    for row in range(count):
        cells = "".join(f"<c><v>{(row * 7919 + n * 104729) % 999983}</v></c>" for n in range(columns))
        yield f"<row>{cells}</row>".encode()
    yield b"</sheetData></worksheet>"


def test_sixty_thousand_honest_rows_are_read_in_the_child(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", **{"xl__worksheets__sheet1.xml": honest_rows(60_000, 30)})
    before, started = psutil.Process().memory_info().rss, time.perf_counter()
    rows = 0
    for _, cells in read_table(path, "a.xlsx").rows:
        rows += 1
        assert len(cells) == 30
    assert rows == 60_000
    assert time.perf_counter() - started < 60
    assert psutil.Process().memory_info().rss - before < 64 << 20


def test_a_child_over_its_limits_ends_alone(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", **{"xl__worksheets__sheet1.xml": honest_rows(20_000, 30)})
    with pytest.raises((TooHard, Damaged)):
        list(sheet_rows(path, "a.xlsx", memory_mb=32))
    with pytest.raises((TooHard, Damaged)):
        list(sheet_rows(path, "a.xlsx", seconds=0))
    assert not [child for child in psutil.Process().children() if "table_child" in " ".join(child.cmdline())]


def test_leaving_early_ends_the_child(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", **{"xl__worksheets__sheet1.xml": honest_rows(20_000, 30)})
    rows = sheet_rows(path, "a.xlsx")
    assert next(rows) == "一"
    rows.close()  # type: ignore[attr-defined]
    assert not [child for child in psutil.Process().children() if "table_child" in " ".join(child.cmdline())]


def test_the_childs_limits_hold() -> None:
    code = (
        "from onair.files.table_child import limit\nimport sys\nlimit(512, 5)\n"
        "import os, resource\nassert resource.getrlimit(resource.RLIMIT_AS)[0] == 512 << 20\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_hostile_parquet_ends_its_child_alone(tmp_path: Path) -> None:
    """Two hundred megabytes of one value pack into a few kilobytes; the child may not unpack it."""
    path = tmp_path / "a.parquet"
    big = pyarrow.table({"a": ["x" * (8 << 20)] * 24})
    pyarrow.parquet.write_table(big, path, compression="zstd", use_dictionary=False)
    del big
    before = psutil.Process().memory_info().rss
    small = tmp_path / "b.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"a": ["x"]}), small)
    assert list(parquet_rows(small, "b.parquet", memory_mb=400)) == ["", ["a"], ["x"]]
    with pytest.raises((TooHard, Damaged)):
        for _ in parquet_rows(path, "a.parquet", memory_mb=400):
            pass
    assert psutil.Process().memory_info().rss - before < 128 << 20


def test_a_damaged_parquet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        list(read_table(b"PAR1" + b"\x07" * 500 + b"PAR1", "a.parquet").rows)
