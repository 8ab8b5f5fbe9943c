"""How a change goes into a rundown, and whether it stands there. Pure: slots in, slots out.

`params` by kind: slot_minutes {minutes}, slot_order {place: 1 = the first slot with a product; or best: where most people
watch}, card {text}: what must be said. Each
is about one product (`key`); all of its slots are meant; to a place its first one goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onair.after.changes.model import Body, Kind, Param
from onair.before.rundown.service import NewSlot

IN_RUNDOWN: frozenset[Kind] = frozenset({"slot_minutes", "slot_order", "card"})
MUST_MOST = 20
LONGEST_MIN = 480
PLACE_MOST = 200


@dataclass(frozen=True, slots=True)
class Laid:
    """`slots` as they become; `before` and `after` by slot: what was changed of it. `place` of slot_order: index."""

    slots: list[NewSlot]
    before: dict[str, Any]
    after: dict[str, Any]


class Unfit(ValueError):
    """`code`: no_slot, no_value, full: why it cannot be taken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def lay(kind: Kind, body: Body, slots: Sequence[NewSlot]) -> Laid:
    """Raises Unfit."""
    own = [slot for slot in slots if body.key is not None and slot.product == body.key]
    if not own:
        raise Unfit("no_slot")
    if kind == "slot_minutes":
        minutes = whole(body.params, "minutes", LONGEST_MIN)
        return _changed(slots, {slot.id or "": {"minutes": minutes} for slot in own})
    if kind == "card":
        text = said(body.params)
        return _changed(slots, {slot.id or "": {"must": _with(slot, text)} for slot in own})
    place = whole(body.params, "place", PLACE_MOST)
    return _moved(slots, own[0] if not stands(kind, body, slots) else None, place)


def back(
    slots: Sequence[NewSlot], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[NewSlot] | None:
    """What was changed put back as it was; None when somebody changed the same since."""
    held = {slot.id: slot for slot in slots}
    if "order" in before:
        order = [slot.id for slot in slots]
        return [held[id_] for id_ in before["order"]] if order == after["order"] else None
    if any(id_ not in held or _part(held[id_], part) != part for id_, part in after.items()):
        return None
    return _changed(slots, before).slots


def stands(kind: Kind, body: Body, slots: Sequence[NewSlot]) -> bool:
    """Whether the plan is as the change wants it, whoever wrote it so."""
    own = [slot for slot in slots if body.key is not None and slot.product == body.key]
    if not own:
        return False
    try:
        if kind == "slot_minutes":
            minutes = whole(body.params, "minutes", LONGEST_MIN)
            return all(slot.minutes == minutes for slot in own)
        if kind == "card":
            text = said(body.params)
            return all(text in slot.card.get("must", ()) for slot in own)
        talks = [slot for slot in slots if slot.product is not None]
        return talks[min(whole(body.params, "place", PLACE_MOST), len(talks)) - 1] in own
    except Unfit:
        return False


def whole(params: Mapping[str, Param], name: str, most: int) -> int:
    """A whole number from 1. Raises Unfit."""
    value = params.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= most:
        raise Unfit("no_value")
    return int(value)


def said(params: Mapping[str, Param]) -> str:
    """Raises Unfit."""
    text = params.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Unfit("no_value")
    return text.strip()[:300]


def _with(slot: NewSlot, text: str) -> list[str]:
    must = list(slot.card.get("must", ()))
    if text in must:
        return must
    if len(must) >= MUST_MOST:
        raise Unfit("full")
    return [*must, text]


def _moved(slots: Sequence[NewSlot], own: NewSlot | None, place: int) -> Laid:
    """To stand as the `place`-th slot with a product; None = one of its slots stands there already."""
    if own is None:
        order = [slot.id for slot in slots]
        return Laid(list(slots), {"order": order}, {"order": order})
    rest = [slot for slot in slots if slot is not own]
    talks = [at for at, slot in enumerate(rest) if slot.product is not None]
    at = talks[place - 1] if place <= len(talks) else (talks[-1] + 1 if talks else 0)
    found = [*rest[:at], own, *rest[at:]]
    return Laid(found, {"order": [slot.id for slot in slots]}, {"order": [slot.id for slot in found]})


def _changed(slots: Sequence[NewSlot], parts: Mapping[str, Mapping[str, Any]]) -> Laid:
    found, before = [], {}
    for slot in slots:
        part = parts.get(slot.id or "")
        if part is None:
            found.append(slot)
            continue
        before[slot.id or ""] = _part(slot, part)
        card = _said(slot, part["must"]) if "must" in part else slot.card
        found.append(replace(slot, minutes=part.get("minutes", slot.minutes), card=card))
    return Laid(found, before, {id_: dict(part) for id_, part in parts.items()})


def _said(slot: NewSlot, must: Sequence[str]) -> dict[str, Any]:
    rest = {name: value for name, value in slot.card.items() if name != "must"}
    return {**rest, "must": list(must)} if must else rest


def _part(slot: NewSlot, part: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields of a slot as it is."""
    now = {"minutes": slot.minutes, "must": list(slot.card.get("must", ()))}
    return {name: now[name] for name in part}
