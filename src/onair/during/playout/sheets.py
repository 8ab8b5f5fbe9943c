"""Plan against real as XLSX or CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.during.playout.pieces import Change
from onair.during.playout.report import Report
from onair.files.export import Cell, write_csv, write_xlsx
from onair.kernel.clock import MINUTE_MS
from onair.kernel.i18n import Lang, Text

STATES: dict[str, Text] = {
    "done": Text("已播", "done"), "on_air": Text("在播", "on air"), "next": Text("未播", "to come"),
    "waiting": Text("未播", "to come"), "skipped": Text("跳过", "skipped"), "missed": Text("没播", "not on"),
}  # fmt: skip
ACTIONS: dict[str, Text] = {
    "slot_next": Text("下一段", "next"), "slot_extend": Text("延长", "extend"), "slot_skip": Text("跳过", "skip"),
    "slot_swap": Text("换位", "swap"), "slot_move": Text("移动", "move"), "slot_restore": Text("恢复", "restore"),
}  # fmt: skip
TITLES: dict[str, Text] = {
    "slots": Text("计划与实际", "Plan and real"), "changes": Text("改动", "Changes"),
    "rounds": Text("每轮五个数", "Five numbers a loop"),
}  # fmt: skip


class Sheet(NamedTuple):
    name: str
    title: str
    headers: list[str]
    rows: list[list[Cell]]


class Writer:
    """The sheets of a report. `names`: person → name."""

    def __init__(self, told: Report, names: Mapping[str, str], lang: Lang) -> None:
        self._told, self._names, self._lang = told, names, lang
        self._zone = ZoneInfo(told.stage.zone)

    def all(self) -> Iterator[Sheet]:
        yield self._slots()
        yield self._changes()
        yield self._rounds()

    def _slots(self) -> Sheet:
        headers = [
            Text("段", "Slot"), Text("状态", "State"), Text("计划开始", "Planned start"), Text("计划分钟", "Planned min"),
            Text("实际开始", "Real start"), Text("实际结束", "Real end"), Text("实际分钟", "Real min"),
            Text("开始偏差（分）", "Start deviation (min)"), Text("超时（分）", "Over (min)"), Text("改动", "Changes"),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for one in self._told.slots:
            row, piece = one.row, one.row.piece
            aired = row.state in ("done", "on_air")
            rows.append([
                row.title, STATES[row.state].of(self._lang), self._time(row.planned_at), _minutes(piece.span if piece else None),
                self._time(row.real_at), self._time(row.real_end), _minutes(row.real_ms) if aired else None,
                _minutes(one.late), _minutes(one.over), "；".join(self._said(change) for change in one.changes) or None,
            ])  # fmt: skip
        return self._sheet("slots", headers, rows)

    def _changes(self) -> Sheet:
        headers = [
            Text("时间", "Time"),
            Text("谁", "Who"),
            Text("改动", "Change"),
            Text("理由", "Why"),
            Text("撤销", "Undone"),
        ]
        rows: list[list[Cell]] = [
            [self._time(change.at), self._name(change.by), self._said(change), change.why, change.undone]
            for change in self._told.stage.changes
        ]
        return self._sheet("changes", headers, rows)

    def _rounds(self) -> Sheet:
        headers = [
            Text("轮", "Loop"), Text("钩子", "Hook"), Text("开始", "Start"), Text("憋单时长（分）", "Held back (min)"),
            Text("憋单期间在线变化", "Audience change meanwhile"),
            Text("开链接后3分钟成交（单）", "Paid orders 3 min after the link"),
            Text("讲品时长（分）", "Talk (min)"), Text("逼单次数", "Pushes"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                one.n, one.title, self._time(one.at), _minutes(one.hook_ms),
                None if one.online_change is None else round(one.online_change, 4), one.sold, _minutes(one.talk_ms), one.pushes,
            ]
            for one in self._told.rounds
        ]  # fmt: skip
        return self._sheet("rounds", headers, rows)

    def _sheet(self, name: str, headers: Sequence[Text], rows: list[list[Cell]]) -> Sheet:
        return Sheet(name, TITLES[name].of(self._lang), [text.of(self._lang) for text in headers], rows)

    def _said(self, change: Change) -> str:
        titles = {row.id: row.title for row in self._told.found.rows}
        data = change.data
        parts = [ACTIONS[change.action].of(self._lang), titles.get(str(data.get("slot")), "")]
        if data.get("with"):
            parts.append(f"↔ {titles.get(str(data['with']), data['with'])}")
        if data.get("minutes"):
            parts.append(f"{int(data['minutes']):+d} min")
        parts += [
            f"{titles.get(id_, id_)} {seconds:+d} s" for id_, seconds in (data.get("changes") or {}).items()
        ]
        parts += [f"− {titles.get(id_, id_)}" for id_ in data.get("dropped") or ()]
        return " ".join(part for part in parts if part)

    def _name(self, by: str) -> str:
        return self._names.get(by, by)

    def _time(self, at: int | None) -> str | None:
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, self._zone).isoformat(" ", "seconds")[:19]


def _minutes(ms: int | None) -> float | None:
    return None if ms is None else round(ms / MINUTE_MS, 2)


def file_of(writer: Writer, kind: str, name: str) -> bytes:
    """XLSX of all sheets, or the one named as CSV; texts are guarded against formulas. Blocking."""
    if kind == "csv":
        sheet = next(one for one in writer.all() if one.name == name)
        return b"".join(write_csv(sheet.headers, sheet.rows))
    with TemporaryDirectory(prefix="onair-playout-") as folder:
        path = Path(folder) / "playout.xlsx"
        write_xlsx(path, ((one.title, one.headers, one.rows) for one in writer.all()))
        return path.read_bytes()
