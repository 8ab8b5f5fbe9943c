"""What the words and acts of a rule may name: facts of the moment it fired."""

import re
from collections.abc import Mapping
from typing import Any

from onair.kernel.i18n import Text

NAMES: Mapping[str, Text] = {
    "product": Text("商品编号", "product id"), "product_name": Text("品名", "product name"),
    "stock": Text("真实库存", "true stock"), "online": Text("在线人数", "people online"),
    "value": Text("触发时的值", "value that fired"), "times": Text("倍数", "how many times"),
    "percent": Text("百分数", "percent"), "share": Text("占比", "share"), "limit": Text("界限", "limit"),
    "n": Text("样本", "sample"), "minutes": Text("分钟", "minutes"), "offer": Text("备好的优惠", "the prepared offer"),
    "offer_title": Text("优惠名称", "the offer's title"),
}  # fmt: skip
"""`minutes` is the step's own; everything else is filled when the rule fires. Unknown facts are never guessed."""
_PLACE = re.compile(r"\{([^{}]*)\}")
Fact = str | int | float
Facts = Mapping[str, Fact | None]


class Unfilled(Exception):
    """A fact that the text needs is not known; `args[0]` is its name."""


def placeholders(value: Any) -> set[str]:
    """All names between braces, at any depth."""
    if isinstance(value, str):
        return set(_PLACE.findall(value))
    if isinstance(value, dict):
        return {name for inner in value.values() for name in placeholders(inner)}
    if isinstance(value, list | tuple):
        return {name for inner in value for name in placeholders(inner)}
    return set()


def filled(value: Any, facts: Facts) -> Any:
    """With facts for names; a text that is one name alone becomes the fact itself. Raises Unfilled."""
    if isinstance(value, str):
        alone = _PLACE.fullmatch(value)
        if alone:
            return _fact(alone[1], facts)
        return _PLACE.sub(lambda found: str(_fact(found[1], facts)), value)
    if isinstance(value, dict):
        return {name: filled(inner, facts) for name, inner in value.items()}
    return value


def told(text: str, facts: Facts) -> str:
    """A line for people: what is not known is —."""
    return _PLACE.sub(lambda found: "—" if facts.get(found[1]) is None else str(facts[found[1]]), text)


def _fact(name: str, facts: Facts) -> Fact:
    found = facts.get(name)
    if found is None:
        raise Unfilled(name)
    return found
