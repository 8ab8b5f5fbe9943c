"""The registry of long-lived things, filled once in app.py and read by type."""

from collections.abc import Callable
from typing import TypeVar, cast

from onair.kernel.clock import Clock, system_clock

T = TypeVar("T")


class Services:
    """`put(obj)`, then `get(Type)`; `maybe` and `every` also find by base class or protocol."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self.clock = clock
        self._held: list[object] = []
        self._exact: dict[object, object] = {}

    def put(self, thing: T) -> T:
        """Register; a later one of the very same type replaces the earlier."""
        self._held = [held for held in self._held if type(held) is not type(thing)]
        self._held.append(thing)
        self._exact[type(thing)] = thing
        return thing

    def get(self, kind: Callable[..., T]) -> T:
        """The registered instance; LookupError names what app.py forgot."""
        found = self.maybe(kind)
        if found is None:
            raise LookupError(f"no {getattr(kind, '__name__', kind)} among the services")
        return found

    def maybe(self, kind: Callable[..., T]) -> T | None:
        exact = self._exact.get(kind)  # hot routes ask by the very type
        return cast(T, exact) if exact is not None else next(iter(self.every(kind)), None)

    def every(self, kind: Callable[..., T]) -> list[T]:
        """All that are a `kind`, in the order they were put."""
        wanted = cast(type, kind)
        return [cast(T, held) for held in self._held if isinstance(held, wanted)]
