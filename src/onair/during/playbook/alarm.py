"""What the detectors of a show say: a change with its evidence, and what each of them could say now."""

from typing import Literal

from msgspec import Struct

from onair.during.playbook.detect.finding import Finding, Standing

Watched = Literal["online", "clicks", "carts", "orders", "paid", "comments", "ctr", "interaction_rate"]
"""ctr: clicks ÷ product exposures. interaction_rate: interacting people ÷ online, a tick."""


class Alarm(Struct, frozen=True, kw_only=True):
    """`id` is the same in every replay. `at`: end of the tick that showed it, ms UTC. `product` None = the whole show;
    `slot`: on air then."""

    id: str
    at: int
    watched: Watched
    product: str | None = None
    slot: str | None = None
    finding: Finding


class Stand(Struct, frozen=True, kw_only=True):
    """Of one detector. `doubt`: why it says nothing although it could: late = events come after their tick was closed,
    cut = a source that feeds it fell silent."""

    watched: Watched
    product: str | None = None
    standing: Standing
    doubt: Literal["late", "cut"] | None = None


def alarm_of(finding: Finding, at: int, watched: Watched, *, product: str | None, slot: str | None) -> Alarm:
    id_ = f"{watched}:{product or ''}:{finding.direction}:{at}"
    return Alarm(id=id_, at=at, watched=watched, product=product, slot=slot, finding=finding)
