"""Brute force: at most 20 wrong guesses in 15 min on an account, 100 in an hour from an address.

Counted in the database: a restart or a second process forgets nothing. A guess is counted before it is
evaluated, so guesses in parallel do not slip through; the right one is taken off again. A device that has
signed in to this account before has a count of its own, so nobody can lock the owner out from afar.
When a limit is reached the audit chain of whom it concerns says so, once.
"""

from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from onair.access.model import LoginAttempt
from onair.kernel.clock import HOUR_MS, MINUTE_MS, Clock
from onair.kernel.errors import TooMany
from onair.kernel.ids import new_id
from onair.store.db import Database

ACCOUNT_TRIES, ACCOUNT_MS = 20, 15 * MINUTE_MS
IP_TRIES, IP_MS = 100, HOUR_MS
KEPT_MS = 2 * IP_MS
"""Two spans: whether a pause is a new one is read from the guesses before it."""


class TooManyTries(TooMany):
    code = "too_many_tries"
    zh = "尝试次数太多，已暂停登录。请在 {retry_after_s} 秒后再试，或用以前登录过的设备。"
    en = "Too many tries; signing in is paused. Wait {retry_after_s} s or use a device you know."


class Pause(NamedTuple):
    """A limit was just reached. `accounts`: hashes of the logins that were guessed at; `ip`: of the last guess."""

    of: Literal["account", "address"]
    accounts: frozenset[str]
    ip: str
    tries: int
    span_ms: int


class Attempt(NamedTuple):
    """A counted guess. `pauses`: what begins with it if it is wrong."""

    id: str
    pauses: list[Pause]


def reserve(db: Database, clock: Clock, account: str, ip: str, device: str | None) -> Attempt:
    """Count one guess; take it off with `release`. Raises TooManyTries; a refused guess is not counted."""
    with db.read() as tx:
        _refuse(tx, clock(), account, ip, device)
    with db.write() as tx:
        _refuse(tx, clock(), account, ip, device)
        tx.execute(delete(LoginAttempt).where(LoginAttempt.at <= clock() - KEPT_MS))
        attempt = LoginAttempt(id=new_id("try", clock), account=account, ip=ip, device=device, at=clock())
        tx.add(attempt)
        tx.flush()
        return Attempt(attempt.id, _pauses(tx, attempt))


def release(tx: Session, attempt: Attempt) -> None:
    """It was the right one."""
    tx.execute(delete(LoginAttempt).where(LoginAttempt.id == attempt.id))


def failed(tx: Session, account: str, now: int) -> int:
    """Wrong guesses on this account in the last hour."""
    of_late = (LoginAttempt.account == account) & (LoginAttempt.at > now - HOUR_MS)
    return tx.scalar(select(func.count()).where(of_late)) or 0


def touch(tx: Session, attempt: Attempt) -> None:
    """A write that changes nothing: what follows a pause costs the same whether or not the account is known."""
    tx.execute(update(LoginAttempt).where(LoginAttempt.id == attempt.id).values(at=LoginAttempt.at))


def _pauses(tx: Session, row: LoginAttempt) -> list[Pause]:
    """Whoever goes on guessing as fast as a pause lets him begins no new one."""
    found = []
    if _filled(tx, ACCOUNT_MS, ACCOUNT_TRIES, _of_account(row.account, row.device)):
        found.append(Pause("account", frozenset({row.account}), row.ip, ACCOUNT_TRIES, ACCOUNT_MS))
    if row.device is None and _filled(tx, IP_MS, IP_TRIES, _of_address(row.ip)):
        of_late = _of_address(row.ip) & (LoginAttempt.at > row.at - IP_MS)
        accounts = frozenset(tx.scalars(select(LoginAttempt.account).where(of_late).distinct()))
        found.append(Pause("address", accounts, row.ip, IP_TRIES, IP_MS))
    return found


def _filled(tx: Session, span: int, most: int, which: ColumnElement[bool]) -> bool:
    """Does the newest guess reach the limit, and did the one before it not?"""
    at = tx.scalars(
        select(LoginAttempt.at).where(which).order_by(LoginAttempt.at.desc()).limit(most + 1)
    ).all()
    full = len(at) >= most and at[0] - at[most - 1] < span
    return full and not (len(at) > most and at[1] - at[most] < span)


def _of_account(account: str, device: str | None) -> ColumnElement[bool]:
    same_device = LoginAttempt.device == device if device else LoginAttempt.device.is_(None)
    return (LoginAttempt.account == account) & same_device


def _of_address(ip: str) -> ColumnElement[bool]:
    return (LoginAttempt.ip == ip) & LoginAttempt.device.is_(None)


def _refuse(tx: Session, now: int, account: str, ip: str, device: str | None) -> None:
    _limit(tx, now, ACCOUNT_MS, ACCOUNT_TRIES, _of_account(account, device))
    if device is None:
        _limit(tx, now, IP_MS, IP_TRIES, _of_address(ip))


def _limit(tx: Session, now: int, span: int, most: int, which: ColumnElement[bool]) -> None:
    """The `most`-th newest guess within the span says when there is room again."""
    recent = (
        select(LoginAttempt.at).where(which, LoginAttempt.at > now - span).order_by(LoginAttempt.at.desc())
    )
    oldest = tx.scalars(recent.offset(most - 1).limit(1)).one_or_none()
    if oldest is not None:
        raise TooManyTries(retry_after_s=max(1, (oldest + span - now + 999) // 1000))
