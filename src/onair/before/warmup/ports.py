"""What the warm-up asks of whoever sends. Registered among the services; without one everything is done by hand."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from sqlalchemy.orm import Session

from onair.before.warmup.dead import DeadView
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text

TEXT_MAX = 4000
"""Signs of one message."""


@runtime_checkable
class SlotBook(Protocol):
    """Knows the slots of a show's rundown; registered among the services by whoever keeps rundowns."""

    def has_slot(self, tx: Session, tenant: str, show: str, slot: str) -> bool: ...


class Parcel(NamedTuple):
    """One message to one target. `key`: the same again is the same message. `person` None = a group or a robot.

    After `expires_at` (ms) it is no longer true and must not go out. `link` is set when the text does not hold it.
    """

    key: str
    target: str
    title: str
    text: str
    due_at: int
    expires_at: int
    person: str | None = None
    link: str | None = None


class TargetView(NamedTuple):
    """Where a message can go. `kind`: the sender behind it; `channel`: the way to single persons, None = a group;
    `trouble`: why not."""

    id: str
    name: str
    kind: str
    channel: str | None = None
    trouble: str | None = None

    @property
    def people(self) -> bool:
        """It reaches single persons."""
        return self.channel is not None


class SentView(NamedTuple):
    """`state` queued|sending|sent|failed|blocked|unknown|confirm_wait|dry|cancelled. `detail`: why, for people."""

    state: str
    at: int | None = None
    detail: Text | None = None


class LinkView(NamedTuple):
    code: str
    url: str
    qr_svg: str


class ClicksView(NamedTuple):
    """`total`: clicks of people; `people`: different ones; `bots`: clicks of machines, in neither."""

    total: int = 0
    people: int = 0
    bots: int = 0


@runtime_checkable
class Outbox(Protocol):
    def enqueue(self, tx: Session, tenant: str, clock: Clock, parcels: Sequence[Parcel]) -> None:
        """Take all of them, in the caller's transaction; keys that are known already change nothing."""

    def recall(
        self, tx: Session, tenant: str, clock: Clock, keys: Sequence[str], unless: Mapping[str, str] | None
    ) -> list[str]:
        """Take back what still waits and does not say `unless` (title, text). → their keys: they may be given anew."""

    def states(self, tx: Session, tenant: str, keys: Sequence[str]) -> Mapping[str, SentView]:
        """By key; keys never given are left out."""

    def link(self, tx: Session, tenant: str, clock: Clock, *, url: str, item: str, show: str) -> LinkView:
        """A short link of our own that counts who follows it."""

    def ask(self, url: str) -> None:
        """Look whether a link leads anywhere; returns at once."""

    def dead(self, url: str) -> DeadView | None:
        """None = it does, or nobody knows yet."""

    def clicks(self, tx: Session, tenant: str, items: Sequence[str]) -> Mapping[str, ClicksView]: ...

    def targets(self, tx: Session, tenant: str) -> Sequence[TargetView]: ...

    def paused(self, tx: Session, tenant: str) -> bool:
        """Somebody pulled the kill switch."""
