"""Use case: a file of catalogue snapshots or a 排品表 into products, price history, supply and dossiers.

Good rows stay when others are bad. A row of a day is kept once: the same row again changes nothing, another
value for the same day goes to quarantine. The product itself takes what its newest row says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from onair.access.service import Actor, audit
from onair.files.quarantine import Quarantine, Rejected
from onair.files.tables import Table
from onair.kernel.clock import DAY_MS, Clock, midnight
from onair.store.db import Database
from onair.trade.evidence.marks import touch
from onair.trade.evidence.papers import NewPaper, add_paper
from onair.trade.evidence.prices import newest_days, put_snapshots
from onair.trade.evidence.reading import EvidenceDraft, places_of, read_evidence
from onair.trade.evidence.shapes import SnapshotPoint
from onair.trade.evidence.supply import supply_rows, write_supply
from onair.trade.products import AliasTaken, Goods, Shelf

BATCH = 500
SHOWN = 200
SOURCE = "import"


@dataclass
class EvidenceOutcome:
    """`points`: snapshots that are new or changed; `repeated`: rows that said nothing new in the file."""

    rows: int = 0
    imported: int = 0
    updated: int = 0
    points: int = 0
    repeated: int = 0
    supplies: int = 0
    papers: int = 0
    rejected_total: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def import_evidence(
    db: Database,
    actor: Actor,
    clock: Clock,
    table: Table,
    quarantine: Quarantine,
    *,
    currency: str,
    zone: str,
) -> EvidenceOutcome:
    """Raises ColumnsMissing and the file refusals. 500 products a transaction."""
    places = places_of(table)
    outcome = EvidenceOutcome()
    today = midnight(clock(), zone)
    found = read_evidence(table, places, currency, ZoneInfo(zone))
    grouped = _by_product(found, outcome, quarantine, today, dated=places.dated)
    products = iter(grouped.items())
    while batch := dict(islice(products, BATCH)):
        with db.write() as tx:
            rejected = list(_put_all(tx, actor, clock, batch, outcome))
        for row in rejected:
            _reject(row, outcome, quarantine)
    with db.write() as tx:
        counts = {name: value for name, value in vars(outcome).items() if name != "rejected"}
        audit(tx, actor, clock, "evidence.import", quarantine.path.stem, after=counts)
    return outcome


def _reject(row: Rejected, outcome: EvidenceOutcome, quarantine: Quarantine) -> None:
    quarantine.add(row)
    outcome.rejected_total += 1
    if len(outcome.rejected) < SHOWN:
        outcome.rejected.append(row)


def _by_product(
    found: Iterable[EvidenceDraft | Rejected], outcome: EvidenceOutcome, quarantine: Quarantine, today: int,
    *, dated: bool,
) -> dict[str, dict[int, EvidenceDraft]]:  # fmt: skip
    """Product → day → its row. A file without days has one row for each product."""
    grouped: dict[str, dict[int, EvidenceDraft]] = {}
    for item in found:
        outcome.rows += 1
        if isinstance(item, Rejected):
            _reject(item, outcome, quarantine)
            continue
        days = grouped.setdefault(item.id, {})
        held = days.setdefault(item.at if item.at is not None else today, item)
        if held is item:
            continue
        if dated and _says(held) == _says(item):
            outcome.repeated += 1
        else:
            _reject(item.again("conflict" if dated else "duplicate"), outcome, quarantine)
    return {product: days for product, days in grouped.items() if days}


def _says(draft: EvidenceDraft) -> tuple[object, ...]:
    return (draft.product, draft.sold, draft.comments, draft.supply, draft.sheet, draft.papers)


def _put_all(
    tx: Session,
    actor: Actor,
    clock: Clock,
    batch: dict[str, dict[int, EvidenceDraft]],
    outcome: EvidenceOutcome,
) -> Iterator[Rejected]:
    shelf = Shelf(tx, actor, clock, list(batch))
    own = {id_: view.id for id_ in batch if (view := shelf.find(id_))}
    newest = newest_days(tx, actor.tenant, list(own.values()))
    kept: dict[str, tuple[str, dict[int, EvidenceDraft]]] = {}
    for id_, days in batch.items():
        refused = _put_product(shelf, days[max(days)], newest, outcome, clock())
        if refused is not None:
            yield from (draft.again(refused) for draft in days.values())
            continue
        view = shelf.find(id_)
        kept[id_] = (view.id if view else id_, days)
    tx.flush()
    points = {product: _points(days) for product, days in kept.values()}
    changed = put_snapshots(tx, actor.tenant, points)
    if changed:
        touch(tx, actor.tenant, clock)
    outcome.points += changed
    _put_facts(tx, actor, clock, list(kept.values()), outcome)


def _put_product(
    shelf: Shelf, draft: EvidenceDraft, newest: Mapping[str, int], outcome: EvidenceOutcome, now: int
) -> str | None:
    """→ why it was refused. A day older than what is known of a product changes its history only."""
    held = shelf.find(draft.id)
    if held is None and "title" not in draft.product:
        return "missing_title"
    known = {name: getattr(held, name) for name in Goods._fields} if held else {}
    stands = held is not None and draft.at is not None and draft.at < newest.get(held.id, draft.at)
    try:
        if not stands:
            goods = Goods(**(known | draft.product))
            shelf.put(held.id if held else draft.id, goods, _stock_at(draft, now))
    except AliasTaken:
        return "alias_taken"
    if held is None:
        outcome.imported += 1
    else:
        outcome.updated += 1
    return None


def _stock_at(draft: EvidenceDraft, now: int) -> int | None:
    """When a row saw the stock, ms: at the latest when its day was over. None = it says nothing of it."""
    if draft.product.get("stock") is None:
        return None
    return now if draft.at is None else min(now, draft.at + DAY_MS)


def _points(days: dict[int, EvidenceDraft]) -> list[SnapshotPoint]:
    """What rows say of price, sales and comments; a row that says none of them is no point."""
    found = (
        SnapshotPoint(at, SOURCE, draft.product.get("price"), draft.sold, draft.comments)
        for at, draft in sorted(days.items())
    )
    return [point for point in found if point[2:] != (None, None, None)]


def _put_facts(
    tx: Session, actor: Actor, clock: Clock, kept: list[tuple[str, dict[int, EvidenceDraft]]],
    outcome: EvidenceOutcome,
) -> None:  # fmt: skip
    newest = {product: days[max(days)] for product, days in kept}
    told = [product for product, draft in newest.items() if draft.supply or draft.sheet]
    held = supply_rows(tx, actor.tenant, told) if told else {}
    for product in told:
        draft, row = newest[product], held.get(product)
        sheet = dict(row.sheet if row else {}) | draft.sheet
        write_supply(tx, actor, clock, product, {**draft.supply, "sheet": sheet}, row=row)
        outcome.supplies += 1
    for product, draft in newest.items():
        for kind, number in draft.papers.items():
            add_paper(tx, actor, clock, product, NewPaper(kind, number, expires_at=draft.until))
            outcome.papers += 1
