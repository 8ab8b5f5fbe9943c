"""Complaints that gather and raids: shares of 60 seconds, with how many are behind them and what is usual."""

from told_comments import T0, comment, hear

from onair.during.comments.radar import Radar
from onair.events.model import Incident


def minute(
    radar: Radar, start_s: int, calm: int, angry: int, *, told: str = "!complaint|第{n}次坏了", fresh: int = 0
) -> None:
    total = calm + angry
    for n in range(total):
        at = start_s + n * 60 / total
        text = told.format(n=n) if n % max(1, total // max(angry, 1)) == 0 and angry else "greet|主播好"
        hear(
            radar, [comment(start_s * 1000 + n, text, at, f"u{(n % 40) if not fresh else start_s * 100 + n}")]
        )
        radar.advance(T0 + round(at * 1000))


def test_a_wave_needs_enough_comments_a_high_share_and_more_than_usual() -> None:
    radar = Radar()
    for m in range(5):
        minute(radar, m * 60, 30, 1)
    assert radar.waves.open == {}
    minute(radar, 300, 20, 10)
    wave = radar.waves.open["negative_wave"]
    assert wave.data["share"] > 0.2 and wave.data["low"] > wave.data["limit"] == 0.1
    minute(radar, 360, 20, 10)
    assert radar.waves.open["negative_wave"] is wave, "it speaks once"
    minute(radar, 420, 40, 0)
    minute(radar, 480, 40, 0)
    minute(radar, 540, 40, 0)
    assert radar.waves.open == {} and radar.waves.ended[-1].why == "calm"


def test_a_few_angry_people_are_no_wave_and_say_too_few() -> None:
    radar = Radar()
    minute(radar, 0, 1, 5)
    share = radar.waves.share
    assert radar.waves.open == {} and share is not None and share.low is None and share.n < 8


def test_a_room_that_always_grumbles_is_no_wave_until_it_doubles() -> None:
    radar = Radar()
    for m in range(10):
        minute(radar, m * 60, 80, 6 + m // 2)
    assert radar.waves.open == {}
    assert 0.06 < radar.waves.usual() < 0.12
    minute(radar, 600, 70, 40)
    assert "negative_wave" in radar.waves.open


def test_silence_ends_it_as_not_to_be_told_and_the_log_brings_it_back() -> None:
    radar = Radar()
    minute(radar, 0, 10, 20)
    wave = radar.waves.open["negative_wave"]
    again = Radar()
    again.incident(
        [
            Incident(
                id="i",
                source="onair",
                at=wave.at,
                incident=wave.id,
                kind="negative_wave",
                data=dict(wave.data),
            )
        ]
    )
    assert again.waves.open["negative_wave"].id == wave.id
    for second in range(60, 400, 10):
        radar.advance(T0 + second * 1000)
    assert radar.waves.ended[-1].why == "few"
    end = Incident(id="j", source="onair", at=T0, incident=wave.id, kind="negative_wave", phase="end")
    radar.incident([end])
    assert radar.waves.ended == []


def test_who_comes_late_does_not_make_the_wave_its_own_usual() -> None:
    """Two sources, one a minute behind: comments of the minute before come all the time."""
    radar = Radar()
    for m in range(10):
        minute(radar, m * 60, 40, 0)
    hear(radar, [comment(4_999, "greet|你好", 600)])
    usual = radar.waves.usual()
    for n in range(40):
        told = "complaint|粘了" if n % 2 else "greet|你好"
        hear(radar, [comment(5_000 + n, told, 600 + n), comment(6_000 + n, "greet|来了", 540 + n % 30)])
    assert radar.waves.usual() == usual, "the minute that runs is not in it"
    assert [n for _, n in radar.waves._minutes] == [40] * 10


def test_hiding_them_does_not_calm_the_alarm() -> None:
    radar = Radar()
    minute(radar, 0, 10, 20)
    before = radar.waves.share
    for said in list(radar.said.values()):
        radar.moderation.hidden[said.key] = None  # type: ignore[assignment]
    radar._look_again()
    radar.waves.advance(T0 + 59_000)
    assert radar.waves.share == before
    assert radar.clusters.open("risk") == []


def test_the_same_words_from_many_new_accounts_are_a_raid_and_cheering_is_not() -> None:
    radar = Radar()
    for m in range(11):
        minute(radar, m * 60, 20, 0)
    minute(radar, 660, 20, 12, told="~ads|加微信领券", fresh=1)
    assert "hostile_raid" in radar.waves.open
    cheer = Radar()
    for m in range(12):
        minute(cheer, m * 60, 0, 40, told="greet|扣一扣一", fresh=1)
    assert cheer.waves.open == {}
