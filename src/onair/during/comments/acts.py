"""What people do about comments: hide, mute and block for a reason that the law knows; say that a question was answered.

All of it is within OnAir: what the platform shows its viewers is decided there. Criticism is not hidden for being
criticism (C26): a comment that is negative but lawful needs a reason that its own words bear out, or one in words.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, structs

from onair.access.roles import Role
from onair.during.broadcast.actions import Act, ActRefused, BadActionData, Context
from onair.during.broadcast.acts import CONTROL
from onair.during.broadcast.track import OWN_SOURCE
from onair.during.comments.clusters import KEYS_MAX
from onair.during.comments.companion import Commenting
from onair.during.comments.moderation import NO_REASONS, NOTE_MIN, HideReason, fits, reasons
from onair.during.comments.radar import Radar
from onair.events.model import Action, AnyEvent

CommentKey = Annotated[str, Meta(min_length=3, max_length=200)]
Code = Annotated[str, Meta(min_length=1, max_length=500)]
Note = Annotated[str, Meta(max_length=500)]
Row = Annotated[str, Meta(min_length=1, max_length=40)]
NAMED_MAX = 50


class CriticismStays(ActRefused):
    code = "comment_criticism"
    zh = (
        "「{reason}」不是理由：差评、投诉和批评不能因为不好听就隐藏（C26：试行办法、电商法第 39 条）。"
        "没有执行任何操作。可用理由：{known}。"
    )
    en = (
        "“{reason}” is no reason: criticism is not hidden for being unwelcome (C26; E-commerce Law art. 39). "
        "Nothing was done. Reasons: {known_en}."
    )


class LawfulComment(ActRefused):
    code = "comment_lawful"
    zh = (
        "这条评论是负面但合法的意见，文字里看不出「{reason}」。没有隐藏（C26）。"
        "确有违规，请写明是哪几个字、为什么；更好的办法是回答它。"
    )
    en = (
        "This comment is negative but lawful, and nothing in it shows “{reason_en}”. Nothing was hidden (C26). "
        "If it breaks a rule, say which words and why; better, answer it."
    )


class NoteNeeded(BadActionData):
    code = "comment_note_needed"
    zh = "以「{reason}」隐藏要写明依据（至少 4 个字）。没有隐藏。"
    en = "To hide as “{reason_en}”, say what it rests on (4 characters at least). Nothing was hidden."


class WordHidesCriticism(ActRefused):
    code = "word_hides_criticism"
    zh = "屏蔽「{word}」会藏掉 {n} 条负面但合法的评论（C26）。没有屏蔽；请逐条处理，或换一个只出现在违规内容里的词。"
    en = (
        "Blocking “{word}” would hide {n} comments that are negative but lawful (C26). It was not blocked; "
        "deal with them one by one, or choose a narrower word."
    )


class PersonUnknown(ActRefused):
    code = "comment_person_unknown"
    zh = "来源没有说这条评论是谁发的，或评论已经太久。没有屏蔽任何人；可以隐藏这一条。"
    en = "The source does not say who wrote this comment, or it is too long ago. Nobody was muted; this one can be hidden."


class NoSuchQuestion(ActRefused):
    code = "comment_no_row"
    zh = "这一组提问已经不在列表里：可能已答、已过期，或评论被更正。没有记录，请看最新列表。"
    en = "This row is no longer there: answered, over, or its comments were corrected. Nothing was recorded; see the list."


class HideComment(Struct, frozen=True, forbid_unknown_fields=True):
    """`note`: what in it breaks the rule. `intent`, `protected`, `shown`: what the radar knew; the server fills them in."""

    comment: CommentKey
    reason: Code
    note: Note | None = None
    intent: str | None = None
    protected: bool = False
    shown: bool = True


class HideRow(Struct, frozen=True, forbid_unknown_fields=True):
    """All comments of a row for one reason. The server fills in `comments`, which of them are `protected` (criticism that
    the note speaks of), and how many were `left` because they are criticism and nothing in them shows the reason."""

    cluster: Row
    reason: Code
    note: Note | None = None
    comments: Annotated[list[CommentKey], Meta(max_length=KEYS_MAX)] = []
    protected: Annotated[list[CommentKey], Meta(max_length=KEYS_MAX)] = []
    left: int = 0


class UnhideComment(Struct, frozen=True, forbid_unknown_fields=True):
    comment: CommentKey


class MutePerson(Struct, frozen=True, forbid_unknown_fields=True):
    """By one of the comments; `user`: the keyed hash, the server fills it in."""

    comment: CommentKey
    reason: Code
    note: Note | None = None
    user: str | None = None


class UnmutePerson(Struct, frozen=True, forbid_unknown_fields=True):
    user: Annotated[str, Meta(min_length=1, max_length=200)]


class BlockWord(Struct, frozen=True, forbid_unknown_fields=True):
    word: Annotated[str, Meta(min_length=2, max_length=40)]
    reason: Code
    note: Note | None = None


class UnblockWord(Struct, frozen=True, forbid_unknown_fields=True):
    word: Annotated[str, Meta(min_length=1, max_length=40)]


class QuestionDone(Struct, frozen=True, forbid_unknown_fields=True):
    """`comments`: of the row; the server fills them in, so that it is understood after a restart."""

    cluster: Row
    how: Literal["aloud", "written", "skipped"] = "aloud"
    comments: Annotated[list[CommentKey], Meta(max_length=NAMED_MAX)] = []


class AskHost(Struct, frozen=True, forbid_unknown_fields=True):
    """The question goes to the host's screen as a whisper; taking note of it stops the timer."""

    cluster: Row
    text: Annotated[str, Meta(max_length=300)] | None = None
    comments: Annotated[list[CommentKey], Meta(max_length=NAMED_MAX)] = []


