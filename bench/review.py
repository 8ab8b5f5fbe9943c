"""Review of a large show: our queries against a bare scan of the same Parquet and against pandas.

    python bench/review.py [--small] [--rounds 5]

Writes N synthetic rows (10,000,000; 1,000,000 with --small, which is also the lower point of the slope),
then, alternated over the rounds: a pyarrow scan of every column (the limit), the four queries of the
review through `onair.metrics.review` with their SQL already compiled, and every tile of the page. The
pandas twin computes the same four results from the same files in a process of its own. Ratios count;
absolute times are of one machine.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from onair.metrics.window import Window

MIX = {
    "like": 300, "product_click": 170, "enter": 150, "product_exposure": 130, "comment": 120, "leave": 50,
    "add_cart": 30, "order": 14, "follow": 10, "pay": 10, "share": 6, "favourite": 6, "gauge": 3, "refund": 1,
}  # fmt: skip
START, HOURS = 1_795_334_400_000, 3
END = START + HOURS * 3_600_000 - 1
WINDOW = Window(START, END, closed=True)
NOW = END + 86_400_000
PRODUCTS, SEGMENT, GROUP = 500, 1_000_000, 131_072
CHANNELS = ("直播推荐", "短视频引流", "关注", "搜索", "千川PC版", "其他")
WORDS = ("多少钱", "有没有黑色", "质量怎么样", "已经拍了", "主播好看", "什么时候发货", "可以退吗", "太贵了")
OF_PRODUCT = ("product_click", "product_exposure", "add_cart", "favourite")
OF_ORDER = ("order", "pay", "refund")


def texts(prefix, numbers, width):
    return np.char.add(prefix, np.char.zfill(numbers.astype(str), width)).astype(object)


def names_of_people(count):
    """Keys as the log has them: a namespace and 32 hexadecimal digits."""
    rng = np.random.default_rng(7)
    return np.array([f"shop:{a:016x}{b:016x}" for a, b in rng.integers(0, 2**63, (count, 2))], dtype=object)


def segment(schema, rng, size, people, first):
    """One file of `size` rows, grouped by type as sealing groups them; yields its tables, and its lines."""
    total, offset, tables, lines = sum(MIX.values()), first, [], []
    for kind, share in sorted(MIX.items()):
        n = size * share // total
        at = np.sort(rng.integers(START, END, n))
        columns = {
            "offset": np.arange(offset, offset + n),
            "clock": at + 50,
            "type": np.full(n, kind, dtype=object),
            "id": np.array([f"{x:016x}" for x in rng.integers(0, 2**63, n)], dtype=object),
            "source": np.full(n, "bridge:room-1", dtype=object),
            "at": at,
        }
        if kind != "gauge":
            numbers = (len(people) * rng.random(n) ** 1.5).astype(np.int64)
            columns["user"], columns["person"] = people[numbers], numbers.astype(np.int32)
            columns["space"] = np.full(n, "shop", dtype=object)
            columns["channel"] = np.array(CHANNELS, dtype=object)[rng.integers(0, len(CHANNELS), n)]
        if kind in OF_PRODUCT:
            columns["product"] = texts("p", (PRODUCTS * rng.random(n) ** 2).astype(np.int64), 4)
        columns |= own_columns(kind, n, rng, offset)
        if kind in ("order",):
            lines.append(order_lines(columns, rng))
        offset += n
        arrays = [
            pa.array(columns[f.name], f.type, from_pandas=True) if f.name in columns else pa.nulls(n, f.type)
            for f in schema
        ]
        tables.append(pa.Table.from_arrays(arrays, schema=schema))
    return tables, lines, offset


def own_columns(kind, n, rng, offset):
    if kind in ("like", "product_click", "product_exposure", "share", "add_cart"):
        return {"count": np.ones(n, dtype=np.int64) if kind != "like" else rng.integers(1, 9, n)}
    if kind == "enter":
        return {"new": rng.random(n) < 0.6, "proxy": np.zeros(n, dtype=bool)}
    if kind == "leave":
        return {"value": rng.integers(1_000, 600_000, n)}
    if kind == "comment":
        return {"text": np.array(WORDS, dtype=object)[rng.integers(0, len(WORDS), n)]}
    if kind in ("follow", "favourite"):
        return {"on": rng.random(n) < 0.9}
    if kind == "gauge":
        return {"name": np.full(n, "online", dtype=object), "value": rng.integers(1_000, 9_000, n)}
    if kind in OF_ORDER:
        numbers = np.arange(n) + offset // SEGMENT * SEGMENT
        found = {"order": texts("o", numbers, 12), "amount": rng.integers(900, 90_000, n)}
        return found | ({"timed": np.ones(n, dtype=bool)} if kind == "refund" else {})
    return {}


def order_lines(columns, rng):
    """One to three lines an order."""
    n = len(columns["at"])
    repeat = np.repeat(np.arange(n), rng.integers(1, 4, n))
    first = np.searchsorted(repeat, repeat)
    return {
        "offset": columns["offset"][repeat],
        "at": columns["at"][repeat],
        "order": columns["order"][repeat],
        "type": np.full(len(repeat), "order", dtype=object),
        "idx": (np.arange(len(repeat)) - first).astype(np.int32),
        "product": texts("p", (PRODUCTS * rng.random(len(repeat)) ** 2).astype(np.int64), 4),
        "qty": rng.integers(1, 3, len(repeat)),
        "price": rng.integers(900, 30_000, len(repeat)),
    }


def generate(folder, rows):
    from onair.store.segments import EVENT_SCHEMA, LINE_SCHEMA

    rng, people = np.random.default_rng(1), names_of_people(rows // 20)
    plain = [name for name in EVENT_SCHEMA.names if name not in ("id", "extra", "text")]
    options = {"compression": "zstd", "use_dictionary": plain, "dictionary_pagesize_limit": 8 * 2**20}
    for part in range(max(rows // SEGMENT, 1)):
        tables, lines, _ = segment(EVENT_SCHEMA, rng, min(rows, SEGMENT), people, part * SEGMENT)
        with pq.ParquetWriter(folder / f"events-{part:03}.parquet", EVENT_SCHEMA, **options) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=GROUP)
        arrays = [
            pa.concat_arrays([pa.array(one[f.name], f.type, from_pandas=True) for one in lines])
            if f.name in lines[0]
            else pa.nulls(sum(len(one["at"]) for one in lines), f.type)
            for f in LINE_SCHEMA
        ]
        pq.write_table(
            pa.Table.from_arrays(arrays, schema=LINE_SCHEMA), folder / f"lines-{part:03}.parquet",
            compression="zstd",
        )  # fmt: skip


class Desk:
    """DuckDB set up as the lake does it; `run` keeps the SQL of each expression."""

    def __init__(self, folder):
        import duckdb
        import ibis

        from onair.store.columns import LAKE_COLUMNS, LINE_COLUMNS
        from onair.store.lake import MEMORY_MAX, THREADS_MAX

        self.ibis, self.sql, self.spent = ibis, {}, {}
        self.connection = duckdb.connect(
            config={
                "threads": THREADS_MAX, "memory_limit": MEMORY_MAX, "preserve_insertion_order": "false",
                "temp_directory": str(folder / ".spill"),
            }
        )  # fmt: skip
        for kind in ("events", "lines"):
            files = sorted(map(str, folder.glob(f"{kind}-*.parquet")))
            self.connection.execute(f"CREATE VIEW {kind} AS SELECT * FROM read_parquet({files})")
        self.events = ibis.table(LAKE_COLUMNS, name="events")
        self.lines = ibis.table(LINE_COLUMNS, name="lines")

    def run(self, expr, key):
        known = (key, expr.op())
        if known not in self.sql:
            self.sql[known] = str(self.ibis.to_sql(expr, dialect="duckdb"))
        began = time.perf_counter()
        rows = self.connection.execute(self.sql[known]).fetchall()
        self.spent[key] = time.perf_counter() - began
        return rows

    def ask(self, *parts):
        from onair.metrics.review import tally

        by = frozenset({"product", "channel", "new", "minute"})
        return tally(self.events, self.lines, WINDOW, by, NOW, self.run, passes=frozenset(parts) or None)


QUERIES = {
    "funnel": ("products", "pairs", "goods"),
    "minute": ("counts", "sources", "sums"),
    "new/old, retention": ("crossed",),
}
"""Query → passes of the review compiler that answer it."""


def scan(folder):
    began = time.perf_counter()
    for path in sorted(folder.glob("*.parquet")):
        file = pq.ParquetFile(path)
        for batch in file.iter_batches(batch_size=GROUP):
            del batch
    return time.perf_counter() - began


def timed(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(folder, rounds):
    """name → seconds of every round; ours after one unmeasured round, so SQL and files are warm. And pandas: (s, MB)."""
    desk = Desk(folder)
    found, pandas = {name: [] for name in ("scan", *QUERIES, "tiles")}, []
    desk.ask()
    for parts in QUERIES.values():
        desk.ask(*parts)
    for _ in range(rounds):
        found["scan"].append(scan(folder))
        for name, parts in QUERIES.items():
            found[name].append(timed(lambda parts=parts: desk.ask(*parts)))
        found["tiles"].append(timed(desk.ask))
        pandas.append(child("pandas", folder))
    return found, dict(desk.spent), pandas


def pandas_twin(folder):
    """The four results with pandas, reading included; only the columns that it needs."""
    import pandas as pd

    columns = ["type", "at", "user", "product", "channel", "count", "amount", "order", "new", "on"]
    e = pd.concat([pd.read_parquet(p, columns=columns) for p in sorted(folder.glob("events-*.parquet"))])
    lines = pd.concat([pd.read_parquet(p) for p in sorted(folder.glob("lines-*.parquet"))])
    e = e[(e["at"] >= START) & (e["at"] <= END)]
    p = e[e["type"].isin(OF_PRODUCT)]
    people = p.groupby(["product", "type"])["user"].nunique()
    clicks = p.groupby(["product", "type"])["count"].sum()
    orders = e[e["type"] == "order"].merge(lines[["order", "product", "qty", "price"]], on="order")
    sold = orders.groupby("product_y").agg(people=("user", "nunique"), orders=("order", "nunique"))
    pays = e[e["type"] == "pay"].merge(lines[["order", "product", "qty", "price"]], on="order")
    paid = pays.groupby("product_y").agg(people=("user", "nunique"), orders=("order", "nunique"))
    minute = e.groupby([e["at"] // 60_000, "type"]).agg(
        n=("at", "size"), count=("count", "sum"), money=("amount", "sum")
    )
    first = (
        e[e["type"] == "enter"].sort_values("at").drop_duplicates("user")[["user", "channel", "new", "at"]]
    )
    marks = e[["user", "type"]].drop_duplicates().merge(first, on="user", how="left")
    split = marks.groupby(["channel", "new", "type"])["user"].nunique()
    active = e[e["type"].isin(["comment", "like", "share", "product_click"])].groupby("user")["at"].max()
    stay = first.merge(active.rename("last"), on="user", how="left")
    lasted = (stay["last"] // 60_000 - stay["at"] // 60_000).fillna(0).clip(lower=0)
    stays = stay.groupby([stay["at"] // 60_000, stay["new"], lasted]).size()
    return sum(map(len, (people, clicks, sold, paid, minute, split, stays)))


def ours(folder):
    desk = Desk(folder)
    for parts in QUERIES.values():
        desk.ask(*parts)


def peak_mb():
    """Of this process alone; `ru_maxrss` would begin at what the parent held when it forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def child(what, folder):
    """(seconds, peak MB) of a process of its own; the clock starts after its imports."""
    command = [sys.executable, __file__, "--child", what, str(folder)]
    seconds, peak = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(peak)


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--small", action="store_true")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--child", nargs=2)
    given = asked.parse_args()
    if given.child:
        work = {"pandas": pandas_twin, "ours": ours}[given.child[0]]
        seconds = timed(lambda: work(Path(given.child[1])))
        print(seconds, peak_mb())
        return
    with tempfile.TemporaryDirectory() as scratch:
        root = given.folder or Path(scratch)
        sizes = (1_000_000,) if given.small else (1_000_000, 10_000_000)
        report({size: at_size(root / str(size), size, given.rounds) for size in sizes})


