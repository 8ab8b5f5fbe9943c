"""Use case: a file of products into the catalogue; good rows stay when others are bad."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.files.quarantine import Quarantine, Rejected
from onair.files.tables import Table
from onair.kernel.clock import Clock
from onair.store.db import Database
from onair.trade.product_import import Draft, read_products
from onair.trade.products import AliasTaken, Goods, find_product, put_product

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
    for item in batch:
        if isinstance(item, Rejected):
            yield item
            continue
        refusal = _put(tx, actor, clock, item, outcome)
        if refusal is not None:
            yield item.again(refusal)


def _put(tx: Session, actor: Actor, clock: Clock, draft: Draft, outcome: Outcome) -> str | None:
    """→ the code of why not."""
    held = find_product(tx, actor.tenant, draft.id)
    if held is None and "title" not in draft.fields:
        return "missing_title"
    known = (
        {} if held is None else {name: value for name, value in asdict(held).items() if name in Goods._fields}
    )
    try:
        with tx.begin_nested():
            put_product(tx, actor, clock, held.id if held else draft.id, Goods(**(known | draft.fields)))
    except AliasTaken:
        return "alias_taken"
    if held is None:
        outcome.imported += 1
    else:
        outcome.updated += 1
    return None
