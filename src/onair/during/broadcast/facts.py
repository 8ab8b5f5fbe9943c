"""What the owner of a show must know of it and of the goods, people and hosts around it, and who tells."""

from typing import Protocol

from msgspec import Struct

from onair.kernel.errors import Conflict, NotFound
from onair.metrics.window import Window

OPEN_STATES = frozenset({"ready", "on_air", "ended", "reviewed"})
OVER = frozenset({"ended", "reviewed"})
"""What comes late is still taken; nothing can be done on air any more."""
PLANNING_TYPES = frozenset({"slot", "action"})
"""All that may be written while the show is still being prepared."""


class NoShow(NotFound):
    code = "show_not_found"
    zh = "没有这个场次，或者您看不到它。没有接收任何内容，请核对场次编号。"
    en = "There is no such show, or not for you. Nothing was accepted; check its id."


class ShowNotOpen(Conflict):
    code = "show_not_open"
    zh = "场次当前是「{state}」，不接收这类事件。没有保存任何东西；请先把场次改为就绪或开播。"
    en = "The show is {state} and takes no such events. Nothing was saved; make it ready or start it first."


class Facts(Struct, frozen=True, kw_only=True):
    """A show as its owner sees it. Times in ms UTC; `window` is what the metrics count in."""

    id: str
    tenant: str
    title: str
    state: str
    currency: str
    zone: str
    window: Window
    room: str | None = None
    room_id: str | None = None
    platform: str | None = None
    starts_at: int | None = None
    planned_end: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    staged: bool = False
    demo: bool = False
    origin: str = "live"


class Good(Struct, frozen=True, kw_only=True):
    """A product as shown beside its numbers. `price` in minor units."""

    id: str
    name: str
    role: str | None = None
    price: int | None = None
    stock: int | None = None


class Backdrop(Protocol):
    """Where facts come from; called in worker threads, may block."""

    def show(self, show: str) -> Facts | None: ...

    def on_air(self) -> list[str]:
        """Ids of all shows on air, of all teams."""

    def goods(self, tenant: str) -> dict[str, Good]:
        """By every id under which events may name the product."""

    def names(self, tenant: str) -> dict[str, str]:
        """People and hosts: id → name."""


def require_open(facts: Facts, types: set[str]) -> None:
    """Raises ShowNotOpen unless a show in this state takes events of all these types."""
    if facts.state in OPEN_STATES or (facts.state == "preparing" and types <= PLANNING_TYPES):
        return
    raise ShowNotOpen(state=facts.state)
