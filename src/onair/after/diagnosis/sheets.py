"""The diagnosis as tables of the exported review: the links in money, and what was found with its rows."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from onair.after.diagnosis.chain import NAMES, name
from onair.after.diagnosis.finding import SEATS, Evidence, Finding
from onair.after.diagnosis.service import Diagnoses, Diagnosis
from onair.after.review.sheet import Sheet
from onair.files.export import Cell
from onair.kernel.i18n import Lang, Text
from onair.kernel.money import exponent
from onair.trade.service import ShowView

STATES: dict[str, Text] = {
    "normal": Text("在常态内", "within normal"),
    "below": Text("低于常态", "below usual"),
    "above": Text("高于常态", "above usual"),
    "few": Text("可比场次不足五场，不作比较", "under five comparable shows, not compared"),
    "broken": Text("链条中断：有一环为 0", "a link is 0"),
    "nothing": Text("没有可诊断的数据", "nothing to judge"),
    "on_air": Text("仍在直播", "still on air"),
}
LINKS = (
    Text("环节", "Link"),
    Text("基线", "Usual"),
    Text("本场", "This show"),
    Text("金额变化", "Money of it"),
    Text("80%下限", "80 % low"),
    Text("80%上限", "80 % high"),
    Text("偏离（预测误差）", "Strays (prediction errors)"),
    Text("超出常态", "Stands out"),
)
FOUND = (
    Text("编号", "Id"),
    Text("环节", "Link"),
    Text("发现", "Finding"),
    Text("金额", "Money of it"),
    Text("责任人", "Seat"),
    Text("依据", "Rows"),
    Text("下一场改什么", "Next change"),
    Text("验证指标", "Verified by"),
)


class Told:
    """`MoreSheets` of the diagnosis."""

    def __init__(self, diagnoses: Diagnoses) -> None:
        self._diagnoses = diagnoses

    async def __call__(self, view: ShowView, lang: Lang) -> list[Sheet]:
        return sheets(await asyncio.to_thread(self._diagnoses.of_view, view), lang)


def sheets(made: Diagnosis, lang: Lang) -> list[Sheet]:
    state = made.judged.state if made.judged else "on_air" if made.view.ended_at is None else "nothing"
    links: list[list[Cell]] = [[STATES[state].of(lang), *[None] * (len(LINKS) - 1)]]
    for one in made.judged.spreads if made.judged else ():
        out = made.judged is not None and one.link.to in made.judged.out
        links.append(
            [
                name(one.link).of(lang),
                _plain(one.link.base),
                _plain(one.link.target),
                *(_major(part, made) for part in (one.link.part, one.low, one.high)),
                round(one.strays, 2),
                out,
            ]
        )
    found = [_finding(one, made, lang) for one in (made.judged.findings if made.judged else ())]
    return [
        Sheet(
            "diagnosis",
            Text("诊断：差在哪一环", "Diagnosis, link by link").of(lang),
            [text.of(lang) for text in LINKS],
            links,
        ),
        Sheet(
            "findings",
            Text("诊断：发现", "Diagnosis, findings").of(lang),
            [text.of(lang) for text in FOUND],
            found,
        ),
    ]


def _finding(one: Finding, made: Diagnosis, lang: Lang) -> list[Cell]:
    rows = "\n".join(_row(row, made, lang) for row in one.rows)
    change = one.next
    link = NAMES[one.link].of(lang) if one.link in NAMES else one.link
    return [
        one.id,
        link,
        one.words.of(lang),
        _major(one.share.value, made),
        SEATS[one.seat].of(lang),
        rows or None,
        change.words.of(lang) if change else None,
        change.metric if change else None,
    ]


def _row(row: Evidence, made: Diagnosis, lang: Lang) -> str:
    """「标签: 值（常态 值） 时间」."""
    money = row.unit.startswith("money")
    value, base = (_major(n, made) if money else _plain(n) for n in (row.value, row.base))
    usual = f" ({Text('常态', 'usual').of(lang)} {base})" if base is not None else ""
    zone = ZoneInfo(made.view.zone)
    at = f" {datetime.fromtimestamp(row.at / 1000, zone):%H:%M:%S}" if row.at is not None else ""
    return f"{row.label.of(lang)}: {'—' if value is None else value}{usual}{at}"


def _plain(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.6g}")


def _major(value: float | None, made: Diagnosis) -> float | None:
    places = exponent(made.view.currency)
    return None if value is None else round(value / 10**places, places)
