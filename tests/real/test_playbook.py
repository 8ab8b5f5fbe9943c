"""The rules over real logs: told live with a beat each second or replayed without one, they say the same."""

from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from importing import Desk
from onair.during.playbook.firing import id_of
from onair.during.playbook.following import Following
from onair.during.playbook.presets import presets
from onair.during.playbook.rule import Rule
from onair.events.groups import grouped
from onair.events.model import AnyEvent

pytestmark = pytest.mark.real
ROOM = "douyin_live_roomA/roomA.jsonl.gz"


def rules() -> list[Rule]:
    return [preset.rule for preset in presets().values() if preset.rule is not None]


def said(events: list[AnyEvent], *, beats: bool) -> list[str]:
    """A batch a second, as it would have come."""
    following = Following("Asia/Shanghai")
    following.know(rules(), {})
    found: list[str] = []
    before = 0
    for second, some in groupby(events, lambda event: event.at // 1000):
        clock = (second + 1) * 1000
        for now in range(before, clock, 1_000) if beats and before else ():
            found += [id_of(one) for one in following.advance(now)]
        found += [id_of(one) for one in following.take(grouped(some), clock)]
        before = clock
    return found + [id_of(one) for one in following.advance(before + 60_000)]


async def test_a_real_room_live_and_replayed(house: Desk, real_data: Path) -> None:
    """73 minutes; what a rule needs and the room does not send is silent, not small."""
    result = await house.bring(real_data / ROOM, show="房间")
    events = sorted(house.events(result.show), key=lambda event: event.at)
    live = said(events, beats=True)
    assert live == said(events, beats=False)
    assert live, "control: something is said at all"
    spoke = Counter(id_.split(":")[1] for id_ in live)
    assert sum(spoke.values()) <= 15, spoke
    assert not {"clicked_not_bought", "low_ctr", "paid_stall", "stock_low", "dropped_frames"} & set(spoke)
