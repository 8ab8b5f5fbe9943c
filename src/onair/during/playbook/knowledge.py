"""What a show must know of the playbook beside its log: the rules in force, the room's usual, names."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import list_keys, list_people
from onair.during.playbook.baseline import Bands
from onair.during.playbook.measured.measuring import Measured
from onair.during.playbook.measured.store import by_rules
from onair.during.playbook.measured.trials import Trial
from onair.during.playbook.proposals import Lot
from onair.during.playbook.rule import Rule
from onair.during.playbook.samples import bands_of_room
from onair.during.playbook.store import in_force
from onair.trade.service import all_products

_NONE: Mapping[str, str] = MappingProxyType({})


class Knowledge(NamedTuple):
    """`rules`: switched on and able to run. `auto`: rule → who let it act by itself in this room. `products`: any id →
    title. `people`: id → name. `past`: rule → what its proposals did in this room's past shows, oldest first.
    `trials`: rule → the switchback that runs here; `lots`: proposal → what was drawn for it in this show."""

    rules: tuple[Rule, ...] = ()
    auto: Mapping[str, str] = _NONE
    bands: Bands = MappingProxyType({})
    products: Mapping[str, str] = _NONE
    people: Mapping[str, str] = _NONE
    past: Mapping[str, Sequence[Measured]] = MappingProxyType({})
    trials: Mapping[str, Trial] = MappingProxyType({})
    lots: Mapping[str, Lot] = MappingProxyType({})

    def name_of(self, by: str) -> str:
        return self.people.get(by, by)


NOTHING = Knowledge()


def learn(tx: Session, tenant: str, room: str | None, before: int | None = None) -> Knowledge:
    """`before`: when the show began, ms UTC; what it is held against is of shows that were over by then."""
    rules = in_force(tx, tenant)
    auto = {one.id: one.auto[room].by for one in rules if room is not None and room in one.auto}
    people = {person.id: person.name for person in list_people(tx, tenant)}
    people |= {key.id: key.name for key in list_keys(tx, tenant)}
    people |= {f"rule:{one.id}": one.rule.name.zh for one in rules if one.rule is not None}
    products = {id_: product.title for product in all_products(tx, tenant) for id_ in product.ids}
    return Knowledge(
        tuple(one.rule for one in rules if one.rule is not None and one.runs_in(room)),
        auto, bands_of_room(tx, tenant, room, before) if room is not None else {}, products, people,
        by_rules(tx, tenant, room, before) if room is not None else {},
    )  # fmt: skip
