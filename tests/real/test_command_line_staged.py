"""Three real logs on one clock by command, and the exit codes. In a file of its own: each takes a process of minutes."""

import gzip
import os
from pathlib import Path

import pytest
from shell import ORDERS, ROOM, STAGE, TAOBAO, Shell, value

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def onair(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("cli") / "home")


@pytest.mark.skipif(
    os.environ.get("ONAIR_FULL") != "1",
    reason="ONAIR_FULL=1; else browser/test_staged_replay.py imports the same",
)
def test_a_staged_show_by_command(onair: Shell, real_data: Path) -> None:
    staged = ("--show", "拼接", "--stage", STAGE)
    onair("import", real_data / TAOBAO, *staged, "--t0", "2017-11-26T09:00:00+08:00")
    onair("import", real_data / ROOM, *staged)
    result = onair("import", real_data / ORDERS, *staged, "--t0", "2020-02-25T20:00:00+08:00")
    assert result["staged"] is True
    body = onair("review", "拼接")
    assert (value(body, "prod_click_pv"), value(body, "cart_pv"), value(body, "fav_pv")) == (
        51_999,
        3_182,
        1_815,
    )
    assert value(body, "view_uv") == 37_463
    assert (value(body, "order_created"), value(body, "order_paid")) == (1_254 + 263, 1_254 + 228)
    assert (value(body, "gmv"), value(body, "refund_amount_pay")) == (2_211_140, 578_160)
    again = onair("import", real_data / ROOM, *staged)
    assert (again["events"], again["duplicates"]) == ({}, 11_527)


def test_exit_codes_tell_what_was_kept(onair: Shell, real_data: Path, tmp_path: Path) -> None:
    lines = gzip.decompress((real_data / TAOBAO).read_bytes()).splitlines()[:50]
    mixed, useless = tmp_path / "mixed.csv", tmp_path / "useless.csv"
    mixed.write_bytes(b"\n".join([*lines, b"301,302,303,pv,15"]) + b"\n")
    useless.write_bytes(lines[0] + b"\n301,302,303,pv,15\n")
    body = onair("import", mixed, "--show", "混合", code=2)
    assert (body["rejected"], Path(body["quarantine"]).is_file()) == (1, True)
    body = onair("import", useless, "--show", "没有", code=1)
    assert (body["show"], body["events"], body["rejected"], body["code"]) == (None, {}, 1, "nothing_imported")
    assert Path(body["quarantine"]).is_file()
    assert onair("import", tmp_path / "nowhere.csv", "--show", "没有", code=1)["code"] == "file_not_found"
