"""What is folded beside the numbers of a show, from the same log and in the same order, by rooms that stand above.

A room that follows the shows on air has a module `companion` with `feature(services)`; it is found by scan. The owner
gives its companion every batch, tells it how far time has come, writes what it wants written, and shows its panels.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from msgspec import Struct

from onair.access.web import Services
from onair.during.broadcast.comments import Comments
from onair.during.broadcast.facts import Facts
from onair.during.broadcast.frames import View
from onair.during.broadcast.signal import Signal
from onair.during.broadcast.track import Track
from onair.events.groups import Groups
from onair.events.model import AnyEvent
from onair.kernel.discovery import modules

Panels = Mapping[str, tuple[type[Struct], frozenset[View]]]


class Beside(NamedTuple):
    """What a companion may read of the show's memory: right as of the last batch, corrections applied.

    `stock`: product → (available, at). `comments`: the newest; their marks are the one thing a companion may write.
    `companions`: what the other rooms made of the same log, by feature.
    """

    facts: Facts
    track: Track
    stock: Mapping[str, tuple[int, int]]
    signal: Signal
    companions: Mapping[str, "Companion"] = MappingProxyType({})
    comments: Comments = Comments()


class Companion(Protocol):
    """Memory of one show. Calls come from one thread at a time; none may block or await."""

    def take(self, groups: Groups, clock: int) -> None:
        """One batch as it came, before corrections; `clock`: the show's, in ms, never running back by more than the
        owner's own. Groups may hold columns only (`events.groups.give_up`)."""

    def advance(self, clock: int, beside: Beside) -> None:
        """Everything of the log up to `clock` has been taken; while a show is on air, once a second at least."""

    def due(self, now: int, beside: Beside) -> Sequence[AnyEvent]:
        """Events that the server shall write now, with ids that come out the same after a restart; asked after
        `advance`, on air only. What is in the log already is not written twice, so asking again is harmless."""

    def panels(self, now: int, beside: Beside) -> Mapping[str, Struct]:
        """What screens show of it, by name; the same object again where nothing changed."""

    def know(self, knowledge: Any) -> None:
        """What `Feature.learn` read: at the beginning, and whenever it was told to read again."""


class Feature(Protocol):
    """One room's hold on all shows. `panels`: name → its struct and the views that may see it; the module
    `companion` has the same mapping as `PANELS`, for the types of the console."""

    name: str
    panels: Panels

    def learn(self, facts: Facts) -> Any:
        """What is not in the log (plans, rules, settings); read in a worker thread, may block."""

    def fresh(self, facts: Facts) -> Companion:
        """An empty companion; `know` is called before anything else."""


def known_features(services: Services) -> list[Feature]:
    """Of every room that has a module `companion`; found by scan."""
    return [module.feature(services) for module in modules("onair.during", "companion")]


class Attached(NamedTuple):
    """The features of a show with what they know of it; kept while the memory is rebuilt."""

    features: tuple[Feature, ...] = ()
    knowledge: Mapping[str, Any] = MappingProxyType({})

    def knowing(self, name: str, told: Any) -> "Attached":
        """One of them read again."""
        return Attached(self.features, {**self.knowledge, name: told})

    def fresh(self, facts: Facts) -> dict[str, Companion]:
        """Empty companions that know what there is to know."""
        made = {feature.name: feature.fresh(facts) for feature in self.features}
        for name, companion in made.items():
            companion.know(self.knowledge.get(name))
        return made


NOBODY = Attached()


def attached(features: Sequence[Feature], facts: Facts) -> Attached:
    """Worker threads only: features read what they need."""
    return Attached(tuple(features), {feature.name: feature.learn(facts) for feature in features})


def views_of(features: Sequence[Feature]) -> dict[str, frozenset[View]]:
    """Panel → who may see it."""
    return {name: views for feature in features for name, (_, views) in feature.panels.items()}
