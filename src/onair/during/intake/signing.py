"""Who did an action is what we know, not what the sender says."""

from collections.abc import Sequence

from msgspec.structs import force_setattr

from onair.events.model import Action, AnyEvent


def sign(events: Sequence[AnyEvent], by: str) -> None:
    """Actions among `events` get `by`, the id of the key, person or connection that sent them.

    Only for events fresh from the wire, which nobody else holds: they are changed in place.
    """
    for event in events:
        if type(event) is Action:
            force_setattr(event, "by", by)
