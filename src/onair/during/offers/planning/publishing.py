"""From a plan to the log: the events of publishing, by a person's hand or by the clock. Pure."""

from typing import Any

import msgspec

from onair.during.broadcast.track import OWN_SOURCE
from onair.during.offers.planning.desk import Planned
from onair.during.offers.planning.evidence import PriceEvidence
from onair.during.offers.terms import Terms, frozen
from onair.events.model import Action, Offer

PUBLISH = "offer_publish"
REFUSED = "offer_not_published"
"""The server could not publish at its time; written by itself."""


def offer_event(id_: str, at: int, offer: str, terms: Terms) -> Offer:
    """The event that makes it public; `id_` of the action, whose consequence it is."""
    return Offer(
        id=f"{id_}:publish", source=OWN_SOURCE, at=at, product=terms.product, offer=offer, step="publish",
        qty=terms.stock or 0, until=terms.ends_at, terms=frozen(terms),
    )  # fmt: skip


def told(offer: str, terms: Terms, evidence: PriceEvidence | None) -> dict[str, Any]:
    """What the action says beside the offer: its title, and the evidence of a compared price."""
    data: dict[str, Any] = {"offer": offer, "title": terms.title}
    if terms.reference is not None and terms.reference.kind != "maker" and evidence is not None:
        data["evidence"] = msgspec.to_builtins(evidence)
    return data


def by_clock(
    offer: str, by: str, at: int, terms: Terms, evidence: PriceEvidence | None
) -> list[Action | Offer]:
    """Published at its time for the person who scheduled it; the same ids after a restart."""
    id_ = f"offer:{offer}:due"
    action = Action(
        id=id_, source=OWN_SOURCE, at=at, product=terms.product, action=PUBLISH, by=by, why="scheduled",
        data=told(offer, terms, evidence) | {"product": terms.product, "scheduled": True},
    )  # fmt: skip
    return [action, offer_event(id_, at, offer, terms)]


def refused(plan: Planned, by: str, at: int, codes: list[str]) -> Action:
    """Once for each version of the plan."""
    return Action(
        id=f"offer:{plan.id}:refused:{plan.version}", source=OWN_SOURCE, at=at, action=REFUSED, by=by, why="scheduled",
        data={"offer": plan.id, "title": plan.draft.title, "codes": codes},
    )  # fmt: skip
