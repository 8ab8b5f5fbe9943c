"""People of a made-up shop, as GET /profiles and GET /profiles/{person} tell them."""

from hashlib import sha256
from typing import Any

NOW = 1_795_265_238_000
DAY = 86_400_000
STAGES = ("new", "watching", "first", "repeat", "dormant", "lost")


def person(n: int, stage: str, **over: Any) -> dict[str, Any]:
    bought = stage in ("first", "repeat", "dormant")
    return {
        "person": f"taobao:{sha256(str(n).encode()).hexdigest()[:32]}", "space": "taobao", "stage": stage,
        "first_seen": NOW - 40 * DAY, "last_seen": NOW - n * DAY, "shows": 3, "clicks": 7 * n, "carts": n, "paid": int(bought),
        "spend": 12_900 if bought else None, "unknown": 0, "p_alive": 0.73 if bought else None,
        "expected": 1.4 if bought else None, "r": 4 if bought else None, "f": 3 if bought else None,
        "m": 5 if bought else None, "following": None if stage == "new" else n % 2 == 0,
    } | over  # fmt: skip


PEOPLE = [person(n, stage) for n, stage in enumerate(STAGES, start=1)] + [
    person(9, "repeat", paid=14, spend=1_286_300, unknown=2, shows=31)
]


def listed(rows: list[dict[str, Any]] = PEOPLE, **over: Any) -> dict[str, Any]:
    return {
        "as_of": NOW - 3_600_000, "stale": False, "making": False, "modelled": True, "currency": "CNY", "shows": 42,
        "people": 18_204, "counts": dict.fromkeys(STAGES, 1) | {"watching": 15_311, "repeat": 702}, "items": rows, "next": None,
    } | over  # fmt: skip


NOTHING = listed([], as_of=None, shows=0, people=0, counts=dict.fromkeys(STAGES, 0), currency=None)


def detail(row: dict[str, Any]) -> dict[str, Any]:
    note = {"note_zh": "只加团队主要币种", "note_en": "The team's main currency only"}
    fields = [
        {"id": "shows", "zh": "看过的场次", "en": "Shows watched", "unit": "count", "value": 31, "rows": 64},
        {"id": "watch_ms", "zh": "观看时长", "en": "Watch time", "unit": "ms", "value": None, "rows": 0},
        {"id": "spend", "zh": "消费金额", "en": "Spend", "unit": "money", "value": 1_286_300, "rows": 14} | note,
        {"id": "p_alive", "zh": "仍是买家的概率", "en": "Chance of still being a buyer", "unit": "share", "value": 0.73,
         "rows": 0, "derived": True},
    ]  # fmt: skip
    plain = {"note_zh": None, "note_en": None, "derived": False}
    act = {
        "show": "shw_1",
        "product": "p1",
        "product_title": "麦饭石不粘炒锅 32cm",
        "channel": None,
        "value": None,
    }
    return {
        "as_of": NOW - 3_600_000, "stale": False, "currency": "CNY", "row": row, "fields": [plain | one for one in fields],
        "shows": [{"id": "shw_1", "title": "双十一收官夜", "at": NOW - 9 * DAY}],
        "acts": [act | {"kind": "product_click", "n": 6, "first_at": NOW - 9 * DAY, "last_at": NOW - 8 * DAY}],
        "deals": [
            {"show": "shw_1", "order": "<img src=x onerror=alert(1)>", "currency": "CNY", "state": "refunded",
             "created_at": NOW - 9 * DAY, "paid_at": NOW - 9 * DAY, "amount": None, "refunded": 900}],
    }  # fmt: skip
