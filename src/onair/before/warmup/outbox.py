"""The Outbox port over the house's own delivery."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from onair.before.warmup.dead import DeadView
from onair.before.warmup.ports import ClicksView, LinkView, Parcel, SentView, TargetView
from onair.delivery import service as delivery
from onair.kernel.clock import Clock

KIND = "warmup"
TO_GROUPS, TO_PERSONS = "staff", "marketing"
"""Inviting somebody to a show is marketing: a person must have agreed to just that."""


class DeliveryOutbox:
    """`base`: the address people reach this server by, for short links; `checks` looks whether links lead anywhere."""

    def __init__(self, base: str, checks: delivery.LinkChecks | None = None) -> None:
        self._base, self._checks = base, checks

    def ask(self, url: str) -> None:
        if self._checks is not None:
            self._checks.ask(url)

    def dead(self, url: str) -> DeadView | None:
        found = self._checks.dead(url) if self._checks is not None else None
        return DeadView(found.why, found.at) if found else None

    def enqueue(self, tx: Session, tenant: str, clock: Clock, parcels: Sequence[Parcel]) -> None:
        """Raises TargetNotFound, BadInput; then none of them is in."""
        delivery.enqueue_all(tx, tenant, clock, [_message(one) for one in parcels])

    def recall(
        self, tx: Session, tenant: str, clock: Clock, keys: Sequence[str], unless: Mapping[str, str] | None
    ) -> list[str]:
        return delivery.recall(tx, tenant, clock, keys, unless)

    def states(self, tx: Session, tenant: str, keys: Sequence[str]) -> Mapping[str, SentView]:
        found = delivery.state_of(tx, tenant, keys)
        return {
            key: SentView(one.state, one.at, delivery.reason(one.detail) if one.detail else None)
            for key, one in found.items()
        }

    def link(self, tx: Session, tenant: str, clock: Clock, *, url: str, item: str, show: str) -> LinkView:
        """Raises BadLink."""
        made = delivery.make_link(tx, tenant, clock, delivery.Link(url, item, show, self._base))
        return LinkView(made.code, made.url, made.qr_svg)

    def clicks(self, tx: Session, tenant: str, items: Sequence[str]) -> Mapping[str, ClicksView]:
        found = delivery.clicks_of(tx, tenant, items)
        return {item: ClicksView(one.total, one.people, one.bots) for item, one in found.items()}

    def targets(self, tx: Session, tenant: str) -> Sequence[TargetView]:
        """All there are: for one that is switched off messages wait. One with a channel reaches single persons."""
        found = delivery.targets(tx, tenant)
        return [TargetView(one.id, one.name, one.kind, one.channel, one.trouble) for one in found]

    def paused(self, tx: Session, tenant: str) -> bool:
        return delivery.paused(tx, tenant)


def _message(parcel: Parcel) -> delivery.Message:
    payload = {"title": parcel.title, "text": parcel.text} | ({"link": parcel.link} if parcel.link else {})
    return delivery.Message(
        key=parcel.key, target=parcel.target, kind=KIND, payload=payload, due_at=parcel.due_at, person=parcel.person,
        category=TO_GROUPS if parcel.person is None else TO_PERSONS, expires_at=parcel.expires_at,
    )  # fmt: skip
