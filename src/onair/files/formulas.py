"""Formula cells of a workbook that hold no stored value: programs that write XLSX without calculating leave them so."""

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.parsers import expat

CHUNK = 1 << 16
CELLS_A_ROW = 8
"""Named of one row; more are not listed."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


class _Sheets:
    """Sheet name → the part that holds it, from xl/workbook.xml and its relations."""

    def __init__(self, book: zipfile.ZipFile) -> None:
        self._ids: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        _parse(book.read("xl/workbook.xml"), self._sheet)
        _parse(book.read("xl/_rels/workbook.xml.rels"), self._relation)

    def part(self, sheet: str) -> str | None:
        target = self._targets.get(self._ids.get(sheet, ""))
        if target is None:
            return None
        return target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    def _sheet(self, name: str, given: dict[str, str]) -> None:
        if _local(name) == "sheet":
            self._ids[given.get("name", "")] = next((v for k, v in given.items() if _local(k) == "id"), "")

    def _relation(self, name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            self._targets[given.get("Id", "")] = given.get("Target", "")


class _Cells:
    """Watches the cells of one sheet go by. `found`: row → the cells (B2) with a formula and no value."""

    def __init__(self) -> None:
        self.found: dict[int, list[str]] = {}
        self._place, self._formula, self._value, self._in, self._words = "", False, False, False, False

    def opened(self, name: str, given: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._place, self._formula, self._value = given.get("r", ""), False, False
            self._words = given.get("t") == "str"
        elif local == "f":
            self._formula = True
        elif local == "v" and self._words:
            self._value = True  # a result that is text may be empty: it was calculated all the same
        self._in = local in ("v", "t")

    def text(self, text: str) -> None:
        self._value = self._value or (self._in and text.strip() != "")

    def closed(self, name: str) -> None:
        self._in = False
        digits = self._place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        if _local(name) != "c" or not self._formula or self._value or not digits.isdigit():
            return
        cells = self.found.setdefault(int(digits), [])
        if len(cells) < CELLS_A_ROW:
            cells.append(self._place)


def uncomputed(path: Path, sheet: str) -> dict[int, list[str]]:
    """Row (from 1) → its cells with a formula and no stored value. Without a formula the sheet is only inflated.

    Runs where memory and time are limited. Raises expat.ExpatError, KeyError for a damaged workbook.
    """
    with zipfile.ZipFile(path) as book:
        part = _Sheets(book).part(sheet)
        if part is None or not _has_formula(book, part):
            return {}
        cells = _Cells()
        parser = _parser(cells.opened)
        parser.EndElementHandler, parser.CharacterDataHandler = cells.closed, cells.text
        with book.open(part) as stream:
            parser.ParseFile(stream)
    return cells.found


def _has_formula(book: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    with book.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if _FORMULA.search(tail + chunk):
                return True
            tail = chunk[-64:]
    return False


def _parse(body: bytes, opened: Any) -> None:
    _parser(opened).Parse(body, True)


def _parser(opened: Any) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = opened
    return parser


def _local(name: str) -> str:
    return name.rpartition(":")[2]
