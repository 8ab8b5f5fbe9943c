"""The truth numbers once more through the commands that anybody can run."""

import os
from pathlib import Path

import pytest
from shell import CHAT, ORDERS, ROOM, TAOBAO, Shell, value

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def onair(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("cli") / "home")


@pytest.mark.skipif(
    os.environ.get("ONAIR_FULL") != "1",
    reason="ONAIR_FULL=1; else test_truth.py holds the same numbers, and the browser's replay imports by command",
)
def test_four_logs_by_command(onair: Shell, real_data: Path) -> None:
    taobao = onair("import", real_data / TAOBAO, "--show", "淘宝")
    assert taobao["rows"] == {"pv": 85_773, "cart": 5_292, "fav": 2_959, "buy": 2_144}
    body = onair("review", "淘宝")
    stages = {stage["stage"]: stage for stage in body["funnels"]["core"]}
    assert [stages[name]["people"] for name in ("view", "click", "cart", "pay")] == [
        58_732,
        53_865,
        2_469,
        51,
    ]
    assert value(body, "pay_uv") == 2_071
    assert (body["metrics"]["click_pay_uv"]["numerator"], value(body, "order_paid")) == (831, 2_144)

    room = onair("import", real_data / ROOM, "--show", "房间")
    assert sum(room["rows"].values()) == 12_596
    assert room["events"]["gift"] == 1_092
    body = onair("review", "房间")
    assert (value(body, "view_pv"), value(body, "like_pv")) == (68_000, 9_370)
    assert value(body, "gift_units") == 4_148
    assert value(body, "gift_value") == pytest.approx(49_237, rel=0.01)

    onair("import", real_data / ORDERS, "--show", "订单")
    body = onair("review", "订单")
    assert (value(body, "order_paid"), value(body, "gmv")) == (24_087, 247_482_307)
    assert (value(body, "refund_amount_pay"), value(body, "refund_amount_ref")) == (57_233_592, None)
    assert value(body, "order_unpaid") == 3_923

    chat = onair("import", real_data / CHAT, "--show", "弹幕")
    assert (chat["events"], chat["outside"]["before"]) == ({"comment": 11_023}, 20)
    body = onair("review", "弹幕")
    assert (value(body, "comment_pv"), value(body, "interact_uv")) == (11_003, 881)
