"""Rows of platform files on both engines: put down, replaced by a later file, withdrawn, brought back."""

from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from onair.access.service import create_tenant, system
from onair.after.reports import looking, service
from onair.after.reports.model import ReportRow
from onair.connectors.reports.cells import Terms
from onair.kernel.clock import FixedClock
from onair.store.db import Database
from onair.trade.service import NewShow, State, create_show

TERMS = Terms(ZoneInfo("Asia/Shanghai"), None, "CNY")
START = 1_785_197_749_000
HEAD = "主播昵称,直播开始时间,直播间曝光人数,直播间观看人数,直播间用户支付金额,平台说明\n"


def file_of(path: Path, pay: int, rows: int) -> Path:
    """Shows of one account, a minute apart; ours is the first."""
    lines = [
        f'示例,2026/07/28 08:{15 + n}:49,{900 + n},{500 + n},{pay},"a ""b"" 100%"\n' for n in range(rows)
    ]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def test_of_three_files_the_newest_stands_whatever_goes_and_comes(db: Database, tmp_path: Path) -> None:
    clock = FixedClock(START)
    with db.write() as tx:
        actor = system(create_tenant(tx, clock, "甲").id, "test")
        show = create_show(tx, actor, clock, NewShow(title="早场", state=State.on_air, started_at=START))

    def keep(path: Path) -> service.Dropped:
        taken = service.look(path, path.name, TERMS)
        return service.keep(db, actor, clock, tmp_path, path=path, name=path.name, taken=taken, show=show.id)

    def stated() -> list[object]:
        with db.read() as tx:
            rows = service.bundle_of(tx, actor.tenant, show.id).rows
        return sorted({row.said["user_pay"].value for row in rows}), len(rows)

    first, second, third = (
        keep(file_of(tmp_path / f"{pay}.csv", pay, rows)) for pay, rows in ((1, 6), (2, 4), (3, 2))
    )
    assert (second.changed_n, third.changed_n, third.attached) == (4, 2, {show.id: 2})
    assert stated() == ([100, 200, 300], 6)
    with db.write() as tx:
        service.withdraw(tx, actor, clock, second.file)
    assert stated() == ([100, 300], 6)
    with db.write() as tx:
        service.withdraw(tx, actor, clock, third.file)
    assert stated() == ([100], 6)
    with db.write() as tx:
        service.restore(tx, actor, clock, second.file)
    assert stated() == ([100, 200], 6)
    with db.read() as tx:
        seen = looking.rows_of(tx, service.get_file(tx, actor.tenant, first.file))
        assert [row.stands for row in seen] == [False] * 4 + [True] * 2
        kept = tx.scalars(select(ReportRow.kept).limit(1)).one()
        assert kept == {"平台说明": 'a "b" 100%'}, "JSON came through as it was"
    with db.write() as tx:
        service.attach(tx, actor, clock, first.file, show=None)
    with db.read() as tx:
        assert tx.scalar(select(func.count()).where(ReportRow.show_id.is_(None))) == 6
