"""More comments than anybody can read: the reader takes a share of the machine and no more, and says what it passed over."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import pytest
from told_comments import Told, comment, key

from onair.during.comments import line, radar, reader
from onair.during.comments.line import BATCH, Inbox, Item, Line
from onair.during.comments.radar import Radar, Sense
from onair.during.comments.reader import ReadingThread
from onair.events.model import Comment


class Watched(Told):
    """When it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def sense(self, texts: Sequence[str]) -> list[Sense]:
        self.asked.append(time.perf_counter())
        return list(super().sense(texts))


def test_the_reader_rests_when_it_was_faster_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "READ_MAX", 1_000)
    model, flooded = Watched(), Line("tnt")
    for turn in range(2):
        some = [comment(turn * BATCH + n, f"price|多少钱{turn}", 1) for n in range(BATCH)]
        flooded.inbox.put(Comment, some, None)
    thread = ReadingThread(lambda _: model)
    thread.ring(flooded)
    until = time.monotonic() + 20
    while len(flooded.radar.said) < 2 * BATCH and time.monotonic() < until:
        time.sleep(0.01)
    thread.close()
    assert flooded.radar.heard == 2 * BATCH
    assert (
        model.asked[1] - model.asked[0] >= 0.9 * BATCH / 1_000
    )  # the first batch had its quarter of a second


def test_what_is_remembered_one_by_one_stays_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radar, "KEPT", 100)
    heard = Radar()
    for n in range(1_000):
        heard.hear([comment(n, "哈哈", 1)], [Sense()], None)
        assert len(heard.said) <= 100
    assert list(heard.said)[-94:] == [key(n) for n in range(906, 1_000)]
    assert heard.heard == 1_000


class Between(deque[Item]):
    """Somebody looks at the oldest, and meanwhile `other` wants its turn."""

    def __init__(self, other: threading.Thread) -> None:
        super().__init__()
        self._other = other

    def __getitem__(self, place: Any) -> Any:
        if self._other.ident is None:
            self._other.start()
            self._other.join(0.2)
        return super().__getitem__(place)


def test_what_is_being_read_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock of the inbox its comments were gone under the reader's hands."""
    monkeypatch.setattr(line, "INBOX_MAX", 100)
    inbox, some = Inbox(), [comment(n, "哈哈", 1) for n in range(100)]
    other = threading.Thread(target=lambda: [inbox.put(Comment, some, None) for _ in range(8)])
    inbox._comments = Between(other)
    inbox.put(Comment, some, None)
    item = inbox.take()
    other.join()
    assert item is not None
    assert len(item.events) == inbox.done == 100
    left = 0
    while (one := inbox.take()) is not None:
        left += len(one.events)
    assert 100 + left + inbox.skipped == 900
    assert inbox.skipped > 0
