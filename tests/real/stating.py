"""Exports as platforms write them of a show that was measured: its own counts, moved as platforms are known to move them.

    ONAIR_HOME=… python tests/real/stating.py SHOW ACCOUNT FOLDER

writes the files of one show, to be dropped into a console; tests do the same. What a log cannot tell is derived from
what it does (KNOWN), so that no number of a log stands in the project.
"""

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from openpyxl import Workbook

ZONE = ZoneInfo("Asia/Shanghai")
LATE = 1.04
"""Payments after the show: the platform counts them, the log of the show does not."""
UNSAMPLED = 1.1
"""Messages are a sample, the platform has the counter."""
PEOPLE = 0.86
"""People among views, where the log has no identity."""
BORNE = 0.05
"""Part of the GMV that the platform bears: users paid that much less."""
GOODS = 12
Cell = str | int | float
Row = Mapping[str, Cell]


class Measured(NamedTuple):
    """`start`, `end`: ms UTC. `goods`: (id, numbers) of those most clicked."""

    account: str
    start: int
    end: int
    numbers: Mapping[str, float]
    minutes: Mapping[str, Mapping[int, float]]
    goods: list[tuple[str, Mapping[str, float]]]

    def get(self, name: str, other: float = 0) -> float:
        return self.numbers.get(name, other)


