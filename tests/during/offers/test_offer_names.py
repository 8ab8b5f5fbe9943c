"""In whose name: who lets a price go below the floor, who stands for terms that the clock publishes, which show is told."""

from pathlib import Path

import pytest
from planned import FLASH, draft

from onair.access.roles import Actor, Role
from onair.during.offers.planning import store
from onair.during.offers.planning.keeping import PlanKeeper
from onair.events.model import Offer
from onair.trade import http as trade_http
from onair.trade.service import NewShow, create_show
from team import house

WHY = {"floor_why": "清仓，已与供应商谈妥"}


@pytest.mark.parametrize(
    ("kind", "roles", "may"),
    [
        ("person", {Role.owner}, True),
        ("person", {Role.merchandiser}, False),
        ("key", set(), False),
        ("key", {Role.owner}, False),
    ],
)
def test_only_an_owner_in_person_passes_the_floor(kind: str, roles: set[Role], may: bool) -> None:
    """A key is made by a technician, too."""
    actor = Actor("tnt", kind, "a1", "甲", frozenset(roles))  # type: ignore[arg-type]
    if may:
        assert store.signed(actor, draft(FLASH, **WHY), None).floor_by == "a1"
        return
    with pytest.raises(store.FloorIsOwners):
        store.signed(actor, draft(FLASH, **WHY), None)


def test_who_changes_the_terms_is_who_publishes_and_a_copy_of_the_show_keeps_nothing_back(
    tmp_path: Path,
) -> None:
    home = house(tmp_path, [trade_http.router])
    home.team("甲")
    first, second = home.actor("operator@甲"), home.actor("merchandiser@甲")
    with home.db.write() as tx:
        show = create_show(tx, first, home.clock, NewShow("播", "CNY", "Asia/Shanghai"))
        asked = draft(FLASH, starts_at=home.clock() + 60_000)
        made = store.create_plan(tx, first, home.clock, show.id, asked)
        store.schedule_plan(tx, first, home.clock, made.id, version=1, on=True)
        assert made.scheduled_by == first.id
        again = draft(FLASH, starts_at=home.clock() + 60_000, price=13900)
        store.change_plan(tx, second, home.clock, made.id, version=2, draft=again)
        assert (made.state, made.scheduled_by) == ("scheduled", second.id)
        id_ = made.id
    event = Offer(id="p", source="onair", at=home.clock(), offer=id_, step="publish")
    keeper = PlanKeeper(home.db)
    keeper.published("shw_replayed", event, None)  # its log holds the same offer
    keeper.published(show.id, event, None)
    keeper.settle()
    with home.db.read() as tx:
        assert store.get_plan(tx, first.tenant, id_).published_at == event.at
    home.db.close()
