"""A small server of ours in memory of the test: teams with people of every role, and how they call."""

import atexit
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from onair.access import service, sessions
from onair.access.roles import Actor, Role, system
from onair.access.web import RawRoute, Router, Services, create_api
from onair.kernel.clock import FixedClock
from onair.kernel.settings import load
from onair.store.db import Database, upgrade

NOW = 1_795_334_400_000
PASSWORD = "correct horse battery"
BASE = "https://onair.test"


@dataclass
class House:
    """One installation. `ask(who)` gives a client: "owner@甲", "host@乙" …, None for a stranger."""

    app: FastAPI
    db: Database
    clock: FixedClock
    services: Services
    tenants: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)

    def team(self, name: str, roles: Iterable[Role] = Role) -> str:
        """A tenant with one signed-up person for each role (no password hashing: tests stay fast)."""
        with self.db.write() as tx:
            tenant = service.create_tenant(tx, self.clock, name)
            self.tenants[name] = tenant.id
            for role in roles:
                made = service.invite_person(
                    tx, system(tenant.id), self.clock, name=f"{role} of {name}", login=None, roles=[role]
                )
                self.people[f"{role}@{name}"] = made.person.id
        return tenant.id

    def actor(self, who: str) -> Actor:
        role, _, name = who.partition("@")
        return Actor(self.tenants[name], "person", self.people[who], who, frozenset({Role(role)}))

    def ask(self, who: str | None = None, *, key: str | None = None, **headers: str) -> httpx.AsyncClient:
        """A client with a fresh session of `who`, or with an API key, or of nobody."""
        sent = {"accept-language": "en"}
        cookie = None
        if who is not None:
            actor = self.actor(who)
            with self.db.write() as tx:
                cookie = sessions.open_session(tx, actor.id, actor.tenant, self.clock)
            sent["x-onair-csrf"] = sessions.csrf_of(cookie)
        if key is not None:
            sent["authorization"] = f"Bearer {key}"
        return self.client(cookie, headers=sent | headers)

    def client(self, cookie: str | None = None, **options: Any) -> httpx.AsyncClient:
        """A browser that holds this session cookie, or none."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url=BASE, **options)
        if cookie is not None:
            client.cookies.set("__Host-onair", cookie, domain="onair.test", path="/")
        return client

    def key(self, name: str, *scopes: str) -> str:
        """An API key of a tenant."""
        with self.db.write() as tx:
            made = service.create_key(tx, system(self.tenants[name]), self.clock, "test", scopes)
        return made.secret


def seeded(folder: Path) -> None:
    """Puts an empty, migrated SQLite into the data folder, unless one is there: to migrate takes longer than a test."""
    if not (folder / "onair.db").exists():
        shutil.copytree(_template(), folder, dirs_exist_ok=True)


@lru_cache(maxsize=1)
def _template() -> Path:
    """What is copied, made once a process."""
    folder = Path(tempfile.mkdtemp(prefix="onair-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    db = Database(f"sqlite:///{folder / 'onair.db'}", sync="off")
    upgrade(db)
    db.close()
    return folder


def house(
    folder: Path,
    routers: Iterable[Router],
    raw: Iterable[RawRoute] = (),
    db: Database | None = None,
    url: str = BASE,
) -> House:
    """A migrated SQLite in `folder` (or `db`) behind the given routes; the clock stands at NOW until moved."""
    clock = FixedClock(NOW)
    if db is None:
        seeded(folder)
        db = Database(f"sqlite:///{folder / 'onair.db'}", sync="off")
    services = Services(clock)
    services.put(db)
    services.put(load({"ONAIR_HOME": str(folder), "ONAIR_PUBLIC_URL": url}))
    return House(create_api(routers, raw, services), db, clock, services)
