"""The backdrop of a real installation: shows, goods and hosts of trade, people and links of access."""

from onair.access.service import list_keys, list_people, list_tenants
from onair.during.broadcast.facts import OVER, Facts, Good
from onair.during.broadcast.service import token_names
from onair.store.db import Database
from onair.trade.service import State, Wanted, all_products, find_show, list_hosts, list_shows
from onair.trade.views import ShowView


def facts_of(view: ShowView) -> Facts:
    return Facts(
        id=view.id, tenant=view.tenant, title=view.title, state=view.state.value, currency=view.currency, zone=view.zone,
        window=view.window, room=view.room.name if view.room else None, room_id=view.room.id if view.room else None,
        platform=view.room.platform if view.room else None, starts_at=view.starts_at, planned_end=view.planned_end,
        started_at=view.started_at, ended_at=view.ended_at if view.state in OVER else None, staged=view.staged,
        demo=view.demo, origin=view.origin,
    )  # fmt: skip


class House:
    """Reads one consistent picture in each call; worker threads only."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def show(self, show: str) -> Facts | None:
        with self._db.read() as tx:
            view = find_show(tx, show)
        return facts_of(view) if view else None

    def on_air(self) -> list[str]:
        with self._db.read() as tx:
            return [
                view.id
                for tenant in list_tenants(tx)
                for view in list_shows(tx, tenant.id, Wanted(state=State.on_air), limit=1000)[0]
            ]

    def goods(self, tenant: str) -> dict[str, Good]:
        with self._db.read() as tx:
            products = all_products(tx, tenant)
        return {
            id_: Good(id=id_, name=product.title, role=product.role, price=product.price, stock=product.stock)
            for product in products
            for id_ in product.ids
        }

    def names(self, tenant: str) -> dict[str, str]:
        with self._db.read() as tx:
            people = {person.id: person.name for person in list_people(tx, tenant)}
            people |= {key.id: key.name for key in list_keys(tx, tenant)}
            people |= token_names(tx, tenant)
            return people | {host.id: host.name for host in list_hosts(tx, tenant)}
