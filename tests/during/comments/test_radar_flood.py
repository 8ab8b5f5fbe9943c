"""More comments than anybody can read: the reader takes a share of the machine and no more, and says what it passed over."""

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

import pytest
from told_comments import T0, Told, comment, key

from onair.during.comments import inbox as inboxes
from onair.during.comments import radar, reader
from onair.during.comments.inbox import BATCH, Inbox, Item
from onair.during.comments.line import Line
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
    monkeypatch.setattr(inboxes, "INBOX_MAX", 100)
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


def flooded(monkeypatch: pytest.MonkeyPatch, *, taken_up: bool = True) -> tuple[Line, Watched]:
    """600 questions of which the newest 100 (and a batch) may wait: about sizes, then about prices; read, at 60 s."""
    monkeypatch.setattr(inboxes, "INBOX_MAX", 100)
    line = Line("tnt")
    line.inbox = Inbox(taken_up=taken_up)
    for n in range(600):
        told = "size|偏大吗" if n < 100 else "price|多少钱"
        line.inbox.put(Comment, [comment(n, told, n / 100)], None)
    line.clock, model = T0 + 60_000, Watched()
    line._late_at = line.clock
    while line.work(model):
        pass
    return line, model


def second(line: Line, model: Watched) -> None:
    line.clock += 1_000
    line.work(model)


def test_what_a_flood_drove_past_is_read_once_nothing_waits_a_batch_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line, model = flooded(monkeypatch)
    passed = line.inbox.skipped
    assert passed == 600 - 100 - BATCH
    assert [row.kind for row in line.panel.questions] == ["price"]
    for n in range(700, 700 + BATCH + 1):
        line.inbox.put(Comment, [comment(n, "greet|哈哈", 59)], None)
    second(line, model)
    assert line.radar.late == 0, "somebody waits"
    line.work(model)
    assert line.radar.late == passed, "fewer than a batch were left"
    second(line, model)
    found = {row.kind: row for row in line.panel.questions}
    assert (found["size"].people, found["size"].late, found["size"].since) == (100, 100, T0)
    assert (line.panel.skipped, line.panel.late) == (0, passed)
    share = line.radar.waves.share
    assert share is not None
    assert share.n == 100 + BATCH + BATCH + 1, "alarms are about what is said now"


def test_a_batch_a_second_and_no_more_and_what_nobody_can_answer_any_more_stays_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inboxes, "BATCH", 50)
    line, model = flooded(monkeypatch)
    for _ in range(3):
        line.work(model)
    assert line.radar.late == 0, "time did not go on"
    second(line, model)
    line.work(model)
    assert line.radar.late == 50
    left = line.inbox.skipped
    line.clock += 600_000
    line.work(model)
    assert (line.radar.late, line.inbox.skipped) == (50, left)


def test_what_is_kept_for_later_is_bounded_and_an_old_log_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inboxes, "LATER_MAX", 120)
    line, model = flooded(monkeypatch)
    for _ in range(5):
        second(line, model)
    assert line.radar.late <= 120 and line.inbox.skipped >= 600 - 100 - BATCH - 120
    replayed, model = flooded(monkeypatch, taken_up=False)
    for _ in range(5):
        second(replayed, model)
    assert (replayed.radar.late, replayed.inbox.skipped) == (0, 0)


def test_a_memory_built_anew_goes_on_with_what_was_left(monkeypatch: pytest.MonkeyPatch) -> None:
    line, model = flooded(monkeypatch)
    again = Inbox(taken_up=False)
    again.take_up(line.inbox)
    line.inbox = again
    passed = again.skipped
    second(line, model)
    assert line.radar.late == passed > 0
