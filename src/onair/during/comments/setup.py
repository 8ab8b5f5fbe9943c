"""What a team set for its comments: how soon to answer, from which share on complaints are a wave."""

from typing import Any, NamedTuple

from msgspec import Struct, ValidationError, convert, structs
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.during.comments.model import CommentSetup
from onair.during.comments.moderation import NO_REASONS, NOTE_MIN, reasons
from onair.during.comments.wave import Limits
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput, NotFound
from onair.trade.versions import require_version

WORDS_MAX = 500
WORD_MIN, WORD_MAX = 2, 40


class BadCommentSetup(BadInput):
    code = "bad_comment_setup"
    zh = "评论设置不合要求：{why}。没有保存，请改正后重试。"
    en = "These settings of comments do not fit: {why}. Nothing was saved; correct them and try again."


class BadBlockedWord(BadInput):
    code = "comment_bad_word"
    zh = "这个词不能加入团队屏蔽词：{why}。没有保存，请改正后重试。"
    en = "This word cannot be blocked for the team: {why}. Nothing was saved; correct it and try again."


class NoBlockedWord(NotFound):
    code = "comment_no_word"
    zh = "团队屏蔽词里没有这个词，可能已被别人移除。没有任何改动。"
    en = "The team's list does not hold this word; somebody may have removed it. Nothing was changed."


class NewWord(NamedTuple):
    word: str
    reason: str
    note: str | None = None


class BlockedWord(Struct, frozen=True):
    """Of the team's list: in every show. `by`: who put it there."""

    word: str
    reason: str
    at: int
    by: str
    note: str | None = None


class RadarSetup(Struct, frozen=True):
    """`question_s`, `risk_s`: seconds to an answer. `wave`, `clear`: shares of a minute's comments, 0…1. `blocked`: oldest
    first."""

    question_s: int = 60
    risk_s: int = 30
    wave: float = 0.1
    clear: float = 0.05
    version: int = 0
    blocked: tuple[BlockedWord, ...] = ()

    @property
    def limits(self) -> Limits:
        return Limits(self.wave, self.clear)


def setup_of(tx: Session, tenant: str) -> RadarSetup:
    row = tx.get(CommentSetup, tenant)
    if row is None:
        return RadarSetup()
    try:
        return convert({**row.body, "version": row.version}, RadarSetup)
    except ValidationError:
        return RadarSetup(version=row.version)  # of another version of the program: ours


def put_setup(tx: Session, actor: Actor, clock: Clock, new: RadarSetup) -> RadarSetup:
    """`new.version`: the one that was read. Raises BadCommentSetup, Stale."""
    if not (5 <= new.question_s <= 1800 and 5 <= new.risk_s <= 1800):
        raise BadCommentSetup(why="5…1800 s")
    if not 0.02 <= new.clear <= new.wave <= 0.9:
        raise BadCommentSetup(why="2 % ≤ clear ≤ wave ≤ 90 %")
    before = setup_of(tx, actor.tenant)
    new = structs.replace(new, blocked=before.blocked)
    require_version(new.version, before.version, _body(new), _body(before))
    audit(tx, actor, clock, "comments.setup", actor.tenant, before=_limits(before), after=_limits(new))
    return _kept(tx, actor, clock, new)


def block_word(tx: Session, actor: Actor, clock: Clock, new: NewWord) -> RadarSetup:
    """For every show of the team. Raises BadBlockedWord; a word that is there already stays as it is."""
    word, reason, note = new.word.strip(), new.reason, (new.note or "").strip()
    before = setup_of(tx, actor.tenant)
    if reason not in reasons():
        raise BadBlockedWord(why=" | ".join(reasons()))
    if not WORD_MIN <= len(word) <= WORD_MAX or word.lower() in NO_REASONS:
        raise BadBlockedWord(why=f"{WORD_MIN}…{WORD_MAX}")
    if reasons()[reason].note and len(note) < NOTE_MIN:
        raise BadBlockedWord(why=f"note ≥ {NOTE_MIN}")
    if any(one.word.lower() == word.lower() for one in before.blocked):
        return before
    if len(before.blocked) >= WORDS_MAX:
        raise BadBlockedWord(why=f"≤ {WORDS_MAX}")
    audit(tx, actor, clock, "comments.word.block", word, why=note or reason)
    added = BlockedWord(word, reason, clock(), actor.id, note or None)
    return _kept(tx, actor, clock, structs.replace(before, blocked=(*before.blocked, added)))


def unblock_word(tx: Session, actor: Actor, clock: Clock, word: str) -> RadarSetup:
    """Raises NoBlockedWord."""
    before = setup_of(tx, actor.tenant)
    rest = tuple(one for one in before.blocked if one.word.lower() != word.strip().lower())
    if len(rest) == len(before.blocked):
        raise NoBlockedWord
    audit(tx, actor, clock, "comments.word.unblock", word.strip())
    return _kept(tx, actor, clock, structs.replace(before, blocked=rest))


def _kept(tx: Session, actor: Actor, clock: Clock, new: RadarSetup) -> RadarSetup:
    row, body = tx.get(CommentSetup, actor.tenant), _body(new)
    if row is None:
        row = CommentSetup(
            tenant_id=actor.tenant, body=body, updated_at=clock(), updated_by=actor.id, version=1
        )
        tx.add(row)
    else:
        row.body, row.updated_at, row.updated_by, row.version = body, clock(), actor.id, row.version + 1
    tx.flush()
    return structs.replace(new, version=row.version)


def _limits(setup: RadarSetup) -> dict[str, Any]:
    return {name: getattr(setup, name) for name in ("question_s", "risk_s", "wave", "clear")}


def _body(setup: RadarSetup) -> dict[str, Any]:
    return {**_limits(setup), "blocked": [structs.asdict(one) for one in setup.blocked]}
