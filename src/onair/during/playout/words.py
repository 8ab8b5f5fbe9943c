"""What a change does, in one line."""

from datetime import datetime
from zoneinfo import ZoneInfo

from onair.during.playout.decide import Decision, Stage
from onair.during.playout.judge import span
from onair.kernel.i18n import Text


def sentence(stage: Stage, decision: Decision) -> Text:
    """撤铲勺返场 · 炸锅缩 2:20 · 21:10 秒杀不动."""
    titles = {row.id: row.title for row in decision.before.rows}
    zh, en = [], []
    for id_ in decision.data.get("dropped") or ():
        zh.append(f"撤{titles.get(id_, id_)}")
        en.append(f"drop {titles.get(id_, id_)}")
    for id_, seconds in (decision.data.get("changes") or {}).items():
        zh.append(f"{titles.get(id_, id_)}缩 {span(seconds * 1000)}")
        en.append(f"{titles.get(id_, id_)} −{span(seconds * 1000)}")
    late = {one.slot for one in decision.after.lates}
    for row in decision.after.coming:
        if row.piece and row.piece.pin is not None and row.expected_at is not None:
            at = datetime.fromtimestamp(row.expected_at / 1000, ZoneInfo(stage.zone)).strftime("%H:%M")
            zh.append(f"{at} {row.title}{'守不住' if row.id in late else '不动'}")
            en.append(f"{at} {row.title} {'is in danger' if row.id in late else 'stays'}")
            break
    return Text(" · ".join(zh) or "后面的时间不变", " · ".join(en) or "the rest stays as it is")
