"""A file is there as a whole or not at all, whatever ends its arrival, and whoever else drops one meanwhile."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from tests.after.test_reports import START, TERMS, drop, show_at
from tests.rehearsal.house import Rig, house

from onair.after.reports import keeping, pack, service
from onair.after.reports.model import ReportFile, ReportRow
from onair.after.reports.problems import ReportNotFound

HEAD = "主播昵称,直播开始时间,直播间曝光人数,直播间观看人数,直播间用户支付金额\n"


class Cut(Exception):
    """Stands for whatever ends a process."""


@pytest_asyncio.fixture
async def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    monkeypatch.setattr(pack, "FRAME", 2)
    async with house(tmp_path) as made:
        yield made


def sessions(path: Path, pay: int) -> Path:
    """Five shows of one account, a day apart; the first is ours."""
    rows = [f"示例,2026/07/{28 - n} 08:15:49,{900 + n},{500 + n},{pay}\n" for n in range(5)]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def stated(rig: Rig, show: str) -> list[object]:
    with rig.db.read() as tx:
        return [row.said["user_pay"].value for row in service.bundle_of(tx, rig.actor.tenant, show).rows]


def rows_of(rig: Rig, file: str | None = None) -> int:
    with rig.db.read() as tx:
        return len([row for row in tx.scalars(select(ReportRow)) if file in (None, row.file_id)])


def at_second_frame(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Once."""
    put, calls = keeping.put, []

    def hooked(tx: Any, rows: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            act()
        put(tx, rows)

    monkeypatch.setattr(keeping, "put", hooked)


def cut() -> None:
    raise Cut


async def test_what_fails_half_way_leaves_nothing_and_changes_nothing(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show_at(rig, START, "早场")
    first = drop(rig, sessions(tmp_path / "a.csv", 10))
    later = sessions(tmp_path / "b.csv", 20)
    with monkeypatch.context() as patched:
        at_second_frame(patched, cut)
        with pytest.raises(Cut):
            drop(rig, later)
    assert rows_of(rig) == rows_of(rig, first.file) == 5
    assert len(list((rig.home / "reports").rglob("*"))) == 2, "the tenant's folder and one archive"
    assert stated(rig, view.id) == [1_000]
    assert drop(rig, later).changed_n == 5
    assert stated(rig, view.id) == [2_000]


async def test_what_a_crash_leaves_stands_nowhere_and_is_swept(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show_at(rig, START, "早场")
    drop(rig, sessions(tmp_path / "a.csv", 10))
    later = sessions(tmp_path / "b.csv", 20)
    with monkeypatch.context() as patched:
        at_second_frame(patched, cut)
        patched.setattr(keeping, "_away", lambda *_: None)
        with pytest.raises(Cut):
            drop(rig, later)
    with rig.db.read() as tx:
        (left,) = tx.scalars(select(ReportFile).where(ReportFile.archive.is_(None)))
        marked = tx.scalars(select(ReportRow).where(ReportRow.replaced_by == left.id)).all()
        with pytest.raises(ReportNotFound):
            service.get_file(tx, rig.actor.tenant, left.id)
    assert len(marked) == rows_of(rig, left.id) == 2, "control: it had begun to replace"
    assert stated(rig, view.id) == [1_000], "what it began to replace stands"
    rig.clock.now += keeping.LEFT_MS + 1
    assert drop(rig, later).changed_n == 5
    assert (rows_of(rig, left.id), stated(rig, view.id)) == (0, [2_000])


async def test_of_two_that_arrive_at_once_the_later_stands_alone(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show_at(rig, START, "早场")
    drop(rig, sessions(tmp_path / "a.csv", 10))
    slow, quick = sessions(tmp_path / "b.csv", 20), sessions(tmp_path / "c.csv", 30)
    taken = service.look(slow, slow.name, TERMS)
    other: list[str] = []
    frames = taken.rows.frames

    def overtaken() -> Any:
        for n, frame in enumerate(frames()):
            if n == 1:
                other.append(drop(rig, quick).file)
            yield frame

    monkeypatch.setattr(taken.rows, "frames", overtaken)
    last = service.keep(
        rig.db, rig.actor, rig.clock, rig.home, path=slow, name=slow.name, taken=taken, show=None
    )
    assert stated(rig, view.id) == [2_000]
    with rig.db.write() as tx:
        service.withdraw(tx, rig.actor, rig.clock, last.file)
    assert stated(rig, view.id) == [3_000]
    with rig.db.write() as tx:
        service.withdraw(tx, rig.actor, rig.clock, other[0])
    assert stated(rig, view.id) == [1_000]


async def test_the_same_bytes_twice_at_once_are_kept_once(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show_at(rig, START, "早场")
    path = sessions(tmp_path / "a.csv", 10)
    taken = service.look(path, path.name, TERMS)
    frames = taken.rows.frames
    quicker: list[str] = []

    def overtaken() -> Any:
        quicker.append(drop(rig, path).file)
        yield from frames()

    monkeypatch.setattr(taken.rows, "frames", overtaken)
    found = service.keep(
        rig.db, rig.actor, rig.clock, rig.home, path=path, name=path.name, taken=taken, show=None
    )
    assert (found.known, found.file, rows_of(rig), stated(rig, view.id)) == (True, quicker[0], 5, [1_000])
