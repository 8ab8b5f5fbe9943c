"""What of a batch may enter the log: what is not known yet, made fit to be written."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec.structs import replace

from onair.during.broadcast.comments import comment_key
from onair.during.broadcast.private import WITH_TEXT, make_private, private
from onair.during.broadcast.state import ShowState
from onair.during.broadcast.track import OWN_SOURCE
from onair.events.groups import Groups, Kinds, by_type, columns
from onair.events.identity import UserKeys
from onair.events.model import AnyEvent, Comment, Correction
from onair.events.wire import Reject, refuse
from onair.kernel.clock import HOUR_MS
from onair.kernel.i18n import Lang
from onair.kernel.text import mask_name

AHEAD_MS_MAX = 23 * HOUR_MS


class Way(NamedTuple):
    """How a batch came; see `Owner.ingest`. `on_air`: nicknames are remembered as they are."""

    lines: Sequence[int] | None
    lang: Lang
    settled: bool
    outside: bool
    kinds: Kinds | None
    on_air: bool


class Admitted(NamedTuple):
    """What may go to the log, and the refused ones; `groups`: the former, where they were grouped already."""

    fresh: list[AnyEvent]
    groups: Groups | None
    rejected: list[Reject]


class Admission:
    """At the door of one show."""

    def __init__(self, keys: UserKeys) -> None:
        self._keys = keys

    def admit(self, state: ShowState, events: Sequence[AnyEvent], clock: int, way: Way) -> Admitted:
        """The events that `state` does not know yet, made fit for the log and remembered there; and the refused ones.

        A hot loop, so the common case is written out here.
        """
        latest = clock + AHEAD_MS_MAX
        if way.outside and (groups := self._admit_whole(state, events, latest, way)) is not None:
            return Admitted(events if isinstance(events, list) else list(events), groups, [])
        fresh: list[AnyEvent] = []
        rejected: list[Reject] = []
        raw = not way.settled
        source, banned = None, False
        ids: set[str] = set()
        users: dict[str, str] = {}
        for place, event in enumerate(events):
            if event.source != source:
                source = event.source
                ids, users = state.seen.ids(source), self._keys.known(source)
                banned = way.outside and source == OWN_SOURCE
            if event.id in ids:
                continue
            reserved = banned or (way.outside and _of_ours(event))
            if reserved or event.at > latest:
                code = "source_reserved" if reserved else "too_far_ahead"
                named = OWN_SOURCE if reserved else source
                rejected.append(refuse(way.lines[place] if way.lines else place + 1, code, way.lang, named))
                continue
            ids.add(event.id)
            if raw:
                user = event.user
                if event.nick is not None or type(event) in WITH_TEXT:
                    event = self._private(state, event, way)  # noqa: PLW2901 (what goes on may be written)
                elif user is not None:
                    key = users.get(user)
                    event = replace(event, user=key or self._keys.key(source, user))  # noqa: PLW2901
            fresh.append(event)
        return Admitted(fresh, None, rejected)

    def _admit_whole(
        self, state: ShowState, events: Sequence[AnyEvent], latest: int, way: Way
    ) -> Groups | None:
        """The usual body: one source, all new, none far ahead; None when it is another. Column by column, and no
        event is made twice.

        Only for events fresh from the wire, which nobody else holds: they are made private in place.
        """
        groups = columns(by_type(events) if way.kinds is None else way.kinds)
        sources = {group.source for group in groups.values()}
        if len(sources) != 1 or any(group.last > latest for group in groups.values()):
            return None
        source = sources.pop()
        if Correction in groups and any(_of_ours(event) for event in groups[Correction].events):
            return None
        if source is None or source == OWN_SOURCE or not state.seen.add_new(source, events):
            return None
        if Comment in groups:
            _remember_names(state, source, groups[Comment].events, way)
        return {kind: make_private(kind, group, source, self._keys) for kind, group in groups.items()}

    def _private(self, state: ShowState, event: AnyEvent, way: Way) -> AnyEvent:
        """Nothing personal goes to the log."""
        if type(event) is Comment:
            _remember_names(state, event.source, [event], way)
        return private(event, self._keys)


def _of_ours(event: AnyEvent) -> bool:
    """Corrects what the server wrote: nobody outside may undo an action, an offer or an incident."""
    return type(event) is Correction and event.corrects.source == OWN_SOURCE


def _remember_names(state: ShowState, source: str, comments: Sequence[Comment], way: Way) -> None:
    """What a commenter calls himself stays in memory while the show is on."""
    start = comment_key(source, "")
    named = {start + event.id: event.nick for event in comments if event.nick is not None}
    if not way.on_air:
        named = {key: mask_name(nick) for key, nick in named.items()}
    state.comments.names(named)
