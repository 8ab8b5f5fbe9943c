"""Platforms' exports: a settlement file of 100,000 rows kept, and a bomb refused. Limits: 10 s, 300 MB, 200 ms.

`python -m bench.reports`; rows, seconds of the processor and peak memory of this process are printed beside their limits,
then how long other people's writes waited while the file was kept, and while a second one replaced every row of it.
"""

import csv
import random
import resource
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from onair.access.service import audit, create_tenant, system
from onair.after.reports import service
from onair.connectors.reports.cells import Terms
from onair.files.refusals import TooBig
from onair.kernel.clock import FixedClock
from onair.store.db import Database, upgrade

ROWS = 100_000
SECONDS, MEGABYTES, BOMB_MS, WAIT_MS = 10.0, 300, 200, 500
TERMS = Terms(ZoneInfo("Asia/Shanghai"), None, "CNY")
HEADERS = (
    "动账时间", "动帐流水号", "动账方向", "动账金额", "动账账户", "动账场景", "计费类型", "子订单号", "订单号", "订单实付应结", "运费实付",
    "实际平台补贴", "订单退款", "平台服务费", "佣金", "招商服务费", "站外推广费", "备注",
)  # fmt: skip


def settlement(path: Path, rows: int, fee: int = 50) -> Path:
    """抖店结算 by its verbatim headers, every number invented; `fee`: what share of an amount the platform takes, 1/fee."""
    rng = random.Random(6)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        for n in range(rows):
            cents = rng.randrange(100, 90_000)
            due, taken, share = (f"{value / 100:.2f}" for value in (cents, cents // fee, cents // 10))
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
            out.writerow([at, *ids, due, "0.00", "0.00", "0.00", taken, share, "0.00", "0.00", ""])
    return path


def bomb(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 << 20))
    return path


class Bench:
    """A team with its data folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.clock = home, FixedClock(1_795_420_800_000)
        self.db = Database(f"sqlite:///{home / 'onair.db'}")
        upgrade(self.db)
        with self.db.write() as tx:
            self.actor = system(create_tenant(tx, self.clock, "bench").id, "bench")

    def keep(self, path: Path) -> service.Dropped:
        taken = service.look(path, path.name, TERMS)
        whose = self.db, self.actor, self.clock, self.home
        return service.keep(*whose, path=path, name=path.name, taken=taken, show=None)

    @contextmanager
    def writing_beside(self) -> Iterator[list[float]]:
        """Somebody writes a line every few milliseconds; → how long each took, in ms."""
        waits: list[float] = []
        over = threading.Event()

        def write() -> None:
            while not over.wait(0.005):
                started = time.perf_counter()
                with self.db.write() as tx:
                    audit(tx, self.actor, self.clock, "bench.beside", "x")
                waits.append((time.perf_counter() - started) * 1000)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            yield waits
        finally:
            over.set()
            writer.join()


def told(what: str, waits: list[float]) -> float:
    ordered = sorted(waits)
    half, late, longest = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100], ordered[-1]
    print(
        f"{what:<24}{longest:>10.0f}   limit {WAIT_MS}   (half {half:.0f}, 99 % {late:.0f}, n {len(ordered):,})"
    )
    return longest


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
        first, again = settlement(home / "a.csv", ROWS), settlement(home / "b.csv", ROWS, fee=40)
        bench = Bench(home / "alone")
        cpu = time.process_time()
        rows = bench.keep(first).rows
        cpu = time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"rows kept               {rows:>10,}   of {ROWS:,}")
        print(f"seconds of processor    {cpu:>10.1f}   limit {SECONDS}")
        print(f"peak memory, MB         {peak:>10.0f}   limit {MEGABYTES}")
        print(f"a bomb refused, ms      {refused:>10.0f}   limit {BOMB_MS}")
        beside = Bench(home / "beside")
        with beside.writing_beside() as waits:
            beside.keep(first)
        longest = told("others waited, ms", waits)
        with beside.writing_beside() as waits:
            changed = beside.keep(again).changed_n
        longest = max(longest, told("… all rows replaced, ms", waits))
        print(f"cells changed           {changed:>10,}")
    fits = rows == ROWS and cpu <= SECONDS and peak <= MEGABYTES and refused <= BOMB_MS
    return 0 if fits and longest <= WAIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
