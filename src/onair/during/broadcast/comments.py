"""The newest comments of a show. Nicknames live here only: never in the log, masked when the show is over."""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from onair.during.broadcast.frames import CommentRow
from onair.events.model import Comment
from onair.kernel.text import mask_name

COMMENTS_MAX = 500
"""Rows that a new page gets; older ones are found in the review."""
NICKS_KEPT = 10_000
"""This many of the newest names stay at least, and twice as many at most: those of the rows, and of what waits to be
folded."""


def comment_key(source: str, id_: str) -> str:
    """How actions name a comment: its whole identity."""
    return f"{source}/{id_}"


def short_hash(user: str | None) -> str | None:
    """The people of a log: six digits of the keyed hash, enough to tell neighbours apart."""
    return None if user is None else f"#{user.rpartition(':')[2][:6]}"


class Mark(NamedTuple):
    """What was read in a comment: its intent, what is risky about it, whether it is negative."""

    intent: str | None = None
    risk: str | None = None
    negative: bool = False


PLAIN = Mark()


class Comments:
    """Newest rows. Hidden is what was hidden itself, what a muted person says, and what holds a blocked word."""

    def __init__(self) -> None:
        self._ring: deque[Comment] = deque(maxlen=COMMENTS_MAX)
        self._nicks: dict[str, str] = {}
        self._older_nicks: dict[str, str] = {}
        self._hidden: dict[str, tuple[str, str | None]] = {}
        self._muted: dict[str, tuple[str, str | None]] = {}
        self._blocked: dict[str, tuple[str, str | None]] = {}
        self._marks: dict[str, Mark] = {}
        self._older_marks: dict[str, Mark] = {}
        self._changed: set[str] = set()
        self._fresh = 0
        self.total = 0

    def add(self, events: Sequence[Comment]) -> None:
        self._ring.extend(events)
        self._fresh += len(events)
        self.total += len(events)

    def names(self, nicks: Mapping[str, str]) -> None:
        """By comment, what the commenter calls himself; told before `add`."""
        self._nicks.update(nicks)
        if len(self._nicks) > NICKS_KEPT:
            self._nicks, self._older_nicks = {}, self._nicks

    def hide(self, key: str, by: str, why: str | None) -> None:
        self._hidden[key] = (by, why)
        self._changed.add(key)

    def unhide(self, key: str) -> None:
        self._hidden.pop(key, None)
        self._changed.add(key)

    def mute(self, user: str, by: str, why: str | None) -> None:
        """Within OnAir only: the platform goes on showing what this person says."""
        self._muted[user] = (by, why)
        self._touch()

    def unmute(self, user: str) -> None:
        self._muted.pop(user, None)
        self._touch()

    def block(self, word: str, by: str, why: str | None) -> None:
        self._blocked[word.lower()] = (by, why)
        self._touch()

    def unblock(self, word: str) -> None:
        self._blocked.pop(word.lower(), None)
        self._touch()

    def mark(self, marks: Mapping[str, Mark]) -> None:
        """By comment, what was read in it."""
        self._marks.update(marks)
        self._changed.update(marks)
        if len(self._marks) > NICKS_KEPT:
            self._marks, self._older_marks = {}, self._marks

    def inherit(self, other: "Comments") -> None:
        """After a rebuild: the names and marks that the log does not know."""
        keys = [comment_key(event.source, event.id) for event in self._ring]
        self._older_marks = {key: mark for key in keys if (mark := other.marked(key)) != PLAIN}
        self._older_nicks = {}
        self._nicks = {key: nick for key in keys if (nick := other._nick(key)) is not None}

    def mask(self) -> None:
        """The show is over: first character and two stars from now on."""
        nicks = self._older_nicks | self._nicks
        self._older_nicks, self._nicks = {}, {key: mask_name(nick) for key, nick in nicks.items()}
        self._changed.update(nicks)

    def rows(self) -> list[CommentRow]:
        """Oldest first."""
        return [self._row(event) for event in self._ring]

    def changes(self) -> list[CommentRow]:
        """Rows new or changed since the last call."""
        old = max(0, len(self._ring) - self._fresh)
        changed, self._changed, self._fresh = self._changed, set(), 0
        if not changed:
            return [self._row(event) for event in islice(self._ring, old, None)]
        ring = enumerate(self._ring)
        return [self._row(e) for i, e in ring if i >= old or comment_key(e.source, e.id) in changed]

    def _nick(self, key: str) -> str | None:
        return self._nicks.get(key) or self._older_nicks.get(key)

    def marked(self, key: str) -> Mark:
        return self._marks.get(key) or self._older_marks.get(key) or PLAIN

    def _touch(self) -> None:
        """Any row may look different now."""
        self._changed.update(comment_key(event.source, event.id) for event in self._ring)

    def _hiding(self, key: str, event: Comment) -> tuple[str, str | None] | None:
        found = self._hidden.get(key)
        if found is None and self._muted and event.user is not None:
            found = self._muted.get(event.user)
        if found is None and self._blocked:
            text = event.text.lower()
            found = next((who for word, who in self._blocked.items() if word in text), None)
        return found

    def _row(self, event: Comment) -> CommentRow:
        key = comment_key(event.source, event.id)
        hiding = self._hiding(key, event)
        by, why = hiding or (None, None)
        who = self._nick(key) or short_hash(event.user)
        return CommentRow(key, event.at, event.text, who, hiding is not None, by, why, *self.marked(key))
