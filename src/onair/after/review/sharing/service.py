"""Use cases of shared links: made, listed, revoked, and opened by whoever holds the secret."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from onair.access.roles import Actor
from onair.access.secrets import digest
from onair.access.service import audit
from onair.after.review.sharing.model import ReviewShare
from onair.kernel.clock import DAY_MS, Clock
from onair.kernel.errors import Conflict, NotFound, TooMany, Unavailable
from onair.kernel.ids import new_id, new_secret
from onair.store.db import Database
from onair.trade.service import get_show

DAYS_MAX = 90
LIVE_MAX = 50
"""Links of one show that work at a time."""
PATH = "/r/"
State = Literal["live", "expired", "revoked"]


class ShareNotFound(NotFound):
    code = "share_not_found"
    zh = "没有这个分享链接。没有显示任何内容；请核对地址是否完整，或向发给您的人要新的链接。"
    en = "There is no such shared link. Nothing is shown; check that the address is whole, or ask for a new link."


class ShareExpired(NotFound):
    code, status = "share_expired", 410
    zh = "这个分享链接已在 {at} 到期。没有显示任何内容；请向发给您的人要新的链接。"
    en = "This shared link ended at {at}. Nothing is shown; ask whoever sent it for a new one."


class ShareRevoked(NotFound):
    code, status = "share_revoked", 410
    zh = "这个分享链接已被收回。没有显示任何内容；请向发给您的人要新的链接。"
    en = "This shared link was taken back. Nothing is shown; ask whoever sent it for a new one."


class TooManyShares(Conflict):
    code = "too_many_shares"
    zh = "这场已有 {most} 个有效的分享链接。没有新建；请先停用不再需要的。"
    en = "This show has {most} shared links that work. None was made; revoke those that are no longer needed."


class TooManyOpenings(TooMany):
    code = "too_many_openings"
    zh = "打开得太频繁。没有显示任何内容；请在 {retry_after_s} 秒后重试。"
    en = "Opened too often. Nothing is shown; try again in {retry_after_s} s."


@dataclass(frozen=True, slots=True)
class ShareView:
    """`secret` only in the answer to its creation."""

    id: str
    tenant: str
    show: str
    name: str
    money: bool
    created_by: str
    created_at: int
    expires_at: int
    revoked_at: int | None
    seen_at: int | None
    opened: int
    secret: str | None = None

    def state(self, now: int) -> State:
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if now >= self.expires_at else "live"


def create_share(
    tx: Session, actor: Actor, clock: Clock, show: str, *, name: str, days: int, money: bool
) -> ShareView:
    """Raises ShowNotFound, TooManyShares."""
    get_show(tx, actor.tenant, show)
    now, secret = clock(), new_secret()
    live = select(func.count()).where(
        ReviewShare.show_id == show, ReviewShare.revoked_at.is_(None), ReviewShare.expires_at > now
    )
    if (tx.scalar(live) or 0) >= LIVE_MAX:
        raise TooManyShares(most=LIVE_MAX)
    row = ReviewShare(
        id=new_id("shr", clock), tenant_id=actor.tenant, show_id=show, hash=digest(secret), name=name, money=money,
        created_by=actor.id, created_at=now, expires_at=now + days * DAY_MS, revoked_at=None, seen_at=None, opened=0,
    )  # fmt: skip
    tx.add(row)
    after = {"show": show, "name": name, "money": money, "expires_at": row.expires_at}
    audit(tx, actor, clock, "review.share", row.id, after=after)
    return _view(row, secret)


def list_shares(tx: Session, tenant: str, show: str) -> list[ShareView]:
    """Newest first, those that ended too. Raises ShowNotFound."""
    get_show(tx, tenant, show)
    query = select(ReviewShare).where(ReviewShare.tenant_id == tenant, ReviewShare.show_id == show)
    return [_view(row) for row in tx.scalars(query.order_by(ReviewShare.id.desc()).limit(500))]


def revoke_share(tx: Session, actor: Actor, clock: Clock, show: str, share: str) -> None:
    """Works at once; a second time changes nothing. Raises ShareNotFound."""
    row = tx.get(ReviewShare, share)
    if row is None or row.tenant_id != actor.tenant or row.show_id != show:
        raise ShareNotFound
    if row.revoked_at is None:
        row.revoked_at = clock()
        audit(tx, actor, clock, "review.share.revoke", row.id, before={"show": show, "name": row.name})


def opened(db: Database, clock: Clock, secret: str) -> ShareView:
    """Who holds the secret opens the page; counted. Raises ShareNotFound, ShareExpired, ShareRevoked."""
    with db.read() as tx:
        row = tx.scalars(select(ReviewShare).where(ReviewShare.hash == digest(secret))).first()
        if row is None:
            raise ShareNotFound
        view = _view(row)
        zone = get_show(tx, view.tenant, view.show).zone
    now = clock()
    state = view.state(now)
    if state == "revoked":
        raise ShareRevoked
    if state == "expired":
        at = datetime.fromtimestamp(view.expires_at / 1000, ZoneInfo(zone))
        raise ShareExpired(at=at.strftime("%Y-%m-%d %H:%M"))
    with suppress(Unavailable), db.write() as tx:  # a full disk must not keep anybody from reading
        seen = {"seen_at": now, "opened": ReviewShare.opened + 1}
        tx.execute(update(ReviewShare).where(ReviewShare.id == view.id).values(seen))
    return view


def _view(row: ReviewShare, secret: str | None = None) -> ShareView:
    return ShareView(
        row.id, row.tenant_id, row.show_id, row.name, row.money, row.created_by, row.created_at, row.expires_at,
        row.revoked_at, row.seen_at, row.opened, secret,
    )  # fmt: skip
