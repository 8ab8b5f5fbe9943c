"""What the acts of the rundown on air need; unknown fields are refused."""

from typing import Annotated

from msgspec import Meta, Struct

from onair.events.model import Key

Why = Annotated[str, Meta(min_length=2, max_length=300)]
Seconds = Annotated[int, Meta(ge=-10_800, le=0)]
Changes = Annotated[dict[str, Seconds], Meta(max_length=200)]
Dropped = Annotated[list[Key], Meta(max_length=200)]
Rev = Annotated[int, Meta(ge=0, le=2**31)]


class Next(Struct, frozen=True, forbid_unknown_fields=True):
    """`slot`: the one expected to begin; None = whatever comes next."""

    slot: Key | None = None
    anyway: Why | None = None
    rev: Rev | None = None
    kind: Key | None = None
    product: Key | None = None
    label: Annotated[str, Meta(max_length=120)] | None = None


class Extend(Struct, frozen=True, forbid_unknown_fields=True):
    """`minutes` < 0: shorter. `changes` (slot → seconds), `dropped`: of the preview that was accepted."""

    minutes: Annotated[int, Meta(ge=-60, le=60)]
    slot: Key | None = None
    changes: Changes | None = None
    dropped: Dropped | None = None
    anyway: Why | None = None
    rev: Rev | None = None


class Skip(Struct, frozen=True, forbid_unknown_fields=True):
    slot: Key
    anyway: Why | None = None
    rev: Rev | None = None


class Swap(Struct, frozen=True, forbid_unknown_fields=True, rename={"other": "with"}):
    slot: Key
    other: Key
    changes: Changes | None = None
    dropped: Dropped | None = None
    anyway: Why | None = None
    rev: Rev | None = None


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """`before` None = to the end."""

    slot: Key
    before: Key | None = None
    changes: Changes | None = None
    dropped: Dropped | None = None
    anyway: Why | None = None
    rev: Rev | None = None


class Restore(Struct, frozen=True, forbid_unknown_fields=True):
    slot: Key
    changes: Changes | None = None
    dropped: Dropped | None = None
    anyway: Why | None = None
    rev: Rev | None = None


class Tap(Struct, frozen=True, forbid_unknown_fields=True):
    """One 逼单."""


FORMS: dict[str, type[Struct]] = {
    "slot_next": Next,
    "slot_extend": Extend,
    "slot_skip": Skip,
    "slot_swap": Swap,
    "slot_move": Move,
    "slot_restore": Restore,
}
