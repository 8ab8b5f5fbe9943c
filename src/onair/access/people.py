"""People of a team: invited by a one-time link, given roles, changed, disabled, removed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from onair.access import passwords, sessions
from onair.access.audit import audit
from onair.access.model import Invite, Membership, Person, Tenant
from onair.access.roles import Actor, Role, system
from onair.access.secrets import digest
from onair.kernel.clock import HOUR_MS, Clock
from onair.kernel.errors import BadInput, Conflict, NotFound
from onair.kernel.i18n import Lang
from onair.kernel.ids import new_id, new_secret
from onair.store.db import Database

INVITE_MS = 72 * HOUR_MS


class LoginTaken(Conflict):
    code = "login_taken"
    zh = "账号 {login} 已被使用。没有保存，请换一个。"
    en = "The login {login} is taken. Nothing was saved; choose another."


class LastOwner(Conflict):
    code = "last_owner"
    zh = "这是最后一位负责人。没有改动，请先让另一个人成为负责人。"
    en = "This is the last owner. Nothing was changed; make somebody else an owner first."


class InviteOver(NotFound):
    code = "invite_over"
    zh = "邀请链接无效、已用过或超过 72 小时。请负责人重新发一个。"
    en = "The link is unknown, used or older than 72 h. Ask an owner for a new one."


class StalePerson(Conflict):
    code = "stale"


@dataclass(frozen=True, slots=True)
class PersonView:
    id: str
    tenant: str
    name: str
    login: str | None
    roles: list[Role]
    lang: Lang
    state: Literal["invited", "active", "disabled"]
    claimed: bool
    created_at: int
    last_seen: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """`token` goes into a link, once; we keep its hash."""

    person: PersonView
    token: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Claim:
    token: str
    name: str
    login: str
    password: str


def invite_owner(tx: Session, clock: Clock, tenant: str, name: str = "owner") -> Invitation:
    """A link for somebody who will own the team: the first person, or a way back in from the command line."""
    return invite_person(tx, system(tenant), clock, name=name, login=None, roles=[Role.owner])


def invite_person(
    tx: Session, actor: Actor, clock: Clock, *, name: str, login: str | None, roles: Iterable[Role]
) -> Invitation:
    """Raises LoginTaken."""
    person = Person(
        id=new_id("per", clock), tenant_id=actor.tenant, name=name, login=_free(tx, login, None),
        password=None, lang="zh", disabled=False, removed=False, created_at=clock(), version=1,
    )  # fmt: skip
    tx.add(person)
    tx.flush()
    _put_roles(tx, person, roles)
    audit(tx, actor, clock, "person.invite", person.id, after=_facts(view(tx, person)))
    return _invite(tx, clock, person)


def invite_again(tx: Session, actor: Actor, clock: Clock, person_id: str) -> Invitation:
    """A new link (a lost password, an expired invite); older links die. Raises NotFound."""
    person = _person(tx, actor.tenant, person_id)
    audit(tx, actor, clock, "person.invite", person.id)
    return _invite(tx, clock, person)


def _invite(tx: Session, clock: Clock, person: Person) -> Invitation:
    token, now = new_secret(), clock()
    tx.execute(delete(Invite).where(Invite.person_id == person.id))
    invite = Invite(hash=digest(token), tenant_id=person.tenant_id, person_id=person.id, created_at=now)
    invite.expires_at, invite.used_at = now + INVITE_MS, None
    tx.add(invite)
    return Invitation(view(tx, person), token, invite.expires_at)


def claim(db: Database, clock: Clock, wanted: Claim) -> PersonView:
    """Use the link: name, login and password are set, old sessions end. Raises InviteOver, LoginTaken,
    PasswordTooWeak. The hashing runs outside the transaction."""
    with db.read() as tx:
        tenant = tx.get_one(Tenant, _open_invite(tx, clock, wanted.token).tenant_id)
    passwords.check_password(wanted.password, wanted.login, wanted.name, tenant.name)
    stored = passwords.hash_password(wanted.password)
    with db.write() as tx:
        invite = _open_invite(tx, clock, wanted.token)
        person = _person(tx, invite.tenant_id, invite.person_id)
        invite.used_at = clock()
        person.name, person.login, person.password = wanted.name, _free(tx, wanted.login, person.id), stored
        person.version += 1
        sessions.end_sessions(tx, person.id)
        tx.flush()
        actor = Actor(person.tenant_id, "person", person.id, person.name)
        audit(tx, actor, clock, "person.claim", person.id, after={"login": person.login})
        return view(tx, person)


def _open_invite(tx: Session, clock: Clock, token: str) -> Invite:
    invite = tx.get(Invite, digest(token))
    if invite is None or invite.used_at is not None or invite.expires_at <= clock():
        raise InviteOver()
    person = tx.get_one(Person, invite.person_id)
    if person.disabled:
        raise InviteOver()
    return invite


def list_people(tx: Session, tenant: str) -> list[PersonView]:
    """By name; removed ones are not shown."""
    query = select(Person).where(Person.tenant_id == tenant, Person.removed.is_(False))
    return [view(tx, person) for person in tx.scalars(query.order_by(Person.name, Person.id))]


def get_person(tx: Session, tenant: str, person_id: str) -> PersonView:
    """Raises NotFound."""
    return view(tx, _person(tx, tenant, person_id, lock=False))


def change_person(
    tx: Session,
    actor: Actor,
    clock: Clock,
    person_id: str,
    *,
    version: int | None = None,
    name: str | None = None,
    roles: Sequence[Role] | None = None,
    disabled: bool | None = None,
) -> PersonView:
    """None leaves a field. New roles or disabling end all sessions. Raises StalePerson, LastOwner."""
    person = _person(tx, actor.tenant, person_id)
    before = view(tx, person)
    if version is not None and before.version != version:
        raise StalePerson(difference=_difference(before, name, roles, disabled), version=before.version)
    if name is not None:
        person.name = name
    if disabled is not None:
        person.disabled = disabled
    if roles is not None:
        _put_roles(tx, person, roles)
    person.version += 1
    after = view(tx, person)
    if after.roles != before.roles or after.state != before.state:
        sessions.end_sessions(tx, person.id)
        _keep_an_owner(tx, actor.tenant)
    audit(tx, actor, clock, "person.change", person.id, before=_facts(before), after=_facts(after))
    return after


def remove_person(tx: Session, actor: Actor, clock: Clock, person_id: str) -> None:
    """No login, no sessions, no open link; the name stays in old entries. Raises NotFound, LastOwner."""
    person = _person(tx, actor.tenant, person_id)
    before = view(tx, person)
    person.disabled = person.removed = True
    person.login = person.password = None
    sessions.end_sessions(tx, person.id)
    tx.execute(delete(Invite).where(Invite.person_id == person.id))
    _keep_an_owner(tx, actor.tenant)
    audit(tx, actor, clock, "person.remove", person.id, before=_facts(before))


def change_self(
    tx: Session, actor: Actor, clock: Clock, *, name: str | None, lang: Lang | None, stored: str | None
) -> PersonView:
    """One's own name, language and (checked and hashed) password. A new password ends all sessions."""
    person = _person(tx, actor.tenant, actor.id)
    before = _facts(view(tx, person))
    person.name, person.lang = name or person.name, lang or person.lang
    if stored is not None:
        person.password = stored
        sessions.end_sessions(tx, person.id)
    person.version += 1
    after = _facts(view(tx, person)) | {"password": "changed" if stored else "kept"}
    audit(tx, actor, clock, "person.change", person.id, before=before, after=after)
    return view(tx, person)


