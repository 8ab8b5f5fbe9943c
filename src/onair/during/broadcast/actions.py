"""What people may do on air. Each action is an event with who and why; its consequences are events beside it,
written in the same batch. Nothing is edited: undoing voids those events by corrections.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from onair.during.broadcast.track import OWN_SOURCE, Track
from onair.events.model import Action, AnyEvent, Correction, Host, Id, Identity, Key, Slot
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.text import mask_personal

Text = Annotated[str, Meta(min_length=1, max_length=500)]


class UnknownAction(BadInput):
    code = "unknown_action"
    zh = "不认识动作「{action}」。没有执行任何操作，可用：{known}。"
    en = "The action {action} is not known. Nothing was done; there are: {known}."


class BadActionData(BadInput):
    code = "bad_action_data"
    zh = "动作「{action}」的内容不完整或不合要求：{why}。没有执行任何操作，请补全后重试。"
    en = "What {action} needs is missing or does not fit: {why}. Nothing was done; complete it and try again."


class NothingToUndo(NotFound):
    code = "nothing_to_undo"
    zh = "没有找到要撤销的动作。没有任何改动，请刷新后重试。"
    en = "The action to undo was not found. Nothing was changed; reload and try again."


class UndoneAlready(Conflict):
    code = "undone_already"
    zh = "这个动作已经撤销过了。没有再次改动。"
    en = "This action was undone before. Nothing was changed again."


class SlotStart(Struct, frozen=True, forbid_unknown_fields=True):
    slot: Key
    kind: Key = "talk"
    product: Key | None = None
    label: Annotated[str, Meta(max_length=120)] | None = None


class SlotEnd(Struct, frozen=True, forbid_unknown_fields=True):
    """None = the slot on air."""

    slot: Key | None = None


class Pin(Struct, frozen=True, forbid_unknown_fields=True):
    """None = unpin."""

    product: Key | None = None


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    text: Text


class Whisper(Struct, frozen=True, forbid_unknown_fields=True):
    text: Text


class HideComment(Struct, frozen=True, forbid_unknown_fields=True):
    comment: Annotated[str, Meta(min_length=3, max_length=200)]
    reason: Text


class UnhideComment(Struct, frozen=True, forbid_unknown_fields=True):
    comment: Annotated[str, Meta(min_length=3, max_length=200)]


class MarkHost(Struct, frozen=True, forbid_unknown_fields=True):
    host: Key
    phase: Literal["start", "end"] = "start"


class Undo(Struct, frozen=True, forbid_unknown_fields=True):
    action: Id


FORMS: dict[str, type[Struct]] = {
    "slot_start": SlotStart, "slot_end": SlotEnd, "pin": Pin, "note": Note, "hide_comment": HideComment,
    "unhide_comment": UnhideComment, "whisper": Whisper, "mark_host": MarkHost, "undo": Undo,
}  # fmt: skip


def plan(
    action: str, data: dict[str, Any], why: str | None, *, id_: str, by: str, at: int, track: Track
) -> list[AnyEvent]:
    """The events that an action writes, the action itself first.

    Raises UnknownAction, BadActionData, NothingToUndo, UndoneAlready.
    """
    form = FORMS.get(action)
    if form is None:
        raise UnknownAction(action=action[:40], known=", ".join(FORMS))
    try:
        asked = msgspec.convert(data, form)
    except msgspec.ValidationError as error:
        raise BadActionData(action=action, why=str(error)) from None
    clean = {
        name: mask_personal(v) if name in ("text", "reason") else v
        for name, v in msgspec.to_builtins(asked).items()
    }
    product = clean.get("product")
    event = Action(
        id=id_, source=OWN_SOURCE, at=at, product=product, action=action, by=by,
        why=mask_personal(why) if why else None, data={name: v for name, v in clean.items() if v is not None},
    )  # fmt: skip
    follow = _FOLLOW.get(action)
    return [event, *(follow(asked, id_, at, track) if follow else [])]


def _slot_start(asked: Any, id_: str, at: int, track: Track) -> list[AnyEvent]:
    start = Slot(
        id=f"{id_}:start", source=OWN_SOURCE, at=at, slot=asked.slot, phase="start", kind=asked.kind,
        product=asked.product, label=asked.label,
    )  # fmt: skip
    return [*_end_slot(id_, at, track), start]


def _slot_end(asked: Any, id_: str, at: int, track: Track) -> list[AnyEvent]:
    ended = _end_slot(id_, at, track)
    if not ended or (asked.slot is not None and asked.slot != track.slot_name):
        raise BadActionData(action="slot_end", why="this slot is not on air")
    return ended


def _end_slot(id_: str, at: int, track: Track) -> list[AnyEvent]:
    if track.slot is None or track.slot_name is None:
        return []
    kind = str(track.slot.data.get("kind", "talk"))
    ended = Slot(
        id=f"{id_}:end",
        source=OWN_SOURCE,
        at=at,
        slot=track.slot_name,
        phase="end",
        kind=kind,
        product=track.slot.product,
    )
    return [ended]


def _mark_host(asked: Any, id_: str, at: int, _track: Track) -> list[AnyEvent]:
    return [Host(id=f"{id_}:host", source=OWN_SOURCE, at=at, host=asked.host, phase=asked.phase)]


def _undo(asked: Any, id_: str, at: int, track: Track) -> list[AnyEvent]:
    undone = track.action(asked.action)
    if undone is None or undone.action == "undo":
        raise NothingToUndo
    if undone.undone:
        raise UndoneAlready
    written = _CONSEQUENCES.get(undone.action, ())
    return [
        Correction(
            id=f"{id_}:{place}", source=OWN_SOURCE, at=at, why="undo", void=True,
            corrects=Identity(source=OWN_SOURCE, id=f"{undone.id}:{suffix}"),
        )
        for place, suffix in enumerate(written)
    ]  # fmt: skip


_FOLLOW: dict[str, Callable[[Any, str, int, Track], list[AnyEvent]]] = {
    "slot_start": _slot_start, "slot_end": _slot_end, "mark_host": _mark_host, "undo": _undo,
}  # fmt: skip
_CONSEQUENCES: dict[str, tuple[str, ...]] = {
    "slot_start": ("end", "start"), "slot_end": ("end",), "mark_host": ("host",),
}  # fmt: skip
"""Suffixes of the ids of the events that an action may have written beside itself."""
