"""The report of offers as XLSX or CSV."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zoneinfo import ZoneInfo

from onair.during.offers.planning.report import OfferReportOut, OfferReportRow
from onair.during.offers.words import KINDS
from onair.files.export import Cell, write_csv, write_xlsx
from onair.kernel.i18n import Lang, Text
from onair.kernel.money import exponent

TITLES: dict[str, Text] = {
    "offers": Text("优惠", "Offers"), "evidence": Text("价格依据", "Price evidence"), "findings": Text("发现", "Findings"),
}  # fmt: skip


class OfferSheet(NamedTuple):
    name: str
    title: str
    headers: list[str]
    rows: list[list[Cell]]


class Writing:
    """Times in the show's zone; money in whole units of its currency."""

    def __init__(self, found: OfferReportOut, lang: Lang) -> None:
        self._found, self._lang = found, lang
        self._zone, self._unit = ZoneInfo(found.zone), 10 ** exponent(found.currency)

    def all(self) -> Iterator[OfferSheet]:
        rows = self._found.items
        yield self._sheet("offers", OFFERS, [self._offer(row) for row in rows])
        yield self._sheet(
            "evidence", EVIDENCE, [self._evidence(row) for row in rows if row.evidence is not None]
        )
        yield self._sheet(
            "findings", FINDINGS, [[row.title, one.instrument, one.say, one.other] for row in rows for one in row.findings]
        )  # fmt: skip

    def _offer(self, row: OfferReportRow) -> list[Cell]:
        n = row.counts
        kind = KINDS[row.kind].of(self._lang) if row.kind in KINDS else row.kind
        counts: list[Cell] = [None] * 10 if n is None else [
            n.on_sale, n.sold, n.buyers, n.left, n.held, n.released, n.expired, n.returned, n.cancelled, n.restocks,
        ]  # fmt: skip
        return [
            row.title, kind, row.product_title or row.product, self._money(row.price), self._money(row.usual_price),
            self._time(row.published_at), self._time(row.ends_at), self._time(row.ended_at), row.end_why, *counts,
            row.below_floor,
        ]  # fmt: skip

    def _evidence(self, row: OfferReportRow) -> list[Cell]:
        found = row.evidence
        if found is None:
            return []
        return [
            row.title, found.id, found.window_days, self._time(found.since), self._time(found.as_of),
            self._money(found.cap), self._money(found.lowest), found.n, self._money(found.last), self._time(found.last_at),
        ]  # fmt: skip

    def _sheet(self, name: str, headers: Sequence[Text], rows: list[list[Cell]]) -> OfferSheet:
        return OfferSheet(name, TITLES[name].of(self._lang), [text.of(self._lang) for text in headers], rows)

    def _money(self, minor: int | None) -> float | None:
        return None if minor is None else minor / self._unit

    def _time(self, at: int | None) -> str | None:
        if at is None:
            return None
        return datetime.fromtimestamp(at / 1000, self._zone).isoformat(" ", "seconds")[:19]


OFFERS = [
    Text("优惠", "Offer"), Text("类型", "Kind"), Text("商品", "Product"), Text("优惠价", "Price"),
    Text("结束后价格", "Price afterwards"), Text("发布", "Published"), Text("截止", "Ends"), Text("实际结束", "Ended"),
    Text("结束原因", "Why"), Text("投放", "On sale"), Text("已付件数", "Sold"), Text("买家", "Buyers"), Text("剩余", "Left"),
    Text("占用", "Held"), Text("释放", "Released"), Text("过期", "Expired"), Text("退回", "Returned"),
    Text("已付后取消", "Cancelled after payment"),
    Text("补货次数", "Restocks"), Text("低于底线的理由", "Reason below the floor"),
]  # fmt: skip
EVIDENCE = [
    Text("优惠", "Offer"), Text("快照编号", "Snapshot"), Text("窗口（天）", "Window (days)"), Text("从", "From"),
    Text("到", "Until"), Text("比较价上限", "Most to compare with"), Text("最低成交", "Lowest paid"), Text("笔数", "Payments"),
    Text("此前最后一次成交", "Last paid before"), Text("成交时间", "Paid at"),
]  # fmt: skip
FINDINGS = [
    Text("优惠", "Offer"),
    Text("依据", "Law"),
    Text("发现", "Finding"),
    Text("后来的优惠", "Later offer"),
]


def file_of(found: OfferReportOut, lang: Lang, kind: str, name: str) -> bytes:
    """XLSX of all sheets, or the one named as CSV; texts are guarded against formulas. Blocking."""
    writing = Writing(found, lang)
    if kind == "csv":
        sheet = next(one for one in writing.all() if one.name == name)
        return b"".join(write_csv(sheet.headers, sheet.rows))
    with TemporaryDirectory(prefix="onair-offers-") as folder:
        path = Path(folder) / "offers.xlsx"
        write_xlsx(path, ((one.title, one.headers, one.rows) for one in writing.all()))
        return path.read_bytes()