def stored_password(tx: Session, actor: Actor) -> str | None:
    """The hash of one's own password, to check it again."""
    return _person(tx, actor.tenant, actor.id, lock=False).password


def view(tx: Session, person: Person) -> PersonView:
    roles = tx.scalars(select(Membership.role).where(Membership.person_id == person.id)).all()
    state: Literal["invited", "active", "disabled"] = "active" if person.password else "invited"
    return PersonView(
        id=person.id,
        tenant=person.tenant_id,
        name=person.name,
        login=person.login,
        roles=[role for role in Role if role in roles],
        lang="en" if person.lang == "en" else "zh",
        state="disabled" if person.disabled else state,
        claimed=person.password is not None,
        created_at=person.created_at,
        last_seen=sessions.last_seen(tx, person.id),
        version=person.version,
    )


def _person(tx: Session, tenant: str, person_id: str, *, lock: bool = True) -> Person:
    query = select(Person).where(
        Person.id == person_id, Person.tenant_id == tenant, Person.removed.is_(False)
    )
    person = tx.scalars(query.with_for_update() if lock else query).one_or_none()
    if person is None:
        raise NotFound(what=person_id)
    return person


def _put_roles(tx: Session, person: Person, roles: Iterable[Role]) -> None:
    wanted = frozenset(roles)
    if not wanted:
        raise BadInput(why="roles")
    tx.execute(delete(Membership).where(Membership.person_id == person.id))
    tx.add_all(Membership(person_id=person.id, role=role, tenant_id=person.tenant_id) for role in wanted)
    tx.flush()


def _free(tx: Session, login: str | None, own: str | None) -> str | None:
    if login is None:
        return None
    name = login.strip().casefold()
    holder = tx.scalars(select(Person.id).where(Person.login == name)).one_or_none()
    if holder is not None and holder != own:
        raise LoginTaken(login=name)
    return name


def _keep_an_owner(tx: Session, tenant: str) -> None:
    """The row of the team is locked, so two owners cannot demote each other at the same moment."""
    tx.execute(update(Tenant).where(Tenant.id == tenant).values(demo=Tenant.demo))
    owners = (
        select(Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Person.tenant_id == tenant, Person.disabled.is_(False), Membership.role == Role.owner)
    )
    if not tx.scalars(owners.where(Person.password.is_not(None)).limit(1)).all():
        raise LastOwner()


def _facts(person: PersonView) -> dict[str, Any]:
    facts = asdict(person)
    return {name: facts[name] for name in ("name", "login", "roles", "lang", "state")}


def _difference(
    mine: PersonView, name: str | None, roles: Sequence[Role] | None, disabled: bool | None
) -> dict[str, dict[str, Any]]:
    """{field: {yours, theirs}} of what was sent and is otherwise now."""
    sent = {"name": name, "roles": None if roles is None else sorted(roles), "disabled": disabled}
    held = {"name": mine.name, "roles": sorted(mine.roles), "disabled": mine.state == "disabled"}
    return {
        field: {"yours": value, "theirs": held[field]}
        for field, value in sent.items()
        if value is not None and value != held[field]
    }
