"""A line of an overlay, looked at before it may be shown: the language, the tokens, the numbers, the law. Pure."""

import re
from datetime import date
from typing import Literal, NamedTuple

from onair.compliance.lint import Asked, check
from onair.compliance.lint.counted import HOLE, claims_of
from onair.during.overlays.template import WORDS, Fault, Flat, Template, parse, plain
from onair.during.overlays.token import Means, Token, known_tokens
from onair.kernel.i18n import Text

Verdict = Literal["BLOCK", "EVID", "FIX"]
NEAR = 8
"""Characters beside a token that say what its number counts."""


class Finding(NamedTuple):
    """`start`, `end` in the line; `instrument` and `article` empty = not a matter of law."""

    rule: str
    verdict: Verdict
    start: int
    end: int
    matched: str
    reason: Text
    rewrite: Text | None = None
    instrument: str = ""
    article: str = ""

    @property
    def refused(self) -> bool:
        """A claim without its evidence may not be shown either."""
        return self.verdict in ("BLOCK", "EVID")


class Law(NamedTuple):
    instrument: str
    article: str
    reason: Text
    rewrite: Text


LAWS = {
    "C12": Law(
        "明码标价和禁止价格欺诈规定",
        "6, 7, 19",
        Text(
            "贴片上的价格必须等于结算价，手写的价格不会跟着变",
            "A price on screen must be what the checkout charges; a typed one does not follow it",
        ),
        Text(
            "用 {offer.price}；恢复价用 {offer.price_after}",
            "use {offer.price}; the price afterwards is {offer.price_after}",
        ),
    ),
    "C15": Law(
        "反不正当竞争法",
        "9, 25",
        Text(
            "成交、人数、次数只能来自台账，手写数字不许上屏",
            "Sales, people and counts come from the ledger only; a typed number may not be shown",
        ),
        Text(
            "用 {show.paid_orders}，截至时间和口径会自动写在旁边",
            "use {show.paid_orders}; its time and definition are written beside it",
        ),
    ),
    "C16": Law(
        "侵害消费者权益行为处罚办法",
        "6(4)(5)",
        Text(
            "稀缺必须为真：剩余数量只能来自库存台账",
            "Scarcity must be true: what is left comes from the stock ledger only",
        ),
        Text(
            "用 {offer.left}；分批上架写「本批上架 {offer.batch} 件，还剩 {offer.left}」",
            "use {offer.left}; of a batch say “{offer.batch} in this batch, {offer.left} left”",
        ),
    ),
    "C17": Law(
        "明码标价和禁止价格欺诈规定",
        "19(4)(6), 20(2)",
        Text(
            "倒计时和截止时间必须绑定优惠的结束时间，到点价格真的会变",
            "A countdown is bound to the offer's end, at which the price really changes",
        ),
        Text("用 {offer.countdown} 或 {offer.ends_at}", "use {offer.countdown} or {offer.ends_at}"),
    ),
}
_FAULTS: dict[Fault, Text] = {
    "stray": Text("单独的花括号：词元写成 {show.paid_orders}，要显示花括号写两个", "A lone brace: write it twice to show it"),
    "nested": Text("可省略的段落 [[ ]] 不能套在另一段里", "A section [[ ]] cannot stand inside another"),
    "unopened": Text("这里结束了一个没有开始的段落", "A section ends here that never began"),
    "unclosed": Text("段落 [[ 没有用 ]] 结束", "The section [[ is not ended by ]]"),
    "too_long": Text("一行最多 300 字", "A line has 300 characters at most"),
    "too_many": Text("一行最多 12 个词元", "A line has 12 tokens at most"),
}  # fmt: skip
_BOUGHT: frozenset[Means] = frozenset({"orders", "people", "sold"})
_SAYS: tuple[tuple[re.Pattern[str], frozenset[Means]], ...] = (
    (re.compile(r"补货|restock", re.I), frozenset({"restocks"})),
    (re.compile(r"[仅只就还]剩|剩余|剩下|库存|可售|left|in stock|remaining", re.I), frozenset({"stock"})),
    (re.compile(r"上架|备货|本批|on sale|batch", re.I), frozenset({"batch"})),
    (re.compile(r"下单|付款|已售|售出|卖出|成交|拍下|抢|买|sold|paid|bought|order", re.I), _BOUGHT),
)  # fmt: skip


