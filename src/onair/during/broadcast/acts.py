"""What may be done on every show: slots, pins, notes, hosts, undo."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from onair.access.roles import Role
from onair.during.broadcast.actions import (
    Act,
    BadActionData,
    CannotUndo,
    Context,
    NothingToUndo,
    UndoneAlready,
    known_acts,
)
from onair.during.broadcast.track import OWN_SOURCE
from onair.events.model import AnyEvent, Correction, Host, Id, Identity, Key, Slot

Text = Annotated[str, Meta(min_length=1, max_length=500)]
CONTROL = frozenset({Role.operator, Role.controller})


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


class MarkHost(Struct, frozen=True, forbid_unknown_fields=True):
    host: Key
    phase: Literal["start", "end"] = "start"


class Undo(Struct, frozen=True, forbid_unknown_fields=True):
    action: Id


def _slot_start(asked: Any, on: Context) -> list[AnyEvent]:
    start = Slot(
        id=f"{on.id}:start", source=OWN_SOURCE, at=on.at, slot=asked.slot, phase="start", kind=asked.kind,
        product=asked.product, label=asked.label,
    )  # fmt: skip
    return [*end_slot(on), start]


def _slot_end(asked: Any, on: Context) -> list[AnyEvent]:
    ended = end_slot(on)
    if not ended or (asked.slot is not None and asked.slot != on.track.slot_name):
        raise BadActionData(action="slot_end", why="this slot is not on air")
    return ended


def end_slot(on: Context) -> list[AnyEvent]:
    """The end of the slot on air, if there is one; its id ends in `:end`."""
    if on.track.slot is None or on.track.slot_name is None:
        return []
    kind = str(on.track.slot.data.get("kind", "talk"))
    ended = Slot(
        id=f"{on.id}:end",
        source=OWN_SOURCE,
        at=on.at,
        slot=on.track.slot_name,
        phase="end",
        kind=kind,
        product=on.track.slot.product,
    )
    return [ended]


def _mark_host(asked: Any, on: Context) -> list[AnyEvent]:
    return [Host(id=f"{on.id}:host", source=OWN_SOURCE, at=on.at, host=asked.host, phase=asked.phase)]


def _undo(asked: Any, on: Context) -> list[AnyEvent]:
    undone = on.track.action(asked.action)
    if undone is None or undone.action == "undo":
        raise NothingToUndo
    if undone.undone:
        raise UndoneAlready
    act = known_acts().get(undone.action)
    if act is not None and not act.undoable:
        raise CannotUndo(action=undone.action)
    return [
        Correction(
            id=f"{on.id}:{place}", source=OWN_SOURCE, at=on.at, why="undo", void=True,
            corrects=Identity(source=OWN_SOURCE, id=f"{undone.id}:{suffix}"),
        )
        for place, suffix in enumerate(act.consequences if act else ())
    ]  # fmt: skip


_SPEAK = CONTROL | {Role.service, Role.technician, Role.merchandiser}
ACTS = (
    Act("slot_start", SlotStart, CONTROL, _slot_start, ("end", "start"), mark=False),
    Act("slot_end", SlotEnd, CONTROL, _slot_end, ("end",), mark=False, late=True),
    Act("pin", Pin, CONTROL, moves=True),
    Act("mark_host", MarkHost, CONTROL, _mark_host, ("host",), mark=False, late=True),
    Act("undo", Undo, CONTROL, _undo, mark=False, late=True),
    Act("note", Note, _SPEAK | {Role.host}, late=True),
    Act("whisper", Whisper, _SPEAK, mark=False),
)
