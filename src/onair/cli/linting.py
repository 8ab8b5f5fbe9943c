"""`onair lint`: what the law says of the lines of a file, before anybody says them. Needs no data folder and no server."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import click

from onair.cli.commands import JSON, fail, main, settings, show_json
from onair.cli.lang import LANG, t
from onair.compliance.lint import SURFACES, Asked, Finding, ProductFacts, Surface, check
from onair.files.document import paragraphs
from onair.files.refusals import TooBig, WrongType
from onair.files.source import form, opened
from onair.files.tables import HEAD, read_table
from onair.kernel.errors import BadInput, OnAirError

MOST = 16 << 20
"""Bytes of a file of plain lines."""
DOCUMENTS = frozenset({".docx", ".docm", ".dotx"})
TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls"})
STOPPED = 2
"""Exit code when something must not be said as it stands."""


class NoFile(BadInput):
    code = "lint_no_file"
    zh = "文件 {file} 打不开：{why}。没有检查。"
    en = "The file {file} cannot be opened: {why}. Nothing was checked."


class Line(NamedTuple):
    """`place`: its number in the file, with the column where it is a table."""

    file: str
    place: str
    text: str


def lines_of(path: Path) -> Iterator[Line]:
    """Every line, every paragraph of a Word file, or every cell of a table below its header. Raises NoFile and the refusals
    of `files`."""
    try:
        if path.suffix.lower() in DOCUMENTS:
            yield from (Line(str(path), place, text) for place, text in paragraphs(path, path.name))
            return
        with opened(path, path.name) as stream:
            table = path.suffix.lower() in TABLES or form(stream.read(HEAD), path.name) != "text"
        yield from _cells(path) if table else _plain(path)
    except OSError as why:
        raise NoFile(file=str(path), why=why.strerror or str(why)) from why


def _cells(path: Path) -> Iterator[Line]:
    table = read_table(path, path.name)
    for number, cells in table.rows:
        for name, cell in zip(table.headers, cells, strict=False):
            if cell and cell.strip():
                yield Line(str(path), f"{number} {name}".strip(), cell)


def _plain(path: Path) -> Iterator[Line]:
    with opened(path, path.name) as stream:
        body = stream.read(MOST + 1)
    if len(body) > MOST:
        raise TooBig(name=path.name, limit=f"{MOST >> 20} MB")
    for encoding in ("utf-16", "utf-8-sig", "gb18030"):
        if encoding == "utf-16" and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from (Line(str(path), str(n), one) for n, one in enumerate(text.splitlines(), 1) if one.strip())
        return
    raise WrongType(name=path.name, why="UTF-8, UTF-16, GB18030")


@main.command(
    "lint",
    help=t(
        "合规检查文件里的每一行：TXT、CSV、XLSX、DOCX。退出码 0 可以说，2 有不能说或缺证据的，1 没有检查",
        "check each line of a file by law: TXT, CSV, XLSX, DOCX. Exit 0 may be said, 2 must not or lacks evidence, 1 not checked",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--surface", type=click.Choice(SURFACES), default="script", help=t("用在哪里", "where it is used")
)
@click.option(
    "--category", default="", help=t("商品类目，如 保健食品", "category of the goods, such as 保健食品")
)
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help=t("按哪天的法（默认今天）", "by the law of which day (default today)"),
)
@JSON
def lint(
    paths: tuple[Path, ...], surface: Surface, category: str, day: datetime | None, as_json: bool
) -> None:
    """Command."""
    on = day.date() if day else datetime.now(ZoneInfo(settings().zone)).date()
    product = ProductFacts("", category=category) if category else None
    asked = Asked(surface, on, product=product)
    checked, told = 0, list[tuple[Line, Finding]]()
    try:
        for path in paths:
            for line in lines_of(path):
                checked += 1
                told += [(line, one) for one in check(line.text, asked).findings]
    except OnAirError as error:
        fail(error, as_json)
    if as_json:
        findings = [_body(line, one) for line, one in told]
        show_json({"surface": surface, "on": on.isoformat(), "lines": checked, "findings": findings})
    else:
        _say(checked, told)
    sys.exit(STOPPED if any(one.verdict in ("BLOCK", "EVID") for _, one in told) else 0)


def _body(line: Line, one: Finding) -> dict[str, Any]:
    words = {"reason": one.reason._asdict(), "rewrite": one.rewrite._asdict()}
    return {"file": line.file, "line": line.place} | one._asdict() | words


def _say(checked: int, told: list[tuple[Line, Finding]]) -> None:
    for line, one in told:
        reason = one.reason.zh if LANG == "zh" else one.reason.en
        rewrite = one.rewrite.zh if LANG == "zh" else one.rewrite.en
        click.echo(
            f"{line.file}:{line.place}:{one.start + 1}  {one.verdict}  {one.rule} {one.instrument} {one.article}"
        )
        click.echo(f"  「{one.matched}」 {reason}")
        if rewrite:
            click.echo(t(f"  改成「{rewrite}」", f"  say “{rewrite}”"))
        elif one.evidence_slot:
            click.echo(t("  登记证据，或不说", "  file the evidence, or leave it out"))
    counts = Counter(one.verdict for _, one in told)
    summary = " · ".join(f"{name} {counts[name]}" for name in ("BLOCK", "EVID", "FIX") if counts[name])
    click.echo(
        t(
            f"检查 {checked} 行：{summary or '没有发现'}",
            f"{checked} lines checked: {summary or 'nothing found'}",
        )
    )
