"""Real chat through the radar: everything is read, rows stay few, nothing of the texts is kept here."""

from pathlib import Path

import pytest

from importing import Desk
from onair.during.comments.reading.reader import Reader
from onair.during.comments.report import Heard, report
from onair.during.comments.teams import TeamReader
from onair.events.model import Comment

pytestmark = pytest.mark.real
LOGS = ("douyin_live_roomA/roomA.jsonl.gz", "bilibili_danmaku/room1_2020-12-11.csv.gz")


@pytest.mark.parametrize("log", LOGS)
async def test_real_chat_becomes_few_rows(house: Desk, real_data: Path, log: str) -> None:
    result = await house.bring(real_data / log, show="房间")
    events = sorted(
        (event for event in house.events(result.show) if isinstance(event, Comment)),
        key=lambda event: event.at,
    )
    found = report(Heard([*events], 0, len(events)), TeamReader(Reader()))
    assert found is not None
    assert found.read == len(events) > 150
    assert found.answered == found.hidden == 0
    assert 0 < found.asked < found.read / 3, "the same question is one row"
    assert found.lawful <= found.negative < found.read / 10
    print(log, {name: value for name, value in found.model_dump().items() if name != "missed"})
