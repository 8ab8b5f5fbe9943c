"""Wrong file, half a file, unclear days, too many rows, a bomb: clear words, nothing kept by half, nothing doubled."""

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.after.test_reports import START, TERMS, drop, show_at, workbook
from tests.rehearsal.house import Rig, house

from onair.after.reports import service, taking
from onair.after.reports.problems import DayOrderNeeded, IsImport, NoRows, NothingKnown
from onair.files.refusals import FileRefused, TooBig

TIKTOK = "Room ID,Start Time,Attributed GMV,Views\n"
SESSIONS = "主播昵称,直播开始时间,直播间曝光人数,直播间观看人数,直播间用户支付金额\n"


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(tmp_path) as made:
        yield made


def text(path: Path, body: str) -> Path:
    path.write_text(body, encoding="utf-8")
    return path


def starts(path: Path) -> list[object]:
    taken = service.look(path, path.name, TERMS)
    return [json.loads(row.told)["start"] for row in taken.rows]


def test_what_is_no_report_keeps_nothing(tmp_path: Path) -> None:
    other = text(tmp_path / "x.csv", "甲,手机号\n1,13800000000\n")
    with pytest.raises(NothingKnown) as told:
        service.look(other, other.name, TERMS)
    assert "甲" in told.value.detail("zh")
    assert "138" not in told.value.detail("zh"), "no cell, no personal column in the words"
    assert "手机号" not in told.value.detail("zh")
    empty = text(tmp_path / "y.csv", SESSIONS + "示例,昨天,1,1,1\n")
    with pytest.raises(NoRows):
        service.look(empty, empty.name, TERMS)


def test_a_file_of_single_orders_is_sent_to_the_imports(tmp_path: Path) -> None:
    sold = text(
        tmp_path / "订单.csv",
        "主订单编号,子订单编号,商品数量,商品ID,订单应付金额,订单提交时间,支付完成时间,订单状态,达人ID\n1,1,1,3,9,2026-09-01 20:00:00,,已关闭,7\n",
    )
    with pytest.raises(IsImport) as told:
        service.look(sold, sold.name, TERMS)
    assert ("抖店订单" in told.value.detail("zh"), "Douyin shop orders" in told.value.detail("en")) == (
        True,
        True,
    )


def test_the_whole_file_tells_the_order_of_day_and_month(tmp_path: Path) -> None:
    """One 13th settles it for all rows, whichever row it stands in."""
    day = 86_400_000
    dmy = starts(text(tmp_path / "a.csv", TIKTOK + "\t1,03/04/2026 10:00,1,1\n\t2,13/04/2026 10:00,1,1\n"))
    mdy = starts(
        text(tmp_path / "b.csv", TIKTOK + "\t1,04/03/2026 10:00 AM,1,1\n\t2,04/13/2026 10:00 AM,1,1\n")
    )
    assert dmy == mdy
    assert isinstance(dmy[0], int)
    assert isinstance(dmy[1], int)
    assert dmy[1] - dmy[0] == 10 * day
    for unclear in ("\t1,03/04/2026 10:00,1,1\n", "\t1,13/04/2026 10:00,1,1\n\t2,04/13/2026 10:00,1,1\n"):
        path = text(tmp_path / "c.csv", TIKTOK + unclear)
        with pytest.raises(DayOrderNeeded):
            service.look(path, path.name, TERMS)
    assert len(starts_as(text(tmp_path / "d.csv", TIKTOK + "\t1,03/04/2026 10:00,1,1\n"))) == 1


def starts_as(path: Path) -> list[object]:
    taken = service.look(path, path.name, TERMS._replace(day_order="dmy"))
    return [json.loads(row.told)["start"] for row in taken.rows]


async def test_half_a_workbook_is_refused_whole_and_half_a_table_says_its_last_row(
    rig: Rig, tmp_path: Path
) -> None:
    whole = workbook(tmp_path / "a.xlsx").read_bytes()
    for share in (0.3, 0.6, 0.95):
        half = tmp_path / "half.xlsx"
        half.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(FileRefused) as told:
            service.look(half, half.name, TERMS)
        assert "没有导入任何内容" in told.value.detail("zh")
    cut = text(tmp_path / "cut.csv", SESSIONS + "示例,2026/07/28 20:00,9,5,1\n示例,2026/07/2")
    show_at(rig, START, "早场")
    dropped = drop(rig, cut)
    assert dropped.rows == 1
    assert dropped.sheets[0]["rejected"] == [[3, "too_few_columns", ""]]


async def test_rows_that_say_the_same_of_themselves_are_neither_merged_nor_doubled(
    rig: Rig, tmp_path: Path
) -> None:
    view = show_at(rig, START, "早场", "示例")
    line = "示例,2026/07/28 08:15:49,9,5,1\n"
    first = drop(rig, text(tmp_path / "a.csv", SESSIONS + line * 2))
    again = drop(rig, text(tmp_path / "b.csv", SESSIONS + line * 2 + "\n"))
    with rig.db.read() as tx:
        assert len(service.bundle_of(tx, rig.actor.tenant, view.id).rows) == 2
    assert (first.known, again.known, again.changed) == (False, False, [])


def test_too_many_rows_are_refused_not_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "ROWS_MAX", 2)
    path = text(tmp_path / "a.csv", SESSIONS + "示例,2026/07/28 20:00,9,5,1\n" * 3)
    with pytest.raises(TooBig):
        service.look(path, path.name, TERMS)


def test_a_bomb_is_refused_from_its_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: no part is inflated beyond its first bytes. bench.reports measures the 200 ms."""
    path = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * (80 << 20))
    inflated = 0
    read = zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        nonlocal inflated
        body = read(self, n)
        inflated += len(body)
        return body

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with pytest.raises(TooBig):
        service.look(path, path.name, TERMS)
    assert inflated < 64 << 10
