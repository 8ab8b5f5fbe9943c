"""What may not outlive an erasure: no address in words, no label in the audit log, no upload in a backup."""

import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from parcels import contact
from sqlalchemy import select

from onair.access.model import Audit
from onair.before.rundown import sheet_http
from onair.before.selection import http as selection_http
from onair.delivery import contacts, contacts_http
from onair.delivery.contact_import import Who, import_contacts
from onair.delivery.traces import holds_address
from onair.delivery.vault import vault_of
from onair.files.landing import landed
from onair.files.quarantine import Quarantine
from onair.files.tables import read_table
from onair.kernel.clock import system_clock
from onair.store.backup import backup
from onair.store.homelock import HomeLock, uploads
from onair.trade import products_http
from team import House

TELLS = [
    "王女士 13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "１３８１２３４５６７８",
    "ning@x.example", "电话0571-88886666", "(010) 88886666", "+44 20 7946 0958",
]  # fmt: skip
TELLS_NOT = [
    "老客", "#17", "2026-11-28 20:00", "20261128200000", "订单 202611281234567890", "尾号 5678", "138****5678", "满 1000 减 50",
]  # fmt: skip


@pytest.mark.parametrize("text", TELLS)
def test_an_address_is_found_in_words(text: str) -> None:
    assert holds_address(text)


@pytest.mark.parametrize("text", TELLS_NOT)
def test_control_dates_orders_and_masks_are_none(text: str) -> None:
    assert not holds_address(text)


@pytest.mark.parametrize(("label", "note"), [("王 13812345678", None), ("王", "回电 13812345678")])
def test_words_with_an_address_are_refused(home: House, label: str, note: str | None) -> None:
    with pytest.raises(contacts.AddressInWords), home.db.write() as tx:
        contacts.add_contact(
            tx, home.actor("operator@甲"), home.clock, vault_of(home.services), label=label,
            points=[contacts.PointIn("sms", "13912345678", ("reminder",))], given=contacts.Given("form", note),
        )  # fmt: skip


def test_the_audit_log_holds_no_label_and_no_note(home: House) -> None:
    person = contact(home)
    with home.db.write() as tx:
        said = contacts.Said(person, "sms", "reminder", "withdraw", "service", "老客打来说的")
        contacts.say(tx, home.actor("operator@甲"), home.clock, said)
        contacts.erase_contact(tx, home.actor("operator@甲"), home.clock, person, "老客要求删除")
    with home.db.read() as tx:
        rows = tx.scalars(select(Audit).where(Audit.subject == person)).all()
    assert {row.action for row in rows} == {"contact.add", "consent.withdraw", "contact.erase"}
    assert not any("老客" in f"{row.after}{row.why}" for row in rows)
    assert any("138****5678" in f"{row.after}" for row in rows)


def test_a_row_with_an_address_in_its_words_goes_to_quarantine(home: House, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "称呼,手机号,用途,同意时间\n王 13812345678,13812345678,营销,2025-01-01\n李,13912345678,营销,2025-01-01\n",
        encoding="utf-8",
    )
    who = Who(home.actor("operator@甲"), home.clock, vault_of(home.services))
    with Quarantine(tmp_path / "bad.csv") as bad:
        found = import_contacts(
            home.db, who, read_table(file, file.name), bad, zone=ZoneInfo("Asia/Shanghai")
        )
    assert (found.added, [row.code for row in found.rejected]) == (1, ["address_in_words"])


def test_an_upload_is_in_no_backup_and_gone_after_the_next_start(home: House, tmp_path: Path) -> None:
    for module in (contacts_http, sheet_http, selection_http, products_http):
        assert module.landed is landed, f"{module.__name__} reads uploads elsewhere"
    folder = home.db.path.parent if home.db.path else tmp_path
    with landed(folder, io.BytesIO(b"13812345678"), "名单.csv") as path:
        assert (path.parent, path.suffix, path.read_bytes()) == (uploads(folder), ".csv", b"13812345678")
        assert path.stat().st_mode & 0o077 == 0
    assert not path.exists()
    left = uploads(folder) / "tmp1.csv"
    left.write_text("13812345678", encoding="utf-8")
    older = folder / "quarantine" / "ten_1" / "tmpx8k2.xlsx"
    older.parent.mkdir(parents=True)
    older.write_text("13912345678", encoding="utf-8")
    kept = older.with_name("products-imp_1.csv")
    kept.write_text("row,code", encoding="utf-8")
    backup(home.db, folder, tmp_path.with_name("copy"), system_clock)
    copied = [path for path in tmp_path.with_name("copy").rglob("*") if path.is_file()]
    assert copied
    assert not any(b"13812345678" in path.read_bytes() for path in copied)
    with HomeLock(folder):
        assert not left.exists()
        assert not older.exists(), "what a version before left there"
        assert kept.exists(), "rows that were refused are somebody's to read"
