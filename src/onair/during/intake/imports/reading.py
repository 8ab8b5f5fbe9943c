"""First half of an import, in a worker thread: recognise the file, translate it, sort it, count it."""

import hashlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from onair.connectors.mapped_csv.mapping import guess
from onair.connectors.opening import Recognised, masked_sample, open_input, recognise
from onair.connectors.ports import Context, Importer, Report, importers, manifest
from onair.during.intake.imports.problems import Cancelled, NeedsMapping, NothingInFile, UnknownFile
from onair.during.intake.imports.result import Job
from onair.during.intake.imports.spool import Spool
from onair.files.headers import signature
from onair.files.quarantine import Quarantine, Rejected

MAPPED = "mapped_csv"
EVERY = 1_000


@dataclass
class Parsed:
    """What a file holds. Times in `report` are the file's own."""

    kind: str
    report: Report
    spool: Spool
    ledger: bool


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


def _ask(found: Recognised, name: str) -> NeedsMapping:
    return NeedsMapping(
        file=name,
        headers=found.headers,
        sample=masked_sample(found),
        guess=guess(found.headers),
        signature=signature(found.headers),
    )


def parse(
    path: Path, importer: Importer, context: Context, *, spool: Spool, held: Quarantine, job: Job
) -> Parsed:
    """Fill the spool and the quarantine. Raises Cancelled, NothingInFile, file refusals."""
    with closing(importer.read(open_input(path, context.name), context)) as items:
        for number, item in enumerate(items):
            if isinstance(item, Rejected):
                held.add(item)
            else:
                spool.add(item)
            if number % EVERY == 0:
                if job.cancelled():
                    raise Cancelled(kept=0)
                job.progress(1 - 1 / (1 + number / 50_000))
    if not spool.count:
        raise NothingInFile(
            file=context.name, kind=importer.name, rejected=held.count, reasons=dict(held.by_code)
        )
    return Parsed(importer.name, context.report, spool, manifest(importer.name).ledger)


def digest_of(path: Path) -> str:
    """SHA-256 of the file as it came."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
