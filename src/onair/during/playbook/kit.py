"""The acts that a rule may propose, with what each needs, as a form editor shows them."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from msgspec import Struct, inspect

from onair.during.broadcast.actions import known_acts
from onair.during.broadcast.acts import CONTROL
from onair.kernel.i18n import Text

LATER: Mapping[str, Text] = {
    "show_overlay": Text("贴片", "showing overlays"),
}
"""Acts that rules name and that a later part registers: what is not in use yet."""
LABELS: Mapping[str, Text] = {
    "whisper": Text("耳语给主播", "Whisper to the host"), "note": Text("记一笔", "Note"),
    "pin": Text("置顶商品卡", "Pin a product card"), "slot_start": Text("开始一段", "Start a slot"),
    "slot_end": Text("结束这一段", "End the slot"), "slot_next": Text("进入下一段", "Go to the next slot"),
    "slot_extend": Text("延长或缩短这一段", "Lengthen or shorten the slot"),
    "mark_host": Text("主播上下场", "Host comes or goes"),
    "offer_publish": Text("发布备好的优惠", "Publish a prepared offer"), "offer_restock": Text("优惠补货", "Restock an offer"),
    "offer_end": Text("结束优惠", "End an offer"), "show_overlay": Text("上贴片", "Show an overlay"),
    "emergency_open": Text("打开应急卡", "Open an emergency card"), "push_tap": Text("记一次逼单", "Count one push"),
}  # fmt: skip
FIELDS: Mapping[str, Text] = {
    "text": Text("内容", "Text"), "minutes": Text("分钟", "Minutes"), "product": Text("商品", "Product"),
    "slot": Text("段", "Slot"), "label": Text("段名", "Title"), "kind": Text("类型", "Kind"),
    "host": Text("主播", "Host"), "phase": Text("上场或下场", "Comes or goes"),
    "anyway": Text("守不住规则也做的理由", "Reason to do it against a rule"), "card": Text("卡片", "Card"),
    "drill": Text("演练", "Drill"), "why": Text("原因", "Why"), "incident": Text("事件", "Incident"),
    "offer": Text("优惠", "Offer"), "qty": Text("件数", "Pieces"), "title": Text("名称", "Title"),
}  # fmt: skip
ALONE = frozenset({"action", "comment", "proposal", "run"})
"""Things of a moment that no rule can name beforehand; an act that needs one is a person's."""
QUIET = frozenset({"rev", "changes", "dropped", "evidence"})
"""What screens send for themselves."""
SPOKEN = frozenset({"text"})
"""Said to people, so written in both languages."""


class KitField(NamedTuple):
    """`choices`: of kind choice. `least`, `most`: of numbers, or the length of a text."""

    name: str
    label: Text
    kind: Literal["words", "text", "whole", "number", "switch", "choice"]
    required: bool
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


class KitAct(NamedTuple):
    """`later`: what is not in use yet, so that the act cannot be done; None = it can."""

    act: str
    label: Text
    fields: tuple[KitField, ...] = ()
    later: Text | None = None


def acts() -> list[KitAct]:
    """What rules may propose, by name; then what a later part brings."""
    found = []
    for name, act in sorted(known_acts().items()):
        fields = tuple(_fields(act.form))
        alone = any(one.required and one.name in ALONE | {"slot", "with"} for one in fields)
        if act.roles & CONTROL and not alone and not name.startswith("proposal_") and name != "slot_start":
            kept = tuple(one for one in fields if one.name not in ALONE)
            found.append(KitAct(name, LABELS.get(name, Text(name, name)), kept))
    known = known_acts()
    return [
        *found,
        *(KitAct(name, LABELS[name], (), why) for name, why in LATER.items() if name not in known),
    ]


def _fields(form: type[Struct]) -> Iterator[KitField]:
    kind = inspect.type_info(form)
    for field in kind.fields if isinstance(kind, inspect.StructType) else ():
        if field.encode_name not in QUIET:
            yield _field(field.encode_name, field.type, field.required)


def _field(name: str, kind: Any, required: bool) -> KitField:
    label = FIELDS.get(name, Text(name, name))
    if isinstance(kind, inspect.UnionType):
        kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    if isinstance(kind, inspect.LiteralType):
        return KitField(name, label, "choice", required, tuple(str(value) for value in kind.values))
    if isinstance(kind, inspect.BoolType):
        return KitField(name, label, "switch", required)
    if isinstance(kind, inspect.IntType):
        return KitField(name, label, "whole", required, (), kind.ge, kind.le)
    if isinstance(kind, inspect.FloatType):
        return KitField(name, label, "number", required, (), kind.ge, kind.le)
    most = kind.max_length if isinstance(kind, inspect.StrType) else None
    return KitField(name, label, "words" if name in SPOKEN else "text", required, (), None, most)
