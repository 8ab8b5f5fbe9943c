"""What leaves an event before it is written anywhere: users become keys, texts are masked, nicknames go."""

from typing import Any

from msgspec.structs import force_setattr, replace

from onair.events.identity import UserKeys
from onair.events.model import Action, AnyEvent, Cancel, Comment, Event, Refund
from onair.kernel.text import mask_personal

_TEXTS: dict[type[Event], str] = {Comment: "text", Cancel: "reason", Refund: "reason", Action: "why"}

WITH_TEXT = frozenset(_TEXTS)
"""Types with words in them that somebody typed."""


def private(event: AnyEvent, keys: UserKeys) -> AnyEvent:
    """The event as it may enter the log."""
    if type(event) is Comment:  # one in five events: no dictionary for it
        user = None if event.user is None else keys.key(event.source, event.user)
        return replace(event, user=user, nick=None, text=mask_personal(event.text))
    change: dict[str, Any] = {}
    if event.user is not None:
        change["user"] = keys.key(event.source, event.user)
    if event.nick is not None:
        change["nick"] = None
    name = _TEXTS.get(type(event))
    if name is not None and (text := getattr(event, name)) is not None:
        masked = mask_personal(text)
        if masked is not text:
            change[name] = masked
    return replace(event, **change) if change else event


def make_private(event: AnyEvent, user: str | None) -> None:
    """`private` in place, for events that nobody else has seen yet: a fifth of the time. `user` is the key already."""
    force_setattr(event, "user", user)
    if event.nick is not None:
        force_setattr(event, "nick", None)
    name = _TEXTS.get(type(event))
    if name is not None and (text := getattr(event, name)) is not None:
        masked = mask_personal(text)
        if masked is not text:
            force_setattr(event, name, masked)
