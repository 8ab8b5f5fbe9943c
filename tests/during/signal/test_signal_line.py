"""What counters mean when several voices of one source bring them."""

from onair.connectors.signals import Change, Reading
from onair.during.signal.line import Line

T0 = 1_795_334_400_000


def test_a_call_between_two_looks_does_not_make_the_bitrate_larger() -> None:
    """nginx-rtmp calls `update_publish` beside being asked: it brings a clock and no bytes."""
    line = Line("relay")
    line.take(Change(at=T0, flow="live"))
    for second in range(0, 12, 2):
        at = T0 + second * 1000
        line.take(Reading(at=at, flow="live", bytes=500_000 * second, media_ms=second * 1000))
        line.take(Reading(at=at + 1_900, flow="live", media_ms=second * 1000 + 1_900))
    assert line.kbps(T0 + 10_000) == 4_000
    assert line.still_ms(T0 + 11_900) == 0
