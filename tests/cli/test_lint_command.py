"""`onair lint`: lines of files by law, for people and machines, with an exit code that stops a build."""

import json
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


@pytest.mark.parametrize("body", [None, b"\x81\xff\xff\x00\x81"])
def test_what_cannot_be_read_is_no_pass(tmp_path: Path, body: bytes | None) -> None:
    path = tmp_path / "talk.txt"
    if body is not None:
        path.write_bytes(body)
    code, said, why = run(path, "--json")
    assert code == 1
    assert json.loads(said)["code"]
    assert "[" in why
