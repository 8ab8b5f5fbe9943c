"""Order and after-sales exports: the traps of their files, one by one."""

import io
import zipfile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from onair.connectors.ledgers.dates import DayOrderDiffers, DayOrderUnknown
from onair.connectors.opening import open_input, recognise
from onair.connectors.ports import Context, Ids, Rejected, Slip, importers
from onair.events.model import AnyEvent, Order, Pay, Refund
from onair.files.refusals import WrongType

DOUYIN = "主订单编号,子订单编号,商品数量,商品ID,订单应付金额,平台实际承担优惠金额,订单提交时间,支付完成时间,订单状态,达人ID,流量体裁,收件人"
TIKTOK = "Order ID,Order Status,SKU ID,Quantity,SKU Subtotal After Discount,Order Amount,Order Refund Amount,Created Time,Paid Time"
Read = tuple[list[AnyEvent], list[str], list[Slip]]


def read(kind: str, body: str | bytes, name: str = "t.csv", **context: Any) -> Read:
    """Events, codes of rejects, and the slip that came with each event."""
    data = body.encode() if isinstance(body, str) else body
    held = Context(ZoneInfo("Asia/Shanghai"), context.pop("currency", "CNY"), Ids(b"k"), name, **context)
    events, codes, slips = [], [], []
    for item in importers()[kind].read(open_input(data, name), held):
        if isinstance(item, Rejected):
            codes.append(item.code)
            continue
        events.append(item)
        assert held.slip is not None
        slips.append(held.slip)
    return events, codes, slips


def douyin(*rows: str) -> Read:
    return read("douyin_orders", "\n".join([DOUYIN, *rows]) + "\n")


def tiktok(*rows: str, **context: Any) -> Read:
    return read("tiktok_orders", "\ufeff" + "\n".join([TIKTOK, *rows]) + "\n", currency="USD", **context)


def pays(events: list[AnyEvent]) -> list[tuple[str, int | None]]:
    return [(event.order, event.amount) for event in events if isinstance(event, Pay)]


def test_sold_for_is_payable_and_the_platforms_part_and_both_are_told() -> None:
    events, codes, slips = douyin(
        '"\t6912345678901234567",6912345678901234568\t,1,35,"1,090.10",9.90,2026-09-01 20:00:00,2026-09-01 20:00:09,已发货,7,直播,演'
    )
    assert codes == []
    assert [event.amount for event in events if isinstance(event, Order | Pay)] == [110_000, 110_000]
    assert (slips[0].amount, slips[0].user_pay) == (110_000, 109_010)
    assert (slips[0].line, slips[0].order) == ("6912345678901234568", "6912345678901234567")
    assert (slips[0].accounts, slips[0].live) == (("7",), True)


def test_paid_is_a_pay_time_not_an_amount() -> None:
    events, _, _ = douyin(
        "1,1,1,35,0.00,0,2026-09-01 20:00:00,2026-09-01 20:00:09,已关闭,7,直播,演",
        "2,2,1,35,10.00,0,2026-09-01 20:00:00,-,已关闭,7,直播,演",
        "3,3,1,35,10.00,0,2026-09-01 20:00:00,,待支付,7,直播,演",
    )
    assert pays(events) == [("1", 0)]
    assert [str(event.__struct_config__.tag) for event in events] == [
        "order",
        "pay",
        "order",
        "cancel",
        "order",
    ]


def test_sub_orders_of_one_cell_share_its_quantity_once() -> None:
    events, _, _ = douyin("1,11;12,3,35,30.00,0,2026-09-01 20:00:00,2026-09-01 20:00:09,已发货,7,直播,演")
    assert [event.id for event in events] == ["11-order", "11-pay", "12-order", "12-pay"]
    assert sum(amount or 0 for _, amount in pays(events)) == 3000
    lines = [line.qty for event in events if isinstance(event, Pay) for line in event.items or ()]
    assert lines == [3]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("6.91235E+18,11,1,35,1,0,2026-09-01 20:00:00,,待支付,7,直播,演", "precision_lost"),
        ("1,6.91235E+18,1,35,1,0,2026-09-01 20:00:00,,待支付,7,直播,演", "precision_lost"),
        ("1,11,-2,35,1,0,2026-09-01 20:00:00,,待支付,7,直播,演", "bad_field"),
        ("1,11,1,35,-1,0,2026-09-01 20:00:00,,待支付,7,直播,演", "bad_field"),
        ("1,11,1,35,R$ 1.00,0,2026-09-01 20:00:00,,待支付,7,直播,演", "other_currency"),
        ("1,11,1,35,1,0,,,待支付,7,直播,演", "missing_value"),
        ("1,11,1,35,1,0,2026-02-30 20:00:00,,待支付,7,直播,演", "bad_time"),
        (",11,1,35,1,0,2026-09-01 20:00:00,,待支付,7,直播,演", "missing_value"),
        ("1,11,1,35,1,0,2026-09-01 20:00", "too_few_columns"),
        ("1,11,1,35,1,0,2026-09-01 20:00:00,,待支付,7,直播,演,+", "too_many_columns"),
    ],
)
def test_a_row_that_cannot_be_read_safely_is_told_and_the_next_one_stays(row: str, code: str) -> None:
    events, codes, _ = douyin(row, "2,21,1,35,¥1.2万,0,2026/9/1 20:01,,待支付,7,直播,演")
    assert codes == [code]
    assert [(event.order, event.amount) for event in events if isinstance(event, Order)] == [("2", 1_200_000)]


