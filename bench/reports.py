"""Platforms' exports: a settlement file of 100,000 rows kept, and a bomb refused. Limits: 10 s, 300 MB, 200 ms.

`python -m bench.reports`; rows, seconds of the processor and peak memory of this process are printed beside their limits.
"""

import csv
import random
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from onair.access.service import create_tenant, system
from onair.after.reports import service
from onair.connectors.reports.cells import Terms
from onair.files.refusals import TooBig
from onair.kernel.clock import FixedClock
from onair.store.db import Database, upgrade

ROWS = 100_000
SECONDS, MEGABYTES, BOMB_MS = 10.0, 300, 200
TERMS = Terms(ZoneInfo("Asia/Shanghai"), None, "CNY")
HEADERS = (
    "动账时间", "动帐流水号", "动账方向", "动账金额", "动账账户", "动账场景", "计费类型", "子订单号", "订单号", "订单实付应结", "运费实付",
    "实际平台补贴", "订单退款", "平台服务费", "佣金", "招商服务费", "站外推广费", "备注",
)  # fmt: skip


def settlement(path: Path, rows: int) -> Path:
    """抖店结算 by its verbatim headers, every number invented."""
    rng = random.Random(6)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        for n in range(rows):
            cents = rng.randrange(100, 90_000)
            due, fee, share = (f"{value / 100:.2f}" for value in (cents, cents // 50, cents // 10))
            at = f"2026/07/{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d}:05"
            ids = [
                f"\t{10**17 + n}",
                "入账",
                due,
                "默认",
                "货款",
                "CPS",
                f"\t{6 * 10**18 + n}",
                f"\t{6 * 10**18 + n // 2}",
            ]
            out.writerow([at, *ids, due, "0.00", "0.00", "0.00", fee, share, "0.00", "0.00", ""])
    return path


def bomb(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 << 20))
    return path


def keep(home: Path) -> int:
    """Rows that are in the database and in the archive afterwards."""
    db, clock = Database(f"sqlite:///{home / 'onair.db'}"), FixedClock(1_795_420_800_000)
    upgrade(db)
    path = home / "settlement.csv"
    taken = service.look(path, path.name, TERMS)
    with db.write() as tx:
        actor = system(create_tenant(tx, clock, "bench").id, "bench")
        dropped = service.keep(tx, actor, clock, home, path=path, name=path.name, taken=taken, show=None)
    db.close()
    return dropped.rows


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        hostile = bomb(home / "bomb.xlsx")
        started = time.perf_counter()
        try:
            service.look(hostile, hostile.name, TERMS)
            refused = float("inf")
        except TooBig:
            refused = (time.perf_counter() - started) * 1000
        settlement(home / "settlement.csv", ROWS)
        cpu = time.process_time()
        rows = keep(home)
        cpu = time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"rows kept               {rows:>10,}   of {ROWS:,}")
    print(f"seconds of processor    {cpu:>10.1f}   limit {SECONDS}")
    print(f"peak memory, MB         {peak:>10.0f}   limit {MEGABYTES}")
    print(f"a bomb refused, ms      {refused:>10.0f}   limit {BOMB_MS}")
    return 0 if rows == ROWS and cpu <= SECONDS and peak <= MEGABYTES and refused <= BOMB_MS else 1


if __name__ == "__main__":
    sys.exit(main())
