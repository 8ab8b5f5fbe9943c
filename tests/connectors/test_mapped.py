"""What a learnt mapping makes of rows."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from onair.connectors.mapped_csv.mapping import BadMapping
from onair.connectors.opening import open_input
from onair.connectors.ports import Context, Ids, Rejected, importers
from onair.events.model import AnyEvent, Order, Pay, Refund


def read(text: str, mapping: dict[str, Any]) -> tuple[list[AnyEvent], list[str]]:
    context = Context(ZoneInfo("Asia/Shanghai"), "CNY", Ids(b"k"), "t.csv", mapping)
    items = list(importers()["mapped_csv"].read(open_input(text.encode(), "t.csv"), context))
    rejects = [item.code for item in items if isinstance(item, Rejected)]
    return [item for item in items if not isinstance(item, Rejected)], rejects


ORDERS = """Order ID,SKU ID,Quantity,Order Amount,Created Time,Paid Time,Order Refund Amount
77,a,1,30.00,2026-09-21 22:00:00,2026-09-21 22:01:00,30.00
77,b,2,30.00,2026-09-21 22:00:00,2026-09-21 22:01:00,30.00
78,a,1,12.00,2026-09-21 22:00:00,,
"""
COLUMNS = {
    "at": "Created Time", "order": "Order ID", "product": "SKU ID", "qty": "Quantity", "amount": "Order Amount",
    "paid_at": "Paid Time", "refund": "Order Refund Amount",
}  # fmt: skip


def money(events: list[AnyEvent], kind: type) -> int:
    return sum(event.amount or 0 for event in events if isinstance(event, kind))


def test_an_amount_that_every_row_repeats_counts_once() -> None:
    events, rejects = read(ORDERS, {"columns": COLUMNS, "type": "order", "amount_of": "order"})
    assert rejects == []
    assert (money(events, Order), money(events, Pay), money(events, Refund)) == (4_200, 3_000, 3_000)
    lines = [line for event in events if isinstance(event, Pay) for line in event.items or ()]
    assert [(line.product, line.qty) for line in lines] == [("a", 1), ("b", 2)]


def test_amounts_of_rows_add_up() -> None:
    events, _ = read(ORDERS, {"columns": COLUMNS, "type": "order"})
    assert (money(events, Order), money(events, Pay)) == (7_200, 6_000)


def test_values_of_a_type_column_become_types_and_the_servers_own_are_refused() -> None:
    text = (
        "时间,行为,用户\n2026-09-21 22:00:00,浏览,a\n2026-09-21 22:00:01,买,a\n2026-09-21 22:00:02,offer,a\n"
    )
    mapping = {
        "columns": {"at": "时间", "type": "行为", "user": "用户"},
        "types": {"浏览": "enter", "买": "pay"},
    }
    events, rejects = read(text, mapping)
    assert [str(event.__struct_config__.tag) for event in events] == ["enter", "pay"]
    assert rejects == ["unknown_type"]
    assert isinstance(events[1], Pay)
    assert events[1].order == events[1].id


def test_days_and_months_that_cannot_be_told_apart_wait_for_an_answer() -> None:
    text = "t,c\n03/01/2026 10:00:00,好\n"
    mapping: dict[str, Any] = {"columns": {"at": "t", "text": "c"}, "type": "comment"}
    assert read(text, mapping) == ([], ["ambiguous_date"])
    (event,), _ = read(text, mapping | {"day_order": "dmy"})
    (other,), _ = read(text, mapping | {"day_order": "mdy"})
    assert other.at - event.at == 57 * 86_400_000


@pytest.mark.parametrize(
    "mapping",
    [
        {"columns": {}},
        {"columns": {"at": "t"}},
        {"columns": {"at": "nowhere"}, "type": "comment"},
        {"columns": {"at": "t", "password": "c"}, "type": "comment"},
        {"columns": {"at": "t"}, "type": "offer"},
        {"columns": {"at": "t"}, "type": "comment", "source": ""},
        {"columns": {"at": "t"}, "type": "comment", "more": 1},
        {"columns": "t"},
    ],
)
def test_a_mapping_that_cannot_work_is_refused(mapping: dict[str, Any]) -> None:
    with pytest.raises(BadMapping):
        read("t,c\n2026-09-21,好\n", mapping)


@pytest.mark.parametrize(("name", "cell"), [("Order Amount", "-30.00"), ("Order Refund Amount", "-1.00")])
def test_money_below_nothing_is_quarantined_and_the_other_rows_stay(name: str, cell: str) -> None:
    head, first, *others = ORDERS.splitlines()
    cells = dict(zip(head.split(","), first.split(","), strict=True)) | {name: cell}
    text = "\n".join([head, ",".join(cells.values()), *others]) + "\n"
    events, rejects = read(text, {"columns": COLUMNS, "type": "order"})
    assert rejects == ["bad_field"]
    assert {event.order for event in events if isinstance(event, Order)} == {"77", "78"}


TMALL = """订单编号,总金额,买家实际支付金额,收货地址,订单创建时间,订单付款时间,退款金额
1,-5.00,0,,2026-09-21 22:00:00,2026-09-21 22:01:00,0
2,5.00,5.00,,2026-09-21 22:00:00,2026-09-21 22:01:00,-5.00
3,5.00,5.00,,2026-09-21 22:00:00,2026-09-21 22:01:00,0
"""


def test_an_order_export_with_money_below_nothing() -> None:
    context = Context(ZoneInfo("Asia/Shanghai"), "CNY", Ids(b"k"), "t.csv", None)
    items = list(importers()["tmall_orders"].read(open_input(TMALL.encode(), "t.csv"), context))
    assert [item.code for item in items if isinstance(item, Rejected)] == ["bad_field", "bad_field"]
    assert {item.order for item in items if isinstance(item, Order)} == {"3"}
