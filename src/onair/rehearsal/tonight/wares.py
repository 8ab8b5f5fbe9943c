"""The goods of the demo's shop beside those that every simulated show sells, and the evidence of all of them.

Figures are drawn from a seed for each product, so that the same shop comes out on every machine.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from onair.kernel.clock import DAY_MS
from onair.rehearsal.simulator.shop import GOODS, MARK
from onair.trade.evidence.service import NewPaper, SnapshotPoint

SEED = "zaobian-1"
SOURCE = f"{MARK}目录"
DAYS = 35
"""Of price history."""


class Ware(NamedTuple):
    """`price`, `was` in fen; `cost` its share of the price; `sold` in 30 days."""

    id: str
    title: str
    role: str
    category: str
    price: int
    was: int
    cost: float
    sold: int
    stock: int


FRESH = (
    Ware("zb-201", "精铁炒锅 32cm 免开锅", "主推", "锅具", 19900, 26900, 0.42, 640, 1200),
    Ware("zb-202", "三层钢奶锅 16cm", "利润", "锅具", 11900, 14900, 0.38, 310, 700),
    Ware("zb-203", "不锈钢削皮刀 两把", "引流", "刀板", 1590, 2590, 0.78, 1900, 2600),
    Ware("zb-204", "竹纤维抽屉分隔盒 四件", "承接", "收纳", 4590, 5900, 0.46, 420, 900),
    Ware("zb-205", "折叠沥水架 加宽", "承接", "收纳", 6900, 8900, 0.47, 260, 320),
    Ware("zb-206", "食品级保鲜袋 三百只", "引流", "收纳", 1290, 1990, 0.82, 2400, 3000),
    Ware("zb-207", "长柄锅刷 替换头两只", "承接", "清洁", 2590, 3590, 0.44, 530, 800),
    Ware("zb-208", "厨房湿巾 八十抽", "福利", "清洁", 790, 1590, 0.96, 3100, 2400),
    Ware("zb-209", "珐琅汤锅 22cm", "形象", "锅具", 45900, 59900, 0.52, 46, 120),
    Ware("zb-210", "电子焖烧罐 0.8L", "利润", "餐盒", 15900, 19900, 0.45, 180, 260),
    Ware("zb-211", "磨刀石 粗细双面", "利润", "刀板", 7900, 9900, 0.31, 140, 410),
    Ware("zb-212", "玻璃油壶 自动盖", "承接", "收纳", 3990, 4990, 0.43, 350, 6),
    Ware("zb-213", "家用真空封口机", "形象", "电器", 25900, 32900, 0.66, 90, 150),
    Ware("zb-214", "旅行餐具套装", "返场", "餐盒", 3290, 4290, 0.40, 220, 540),
)
_STOCKS = (900, 3200, 1600, 420, 160, 880, 1500, 620, 740, 4200)
_COSTS = (0.44, 0.80, 0.45, 0.41, 0.62, 0.40, 0.45, 0.43, 0.48, 0.97)
KNOWN = tuple(
    Ware(good.id, good.title, good.role, good.category, good.price, good.was, cost, round(420 * good.appeal * good.buys), stock)
    for good, cost, stock in zip(GOODS, _COSTS, _STOCKS, strict=True)
)  # fmt: skip
"""Those that past shows sold."""
ALL = KNOWN + FRESH
WITHOUT_PAPERS = frozenset({"zb-209", "zb-213"})
ENDING = "zb-206"
"""Its report ends within a month: a reminder, not a fault."""
APPLIANCE = "电器"


def dice(ware: Ware, about: str) -> Random:
    """Randomness of its own for one thing of one product."""
    return Random(f"{SEED}:{ware.id}:{about}")  # noqa: S311 (demo data, nothing to guess)


def history(ware: Ware, now: int) -> Iterator[SnapshotPoint]:
    """A price a day: the old one, today's, and a short offer in between; sold and comments grow."""
    rng = dice(ware, "prices")
    cheap, change = rng.randint(12, 20), rng.randint(22, 28)
    comments = rng.randint(80, 900)
    for back in range(DAYS, 0, -1):
        price = ware.was if back > change else ware.price
        if cheap <= back < cheap + 2:
            price = round(ware.price * 0.95) // 10 * 10
        comments += rng.randint(0, 6)
        sold = round(ware.sold * rng.uniform(0.85, 1.15))
        yield SnapshotPoint(now // DAY_MS * DAY_MS - back * DAY_MS, SOURCE, price, sold, comments)


def supply(ware: Ware) -> dict[str, float | int]:
    """By the names of SUPPLY_FIELDS."""
    rng = dice(ware, "supply")
    return {
        "cost": round(ware.price * ware.cost), "commission_rate": round(rng.uniform(0.02, 0.08), 3),
        "gift_cost": rng.choice((0, 0, 100, 200)), "freight": rng.choice((150, 250, 350)),
        "lead_days": rng.randint(2, 9), "daily_capacity": round(ware.sold * rng.uniform(0.05, 0.3)),
        "on_time_rate": round(rng.uniform(0.86, 0.995), 3),
        "quality_return_rate": round(rng.uniform(0.004, 0.05), 3), "suppliers": rng.choice((1, 1, 2, 3)),
    }  # fmt: skip


def papers(ware: Ware, now: int) -> Sequence[NewPaper]:
    """A licence of the shop, a report, and the CCC of appliances; two products have none yet."""
    if ware.id in WITHOUT_PAPERS:
        return ()
    days = 24 if ware.id == ENDING else dice(ware, "papers").randint(200, 900)
    number = ware.id.upper()
    found = [
        NewPaper("licence", "YL-LIC-0001", f"{MARK}市场监督", None, None),
        NewPaper("quality_report", f"YL-{number}", f"{MARK}检测所", now + days * DAY_MS, None),
    ]
    if ware.category == APPLIANCE:
        found.append(NewPaper("ccc", f"YL-CCC-{number}", f"{MARK}认证中心", now + 900 * DAY_MS, None))
    return found


def stars(ware: Ware, person: str) -> int:
    return dice(ware, f"stars:{person}").choice((2, 3, 3, 4, 4, 5))
