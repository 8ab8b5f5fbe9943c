"""Files become the events of a show; what is wrong with them is told and the rest stays."""

import gzip
from pathlib import Path

import pytest

import onair.connectors
from importing import Desk, by_type
from onair.access.service import create_tenant, local
from onair.during.intake.imports import import_paths, rows
from onair.during.intake.imports.problems import (
    BadMoment,
    NeedsMapping,
    NoSuchFile,
    NoTitle,
    UnknownFile,
    ZeroAlone,
)
from onair.files.quarantine import read_quarantine
from onair.files.refusals import FileRefused
from onair.kernel.errors import OnAirError
from onair.trade import service as trade

FIXTURES = Path(onair.connectors.__file__).parent
TAOBAO = FIXTURES / "taobao_behaviour/fixtures/behaviour.csv"
ROOM = FIXTURES / "douyin_room/fixtures/room.jsonl"
ORDERS = FIXTURES / "tmall_orders/fixtures/orders.csv"
ORDERS_GBK = FIXTURES / "tmall_orders/fixtures/orders_gbk.csv"
CHAT = FIXTURES / "bilibili_chat/fixtures/chat.csv"
SHOP = FIXTURES / "mapped_csv/fixtures/shop.csv"
START = 1_790_000_000_000
ONLY_BAD = b"user_id,item_id,category_id,behavior,ts\n1,2,3,pv,15\n"


async def test_a_log_makes_a_show_with_its_window_and_rejects_are_listed(house: Desk) -> None:
    result = await house.bring(TAOBAO, show="周一场")
    assert result.kind == "taobao_behaviour"
    assert result.events == {
        "enter": 3,
        "product_click": 3,
        "add_cart": 1,
        "favourite": 1,
        "order": 1,
        "pay": 1,
    }
    assert result.rows == {"pv": 3, "cart": 1, "fav": 1, "buy": 1}
    assert (result.rejected, result.reasons) == (3, {"unknown_type": 1, "bad_time": 1, "too_few_columns": 1})
    assert result.quarantine is not None
    listed = read_quarantine(Path(result.quarantine))
    assert [(row["row"], row["code"]) for row in listed] == [
        ("8", "unknown_type"),
        ("9", "bad_time"),
        ("10", "too_few_columns"),
    ]
    assert all(row["原因"] and row["reason"] for row in listed)
    view = house.view(result.show)
    assert (view.title, view.state, view.origin, view.staged) == ("周一场", "ended", "import", False)
    assert (view.started_at, view.ended_at) == (START, START + 3_999)


async def test_users_enter_the_log_as_keys_of_their_namespace(house: Desk) -> None:
    result = await house.bring(TAOBAO)
    users = {event.user for event in house.events(result.show)}
    assert all(user is not None and user.startswith("tb:") and len(user) == 35 for user in users)
    assert len(users) == 3


async def test_the_same_file_again_changes_nothing(house: Desk) -> None:
    first = await house.bring(TAOBAO)
    before = house.view(first.show)
    packed = house.home / "again.csv.gz"
    packed.write_bytes(gzip.compress(TAOBAO.read_bytes()))
    again = await house.bring(packed)
    assert again.show == first.show
    assert (sum(again.events.values()), again.duplicates) == (0, sum(first.events.values()))
    assert by_type(house.events(first.show)) == first.events
    assert house.view(first.show).window == before.window


async def test_a_longer_export_adds_only_what_is_new(house: Desk) -> None:
    lines = TAOBAO.read_text().splitlines()
    part = house.home / "part.csv"
    part.write_text("\n".join(lines[:4]) + "\n")
    first = await house.bring(part)
    second = await house.bring(TAOBAO)
    assert (sum(first.events.values()), second.duplicates) == (5, 5)
    assert second.events == {"enter": 1, "add_cart": 1, "favourite": 1, "order": 1, "pay": 1}
    assert house.view(first.show).ended_at == START + 3_999


async def test_new_forces_another_show_of_the_same_title(house: Desk) -> None:
    first = await house.bring(TAOBAO)
    second = await house.bring(TAOBAO, new=True)
    assert first.show != second.show
    assert first.events == second.events


