"""Signal sources on both engines: kept, changed, two at once, and sealed anew when the vault's key changes."""

from pathlib import Path

import pytest

from onair.access.roles import system
from onair.access.service import create_tenant
from onair.access.web import Services
from onair.connectors.addresses import BadTarget
from onair.delivery import rotation
from onair.delivery.service import vault_of
from onair.during.signal.sources import (
    ROOM_MAX,
    NewSource,
    NoSource,
    TooManySources,
    change_source,
    create_source,
    remember,
    remove_source,
    settings_of,
    sources,
)
from onair.kernel.clock import FixedClock
from onair.kernel.settings import load
from onair.store.db import Database
from onair.trade.service import create_room
from onair.trade.versions import Stale

NOW = 1_795_334_400_000
CONFIG = {"host": "studio.lan", "password": "geheim", "backup_server": "rtmp://b/live", "backup_key": "k2"}


def test_a_source_lives_is_changed_resealed_and_forgotten(db: Database, tmp_path: Path) -> None:
    clock, services = FixedClock(NOW), Services(FixedClock(NOW))
    services.put(db)
    services.put(load({"ONAIR_HOME": str(tmp_path)}))
    vault = vault_of(services)
    with db.write() as tx:
        tenant = create_tenant(tx, clock, "甲").id
        who = system(tenant)
        room = create_room(tx, who, clock, name="一号间", platform="douyin", account=None).id
        new = NewSource(room, "obs_studio", "main", "OBS", CONFIG)
        made = create_source(tx, who, clock, vault, new, private=False)
        with pytest.raises(BadTarget):
            create_source(
                tx,
                who,
                clock,
                vault,
                NewSource(room, "obs_studio", "main", "x", {"host": "ws://x"}),
                private=False,
            )
    assert (made.shown, made.backup, made.part) == ("studio.lan:4455", True, "encoder")
    with db.write() as tx:
        remember(tx, vault, made.id, {"server": "rtmp://main/live", "key": "k1"})
        changes = {"name": "主机", "config": {"host": "10.0.0.7", "backup_server": ""}}
        changed = change_source(tx, who, clock, vault, made.id, version=1, changes=changes, private=False)
    assert (changed.shown, changed.backup, changed.version) == ("10.0.0.7:4455", False, 2)
    with db.write() as tx, pytest.raises(Stale):
        change_source(tx, who, clock, vault, made.id, version=1, changes={"name": "x"}, private=False)
    done = rotation.rotate(db, vault, clock, sleep=lambda _: None)
    assert (done.others, done.lost) == (1, 0)
    with db.read() as tx:
        kept = settings_of(tx, vault_of(services), made.id)
    assert (kept["password"], kept["backup_key"], kept["main.server"]) == ("geheim", "k2", "rtmp://main/live")
    with db.write() as tx:
        for n in range(ROOM_MAX - 1):
            create_source(
                tx, who, clock, vault, NewSource(room, "obs_studio", "main", f"{n}", CONFIG), private=False
            )
        with pytest.raises(TooManySources):
            create_source(tx, who, clock, vault, new, private=False)
        remove_source(tx, who, clock, made.id)
        assert made.id not in {view.id for view in sources(tx, tenant)}
        with pytest.raises(NoSource):
            settings_of(tx, vault, made.id)
