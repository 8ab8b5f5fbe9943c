"""Catalogue snapshots and 排品表 into products, price history, supply facts and dossiers."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from onair.files.quarantine import Quarantine
from onair.files.tables import read_table
from onair.kernel.clock import DAY_MS, midnight
from onair.trade.evidence.service import (
    EvidenceOutcome,
    dossier_of,
    import_evidence,
    note_list_prices,
    price_points,
    snapshots,
    stamp,
    supply_of,
)
from onair.trade.product_import import ColumnsMissing
from onair.trade.service import Goods, change_product, find_product, put_product
from team import House

CATALOGUE = """update_time,id,title,price,sale_count,comment_count,店名
2016/11/5,A1,面霜 50g,139.0,26719.0,2704.0,自然堂
2016/11/7,A1,面霜 50g,119.0,30001,2800,自然堂
2016/11/6,A1,面霜 50g,139.0,,,自然堂
2016/11/5,A2,乳液,194.0,8122.0,1492.0,自然堂
2016/11/5,A2,乳液,194.0,8122.0,1492.0,自然堂
2016/11/5,A2,乳液,188.0,8122.0,1492.0,自然堂
2016/11/5,A3,水,-1,1,1,自然堂
2016/11/5,A4,霜,一百,1,1,自然堂
"""
SHEET = """商品ID,品名,角色,直播价,日常价,成本,佣金,赠品成本,运费,库存,补货天数,日产能,准时率,品质退货率,供应商数,卖点1,必说,质检编号,资质有效期,备注
K1,不粘炒锅,主推,169,229,70,20%,5,6,429,3,600,96%,1.2%,2,麦饭石涂层,以页面价为准,QC-2026-118,2027-03-01,首播
K2,铲勺,承接,49.9,,18,0.15,,,8,,,,,,,,,,
K3,坏佣金,承接,49.9,,18,35,,,8,,,,,,,,,,
"""


def put(home: House, tmp_path: Path, text: str, name: str = "a.csv", team: str = "甲") -> EvidenceOutcome:
    actor = home.actor(f"merchandiser@{team}")
    table = read_table(text.encode(), name)
    with Quarantine(tmp_path / "q.csv") as quarantine:
        return import_evidence(
            home.db, actor, home.clock, table, quarantine, currency="CNY", zone="Asia/Shanghai"
        )


def test_snapshots_keep_the_price_history(home: House, tmp_path: Path) -> None:
    found = put(home, tmp_path, CATALOGUE)
    assert (found.rows, found.imported, found.points, found.repeated) == (8, 2, 4, 1)
    assert [(row.row, row.code) for row in found.rejected] == [
        (7, "conflict"),
        (8, "negative"),
        (9, "bad_money"),
    ]
    with home.db.read() as tx:
        tenant = home.tenants["甲"]
        assert [point.price for point in price_points(tx, tenant, "A1")] == [13900, 13900, 11900]
        assert [point.sold for point in snapshots(tx, tenant)["A1"]] == [26719, None, 30001]
        product = find_product(tx, tenant, "A1")
        assert product is not None
        assert (product.price, product.category) == (11900, "自然堂")  # what the newest day says
        assert find_product(tx, tenant, "A3") is None
    assert "negative" in (tmp_path / "q.csv").read_text("utf-8-sig")


def test_the_same_file_again_changes_nothing(home: House, tmp_path: Path) -> None:
    put(home, tmp_path, CATALOGUE)
    with home.db.read() as tx:
        before = stamp(tx, home.tenants["甲"])
    found = put(home, tmp_path, CATALOGUE)
    assert (found.imported, found.updated, found.points) == (0, 2, 0)
    with home.db.read() as tx:
        assert stamp(tx, home.tenants["甲"]) == before


def test_an_older_day_does_not_undo_the_newest_price(home: House, tmp_path: Path) -> None:
    put(home, tmp_path, CATALOGUE)
    put(home, tmp_path, "date,id,title,price\n2016/11/1,A1,面霜 50g,99\n")
    with home.db.read() as tx:
        product = find_product(tx, home.tenants["甲"], "A1")
        assert product is not None
        assert product.price == 11900
        assert len(price_points(tx, home.tenants["甲"], "A1")) == 4


def test_a_file_of_today_counts_after_our_own_list_was_kept(home: House, tmp_path: Path) -> None:
    """In Shanghai the day begins at 16:00 UTC of the day before: the file's day is not before the list's."""
    put(home, tmp_path, "id,title,price,stock\nS1,面霜,99,5\n")
    today = datetime.fromtimestamp(home.clock() / 1000, ZoneInfo("Asia/Shanghai")).date()
    with home.db.write() as tx:
        assert note_list_prices(tx, home.tenants["甲"], home.clock, "Asia/Shanghai") == 0  # the file said so
    with home.db.write() as tx:
        actor = home.actor("merchandiser@甲")
        change_product(tx, actor, home.clock, "S1", version=1, changes={"price": 9800})
        assert note_list_prices(tx, home.tenants["甲"], home.clock, "Asia/Shanghai") == 1
    found = put(home, tmp_path, f"date,id,title,price,stock\n{today:%Y/%m/%d},S1,面霜,49,77\n")
    with home.db.read() as tx:
        product = find_product(tx, home.tenants["甲"], "S1")
        kept = [(point.at, point.source) for point in price_points(tx, home.tenants["甲"], "S1")]
    assert product is not None
    assert (found.updated, product.price, product.stock) == (1, 4900, 77)
    start = midnight(home.clock(), "Asia/Shanghai")
    assert kept == [(start, "import"), (start, "list")]
    assert midnight(start, "Asia/Shanghai") == start != midnight(start, "UTC")


def test_stock_counts_as_seen_when_it_is_stated_and_only_then(home: House, tmp_path: Path) -> None:
    tenant, actor = home.tenants["甲"], home.actor("merchandiser@甲")

    def seen() -> int | None:
        with home.db.read() as tx:
            product = find_product(tx, tenant, "S1")
        assert product is not None
        return product.stock_seen_at

    put(home, tmp_path, "id,title,stock\nS1,面霜,5\n")
    first = home.clock()
    assert seen() == first
    home.clock.forward(3 * DAY_MS)
    with home.db.write() as tx:
        change_product(tx, actor, home.clock, "S1", version=1, changes={"title": "面霜 50g"})
    put(home, tmp_path, "id,category\nS1,面部\n")
    assert seen() == first  # a new title says nothing of the stock
    put(home, tmp_path, "id,stock\nS1,5\n")
    assert seen() == home.clock()  # the same figure was looked at again
    home.clock.forward(3 * DAY_MS)
    put(home, tmp_path, "date,id,title,price,stock\n2016/11/1,S1,面霜,49,5\n")
    assert seen() == midnight(1_478_000_000_000, "Asia/Shanghai") + DAY_MS  # the file's day, not ours
    with home.db.write() as tx:
        goods = Goods("面霜", stock=5, price=4900)
        put_product(tx, actor, home.clock, "S1", goods)
    assert seen() == home.clock()


def test_a_sheet_brings_supply_and_dossier(home: House, tmp_path: Path) -> None:
    found = put(home, tmp_path, SHEET)
    assert (found.imported, found.supplies, found.papers) == (2, 2, 1)
    assert [(row.row, row.code) for row in found.rejected] == [(4, "ambiguous_rate")]
    with home.db.read() as tx:
        tenant = home.tenants["甲"]
        supply = supply_of(tx, tenant, ["K1", "K2"])
        paper = dossier_of(tx, tenant, "K1")[0]
    one = supply["K1"]
    assert (one.cost, one.commission_rate, one.gift_cost, one.freight) == (7000, 0.2, 500, 600)
    assert (one.lead_days, one.daily_capacity, one.on_time_rate, one.quality_return_rate, one.suppliers) == (
        3, 600, 0.96, 0.012, 2,
    )  # fmt: skip
    assert one.sheet["selling_1"] == "麦饭石涂层"
    assert one.sheet["day_price"] == "229"
    assert supply["K2"].lead_days is None  # an empty cell says nothing
    assert (paper.kind, paper.number) == ("quality_report", "QC-2026-118")
    assert paper.expires_at is not None


def test_a_later_sheet_adds_to_what_stands(home: House, tmp_path: Path) -> None:
    put(home, tmp_path, SHEET)
    put(home, tmp_path, "商品ID,供应商数,痛点1\nK1,3,粘锅\n")
    with home.db.read() as tx:
        one = supply_of(tx, home.tenants["甲"], ["K1"])["K1"]
    assert (one.suppliers, one.cost, one.version) == (3, 7000, 2)
    assert one.sheet["pain_1"] == "粘锅"
    assert one.sheet["selling_1"] == "麦饭石涂层"


def test_a_file_without_product_ids_is_refused(home: House, tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissing):
        put(home, tmp_path, "名字,价格\nx,1\n")