def test_the_order_amount_of_tiktok_counts_once_whatever_its_rows() -> None:
    events, codes, slips = tiktok(
        "Platform unique order ID.,Status.,SKU.,Sold.,Subtotal.,Total.,Refund.,Created.,Paid.",
        '"5764\t",Completed,"17\t",1,10.00,$ 35.00,5.00,25/05/2026 22:05:43,25/05/2026 22:06:00',
        '"5764\t",Completed,"18\t",2,20.00,$ 35.00,5.00,25/05/2026 22:05:43,25/05/2026 22:06:00',
        "5765,Completed,17,1,10.00,10.00,,25/05/2026 22:05:43,25/05/2026 22:06:00",
        "5764,Completed,19,1,5.00,35.00,5.00,25/05/2026 22:05:43,25/05/2026 22:06:00",
    )
    assert codes == []
    assert pays(events) == [("5764", 3500), ("5765", 1000), ("5764", 0)]
    assert [event.amount for event in events if isinstance(event, Refund)] == [500]
    (first, *_) = [event for event in events if isinstance(event, Pay)]
    assert [(line.product, line.qty, line.price) for line in first.items or ()] == [
        ("17", 1, 1000),
        ("18", 2, 1000),
    ]
    assert {slip.line for slip in slips} == {"5764", "5765", "5764:19"}


def test_rows_of_one_order_that_disagree_are_not_guessed_at() -> None:
    rows = [
        f"5764,Completed,{sku},1,10,{amount},,25/05/2026 22:05:43," for sku, amount in ((17, 35), (18, 30))
    ]
    events, codes, _ = tiktok(*rows)
    assert (events, codes) == ([], ["rows_disagree", "rows_disagree"])


AMBIGUOUS = "5764,Completed,17,1,10,10,,03/05/2026 10:00:00 AM,"


def test_day_and_month_are_told_by_the_setting_or_by_the_file_and_else_asked_for() -> None:
    for order, decisive in (("dmy", "13/05/2026 10:00:00"), ("mdy", "05/13/2026 10:00:00 PM")):
        by_file, _, _ = tiktok(AMBIGUOUS, f"5765,Completed,17,1,10,10,,{decisive},")
        by_setting, _, _ = tiktok(AMBIGUOUS, day_order=order)
        assert [event.at for event in by_file][:1] == [event.at for event in by_setting]
    with pytest.raises(DayOrderUnknown):
        tiktok(AMBIGUOUS)
    with pytest.raises(DayOrderDiffers):
        tiktok(AMBIGUOUS, "5765,Completed,17,1,10,10,,13/05/2026 10:00:00,", day_order="mdy")
    with pytest.raises(DayOrderDiffers):
        tiktok(*(f"5765,Completed,17,1,10,10,,{date}/2026 10:00:00," for date in ("13/05", "05/13")))


def test_an_id_that_a_workbook_holds_as_a_number_has_lost_digits() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(DOUYIN.split(","))
    for order in (6912345678901234567, "6912345678901234567"):
        sheet.append([order, "11", 1, "35", 12.5, 0, "2026-09-01 20:00:00", "", "待支付", "7", "直播", "演"])
    held = io.BytesIO()
    book.save(held)
    assert zipfile.is_zipfile(held)
    events, codes, _ = read("douyin_orders", held.getvalue(), "t.xlsx")
    assert codes == ["precision_lost"]
    assert [(event.order, event.amount) for event in events if isinstance(event, Order)] == [
        ("6912345678901234567", 1250)
    ]


def test_what_is_no_refund_yet_is_counted_by_its_status() -> None:
    head = "售后单号,订单号,商品ID,售后类型,退商品金额（元）,售后状态,售后申请时间,退款成功时间,售后原因"
    body = "\n".join(
        [
            head,
            "1,9,35,退款,10.00,退款成功,2026-09-01 20:00:00,2026-09-02 08:00:00,不想要",
            "2,9,35,退款,10.00,待处理,2026-09-01 20:00:00,,不想要",
            "3,9,35,退款,--,退款成功,2026-09-01 20:00:00,,不想要",
        ]
    )
    events, codes, slips = read("douyin_aftersales", body)
    assert codes == ["missing_value"]
    (refund,) = events
    assert isinstance(refund, Refund)
    assert (refund.timed, refund.amount, refund.at) == (True, 1000, 1_788_307_200_000)
    assert (slips[0].order, slips[0].at) == ("9", None)


def test_a_layout_is_known_by_its_headers_whatever_their_order_width_and_name() -> None:
    head = "\ufeff" + ",".join(f" {name}　" for name in reversed(DOUYIN.split(",")))
    found = recognise(f"{head}\n".encode(), "导出 (3).csv").importer
    assert found is not None
    assert found.name == "douyin_orders"
    with pytest.raises(WrongType) as told:
        read("douyin_orders", "主订单编号,订单应付金额\n1,2\n")
    assert "子订单编号" in told.value.detail("zh")
