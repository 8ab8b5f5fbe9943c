"""Signing in and out."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from onair.access import limits, passwords, sessions
from onair.access.audit import audit
from onair.access.model import Person
from onair.access.roles import Actor, system
from onair.access.secrets import digest, same, sign
from onair.kernel.clock import MINUTE_MS, Clock
from onair.kernel.errors import NotKnown, Unavailable
from onair.kernel.ids import new_secret
from onair.store.db import Database


class BadLogin(NotKnown):
    code = "bad_login"
    zh = "账号或密码不对。请检查后重试；忘记密码可请负责人发新的邀请链接。"
    en = "The login or the password is wrong. Check both; an owner can send you a new link if it is lost."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Two values for two cookies; neither is kept by us."""

    person: str
    tenant: str
    cookie: str
    device: str


@dataclass(frozen=True, slots=True)
class Guess:
    """One try to sign in: what was typed and where from. `device`: the cookie of an earlier login, `old` the
    session the browser still holds."""

    login: str
    password: str
    ip: str
    device: str | None = None
    old: str | None = None


def login(db: Database, clock: Clock, secret: bytes, guess: Guess) -> SignedIn:
    """A new session with a new id; the browser's old one ends. Raises BadLogin, TooManyTries.

    Unknown and known accounts cost the same reads, writes and hashing.
    """
    account = guess.login.strip().casefold()
    with db.read() as tx:
        person = tx.scalars(
            select(Person).where(Person.login == account, Person.disabled.is_(False))
        ).one_or_none()
    stored = person.password if person else None
    device = _known_device(secret, account, stored, guess.device)
    attempt = limits.reserve(db, clock, digest(account), guess.ip, device)
    right = passwords.verify(stored, guess.password)
    if person is None or not right:
        _tell_pauses(db, clock, attempt)
        raise BadLogin()
    with db.write() as tx:
        limits.release(tx, attempt)
        return _admit(tx, clock, secret, person.id, guess.old)


def _tell_pauses(db: Database, clock: Clock, attempt: limits.Attempt) -> None:
    """One audit entry in each team of which a login was guessed at, when this guess was one too many."""
    if not attempt.pauses:
        return
    with suppress(Unavailable), db.write() as tx:  # the guess is refused either way
        limits.touch(tx, attempt)
        known = tx.execute(select(Person.id, Person.tenant_id, Person.login).where(Person.login.is_not(None)))
        people = [(id_, tenant, digest(name)) for id_, tenant, name in known if name is not None]
        for pause in attempt.pauses:
            concerned = [(id_, tenant) for id_, tenant, account in people if account in pause.accounts]
            for tenant in sorted({tenant for _, tenant in concerned}):
                own = sorted(id_ for id_, of in concerned if of == tenant)
                subject = own[0] if pause.of == "account" else pause.ip
                audit(tx, system(tenant), clock, "login.paused", subject, after=_pause_facts(pause, own))


def _pause_facts(pause: limits.Pause, people: list[str]) -> dict[str, Any]:
    return {
        "of": pause.of, "tries": pause.tries, "minutes": pause.span_ms // MINUTE_MS, "address": pause.ip, "people": people,
    }  # fmt: skip


def _admit(tx: Session, clock: Clock, secret: bytes, person_id: str, old: str | None) -> SignedIn:
    person = tx.get_one(Person, person_id)
    if person.disabled or person.login is None or person.password is None:
        raise BadLogin()
    if old is not None and (held := sessions.find_session(tx, old, clock)):
        sessions.end_session(tx, held[1])
    cookie = sessions.open_session(tx, person.id, person.tenant_id, clock)
    actor = Actor(person.tenant_id, "person", person.id, person.name)
    audit(
        tx,
        actor,
        clock,
        "login",
        person.id,
        after={"failed_before": limits.failed(tx, digest(person.login), clock())},
    )
    return SignedIn(person.id, person.tenant_id, cookie, device_value(secret, person.login, person.password))


def logout(tx: Session, actor: Actor, clock: Clock, ticket: sessions.Ticket) -> None:
    sessions.end_session(tx, ticket)
    audit(tx, actor, clock, "logout", actor.id)


def device_value(secret: bytes, account: str, stored: str) -> str:
    """`<random>.<mac>`: proves a login to this account with this password; dies when the password changes."""
    mark = new_secret(128)
    return f"{mark}.{sign(secret, 'device', account, stored, mark)}"


def _known_device(secret: bytes, account: str, stored: str | None, value: str | None) -> str | None:
    """The device's own count, when it has signed in to this account before."""
    mark, _, mac = (value or "").partition(".")
    good = same(mac, sign(secret, "device", account, stored or "", mark))
    return digest(mark) if good and stored is not None else None
