"""Which show a file is about when the show has no account, or the file no start: told by files on it, by times of rows."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.after.test_reports import START, drop, show_at
from tests.rehearsal.house import Rig, house

from onair.after.reports import keeping, service

HOUR = 3_600_000
HEAD = "主播昵称,主播抖音号,直播开始时间,直播间曝光人数,直播间观看人数,直播间用户支付金额\n"
NICK = HEAD.replace("主播抖音号,", "")
MINUTES = "时间,评论次数,新增粉丝数,新加直播团人数,成交金额\n"
HOURS = "时间-小时,整体消耗,整体支付ROI,整体成交金额\n"


@pytest_asyncio.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with house(tmp_path) as made:
        yield made


def session(path: Path, name: str, account: str | None = None, pay: int = 10) -> Path:
    whose = name if account is None else f"{name},{account}"
    row = f"{whose},2026/07/28 08:15:49,900,500,{pay}\n"
    path.write_text((NICK if account is None else HEAD) + row, encoding="utf-8")
    return path


def minutes(path: Path, times: Sequence[str]) -> Path:
    path.write_text(MINUTES + "".join(f"2026-07-28 {at},1,2,3,4\n" for at in times), encoding="utf-8")
    return path


def hours(path: Path, times: Sequence[str]) -> Path:
    path.write_text(HOURS + "".join(f"2026-07-28 {at},1,2,3\n" for at in times), encoding="utf-8")
    return path


async def test_a_file_of_another_account_does_not_join_what_stands(rig: Rig, tmp_path: Path) -> None:
    view = rig.show("无房间", started_at=START)
    mine, strange = {view.id: 1}, {None: 1}
    first = drop(rig, session(tmp_path / "a.csv", "甲", "one"))
    assert first.attached == mine, "nothing stands yet"
    assert drop(rig, session(tmp_path / "b.csv", "甲", "two")).attached == strange, (
        "a nickname is nobody's own"
    )
    assert drop(rig, session(tmp_path / "c.csv", "乙")).attached == strange
    assert drop(rig, session(tmp_path / "d.csv", "甲", "one", pay=11)).attached == mine, (
        "control: the same again"
    )
    assert drop(rig, session(tmp_path / "e.csv", "甲", pay=12)).attached == mine, "control: by its name alone"
    by_hand = drop(rig, session(tmp_path / "f.csv", "乙", "three"), show=view.id)
    assert by_hand.attached == mine, "a person may"
    assert drop(rig, session(tmp_path / "g.csv", "乙", "three", pay=13)).attached == mine, (
        "and then it is known"
    )


async def test_a_withdrawn_file_tells_no_account(rig: Rig, tmp_path: Path) -> None:
    view = show_at(rig, START, "没填账号")
    first = drop(rig, session(tmp_path / "a.csv", "甲", "one"))
    with rig.db.write() as tx:
        service.withdraw(tx, rig.actor, rig.clock, first.file)
    assert drop(rig, session(tmp_path / "b.csv", "乙", "two")).attached == {view.id: 1}


async def test_the_account_may_stand_in_the_name_of_a_file(rig: Rig, tmp_path: Path) -> None:
    view = rig.show("无房间", started_at=START)
    named = minutes(tmp_path / "整场数据(甲_2026-07-28_15-44-39).csv", ["08:16", "15:40"])
    assert drop(rig, named, show=view.id).attached == {view.id: 2}
    assert drop(rig, session(tmp_path / "b.csv", "乙", "two")).attached == {None: 1}
    assert drop(rig, session(tmp_path / "c.csv", "甲", "one")).attached == {view.id: 1}


async def test_two_accounts_in_one_file_do_not_share_a_show(rig: Rig, tmp_path: Path) -> None:
    view = rig.show("无房间", started_at=START)
    path = session(tmp_path / "a.csv", "甲", "one")
    path.write_text(path.read_text() + "乙,two,2026/07/28 08:20:00,1,1,1\n", encoding="utf-8")
    assert drop(rig, path).attached == {view.id: 1, None: 1}


@pytest.mark.parametrize(("other", "joins"), [("two", False), ("one", True)])
async def test_of_two_that_arrive_at_once_the_second_sees_the_first(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str, joins: bool
) -> None:
    view = rig.show("无房间", started_at=START)
    slow, quick = (
        session(tmp_path / "slow.csv", "甲", other, 1),
        session(tmp_path / "quick.csv", "甲", "one", 2),
    )
    take, waiting = keeping._Arriving.take, [quick]

    def taking(self: Any, pack: Any) -> None:
        take(self, pack)
        if waiting:
            assert drop(rig, waiting.pop()).attached == {view.id: 1}

    monkeypatch.setattr(keeping._Arriving, "take", taking)
    assert drop(rig, slow).attached == ({view.id: 1} if joins else {None: 1})
    with rig.db.read() as tx:
        rows = service.bundle_of(tx, rig.actor.tenant, view.id).rows
    assert [row.about["account_id"] for row in rows] == ["one"]


@pytest.mark.parametrize(
    ("make", "times", "fits"),
    [
        (minutes, ["08:16:00", "12:00:00", "15:40:00"], True),
        (minutes, ["08:00:00", "15:40:00"], True),
        (minutes, ["07:00:00", "12:00:00"], False),
        (minutes, ["12:00:00", "17:00:00"], False),
        (minutes, ["07:50:00", "08:10:00"], False),
        (hours, ["08:00:00", "15:00:00"], True),
        (hours, ["00:00:00", "23:00:00"], False),
    ],
)
async def test_times_of_rows_find_the_one_show_around_them(
    rig: Rig, tmp_path: Path, make: Any, times: list[str], fits: bool
) -> None:
    view = rig.show("一场", started_at=START, ended_at=START + 7 * HOUR + 29 * 60_000)
    rig.show("次日", started_at=START + 24 * HOUR, ended_at=START + 26 * HOUR)
    found = view.id if fits else None
    assert drop(rig, make(tmp_path / "a.csv", times)).attached == {found: len(times)}


async def test_times_within_two_shows_or_one_of_another_platform_are_nobodys(
    rig: Rig, tmp_path: Path
) -> None:
    rig.show("甲", started_at=START, ended_at=START + 7 * HOUR)
    assert None not in drop(rig, minutes(tmp_path / "a.csv", ["09:00:00"])).attached, "control"
    show_at(rig, START + 60_000, "乙")
    assert drop(rig, minutes(tmp_path / "b.csv", ["09:01:00"])).attached == {None: 1}
    assert drop(rig, hours(tmp_path / "c.csv", ["09:00:00"])).attached == {None: 1}
