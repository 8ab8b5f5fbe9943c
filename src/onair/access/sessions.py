"""Login sessions, kept on the server: the browser holds 256 random bits, we hold their hash.

A session dies 12 h after its last use, 7 days after login, at logout, at a change of password or role,
when the person is disabled, and when the same person opens a 21st. Last use is written every
5 minutes at most.
"""

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from onair.access.model import LoginSession, Membership, Person
from onair.access.roles import Actor, Role
from onair.access.secrets import digest
from onair.kernel.clock import DAY_MS, HOUR_MS, MINUTE_MS, Clock
from onair.kernel.ids import new_secret

IDLE_MS = 12 * HOUR_MS
ABSOLUTE_MS = 7 * DAY_MS
TOUCH_MS = 5 * MINUTE_MS
PARALLEL = 20


@dataclass(frozen=True, slots=True)
class Ticket:
    """A session in force. `csrf` goes to the page, never into a cookie. `stale`: write its last use."""

    hash: str
    csrf: str
    stale: bool


def open_session(tx: Session, person: str, tenant: str, clock: Clock) -> str:
    """A new session with a new id. → the cookie's value, which is not kept."""
    cookie = new_secret()
    now = clock()
    kept = select(LoginSession.hash).where(LoginSession.person_id == person)
    newest = tx.scalars(kept.order_by(LoginSession.seen_at.desc()).limit(PARALLEL - 1)).all()
    tx.execute(delete(LoginSession).where(LoginSession.person_id == person, LoginSession.hash.not_in(newest)))
    tx.add(LoginSession(hash=digest(cookie), tenant_id=tenant, person_id=person, created_at=now, seen_at=now))
    tx.flush()
    return cookie


def find_session(tx: Session, cookie: str, clock: Clock) -> tuple[Actor, Ticket] | None:
    """Who holds this cookie, or None when it is unknown, over or its person disabled."""
    now = clock()
    query = (
        select(LoginSession, Person)
        .join(Person, Person.id == LoginSession.person_id)
        .where(
            LoginSession.hash == digest(cookie),
            LoginSession.seen_at > now - IDLE_MS,
            LoginSession.created_at > now - ABSOLUTE_MS,
            Person.disabled.is_(False),
        )
    )
    found = tx.execute(query).one_or_none()
    if found is None:
        return None
    session, person = found
    roles = tx.scalars(select(Membership.role).where(Membership.person_id == person.id)).all()
    actor = Actor(person.tenant_id, "person", person.id, person.name, frozenset(map(Role, roles)))
    return actor, Ticket(session.hash, csrf_of(cookie), stale=session.seen_at < now - TOUCH_MS)


def csrf_of(cookie: str) -> str:
    """Derived from the cookie, so it dies with it and is nowhere stored."""
    return digest(f"csrf:{cookie}")


def touch_session(tx: Session, ticket: Ticket, clock: Clock) -> None:
    tx.execute(update(LoginSession).where(LoginSession.hash == ticket.hash).values(seen_at=clock()))


def end_session(tx: Session, ticket: Ticket) -> None:
    tx.execute(delete(LoginSession).where(LoginSession.hash == ticket.hash))


def end_sessions(tx: Session, person: str) -> None:
    """Everywhere this person is signed in."""
    tx.execute(delete(LoginSession).where(LoginSession.person_id == person))


def last_seen(tx: Session, person: str) -> int | None:
    """Of the sessions in force."""
    return tx.scalar(select(func.max(LoginSession.seen_at)).where(LoginSession.person_id == person))
