"""Events leave in the order of their time, also when they did not fit into memory."""

from pathlib import Path
from random import Random

from onair.during.intake.imports.spool import Spool
from onair.events.model import Comment


def comment(number: int, at: int) -> Comment:
    return Comment(id=str(number), source="t:1", at=at, text="好")


def leave(spool: Spool, shift: int = 0) -> list[Comment]:
    return [event for batch in spool.batches(7, shift) for event in batch]


def test_spilled_runs_merge_to_the_same_order(tmp_path: Path) -> None:
    random = Random(7)
    events = [comment(number, random.randrange(50)) for number in range(500)]
    with Spool(tmp_path / "s", in_memory=64) as small, Spool(tmp_path / "l") as large:
        for event in events:
            small.add(event)
            large.add(event)
        assert len(list((tmp_path / "s").iterdir())) == 500 // 64
        assert not (tmp_path / "l").exists()
        assert leave(small) == leave(large) == sorted(events, key=lambda event: event.at)
        assert leave(small, 1_000) == [comment(int(event.id), event.at + 1_000) for event in leave(large)]
        assert max(len(batch) for batch in small.batches(7)) == 7
    assert not (tmp_path / "s").exists()