async def test_gbk_and_utf8_copies_of_one_export_are_the_same_events(house: Desk) -> None:
    first = await house.bring(ORDERS)
    again = await house.bring(ORDERS_GBK)
    assert again.duplicates == sum(first.events.values()) == 8
    assert first.events == {"order": 4, "pay": 3, "refund": 1}


async def test_a_room_log_says_when_the_show_ended(house: Desk) -> None:
    result = await house.bring(ROOM)
    view = house.view(result.show)
    assert (view.started_at, view.ended_at, view.end_declared) == (START, START + 90_250, True)
    assert result.events["gift"] == 3
    assert result.repeats == {"enter": 1}
    assert result.ignored == {"stream_adaptation": 1}


async def test_chat_before_the_start_goes_to_the_before_bucket(house: Desk) -> None:
    result = await house.bring(CHAT)
    view = house.view(result.show)
    assert view.started_at == START + 12_500
    assert result.outside["before"] == 1
    assert (await house.live(result.show)).metrics["comment_pv"].value == 4


async def test_three_logs_staged_on_one_clock_give_one_window_in_any_order(house: Desk) -> None:
    stage = 1_795_300_000_000
    windows = set()
    for order in ((TAOBAO, ROOM, ORDERS), (ORDERS, TAOBAO, ROOM), (ROOM, ORDERS, TAOBAO)):
        show = f"拼接 {order[0].name}"
        for path in order:
            result = await house.bring(path, show=show, stage=stage)
            assert result.staged
        view = house.view(result.show)
        assert view.staged
        windows.add((view.started_at, view.ended_at))
        assert {event.source.split(":")[0] for event in house.events(result.show)} == {"tb", "dy", "tmall"}
    assert windows == {(stage, stage + 90_250)}


async def test_t0_says_which_moment_becomes_the_start(house: Desk) -> None:
    result = await house.bring(ORDERS, stage="2026-11-11T20:00:00+08:00", t0="2026-09-01 20:01:00")
    orders = [event for event in house.events(result.show) if event.__struct_config__.tag == "order"]
    start = house.view(result.show).started_at
    assert [event.at - start for event in orders] == [-60_000, -55_000, 0, 120_000]
    assert result.outside["before"] == 3


async def test_a_ledger_does_not_stretch_the_window_of_a_log(house: Desk) -> None:
    result = await house.bring(TAOBAO)
    await house.bring(ORDERS)
    assert house.view(result.show).ended_at == START + 3_999


async def test_a_planned_show_that_ran_elsewhere_is_ended_by_its_log(house: Desk) -> None:
    with house.db.write() as tx:
        planned = trade.create_show(
            tx, house.actor, house.services.clock, trade.NewShow(title="双十一", starts_at=START)
        )
    result = await house.bring(TAOBAO, show="双十一")
    view = house.view(planned.id)
    assert result.show == planned.id
    assert (view.state, view.started_at, view.ended_at) == ("ended", START, START + 3_999)


async def test_a_show_on_air_keeps_its_own_times(house: Desk) -> None:
    with house.db.write() as tx:
        live = trade.create_show(tx, house.actor, house.services.clock, trade.NewShow(title="直播"))
        trade.transition(
            tx, house.actor, house.services.clock, live.id, trade.State.on_air, at=START - 60_000
        )
    result = await house.bring(TAOBAO, show=live.id)
    view = house.view(live.id)
    assert (view.state, view.started_at, view.ended_at) == ("on_air", START - 60_000, None)
    assert result.outside["before"] == 0


