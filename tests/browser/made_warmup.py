"""What a warm-up brought, made: it adds up to the made show's entries and orders."""

from typing import Any

from made_show import START

HOUR = 3_600_000
NONE: dict[str, Any] = {
    "item": None, "title": None, "layer": None, "channel": None, "sent_at": None, "clicks": None, "visitors": None,
    "reserved": None, "goal": None, "entries": 0, "people": 0, "new": 0, "unknown": 0, "orders": 0, "paid": 0,
    "unpriced": 0, "cost": None,
}  # fmt: skip


def attribution(*, blind: bool = False) -> dict[str, Any]:
    """Two items and the rest; `blind`: a source without entries."""
    clip = NONE | {"item": "wui_1", "title": "预告二：说出承诺", "layer": "teaser", "channel": "短视频预告", "sent_at": START - 24 * HOUR,
                   "clicks": 812, "visitors": 640, "reserved": 431, "cost": 60000}  # fmt: skip
    group = NONE | {"item": "wui_2", "title": "社群倒数：今晚有什么", "layer": "group", "channel": "社群", "sent_at": START - 4 * HOUR,
                    "clicks": 377, "visitors": 301}  # fmt: skip
    rest = dict(NONE)
    if not blind:
        clip |= {"entries": 6698, "people": 5120, "unknown": 12, "orders": 190, "paid": 2417200}
        group |= {"entries": 3139, "people": 2410, "orders": 140, "paid": 2017600, "unpriced": 2}
        rest |= {"entries": 32023, "people": 18950, "unknown": 377, "orders": 1297, "paid": 14599600}
    return {"window_ms": 48 * HOUR, "currency": "CNY", "zone": "Asia/Shanghai", "blind": 0 if blind else 41,
            "rows": [clip, group, rest]}  # fmt: skip
