"""What passes between desk and host: the ack of a whisper, the host's cues and their end, a line that was said."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from onair.access.roles import Role
from onair.during.broadcast.actions import Act, ActRefused, Context
from onair.during.broadcast.acts import CONTROL
from onair.during.playout.companion import Playout
from onair.during.prompter.companion import Prompting
from onair.during.prompter.ledger import HostLedger
from onair.events.model import Id, Key

OVER = frozenset({"ended", "reviewed"})
Name = Annotated[str, Meta(max_length=60)]


class WhisperNotKnown(ActRefused):
    code = "whisper_not_known"
    zh = "这一场没有这条耳语，或者它已被撤回。没有记录任何内容，请刷新提词页。"
    en = "This show has no such whisper, or it was taken back. Nothing was recorded; reload the prompter."


class CueNotOpen(ActRefused):
    code = "cue_not_open"
    zh = "这条口令不在等待中：可能已执行、已撤回，或不属于这一场。没有再次记录。"
    en = "This cue is not waiting: it was done, taken back, or belongs to another show. Nothing was recorded again."


class CueWaits(ActRefused):
    code = "cue_waits"
    zh = "口令「{text}」已经发出，场控还没处理。没有再发一次。"
    en = "The cue {text} is out and control has not settled it yet. It was not sent again."


class LineNotListed(ActRefused):
    code = "line_not_listed"
    zh = "这一段的必说里没有这一句，清单可能刚被改过。没有记录；请刷新提词页。"
    en = "The must-say list of this slot has no such line; it may just have been edited. Not recorded; reload the prompter."


class HostShowOver(ActRefused):
    code = "host_show_over"
    zh = "本场已结束，提词页不再记录。没有保存任何内容；下一场请用新的链接。"
    en = "The show has ended, so the prompter records nothing more. Nothing was saved; the next show has its own link."


class WhisperAck(Struct, frozen=True, forbid_unknown_fields=True):
    """`screen`: the name of the link, written by the server."""

    whisper: Id
    screen: Name | None = None


class HostCue(Struct, frozen=True, forbid_unknown_fields=True):
    """`kind`: what settles it by itself (pin, next, offer), else settled by hand. `lead_s`: countdown, 0 = at once."""

    text: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: Literal["pin", "offer", "next", "price", "scene", "other"] = "other"
    lead_s: Annotated[int, Meta(ge=0, le=60)] = 0
    screen: Name | None = None


class CueSettle(Struct, frozen=True, forbid_unknown_fields=True):
    cue: Id
    outcome: Literal["done", "dropped"] = "done"


class MustSaid(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the must-say list of a slot was said; `said` False takes it back."""

    slot: Key
    line: Annotated[str, Meta(min_length=1, max_length=300)]
    said: bool = True
    screen: Name | None = None


def ledger_of(on: Context) -> HostLedger:
    found = on.companions.get("prompter")
    return found.ledger if isinstance(found, Prompting) else HostLedger()


def _open(on: Context) -> HostLedger:
    if on.facts.state in OVER:
        raise HostShowOver
    return ledger_of(on)


def _ack(asked: Any, on: Context) -> Any:
    whisper = _open(on).whispers.get(asked.whisper)
    if whisper is None or whisper.undone:
        raise WhisperNotKnown
    return asked


def _cue(asked: Any, on: Context) -> Any:
    if _open(on).open_cue(asked.text, on.at) is not None:
        raise CueWaits(text=asked.text)
    return asked


def _settle(asked: Any, on: Context) -> Any:
    cue = _open(on).cues.get(asked.cue)
    if cue is None or cue.outcome is not None:
        raise CueNotOpen
    return asked


def _said(asked: Any, on: Context) -> Any:
    """Of the slot's own list; what was ticked before the list was edited may still be taken back."""
    ledger, playout = _open(on), on.companions.get("playout")
    if isinstance(playout, Playout) and not (
        asked.line in playout.plan.must(asked.slot)
        or (not asked.said and asked.line in ledger.said_in(asked.slot))
    ):
        raise LineNotListed
    return asked


_DESK = CONTROL | {Role.technician, Role.service}
ACTS = (
    Act("whisper_ack", WhisperAck, CONTROL | {Role.host}, mark=False, settle=_ack, undoable=False, late=True),
    Act("host_cue", HostCue, frozenset({Role.host}), mark=False, settle=_cue),
    Act("cue_settle", CueSettle, _DESK | {Role.host}, mark=False, settle=_settle, late=True),
    Act(
        "must_said", MustSaid, CONTROL | {Role.host}, mark=False, settle=_said, undoable=False
    ),  # `said` takes it back
)
