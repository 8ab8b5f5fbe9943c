"""The pure parts of the loop: working time, the life of a ticket, what is masked at the door, what a trend says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from onair.after.feedback.door import clean
from onair.after.feedback.hours import Hours, begun, due, left, paused, reached, resumed, worked
from onair.after.feedback.kinds import STATE_NAMES
from onair.after.feedback.life import FROM, TO, OwnAnswer, TicketStep, after, may_verify
from onair.after.feedback.trend import LEAST, Voice, monday, verdict, weeks

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SHANGHAI = Hours()
OFFICE = Hours("Europe/Berlin", (1, 2, 3, 4, 5), 9 * 60, 17 * 60)


def at(text: str, zone: str = "Asia/Shanghai") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def test_only_working_time_counts() -> None:
    evening = at("2026-11-20 20:00")
    assert worked(SHANGHAI, evening, at("2026-11-21 10:00")) == 2 * HOUR
    assert worked(SHANGHAI, at("2026-11-20 22:00"), at("2026-11-21 08:00")) == 0
    assert worked(SHANGHAI, evening, evening - DAY) == 0
    assert reached(SHANGHAI, evening, 2 * HOUR) == at("2026-11-21 10:00")
    assert reached(SHANGHAI, evening, HOUR) == at("2026-11-20 21:00"), "the end of the day is still that day"
    assert reached(SHANGHAI, at("2026-11-20 23:30"), HOUR) == at("2026-11-21 10:00")
    friday = at("2026-11-20 16:30", OFFICE.zone)
    assert reached(OFFICE, friday, HOUR) == at("2026-11-23 09:30", OFFICE.zone), "over the weekend"


def test_a_day_on_which_the_clocks_change_is_worked_by_the_wall() -> None:
    night = Hours("Europe/Berlin", (7,), 0, 1440)
    sunday = at("2026-03-29 00:00", night.zone)
    assert worked(night, sunday, sunday + 2 * DAY) == 23 * HOUR
    autumn = at("2026-10-25 00:00", night.zone)
    assert worked(night, autumn, autumn + 2 * DAY) == 25 * HOUR


def test_a_clock_stands_while_the_asker_is_asked() -> None:
    start = at("2026-11-20 10:00")
    clock = begun(4 * HOUR, start)
    assert due(clock, SHANGHAI) == at("2026-11-20 14:00")
    stands = paused(clock, SHANGHAI, start + HOUR)
    assert (stands.spent, due(stands, SHANGHAI)) == (HOUR, None)
    assert paused(stands, SHANGHAI, start + 5 * HOUR) == stands, "twice is once"
    goes = resumed(stands, at("2026-11-21 12:00"))
    assert due(goes, SHANGHAI) == at("2026-11-21 15:00")
    assert left(goes, SHANGHAI, at("2026-11-21 16:00")) == -HOUR
    assert due(goes, SHANGHAI, 0.2) == goes.since, "a share that is used up is due at once"


def test_every_step_has_its_states_and_no_other() -> None:
    for step, allowed in FROM.items():
        for state in STATE_NAMES:
            if state in allowed:
                after(state, step, "p1")
            else:
                with pytest.raises(TicketStep):
                    after(state, step, "p1")
    assert after("closed", "reopen", None) == "open"
    assert after("answered", "assign", "p2") == "answered", "somebody else takes it over as it is"
    assert set(TO) == set(FROM)


def test_nobody_checks_an_answer_of_his_own() -> None:
    may_verify("p2", ["p1"])
    for answerers in (["p1"], ["p1", "p2"]):
        with pytest.raises(OwnAnswer):
            may_verify("p1", answerers)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("锅盖漏气，请联系我 13812345678", "锅盖漏气，请联系我 ***"),
        ("电话１３８１２３４５６７８ 退货", "电话*** 退货"),
        ("138-1234-5678", "***"), ("1 3 8 1 2 3 4 5 6 7 8", "***"), ("一三八一二三四五六七八 打给我", "*** 打给我"),
        ("身份证11010519491231002X", "身份证***"), ("订单 6912345678901234567 没到", "订单 *** 没到"),
        ("加微信：abc_12345 聊", "加微信：*** 聊"), ("vx: abc12345", "vx: ***"), ("写信 a.b@mail.example.com", "写信 ***"),
        ("用了 3 天就裂，花了 1299 元，2026-11-20 到货", "用了 3 天就裂，花了 1299 元，2026-11-20 到货"),
        ("2026-11-20 13812345678", "2026-11-20 ***"), ("2026.11.20 13:00 到", "2026.11.20 13:00 到"),
        ("32cm 的锅，第 2 次了", "32cm 的锅，第 2 次了"),
        ("a\u202eb\x00c\u200bd", "abcd"), ("一\r\n\r\n\r\n\r\n二", "一\n\n二"), ("  \u200b ", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)  # fmt: skip
def test_what_reaches_a_person_stays_outside(said: str, kept: str) -> None:
    assert clean(said) == kept
    assert clean(clean(said)) == kept


def test_a_number_is_not_halved_by_the_limit_of_length() -> None:
    assert clean("好" * 95 + "13812345678", 100) == "好" * 95 + "***"


def test_a_trend_is_told_only_with_enough_and_against_what_was_sold() -> None:
    now = at("2026-11-20 12:00")
    first = monday(now, "Asia/Shanghai")
    assert first == at("2026-11-16 00:00")
    early = [Voice("quality", first - 5 * 7 * DAY + n, 1) for n in range(4)]
    late = [Voice("quality", first + n, 1) for n in range(20)]
    assert verdict(weeks(late[: LEAST - 1], {}, now, "Asia/Shanghai")).change == "few"
    more = verdict(weeks([*early, *late], {}, now, "Asia/Shanghai"))
    assert (more.change, more.late, more.early) == ("more", 20, 4)
    assert (more.low, more.high) == (pytest.approx(0.651, abs=1e-3), pytest.approx(0.941, abs=1e-3)), (
        "docs/algorithms"
    )
    sold = {first - 5 * 7 * DAY: 100, first: 500}
    same = verdict(weeks([*early, *late], sold, now, "Asia/Shanghai"))
    assert same.change == "same", "five times as many were sold"
    assert same.expected == pytest.approx(5 / 6)
    less = verdict(weeks([Voice("price", first - 4 * 7 * DAY, 30)], {}, now, "Asia/Shanghai"))
    assert less.change == "less"


def test_weeks_are_those_of_the_team_and_empty_ones_stay() -> None:
    sunday_night = at("2026-11-15 23:59")
    rows = weeks([Voice("price", sunday_night, 3), Voice("price", sunday_night + MINUTE, 2)], {}, at("2026-11-20 12:00"),
                 "Asia/Shanghai", 3)  # fmt: skip
    assert [(row.n, row.paid) for row in rows] == [(0, None), (3, None), (2, None)]
