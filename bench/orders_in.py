"""100,000 order rows of a Douyin shop over ten evenings: `onair import`, all of it, then the same file once more.

Seconds, processor seconds and peak memory (VmHWM) are of the command's own process, from its start until the import has
answered; what follows (its shows are archived and learnt from, which a server does beside) stands on a line of its own.
The limit of the run: reading the same file with the csv module alone. Every line is accounted for, or the bench fails.
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from onair.access.service import create_tenant, local
from onair.app.calling import call
from onair.during.intake.imports import ImportResult
from onair.kernel.settings import load
from onair.local import shows as commands
from onair.store.db import Database, upgrade
from onair.trade import service as trade
from onair.trade.service import NewShow, State

ROWS, EVENINGS = 100_000, 10
START, HOUR, DAY = 1_788_264_000_000, 3_600_000, 86_400_000
SECONDS_MAX, MEGABYTES_MAX = 10, 300
HEAD = (
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商品ID,商家编码,商品单价,订单应付金额,运费,优惠总金额,平台优惠,商家优惠,"
    "达人优惠,支付方式,收件人,收件人手机号,省,市,详细地址,买家留言,订单提交时间,商家备注,订单完成时间,支付完成时间,APP渠道,"
    "流量来源,订单状态,承诺发货时间,订单类型,达人ID,达人昵称,售后状态,取消原因,流量体裁,流量渠道,平台实际承担优惠金额"
)
ZONE = timezone(timedelta(hours=8))


def rows(seed: int) -> Iterator[list[str]]:
    """Nine in ten on air, four in five paid, one in five orders with a second line; invented people."""
    rng, order = random.Random(seed), 6_912_345_678_901_000_000
    for number in range(ROWS):
        again = number and rng.random() < 0.2
        order += 0 if again else rng.randrange(1, 999)
        at = START + rng.randrange(EVENINGS) * DAY + rng.randrange(int(4.4 * HOUR))
        paid = clock(at + rng.randrange(60_000)) if rng.random() < 0.8 else "-"
        price = f"{rng.randrange(500, 99_900) / 100:,.2f}"
        yield [
            f"\t{order}", f"\t{7_000_000_000_000_000_000 + number}", "演练锅", "红", "1", f"\t35{rng.randrange(300):017d}", "S-1",
            price, price, "0.00", "0.00", "0.00", "0.00", "0.00", "微信", "演练人", f"138{number:08d}", "演练省", "演练市",
            "演练路18号", "", clock(at), "", "", paid, "抖音", "直播", "已发货" if paid != "-" else "待支付", "", "普通", "77001",
            "演练主播", "-", "", "直播", "直播推荐", "1.00",
        ]  # fmt: skip


def clock(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def prepare(home: Path, file: Path) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD.split(","))
        writer.writerows(rows(7))
    settings = load({"ONAIR_HOME": str(home)})
    home.mkdir(exist_ok=True)
    db = Database(settings.database)
    upgrade(db)
    with db.write() as tx:
        actor = local(create_tenant(tx, lambda: START, "演练团队").id)
        room = trade.create_room(tx, actor, lambda: START, name="演练", platform="douyin", account="77001")
        for evening in range(EVENINGS):
            at = START + evening * DAY
            new = NewShow(
                title=f"演练 {evening}",
                room=room.id,
                starts_at=at,
                state=State.ended,
                started_at=at,
                ended_at=at + 4 * HOUR,
            )
            trade.create_show(tx, actor, lambda: START, new)
    db.close()


def used(began: float) -> dict[str, float]:
    """Seconds since, processor seconds and peak megabytes of this process."""
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    return {"seconds": time.perf_counter() - began, "cpu": sum(os.times()[:2]), "peak_mb": peak}


def child(home: str, file: str) -> None:
    """One command; tells what it took until the import had answered, and with what follows it."""
    began, told = time.perf_counter(), dict[str, float]()
    importing = commands.import_paths  # type: ignore[attr-defined]

    async def noted(*args: Any, **options: Any) -> ImportResult:
        result = await importing(*args, **options)
        told.update(used(began))
        return result

    commands.import_paths = noted  # type: ignore[attr-defined]
    body = call(load({"ONAIR_HOME": home}), "import", {"paths": [file]})
    print(json.dumps({"import": told, "command": used(began), "body": body}))


def measured(home: Path, file: Path) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.orders_in", str(home), str(file)],
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def main() -> int:
    with TemporaryDirectory() as folder:
        home, file = Path(folder) / "home", Path(folder) / "orders.csv"
        prepare(home, file)
        began = time.perf_counter()
        with file.open(encoding="utf-8-sig", newline="") as text:
            alone = sum(1 for _ in csv.reader(text))
        bare = time.perf_counter() - began
        runs = [measured(home, file) for _ in range(2)]
    print(f"load {os.getloadavg()[0]:.1f}; csv alone: {alone - 1:,} rows in {bare:.2f} s")
    met = [said(name, run) for name, run in zip(("first", "again"), runs, strict=True)]
    print("met" if all(met) else f"not met: {SECONDS_MAX} s and {MEGABYTES_MAX} MB")
    return 0 if all(met) else 1


def said(name: str, run: dict[str, Any]) -> bool:
    """One line; whether the limits hold and every line is accounted for."""
    body, took = run["body"], run["import"]
    lines = sum(one["lines"] for one in body["shows"]) + sum(body["kept"].values()) + body["rejected"]
    new = sum(body["events"].values())
    print(
        f"{name}: {took['seconds']:.2f} s, {took['cpu']:.2f} s of processor, peak {took['peak_mb']:.0f} MB; "
        f"{lines:,} lines, {new:,} new events, {body['duplicates']:,} known, {body['changed']:,} corrected"
    )
    whole = run["command"]
    print(
        f"  with the archiving of its shows: {whole['seconds']:.2f} s, {whole['cpu']:.2f} s, {whole['peak_mb']:.0f} MB"
    )
    assert lines == ROWS
    assert (new > 0) == (name == "first")
    return bool(took["seconds"] <= SECONDS_MAX and took["peak_mb"] <= MEGABYTES_MAX)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        child(*sys.argv[1:])
    else:
        sys.exit(main())