class Line(NamedTuple):
    template: Template
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        return any(one.refused for one in self.findings)


def check_line(source: str, on: date) -> Line:
    """`on`: the day whose rules count."""
    return _checked(parse(source), on)


def shipped_line(source: str) -> Line:
    """One that comes with OnAir. A test holds it against the law, so that a show opens without the rules being read."""
    return Line(parse(source), ())


def check_words(text: str, on: date) -> tuple[Finding, ...]:
    """Of words that somebody says or types on air: no token stands in them, so no number may. All of them are read."""
    return _checked(plain(text), on).findings


def _checked(template: Template, on: date) -> Line:
    source = template.source
    found = [
        Finding("template", "BLOCK", p.at, p.end, source[p.at : p.end], _FAULTS[p.fault])
        for p in template.problems
    ]
    found += _tokens(template)
    flat = template.flat({name for name, token in known_tokens().items() if token.kind == "text"})
    for claim in claims_of(flat.text):
        start, end = flat.at[claim.start], flat.to[claim.end - 1]
        law = LAWS[claim.rule]
        found.append(
            Finding(
                claim.rule,
                "BLOCK",
                start,
                end,
                source[start:end],
                law.reason,
                law.rewrite,
                law.instrument,
                law.article,
            )
        )
    found += _meanings(template, flat.text)
    found += _lint(template, flat, on, found)
    return Line(template, tuple(sorted(found, key=lambda one: one.start)))


def _lint(template: Template, flat: Flat, on: date, found: list[Finding]) -> list[Finding]:
    """What the law says of the words; places that a rule of ours has already are not told twice."""
    told = []
    for one in check(flat.text, Asked("overlay", on)).findings:
        if one.verdict == "PASS":
            continue
        start, end = flat.at[one.start], flat.to[one.end - 1]
        if any(own.start < end and start < own.end and own.instrument for own in found):
            continue
        matched = template.source[start:end]
        told.append(
            Finding(
                one.rule,
                one.verdict,
                start,
                end,
                matched,
                one.reason,
                one.rewrite,
                one.instrument,
                one.article,
            )
        )
    return told


def _tokens(template: Template) -> list[Finding]:
    found = []
    for piece in template.pieces:
        if piece.key is None:
            continue
        token = known_tokens().get(piece.key.name)
        matched = template.source[piece.at : piece.end]
        if token is None:
            why = Text(
                f"没有词元 {matched}，请从列表里选", f"There is no token {matched}; choose one of the list"
            )
        elif piece.key.arg is not None and token.takes is None:
            why = Text(f"{token.name} 不带参数", f"{token.name} takes no argument")
        else:
            continue
        found.append(Finding("token", "BLOCK", piece.at, piece.end, matched, why))
    return found


def _meanings(template: Template, flat: str) -> list[Finding]:
    """The words beside a count must say what it counts."""
    found: list[Finding] = []
    place = -1
    for piece in template.pieces:
        if piece.key is None:
            continue
        place = next(i for i in range(place + 1, len(flat)) if flat[i] in HOLE + WORDS)
        token = known_tokens().get(piece.key.name)
        if token is None or token.means is None or _fits(token, flat, place):
            continue
        law = LAWS["C15"]
        why = Text(
            f"旁边的话与词元的口径不符：{{{token.name}}} 是「{token.says.zh}」",
            f"The words beside it are not what it counts: {{{token.name}}} is “{token.says.en}”",
        )
        matched = template.source[piece.at : piece.end]
        found.append(
            Finding(
                "C15", "BLOCK", piece.at, piece.end, matched, why, law.rewrite, law.instrument, law.article
            )
        )
    return found


def _fits(token: Token, flat: str, place: int) -> bool:
    """The nearest word on either side decides, of two as near the one before."""
    before = flat[max(0, place - NEAR) : place].rpartition(HOLE)[2]
    after = flat[place + 1 : place + 1 + NEAR].partition(HOLE)[0]
    nearest: tuple[tuple[int, bool], frozenset[Means]] | None = None
    for pattern, means in _SAYS:
        for text, behind in ((before, False), (after, True)):
            for hit in pattern.finditer(text):
                far = (hit.start() if behind else len(text) - hit.end(), behind)
                if nearest is None or far < nearest[0]:
                    nearest = far, means
    return nearest is None or token.means in nearest[1]
