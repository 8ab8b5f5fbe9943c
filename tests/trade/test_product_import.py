"""Tables of products: columns by name, bad rows told with number, code and reason, the rest kept."""

import io
from typing import Any

import openpyxl
import pytest

from onair.files.quarantine import Rejected
from onair.files.tables import read_table
from onair.trade.product_import import COLUMNS, REASONS, ColumnsMissing, Draft, read_products
from team import House

ZH = """商品ID,商品名称,类目,直播价,库存,图片,链接,角色,备注
p1,陶瓷杯,杯,¥19.90,1.2万,https://img.example/1.png,https://shop.example/1,引流款,
p2,"棉袜, 三双",袜,39,100,,,利润,
"""


def drafts(table: str, currency: str = "CNY") -> list[Draft | Rejected]:
    return list(read_products(read_table(table.encode(), "goods.csv"), currency))


def codes(table: str) -> list[tuple[int, str]]:
    return [(row.row, row.code) for row in drafts(table) if isinstance(row, Rejected)]


def test_columns_are_found_by_their_chinese_names() -> None:
    first, second = drafts(ZH)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.id == "p1"
    assert first.fields == {
        "title": "陶瓷杯",
        "category": "杯",
        "price": 1990,
        "currency": "CNY",
        "stock": 12_000,
        "images": ("https://img.example/1.png",),
        "links": ("https://shop.example/1",),
        "role": "traffic",
    }
    assert second.fields == {
        "title": "棉袜, 三双",
        "category": "袜",
        "price": 3900,
        "currency": "CNY",
        "stock": 100,
        "role": "profit",
    }


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("product_id,Title,price,currency", "p1,Cup,19.9,USD"),
        ("ITEM ID;product name;Live Price;CURRENCY", "p1;Cup;19.9;usd"),
        ("链接号\t品名\t到手价\t币种", "p1\tCup\t19.90\tUSD"),
    ],
)
def test_other_headers_and_separators(head: str, row: str) -> None:
    (found,) = drafts(f"{head}\n{row}\n")
    assert isinstance(found, Draft)
    assert (found.id, found.fields) == ("p1", {"title": "Cup", "price": 1990, "currency": "USD"})


@pytest.mark.parametrize("field", COLUMNS)
def test_no_header_means_two_fields(field: str) -> None:
    others = {name.casefold() for other, names in COLUMNS.items() if other != field for name in names}
    assert not {name.casefold() for name in COLUMNS[field]} & others


def test_bad_rows_are_told_by_number_and_code_and_the_rest_stays() -> None:
    table = """商品ID,商品名称,价格,库存,链接,角色
,无编号,1,1,,
p 1,空格,1,1,,
1.23E+17,丢位,1,1,,
p1,好,1,1,,
p1,重复,1,1,,
p2,坏价,abc,1,,
p3,负价,-5,1,,
p4,半件,1,1.5,,
p5,坏链,1,1,javascript:alert(1),
p6,坏角,1,1,,老板
p7,三位小数,1.234,1,,
,,,,,
p8,也好,,,,
"""
    assert codes(table) == [
        (2, "missing_id"),
        (3, "bad_id"),
        (4, "precision_lost"),
        (6, "duplicate"),
        (7, "bad_money"),
        (8, "negative"),
        (9, "bad_number"),
        (10, "bad_url"),
        (11, "unknown_role"),
        (12, "bad_money"),
    ]
    good = [row for row in drafts(table) if isinstance(row, Draft)]
    assert [(row.row, row.id) for row in good] == [(5, "p1"), (14, "p8")]
    assert good[1].fields == {"title": "也好"}  # an empty cell says nothing


def test_an_excerpt_holds_no_personal_column() -> None:
    (bad,) = drafts("商品ID,商品名称,联系电话\n,杯,13812345678\n")
    assert isinstance(bad, Rejected)
    assert bad.excerpt == "商品名称=杯"
    assert bad.detail == REASONS["missing_id"]