def measured(account: str, body: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Measured:
    """From `onair review SHOW --json` and its `--by product`."""
    minutes = {name: {at: value or 0 for at, value in points} for name, points in body["series"].items()}
    start = min(minutes["online"])
    length = body["metrics"]["duration_min"]["value"] or 60
    return Measured(
        account, start, start + round(length * 60_000), _told(body["metrics"]), minutes,
        [(row["key"], _told(row["metrics"])) for row in rows if row["key"]][:GOODS],
    )  # fmt: skip


def _told(metrics: Mapping[str, Any]) -> dict[str, float]:
    return {name: value["value"] for name, value in metrics.items() if value["value"] is not None}


def clock(at: int, form: str = "%Y/%m/%d %H:%M:%S") -> str:
    return datetime.fromtimestamp(at / 1000, ZONE).strftime(form)


def wan(count: float) -> str:
    """As a page shows it: 6.8万."""
    return f"{count / 10_000:.1f}万" if count >= 10_000 else f"{count:.0f}"


def yuan(minor: float) -> str:
    return f"¥{minor / 100:,.2f}"


class Sums(NamedTuple):
    """What the platform says of the whole show; amounts in minor units."""

    views: float
    people: float
    clicks: float
    orders: float
    pieces: float
    buyers: float
    gmv: float
    paid: float
    back: float

    @classmethod
    def of(cls, show: Measured) -> "Sums":
        views = show.get("view_pv", show.get("view_uv", 1_000))
        orders = round(show.get("order_paid") * LATE)
        gmv = round(show.get("gmv") * LATE)
        return cls(
            views, show.get("view_uv", round(views * PEOPLE)), show.get("prod_click_uv", round(views / 20)),
            orders, orders, show.get("pay_uv", orders), gmv, round(gmv * (1 - BORNE)),
            show.get("refund_amount_pay"),
        )  # fmt: skip


def session(show: Measured, folder: Path) -> Path:
    """罗盘: one row a show."""
    told = Sums.of(show)
    row: Row = {
        "主播昵称": "走查直播间", "主播抖音号": show.account, "直播开始时间": clock(show.start), "直播结束时间": clock(show.end),
        "直播时长(分钟)": round((show.end - show.start) / 60_000), "直播间曝光人数": round(told.people * 5),
        "直播间观看人数": wan(told.people), "直播间观看次数": wan(told.views),
        "最高在线人数": round(show.get("pcu")), "平均在线人数": round(show.get("acu")),
        "评论次数": round(show.get("comment_pv") * UNSAMPLED), "新增粉丝数": round(show.get("fans_new")), "取关粉丝数": "-",
        "直播间商品点击人数": round(told.clicks), "直播间商品点击次数": round(show.get("prod_click_pv", told.clicks)),
        "直播间成交订单数": told.orders, "直播间成交金额": yuan(told.gmv), "直播间用户支付金额": yuan(told.paid),
        "直播间成交件数": told.pieces, "直播间成交人数": told.buyers,
        "直播间退款订单数": round(show.get("refund_orders")), "直播间退款金额": yuan(told.back),
    }  # fmt: skip
    return _book(folder / "直播明细_全部账号.xlsx", {"直播间明细": [row]})


def whole(show: Measured, folder: Path) -> Path:
    """整场数据 2026: several sheets of one show, with the row 整体 and rows of SKUs."""
    told = Sums.of(show)
    base: Row = {
        "达人昵称": "走查直播间", "抖音号or火山号": show.account,
        "直播时间": f"{clock(show.start)}-{clock(show.end)}", "直播间用户支付金额": yuan(told.paid),
    }  # fmt: skip
    stay = round(show.get("stay_view", 65))
    board: Row = {
        "直播间观看人数": round(told.people), "平均在线人数": round(show.get("acu")), "最高在线人数": round(show.get("pcu")),
        "商品点击人数": round(told.clicks), "人均观看时长": f"{stay // 60}分{stay % 60}秒",
        "新增粉丝数": round(show.get("fans_new")),
        "直播间观看-成交率(人数)": f"{told.buyers / told.people:.2%}", "退款金额": yuan(told.back),
        "退款订单数": round(show.get("refund_orders")),
    }  # fmt: skip
    ways = {"直播推荐": 0.55, "短视频引流": 0.25, "关注": 0.2}
    parts = [_channel(name, told, share) for name, share in ways.items()]
    channels = [_channel("整体", told, 1.0), *parts]
    sheets = {"基本信息": [base], "整体看板": [board], "流量分析-渠道分析": channels}
    if goods := _goods(show, told):
        sheets["商品分析-商品明细"] = goods
    return _book(folder / "直播间详情页_整场数据下载.xlsx", sheets)


def _channel(name: str, told: Sums, share: float) -> Row:
    return {
        "渠道名称": name, "观看次数": round(told.views * share), "观看人数": round(told.people * share),
        "用户支付金额": yuan(round(told.paid * share)), "成交订单数": round(told.orders * share),
    }  # fmt: skip


def _goods(show: Measured, told: Sums) -> list[Row]:
    clicked = sum(one.get("prod_click_pv", 0) for _, one in show.goods) or 1
    rows: list[Row] = []
    for place, (id_, one) in enumerate(show.goods):
        share = one.get("prod_click_pv", 0) / clicked
        paid = round(told.paid * share)
        base: Row = {
            "商品名称": f"走查商品 {place + 1}", "商品ID": f"\t{id_}", "用户支付金额": yuan(paid),
            "成交件数": round(told.pieces * share), "成交人数": round(told.buyers * share),
            "商品曝光人数": round(one.get("prod_click_pv", 0) * 6), "商品点击人数": round(one.get("prod_click_pv", 0) * 0.9),
        }  # fmt: skip
        rows += [base, {**base, "商品名称": "-默认规格", "商品ID": "-"}]
    return rows


def minutes(show: Measured, folder: Path) -> Path:
    """百应 by minute."""
    names = {
        "comment_pv": "评论次数",
        "fans_new": "新增粉丝数",
        "online": "实时在线人数",
        "order_paid": "成交订单数",
    }
    rows = [
        {"时间": clock(at, "%Y/%m/%d %H:%M"), "新加直播团人数": "-"}
        | {head: round(show.minutes.get(name, {}).get(at, 0)) for name, head in names.items()}
        for at in sorted(show.minutes["online"])
    ]
    return _book(folder / "流量综合趋势分析下载_数据更新日期.xlsx", {"Sheet1": rows})


def adverts(show: Measured, folder: Path) -> Path:
    """千川 by hour, as CSV in GBK."""
    told = Sums.of(show)
    spent = round(told.views * 8)
    row: Row = {
        "时间-小时": clock(show.start, "%Y/%m/%d %H:00"), "整体消耗": f"{spent / 100:.2f}",
        "整体支付ROI": f"{told.gmv / max(1, spent):.2f}", "整体成交金额": f"{told.gmv * 0.4 / 100:,.2f}",
        "整体成交订单数": round(told.orders * 0.4), "净成交金额": f"{told.gmv * 0.35 / 100:,.2f}",
    }  # fmt: skip
    return _csv(folder / "千川整体数据_分小时.csv", [row], "gbk")


def products(show: Measured, folder: Path) -> Path | None:
    """抖音 商品: of the last 30 days in fact, so it says nothing of one show."""
    rows: list[Row] = [
        {
            "商品标题": f"走查商品 {place + 1}", "商品编号": f"\t{id_}", "成交金额": yuan(one.get("gmv", 0)),
            "直播间商品曝光人数": round(one.get("prod_click_pv", 0) * 6),
            "直播间商品点击人数": round(one.get("prod_click_pv", 0)),
            "直播间成交金额": yuan(one.get("gmv", 0)), "讲解次数": 1,
        }
        for place, (id_, one) in enumerate(show.goods)
    ]  # fmt: skip
    return _book(folder / "商品榜.xlsx", {"商品": rows}) if rows else None


def orders(show: Measured, folder: Path) -> tuple[Path, Path]:
    """抖店 orders (UTF-8 with BOM, tabs around ids) and their after-sales; some are paid when the show is over."""
    told = Sums.of(show)
    count = int(min(told.orders or 40, 400))
    price = round((told.gmv or count * 9_900) / count)
    sold, back = [], []
    for n in range(count):
        made = show.start + (show.end - show.start) * n // count
        late = n % round(LATE / (LATE - 1)) == 0
        paid = made + (show.end - made + 600_000 if late else 9_000)
        id_ = f"69{show.start % 10**8:08d}{n:09d}"
        good = show.goods[n % len(show.goods)][0] if show.goods else "35"
        sold.append({
            "主订单编号": f"{id_}\t", "子订单编号": f"\t{id_}", "选购商品": "走查商品", "商品数量": 1, "商品ID": f"{good}\t",
            "订单应付金额": f"{price / 100:,.2f}", "平台实际承担优惠金额": "0.00", "收件人": "走查收件人", "收件人手机号": "13800000000",
            "详细地址": "走查路 1 号", "订单提交时间": clock(made, "%Y/%m/%d %H:%M:%S"),
            "支付完成时间": clock(paid, "%Y/%m/%d %H:%M:%S"), "订单状态": "已关闭" if n % 10 == 3 else "已发货", "达人ID": show.account,
            "售后状态": "退款成功" if n % 10 == 3 else "-", "流量体裁": "直播",
        })  # fmt: skip
        if n % 10 == 3:
            back.append({
                "售后单号": f"\t7{id_[1:]}", "订单号": f"\t{id_}", "商品单号": f"\t{id_}", "商品名称": "走查商品", "商品ID": f"\t{good}",
                "应付金额（元）": f"{price / 100:.2f}", "售后类型": "仅退款", "退商品金额（元）": f"{price / 100:.2f}",
                "售后状态": "退款成功", "售后申请时间": clock(paid + 3_600_000, "%Y/%m/%d %H:%M:%S"), "售后原因": "不想要了",
            })  # fmt: skip
    return _csv(folder / "订单.csv", sold, "utf-8-sig"), _csv(folder / "售后单.csv", back, "utf-8-sig")


def exports(show: Measured, folder: Path) -> list[Path]:
    """Everything a platform would give of it; orders and after-sales last."""
    stated = [session(show, folder), whole(show, folder), minutes(show, folder), adverts(show, folder)]
    listed = products(show, folder)
    return [*stated, *([listed] if listed else []), *orders(show, folder)]


def _book(path: Path, sheets: Mapping[str, list[Row]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        heads = list(dict.fromkeys(head for row in rows for head in row))
        page.append(heads)
        for row in rows:
            page.append([row.get(head, "-") for head in heads])
    book.save(path)
    return path


def _csv(path: Path, rows: list[dict[str, Any]] | list[Row], encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        heads = list(rows[0]) if rows else ["售后单号", "订单号", "售后类型", "售后状态", "售后申请时间"]
        told = csv.DictWriter(file, heads)
        told.writeheader()
        told.writerows(rows)
    return path


def asked(show: str, *words: str) -> Any:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("onair")), "review", show, *words, "--json"],
        check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    return json.loads(done.stdout)


if __name__ == "__main__":
    name, account, folder = sys.argv[1:4]
    for path in exports(measured(account, asked(name), asked(name, "--by", "product")["rows"]), Path(folder)):
        sys.stdout.write(f"{path}\n")
