"""The after-action report as XLSX or CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.during.emergency.book import Slip
from onair.during.emergency.report import RunTold, timeline
from onair.during.emergency.wording import LEFT_OPEN, MOMENTS, OUTCOMES, SORTS, STATES, SYSTEM, why
from onair.files.export import Cell, write_csv, write_xlsx
from onair.kernel.i18n import Lang, Text

TITLES: dict[str, Text] = {
    "runs": Text("应急", "Emergencies"), "steps": Text("步骤", "Steps"), "timeline": Text("时间线", "Timeline"),
    "slips": Text("纠正单", "Corrections"),
}  # fmt: skip


class Sheet(NamedTuple):
    name: str
    title: str
    headers: list[str]
    rows: list[list[Cell]]


class Writer:
    """`names`: person → name; times in the show's zone."""

    def __init__(
        self, runs: Sequence[RunTold], slips: Sequence[Slip], names: Mapping[str, str], zone: str, lang: Lang
    ) -> None:
        self._runs, self._slips, self._names, self._lang = runs, slips, names, lang
        self._zone = ZoneInfo(zone)

    def all(self) -> Iterator[Sheet]:
        yield self._sheet("runs", RUNS, [self._run(told) for told in self._runs])
        yield self._sheet("steps", STEPS, [row for told in self._runs for row in self._steps(told)])
        yield self._sheet("timeline", LINE, [row for told in self._runs for row in self._line(told)])
        yield self._sheet("slips", SLIPS, [self._slip(slip) for slip in self._slips])

    def _run(self, told: RunTold) -> list[Cell]:
        run, card = told.run, told.run.card
        ended = OUTCOMES[run.outcome].of(self._lang) if run.outcome in OUTCOMES else run.outcome
        return [
            card.name.of(self._lang), SORTS[card.sort].of(self._lang), run.drill, self._time(run.since),
            self._time(run.at), self._name(run.by), told.notice_s, told.open_s, told.act_s, told.recover_s,
            self._time(run.closed_at), self._name(run.closed_by),
            LEFT_OPEN.of(self._lang) if told.left_open else ended,
            "；".join(one.one.step.say.of(self._lang) for one in told.undone) or None, run.note, run.why,
        ]  # fmt: skip

    def _steps(self, told: RunTold) -> Iterator[list[Cell]]:
        for n, one in enumerate(told.steps, 1):
            step, reason = one.one, why(one.one.code)
            yield [
                told.run.card.name.of(self._lang), n, step.step.say.of(self._lang),
                STATES[step.state].of(self._lang), self._name(step.by), self._time(step.at), one.took_s,
                step.step.within_s, one.late_s, step.what, reason.of(self._lang) if reason else None, step.note,
            ]  # fmt: skip

    def _line(self, told: RunTold) -> Iterator[list[Cell]]:
        for one in timeline(told):
            step = told.run.steps.get(one.step or "")
            what = (MOMENTS.get(one.what) or STATES[one.what]).of(self._lang)
            said = step.step.say.of(self._lang) if step else None
            yield [told.run.card.name.of(self._lang), self._time(one.at), what, said, self._name(one.by)]

    def _slip(self, slip: Slip) -> list[Cell]:
        return [self._time(slip.at), self._name(slip.by), slip.said, slip.text, slip.undone]

    def _sheet(self, name: str, headers: Sequence[Text], rows: list[list[Cell]]) -> Sheet:
        return Sheet(name, TITLES[name].of(self._lang), [text.of(self._lang) for text in headers], rows)

    def _name(self, by: str | None) -> str | None:
        if by is not None and by.startswith("rule:"):
            return SYSTEM.of(self._lang)
        return None if by is None else self._names.get(by, by)

    def _time(self, at: int | None) -> str | None:
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, self._zone).isoformat(" ", "seconds")[:19]


RUNS = [
    Text("应急卡", "Card"), Text("类别", "Class"), Text("演练", "Drill"), Text("开始", "Began"),
    Text("打开", "Opened"), Text("打开人", "Opened by"), Text("发现用时（秒）", "Noticed after (s)"),
    Text("发现到开卡（秒）", "Found to card (s)"), Text("开卡到第一步（秒）", "Card to first act (s)"),
    Text("恢复用时（秒）", "Recovered after (s)"), Text("收尾", "Closed"), Text("收尾人", "Closed by"),
    Text("结果", "Outcome"), Text("没做的", "Not done"), Text("备注", "Note"), Text("说明", "Why"),
]  # fmt: skip
STEPS = [
    Text("应急卡", "Card"), Text("序", "No."), Text("步骤", "Step"), Text("状态", "State"), Text("谁", "Who"),
    Text("时间", "Time"), Text("用时（秒）", "Took (s)"), Text("限时（秒）", "Allowed (s)"), Text("超时（秒）", "Late (s)"),
    Text("对象", "What"), Text("原因", "Reason"), Text("备注", "Note"),
]  # fmt: skip
LINE = [
    Text("应急卡", "Card"),
    Text("时间", "Time"),
    Text("发生", "What"),
    Text("步骤", "Step"),
    Text("谁", "Who"),
]
SLIPS = [
    Text("时间", "Time"),
    Text("谁", "Who"),
    Text("原话", "Said"),
    Text("更正", "Right"),
    Text("撤销", "Undone"),
]


def file_of(writer: Writer, kind: str, name: str) -> bytes:
    """XLSX of all sheets, or the one named as CSV; texts are guarded against formulas. Blocking."""
    if kind == "csv":
        sheet = next(one for one in writer.all() if one.name == name)
        return b"".join(write_csv(sheet.headers, sheet.rows))
    with TemporaryDirectory(prefix="onair-emergency-") as folder:
        path = Path(folder) / "emergencies.xlsx"
        write_xlsx(path, ((one.title, one.headers, one.rows) for one in writer.all()))
        return path.read_bytes()
