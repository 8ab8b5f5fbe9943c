"""An invented shop: its rooms, its evenings and the order files they leave."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

from importing import Desk
from onair.events.model import AnyEvent
from onair.trade import service as trade
from onair.trade.service import NewShow, State

EVENING = 1_788_264_000_000
"""2026-09-01 20:00 +08:00."""
DAY, HOUR, MINUTE = 86_400_000, 3_600_000, 60_000
HEAD = (
    "主订单编号,子订单编号,选购商品,商品数量,商品ID,订单应付金额,平台实际承担优惠金额,收件人,收件人手机号,详细地址,买家留言,"
    "订单提交时间,支付完成时间,订单状态,售后状态,取消原因,达人ID,达人昵称,流量体裁,流量渠道"
)
AFTER = "售后单号,订单号,商品单号,商品ID,售后类型,退商品金额（元）,售后状态,售后申请时间,售后原因"
PERSON = ("演练收件人甲", "13812345678", "演练省演练市演练路18号", "请放在演练门口")


class Sold(NamedTuple):
    """One row. `at`, `paid`: ms."""

    order: str
    line: str
    at: int
    paid: int | None
    amount: str = "10.00"
    qty: int = 1
    product: str = "P1"
    author: str = "77001"
    kind: str = "直播"
    status: str = "已发货"


def clock(at: int | None) -> str:
    zone = timezone(timedelta(hours=8))
    return (
        "-"
        if at is None
        else datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    )


def cells(row: Sold) -> str:
    return ",".join(
        [
            f"\t{row.order}", f"\t{row.line}", "演练锅", str(row.qty), row.product, row.amount, "0.00", *PERSON[:3], PERSON[3],
            clock(row.at), clock(row.paid), row.status, "-", "", row.author, "演练主播", row.kind, "直播推荐",
        ]
    )  # fmt: skip


def orders(path: Path, rows: Iterable[Sold]) -> Path:
    path.write_text("\ufeff" + "\n".join([HEAD, *map(cells, rows)]) + "\n")
    return path


def aftersales(path: Path, rows: Iterable[tuple[str, str, str, int]]) -> Path:
    """(case, order, money, asked at)."""
    made = [
        f"\t{case},\t{order},,P1,仅退款,{money},退款成功,{clock(at)},不想要"
        for case, order, money, at in rows
    ]
    path.write_text("\ufeff" + "\n".join([AFTER, *made]) + "\n")
    return path


def room(house: Desk, account: str | None, platform: str = "douyin") -> str:
    with house.db.write() as tx:
        made = trade.create_room(
            tx,
            house.actor,
            house.services.clock,
            name=f"{platform} {account}",
            platform=platform,
            account=account,
        )
    return made.id


def evening(house: Desk, where: str | None, start: int, hours: int = 2, **more: Any) -> str:
    """A show that is over."""
    new = NewShow(
        title=f"{where} {start}", room=where, starts_at=start, state=State.ended, started_at=start,
        ended_at=start + hours * HOUR, **more,
    )  # fmt: skip
    with house.db.write() as tx:
        return trade.create_show(tx, house.actor, house.services.clock, new).id


async def numbers(house: Desk, show: str, *names: str) -> list[Any]:
    found = (await house.live(show)).metrics
    return [found[name].value for name in names]


def ids(house: Desk, shows: Sequence[str]) -> list[list[str]]:
    return [sorted(event.id for event in house.events(show)) for show in shows]


def of(events: Iterable[AnyEvent], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]
