"""The demo's team: people with logins, rooms, hosts and goods. Made once; what is there is left alone."""

import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple

from onair.access.service import (
    Actor,
    Claim,
    PersonView,
    TenantView,
    claim,
    create_tenant,
    invite_again,
    invite_person,
    list_people,
    list_tenants,
    system,
)
from onair.kernel.clock import Clock
from onair.kernel.i18n import Text
from onair.rehearsal import cast
from onair.rehearsal.simulator.params import Params, checked
from onair.rehearsal.simulator.shop import GOODS, HOSTS, MARK
from onair.store.db import Database
from onair.trade.service import (
    Goods,
    create_host,
    create_room,
    find_product,
    list_hosts,
    list_rooms,
    put_product,
)

LOGINS_FILE = "demo-login.txt"
_HEAD = Text(
    "演练团队的账号（只在本机，密码为随机生成）",
    "Logins of the demo team (this machine only, random passwords)",
)


class Crew(NamedTuple):
    """Ids that the simulated events refer to."""

    team: TenantView
    actor: Actor
    room: str
    controller: str
    hosts: tuple[str, str]

    def plays(self, character: dict[str, Any]) -> Params:
        """Parameters of a show by this crew."""
        first, second = self.hosts
        return checked({**character, "actor": self.controller, "first_host": first, "second_host": second})


class Made(NamedTuple):
    """`logins`: the table to print, None when nobody new was made."""

    crew: Crew
    logins: str | None


def find_team(db: Database) -> TenantView | None:
    with db.read() as tx:
        return next((team for team in list_tenants(tx) if team.demo and team.name == cast.TEAM), None)


def make_team(db: Database, home: Path, clock: Clock) -> Made:
    """Create whatever is missing. New logins are appended to `home/demo-login.txt` (mode 0600)."""
    team = find_team(db)
    if team is None:
        with db.write() as tx:
            team = create_tenant(tx, clock, cast.TEAM, demo=True)
    actor = system(team.id, MARK)
    made = [line for member in cast.PEOPLE if (line := _member(db, actor, clock, member)) is not None]
    logins = _keep(home / LOGINS_FILE, made) if made else None
    return Made(_crew(db, team, actor, clock), logins)


def _member(db: Database, actor: Actor, clock: Clock, member: cast.Member) -> tuple[cast.Member, str] | None:
    """Invite and claim; None when this login is in use already."""
    with db.write() as tx:
        known = _person(list_people(tx, actor.tenant), member)
        if known is not None and known.claimed:
            return None
        if known is not None:
            invitation = invite_again(tx, actor, clock, known.id)
        else:
            invitation = invite_person(
                tx, actor, clock, name=member.name, login=member.login, roles=[member.role]
            )
    password = _password()
    claim(db, clock, Claim(invitation.token, member.name, member.login, password))
    return member, password


def _person(people: list[PersonView], member: cast.Member) -> PersonView | None:
    return next((person for person in people if person.login == member.login), None)


def _password() -> str:
    """Three words nobody knows, easy to type: 40 bits."""
    soft, vowels = "bdfghjkmnprstvwz", "aeiou"
    words = ["".join(secrets.choice(soft) + secrets.choice(vowels) for _ in range(2)) for _ in range(3)]
    return "-".join(words) + str(secrets.randbelow(90) + 10)


def _keep(path: Path, made: list[tuple[cast.Member, str]]) -> str:
    rows = [f"{member.login:14}{password:20}{member.role:14}{member.name}" for member, password in made]
    text = "\n".join([_HEAD.zh, _HEAD.en, *rows]) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(text)
    return text


def _crew(db: Database, team: TenantView, actor: Actor, clock: Clock) -> Crew:
    with db.write() as tx:
        rooms = {room.account: room.id for room in list_rooms(tx, team.id)}
        for platform, account, name in (cast.ROOM, cast.SECOND_ROOM):
            if account not in rooms:
                room = create_room(tx, actor, clock, name=name, platform=platform, account=account)
                rooms[account] = room.id
        hosts = {host.name: host.id for host in list_hosts(tx, team.id)}
        for name in HOSTS:
            if name not in hosts:
                hosts[name] = create_host(tx, actor, clock, name).id
        for good in GOODS:
            if find_product(tx, team.id, good.id) is None:
                goods = Goods(good.title, category=good.category, price=good.price, role=good.role)
                put_product(tx, actor, clock, good.id, goods)
        people = {person.login: person.id for person in list_people(tx, team.id)}
    return Crew(team, actor, rooms[cast.ROOM[1]], people["controller"], (hosts[HOSTS[0]], hosts[HOSTS[1]]))
