"""The score of a rehearsal as a workbook: every text is text, nothing is computed."""

from pathlib import Path

from onair.files.export import Cell, write_xlsx
from onair.kernel.clock import short_time
from onair.kernel.i18n import Lang, Text
from onair.rehearsal.training.book import TrainingView
from onair.rehearsal.training.fault import KINDS
from onair.rehearsal.training.schemas import FaultScoreOut, ScoreOut
from onair.rehearsal.training.words import CARDS, SEATS, STATES

_FAULTS = (
    Text("故障", "Fault"), Text("开始（场次时间）", "Began (show)"), Text("结果", "Result"), Text("座位", "Seat"),
    Text("发现人", "Noticed by"), Text("怎样发现", "How"), Text("发现用时（人的秒）", "To notice (people's s)"),
    Text("发现用时（场次秒）", "To notice (show s)"), Text("处置人", "Acted by"), Text("处置动作", "Act"),
    Text("处置用时（人的秒）", "To act (people's s)"), Text("处置用时（场次秒）", "To act (show s)"),
    Text("预案", "Card"), Text("用的预案", "Card used"), Text("得分", "Points"),
)  # fmt: skip
_SEATS = (
    Text("座位", "Seat"), Text("谁", "Who"), Text("动作数", "Acts"), Text("最先发现", "First to notice"),
    Text("负责的故障", "Faults of the seat"), Text("漏掉", "Missed"), Text("得分", "Points"),
)  # fmt: skip
_EARLIER = (
    Text("日期", "Date"), Text("倍速", "Speed"), Text("得分", "Points"), Text("计分故障", "Counted"),
    Text("漏掉", "Missed"), Text("发现中位（人的秒）", "Median to notice (people's s)"),
    Text("处置中位（人的秒）", "Median to act (people's s)"),
)  # fmt: skip
_RULE = (
    Text("故障", "Fault"), Text("发现满分（秒内）", "Notice, full (s)"), Text("发现零分（秒起）", "Notice, none (s)"),
    Text("处置满分（秒内）", "Act, full (s)"), Text("处置零分（秒起）", "Act, none (s)"),
)  # fmt: skip


def write_sheet(path: Path, view: TrainingView, score: ScoreOut, lang: Lang) -> None:
    """Four sheets: faults, seats, earlier ones, the rule."""

    def heads(texts: tuple[Text, ...]) -> list[str]:
        return [text.of(lang) for text in texts]

    earlier: list[list[Cell]] = [
        [short_time(one.created_at, view.zone), one.speed, one.points, one.counted, one.missed, one.notice_own_s, one.act_own_s]
        for one in score.earlier
    ]  # fmt: skip
    seats: list[list[Cell]] = [
        [SEATS[one.seat].of(lang), one.name, one.acts, one.first, one.faults, one.missed, one.points]
        for one in score.seats
    ]
    rule: list[list[Cell]] = [
        [KINDS[kind].name.of(lang), one.notice_good_s, one.notice_most_s, one.act_good_s, one.act_most_s]
        for kind, one in score.limits.items()
    ]
    names = Text("故障", "Faults"), Text("座位", "Seats"), Text("以前", "Earlier"), Text("计分规则", "Rule")
    write_xlsx(
        path,
        [
            (names[0].of(lang), heads(_FAULTS), [_fault(one, view.zone, lang) for one in score.faults]),
            (names[1].of(lang), heads(_SEATS), seats),
            (names[2].of(lang), heads(_EARLIER), earlier),
            (names[3].of(lang), heads(_RULE), rule),
        ],
    )


def _fault(one: FaultScoreOut, zone: str, lang: Lang) -> list[Cell]:
    notice, act = one.noticed, one.acted
    return [
        KINDS[one.kind].name.of(lang), short_time(one.begin, zone), STATES[one.state].of(lang),
        SEATS[one.seat].of(lang),
        *((notice.by_name, notice.how, notice.own_s, notice.show_s) if notice else (None,) * 4),
        *((act.by_name, act.how, act.own_s, act.show_s) if act else (None,) * 4),
        CARDS[one.card].of(lang), one.card_id, one.points,
    ]  # fmt: skip
