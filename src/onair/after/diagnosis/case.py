"""What a test of a cause is given: the show, its room's past, the chain between them, and one way to compare a rate."""

from collections.abc import Callable, Mapping
from math import exp, log, sqrt
from types import MappingProxyType
from typing import Any, NamedTuple

from onair.after.diagnosis.base import Base, middle_and_spread, near
from onair.after.diagnosis.facts import Facts, Good, Number
from onair.after.diagnosis.finding import About, Evidence, Of, Param
from onair.after.diagnosis.links import Chain, Link
from onair.kernel.i18n import Text

LEAST = 3
"""Past shows that must have a rate before it is compared."""
Read = Callable[..., tuple[float, float] | None]
"""(show, what of it …) → what was counted and of how many; None = it has no such thing (reads.py)."""
Labels = Mapping[tuple[Of, str], str]


class Rate(NamedTuple):
    """`z`: prediction errors from the usual; `n`: past shows."""

    value: float
    usual: float
    z: float
    n: int

    @property
    def change(self) -> float:
        """In nats."""
        return log(self.value / self.usual)


class Case(NamedTuple):
    """`past`: oldest first. `chain`, `base`: None with too few shows. `strays`: link → prediction errors."""

    now: Facts
    past: tuple[Facts, ...]
    base: Base | None
    chain: Chain | None
    strays: dict[str, float]
    labels: Labels

    def link(self, stage: str) -> Link | None:
        """The link of this stage, or the one it was merged into."""
        for link in self.chain.links if self.chain else ():
            if link.to == stage or stage in link.merged:
                return link
        return None

    def lost(self, stage: str) -> float:
        """Nats that the stage's link lies below the usual; 0 when it does not, or nobody knows."""
        link = self.link(stage)
        return max(0.0, -log(link.target / link.base)) if link is not None else 0.0

    def worst(self, *stages: str) -> str:
        """Of these the one that lost most."""
        return max(stages, key=self.lost)

    def rate(self, read: Read, *of: Any, least: float = 20) -> Rate | None:
        """The show's rate against the same of the past; None where too few have one, or too little was counted."""
        mine = read(self.now, *of)
        if mine is None or mine[1] < least:
            return None
        logs = [
            log((found[0] + 0.5) / (found[1] + 0.5))
            for show in self.past
            if (found := read(show, *of)) is not None and found[1] >= least
        ]
        logs = near(logs)
        if len(logs) < LEAST:
            return None
        value = log((mine[0] + 0.5) / (mine[1] + 0.5))
        middle, spread = middle_and_spread(logs)
        sd = max(spread, 1 / sqrt(mine[0] + 1), 0.02) * sqrt(1 + 1 / len(logs))
        return Rate(exp(value), exp(middle), (value - middle) / sd, len(logs))

    def usual(self, read: Callable[..., float | None], *of: Any) -> float | None:
        """Middle of a plain number over the past; None with fewer than LEAST."""
        found = sorted(value for show in self.past if (value := read(show, *of)) is not None)
        return found[len(found) // 2] if len(found) >= LEAST else None

    def label(self, of: Of, key: str) -> str:
        return self.labels.get((of, key), key)

    def about(self, of: Of, key: str) -> About:
        return About(of, key, self.label(of, key))

    def goods(self) -> dict[str, Good]:
        return self.now.goods


class Suspicion(NamedTuple):
    """A test's answer. `stage`: whose link it explains, `explains` nats of it; `direct`: a row says so itself. `z`: how far
    its evidence lies from the usual. `params` fill the cause's sentences; `metric` will show whether a change worked."""

    stage: str
    explains: float
    direct: bool
    z: float
    rows: tuple[Evidence, ...]
    metric: str
    value: float | int | None
    base: float | int | None
    about: About = About()
    params: Mapping[str, Param] = MappingProxyType({})


def row(
    tab: str, label: tuple[str, str], *, metric: str | None = None, unit: str = "", value: Number | None = None,
    base: Number | None = None, key: str | None = None, at: int | None = None, until: int | None = None,
) -> Evidence:  # fmt: skip
    return Evidence(tab, Text(*label), key, metric, unit, value, base, at, until)  # type: ignore[arg-type]


def less(lost: float, left: float) -> float:
    """Nats that a count lies below what it would be with `lost` more."""
    return log((left + max(lost, 0.0)) / left) if left > 0 else (5.0 if lost > 0 else 0.0)
