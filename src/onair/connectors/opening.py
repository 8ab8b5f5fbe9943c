"""From a file to the importer that reads it: look at its head, ask every importer, open it."""

from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from onair.connectors.ports import Importer, Input, Sample, importers
from onair.files.headers import is_personal, normalise
from onair.files.records import looks_like_json, read_records
from onair.files.refusals import WrongType
from onair.files.tables import Row, read_table
from onair.kernel.errors import BadInput
from onair.kernel.text import mask_personal

SURE = 0.5
SAMPLE_ROWS = 20
HIDDEN = "***"


class UnknownKind(BadInput):
    code = "unknown_kind"
    zh = "没有名为 {kind} 的导入种类。没有导入任何内容，可选：{known}。"
    en = "There is no kind of import called {kind}. Nothing was imported; known: {known}."


class Recognised(NamedTuple):
    """`importer` None: nobody is sure. `headers`: as written; those of `sample` are normalised."""

    importer: Importer | None
    sample: Sample
    headers: list[str]


def recognise(source: Path | bytes, name: str, kind: str = "auto") -> Recognised:
    """Which importer reads this. Raises UnknownKind and the refusals of files."""
    if kind != "auto" and kind not in importers():
        raise UnknownKind(kind=kind[:40], known=", ".join(importers()))
    sample, headers = look(source, name)
    if kind != "auto":
        return Recognised(importers()[kind], sample, headers)
    scores: Mapping[str, float] = {each.name: each.sniff(sample) for each in importers().values()}
    best = max(scores, key=lambda known: scores[known])
    return Recognised(importers()[best] if scores[best] >= SURE else None, sample, headers)


def look(source: Path | bytes, name: str) -> tuple[Sample, list[str]]:
    """The head of a file and its headers as written."""
    if looks_like_json(source, name):
        records = [value for _, value in islice(read_records(source, name).rows, SAMPLE_ROWS)]
        return Sample(name, (), (), records), []
    table = read_table(source, name)
    rows = [cells for _, cells in islice(table.rows, SAMPLE_ROWS)]
    return Sample(name, tuple(normalise(header) for header in table.headers), rows, ()), table.headers


def open_input(source: Path | bytes, name: str) -> Input:
    """The whole file, streamed. Raises the refusals of files."""
    return read_records(source, name) if looks_like_json(source, name) else read_table(source, name)


def masked_sample(found: Recognised) -> list[list[str]]:
    """Sample rows that may be shown: personal columns hidden, phone- and address-like text masked."""
    if not found.headers:
        raise WrongType(name=found.sample.name, why="JSON")
    return [_masked(found.headers, row) for row in found.sample.rows]


def _masked(headers: list[str], row: Row) -> list[str]:
    shown = []
    for place, cell in enumerate(row[: len(headers)]):
        hidden = cell and is_personal(headers[place])
        shown.append(HIDDEN if hidden else mask_personal((cell or "")[:80].replace("\x00", "")))
    return shown
