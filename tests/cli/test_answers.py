"""What commands answer, the same through a running server and without one."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.serving import command, environment, serving

import onair.connectors
from onair.files.quarantine import read_quarantine

TAOBAO = Path(onair.connectors.__file__).parent / "taobao_behaviour/fixtures/behaviour.csv"
ONLY_BAD = b"user_id,item_id,category_id,behavior,ts\n1,2,3,pv,15\n"


class Shell:
    """`onair …` on one data folder."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env

    def said(self, *words: str | Path, code: int = 0) -> tuple[str, str]:
        """→ what went to stdout, stderr."""
        done = command(self.env, *map(str, words))
        assert done.returncode == code, done.stderr + done.stdout[:500]
        return done.stdout, done.stderr

    def json(self, *words: str | Path, code: int = 0) -> Any:
        return json.loads(self.said(*words, "--json", code=code)[0])


@pytest.fixture(scope="module", params=["alone", "server"])
def onair_(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    home = tmp_path_factory.mktemp("cli") / "home"
    if request.param == "alone":
        shell = Shell(environment(home))
        shell.said("init")
        yield shell
    else:
        with serving(home) as running:
            yield Shell(running.env)


def test_a_file_of_bad_rows_only_leads_to_its_quarantine(onair_: Shell, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(ONLY_BAD)
    body = onair_.json("import", path, "--show", "坏", code=1)
    assert (body["show"], body["events"], body["rejected"]) == (None, {}, 1)
    assert [row["code"] for row in read_quarantine(Path(body["quarantine"]))] == ["bad_time"]
    assert (body["code"], "bad.csv" in body["detail"]) == ("nothing_imported", True)
    said, why = onair_.said("import", path, "--show", "坏", "--lang", "en", code=1)
    assert "1 rows quarantined: " in said
    assert "No row of bad.csv could be imported" in why


def test_of_two_files_the_bad_one_is_named_and_the_other_comes_in(onair_: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(ONLY_BAD)
    body = onair_.json("import", bad, TAOBAO, "--show", "两个", code=2)
    assert (sum(body["events"].values()), body["rejected"]) == (10, 4)
    assert [(one["file"], one["code"]) for one in body["failed"]] == [("bad.csv", "nothing_imported")]


def test_the_same_file_again_says_that_everything_is_there(onair_: Shell, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text("\n".join(TAOBAO.read_text().splitlines()[:4]) + "\n")
    first = onair_.json("import", path, "--show", "再来")
    again = onair_.json("import", path, "--show", "再来")
    assert (again["events"], again["duplicates"]) == ({}, sum(first["events"].values()))
    assert again["show"] == first["show"]
    assert "都已在，没有新增" in onair_.said("import", path, "--show", "再来")[0]
    assert "nothing new" in onair_.said("import", path, "--show", "再来", "--lang", "en")[0]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--show", "半", "--t0", "2017-11-26T09:00:00+08:00"), "t0_without_stage"),
        (("--show", ""), "show_title_missing"),
        (("--show", "   "), "show_title_missing"),
    ],
)
def test_half_said_imports_are_refused(onair_: Shell, words: tuple[str, ...], code: str) -> None:
    problem = onair_.json("import", TAOBAO, *words, code=1)
    assert problem["code"] == code


def test_export_takes_one_sheet_or_all(onair_: Shell, tmp_path: Path) -> None:
    onair_.json("import", TAOBAO, "--show", "导出", code=2)
    one, every = tmp_path / "channels.csv", tmp_path / "all.zip"
    asked = ("export", "导出", "--format", "csv")
    assert onair_.json(*asked, "--sheet", "channels", "--out", one, "--lang", "en")["kind"] == "csv"
    assert one.read_text(encoding="utf-8-sig").split(",")[0].isascii(), "in the language of the command"
    assert onair_.json(*asked, "--sheet", "all", "--out", every)["kind"] == "zip"
    assert {"numbers.csv", "channels.csv"} <= set(zipfile.ZipFile(every).namelist())
    assert onair_.json(*asked, "--sheet", "nope", "--out", one, code=1)["code"] == "unknown_sheet"


def test_export_to_nowhere_is_told(onair_: Shell, tmp_path: Path) -> None:
    onair_.json("import", TAOBAO, "--show", "导出", code=2)
    out = tmp_path / "no" / "folder" / "x.csv"
    problem = onair_.json("export", "导出", "--format", "csv", "--out", out, code=1)
    assert problem["code"] == "file_not_written"


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "empty folder"])
@pytest.mark.parametrize(
    "words",
    [
        ("review", "x"),
        ("export", "x", "--out", "x.csv"),
        ("replay", "x"),
        ("verify",),
        ("backup", "copy"),
    ],
    ids=lambda words: words[0],
)
def test_reading_makes_no_data_folder(tmp_path: Path, words: tuple[str, ...], *, made: bool) -> None:
    home = tmp_path / "home"
    if made:
        home.mkdir()
    problem = Shell(environment(home)).json(*words, code=1)
    assert (problem["code"], str(home) in problem["detail"]) == ("no_data_folder", True)
    assert [path.name for path in tmp_path.rglob("*")] == (["home"] if made else [])


def test_doctor_and_the_dictionary_need_no_data_folder(tmp_path: Path) -> None:
    shell = Shell(environment(tmp_path / "home"))
    body = shell.json("doctor", code=1)
    assert [line["code"] for line in body["checks"] if not line["ok"] and "code" in line] == [
        "no_data_folder"
    ]
    assert len(body["checks"]) > 4, "the machine is checked all the same"
    assert shell.json("metrics")["items"]
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_is_in_the_language_of_the_command(onair_: Shell) -> None:
    assert "没有这个场次" in onair_.said("review", "哪里", code=1)[1]
    assert "Nothing was changed" in onair_.said("review", "哪里", "--lang", "en", code=1)[1]
