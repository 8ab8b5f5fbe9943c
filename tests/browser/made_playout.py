"""The rundown of the made show, as it is played at its moment: the panels come from the server's own code."""

from typing import Any

from made_show import NOW, SHOW, SLOTS, START
from msgspec import Struct

from onair.before.rundown.plan import Case, Item, Limits
from onair.during.playout.decide import Stage, decide
from onair.during.playout.panels import card_panel, played_panel, playout_panel
from onair.during.playout.pieces import NO_PLAN, Change, Owed, Piece, Plan, Run
from onair.during.playout.replan import greedily
from onair.during.playout.report import report
from onair.during.playout.rounds import Signs
from onair.during.playout.schedule import Moment
from onair.during.playout.wire import playout_out
from onair.during.playout.words import sentence

MINUTE = 60_000
ROLES = {
    "保温杯": "traffic",
    "炒锅 ①": "hero",
    "铲勺": "follow",
    "电热饭盒": "profit",
    "保鲜盒": "follow",
    "百洁布 · 剪刀": "welfare",
}
PLANNED = (310, 940, 1700, 2170, 2410, 3010, 3490, 3960)
"""Seconds after the start at which each slot that is over was to end."""
COMING: list[dict[str, Any]] = [
    {"id": "s9", "title": "硅胶铲勺 · 返场", "length": 6, "product": "p2", "role": "encore"},
    {"id": "s10", "title": "可视空气炸锅 5L", "length": 16, "product": "p8", "role": "image"},
    {"id": "s11", "title": "保温杯秒杀 200 件", "length": 5, "product": "p6", "role": "welfare", "pin": 100, "timing": "locked", "keeps": True},
    {"id": "s12", "title": "炒锅 ③ · 主厨顾师傅到场", "length": 12, "product": "p1", "role": "hero", "pin": 115, "keeps": True},
    {"id": "s13", "title": "双面竹木砧板", "length": 10, "product": "p9", "role": "profit"},
    {"id": "s14", "title": "收尾", "length": 5, "kind": "closing"},
]  # fmt: skip


def plan() -> Plan:
    pieces, before = [], 0
    for n, (title, product, _, _, kind) in enumerate(SLOTS[:-1]):
        end = PLANNED[n] * 1000
        pieces.append(
            Piece(f"s{n}", title, kind, end - before, before, end, product, ROLES.get(title), keeps=n == 7)
        )
        before = end
    pieces.append(Piece("s8", SLOTS[-1][0], "product", 12 * MINUTE, before, 78 * MINUTE, "p1", "hero"))
    before = 78 * MINUTE
    for given in COMING:
        made: dict[str, Any] = {"kind": "product", **given}
        length, pin = made.pop("length") * MINUTE, made.pop("pin", None)
        at = before if pin is None else max(before, pin * MINUTE)
        before = at + length
        pin_ms = None if pin is None else pin * MINUTE
        pieces.append(Piece(length=length, planned_at=at, planned_end=before, pin=pin_ms, **made))
    owed = (
        Owed("1", "9.9 元百洁布", "s7"), Owed("2", "保温杯秒杀 200 件", "s11"), Owed("3", "主厨顾师傅到场", "s12"),
    )  # fmt: skip
    items = [Item(p.id, p.kind, max(1, p.length // MINUTE), p.title, product=p.product) for p in pieces]
    return Plan(4, tuple(pieces), 180 * MINUTE, owed, Case(items, Limits(180), ()))


def stage(*changes: Change, stock: int = 8, over: int = 0) -> Stage:
    """`over`: seconds for which the slot on air has been on beyond the mock's moment."""
    runs = tuple(
        Run(f"s{n}", title, kind, product, START + at * 1000, START + end * 1000 if end else None)
        for n, (title, product, at, end, kind) in enumerate(SLOTS)
    )
    when = Moment(NOW + over * 1000, START, True, True)
    return Stage(plan(), changes, runs, when, "Asia/Shanghai", {"p2": stock})


def panels(*changes: Change, rev: int = 17, **more: Any) -> dict[str, Struct]:
    on = stage(*changes, **more)
    found = on.timeline()
    return {
        "playout": playout_panel(on, found, rev),
        "played": played_panel(found),
        "card": card_panel(found),
    }


def previewed(body: dict[str, Any]) -> dict[str, Any]:
    """What the server answers to /playout/preview, without one."""
    data = {name: value for name, value in body["data"].items() if name != "rev"}
    on = stage()
    made = decide(on, body["action"], data, greedily)
    rule = made.broken[0] if made.broken else None
    words = sentence(on, made)
    shifts = [
        {
            "slot": row.id, "title": row.title, "fixed": bool(row.piece and row.piece.pin is not None), "before": row.expected_at,
            "after": after.expected_at if (after := made.after.row(row.id)) and after.state != "skipped" else None,
            "length_s": row.length // 1000, "change_s": ((after.length if after else 0) - row.length) // 1000,
        }
        for row in made.before.coming
    ]  # fmt: skip
    refused = rule and {
        "code": "playout_rule", "rule": rule.rule, "slot": rule.slot, "by_s": rule.by // 1000, "detail": f"守不住：{rule.words.zh}。",
    }  # fmt: skip
    return {
        "data": made.data | {"rev": 17}, "rev": 17, "refused": refused, "zh": words.zh, "en": words.en,
        "engine": "greedy" if made.answer else None, "late_s": 0, "end_late_s": 0, "shifts": shifts,
    }  # fmt: skip


def reported(*, planned: bool = True) -> dict[str, Any]:
    """What /playout answers after the end: one slot dropped, one that nobody had planned."""
    extend = Change(
        "c1", NOW, "slot_extend", "p0", None, {"slot": "s8", "minutes": 6, "changes": {"s10": -140}, "dropped": ["s9"]}
    )  # fmt: skip
    on = stage(extend)
    last = on.runs[-1]._replace(end=START + 86 * MINUTE)
    extra = Run("own", "主播即兴", "talk", None, START + 86 * MINUTE, START + 90 * MINUTE)
    when = Moment(START + 90 * MINUTE, START, True, False)
    ended = on._replace(runs=(*on.runs[:-1], last, extra), when=when, plan=on.plan if planned else NO_PLAN)
    signs = Signs()
    signs.read(START + 2170_000, 1000)
    signs.read(START + 2400_000, 760)
    told = report(ended, signs, [START + 2410_000], [START + 2500_000])
    return playout_out(SHOW, told, {"p0": "阿哲"}).model_dump()
