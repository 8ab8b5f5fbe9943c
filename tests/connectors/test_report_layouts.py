"""Every layout read from a file of its own headers, with values as exports write them: not one cell may be wrong."""

import csv
import random
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from onair.connectors.reports.cells import Terms, kind_of, unit_of
from onair.connectors.reports.layout import Column, Layout, layouts
from onair.connectors.reports.read import ReadSheet, Unread, read_file
from onair.connectors.reports.recognise import recognise
from onair.files.values import header_unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
TERMS = Terms(SHANGHAI, "dmy", "CNY")
ROWS = 7
Written = tuple[str, object]


def count(rng: random.Random, _header: str) -> Written:
    n = rng.randrange(2_000_000)
    return rng.choice((str(n), f"{n:,}", f" {n}\t")), n


def money(rng: random.Random, _header: str) -> Written:
    cents = rng.randrange(10**9)
    shown = f"{Decimal(cents) / 100:,.2f}"
    return rng.choice((f"¥{shown}", f"￥{shown}", shown, f"{shown}元")), cents


def rate(rng: random.Random, _header: str) -> Written:
    n = rng.randrange(10_001)
    return f"{Decimal(n) / 100}%", n / 10_000


def duration(rng: random.Random, header: str) -> Written:
    if (unit := header_unit(header)) is not None:
        n = rng.randrange(1, 500)
        return str(n), n * unit
    hours, minutes, seconds = rng.randrange(1, 9), rng.randrange(60), rng.randrange(60)
    return f"{hours}小时{minutes}分{seconds}秒", hours * 3600 + minutes * 60 + seconds


def seconds(rng: random.Random, _header: str) -> Written:
    n = rng.randrange(1, 20_000)
    return str(n), n


WRITERS = {"count": count, "money": money, "rate": rate, "duration": duration, "seconds": seconds}


def written(column: Column, header: str, row: int, rng: random.Random) -> Written:
    kind = kind_of(column)
    if column.personal:
        return "张示例 13800000000", None
    if kind in WRITERS:
        text, value = WRITERS[kind](rng, header)
        if column.metric is not None and unit_of(column.metric) == "min" and isinstance(value, (int, float)):
            value = value / 60
        return text, value
    if kind == "moment":
        return f"2026/07/{row + 10} 20:00:05", 1_783_512_005_000 + (row + 10 - 8) * 86_400_000
    if kind == "interval":
        return "2026/07/08 20:00:05-2026/07/08 23:00:05", 1_783_512_005_000
    if kind == "number":
        n = rng.randrange(10**6)
        return f"{Decimal(n) / 100}", n / 100
    if kind == "id":
        n = rng.randrange(10**18, 10**19)
        return f"\t{n}", str(n)
    return f"示例{row}", f"示例{row}"


def make(path: Path, layout: Layout, rng: random.Random) -> list[dict[str, object]]:
    """A file of that layout in one of its spellings, columns in any order; → header → value, by row."""
    columns = rng.sample(layout.columns, len(layout.columns))
    headers = [spelling(column, layout, rng) for column in columns]
    pairs = list(zip(columns, headers, strict=True))
    grid = [
        [written(*pair, row, rng) for pair in pairs] for row in range(1 if layout.form == "pairs" else ROWS)
    ]
    with path.open("w", encoding=rng.choice(("utf-8", "utf-8-sig", "gb18030")), newline="") as file:
        out = csv.writer(file)
        if layout.form == "pairs":
            out.writerows([header, text] for header, (text, _) in zip(headers, grid[0], strict=True))
        else:
            for _ in range(rng.choice((0, 1, 3))):
                out.writerow(["2026-07-28"])
            out.writerow(headers)
            out.writerows([text for text, _ in row] for row in grid)
    return [
        {header: value for header, (_, value) in zip(headers, row, strict=True)} for row in grid
    ]  # fmt: skip


def spelling(column: Column, layout: Layout, rng: random.Random) -> str:
    """As somebody's export writes it: another bracket, a stray blank; what tells the layout stays."""
    known = column.headers[0] if set(column.headers) & set(layout.signature) else rng.choice(column.headers)
    known = rng.choice((known, known.replace("(", "（").replace(")", "）")))
    return rng.choice((known, f"{known} ", f"\t{known}"))


def read_one(path: Path, terms: Terms = TERMS) -> ReadSheet:
    (sheet,) = read_file(path, path.name, terms, lambda text: "k")
    assert isinstance(sheet, ReadSheet)
    return sheet


@pytest.mark.parametrize("name", layouts())
@pytest.mark.parametrize("seed", range(3))
def test_not_one_cell_is_wrong(name: str, seed: int, tmp_path: Path) -> None:
    layout = layouts()[name]
    path = tmp_path / "export.csv"
    expected = make(path, layout, random.Random(f"{name}{seed}"))
    sheet = read_one(path)
    assert sheet.layout.id == name
    lines = list(sheet.lines)
    assert (sheet.rejected, sheet.bad_cells, sheet.unknown) == ([], [], [])
    assert len(lines) == len(expected)
    by_header = layout.by_header()
    for line, row in zip(lines, expected, strict=True):
        found = {cell.metric: cell.reading.value for cell in line.cells}
        about = {role: reading.value for role, reading in line.about.items()}
        for header, value in row.items():
            column = by_header[" ".join(header.replace("（", "(").replace("）", ")").split()).casefold()]
            seen = found.get(column.metric or "") if column.metric else about.get(column.role)  # type: ignore[arg-type]
            assert seen == (pytest.approx(value) if isinstance(value, float) else value), header


def test_a_layout_is_found_by_its_own_headers_only() -> None:
    """No layout's header row is taken for another's."""
    for layout in layouts().values():
        headers = [column.headers[0] for column in layout.columns]
        rows = [[header, "1"] for header in headers] if layout.form == "pairs" else [headers]
        found = recognise(rows)
        assert found is not None
        assert found.layout.id == layout.id


def test_control_a_missing_signature_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("主播昵称,直播开始时间\n示例,2026/07/28 20:00\n", encoding="utf-8")
    (sheet,) = read_file(path, path.name, TERMS, lambda text: "k")
    assert isinstance(sheet, Unread)
