"""The truth numbers once more through the commands that anybody can run, with their exit codes."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

TAOBAO = "taobao_userbehavior_2h/user_behavior.csv.gz"
ROOM = "douyin_live_roomA/roomA.jsonl.gz"
ORDERS = "tmall_orders_202002/tmall_order_report.csv.gz"
CHAT = "bilibili_danmaku/room1_2020-12-11.csv.gz"
STAGE = "2026-11-22T20:00:00+08:00"
PROGRAM = "import sys; from onair.cli import main; sys.argv[0] = 'onair'; main()"


class Shell:
    """`onair …` on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.env = {**os.environ, "ONAIR_HOME": str(home), "ONAIR_PORT": "0"}
        self("init", "--team", "演练")

    def run(self, *args: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", PROGRAM, *map(str, args)]
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=300, check=False)

    def __call__(self, *args: str | Path, code: int = 0) -> Any:
        done = self.run(*args, "--json")
        assert done.returncode == code, done.stderr + done.stdout[:500]
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def onair(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("cli") / "home")


def value(body: Any, metric: str) -> Any:
    return body["metrics"][metric]["value"]


def test_four_logs_by_command(onair: Shell, real_data: Path) -> None:
    taobao = onair("import", real_data / TAOBAO, "--show", "淘宝")
    assert taobao["rows"] == {"pv": 85_773, "cart": 5_292, "fav": 2_959, "buy": 2_144}
    body = onair("review", "淘宝")
    stages = {stage["stage"]: stage for stage in body["funnels"]["core"]}
    assert [stages[name]["people"] for name in ("view", "click", "cart", "pay")] == [
        58_732,
        53_865,
        2_469,
        51,
    ]
    assert value(body, "pay_uv") == 2_071
    assert (body["metrics"]["click_pay_uv"]["numerator"], value(body, "order_paid")) == (831, 2_144)

    room = onair("import", real_data / ROOM, "--show", "房间")
    assert sum(room["rows"].values()) == 12_596
    assert room["events"]["gift"] == 1_092
    body = onair("review", "房间")
    assert (value(body, "view_pv"), value(body, "like_pv")) == (68_000, 9_370)
    assert value(body, "gift_units") == 4_148
    assert value(body, "gift_value") == pytest.approx(49_237, rel=0.01)

    onair("import", real_data / ORDERS, "--show", "订单")
    body = onair("review", "订单")
    assert (value(body, "order_paid"), value(body, "gmv")) == (24_087, 247_482_307)
    assert (value(body, "refund_amount_pay"), value(body, "refund_amount_ref")) == (57_233_592, None)
    assert value(body, "order_unpaid") == 3_923

    chat = onair("import", real_data / CHAT, "--show", "弹幕")
    assert (chat["events"], chat["outside"]["before"]) == ({"comment": 11_023}, 20)
    body = onair("review", "弹幕")
    assert (value(body, "comment_pv"), value(body, "interact_uv")) == (11_003, 881)


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
