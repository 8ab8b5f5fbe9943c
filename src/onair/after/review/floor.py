"""Sheets of what was done on air: the rundown as planned and as it was, emergencies, acts and what they changed."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from onair.access.web import Services
from onair.after.review.sheet import Sheet
from onair.during.broadcast.house import House
from onair.during.broadcast.hub import Hub
from onair.during.emergency.companion import Emergencies
from onair.during.emergency.report import report
from onair.during.emergency.sheets import Writer as EmergencyWriter
from onair.during.offers.planning.board import board
from onair.during.offers.planning.report import report_of as report_of_offers
from onair.during.offers.planning.sheets import Writing as OfferWriter
from onair.during.playbook.baselines import OVER, Baselines
from onair.during.playbook.knowledge import learn
from onair.during.playbook.measured.schemas import EffectOut
from onair.during.playbook.measured.telling import effect_out
from onair.during.playout.service import report_of
from onair.during.playout.sheets import Writer as PlayoutWriter
from onair.files.export import Cell
from onair.kernel.i18n import Lang, Text
from onair.store.db import Database
from onair.trade.service import ShowView

VERDICTS = {
    "up": Text("上升", "up"),
    "down": Text("下降", "down"),
    "unclear": Text("不确定", "unclear"),
    None: Text("未测", "not measured"),
}
HEADERS = (
    Text("时间", "Time"),
    Text("谁", "Who"),
    Text("规则", "Rule"),
    Text("商品", "Product"),
    Text("看什么", "Watched"),
    Text("窗口（秒）", "Window (s)"),
    Text("效果（比率）", "Effect (ratio)"),
    Text("95%下限", "95 % low"),
    Text("95%上限", "95 % high"),
    Text("样本", "n"),
    Text("结论", "Verdict"),
    Text("一句话", "In words"),
    Text("对照", "Held against"),
    Text("已撤销", "Undone"),
)


class _Written(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def headers(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[Cell]]: ...


class Floor:
    """`MoreSheets` of the rooms of 直播中."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, view: ShowView, lang: Lang) -> list[Sheet]:
        """Raises NoShow."""
        db, owner = self._services.get(Database), await self._services.get(Hub).owner(view.id, view.tenant)
        names = await asyncio.to_thread(House(db).names, view.tenant)
        here = (await owner.settled()).companions.get("emergency")
        runs = report(here.book, over=view.state in OVER) if isinstance(here, Emergencies) else []
        slips = list(here.book.slips.values()) if isinstance(here, Emergencies) else []
        played = PlayoutWriter(await report_of(owner), names, lang).all()
        acts = await asyncio.to_thread(self._effects, view, lang) if view.state in OVER else []
        sold = await board(
            db,
            self._services.get(Hub),
            view.tenant,
            view.id,
            self._services.clock(),
            zh=lang == "zh",
            margin=False,
        )
        offers = await asyncio.to_thread(report_of_offers, db, view.tenant, view.id, sold, lang)
        return [
            *_named("playout", played),
            *_named("offers", OfferWriter(offers, lang).all()),
            _effects(acts, view.zone, lang),
            *_named("emergency", EmergencyWriter(runs, slips, names, view.zone, lang).all()),
        ]

    def _effects(self, view: ShowView, lang: Lang) -> list[EffectOut]:
        found = self._services.get(Baselines).effects(view)
        with self._services.get(Database).read() as tx:
            known = learn(tx, view.tenant, view.room.id if view.room else None)
        return [effect_out(one, lang, view.zone, names=known.people, goods=known.products) for one in found]


def _named(room: str, sheets: Iterable[_Written]) -> Iterator[Sheet]:
    """The first says what they are about; the others stand under its name."""
    first: str | None = None
    for one in sheets:
        title = one.title if first is None else f"{first} · {one.title}"
        first = first or one.title
        yield Sheet(f"{room}_{one.name}", title, one.headers, one.rows)


def _effects(found: Sequence[EffectOut], zone: str, lang: Lang) -> Sheet:
    rows: list[list[Cell]] = [
        [
            datetime.fromtimestamp(one.at / 1000, ZoneInfo(zone)).isoformat(" ", "seconds")[:19],
            one.by_name,
            one.rule_name,
            one.product_name,
            one.series,
            one.seconds,
            one.effect,
            one.i95.low if one.i95 else None,
            one.i95.high if one.i95 else None,
            one.n,
            VERDICTS[one.verdict].of(lang),
            one.say,
            one.against,
            one.undone,
        ]
        for one in found
    ]
    return Sheet(
        "effects", Text("动作与效果", "Acts and effects").of(lang), [text.of(lang) for text in HEADERS], rows
    )
