"""Which slot of a rundown keeps a promise. Pure; the rundown and the gate judge by it alike."""

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Promised(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def product(self) -> str | None: ...
    @property
    def value(self) -> int | None: ...
    @property
    def kept_by_slot(self) -> str | None: ...


class Keeper(Protocol):
    """`price` in minor units: what the slot sells at, None = unknown."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def product(self) -> str | None: ...
    @property
    def price(self) -> int | None: ...


S = TypeVar("S", bound=Keeper)


def kept_by(promise: Promised, slots: Sequence[S]) -> S | None:
    """The slot named for it, if it does keep it; without one in the rundown, the first that does.

    A discount: its product at the promised price or lower. A giveaway: a welfare slot, of its product when it has
    one. An experience: a slot of its product. A guest, or an experience without a product: only a named slot can tell.
    """
    named = [slot for slot in slots if slot.id == promise.kept_by_slot]
    return next((slot for slot in named or slots if _keeps(promise, slot, named=bool(named))), None)


def _keeps(promise: Promised, slot: Keeper, *, named: bool) -> bool:
    if promise.product is not None and slot.product != promise.product:
        return False
    if promise.kind == "discount":
        return slot.price is not None and promise.value is not None and slot.price <= promise.value
    if promise.kind == "giveaway":
        return slot.kind == "welfare" or named
    return named or (promise.kind == "experience" and promise.product is not None)