def test_a_file_without_an_id_column_is_refused_by_its_headers() -> None:
    with pytest.raises(ColumnsMissing) as refused:
        drafts("颜色,尺码\n红,1\n")
    assert "颜色, 尺码" in refused.value.detail("zh")


def xlsx(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


async def upload(
    home: House, content: bytes, name: str = "goods.csv", who: str = "merchandiser@甲", **data: str
) -> Any:
    async with home.ask(who) as client:
        return await client.post("/api/v1/products/import", files={"file": (name, content)}, data=data)


@pytest.mark.asyncio
async def test_a_csv_is_imported_then_updated_and_what_it_does_not_say_is_kept(home: House) -> None:
    first = await upload(home, ZH.encode("gb18030"))
    assert first.status_code == 200, first.text
    assert first.json() == {
        "imported": 2,
        "updated": 0,
        "rejected": [],
        "rejected_total": 0,
        "quarantine": None,
    }
    second = await upload(home, "商品ID,直播价\np1,17.90\np3,5\n".encode())
    assert (second.json()["imported"], second.json()["updated"]) == (0, 1)
    assert [(row["row"], row["code"]) for row in second.json()["rejected"]] == [(3, "missing_title")]
    async with home.ask("merchandiser@甲") as client:
        cup = (await client.get("/api/v1/products/p1")).json()
        quarantine = await client.get(second.json()["quarantine"])
    assert (cup["price"], cup["stock"], cup["title"]) == (1790, 12_000, "陶瓷杯")
    assert "missing_title" in quarantine.text
    assert quarantine.headers["content-type"].startswith("text/csv")


@pytest.mark.asyncio
async def test_products_are_found_by_their_platform_ids(home: House) -> None:
    async with home.ask("merchandiser@甲") as client:
        await client.put("/api/v1/products/p1", json={"title": "杯", "platform_ids": ["tb-1"], "price": 100})
    answer = await upload(home, "宝贝ID,价格\ntb-1,2\n".encode())
    assert (answer.json()["imported"], answer.json()["updated"]) == (0, 1)
    async with home.ask("merchandiser@甲") as client:
        items = (await client.get("/api/v1/products")).json()["items"]
    assert [(item["id"], item["price"], item["platform_ids"]) for item in items] == [("p1", 200, ["tb-1"])]


@pytest.mark.asyncio
async def test_a_workbook_is_imported(home: House) -> None:
    content = xlsx([["商品ID", "商品名称", "直播价", "库存"], ["p1", "杯", 19.9, 3], ["p2", "袜", "bad", 3]])
    answer = await upload(home, content, "goods.xlsx", currency="CNY")
    assert (answer.json()["imported"], answer.json()["rejected_total"]) == (1, 1)
    assert answer.json()["rejected"][0]["row"] == 3


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7", "goods.csv"), (b"PK\x03\x04broken", "goods.xlsx"), (b"", "goods.csv")]
)
async def test_a_file_that_is_no_table_is_a_problem(home: House, content: bytes, name: str) -> None:
    answer = await upload(home, content, name)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.asyncio
async def test_another_teams_quarantine_and_products_stay_out_of_reach(home: House) -> None:
    mine = (await upload(home, "商品ID,价格\np1,x\n".encode())).json()["quarantine"]
    async with home.ask("owner@乙") as stranger:
        assert (await stranger.get(mine)).status_code == 404
    await upload(home, "商品ID,商品名称\np1,甲的杯\n".encode())
    await upload(home, "商品ID,商品名称\np1,乙的杯\n".encode(), who="merchandiser@乙")
    for name in ("甲", "乙"):
        async with home.ask(f"owner@{name}") as client:
            assert (await client.get("/api/v1/products/p1")).json()["title"] == f"{name}的杯"


@pytest.mark.asyncio
async def test_a_thousand_rows_cross_the_batches(home: House) -> None:
    rows = "".join(f"p{n},名{n},{n}\n" for n in range(1203))
    answer = await upload(home, f"商品ID,商品名称,价格\n{rows}".encode())
    assert (answer.json()["imported"], answer.json()["rejected_total"]) == (1203, 0)
