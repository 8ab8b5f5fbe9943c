"""Routes of rundowns, personas, trade and warm-up behind a migrated SQLite, with goods, hosts and a show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rundown_evening import GOODS, HOUR, Evening

from onair.access import http as access_http
from onair.before.gate import http as gate_http
from onair.before.rundown import http as rundown_http
from onair.before.warmup import http as warmup_http
from onair.trade import http as trade_http
from onair.trade.personas import http as personas_http
from onair.trade.service import NewShow, create_host, create_show, put_product
from team import NOW, house


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    parts = (access_http, trade_http, personas_http, warmup_http, rundown_http, gate_http)
    routers = [part.router for part in parts]
    home = house(tmp_path, routers)
    home.team("甲")
    home.team("乙")
    actor = home.actor("owner@甲")
    start = NOW + 24 * HOUR
    with home.db.write() as tx:
        for name, goods in GOODS.items():
            put_product(tx, actor, home.clock, name, goods)
        hosts = [create_host(tx, actor, home.clock, name).id for name in ("林夏", "小满")]
        planned = NewShow("返场", starts_at=start, planned_end=start + 3 * HOUR)
        show = create_show(tx, actor, home.clock, planned).id
        past = create_show(tx, actor, home.clock, NewShow("首发", starts_at=start - 72 * HOUR)).id
    yield Evening(home, show, past, (hosts[0], hosts[1]))
    home.db.close()
