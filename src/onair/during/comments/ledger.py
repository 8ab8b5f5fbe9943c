"""What the team did about comments: hidden, muted, blocked, with who and why; and how often criticism was hidden. Pure."""

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


class Moderation:
    """`hidden`, `muted`, `blocked`: what stands, by what. `hides`: all decisions to hide by reason, undone ones left out."""

    def __init__(self) -> None:
        self.hidden: dict[str, Moderated] = {}
        self.muted: dict[str, Moderated] = {}
        self.blocked: dict[str, Moderated] = {}
        self._before: dict[str, tuple[str, str, Moderated | None]] = {}

    def act(self, event: Action) -> bool:
        """→ whether it changed anything; undoing is told by `undo`."""
        place = self._place(event.action)
        if place is None or event.id in self._before:
            return False
        kept, name = place
        what = str(event.data.get(name))
        self._before[event.id] = (event.action, what, kept.get(what))
        if event.action.startswith("un"):
            kept.pop(what, None)
        else:
            reason = str(event.data.get("reason") or event.why or "")
            note = event.data.get("note")
            kept[what] = Moderated(
                event.id, event.at, event.by, what, reason, note if isinstance(note, str) else None,
                event.data.get("protected") is True,
            )  # fmt: skip
        return True

    def undo(self, action: str) -> str | None:
        """→ what is as it was before."""
        found = self._before.pop(action, None)
        if found is None:
            return None
        name, what, before = found
        place = self._place(name)
        if place is not None:
            if before is None:
                place[0].pop(what, None)
            else:
                place[0][what] = before
        return what

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
            case "mute_person":
                return self.muted, "user"
            case "block_word":
                return self.blocked, "word"
        return None
