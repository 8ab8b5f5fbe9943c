"""Use case: a file of products into the catalogue; good rows stay when others are bad."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.files.quarantine import Quarantine, Rejected
from onair.files.tables import Table
from onair.kernel.clock import Clock
from onair.store.db import Database
from onair.trade.product_import import Draft, read_products
from onair.trade.products import AliasTaken, Goods, Shelf

BATCH = 500
SHOWN = 200


@dataclass
class Outcome:
    """`updated` counts products that were there already, changed or not. `rejected`: the first 200."""

    imported: int = 0
    updated: int = 0
    rejected_total: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def import_products(
    db: Database, actor: Actor, clock: Clock, table: Table, quarantine: Quarantine, *, currency: str
) -> Outcome:
    """Upsert by any known id, 500 rows a transaction. Raises ColumnsMissing and the file refusals."""
    found = read_products(table, currency)
    outcome = Outcome()
    while batch := list(islice(found, BATCH)):
        with db.write() as tx:
            rejected = list(_put_all(tx, actor, clock, batch, outcome))
        for row in rejected:
            quarantine.add(row)
            outcome.rejected_total += 1
            if len(outcome.rejected) < SHOWN:
                outcome.rejected.append(row)
    with db.write() as tx:
        counts = {
            "imported": outcome.imported,
            "updated": outcome.updated,
            "rejected": outcome.rejected_total,
        }
        audit(tx, actor, clock, "product.import", quarantine.path.stem, after=counts)
    return outcome


def _put_all(
    tx: Session, actor: Actor, clock: Clock, batch: list[Draft | Rejected], outcome: Outcome
) -> Iterator[Rejected]:
    shelf = Shelf(tx, actor, clock, [item.id for item in batch if isinstance(item, Draft)])
    for item in batch:
        refused = item if isinstance(item, Rejected) else _put(shelf, item, outcome, clock())
        if refused is not None:
            yield refused


def _put(shelf: Shelf, draft: Draft, outcome: Outcome, now: int) -> Rejected | None:
    held = shelf.find(draft.id)
    if held is None and "title" not in draft.fields:
        return draft.again("missing_title")
    known = {name: getattr(held, name) for name in Goods._fields} if held else {}
    try:
        shelf.put(
            held.id if held else draft.id,
            Goods(**(known | draft.fields)),
            now if draft.fields.get("stock") is not None else None,
        )
    except AliasTaken:
        return draft.again("alias_taken")
    if held is None:
        outcome.imported += 1
    else:
        outcome.updated += 1
    return None
