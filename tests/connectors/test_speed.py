"""A hundred thousand rows of each kind within three seconds, in a stream."""

import csv
import io
import time
import tracemalloc
from collections.abc import Callable
from zoneinfo import ZoneInfo

import msgspec
import pytest

from onair.connectors.opening import open_input
from onair.connectors.ports import Context, Ids, importers

ROWS = 100_000
LIMIT_S = 3.0
T = 1_790_000_000


def table(headers: list[str], row: Callable[[int], list[object]], rows: int = ROWS) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(row(n) for n in range(rows))
    return out.getvalue().encode()


def behaviour() -> bytes:
    kinds = ("pv", "pv", "pv", "cart", "buy")
    return table(
        ["user_id", "item_id", "category_id", "behavior", "ts"],
        lambda n: [n % 30_000, n % 997, n % 31, kinds[n % 5], T + n // 20],
    )


def orders() -> bytes:
    def row(n: int) -> list[object]:
        at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(T + n))
        return [n, "12.5", "12.5", at, at if n % 3 else "", "1.5" if n % 7 == 0 else "0.0"]

    return table(["订单编号", "总金额", "买家实际支付金额", "订单创建时间", "订单付款时间", "退款金额"], row)


def chat(rows: int = ROWS) -> bytes:
    def row(n: int) -> list[object]:
        return [n / 10, T + n // 10, f"u{n % 999}", f"第{n}条弹幕"]

    return table(["offset_s", "unix_ts", "user", "text"], row, rows)


def room() -> bytes:
    def line(n: int) -> bytes:
        kind = ("member", "chat", "gift", "like", "room_user_stats")[n % 5]
        payload = {"content": f"第{n}条", "nick_hash": f"n{n % 77}", "gift_name": "花", "count": n % 9, "gift_value": 3,
                   "current": n % 500, "total": "1.2万" if kind == "room_user_stats" else n}  # fmt: skip
        return msgspec.json.encode(
            {"seq": n, "room": "r", "type": kind, "payload": payload, "timestamp": T + n / 10}
        )

    return b"\n".join(line(n) for n in range(ROWS))


def events() -> bytes:
    return b"\n".join(
        msgspec.json.encode(
            {"id": str(n), "source": "a:b", "type": "like", "at": T * 1000 + n, "user": f"u{n % 99}"}
        )
        for n in range(ROWS)
    )


def mapped() -> bytes:
    return table(["时间", "用户", "内容"], lambda n: [T + n and "2026-09-21 22:13:20", f"u{n}", f"第{n}条"])


MAPPING = {"columns": {"at": "时间", "user": "用户", "text": "内容"}, "type": "comment"}
FILES = {
    "taobao_behaviour": behaviour,
    "tmall_orders": orders,
    "bilibili_chat": chat,
    "douyin_room": room,
    "onair_events": events,
    "mapped_csv": mapped,
}


LEDGERS = {"douyin_orders", "douyin_aftersales", "taobao_live_orders", "qianniu_orders", "tiktok_orders"}
"""Tables of orders share one reader; bench/orders_in.py takes 100,000 rows of them through the whole import."""


def test_no_importer_is_left_out() -> None:
    assert set(FILES) | LEDGERS == set(importers())


@pytest.mark.parametrize("name", FILES)
def test_a_hundred_thousand_rows(name: str) -> None:
    body = FILES[name]()
    context = Context(
        ZoneInfo("Asia/Shanghai"), "CNY", Ids(b"k"), name, MAPPING if name == "mapped_csv" else {}
    )
    started, made = time.process_time(), 0
    for _ in importers()[name].read(open_input(body, name), context):
        made += 1
    assert time.process_time() - started < LIMIT_S
    assert made >= ROWS * 0.3


def test_memory_stays_small_while_reading() -> None:
    """What is remembered is one digest a row, never the rows."""
    body = chat(20_000)
    context = Context(ZoneInfo("Asia/Shanghai"), "CNY", Ids(b"k"), "chat.csv")
    tracemalloc.start()
    try:
        for _ in importers()["bilibili_chat"].read(open_input(body, "chat.csv"), context):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6 << 20
