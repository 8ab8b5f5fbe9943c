"""What may be said instead of a marked phrase, in the words' own language; "" where only evidence helps. Pure."""

import re
from collections.abc import Callable

_SOFTER: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"一[滴点丝毫](\w{1,3})都不(\w)"), lambda m: f"少{m[2]}{m[1]}也行"),
    (re.compile(r"一[点丝毫]都不(\w)"), lambda m: f"没那么{m[1]}"),
    (re.compile(r"零油(\w{0,4})"), lambda m: f"少油{m[1]}"),
    (re.compile(r"(?:全网|全国|史上)最(?:低|便宜)\w{0,2}"), lambda _: "今天的直播价"),
    (re.compile(r"(?:全网|全国|史上)最(\w{1,3})"), lambda m: f"很{m[1]}"),
    (re.compile(r"绝对(\w{1,4})"), lambda m: m[1]),
    (re.compile(r"永[不久](\w{1,3})"), lambda m: f"不容易{m[1]}"),
    (re.compile(r"never\b(.*)", re.IGNORECASE), lambda m: f"seldom{m[1]}"),
    (re.compile(r"zero\b(.*)", re.IGNORECASE), lambda m: f"little{m[1]}"),
)
_BOUND: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:仅剩|只剩|还剩|库存|最后)\s*\d+\s*(件|个|份|台|单|套)"), r"还剩 {stock} \1"),
    (re.compile(r"(?:仅剩|只剩|还剩|最后)\s*\d+\s*(?:分钟|秒)"), "到 {ends} 为止"),
    (re.compile(r"(?:已售|卖出|已有)\s*\d+\s*(件|单|人|个)?"), r"已售 {sold} 件"),
    (re.compile(r"only \d+ left", re.IGNORECASE), "only {stock} left"),
    (re.compile(r"\d+ left", re.IGNORECASE), "{stock} left"),
    (re.compile(r"\d+ sold", re.IGNORECASE), "{sold} sold"),
)


def softer(claim: str) -> str:
    """The same without the absolute; figures and effects have none: they need evidence."""
    for pattern, make in _SOFTER:
        found = pattern.fullmatch(claim.strip())
        if found:
            return make(found)
    return ""


def bound(typed: str) -> str:
    """The typed count or countdown as a placeholder that the ledger fills on air."""
    for pattern, said in _BOUND:
        found = pattern.fullmatch(typed.strip())
        if found:
            return found.expand(said)
    return ""
