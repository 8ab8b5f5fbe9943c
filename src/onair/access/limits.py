"""Brute force: at most 20 wrong guesses in 15 min on an account, 100 in an hour from an address.

Counted in the database: a restart or a second process forgets nothing. A guess is counted before it is
evaluated, so guesses in parallel do not slip through; the right one is taken off again. A device that has
signed in to this account before has a count of its own, so nobody can lock the owner out from afar.
"""

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from onair.access.model import LoginAttempt
from onair.kernel.clock import HOUR_MS, MINUTE_MS, Clock
from onair.kernel.errors import TooMany
from onair.kernel.ids import new_id
from onair.store.db import Database

ACCOUNT_TRIES, ACCOUNT_MS = 20, 15 * MINUTE_MS
IP_TRIES, IP_MS = 100, HOUR_MS


class TooManyTries(TooMany):
    code = "too_many_tries"
    zh = "尝试次数太多，已暂停登录。请在 {retry_after_s} 秒后再试，或用以前登录过的设备。"
    en = "Too many tries; signing in is paused. Wait {retry_after_s} s or use a device you know."


def reserve(db: Database, clock: Clock, account: str, ip: str, device: str | None) -> str:
    """Count one guess. → its id, for `release`. Raises TooManyTries; a refused guess is not counted."""
    with db.read() as tx:
        _refuse(tx, clock(), account, ip, device)
    with db.write() as tx:
        _refuse(tx, clock(), account, ip, device)
        tx.execute(delete(LoginAttempt).where(LoginAttempt.at <= clock() - IP_MS))
        attempt = LoginAttempt(id=new_id("try", clock), account=account, ip=ip, device=device, at=clock())
        tx.add(attempt)
        return attempt.id


def release(tx: Session, attempt: str) -> None:
    """It was the right one."""
    tx.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt))


def failed(tx: Session, account: str) -> int:
    """Wrong guesses on this account in the last hour."""
    return tx.scalar(select(func.count()).where(LoginAttempt.account == account)) or 0


def _refuse(tx: Session, now: int, account: str, ip: str, device: str | None) -> None:
    same_device = LoginAttempt.device == device if device else LoginAttempt.device.is_(None)
    _limit(tx, now, ACCOUNT_MS, ACCOUNT_TRIES, (LoginAttempt.account == account) & same_device)
    if device is None:
        _limit(tx, now, IP_MS, IP_TRIES, (LoginAttempt.ip == ip) & LoginAttempt.device.is_(None))


def _limit(tx: Session, now: int, span: int, most: int, which: ColumnElement[bool]) -> None:
    """The `most`-th newest guess within the span says when there is room again."""
    recent = (
        select(LoginAttempt.at).where(which, LoginAttempt.at > now - span).order_by(LoginAttempt.at.desc())
    )
    oldest = tx.scalars(recent.offset(most - 1).limit(1)).one_or_none()
    if oldest is not None:
        raise TooManyTries(retry_after_s=max(1, (oldest + span - now + 999) // 1000))
