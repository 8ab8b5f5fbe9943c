"""What was on air and what people did: the marks under the curve, the feed of actions, the current product."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

from onair.during.broadcast.comments import Comments
from onair.during.broadcast.frames import ActionRow, TrackItem
from onair.events.model import Action, AnyEvent, Event, Host, Incident, Offer, Proposal, Slot
from onair.kernel.bounded import forget_oldest

MARKS_MAX = 5_000
ACTIONS_SHOWN = 200
OWN_SOURCE = "onair"
"""Source of what the server itself writes; refused from outside."""


class Track:
    """Folds slots, hosts, actions, incidents, offers and proposals. `changed_*` are read and cleared by frames."""

    def __init__(self, comments: Comments, feed_only: Collection[str] = ()) -> None:
        """`feed_only`: actions that put no mark under the curve."""
        self._comments, self._feed_only = comments, feed_only
        self._marks: dict[str, TrackItem] = {}
        self._actions: dict[str, ActionRow] = {}
        self._open_slot: str | None = None
        self._open_hosts: dict[str, str] = {}
        self._pins: list[tuple[str, str | None]] = []
        self._changed_marks: set[str] = set()
        self._changed_actions: set[str] = set()

    # what others ask

    @property
    def slot(self) -> TrackItem | None:
        """The slot on air."""
        return self._marks.get(self._open_slot) if self._open_slot else None

    @property
    def slot_name(self) -> str | None:
        """The id of that slot in the rundown."""
        return str(self.slot.data["slot"]) if self.slot else None

    @property
    def hosts(self) -> list[str]:
        """Hosts on air."""
        return list(self._open_hosts)

    @property
    def product(self) -> str | None:
        """The product being talked about: the last pin, else the slot's own."""
        if self._pins:
            return self._pins[-1][1]
        return self.slot.product if self.slot else None

    def action(self, id_: str) -> ActionRow | None:
        return self._actions.get(id_)

    def marks(self) -> list[TrackItem]:
        return list(self._marks.values())

    def actions(self) -> list[ActionRow]:
        """The newest, oldest first."""
        return list(self._actions.values())[-ACTIONS_SHOWN:]

    def changes(self) -> tuple[list[TrackItem], list[ActionRow]]:
        """Marks and actions new or changed since the last call."""
        marks = [self._marks[id_] for id_ in self._changed_marks if id_ in self._marks]
        actions = [self._actions[id_] for id_ in self._changed_actions if id_ in self._actions]
        self._changed_marks, self._changed_actions = set(), set()
        return marks, actions

    # what happens

    def add(self, event: AnyEvent) -> None:
        handler = HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def _slot(self, event: Slot) -> None:
        key = f"slot:{event.slot}"
        if event.phase == "end":
            self._close(self._open_slot if self._matches(key) else None, event.at)
            self._open_slot = None if self._matches(key) else self._open_slot
            return
        self._close(self._open_slot, event.at)
        self._open_slot = f"{key}:{event.at}"
        self._pins.clear()
        label = event.label or event.product or event.slot
        data = {"slot": event.slot, "kind": event.kind}
        self._put(TrackItem(self._open_slot, event.at, "slot", label, product=event.product, data=data))

    def _matches(self, key: str) -> bool:
        return self._open_slot is not None and self._open_slot.startswith(f"{key}:")

    def _host(self, event: Host) -> None:
        if event.phase == "end":
            self._close(self._open_hosts.pop(event.host, None), event.at)
        elif event.host not in self._open_hosts:
            id_ = self._open_hosts[event.host] = f"host:{event.host}:{event.at}"
            self._put(TrackItem(id_, event.at, "host", event.host, data={"host": event.host}))

    def _action(self, event: Action) -> None:
        row = ActionRow(event.id, event.at, event.action, event.by, event.by, event.why, event.data)
        self._actions[event.id] = row
        self._changed_actions.add(event.id)
        effect = _EFFECTS.get(event.action)
        if effect is not None:
            effect(self, event)
        if event.action not in self._feed_only:
            kind: Literal["note", "action"] = "note" if event.action == "note" else "action"
            label = str(
                event.data.get("text") or event.data.get("product") or event.data.get("card") or event.action
            )[:120]
            product, auto = _text(event.data.get("product")), event.by.startswith("rule:")
            data = {"action": event.action}
            self._put(
                TrackItem(event.id, event.at, kind, label, product=product, by=event.by, auto=auto, data=data)
            )

    def _incident(self, event: Incident) -> None:
        id_ = f"incident:{event.incident}"
        if event.phase == "end":
            self._close(id_, event.at)
        else:
            self._put(TrackItem(id_, event.at, "incident", event.kind, data=event.data))

    def _offer(self, event: Offer) -> None:
        if event.step not in ("publish", "end"):
            return  # thousands of reservations are no marks
        id_ = f"offer:{event.offer}"
        if event.step == "publish":
            label = str((event.terms or {}).get("title") or event.offer)[:120]
            self._put(TrackItem(id_, event.at, "offer", label, product=event.product))
        else:
            self._close(id_, event.at)

    def _proposal(self, event: Proposal) -> None:
        id_ = f"proposal:{event.proposal}"
        self._put(
            TrackItem(
                id_, event.at, "proposal", event.rule, product=event.product, auto=True, data=event.data
            )
        )

    def _pin(self, event: Action) -> None:
        self._pins.append((event.id, _text(event.data.get("product"))))

    def _hide(self, event: Action) -> None:
        if event.source != OWN_SOURCE:
            return  # a bridge may send actions under any name; whether a comment is hidden is decided here
        self._comments.hide(
            str(event.data.get("comment")), event.by, _text(event.data.get("reason")) or event.why
        )

    def _hide_row(self, event: Action) -> None:
        """One reason for all comments of a row that the act names."""
        if event.source == OWN_SOURCE:
            for key in _keys(event.data):
                self._comments.hide(key, event.by, _text(event.data.get("reason")) or event.why)

    def _unhide(self, event: Action) -> None:
        if event.source == OWN_SOURCE:
            self._comments.unhide(str(event.data.get("comment")))

    def _moderate(self, event: Action) -> None:
        """People and words, within OnAir."""
        if event.source != OWN_SOURCE:
            return
        why = _text(event.data.get("reason")) or event.why
        user, word = _text(event.data.get("user")), _text(event.data.get("word"))
        if event.action == "mute_person" and user:
            self._comments.mute(user, event.by, why)
        elif event.action == "unmute_person" and user:
            self._comments.unmute(user)
        elif event.action == "block_word" and word:
            self._comments.block(word, event.by, why)
        elif event.action == "unblock_word" and word:
            self._comments.unblock(word)

    def _undo(self, event: Action) -> None:
        """Marks what was undone and takes its effect back; slots and hosts are voided by corrections."""
        undone = self._actions.get(str(event.data.get("action")))
        if undone is None:
            return
        self._actions[undone.id] = ActionRow(
            undone.id,
            undone.at,
            undone.action,
            undone.by,
            undone.by_name,
            undone.why,
            undone.data,
            undone=True,
        )
        self._changed_actions.add(undone.id)
        self._pins = [pin for pin in self._pins if pin[0] != undone.id]
        self._take_back(undone, event)
        for mark in [m for m in self._marks.values() if m.id == undone.id]:
            self._put(_with(mark, undone=True))

    def _take_back(self, undone: ActionRow, event: Action) -> None:
        comment, user, word = (str(undone.data.get(name)) for name in ("comment", "user", "word"))
        match undone.action:
            case "hide_comment":
                self._comments.unhide(comment)
            case "hide_row":
                for key in _keys(undone.data):
                    self._comments.unhide(key)
            case "unhide_comment":
                self._comments.hide(comment, event.by, event.why)
            case "mute_person":
                self._comments.unmute(user)
            case "unmute_person":
                self._comments.mute(user, event.by, event.why)
            case "block_word":
                self._comments.unblock(word)
            case "unblock_word":
                self._comments.block(word, event.by, event.why)

    def _close(self, id_: str | None, at: int) -> None:
        mark = self._marks.get(id_) if id_ else None
        if mark is not None and mark.end is None:
            self._put(_with(mark, end=at))

    def _put(self, mark: TrackItem) -> None:
        self._marks[mark.id] = mark
        forget_oldest(self._marks, MARKS_MAX)
        self._changed_marks.add(mark.id)


def _with(mark: TrackItem, *, end: int | None = None, undone: bool = False) -> TrackItem:
    return TrackItem(
        mark.id, mark.at, mark.kind, mark.label, mark.end if end is None else end, mark.product, mark.by, mark.auto,
        undone or mark.undone, mark.data,
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _keys(data: Mapping[str, Any]) -> list[str]:
    found = data.get("comments")
    return [str(key) for key in found] if isinstance(found, list) else []


HANDLERS: dict[type[Event], Callable[[Track, Any], None]] = {
    Slot: Track._slot, Host: Track._host, Action: Track._action, Incident: Track._incident, Offer: Track._offer,
    Proposal: Track._proposal,
}  # fmt: skip
_EFFECTS: dict[str, Callable[[Track, Action], None]] = {
    "pin": Track._pin, "hide_comment": Track._hide, "hide_row": Track._hide_row, "unhide_comment": Track._unhide,
    "undo": Track._undo,
    "mute_person": Track._moderate, "unmute_person": Track._moderate, "block_word": Track._moderate,
    "unblock_word": Track._moderate,
}  # fmt: skip
