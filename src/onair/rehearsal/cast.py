"""Who and what the demo shows: an invented team, room and evenings. 演练数据 throughout."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from onair.access.roles import Role
from onair.kernel.clock import MINUTE_MS

TEAM = "演练团队"
ZONE = "Asia/Shanghai"
CURRENCY = "CNY"
ROOM = ("douyin", "zaobian-yanlian", "灶边集厨具小店（演练）")
"""Platform, account, name."""
SECOND_ROOM = ("taobao", "zaobian-yanlian-2", "灶边集淘宝直播间（演练）")


class Member(NamedTuple):
    login: str
    name: str
    role: Role


PEOPLE = (
    Member("owner", "岑一帆", Role.owner),
    Member("operator", "贺知夏", Role.operator),
    Member("controller", "陶朗", Role.controller),
    Member("host", "乔麦", Role.host),
    Member("merchandiser", "池小满", Role.merchandiser),
    Member("service", "方亦然", Role.service),
    Member("technician", "柏川", Role.technician),
    Member("analyst", "温若溪", Role.analyst),
    Member("auditor", "严青", Role.auditor),
)


class Evening(NamedTuple):
    """A past show. `days`: how long ago; `hour`: local start; `character`: parameters that make it so."""

    title: str
    days: int
    hour: float
    seed: int
    character: dict[str, Any]


def _evening(**character: Any) -> dict[str, Any]:
    return {"minutes": 120, "fans": 24_000, "gauge_s": 10, "stream_s": 20, "exposure_s": 60, **character}


PAST = (
    Evening("刀板铲勺周末场", 16, 20.0, 404, _evening(viewers=6_900, stay_s=790, offers=3)),
    Evening("开学带饭专场", 12, 19.5, 505, _evening(viewers=7_300, stay_s=840, surges=3)),
    Evening("灶台开季专场", 9, 19.5, 101, _evening(viewers=7_600, stay_s=880, offers=4, incidents=0, dips=1)),
    Evening(
        "厨房小物夜", 5, 20.0, 202, _evening(viewers=7_000, stay_s=760, unpaid_share=0.34, cancel_share=0.4)
    ),
    Evening(
        "保温与收纳专场", 2, 19.5, 303, _evening(viewers=6_600, stay_s=820, incidents=3, incident_leave=0.45)
    ),
)
"""The oldest first: two usual ones, one good, one where many do not pay, one with a broken picture."""

NEXT = {"full": "灶台焕新之夜", "empty": "会员日返场"}
"""Titles of the shows that are being prepared."""

LIVE_TITLE = "周末灶台焕新"
LIVE_MINUTES = 180
LIVE_SINCE_MS = 70 * MINUTE_MS
"""How long the show on air has been running when the demo is first opened."""


LIVE = {"minutes": LIVE_MINUTES, "viewers": 23_500, "stay_s": 840, "surges": 3, "fans": 24_000}
"""The show on air: rises to about 2,000 people online."""


def day(at: int) -> str:
    """`11.23` in the shop's zone."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo(ZONE)).strftime("%m.%d")


def evening_start(evening: Evening, now: int) -> int:
    """Start (ms UTC) of a past evening, by the shop's own calendar."""
    zone = ZoneInfo(ZONE)
    day = datetime.fromtimestamp(now / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begun = day - timedelta(days=evening.days) + timedelta(hours=evening.hour)
    return int(begun.timestamp() * 1000)
