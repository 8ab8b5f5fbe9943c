"""Changing the vault's key in a process of its own, to be killed. `python rotating.py HOME [naive]`; it prints a
dot for every step, so that whoever kills it knows that it is at work.

`naive` is the negative control: it puts the new key in place first and seals again afterwards.
"""

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import select

from onair.delivery import rotation
from onair.delivery.model import ContactPoint
from onair.delivery.vault import FILE, Vault
from onair.kernel.clock import system_clock
from onair.store.db import Database, load_models, sqlite_url


def naive(db: Database, home: Path) -> None:
    old = Vault(home)
    (home / FILE).unlink()
    fresh = Vault(home)
    with db.read() as tx:
        ids = tx.scalars(select(ContactPoint.contact_id)).all()
    for one in ids:
        with db.write() as tx:
            row = tx.get_one(ContactPoint, (one, "sms"))
            place = ("contact", row.tenant_id, row.contact_id, row.channel)
            row.sealed = fresh.seal(old.open(row.sealed, *place), *place)
        print(".", end="", flush=True)


def main(home: Path, words: list[str]) -> None:
    load_models()
    db = Database(sqlite_url(home / "onair.db"))
    rotation.BATCH = 1  # many small steps, so that kills fall between them
    renew = rotation._renew_points

    def stepwise(*given: Any) -> tuple[int, int]:
        print(".", end="", flush=True)
        return renew(*given)

    rotation._renew_points = stepwise
    if "naive" in words:
        naive(db, home)
    else:
        rotation.rotate(db, Vault(home), system_clock)
    db.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