async def test_an_unknown_table_asks_once_and_hides_personal_columns(house: Desk) -> None:
    with pytest.raises(NeedsMapping) as asked:
        await house.bring(SHOP)
    data = asked.value.data
    assert data["headers"][0] == "下单时间"
    assert data["sample"][0] == [
        "2026-09-21 22:13:20",
        "7001",
        "***",
        "SKU-1",
        "2",
        "¥99.00",
        "2026-09-21 22:13:30",
        "",
    ]
    assert data["guess"]["at"] == "下单时间"
    assert data["guess"]["paid_at"] == "支付时间"


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("a.csv", b"", FileRefused),
        ("a.json", b'{"hello": 1}\n', OnAirError),
        ("a.xlsx", b"PK\x03\x04broken", FileRefused),
    ],
)
async def test_a_file_that_gives_nothing_changes_no_show(
    house: Desk, name: str, body: bytes, error: type
) -> None:
    path = house.home / name
    path.write_bytes(body)
    with pytest.raises(error) as told:
        await house.bring(path)
    assert told.value.detail("zh") != told.value.detail("en")
    with house.db.read() as tx:
        assert trade.list_shows(tx, house.actor.tenant) == ([], None)


async def test_a_file_of_bad_rows_only_leads_to_its_quarantine(house: Desk) -> None:
    path = house.home / "bad.csv"
    path.write_bytes(ONLY_BAD)
    result = await house.bring(path)
    body = result.body()
    assert (body["show"], body["events"], body["rejected"], body["reasons"]) == (None, {}, 1, {"bad_time": 1})
    listed = read_quarantine(Path(body["quarantine"]))
    assert [(row["row"], row["code"]) for row in listed] == [("2", "bad_time")]
    assert [(one["file"], one["code"]) for one in body["failed"]] == [("bad.csv", "nothing_imported")]
    with house.db.read() as tx:
        assert trade.list_shows(tx, house.actor.tenant) == ([], None)
        assert rows.get(tx, house.actor.tenant, body["files"][0]["id"]).result["rejected"] == 1


async def test_of_several_files_the_ones_that_give_nothing_are_listed_and_the_rest_comes_in(
    house: Desk,
) -> None:
    bad, unknown = house.home / "bad.csv", house.home / "unknown.json"
    bad.write_bytes(ONLY_BAD)
    unknown.write_bytes(b'{"hello": 1}\n')
    body = (await house.bring(bad, unknown, TAOBAO, SHOP)).body()
    assert house.view(body["show"]).title == "场次"
    assert sum(body["events"].values()) == 10
    assert body["rejected"] == 1 + 3
    assert [(one["file"], one["code"]) for one in body["failed"]] == [
        ("bad.csv", "nothing_imported"),
        ("unknown.json", "unknown_file"),
        ("shop.csv", "needs_mapping"),
    ]
    assert all(one["zh"] != one["en"] for one in body["failed"])
    assert [one["quarantine"] is not None for one in body["files"]] == [True, True]


async def test_when_no_file_can_be_read_the_first_ones_reason_is_told(house: Desk) -> None:
    unknown = house.home / "unknown.json"
    unknown.write_bytes(b'{"hello": 1}\n')
    with pytest.raises(UnknownFile):
        await house.bring(unknown, SHOP)


async def test_half_a_shift_and_no_title_are_refused(house: Desk) -> None:
    with pytest.raises(ZeroAlone):
        await house.bring(TAOBAO, t0="2017-11-26T09:00:00+08:00")
    with pytest.raises(NoTitle):
        await house.bring(TAOBAO, show="  ")
    with house.db.read() as tx:
        assert trade.list_shows(tx, house.actor.tenant) == ([], None)


async def test_a_missing_file_and_a_bad_time_are_told(house: Desk) -> None:
    with pytest.raises(NoSuchFile):
        await house.bring(house.home / "nowhere.csv")
    with pytest.raises(BadMoment):
        await house.bring(TAOBAO, stage="tomorrow")


async def test_two_teams_do_not_see_each_others_shows(house: Desk) -> None:
    first = await house.bring(TAOBAO)
    with house.db.write() as tx:
        other = local(create_tenant(tx, house.services.clock, "乙").id)
    with pytest.raises(trade.ShowNotFound):
        await import_paths(house.services, other, [TAOBAO], show=first.show)
    second = await import_paths(house.services, other, [TAOBAO], show="场次")
    mine = {event.user for event in house.events(first.show)}
    theirs = {event.user for event in house.events(second.show)}
    assert second.show != first.show
    assert not mine & theirs
