"""The real catalogue through the public import and the API: 3,497 items over ten days, scored, history kept.

The file is other people's: nothing of it is in here but counts, which are taken from the file itself as well.
"""

import csv
import gzip
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from onair.access import http as access_http
from onair.before.selection import http as selection_http
from onair.before.selection.keeping import kept_scores
from onair.kernel.clock import HOUR_MS
from onair.trade import http as trade_http
from onair.trade.evidence.service import SnapshotPoint, snapshots
from team import House
from team import house as built

pytestmark = pytest.mark.real
CATALOGUE = "tmall_beauty_catalogue/beauty.csv.gz"
FESTIVAL = (2016, 11, 11)
Rows = list[dict[str, str]]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    made = built(tmp_path / "team", [access_http.router, trade_http.router, selection_http.router])
    made.team("甲")
    yield made
    made.db.close()


def read(real_data: Path) -> Rows:
    with gzip.open(real_data / CATALOGUE, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def written(rows: Rows) -> bytes:
    held = io.StringIO()
    table = csv.DictWriter(held, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return held.getvalue().encode()


async def bring(client: httpx.AsyncClient, name: str, body: bytes) -> dict[str, Any]:
    answer = await client.post("/api/v1/selection/import", files={"file": (name, body)})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def asked(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1/selection{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_whole_catalogue(home: House, real_data: Path) -> None:
    rows = read(real_data)
    async with home.ask("merchandiser@甲") as client:
        points = await before_and_on_the_day(home, client, rows)
        home.clock.forward(HOUR_MS)
        found = await bring(client, "beauty.csv.gz", (real_data / CATALOGUE).read_bytes())
        assert (found["rows"], found["rejected_total"], found["repeated"]) == (27_598, 0, 86)
        assert points + found["points"] == 27_598 - 86
        again = await bring(client, "beauty.csv.gz", (real_data / CATALOGUE).read_bytes())
        assert (again["imported"], again["points"], again["repeated"]) == (0, 0, 86)
        page = await asked(client, "?sort=-total")
        assert (page["counts"]["all"], page["pages"]) == (3_497, 35)
        totals = [row["total"] for row in page["items"]]
        assert totals == sorted(totals, reverse=True)
        await lacks_are_missing(client, page)
    with home.db.read() as tx:
        history = snapshots(tx, home.tenants["甲"])
        kept = kept_scores(tx, home.tenants["甲"])
    history_is_whole(history, rows)
    sold = {product for product, points in history.items() if any(p.sold is not None for p in points)}
    assert {one.product for one in kept if "sold" in one.body["terms"]} == sold
    assert 0 < len(sold) < 3_497  # some items never told a count: missing, not 0
    assert all(one.gmv is None and one.trap is None for one in kept)


async def before_and_on_the_day(home: House, client: httpx.AsyncClient, rows: Rows) -> int:
    """The days before the festival, then its day: prices fall, scores follow and say why. → points kept."""
    early = [row for row in rows if by_day(row["update_time"]) < FESTIVAL]
    day = [row for row in rows if by_day(row["update_time"]) == FESTIVAL]
    first = await bring(client, "前几天.csv", written(early))
    before = await asked(client, "")
    home.clock.forward(HOUR_MS)
    second = await bring(client, "当天.csv", written(day))
    after = await asked(client, "")
    assert after["as_of"] == before["as_of"] + HOUR_MS
    prices: defaultdict[str, list[float]] = defaultdict(list)
    for row in sorted(early + day, key=lambda row: by_day(row["update_time"])):
        prices[row["id"]].append(float(row["price"]))
    there = {row["id"] for row in day}
    fell = sorted(
        id_
        for id_, found in prices.items()
        if id_ in there and len(found) > 5 and found[-1] < 0.7 * found[-2]
    )
    assert len(fell) > 100
    for product in fell[:10]:
        past = (await asked(client, f"/history/{product}"))["items"]
        assert len(past) == 2
        codes = {move["code"]: move["by"] for move in past[0]["moves"]}
        assert codes["price_own"] > 0
        assert sum(codes.values()) == pytest.approx(past[0]["delta"], abs=0.1)
    return int(first["points"] + second["points"])


def history_is_whole(history: dict[str, list[SnapshotPoint]], rows: Rows) -> None:
    """Every day of every item once, with its price; 866 items changed theirs."""
    kept = {
        product: [point for point in points if point.source == "import"]
        for product, points in history.items()
    }
    assert (len(kept), sum(map(len, kept.values()))) == (3_497, 27_598 - 86)
    assert sum(len({point.price for point in points}) > 1 for points in kept.values()) == 866
    days: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        days[row["id"]][row["update_time"]] = round(float(row["price"]) * 100)
    assert {product: [point.price for point in points] for product, points in kept.items()} == {
        product: [price for _, price in sorted(found.items(), key=lambda day: by_day(day[0]))]
        for product, found in days.items()
    }
    lacking = {(row["id"], row["update_time"]) for row in rows if not row["sale_count"]}
    assert sum(not row["sale_count"] for row in rows) == 2_354
    assert sum(point.sold is None for points in kept.values() for point in points) == len(lacking)


def by_day(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(maxsplit=1)[0].replace("-", "/").split("/"))


async def lacks_are_missing(client: httpx.AsyncClient, page: dict[str, Any]) -> None:
    """What a catalogue cannot know reads as missing, on the row and in its evidence."""
    for row in page["items"]:
        assert (row["dims"]["looks"], row["dims"]["supply"], row["gmv"], row["rank"]) == (
            None,
            None,
            None,
            None,
        )
        assert row["coverage"] < 0.5
    one = await asked(client, f"/products/{page['items'][0]['id']}")
    states = Counter(term["state"] for term in one["terms"])
    assert states["missing"] > states["ok"] > 0
    assert all(
        term["score"] is None and term["n"] == 0 for term in one["terms"] if term["state"] == "missing"
    )
    assert sum(term["share"] for term in one["terms"]) == pytest.approx(1, abs=1e-5)
