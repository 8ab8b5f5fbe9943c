"""Dropped files: kept once, replaced cell by cell, withdrawn whole, placed with the show they are about."""

from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow.parquet as pq
import pytest
import pytest_asyncio
from tests.rehearsal.house import Rig, house

from onair.after.reports import service
from onair.after.reports.checks import findings
from onair.after.reports.problems import AlreadyWithdrawn, NotWithdrawn
from onair.connectors.reports.cells import Terms
from onair.trade.service import ShowView, create_room

SHANGHAI = ZoneInfo("Asia/Shanghai")
TERMS = Terms(SHANGHAI, None, "CNY")
START = 1_785_197_749_000
"""2026/07/28 08:15:49 in Shanghai."""


def workbook(path: Path, *, gmv: str = "¥236,552", paid: int = 60, account: str = "示例店") -> Path:
    """A 整场数据 of 2026 as the platform gives it, numbers invented."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "基本信息"
    sheet.append(["达人昵称", "抖音号or火山号", "直播时间", "直播时长", "直播间用户支付金额", "手机号"])
    sheet.append(
        [account, "demo1", "2026/07/28 08:15:49-2026/07/28 15:44:39", "7小时28分50秒", gmv, "13800000000"]
    )
    sheet = book.create_sheet("流量分析-渠道分析")
    sheet.append(["渠道名称", "观看次数", "观看人数", "用户支付金额", "成交订单数"])
    for row in (
        ["整体", 100, 80, "¥236,552", 70],
        ["直播推荐", 60, 50, "¥200,000", paid],
        ["关注", 40, 35, "¥36,552", 10],
    ):
        sheet.append(row)
    book.save(path)
    return path


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(tmp_path) as made:
        yield made


def show_at(rig: Rig, start: int, title: str, account: str | None = None) -> ShowView:
    with rig.db.write() as tx:
        room = create_room(tx, rig.actor, rig.clock, name=title, platform="douyin", account=account)
    return rig.show(title, room=room.id, started_at=start)


def drop(rig: Rig, path: Path, show: str | None = None, terms: Terms = TERMS) -> service.Dropped:
    taken = service.look(path, path.name, terms)
    return service.keep(
        rig.db, rig.actor, rig.clock, rig.home, path=path, name=path.name, taken=taken, show=show
    )


async def test_a_file_finds_its_show_and_is_kept_once(rig: Rig, tmp_path: Path) -> None:
    view, _ = show_at(rig, START + 60_000, "早场", "demo1"), show_at(rig, START + 60_000, "别家", "other")
    path = workbook(tmp_path / "a.xlsx")
    first, again = drop(rig, path), drop(rig, path)
    assert (first.attached, first.known, again.known, again.file) == ({view.id: 4}, False, True, first.file)
    with rig.db.read() as tx:
        bundle = service.bundle_of(tx, rig.actor.tenant, view.id)
        file = service.get_file(tx, rig.actor.tenant, first.file)
    assert len(bundle.rows) == 4
    said = bundle.session("douyin", "user_pay")
    assert said is not None
    assert said.value == 23_655_200
    assert {(one.metric, one.state) for one in findings(bundle) if one.rule == "channels"} == {
        ("view_pv", "pass"), ("view_uv", "pass"), ("user_pay", "pass"), ("order_paid", "pass"),
    }  # fmt: skip
    assert file.archive is not None
    kept = pq.read_table(rig.home / file.archive)
    assert kept.num_rows == 4
    assert "13800000000" not in str(kept.to_pylist())
    assert file.sheets[0]["dropped"] == ["手机号"]


async def test_a_later_file_replaces_cell_by_cell_and_can_be_withdrawn(rig: Rig, tmp_path: Path) -> None:
    view = show_at(rig, START, "早场", "demo1")
    first = drop(rig, workbook(tmp_path / "a.xlsx"))
    later = drop(rig, workbook(tmp_path / "b.xlsx", gmv="¥240,000", paid=61))
    assert sorted((header, was, now) for _, header, was, now in later.changed) == [
        ("成交订单数", 60, 61), ("直播间用户支付金额", 23_655_200, 24_000_000),
    ]  # fmt: skip
    newest = drop(rig, workbook(tmp_path / "c.xlsx", gmv="¥250,000", paid=61))

    def stands() -> object:
        with rig.db.read() as tx:
            bundle = service.bundle_of(tx, rig.actor.tenant, view.id)
        assert len(bundle.rows) == 4, "nothing doubled, nothing lost"
        said = bundle.session("douyin", "user_pay")
        return said and said.value

    assert stands() == 25_000_000
    with rig.db.write() as tx:
        service.withdraw(tx, rig.actor, rig.clock, later.file)
    assert stands() == 25_000_000
    with rig.db.write() as tx:
        service.withdraw(tx, rig.actor, rig.clock, newest.file)
    assert stands() == 23_655_200
    with rig.db.write() as tx, pytest.raises(AlreadyWithdrawn):
        service.withdraw(tx, rig.actor, rig.clock, newest.file)
    with rig.db.write() as tx:
        service.restore(tx, rig.actor, rig.clock, later.file)
    assert stands() == 24_000_000, "what was brought back replaces the older again"
    with rig.db.write() as tx, pytest.raises(NotWithdrawn):
        service.restore(tx, rig.actor, rig.clock, first.file)


async def test_a_file_of_another_shop_stays_without_a_show(rig: Rig, tmp_path: Path) -> None:
    show_at(rig, START, "早场", "demo2")
    assert drop(rig, workbook(tmp_path / "a.xlsx")).attached == {None: 4}


async def test_two_shows_that_fit_are_not_guessed_between(rig: Rig, tmp_path: Path) -> None:
    show_at(rig, START, "甲"), show_at(rig, START + 1_000, "乙")
    assert drop(rig, workbook(tmp_path / "a.xlsx")).attached == {None: 4}
