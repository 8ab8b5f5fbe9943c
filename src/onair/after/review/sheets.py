"""The review as tables: one list of sheets for every format. Money in major units, rates 0 to 1, local times."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.after.review.service import Found, counted, told
from onair.files.export import Cell
from onair.kernel.i18n import Lang, Text
from onair.kernel.money import exponent
from onair.metrics.catalog import catalog
from onair.metrics.funnel import FUNNELS
from onair.metrics.measure import Grain, Number
from onair.metrics.metric import Metric
from onair.metrics.numbers import Value

STATES = {
    "ok": Text("完整", "complete"),
    "estimated": Text("估计", "estimated"),
    "missing": Text("来源未提供", "not provided"),
    "late": Text("已更正", "corrected later"),
}
TITLES = {
    "about": Text("说明", "About"),
    "numbers": Text("指标", "Numbers"),
    "minutes": Text("分时", "Minutes"),
    "products": Text("商品", "Products"),
    "channels": Text("流量来源", "Channels"),
    "new": Text("新老用户", "New and returning"),
    "hosts": Text("主播", "Hosts"),
    "slots": Text("流程", "Slots"),
    "funnels": Text("漏斗", "Funnels"),
    "track": Text("事件轨", "Track"),
    "dictionary": Text("口径", "Dictionary"),
}
ROWS: dict[str, Grain] = {
    "products": "product", "channels": "channel", "new": "new", "hosts": "host", "slots": "slot",
}  # fmt: skip
GENERATED = Text("演练数据：由程序生成，不是真实场次", "Rehearsal: made by a program, no real show")


class Sheet(NamedTuple):
    """`name`: stable; `title`: what people read."""

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]


class Sheets:
    """Builds the sheets of one show in one language."""

    def __init__(self, found: Found, lang: Lang) -> None:
        self._found, self._lang = found, lang
        self._zone = ZoneInfo(found.view.zone)
        self._whole = told(found, None, None)

    def all(self) -> Iterator[Sheet]:
        yield self._about()
        yield self._numbers()
        yield self._minutes()
        for name, grain in ROWS.items():
            yield self._rows(name, grain)
        yield self._funnels()
        yield self._track()
        yield self._dictionary()

    # ---- one each

    def _about(self) -> Sheet:
        view = self._found.view
        facts: list[tuple[Text, Cell]] = [
            (Text("场次", "Show"), view.title),
            (Text("编号", "Id"), view.id),
            (Text("直播间", "Room"), view.room.name if view.room else None),
            (Text("开播", "Started"), self._time(view.started_at)),
            (Text("结束", "Ended"), self._time(view.ended_at)),
            (Text("币种", "Currency"), view.currency),
            (Text("时区", "Time zone"), view.zone),
            (Text("截至", "As of"), self._time(self._whole.as_of)),
        ]
        if view.origin == "rehearsal" or view.demo:
            facts.append((Text("性质", "Nature"), GENERATED.of(self._lang)))
        words = {
            "late": Text("迟到事件", "Late events"),
            "not_due": Text("未到时间", "Not due yet"),
            "before": Text("开播前事件", "Events before the start"),
            "after": Text("结束后事件", "Events after the end"),
        }
        facts += [(words[name], n) for name, n in counted(self._found.tally).items()]
        rows = [[name.of(self._lang), value] for name, value in facts]
        return self._sheet("about", [Text("项目", "Item"), Text("内容", "Value")], rows)

    def _numbers(self) -> Sheet:
        headers = [
            Text("编号", "Id"), Text("指标", "Metric"), Text("值", "Value"), Text("单位", "Unit"), Text("状态", "State"),
            Text("分子", "Numerator"), Text("分母", "Denominator"), Text("未知身份数", "Without identity"),
        ]  # fmt: skip
        rows = []
        for id_, value in self._whole.metrics.items():
            metric = catalog()[id_]
            parts = (self._part(metric, value.numerator), value.denominator, value.n)
            state = STATES[value.state].of(self._lang)
            rows.append(
                [id_, self._name(metric), self._value(metric, value), self._unit(metric), state, *parts]
            )
        return self._sheet("numbers", headers, rows)

    def _minutes(self) -> Sheet:
        series = self._whole.series
        metrics = [catalog()[id_] for id_ in series]
        minutes = [point[0] for point in next(iter(series.values()), [])]
        columns = [[point[1] for point in series[metric.id]] for metric in metrics]
        rows: list[list[Cell]] = []
        for place, minute in enumerate(minutes):
            cells = [
                self._amount(metric, column[place]) for metric, column in zip(metrics, columns, strict=True)
            ]
            rows.append([self._time(minute), *cells])
        return self._sheet("minutes", [Text("时间", "Time")], rows, metrics)

    def _rows(self, name: str, grain: Grain) -> Sheet:
        body = told(self._found, grain, None)
        metrics = [metric for metric in catalog().values() if grain in metric.grain]
        used = [m for m in metrics if any(row.metrics[m.id].value is not None for row in body.rows)]
        rows: list[list[Cell]] = []
        for row in body.rows:
            key: Cell = row.key if isinstance(row.key, str | int | bool) else None
            cells = [self._value(metric, row.metrics[metric.id]) for metric in used]
            rows.append([key, row.label, row.group, *cells])
        return self._sheet(
            name, [Text("编号", "Key"), Text("名称", "Name"), Text("分组", "Group")], rows, used
        )

    def _funnels(self) -> Sheet:
        headers = [
            Text("漏斗", "Funnel"), Text("阶段", "Stage"), Text("人数", "People"), Text("次数", "Events"),
            Text("窗口外", "Outside"), Text("状态", "State"),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for name, stages in self._whole.funnels.items():
            words = {step.stage: step.zh if self._lang == "zh" else step.en for step in FUNNELS[name]}
            for stage in stages:
                state = STATES[stage.state].of(self._lang)
                rows.append([name, words[stage.stage], stage.people, stage.events, stage.outside, state])
        return self._sheet("funnels", headers, rows)

    def _track(self) -> Sheet:
        headers = [
            Text("种类", "Kind"), Text("开始", "Start"), Text("结束", "End"), Text("内容", "What"),
            Text("商品", "Product"), Text("谁", "Who"), Text("已撤销", "Undone"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                item.kind,
                self._time(item.at),
                self._time(item.end),
                item.label,
                item.product,
                item.by,
                item.undone,
            ]
            for item in self._found.track
        ]
        return self._sheet("track", headers, rows)

    def _dictionary(self) -> Sheet:
        headers = [
            Text("编号", "Id"), Text("指标", "Metric"), Text("单位", "Unit"), Text("分子", "Numerator"),
            Text("分母", "Denominator"), Text("说明", "Note"),
        ]  # fmt: skip
        rows: list[list[Cell]] = []
        for metric in catalog().values():
            bottom = metric.denominator.of(self._lang) if metric.denominator else None
            top, note = metric.numerator.of(self._lang), metric.note.of(self._lang) or None
            rows.append([metric.id, self._name(metric), self._unit(metric), top, bottom, note])
        return self._sheet("dictionary", headers, rows)

    # ---- cells

    def _sheet(
        self,
        name: str,
        headers: Sequence[Text],
        rows: Sequence[Sequence[Cell]],
        metrics: Sequence[Metric] = (),
    ) -> Sheet:
        columns = [f"{self._name(metric)}（{self._unit(metric)}）" for metric in metrics]
        return Sheet(
            name, TITLES[name].of(self._lang), [*(text.of(self._lang) for text in headers), *columns], rows
        )

    def _name(self, metric: Metric) -> str:
        return metric.zh if self._lang == "zh" else metric.en

    def _unit(self, metric: Metric) -> str:
        return metric.unit.replace("money", self._found.view.currency)

    def _value(self, metric: Metric, value: Value) -> Cell:
        return self._amount(metric, value.value)

    def _amount(self, metric: Metric, value: Number | None) -> Cell:
        return self._major(value) if metric.unit.startswith("money") else value

    def _part(self, metric: Metric, value: Number | None) -> Cell:
        """A numerator is money only where the metric is money by something."""
        return self._major(value) if metric.unit.startswith("money/") else value

    def _major(self, value: Number | None) -> Cell:
        if value is None:
            return None
        return float(Decimal(value).scaleb(-exponent(self._found.view.currency)))

    def _time(self, at: int | None) -> str | None:
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, self._zone).isoformat(" ", "seconds")[:19]
