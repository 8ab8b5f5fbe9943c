"""A pool on a real server for the page of the selection: goods by file, what a past show saw of them, stars."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from onair.kernel.clock import FixedClock
from onair.store.db import Database
from onair.trade.evidence.service import ProductSignal, replace_signals

SHEET = (
    "商品ID,品名,类目,直播价,库存,成本,佣金,补货天数,日产能,准时率,品质退货率,供应商数\n"
    "p1,麦饭石不粘炒锅 32cm,厨具,169,1169,70,20%,3,600,96%,1.2%,2\np2,电热饭盒 1.2L,小家电,219,540,96,18%,5,300,95%,2%,2\n"
    "p3,可视空气炸锅 5L,小家电,459,296,210,15%,7,120,93%,3%,1\np4,珐琅铸铁锅 24cm,厨具,299,180,140,18%,6,80,92%,1%,2\n"
    "p5,玻璃保鲜盒六件套,收纳,79,760,31,20%,3,900,98%,0.5%,3\np6,手持打蛋器,厨具,29.9,8,12,20%,4,500,90%,6%,1\n"
    'p7,"<img src=x onerror=""document.title=1"">磁吸刀架",厨具,69,150,25,20%,4,300,95%,1%,2\n'
)
HOSTILE = '<img src=x onerror="document.title=1">磁吸刀架'
SEEN = {"p1": (9000, 1200, 160), "p2": (8000, 800, 90), "p3": (8000, 700, 60), "p4": (1000, 60, 6),
        "p5": (7000, 700, 100), "p6": (9000, 2400, 30)}  # fmt: skip
CALL = """async ([method, path, body]) => {
    const me = await (await fetch('/api/v1/me')).json();
    const headers = {'Content-Type': 'application/json', 'X-OnAir-CSRF': me.csrf};
    const answer = await fetch(path, {method, headers, body: body === null ? undefined : JSON.stringify(body)});
    return answer.status === 204 ? null : await answer.json();
}"""


def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    """With the session of the page."""
    return page.evaluate(CALL, [method, path, body])


def shows(page: Page) -> tuple[str, str]:
    """(the one to choose for, the one that is over in the eyes of the pool)."""
    made = [
        call(
            page, "POST", "/api/v1/shows", {"title": title, "starts_at": 1_795_334_400_000, "currency": "CNY"}
        )["id"]
        for title in ("秋冬厨房焕新", "会员日")
    ]
    return made[0], made[1]


def tell(home: Path, page: Page, show: str) -> None:
    """A paper that is over, stars, and what the past show saw, as the end of a show writes it; the server reads it with its next look."""
    tenant, db = call(page, "GET", "/api/v1/me")["tenant"]["id"], Database(f"sqlite:///{home / 'onair.db'}")
    prices = {"p1": 16900, "p2": 21900, "p3": 45900, "p4": 29900, "p5": 7900, "p6": 2990}
    signals = [
        ProductSignal(
            product, show, kind, n, paid * prices[product] if kind == "gmv" else 0, 1_795_000_000_000
        )
        for product, (shown, clicks, paid) in SEEN.items()
        for kind, n in (("exposures", shown), ("clicks", clicks), ("paid", paid), ("gmv", paid))
    ]
    with db.write() as tx:
        replace_signals(tx, tenant, FixedClock(1_795_000_000_000), show, signals)
    db.close()
    over = {"kind": "certificate", "number": "C-1", "expires_at": 1_600_000_000_000}
    call(page, "POST", "/api/v1/selection/papers/p2", over)
    for product, stars in (("p1", 5), ("p2", 3), ("p3", 4), ("p4", 2), ("p5", 4)):
        call(page, "PUT", f"/api/v1/selection/rating/{product}", {"stars": stars})