def radar_of(on: Context) -> Radar | None:
    found = on.companions.get("comments")
    return found.radar if isinstance(found, Commenting) else None


def _reason(code: str, action: str) -> HideReason:
    """Raises CriticismStays, BadActionData."""
    known = reasons()
    found = known.get(code)
    if found is not None:
        return found
    listed = {"known": "、".join(one.say.zh for one in known.values()), "known_en": ", ".join(known)}
    if code.strip().lower() in NO_REASONS:
        raise CriticismStays(reason=code[:40], **listed)
    raise BadActionData(action=action, why=f"reason: {' | '.join(known)}")


def _hide(asked: HideComment, on: Context) -> HideComment:
    reason = _reason(asked.reason, "hide_comment")
    radar = radar_of(on)
    said = radar.said.get(asked.comment) if radar is not None else None
    written = len((asked.note or "").strip()) >= NOTE_MIN
    if reason.note and not written:
        raise NoteNeeded(reason=reason.say.zh, reason_en=reason.say.en)
    protected = said is not None and said.protected
    shown = said is None or radar is None or fits(reason, said, radar.repeated(said))
    if protected and not shown and not written:
        raise LawfulComment(reason=reason.say.zh, reason_en=reason.say.en)
    return structs.replace(asked, intent=said.intent if said else None, protected=protected, shown=shown)


def _hide_row(asked: HideRow, on: Context) -> HideRow:
    """Raises as `_hide` does; criticism in a row of others is left where it is, not hidden with them."""
    reason = _reason(asked.reason, "hide_row")
    radar = radar_of(on)
    row = radar.clusters.rows.get(asked.cluster) if radar is not None else None
    written = len((asked.note or "").strip()) >= NOTE_MIN
    if row is None or radar is None:
        raise NoSuchQuestion
    if reason.note and not written:
        raise NoteNeeded(reason=reason.say.zh, reason_en=reason.say.en)
    told = [said for key in row.keys if (said := radar.said.get(key)) is not None]
    lawful = [said for said in told if said.protected and not fits(reason, said, radar.repeated(said))]
    hidden = told if written else [said for said in told if said not in lawful]
    if not hidden:
        raise LawfulComment(reason=reason.say.zh, reason_en=reason.say.en)
    return structs.replace(
        asked, comments=[said.key for said in hidden], protected=[said.key for said in hidden if said.protected],
        left=len(told) - len(hidden),
    )  # fmt: skip


def _mute(asked: MutePerson, on: Context) -> MutePerson:
    reason = _reason(asked.reason, "mute_person")
    radar = radar_of(on)
    said = radar.said.get(asked.comment) if radar is not None else None
    if said is None or said.user is None or radar is None:
        raise PersonUnknown
    written = len((asked.note or "").strip()) >= NOTE_MIN
    if said.protected and not fits(reason, said, radar.repeated(said)) and not written:
        raise LawfulComment(reason=reason.say.zh, reason_en=reason.say.en)
    return structs.replace(asked, user=said.user)


def _block(asked: BlockWord, on: Context) -> BlockWord:
    _reason(asked.reason, "block_word")
    word = asked.word.strip()
    if len(word) < 2:
        raise BadActionData(action="block_word", why="word: ≥ 2")
    if word.lower() in NO_REASONS:
        raise WordHidesCriticism(word=word, n="?")
    radar = radar_of(on)
    n = radar.criticism_with(word) if radar is not None else 0
    if n:
        raise WordHidesCriticism(word=word, n=n)
    return structs.replace(asked, word=word)


def _named(asked: Any, on: Context) -> Any:
    """A row that is there; by its comments where it was known under another name before a restart."""
    radar = radar_of(on)
    row = radar.clusters.rows.get(asked.cluster) if radar is not None else None
    if row is None:
        raise NoSuchQuestion
    return structs.replace(asked, comments=list(row.keys)[-NAMED_MAX:])


def _question(asked: AskHost, on: Context) -> AskHost:
    named: AskHost = _named(asked, on)
    radar = radar_of(on)
    row = radar.clusters.rows.get(asked.cluster) if radar is not None else None
    text = asked.text or (max(row.texts, key=lambda text: row.texts[text], default="") if row else "")
    return structs.replace(named, text=text[:300] or None)


def _to_host(asked: AskHost, on: Context) -> list[AnyEvent]:
    if not asked.text:
        raise NoSuchQuestion
    data = {"text": asked.text, "cluster": asked.cluster, "comments": asked.comments}
    return [Action(id=f"{on.id}:say", source=OWN_SOURCE, at=on.at, action="whisper", by=on.by, data=data)]


MODERATES = CONTROL | {Role.service}
_ANSWERS = MODERATES | {Role.host, Role.merchandiser}
ACTS = (
    Act("hide_comment", HideComment, MODERATES, mark=False, settle=_hide, late=True, audited=True),
    Act("hide_row", HideRow, MODERATES, mark=False, settle=_hide_row, audited=True),
    Act("unhide_comment", UnhideComment, MODERATES, mark=False, late=True, audited=True),
    Act("mute_person", MutePerson, MODERATES, mark=False, settle=_mute, audited=True),
    Act("unmute_person", UnmutePerson, MODERATES, mark=False, late=True, audited=True),
    Act("block_word", BlockWord, MODERATES, mark=False, settle=_block, audited=True),
    Act("unblock_word", UnblockWord, MODERATES, mark=False, late=True, audited=True),
    Act("question_done", QuestionDone, _ANSWERS, mark=False, settle=_named),
    Act("ask_host", AskHost, MODERATES, _to_host, ("say",), mark=False, settle=_question),
)
