"""Tables that are not right: each is refused with a code and a row, and the rundown that stood is as it was."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from rundown_evening import Evening

from onair.before.rundown.book import TooManySlots
from onair.before.rundown.service import import_sheet
from onair.files.tables import Table

pytestmark = pytest.mark.asyncio
HEAD = ["品名", "时长(分)", "商品ID", "直播价", "主播", "助播", "预估销量"]


def book(rows: list[list[Any]], head: list[str] = HEAD) -> bytes:
    made = openpyxl.Workbook()
    for row in [head, *rows]:
        made.active.append(row)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def row(**over: Any) -> list[Any]:
    good = {
        "title": "炒锅",
        "minutes": 10,
        "product": "pan",
        "price": 169,
        "host": "",
        "helpers": "",
        "forecast": 5,
    }
    return list((good | over).values())


async def send(evening: Evening, name: str, body: bytes, version: int = 1) -> tuple[int, dict[str, Any]]:
    """A rundown of one slot stands; the table is sent over it; it must still stand unless it was saved."""
    async with evening.home.ask("operator@甲") as client:
        one = {"kind": "opening", "title": "原来的开场", "minutes": 6}
        await client.put(evening.path, json={"version": 0, "slots": [one]})
        answer = await client.post(
            f"{evening.path}/sheet", files={"file": (name, body)}, data={"version": str(version)}
        )
        stands = (await client.get(evening.path)).json()
        if not answer.json().get("saved"):
            assert (stands["version"], [slot["title"] for slot in stands["slots"]]) == (1, ["原来的开场"])
        return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price": -169}, "negative"),
        ({"product": "nix"}, "unknown_product"),
        ({"host": "不认识"}, "unknown_host"),
        ({"host": "林夏", "helpers": "林夏"}, "host_overlap"),
        ({"minutes": 0}, "bad_minutes"),
        ({"minutes": 181}, "bad_minutes"),
        ({"minutes": "十分钟"}, "bad_minutes"),
        ({"forecast": -1}, "negative"),
        ({"title": "长" * 2_001}, "too_long_text"),
    ],
)
async def test_a_bad_row_is_told_and_nothing_changes(
    evening: Evening, change: dict[str, Any], code: str
) -> None:
    status, told = await send(evening, "流程.xlsx", book([row(), row(**change)]))
    assert (status, told["saved"], told["rejected_total"]) == (200, False, 1)
    assert (told["rejected"][0]["row"], told["rejected"][0]["code"]) == (3, code)
    assert told["rejected"][0]["detail"]


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("broken.xlsx", b"PK\x03\x04 this is no workbook", "file_damaged"),
        ("half.xlsx", book([row()])[:900], "file_damaged"),
        ("empty.xlsx", b"", "file_wrong_type"),
        ("wrong.xlsx", book([["甲", "乙"]], ["颜色", "大小"]), "rundown_columns_missing"),
    ],
)
async def test_a_file_that_is_no_table_of_ours_is_refused(
    evening: Evening, name: str, body: bytes, code: str
) -> None:
    status, told = await send(evening, name, body)
    assert 400 <= status < 500
    assert told["code"] == code


async def test_ten_thousand_rows_are_refused_by_their_number(evening: Evening) -> None:
    rows = "\n".join(["品名,时长(分)", *(f"段 {n},1" for n in range(10_000))])
    status, told = await send(evening, "long.csv", rows.encode())
    assert (status, told["code"], told["data"]["n"]) == (400, "rundown_too_many_slots", 201)


async def test_a_long_table_is_read_before_the_lock_and_no_further_than_it_matters(evening: Evening) -> None:
    told = []

    def rows(minutes: str) -> Iterator[tuple[int, list[str | None]]]:
        for number in range(2, 100_000):
            with evening.home.db.write():  # raises when the reader holds the lock itself
                told.append(number)
            yield number, ["段", minutes]

    actor = evening.home.actor("operator@甲")
    sheet = Table(["品名", "时长(分)"], rows("1"))
    with pytest.raises(TooManySlots):
        import_sheet(evening.home.db, actor, evening.home.clock, evening.show, version=0, table=sheet)
    assert len(told) == 202
    sheet = Table(["品名", "时长(分)"], rows("0"))
    done = import_sheet(evening.home.db, actor, evening.home.clock, evening.show, version=0, table=sheet)
    assert len(told) == 202 + 200
    assert (done.rundown, done.rows, len(done.rejected)) == (None, 0, 200)
    assert (done.rejected[-1].row, done.rejected[-1].code) == (201, "not_read")


async def test_a_stale_table_is_told_the_difference(evening: Evening) -> None:
    status, told = await send(evening, "流程.xlsx", book([row()]), version=0)
    assert (status, told["code"], told["data"]["version"]) == (409, "stale", 1)
    assert told["data"]["difference"]


async def test_a_formula_is_never_run_nor_taken_for_a_figure(evening: Evening) -> None:
    status, told = await send(evening, "流程.xlsx", book([row(), row(minutes="=5+5")]))
    assert (status, told["saved"]) == (200, False)
    assert [one["row"] for one in told["rejected"]] == [3]


async def test_a_good_table_is_taken(evening: Evening) -> None:
    """The control of the others."""
    status, told = await send(evening, "流程.xlsx", book([row(host="林夏", helpers="小满")]))
    assert (status, told["saved"], told["rows"]) == (200, True, 1)
