"""Every vector of the grammar, and what must be refused."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onair.files import values
from onair.files.values import BadValue, Number

D = Decimal
SHANGHAI = ZoneInfo("Asia/Shanghai")


def code(call, *args) -> str:
    with pytest.raises(BadValue) as caught:
        call(*args)
    return caught.value.code


def test_money_carries_its_currency() -> None:
    assert values.money("¥236,552") == (D(236552), "CNY")
    assert values.money("R$ 413.57") == (D("413.57"), "BRL")
    assert values.money("178.8") == (D("178.8"), None)
    assert values.money("-¥1,234.50") == (D("-1234.50"), "CNY")
    assert values.money("12.5元") == (D("12.5"), "CNY")
    assert values.minor("2474823.07") == 247482307
    assert values.minor("37") == 3700
    assert values.minor("500", 0) == 500
    assert code(values.minor, "1.005") == "bad_money"
    assert code(values.money, "=1+1") == "bad_money"


def test_rounded_numbers_keep_their_interval() -> None:
    assert values.number("1.2万") == Number(D(12000), D(11500), D(12500), approx=True)
    assert values.number("6.8万") == Number(D(68000), D(67500), D(68500), approx=True)
    assert values.number("7.5w~10w") == Number(None, D(75000), D(100000), estimated=True)
    assert values.number("9998") == Number(D(9998), D(9998), D(9998))
    assert values.integer("1.0万") == 10000
    assert code(values.integer, "1.5") == "bad_number"
    assert code(values.number, "12,34") == "bad_number"


def test_rates_are_shares_or_ambiguous() -> None:
    assert values.rate("24.92%") == D("0.2492")
    assert values.rate("0.2492") == D("0.2492")
    assert values.rate("2492", "permyriad") == D("0.2492")
    assert values.rate("24.92", "percent") == D("0.2492")
    assert code(values.rate, "24.92") == "ambiguous_rate"


def test_durations_in_words_and_by_header() -> None:
    assert values.duration("1分5秒") == 65
    assert values.duration("1m28s") == 88
    assert values.duration("1h2m3s") == 3723
    assert values.duration("2h37m") == 9420
    assert values.duration("01:02:03") == 3723
    assert values.duration("1.5", "人均观看时长(分钟)") == 90
    assert values.duration("90", "人均停留时长（秒）") == 90
    assert code(values.duration, "90") == "bad_duration"
    assert code(values.duration, "90秒", "直播时长(分钟)") == "unit_conflict"


@pytest.mark.parametrize("text", ["-", "--", "—", "", "  ", "\t", None])
def test_missing_is_not_zero(text: str | None) -> None:
    assert values.number(text) is values.money(text) is values.rate(text) is values.duration(text) is None
    assert values.text_id(text) is None
    assert values.integer("0") == 0


def test_ids_are_text_and_lost_digits_are_refused() -> None:
    assert values.text_id("\t6912345678901234567") == "6912345678901234567"
    assert values.text_id("6912345678901234567\t") == "6912345678901234567"
    assert values.text_id("007") == "007"
    assert code(values.text_id, "6.91235E+18") == "precision_lost"


def test_times_in_every_form_are_one_moment() -> None:
    expected = values.moment("2026-07-28 08:15:00", SHANGHAI)
    assert expected == 1785197700000
    for text in (
        "2026/7/28 8:15", "2026/07/28 08:15:00", "2026-07-28T08:15:00", "2026_07_28 08:15",
        "2026-07-28T00:15:00Z",
        "2026-07-28T02:15:00+02:00", "2026年07月28日 08:15", "\t2026-07-28 08:15:00 ", "46231.34375",
    ):  # fmt: skip
        assert values.moment(text, SHANGHAI) == expected, text
    assert values.moment("28/07/2026 08:15:00", SHANGHAI) == expected
    assert values.moment("07/28/2026 08:15:00 AM", SHANGHAI) == expected
    assert values.moment("03/01/2026 10:00:00 PM", SHANGHAI, "mdy") == values.moment(
        "2026-03-01 22:00", SHANGHAI
    )
    assert code(values.moment, "03/01/2026 10:00:00", SHANGHAI) == "ambiguous_date"
    assert code(values.moment, "2026-02-30", SHANGHAI) == "bad_time"
    assert code(values.moment, "15", SHANGHAI) == "bad_time"


def test_an_interval_has_a_length() -> None:
    found = values.interval("2026/07/28 08:15:49-2026/07/28 15:44:39", SHANGHAI)
    assert found is not None
    assert found[1] - found[0] == 26_930_000
    assert code(values.interval, "2026/07/28 15:44:39-2026/07/28 08:15:49", SHANGHAI) == "bad_time"


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_known_code(text: str) -> None:
    for read in (
        values.number,
        values.integer,
        values.money,
        values.minor,
        values.rate,
        values.duration,
        values.text_id,
    ):
        try:
            read(text)
        except BadValue as bad:
            assert bad.code in values.REASONS
    try:
        values.moment(text, SHANGHAI)
    except BadValue as bad:
        assert bad.code in values.REASONS


@given(st.integers(-(10**14), 10**14))
def test_money_in_minor_units_round_trips(amount: int) -> None:
    assert values.minor(f"{D(amount) / 100:.2f}") == amount


@given(
    st.datetimes(datetime(1999, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001 (a wall clock)
    st.sampled_from(["Asia/Shanghai", "Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe"]),
    st.sampled_from("-/"),
)
def test_the_usual_way_to_write_a_time_reads_as_any_other(wall: datetime, zone: str, mark: str) -> None:
    place = ZoneInfo(zone)
    usual = wall.strftime(f"%Y{mark}%m{mark}%d %H:%M:%S")
    other = wall.strftime("%Y.%m.%d_%H:%M:%S")
    assert values.moment(usual, place) == values.moment(other, place)


@pytest.mark.parametrize(
    "text", ["2026-02-30 10:00:00", "2026-01-01 24:00:00", "2026-01-01 10:60:00", "0000-01-01 00:00:00"]
)
def test_a_time_that_is_none_is_refused_on_the_usual_way_too(text: str) -> None:
    with pytest.raises(values.BadValue):
        values.moment(text, ZoneInfo("Asia/Shanghai"))
