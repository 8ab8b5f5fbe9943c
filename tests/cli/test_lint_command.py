"""`onair lint`: lines of files by law, for people and machines, with an exit code that stops a build."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from onair.cli import main

GOOD, BAD = "这台破壁机1200瓦，豆浆免过滤", "这是全国第一的破壁机"


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["lint", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_a_must_not_is_told_with_place_article_and_what_to_say(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text(f"{GOOD}\n\n{BAD}\n", "utf-8")
    code, said, _ = run(path)
    assert code == 2
    assert f"{path}:3:3  BLOCK  C01 广告法 9(3)" in said
    assert "「全国第一」" in said
    assert "检查 2 行：BLOCK 1" in said


def test_machines_get_json_and_lawful_lines_pass(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    path.write_bytes(f"{GOOD}\n".encode("gb18030"))
    code, said, _ = run(path, "--json", "--on", "2026-11-28")
    assert (code, json.loads(said)) == (
        0,
        {"surface": "script", "on": "2026-11-28", "lines": 1, "findings": []},
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_cell_by_cell_and_by_the_category_and_surface(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"cards.{kind}"
    rows = [["标题", "话术"], ["新品", "增强免疫力，本品不能代替药物"], ["补货", "今晚已售5000"]]
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in rows).replace("，本", "；本"), "utf-8")
    else:
        book = Workbook()
        sheet = book.create_sheet("卡", 0)
        for row in rows:
            sheet.append(row)
        book.save(path)
    code, said, _ = run(path, "--json", "--surface", "overlay", "--category", "保健食品")
    found = {(one["line"], one["rule"], one["verdict"]) for one in json.loads(said)["findings"]}
    assert code == 2
    assert {("2 话术", "C05", "BLOCK"), ("3 话术", "C15", "BLOCK")} <= found


BODY = (
    f"<w:p><w:r><w:t>{GOOD}</w:t></w:r></w:p><w:p/>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>这是全国</w:t></w:r><w:del><w:r><w:delText>不是</w:delText></w:r></w:del>"
    "<w:r><w:t>第一的破壁机</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:p><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>国家级配方</w:t></w:r></w:p></w:txbxContent>"
    "</mc:Choice><mc:Fallback><w:p><w:r><w:t>国家级配方</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:p>"
)


def docx(path: Path, body: str = BODY, head: str = "") -> Path:
    spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="urn:mc"'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", f"{head}<w:document {spaces}><w:body>{body}</w:body></w:document>")
        made.writestr(
            "word/header1.xml", f"<w:hdr {spaces}><w:p><w:r><w:t>最佳选择</w:t></w:r></w:p></w:hdr>"
        )
    return path


def test_a_word_file_by_its_paragraphs_tables_boxes_and_headers_each_once(tmp_path: Path) -> None:
    code, said, _ = run(docx(tmp_path / "talk.docx"), "--json")
    found = [(one["line"], one["matched"]) for one in json.loads(said)["findings"] if one["rule"] == "C01"]
    assert (code, found, json.loads(said)["lines"]) == (
        2, [("3", "全国第一"), ("4", "国家级"), ("header1 1", "最佳")], 4,
    )  # fmt: skip


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaa">]>'


@pytest.mark.parametrize(
    ("body", "head", "error"),
    [
        ("<w:p>", "", "file_damaged"),
        ("", BOMB, "file_unsafe"),
        ("<w:p/>", "<!--" + "x" * 5_000 + f"-->{BOMB}", "file_unsafe"),
        ("<w:p><w:r><w:t>" + "好" * (6 << 20) + "</w:t></w:r></w:p>", "", "file_too_large"),
    ],
)
def test_a_hostile_word_file_is_no_pass(tmp_path: Path, body: str, head: str, error: str) -> None:
    code, said, _ = run(docx(tmp_path / "talk.docx", body, head), "--json")
    assert (code, json.loads(said)["code"]) == (1, error)


@pytest.mark.parametrize("body", [None, b"\x81\xff\xff\x00\x81"])
def test_what_cannot_be_read_is_no_pass(tmp_path: Path, body: bytes | None) -> None:
    path = tmp_path / "talk.txt"
    if body is not None:
        path.write_bytes(body)
    code, said, why = run(path, "--json")
    assert code == 1
    assert json.loads(said)["code"]
    assert "[" in why
