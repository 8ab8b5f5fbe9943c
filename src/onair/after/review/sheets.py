"""The review as tables: one list of sheets for every format. Money in major units, rates 0 to 1, local times."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from onair.after.review import wording
from onair.after.review.placed import placed
from onair.after.review.service import Found, told
from onair.after.review.shapes import NumbersRow, Review
from onair.after.review.sheet import Sheet
from onair.after.review.wording import CORRECTIONS, FUNNEL, KINDS, UNKNOWN, WHO, word
from onair.files.export import Cell
from onair.kernel.i18n import Lang, Text
from onair.kernel.money import exponent
from onair.metrics.catalog import catalog
from onair.metrics.funnel import FUNNELS, Stage
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
    "retention": Text("停留曲线", "Retention"),
    "joining": Text("关注与入群", "Follows and joins"),
    "peaks": Text("峰谷", "Peaks and drops"),
    "usual": Text("本间常态", "The room's usual"),
    "track": Text("事件轨", "Track"),
    "sources": Text("来源", "Sources"),
    "dictionary": Text("口径", "Dictionary"),
}
ROWS: dict[str, Grain] = {
    "products": "product", "channels": "channel", "new": "new", "hosts": "host", "slots": "slot",
}  # fmt: skip
TIMED: frozenset[Grain] = frozenset({"product", "host", "slot"})
PLACED = (
    Text("在播（分钟）", "On air (min)"), Text("在线净变化（人）", "Net online change (people)"),
    Text("每在播分钟成交", "GMV per minute on air"),
)  # fmt: skip
GENERATED = Text("演练数据：由程序生成，不是真实场次", "Rehearsal: made by a program, no real show")


class Sheets:
    """Builds the sheets of one show in one language."""

    def __init__(self, found: Found, review: Review, lang: Lang) -> None:
        self._found, self._review, self._lang = found, review, lang
        self._zone = ZoneInfo(found.view.zone)
        self._whole = review.numbers
        self._places = placed(
            found.track, self._whole.series.get("online", []), found.view.ended_at or self._whole.as_of
        )

    def all(self) -> Iterator[Sheet]:
        yield self._about()
        yield self._numbers()
        yield self._minutes()
        for name, grain in ROWS.items():
            yield self._rows(name, grain)
        yield self._funnels()
        yield self._retention()
        yield self._joining()
        yield self._peaks()
        yield self._usual()
        yield self._track()
        yield self._sources()
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
        facts += [(CORRECTIONS[name], n) for name, n in self._review.corrections.items()]
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
            cells = [self._value(metric, row.metrics[metric.id]) for metric in used]
            there = self._placed(grain, row)
            rows.append(
                [
                    self._key(row.key),
                    self._label(name, row),
                    wording.group(row.group, self._lang),
                    *there,
                    *cells,
                ]
            )
        headers = [Text("编号", "Key"), Text("名称", "Name"), Text("分组", "Group")]
        return self._sheet(name, [*headers, *(PLACED if grain in TIMED else ())], rows, used)

    def _key(self, key: object) -> Cell:
        return key if isinstance(key, str | int) and not isinstance(key, bool) else None

    def _label(self, name: str, row: NumbersRow) -> Cell:
        if row.key is None:
            return UNKNOWN[name].of(self._lang)
        if isinstance(row.key, bool):
            return WHO["new" if row.key else "old"].of(self._lang)
        return row.label

    def _placed(self, grain: Grain, row: NumbersRow) -> list[Cell]:
        """Minutes on air, the change of the audience over them, and money by minute."""
        if grain not in TIMED:
            return []
        minutes, online = (
            self._places[grain].get(str(row.key), (None, None)) if row.key is not None else (None, None)
        )
        money = row.metrics["gmv"].value
        paid = self._major(round(money / minutes)) if money is not None and minutes else None
        return [minutes and round(minutes, 1), online, paid]

    def _funnels(self) -> Sheet:
        """The whole show, then the people of each part: nobody stands in two rows of one part that exclude each other."""
        headers = [
            Text("按", "By"),
            Text("部分", "Part"),
            Text("漏斗", "Funnel"),
            Text("阶段", "Stage"),
            Text("人数", "People"),
            Text("次数", "Events"),
            Text("窗口外", "Outside"),
            Text("状态", "State"),
        ]
        whole = Text("全场", "Whole show").of(self._lang)
        rows = [[whole, None, *stage] for stage in self._stages(self._whole.funnels)]
        for name in ("new", "channels", "products"):
            for row in told(self._found, ROWS[name], ()).rows:
                part: list[Cell] = [TITLES[name].of(self._lang), self._label(name, row)]
                rows += [[*part, *stage] for stage in self._stages(row.funnels)]
        return self._sheet("funnels", headers, rows)

    def _stages(self, funnels: Mapping[str, Sequence[Stage]]) -> Iterator[list[Cell]]:
        for name, stages in funnels.items():
            words = {step.stage: step.zh if self._lang == "zh" else step.en for step in FUNNELS[name]}
            for one in stages:
                counts = (one.people, one.events, one.outside)
                yield [
                    FUNNEL[name].of(self._lang),
                    words[one.stage],
                    *counts,
                    STATES[one.state].of(self._lang),
                ]

    def _track(self) -> Sheet:
        headers = [
            Text("种类", "Kind"), Text("开始", "Start"), Text("结束", "End"), Text("内容", "What"),
            Text("商品", "Product"), Text("谁", "Who"), Text("已撤销", "Undone"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                word(KINDS, item.kind, self._lang),
                self._time(item.at),
                self._time(item.end),
                item.label,
                self._product(item.product),
                item.by,
                item.undone,
            ]
            for item in self._found.track
        ]
        return self._sheet("track", headers, rows)

    def _retention(self) -> Sheet:
        headers = [
            Text("人群", "Who"), Text("进入后（分钟）", "After entry (min)"), Text("仍活跃（人）", "Still active (people)"),
            Text("进入（人）", "Entered (people)"), Text("留存率", "Share that stayed"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [WHO[who].of(self._lang), point.minute, point.still, point.came, point.share]
            for who, points in self._review.retention.items()
            for point in points
        ]
        return self._sheet("retention", headers, rows)

    def _joining(self) -> Sheet:
        headers = [
            Text("时间", "Time"),
            Text("种类", "Kind"),
            Text("内容", "What"),
            Text("商品", "Product"),
            Text("当时在播", "On air"),
            Text("其后3分钟关注（次）", "Follows in the 3 min after (times)"),
            Text("其后3分钟入群（次）", "Joins in the 3 min after (times)"),
            Text("是中位分钟的（倍）", "Times the median minute"),
        ]
        rows: list[list[Cell]] = [
            [
                self._time(one.at), word(KINDS, one.kind, self._lang), self._product(one.label), self._product(one.product),
                " / ".join(one.on) or None, one.follows, one.joins, one.times,
            ]
            for one in self._review.joined
        ]  # fmt: skip
        return self._sheet("joining", headers, rows)

    def _peaks(self) -> Sheet:
        headers = [
            Text("种类", "Kind"), Text("时间", "Time"), Text("数值", "Value"), Text("单位", "Unit"),
            Text("相对", "Against"), Text("当时在播", "On air"),
        ]  # fmt: skip
        peak, drop = Text("互动高峰", "Interaction peak"), Text("在线低谷", "Drop of the audience")
        units = (Text("次/分钟；相对=中位分钟的倍数", "times a minute; against: × the median minute"),
                 Text("5分钟内少了的人；相对=剩下的比例", "people fewer within 5 min; against: share that was left"))  # fmt: skip
        rows: list[list[Cell]] = [
            [
                kind.of(self._lang),
                self._time(one.minute),
                one.value,
                unit.of(self._lang),
                one.times,
                " / ".join(mark.label for mark in one.on) or None,
            ]
            for kind, unit, found in (
                (peak, units[0], self._review.peaks),
                (drop, units[1], self._review.drops),
            )
            for one in found
        ]
        return self._sheet("peaks", headers, rows)

    def _usual(self) -> Sheet:
        headers = [
            Text("编号", "Id"), Text("指标", "Metric"), Text("单位", "Unit"), Text("本场", "This show"), Text("P10", "P10"),
            Text("中位", "Median"), Text("P90", "P90"), Text("可比场次", "Comparable shows"), Text("状态", "State"),
        ]  # fmt: skip
        states = {
            "ok": Text("可比", "comparable"),
            "few": Text("样本不足", "too few shows"),
            "missing": STATES["missing"],
        }
        rows: list[list[Cell]] = []
        for id_, band in self._review.baseline.items():
            metric, value = catalog()[id_], self._whole.metrics.get(id_)
            usual = [self._amount(metric, number) for number in (band.p10, band.p50, band.p90)]
            here = self._value(metric, value) if value else None
            rows.append(
                [
                    id_,
                    self._name(metric),
                    self._unit(metric),
                    here,
                    *usual,
                    band.n,
                    states[band.state].of(self._lang),
                ]
            )
        return self._sheet("usual", headers, rows)

    def _sources(self) -> Sheet:
        headers = [
            Text("来源", "Source"), Text("事件", "Events"), Text("首条", "First"), Text("末条", "Last"), Text("各类", "By type"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                one.source, sum(one.events.values()) or None, self._time(one.first_at), self._time(one.last_at),
                ", ".join(f"{name} {n}" for name, n in one.events.items()) or None,
            ]
            for one in self._review.sources
        ]  # fmt: skip
        return self._sheet("sources", headers, rows)

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
        marks = "（{}）" if self._lang == "zh" else " ({})"
        columns = [self._name(metric) + marks.format(self._unit(metric)) for metric in metrics]
        return Sheet(
            name, TITLES[name].of(self._lang), [*(text.of(self._lang) for text in headers), *columns], rows
        )

    def _name(self, metric: Metric) -> str:
        return metric.zh if self._lang == "zh" else metric.en

    def _unit(self, metric: Metric) -> str:
        return wording.unit(metric.unit, self._found.view.currency, self._lang)

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

    def _product(self, name: str | None) -> str | None:
        return self._found.names.product.get(name, (name, None))[0] if name is not None else None

    def _time(self, at: int | None) -> str | None:
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, self._zone).isoformat(" ", "seconds")[:19]
