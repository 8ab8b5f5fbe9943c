"""`onair …` on the real logs, as anybody may type it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.serving import command

TAOBAO = "taobao_userbehavior_2h/user_behavior.csv.gz"
ROOM = "douyin_live_roomA/roomA.jsonl.gz"
ORDERS = "tmall_orders_202002/tmall_order_report.csv.gz"
CHAT = "bilibili_danmaku/room1_2020-12-11.csv.gz"
STAGE = "2026-11-22T20:00:00+08:00"


class Shell:
    """`onair …` on a data folder of its own."""

    def __init__(self, home: Path) -> None:
        self.env = {**os.environ, "ONAIR_HOME": str(home), "ONAIR_PORT": "0"}
        self("init", "--team", "演练")

    def run(self, *args: str | Path) -> subprocess.CompletedProcess[str]:
        return command(self.env, *map(str, args))

    def __call__(self, *args: str | Path, code: int = 0) -> Any:
        done = self.run(*args, "--json")
        assert done.returncode == code, done.stderr + done.stdout[:500]
        return json.loads(done.stdout)


def value(body: Any, metric: str) -> Any:
    return body["metrics"][metric]["value"]
