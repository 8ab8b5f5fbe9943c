"""Files of a review: XLSX of all sheets, CSV (one sheet, or a ZIP of all), Parquet of the events.

Texts of viewers were masked before they were logged; users are keyed hashes. Every text cell is guarded
against formulas by `files.export`.
"""

import asyncio
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from onair.access.service import Actor
from onair.after.review.service import Found, Reviews
from onair.after.review.shapes import Review
from onair.after.review.sheet import Sheet
from onair.after.review.sheets import Sheets
from onair.after.review.tallies import WHOLE
from onair.files.export import Cell, write_csv, write_xlsx
from onair.kernel.errors import BadInput
from onair.kernel.i18n import Lang
from onair.store.columns import EVENT_COLUMNS
from onair.store.lake import Lake
from onair.trade.service import ShowView

Format = Literal["xlsx", "csv", "parquet"]
FORMATS: tuple[Format, ...] = ("xlsx", "csv", "parquet")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "parquet": "application/vnd.apache.parquet",
}


class UnknownFormat(BadInput):
    code = "unknown_format"
    zh = "不能导出为「{format}」。没有生成文件，可用：{known}。"
    en = "There is no export as {format}. No file was made; there are: {known}."


class UnknownSheet(BadInput):
    code = "unknown_sheet"
    zh = "没有表「{sheet}」。没有生成文件，可用：{known}。"
    en = "There is no sheet {sheet}. No file was made; there are: {known}."


def known_format(name: str) -> Format:
    """Raises UnknownFormat."""
    for known in FORMATS:
        if known == name:
            return known
    raise UnknownFormat(format=name[:40], known=", ".join(FORMATS))


async def export_to(
    reviews: Reviews,
    actor: Actor,
    show: str,
    kind: Format,
    path: Path,
    *,
    lang: Lang,
    sheet: str | None = None,
) -> tuple[str, ShowView]:
    """Write the file of a show. Gives the kind of file it became and the show. Raises ShowNotFound, UnknownSheet, DiskFull."""
    if kind == "parquet":
        view = await asyncio.to_thread(reviews.view, actor, show)
        await asyncio.to_thread(reviews.tallies.seal, view)
        made = await asyncio.to_thread(write_events, reviews.lake, view.tenant, view.id, path)
        return made, view
    found, review = await reviews.found(actor, show, WHOLE), await reviews.review(actor, show)
    sheets = await _sheets(reviews, found, review, lang)
    if sheet is not None:
        known = ", ".join(one.name for one in sheets)
        sheets = [one for one in sheets if one.name == sheet]
        if not sheets:
            raise UnknownSheet(sheet=sheet[:40], known=known)
    return await asyncio.to_thread(write_sheets, sheets, kind, path, alone=sheet is not None), found.view


async def _sheets(reviews: Reviews, found: Found, review: Review, lang: Lang) -> list[Sheet]:
    """The review's own, then those of the rooms around it; the dictionary stays last."""
    *own, last = await asyncio.to_thread(lambda: list(Sheets(found, review, lang).all()))
    for more in reviews.more:
        own += await more(found.view, lang)
    return [*own, last]


def write_sheets(sheets: Sequence[Sheet], kind: Format, path: Path, *, alone: bool = False) -> str:
    """Write XLSX or CSV to `path`; `alone`: the first as one CSV. Gives the kind of file it became. Blocking."""
    if kind == "xlsx":
        write_xlsx(path, ((one.title, one.headers, map(_said, one.rows)) for one in sheets))
        return "xlsx"
    if alone:
        path.write_bytes(b"".join(_csv(sheets[0])))
        return "csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for one in sheets:
            with bundle.open(f"{one.name}.csv", "w") as file:
                for chunk in _csv(one):
                    file.write(chunk)
    return "zip"


def _said(row: Sequence[Cell]) -> list[Cell]:
    """Missing is a dash for people; a CSV is read by programs and leaves the cell empty."""
    return ["—" if cell is None else cell for cell in row]


def _csv(sheet: Sheet) -> Iterator[bytes]:
    return write_csv(sheet.headers, sheet.rows)


def write_events(lake: Lake, tenant: str, show: str, path: Path) -> str:
    """Every event of a sealed show, corrections applied, in the lake's columns. Blocking."""
    import ibis  # noqa: PLC0415 (seconds to import: not on the way to the first page)

    asked = lake.events(tenant, [show]).order_by(["at", "offset"]).select(*EVENT_COLUMNS)
    sql = str(ibis.to_sql(asked, dialect="duckdb"))
    target = str(path).replace("'", "''")
    lake.query(f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)", [])
    return "parquet"
