"""What a team set for its comments: how soon to answer, from which share on complaints are a wave."""

from typing import Any

from msgspec import Struct, ValidationError, convert, structs
from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.during.comments.model import CommentSetup
from onair.during.comments.wave import Limits
from onair.kernel.clock import Clock
from onair.kernel.errors import BadInput
from onair.trade.versions import require_version


class BadCommentSetup(BadInput):
    code = "bad_comment_setup"
    zh = "评论设置不合要求：{why}。没有保存，请改正后重试。"
    en = "These settings of comments do not fit: {why}. Nothing was saved; correct them and try again."


class RadarSetup(Struct, frozen=True):
    """`question_s`, `risk_s`: seconds to an answer. `wave`, `clear`: shares of a minute's comments, 0…1."""

    question_s: int = 60
    risk_s: int = 30
    wave: float = 0.1
    clear: float = 0.05
    version: int = 0

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
    row, body = tx.get(CommentSetup, actor.tenant), _body(new)
    before = setup_of(tx, actor.tenant)
    require_version(new.version, before.version, body, _body(before))
    if row is None:
        row = CommentSetup(
            tenant_id=actor.tenant, body=body, updated_at=clock(), updated_by=actor.id, version=1
        )
        tx.add(row)
    else:
        row.body, row.updated_at, row.updated_by, row.version = body, clock(), actor.id, row.version + 1
    audit(tx, actor, clock, "comments.setup", actor.tenant, before=_body(before), after=body)
    return structs.replace(new, version=row.version)


def _body(setup: RadarSetup) -> dict[str, Any]:
    return {name: getattr(setup, name) for name in ("question_s", "risk_s", "wave", "clear")}
