"""Who can ask: the roles of a team, the scopes of a key, and the Actor every use case receives."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from onair.kernel.i18n import Text


class Role(StrEnum):
    owner = "owner"
    operator = "operator"
    controller = "controller"
    host = "host"
    merchandiser = "merchandiser"
    service = "service"
    technician = "technician"
    analyst = "analyst"
    auditor = "auditor"


ROLE_NAMES: dict[Role, Text] = {
    Role.owner: Text("负责人", "owner"),
    Role.operator: Text("运营", "operator"),
    Role.controller: Text("场控", "controller"),
    Role.host: Text("主播", "host"),
    Role.merchandiser: Text("选品", "merchandiser"),
    Role.service: Text("客服", "service"),
    Role.technician: Text("技术", "technician"),
    Role.analyst: Text("数据", "analyst"),
    Role.auditor: Text("审计", "auditor"),
}
TEAM = frozenset(Role)
"""Everybody who can sign in."""

SCOPES: dict[str, Text] = {
    "events:write": Text("写入事件", "send events"),
    "numbers:read": Text("读取指标", "read numbers"),
    "shows:read": Text("读取场次", "read shows"),
    "shows:write": Text("创建与操作场次", "create and run shows"),
    "products:read": Text("读取商品", "read products"),
    "products:write": Text("修改商品", "change products"),
    "imports:write": Text("导入文件", "import files"),
    "connections:write": Text("管理接入", "manage connections"),
    "offers:write": Text("优惠与预占", "offers and reservations"),
}

Kind = Literal["nobody", "person", "key", "token", "local", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. `tenant` "" only for nobody. `show` and `view` are set for view tokens."""

    tenant: str
    kind: Kind
    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] = frozenset()
    show: str | None = None
    view: str | None = None


NOBODY = Actor(tenant="", kind="nobody", id="", name="")


def system(tenant: str, name: str = "onair") -> Actor:
    """The server itself: schedules, the demo, recovery."""
    return Actor(tenant=tenant, kind="system", id="system", name=name)


def local(tenant: str, name: str = "cli") -> Actor:
    """Whoever holds the data folder: the command line."""
    return Actor(tenant=tenant, kind="local", id="local", name=name)
