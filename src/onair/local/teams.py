"""Teams from the command line: the first owner, keys, and which team a command means."""

import asyncio
from typing import Any

from onair.access.service import (
    Actor,
    create_key,
    create_tenant,
    find_tenant,
    invite_owner,
    list_tenants,
    local,
)
from onair.access.web import Services
from onair.kernel.settings import Settings
from onair.store.db import Database

FIRST_TEAM = "我的团队"


def actor_of(services: Services, tenant: str | None) -> Actor:
    """Whoever holds the folder, acting in `tenant` (id or name; None = the only one, made when there is none).

    Raises NotFound, WhichTenant.
    """
    db = services.get(Database)
    with db.read() as tx:
        if tenant is not None or list_tenants(tx):
            return local(find_tenant(tx, tenant).id)
    with db.write() as tx:
        return local(create_tenant(tx, services.clock, FIRST_TEAM).id)


async def init(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    """A one-time link for an owner: of the named team (made when new), else of the only one."""
    return await asyncio.to_thread(_init, services, args.get("team") or None)


def _init(services: Services, team: str | None) -> dict[str, Any]:
    db, clock = services.get(Database), services.clock
    with db.write() as tx:
        known = {view.name: view.id for view in list_tenants(tx)} | {
            view.id: view.id for view in list_tenants(tx)
        }
        if team is not None:
            tenant = known.get(team) or create_tenant(tx, clock, team).id
        else:
            tenant = find_tenant(tx).id if known else create_tenant(tx, clock, FIRST_TEAM).id
        invitation = invite_owner(tx, clock, tenant)
    url = services.get(Settings).public_url
    return {
        "tenant": tenant,
        "link": f"{url}/#/claim?token={invitation.token}",
        "expires_at": invitation.expires_at,
    }


async def key_create(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    return await asyncio.to_thread(_key_create, services, args)


def _key_create(services: Services, args: dict[str, Any]) -> dict[str, Any]:
    actor = actor_of(services, args.get("tenant"))
    with services.get(Database).write() as tx:
        made = create_key(tx, actor, services.clock, args["name"], args["scopes"])
    return {"id": made.id, "secret": made.secret}
