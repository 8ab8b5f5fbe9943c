"""Of two first writers of one row the second gets the first's."""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from onair.store.rows import locked_or_new
from onair.trade.evidence.model import EvidenceMark
from team import House, house


@pytest.fixture
def home(tmp_path: Path) -> House:
    built = house(tmp_path, [])
    built.team("甲")
    return built


def test_who_comes_second_gets_the_row_of_the_first(home: House) -> None:
    tenant = home.tenants["甲"]
    with home.db.write() as tx:
        tx.add(EvidenceMark(tenant_id=tenant, changes=7, changed_at=1))
    looked: list[int] = []

    with home.db.write() as tx:

        def find() -> EvidenceMark | None:
            looked.append(1)  # the first look is before the other one's commit
            return tx.get(EvidenceMark, tenant) if len(looked) > 1 else None

        found = locked_or_new(tx, find, lambda: EvidenceMark(tenant_id=tenant, changes=0, changed_at=2))
        assert (found.changes, len(looked)) == (7, 2)
        found.changes += 1
    with home.db.read() as tx:
        row = tx.get(EvidenceMark, tenant)
        assert row is not None and row.changes == 8


def test_what_is_refused_for_another_reason_is_not_swallowed(home: House) -> None:
    with pytest.raises(IntegrityError), home.db.write() as tx:
        locked_or_new(tx, lambda: None, lambda: EvidenceMark(tenant_id="ten_nobody", changes=0, changed_at=2))
