"""Who still buys, on the orders of a real shop: CDNOW, 1997-01 to 1998-06 (the figures of methods §6.1)."""

import csv
import gzip
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from onair.audience.profiles.alive import alive, buying, expected, fit

pytestmark = pytest.mark.real

CDNOW = "cdnow/cdnow_master.csv.gz"
UNTIL, END = date(1997, 9, 30), date(1998, 6, 30)


def test_the_published_parameters_and_nine_months_ahead(real_data: Path) -> None:
    days = defaultdict(set)
    with gzip.open(real_data / CDNOW, "rt") as file:
        for row in csv.DictReader(file):
            if float(row["amount"]) > 0:
                days[row["user_id"]].add(date.fromisoformat(row["order_dt"]))
    assert len(days) == 23_502
    known = [mine for mine in days.values() if min(mine) <= UNTIL]
    early = [sorted(day for day in mine if day <= UNTIL) for mine in known]
    people = buying(
        [len(mine) - 1 for mine in early],
        [(mine[-1] - mine[0]).days / 7 for mine in early],
        [(UNTIL - mine[0]).days / 7 for mine in early],
    )
    pace = fit(people)
    assert tuple(pace) == pytest.approx((0.253, 4.798, 0.723, 2.158), abs=1e-3)
    later = [sum(UNTIL < day <= END for day in mine) for mine in known]
    said = expected(pace, people, (END - UNTIL).days / 7)
    assert said.sum() / sum(later) == pytest.approx(0.858, abs=0.005)
    assert abs(said - later).mean() <= 0.83
    assert (alive(pace, people) <= 1).all()
