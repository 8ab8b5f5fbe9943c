"""Frozen results of the rundown: what other rooms and the wire get to see. Times in ms UTC, money in minor units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from onair.kernel.clock import MINUTE_MS


class Finding(NamedTuple):
    """`subject`: a slot's id, or "" for the whole; zh and en are whole sentences."""

    code: str
    level: Literal["error", "warning"]
    subject: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Slot:
    """`starts_ms` as planned (0-based when the show has no start); `pin`: minute at which it is fixed;
    `timing`: of words.TIMINGS."""

    id: str
    kind: str
    product: str | None
    title: str
    starts_ms: int
    minutes: int
    host: str | None
    role: str | None
    price: int | None
    fixed: bool
    card: Mapping[str, Any]
    note: str
    pin: int | None = None
    at: int = 0
    helpers: tuple[str, ...] = ()
    sheet: Mapping[str, str] = field(default_factory=dict)
    timing: str = "linked"


@dataclass(frozen=True, slots=True)
class Rundown:
    """`version` 0 and no `id` = none written yet. `total`: minutes of the show."""

    id: str | None
    show: str
    theme: str | None
    version: int
    slots: Sequence[Slot]
    total: int
    limits: Mapping[str, Any] = field(default_factory=dict)
    updated_at: int | None = None
    updated_by: str | None = None

    @property
    def hours(self) -> Mapping[str, tuple[int, int]]:
        """Host → (from, to) in minutes after the start; a host that is not named is there all the time."""
        return {host: (since, until) for host, (since, until) in self.limits.get("hours", {}).items()}


@dataclass(frozen=True, slots=True)
class NewSlot:
    """What is written of a slot. `id` None = a new one."""

    kind: str
    title: str
    minutes: int
    id: str | None = None
    product: str | None = None
    host: str | None = None
    helpers: Sequence[str] = ()
    role: str | None = None
    price: int | None = None
    pin: int | None = None
    timing: str = "linked"
    card: Mapping[str, Any] = field(default_factory=dict)
    sheet: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def begin_of(slots: Sequence[NewSlot], total: int | None = None) -> list[int]:
    """The minute at which each begins: one after another, waiting for a fixed one that is later. What is to wait is
    taken by the last slot before it that fills up; `total` is such an end, too."""
    found: list[int] = []
    end = 0
    for slot in slots:
        start = max(end, slot.pin) if slot.pin is not None else end
        _filled(slots, found, start - end)
        found.append(start)
        end = start + slot.minutes
    if total is not None:
        _filled(slots, found, total - end)
    return found


def _filled(slots: Sequence[NewSlot], begun: list[int], spare: int) -> None:
    """Moves what stands behind the last slot that fills up, back to the last fixed one."""
    for place in reversed(range(len(begun)) if spare > 0 else ()):
        if slots[place].timing == "fill":
            begun[place + 1 :] = [start + spare for start in begun[place + 1 :]]
            return
        if slots[place].pin is not None:
            return


def starts_ms(begin: int | None, minute: int) -> int:
    """`begin`: the show's planned start, ms."""
    return (begin or 0) + minute * MINUTE_MS
