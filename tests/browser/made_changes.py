"""What was changed since the last show, and how it did; what this show's review wants changed; where it may have ended."""

from typing import Any

FROM = 1_794_653_400_000
"""14 November 2026, 19:30 in Shanghai."""


def change(words: str, kind: str = "task", **over: Any) -> dict[str, Any]:
    return {
        "id": f"chg_{len(words):026d}", "from_show": "shw_" + "4" * 26, "from_title": "双十一收官夜", "from_at": FROM,
        "from_zone": "Asia/Shanghai", "to_show": None, "to_title": None, "to_at": None, "finding": None, "kind": kind,
        "words": {"zh": words, "en": words}, "why": None, "seat": None, "of": "show", "key": None, "label": None,
        "params": {}, "metric": None, "unit": None, "better": None, "value": None, "usual": None, "state": "proposed",
        "assigned": True, "stands": None, "takes": False, "taken_by": None, "taken_at": None, "note": None, "slots": [],
        "owner": None, "owner_name": None, "due_at": None, "verdict": None, "created_by": "周宁", "created_at": FROM,
        "updated_by": "周宁", "version": 1,
    } | over  # fmt: skip


def verdict(result: str, reason: str, value: float | None, **over: Any) -> dict[str, Any]:
    return {
        "result": result, "reason": reason, "value": value, "of": 1_604, "p10": 0.896, "p50": 0.914, "p90": 0.931,
        "n": 14, "as_good": 0, "as_bad": 14, "chance": 1 / 15,
    } | over  # fmt: skip


def carried() -> dict[str, Any]:
    """One of each verdict."""
    rate = {"metric": "order_pay_rate", "unit": "ratio", "better": "up", "state": "judged", "stands": True}
    none = {"p10": None, "p50": None, "p90": None, "n": 0, "as_good": 0, "as_bad": 0, "chance": None}
    lost = verdict("worse", "ok", 0.872, as_good=14, as_bad=0)
    same = verdict("same", "ok", 0.921, as_good=4, as_bad=10, chance=5 / 15)
    gone = verdict("unknown", "not_taken", 0.872, **none)
    return {
        "judging": False,
        "items": [
            change(
                "炸锅讲解卡挂上「6 期免息」，价格揭晓时就说",
                "card",
                **rate,
                verdict=verdict("worked", "ok", 0.953),
            ),
            change("多给主推款讲 4 分钟", "slot_minutes", **rate, verdict=same),
            change("催付改成每轮一次", "rule", **rate, verdict=lost),
            change("客服备好付款失败的说法", **rate | {"stands": False}, verdict=gone),
        ],
    }


def asked() -> dict[str, Any]:
    return {
        "judging": False,
        "items": [change("空气炸锅排到第二个商品", "slot_order", metric="gmv", unit="money", better="up")],
    }


def outlook(show: str) -> dict[str, Any]:
    """Half a show on air."""
    one = {"state": "ok", "basis": "course", "n": 14, "empty": 0, "held": 7, "tried": 9}
    return {
        "show": show, "phase": "running", "as_of": FROM, "past": 14, "needed": 5, "minutes": 180, "assumed": False,
        "share": 0.43, "why": None,
        "items": [
            one | {"metric": "gmv", "unit": "money", "p10": 11_500_000, "p50": 15_600_000, "p90": 21_300_000, "so_far": 6_500_000},
            one | {"metric": "view_uv", "unit": "people", "p10": 21_000, "p50": 26_000, "p90": 32_000, "so_far": 11_842},
            one | {"metric": "order_paid", "unit": "orders", "p10": 900, "p50": 1_300, "p90": 1_900, "so_far": 588},
        ],
    }  # fmt: skip


def few(show: str) -> dict[str, Any]:
    """A room with three past shows."""
    why = {"zh": "样本不足：这个直播间只有 3 场可比的历史，至少要 5 场才预测。可以导入过往场次。",
           "en": "Too few shows: this room has 3 comparable past show(s) and a forecast takes 5. Past shows can be imported."}  # fmt: skip
    return outlook(show) | {"phase": "planned", "past": 3, "share": None, "why": why, "items": []}
