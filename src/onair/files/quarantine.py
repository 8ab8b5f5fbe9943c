"""Rows that were not imported: number, code, reason in both languages, an excerpt without personal fields."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self, TextIO

from onair.files.export import guarded
from onair.files.headers import is_personal
from onair.files.values import REASONS as VALUE_REASONS
from onair.kernel.i18n import Text
from onair.kernel.text import mask_personal

COLUMNS = ("row", "code", "原因", "reason", "excerpt")
EXCERPT = 200
CELL = 40
MAX_KEPT = 100_000
"""Rows written out; past it they are only counted."""

REASONS = VALUE_REASONS | {
    "bad_encoding": Text("这一行含有无法解码的字符", "this row holds bytes that cannot be decoded"),
    "bad_quotes": Text("引号不成对或单元格过长", "unbalanced quotes or an endless cell"),
    "not_json": Text("这一行不是可读的 JSON 对象", "this line is no readable JSON object"),
    "formula_without_value": Text(
        "是公式，文件里没有存算好的值；这一行没有导入，请在表格软件里打开并保存一次再导入，或粘贴为数值",
        "a formula without a stored value; the row was not imported. Open and save the file in a spreadsheet, or paste values",
    ),
    "too_long": Text("这一行超过 1 MiB", "this line is over 1 MiB"),
    "too_many_columns": Text("列数多于表头", "more columns than the header"),
    "too_few_columns": Text("列数少于表头，可能被截断", "fewer columns than the header; probably cut short"),
    "unknown_type": Text("不认识的类型", "the type is not known"),
    "bad_field": Text("有字段不符合说明", "a field does not fit its description"),
    "too_far_ahead": Text("发生时间太晚", "its time is too far ahead"),
    "rows_disagree": Text(
        "同一订单的各行写的金额或时间不一致", "the rows of one order disagree about its amount or time"
    ),
    "refused": Text("写入时被拒绝", "refused on writing"),
}  # fmt: skip


class Rejected(NamedTuple):
    """One row that was not imported. `row` counts from 1 as a spreadsheet shows it."""

    row: int
    code: str
    excerpt: str = ""
    words: Text | None = None

    @property
    def detail(self) -> Text:
        return self.words or REASONS.get(self.code, REASONS["refused"])


def excerpt(headers: Sequence[str], cells: Sequence[object]) -> str:
    """`name=value` of the columns that hold nothing personal, masked and short."""
    shown = []
    for place, value in enumerate(cells):
        header = headers[place] if place < len(headers) else f"+{place + 1}"
        if value is None or is_personal(header):
            continue
        shown.append(f"{header.strip()[:CELL]}={mask_personal(str(value)[:CELL])}")
        if sum(map(len, shown)) > EXCERPT:
            break
    return "; ".join(shown)[:EXCERPT]


class Quarantine:
    """Writes a CSV that is safe to open in a spreadsheet; the file exists only when a row was rejected."""

    def __init__(self, path: Path) -> None:
        self.path, self.count = path, 0
        self.by_code: Counter[str] = Counter()
        self._file: TextIO | None = None
        self._writer: csv.DictWriter[str] | None = None

    def add(self, rejected: Rejected) -> None:
        self.count += 1
        self.by_code[rejected.code] += 1
        if self.count > MAX_KEPT:
            return
        zh, en = rejected.detail
        cells = (str(rejected.row), rejected.code, zh, en, guarded(rejected.excerpt))
        self._open().writerow(dict(zip(COLUMNS, cells, strict=True)))

    def _open(self) -> "csv.DictWriter[str]":
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.DictWriter(self._file, COLUMNS)
            self._writer.writeheader()
        return self._writer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()


def read_quarantine(path: Path, limit: int = 1_000) -> list[dict[str, str]]:
    """The first rows of a quarantine file, as they were written."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row, _ in zip(csv.DictReader(file), range(limit), strict=False)]
