"""A table that no layout knows is taught once; the next file of the same headers goes through by itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest
import pytest_asyncio
from tests.after.test_reports import START, TERMS, show_at, workbook
from tests.rehearsal.house import Rig, house

from onair.access.service import create_tenant, system
from onair.after.reports import service
from onair.after.reports.learning.outline import outline
from onair.after.reports.learning.service import Lesson, Taught, forget, known_layouts, learn, learnt
from onair.after.reports.problems import LayoutNotFound, LayoutWrong, NothingKnown
from onair.connectors.reports.layout import layouts

COLUMNS = (
    Taught("开播", None, "start"), Taught("看播人数", "view_uv", None), Taught("评论率", "channels_comment_rate", None, "permyriad"),
    Taught("GMV", "gmv", None),
)  # fmt: skip
LESSON = Lesson("场次表", "douyin", "session", COLUMNS)


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(tmp_path) as made:
        yield made


def export(path: Path, gmv: str = "¥1,200.50") -> Path:
    """As a platform without a layout might write it: rates in 万分比, a column about persons, one that nobody explained."""
    head = "导出于 2026-07-28\n开播,看播人数,评论率,GMV,手机号,神秘列\n"
    path.write_text(f'{head}2026/07/28 08:15:49,5000,2492,"{gmv}",13800000000,7\n', encoding="utf-8")
    return path


def known(rig: Rig, tenant: str | None = None) -> list:
    with rig.db.read() as tx:
        return known_layouts(tx, tenant or rig.actor.tenant)


async def test_taught_once_then_by_itself(rig: Rig, tmp_path: Path) -> None:
    view = show_at(rig, START, "早场")
    first = export(tmp_path / "a.csv")
    with pytest.raises(NothingKnown):
        service.look(first, first.name, TERMS, known(rig))
    (seen,) = outline(first, first.name, TERMS, known(rig))
    assert [column.header for column in seen.columns] == [
        "开播",
        "看播人数",
        "评论率",
        "GMV",
        "手机号",
        "神秘列",
    ]
    phone = next(column for column in seen.columns if column.header == "手机号")
    assert (phone.personal, phone.examples) == (True, [])
    with rig.db.write() as tx:
        learn(tx, rig.actor, rig.clock, LESSON)
    later = export(tmp_path / "b.csv", "¥9.00")
    taken = service.look(later, later.name, TERMS, known(rig))
    dropped = service.keep(
        rig.db, rig.actor, rig.clock, rig.home, path=later, name=later.name, taken=taken, show=None
    )
    assert dropped.attached == {view.id: 1}
    with rig.db.read() as tx:
        (row,) = service.bundle_of(tx, rig.actor.tenant, view.id).rows
    said = {metric: one.value for metric, one in row.said.items()}
    assert said == {"view_uv": 5000, "channels_comment_rate": 0.2492, "gmv": 900}
    assert dropped.sheets[0]["dropped"] == ["手机号"]
    assert dropped.sheets[0]["unknown"] == ["神秘列"]


async def test_a_sheet_taught_later_is_read_from_the_very_same_file(rig: Rig, tmp_path: Path) -> None:
    view = show_at(rig, START, "早场", "demo1")
    path = workbook(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    extra = book.create_sheet("直播诊断")
    for row in (["开播", "看播人数", "评论率", "GMV"], ["2026/07/28 08:15:49", 5000, 2492, 9]):
        extra.append(row)
    book.save(path)

    def dropped() -> service.Dropped:
        taken = service.look(path, path.name, TERMS, known(rig))
        return service.keep(
            rig.db, rig.actor, rig.clock, rig.home, path=path, name=path.name, taken=taken, show=view.id
        )

    first, again = dropped(), dropped()
    with rig.db.write() as tx:
        learn(tx, rig.actor, rig.clock, LESSON)
    taught, last = dropped(), dropped()
    assert [one.known for one in (first, again, taught, last)] == [False, True, False, True]
    with rig.db.read() as tx:
        assert len(service.bundle_of(tx, rig.actor.tenant, view.id).rows) == first.rows + 1


async def test_a_team_learns_for_itself_and_may_forget(rig: Rig, tmp_path: Path) -> None:
    with rig.db.write() as tx:
        other = create_tenant(tx, rig.clock, "别队")
        row = learn(tx, rig.actor, rig.clock, LESSON)
        again = learn(tx, rig.actor, rig.clock, LESSON._replace(name="视频号场次 2"))
    assert (row.version, again.version) == (1, 2)
    with rig.db.read() as tx:
        assert [one.id for one in learnt(tx, rig.actor.tenant)] == [again.id]
    assert len(known(rig, other.id)) == len(layouts())
    with rig.db.write() as tx, pytest.raises(LayoutNotFound):
        forget(tx, system(other.id, "test"), rig.clock, again.id)
    with rig.db.write() as tx:
        forget(tx, rig.actor, rig.clock, again.id)
    path = export(tmp_path / "a.csv")
    with pytest.raises(NothingKnown):
        service.look(path, path.name, TERMS, known(rig))


@pytest.mark.parametrize(
    "columns",
    [
        [Taught("手机号", "view_uv", None), Taught("开播", None, "start")],
        [Taught("甲", "no_such_metric", None), Taught("开播", None, "start")],
        [Taught("甲", "view_uv", None), Taught("乙", "view_uv", None)],
        [Taught("甲", "view_uv", None), Taught("甲 ", "gmv", None)],
        [Taught("开播", None, "start"), Taught("下播", None, "end")],
        [Taught("甲", "view_uv", None)],
    ],
    ids=["personal", "unknown metric", "one meaning twice", "one column twice", "no metric", "one column"],
)
async def test_what_cannot_be_meant_is_not_learnt(rig: Rig, columns: list[Taught]) -> None:
    with rig.db.write() as tx, pytest.raises(LayoutWrong):
        learn(tx, rig.actor, rig.clock, LESSON._replace(columns=columns))


async def test_a_table_of_channels_needs_the_channel(rig: Rig) -> None:
    with rig.db.write() as tx, pytest.raises(LayoutWrong) as told:
        learn(tx, rig.actor, rig.clock, LESSON._replace(grain="channel"))
    assert "渠道" in told.value.detail("zh")
