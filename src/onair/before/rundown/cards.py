"""Talk cards 讲解卡: three parts 痛点-价值-对比 or the six steps, and what is wrong with what they say. Pure.

A mark names the part and the place of the words. Patterns are about form (an enumeration without a person in it, a
figure, a superlative), not about truth: the remedy is always a proof that can be looked up, or softer words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from onair.before.rundown.softer import bound, softer
from onair.kernel.i18n import Text

FORMS: dict[str, dict[str, Text]] = {
    "three": {
        "pain": Text("痛点", "pain"),
        "value": Text("产品价值", "value"),
        "contrast": Text("效果对比", "contrast"),
    },
    "six": {
        "pain": Text("痛点", "pain"),
        "point": Text("卖点", "selling point"),
        "scene": Text("场景", "scene"),
        "welfare": Text("福利", "welfare"),
        "assurance": Text("质保", "assurance"),
        "close": Text("逼单", "close"),
    },
}
PLACEHOLDERS = ("{stock}", "{sold}", "{ends}", "{price}")
"""Filled from the ledger on air; numbers of this sort are never typed."""

Level = Literal["error", "warning"]


class Mark(NamedTuple):
    """`start`, `end`: characters in the part; 0, 0 = the part as a whole. `rewrite`: what may be said instead, "" = none
    is known."""

    part: str
    start: int
    end: int
    code: str
    level: Level
    words: Text
    rewrite: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """`parts`: by the keys of its form. `proofs`: (claim, evidence). `never`: phrases that must not be said."""

    form: str = "three"
    parts: Mapping[str, str] = field(default_factory=dict)
    story: str = ""
    scene: str = ""
    anchor: str = ""
    proofs: Sequence[tuple[str, str]] = ()
    must: Sequence[str] = ()
    never: Sequence[str] = ()

    @property
    def empty(self) -> bool:
        return not any(text.strip() for text in self.parts.values())


_CLAIM = re.compile(
    r"一[滴点丝毫]\w{0,3}都不\w{0,2}|零(?:油|添加|甲醛|风险|刺激|防腐)\w{0,4}|100\s*%|百分之?百|全网最\w{1,3}|全国最\w{1,3}"
    r"|史上最\w{1,3}|销量第一|第一品牌|顶级|永[不久]\w{0,3}|绝对\w{0,4}|根治\w{0,3}|治[好愈]\w{0,3}"
    r"|(?:抗菌|除菌|抑菌|防脱|减肥|美白|祛斑|抗皱|防水|防蓝光|阻燃)\w{0,3}"
    r"|\d+(?:\.\d+)?\s*(?:%|％|倍|小时|分钟|秒|天见效|层|年不\w{1,3}|度高温|次不\w{1,3})"
    r"|\b(?:100 ?%|guaranteed|clinically|best in|never|zero|proven|waterproof)\b[^.,;]{0,24}",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"(?:仅剩|只剩|还剩|库存|最后)\s*\d+\s*(?:件|个|份|台|单|套|分钟|秒)|(?:已售|卖出|已有)\s*\d+\s*(?:件|单|人|个)?"
    r"|\bonly \d+ left\b|\b\d+ (?:sold|left)\b",
    re.IGNORECASE,
)
_OWN_USE = re.compile(
    r"我(?:自己|家里?|也)?(?:用了|用过|吃了|穿了|一直用|天天用)\w{0,6}|\bI(?:'ve| have)? used?\b[^.,;]{0,24}"
)
_PERSON = re.compile(
    r"你|您|咱|我们|家里|孩子|妈|爸|老人|宝宝|上班|下班|出门|回家|做饭|省[心事力时钱]|不用|不怕|再也|放心|轻松|就能|让|帮"
    r"|[？?]|\b(?:you|your|we|our|family|kids|so that|no more|without)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"[、，,；;\n。.]+")
_TELLS = {"three": "value", "six": "point"}
"""The part that turns features into value."""


def marks(card: Card) -> list[Mark]:
    """Everything to mend, in the order of the parts."""
    found: list[Mark] = []
    for part, title in FORMS[card.form].items():
        text = card.parts.get(part, "")
        if not text.strip():
            words = Text(f"「{title.zh}」还没写", f"nothing is written for the {title.en}")
            found.append(Mark(part, 0, 0, "part_missing", "warning", words))
            continue
        found += _of_part(card, part, text)
    return found


def _of_part(card: Card, part: str, text: str) -> Iterator[Mark]:
    yield from _forbidden(card, part, text)
    yield from _typed(part, text)
    yield from _unproven(card, part, text)
    if part == _TELLS[card.form] and only_features(text):
        words = Text(
            "只列了参数，没说对她有什么用：补一句使用时的变化",
            "this only lists features; say what changes for the person who uses it",
        )
        yield Mark(part, 0, len(text), "feature_list", "warning", words)


def only_features(text: str) -> bool:
    """An enumeration in which no person appears and nothing happens."""
    pieces = [piece for piece in _SPLIT.split(text) if piece.strip()]
    return len(pieces) >= 3 and not _PERSON.search(text) and all(len(piece) <= 24 for piece in pieces)


def _forbidden(card: Card, part: str, text: str) -> Iterator[Mark]:
    for phrase in card.never:
        place = text.find(phrase) if phrase else -1
        if place >= 0:
            words = Text(f"「{phrase}」在禁说里", f"'{phrase}' is on the never-say list")
            yield Mark(part, place, place + len(phrase), "never_said", "error", words)


def _typed(part: str, text: str) -> Iterator[Mark]:
    for found in _TYPED.finditer(text):
        words = Text(
            f"「{found.group()}」不能手写：用 {{stock}}、{{sold}} 或 {{ends}}，开播后由真实库存与订单填上",
            f"'{found.group()}' must not be typed: {{stock}}, {{sold}} or {{ends}} are filled from the ledger on air",
        )
        yield Mark(part, *found.span(), "typed_number", "error", words, bound(found.group()))


def _unproven(card: Card, part: str, text: str) -> Iterator[Mark]:
    for found in _CLAIM.finditer(text):
        claim = found.group().strip()
        if not proven(card, text, found.span()):
            words = Text(
                f"「{claim}」没有登记证据：改成留有余地的说法，或补一份证据",
                f"there is no evidence for '{claim}': soften the words or add evidence",
            )
            yield Mark(part, *found.span(), "claim_without_evidence", "warning", words, softer(claim))
    for found in _OWN_USE.finditer(text):
        if not card.story.strip() and not proven(card, text, found.span()):
            words = Text(
                f"「{found.group()}」说的是自己用过：先登记使用记录",
                f"'{found.group()}' speaks of one's own use: register the record of it first",
            )
            yield Mark(part, *found.span(), "own_use_without_record", "warning", words)


def proven(card: Card, text: str, span: tuple[int, int]) -> bool:
    """Some proof with a place to look it up covers these words."""
    said = text[slice(*span)].strip().casefold()
    for claim, evidence in card.proofs:
        stated = claim.strip().casefold()
        if stated and evidence.strip() and (stated in text.casefold() or said in stated):
            start = text.casefold().find(stated)
            if said in stated or (start >= 0 and start <= span[0] and span[1] <= start + len(stated)):
                return True
    return False


def card_of(kept: Mapping[str, Any] | None) -> Card:
    """From what a slot keeps."""
    body = kept or {}
    form = body.get("form", "three")
    return Card(
        form=form if form in FORMS else "three",
        parts=dict(body.get("parts") or {}),
        story=body.get("story", ""),
        scene=body.get("scene", ""),
        anchor=body.get("anchor", ""),
        proofs=tuple((proof["claim"], proof["evidence"]) for proof in body.get("proofs") or ()),
        must=tuple(body.get("must") or ()),
        never=tuple(body.get("never") or ()),
    )
