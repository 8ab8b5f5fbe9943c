"""Copy with placeholders → what people read. Pure; unknown placeholders are named, never sent."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from onair.kernel.i18n import Lang, Text

PLACEHOLDERS: dict[str, Text] = {
    "title": Text("场次标题", "the show's title"),
    "start": Text("开播日期和时间", "date and time of the start"),
    "date": Text("开播日期", "date of the start"),
    "time": Text("开播时间", "time of the start"),
    "link": Text("这一条的短链接", "this item's short link"),
    "promises": Text("本场的承诺", "what the show promises"),
    "hook": Text("这一条的悬念", "this item's hook"),
}
_HOLE = re.compile(r"\{([^{}\n]{0,40})\}")
_WEEK = ("一", "二", "三", "四", "五", "六", "日")


def unknown(copy: str) -> list[str]:
    """Placeholders that nothing fills, in order, once each."""
    return list(dict.fromkeys(name for name in _HOLE.findall(copy) if name not in PLACEHOLDERS))


def asks_for(copy: str, name: str) -> bool:
    return name in _HOLE.findall(copy)


def render(copy: str, values: Mapping[str, str]) -> str:
    """Fill what is known; a placeholder without a value disappears, runs of blanks with it."""
    filled = _HOLE.sub(lambda hole: values.get(hole.group(1), ""), copy)
    return re.sub(r"[ \t]{2,}", " ", filled).strip()


def words(
    title: str,
    *,
    start: int | None,
    zone: str,
    promises: Iterable[str],
    link: str | None,
    hook: str | None,
    lang: Lang,
) -> dict[str, str]:
    """The values of the placeholders for one item. `start` in ms; None leaves the times empty."""
    promised = [text.rstrip("。.；; ") for text in promises]
    said = {"title": title, "link": link or "", "hook": hook or ""}
    said["promises"] = ("；" if lang == "zh" else "; ").join(promised) + (
        ("。" if lang == "zh" else ". ") if promised else ""
    )
    if start is not None:
        said |= times(start, zone, lang)
    return said


def times(start: int, zone: str, lang: Lang) -> dict[str, str]:
    """`start` (ms) in the shop's zone as people write it; nothing for one that no calendar can write."""
    try:
        at = datetime.fromtimestamp(start / 1000, ZoneInfo(zone))
    except (OverflowError, ValueError, OSError):
        return {}
    clock = f"{at:%H:%M}"
    day = f"{at.month} 月 {at.day} 日（周{_WEEK[at.weekday()]}）" if lang == "zh" else f"{at:%a %d %b}"
    return {"date": day, "time": clock, "start": f"{day} {clock}"}
