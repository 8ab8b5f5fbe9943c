"""First half of an import, in a worker thread: recognise the file, translate it, sort it, count it."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from onair.connectors.mapped_csv.mapping import decode, guess
from onair.connectors.opening import Recognised, masked_sample, open_input, recognise
from onair.connectors.ports import Context, Importer, Report, importers, manifest
from onair.during.intake.imports.problems import Cancelled, NeedsMapping, NothingInFile, UnknownFile
from onair.during.intake.imports.result import Job
from onair.during.intake.imports.spool import Spool
from onair.events.model import AnyEvent
from onair.files.headers import is_personal, signature
from onair.files.quarantine import Quarantine, Rejected
from onair.files.tables import Table

MAPPED = "mapped_csv"
EVERY = 1_000


Sink = Callable[[AnyEvent], None]
"""Takes one event after the other."""


@dataclass
class Parsed:
    """What a file holds. Times in `report` are the file's own."""

    kind: str
    report: Report
    ledger: bool


def into(spool: Spool) -> Sink:
    return spool.add


def choose(
    path: Path, name: str, kind: str, learnt: Callable[[str], dict[str, object] | None]
) -> tuple[Importer, dict[str, object]]:
    """A file's importer and mapping. Raises NeedsMapping, UnknownFile, UnknownKind, file refusals."""
    found = recognise(path, name, kind)
    if found.importer is not None and found.importer.name != MAPPED:
        return found.importer, {}
    if not found.headers:
        raise UnknownFile(file=name)
    mapping = learnt(signature(found.headers))
    if mapping is None:
        raise _ask(found, name)
    return importers()[MAPPED], mapping


def platform_of(importer: Importer, mapping: dict[str, object]) -> str | None:
    """Whose orders a file lists: "" of any platform, None when it lists something else."""
    if importer.name != MAPPED:
        return manifest(importer.name).platform or None
    learnt = decode(mapping)
    return learnt.platform if learnt.lists_orders else None


def _ask(found: Recognised, name: str) -> NeedsMapping:
    return NeedsMapping(
        file=name,
        headers=found.headers,
        sample=masked_sample(found),
        guess=guess(found.headers),
        signature=signature(found.headers),
    )


def parse(
    path: Path, importer: Importer, context: Context, *, sink: Sink, held: Quarantine, job: Job
) -> Parsed:
    """Fill the sink and the quarantine. Raises Cancelled, NothingInFile, file refusals."""
    data, taken = open_input(path, context.name), 0
    with closing(importer.read(data, context)) as items:
        for number, item in enumerate(items):
            if isinstance(item, Rejected):
                held.add(item)
            else:
                sink(item)
                taken += 1
            if number % EVERY == 0:
                if job.cancelled():
                    raise Cancelled(kept=0)
                job.progress(1 - 1 / (1 + number / 50_000))
    if not taken:
        raise NothingInFile(
            file=context.name, kind=importer.name, rejected=held.count, reasons=dict(held.by_code)
        )
    report = context.report
    if isinstance(data, Table):
        personal = [header.strip() for header in data.headers if is_personal(header)]
        report.dropped = [header for header in personal if header not in report.keyed]
    return Parsed(importer.name, report, manifest(importer.name).ledger)


def digest_of(path: Path) -> str:
    """SHA-256 of the file as it came."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
