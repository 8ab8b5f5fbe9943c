"""Use cases of the rundown; other rooms import from here."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from onair.access.service import Actor
from onair.before.rundown import sheet
from onair.before.rundown.book import Slots, copy_rundown, new_of, put_rundown, rundown_of, rundowns_of
from onair.before.rundown.cards import Mark, card_of
from onair.before.rundown.facts import Facts, gather
from onair.before.rundown.figures import Figures, figures
from onair.before.rundown.fit import Fit, ranked
from onair.before.rundown.lint import DRAWS, MARGIN_FLOOR, lint_rundown
from onair.before.rundown.plan import Case
from onair.before.rundown.planning import Proposal, broken, case_of, propose
from onair.before.rundown.shelf import get_theme, lay_rundown, put_theme, themes
from onair.before.rundown.views import Finding, NewSlot, Rundown, Slot
from onair.files.export import write_xlsx
from onair.files.quarantine import Rejected
from onair.files.tables import Table
from onair.kernel.clock import Clock
from onair.store.db import Database
from onair.trade.personas.service import personas
from onair.trade.service import ProductView, all_products, get_product, get_show

__all__ = [
    "DRAWS",
    "MARGIN_FLOOR",
    "Finding",
    "Fit",
    "NewSlot",
    "Played",
    "Proposal",
    "Rundown",
    "Slot",
    "Slots",
    "copy_rundown",
    "fits",
    "get_theme",
    "import_sheet",
    "judge",
    "lay_rundown",
    "lint",
    "new_of",
    "played",
    "propose",
    "put_rundown",
    "put_theme",
    "rundown_of",
    "rundowns_of",
    "themes",
    "write_sheet",
]


class KeptPromise(NamedTuple):
    """`slot`: the id of the slot that keeps it, None = none does."""

    id: str
    text: str
    slot: str | None


class Judged(NamedTuple):
    """A rundown with everything that is said about it. `broken`: (rule, slots, zh, en)."""

    rundown: Rundown
    findings: list[Finding]
    broken: list[tuple[str, tuple[str, ...], str, str]]
    figures: Figures
    marks: dict[str, list[Mark]]
    promises: list[KeptPromise]
    facts: Facts


class Played(NamedTuple):
    """A rundown for who plays it: with its hard rules and what it owes."""

    rundown: Rundown
    case: Case
    promises: list[KeptPromise]


class Imported(NamedTuple):
    """`rundown` None when rows were refused: then nothing was saved."""

    rundown: Rundown | None
    rows: int
    rejected: list[Rejected]


def lint(tx: Session, tenant: str, show: str, clock: Clock) -> list[Finding]:
    """What the gate asks. Raises ShowNotFound."""
    rundown = rundown_of(tx, tenant, show)
    return lint_rundown(rundown, gather(tx, tenant, rundown, clock()))


def judge(tx: Session, tenant: str, show: str, clock: Clock) -> Judged:
    """Raises ShowNotFound."""
    rundown = rundown_of(tx, tenant, show)
    facts = gather(tx, tenant, rundown, clock())
    return Judged(
        rundown=rundown,
        findings=lint_rundown(rundown, facts),
        broken=broken(rundown, facts),
        figures=figures(rundown, facts),
        marks={slot.id: facts.card_marks(slot) for slot in rundown.slots if not card_of(slot.card).empty},
        promises=_kept(rundown, facts),
        facts=facts,
    )


def played(tx: Session, tenant: str, show: str, clock: Clock) -> Played:
    """Raises ShowNotFound."""
    rundown = rundown_of(tx, tenant, show)
    facts = gather(tx, tenant, rundown, clock())
    return Played(rundown, case_of(rundown, facts), _kept(rundown, facts))


def _kept(rundown: Rundown, facts: Facts) -> list[KeptPromise]:
    return [KeptPromise(one.id, one.text, facts.keeper(one, rundown)) for one in facts.promises]


def fits(tx: Session, tenant: str, product: str, clock: Clock) -> list[Fit]:
    """Every host for a product, best first. Raises ProductNotFound."""
    held = get_product(tx, tenant, product)
    return ranked(personas(tx, tenant), held.title, held.category, clock())


def write_sheet(path: Path, rundown: Rundown, facts: Facts) -> None:
    """The 排品表 as XLSX."""
    write_xlsx(path, [("流程", sheet.HEADERS, sheet.rows(rundown, facts))])


def import_sheet(
    db: Database, actor: Actor, clock: Clock, show: str, *, version: int, table: Table
) -> Imported:
    """The table in place of the rundown, when every row is good; else nothing is saved.

    Read before anything is locked, so that a long table keeps nobody waiting.
    Raises NoColumns, file refusals and as `put_rundown`.
    """
    with db.read() as tx:
        now = rundown_of(tx, actor.tenant, show)
        known = _known(tx, actor.tenant, now)
    read = sheet.read(table, known)
    if read.rejected or not read.slots:
        return Imported(None, len(read.slots), read.rejected)
    with db.write() as tx:
        after = put_rundown(
            tx, actor, clock, show, version=version, slots=read.slots, theme=now.theme, why="rundown.import"
        )
    return Imported(after, len(read.slots), [])


def _known(tx: Session, tenant: str, rundown: Rundown) -> sheet.Known:
    """Products by any of their ids; hosts by name (when only one has it) and by id."""
    hosts = personas(tx, tenant)
    names: dict[str, list[str]] = {}
    for host in hosts:
        names.setdefault(host.name, []).append(host.host)
    return sheet.Known(
        products=_by_any_id(all_products(tx, tenant), {slot.product for slot in rundown.slots}),
        hosts={name: ids[0] for name, ids in names.items() if len(ids) == 1}
        | {h.host: h.host for h in hosts},
        slots=frozenset(slot.id for slot in rundown.slots),
        currency=get_show(tx, tenant, rundown.show).currency,
    )


def _by_any_id(goods: Sequence[ProductView], standing: Collection[str | None]) -> dict[str, tuple[str, str]]:
    """Removed ones only where the rundown has them already."""
    return {
        any_id: (item.id, item.title)
        for item in goods
        if not item.removed or item.id in standing
        for any_id in item.ids
    }