def at_size(folder, size, rounds):
    if not folder.exists():
        folder.mkdir(parents=True)
        generate(folder, size)
    found, spent, pandas = measure(folder, rounds)
    return found, spent, pandas, child("ours", folder)


def report(sizes):
    for size, (found, spent, pandas, alone) in sizes.items():
        middle = {name: statistics.median(values) for name, values in found.items()}
        four = [sum(found[name][i] for name in QUERIES) for i in range(len(found["scan"]))]
        print(f"\n{size:,} rows; median s [min … max]")
        for name, values in found.items():
            print(f"  {name:10} {middle[name]:7.3f} [{min(values):.3f} … {max(values):.3f}]")
        slow, peak = statistics.median(seconds for seconds, _ in pandas), max(mb for _, mb in pandas)
        behind = sorted(seconds / f for (seconds, _), f in zip(pandas, four, strict=True))
        print(
            f"  pandas     {slow:7.3f}   peak {peak:,.0f} MB;  ours alone {alone[0]:.3f}   peak {alone[1]:,.0f} MB"
        )
        ratios = sorted(f / s for f, s in zip(four, found["scan"], strict=True))
        pages = sorted(t / s for t, s in zip(found["tiles"], found["scan"], strict=True))
        print(
            f"  four queries ÷ scan {statistics.median(ratios):.2f} [{ratios[0]:.2f} … {ratios[-1]:.2f}] (goal ≤ 2)"
        )
        print(
            f"  all tiles ÷ scan    {statistics.median(pages):.2f} [{pages[0]:.2f} … {pages[-1]:.2f}] (goal ≤ 8)"
        )
        print(
            f"  pandas ÷ four       {statistics.median(behind):.2f} [{behind[0]:.2f} … {behind[-1]:.2f}] (goal ≥ 3)"
        )
        print(f"  memory ÷ pandas     {alone[1] / peak:.2f} (goal ≤ 0.25)")
        print("  passes: " + ", ".join(f"{key.split(':', 1)[1]} {s:.3f}" for key, s in sorted(spent.items())))
    if len(sizes) == 2:
        small, large = (statistics.median(found["tiles"]) for found, *_ in sizes.values())
        print(
            f"\nslope of all tiles from 1M to 10M: {large / small / 10:.2f} (goal ≤ 1, no worse than linear)"
        )


if __name__ == "__main__":
    main()
