"""Frozen results of the warm-up: what others and the wire get to see."""

from dataclasses import dataclass, field
from typing import NamedTuple

from onair.before.warmup.ports import ClicksView, SentView
from onair.kernel.i18n import Text


class Promise(NamedTuple):
    """`value`: a discount's price (minor units), a giveaway's pieces; `kept_by_slot`: the slot that keeps it."""

    id: str
    text: str
    product: str | None
    kind: str
    value: int | None
    kept_by_slot: str | None
    item: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class ItemView:
    """As model.WarmupItem; `link`: our own short link of it."""

    id: str
    show: str
    layer: str
    channel: str
    title: str
    text: str
    hook: str | None
    owner: str | None
    cost: int | None
    goal: int | None
    target: str | None
    people: tuple[str, ...]
    url: str | None
    link: str | None
    link_code: str | None
    lead_ms: int | None
    due_at: int
    state: str
    sent_at: int | None
    sent_by: str | None
    sent_by_name: str | None
    reserved: int | None
    version: int

    @property
    def by_hand(self) -> bool:
        return self.target is None

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which its messages are known to the sender: the same item never sends twice."""
        return tuple(f"warmup:{self.id}:{one}" for one in self.people) or (f"warmup:{self.id}",)


NOTHING = ClicksView()


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what became of it. `sending`: how many of its messages are in which state; `said`: the last detail."""

    item: ItemView
    clicks: ClicksView = NOTHING
    sending: dict[str, int] = field(default_factory=dict)
    said: Text | None = None


def sending_of(item: ItemView, states: dict[str, SentView]) -> tuple[dict[str, int], Text | None]:
    """Counts by state of an item's messages, and the newest detail of one that went wrong."""
    counts: dict[str, int] = {}
    said: Text | None = None
    for key in item.keys:
        found = states.get(key)
        if found is None:
            continue
        counts[found.state] = counts.get(found.state, 0) + 1
        if found.state in ("failed", "blocked", "unknown") and found.detail:
            said = found.detail
    return counts, said
