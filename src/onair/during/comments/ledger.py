"""What the team did about comments: hidden, muted, blocked, with who and why; and how often criticism was hidden. Pure."""

from typing import NamedTuple

from msgspec import Struct

from onair.events.model import Action


class Moderated(Struct, frozen=True):
    """One decision that stands. `what`: the comment, the person's key, the word. `protected`: what was hidden was negative
    but lawful, as the log says."""

    id: str
    at: int
    by: str
    what: str
    reason: str
    note: str | None = None
    protected: bool = False


class _Was(NamedTuple):
    action: str
    what: str
    before: Moderated | None


class Moderation:
    """`hidden`, `muted`, `blocked`: what stands, by what. `hides`: all decisions to hide by reason, undone ones left out."""

    def __init__(self) -> None:
        self.hidden: dict[str, Moderated] = {}
        self.muted: dict[str, Moderated] = {}
        self.blocked: dict[str, Moderated] = {}
        self._before: dict[str, list[_Was]] = {}

    def act(self, event: Action) -> bool:
        """→ whether it changed anything; undoing is told by `undo`."""
        place = self._place(event.action)
        if place is None or event.id in self._before:
            return False
        kept, name = place
        found = event.data.get(name)
        whole = [str(one) for one in found] if isinstance(found, list) else [str(found)]
        self._before[event.id] = [_Was(event.action, what, kept.get(what)) for what in whole]
        for what in whole:
            if event.action.startswith("un"):
                kept.pop(what, None)
            else:
                kept[what] = _moderated(event, what)
        return True

    def undo(self, action: str) -> bool:
        """→ whether anything is as it was before."""
        found = self._before.pop(action, [])
        for was in found:
            place = self._place(was.action)
            if place is not None and was.before is None:
                place[0].pop(was.what, None)
            elif place is not None and was.before is not None:
                place[0][was.what] = was.before
        return bool(found)

    @property
    def protected(self) -> int:
        """Negative but lawful comments that are hidden."""
        return sum(one.protected for one in self.hidden.values())

    def silent(self, key: str, user: str | None, text: str) -> bool:
        """Hidden one way or another."""
        if key in self.hidden or (user is not None and user in self.muted):
            return True
        return bool(self.blocked) and any(word.lower() in text.lower() for word in self.blocked)

    def _place(self, action: str) -> tuple[dict[str, Moderated], str] | None:
        match action.removeprefix("un"):
            case "hide_comment":
                return self.hidden, "comment"
            case "hide_row":
                return self.hidden, "comments"
            case "mute_person":
                return self.muted, "user"
            case "block_word":
                return self.blocked, "word"
        return None


def _moderated(event: Action, what: str) -> Moderated:
    data = event.data
    note, lawful = data.get("note"), data.get("protected")
    protected = what in lawful if isinstance(lawful, list) else lawful is True
    reason = str(data.get("reason") or event.why or "")
    return Moderated(
        event.id, event.at, event.by, what, reason, note if isinstance(note, str) else None, protected
    )
