"""What leaves an event before it is written anywhere: users become keys, texts are masked, nicknames go."""

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from msgspec.structs import force_setattr, replace

from onair.events.groups import Group
from onair.events.identity import UserKeys
from onair.events.model import Action, AnyEvent, Cancel, Comment, Event, Refund
from onair.kernel.text import mask_personal, may_be_personal

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


def make_private(kind: type[Event], group: Group, source: str, keys: UserKeys) -> Group:
    """`private` in place, for events of one type and source that nobody else has seen yet: a tenth of the time."""
    users = keys.keys(source, group.users)
    _set_all(group.events, "user", users)
    if [event.nick for event in group.events].count(None) != len(users):
        _set_all(group.events, "nick", repeat(None))
    if (name := _TEXTS.get(kind)) is not None:
        texts = [getattr(event, name) for event in group.events]
        if may_be_personal(text for text in texts if text is not None):
            _set_all(group.events, name, [None if text is None else mask_personal(text) for text in texts])
    return group._replace(users=users)


def _set_all(events: Sequence[Any], name: str, values: Iterable[Any]) -> None:
    deque(map(force_setattr, events, repeat(name), values), maxlen=0)  # exhausts it, without a step of ours
