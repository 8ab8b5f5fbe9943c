# ruff: noqa: S608 (the SQL is made of our own column names and paths)
"""Sealing a show: its log becomes Parquet files and one manifest. Rerun at any time, killed at any step.

Files appear by rename under names made of their offsets; nothing counts before the manifest names it, and
the manifest is replaced in one step, last. What a killed sealing leaves is overwritten or swept by the next.
Corrections and events that were sent twice are settled here, for the whole show each time.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import dropwhile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from onair.events.codec import decode_batch
from onair.events.corrections import Corrections
from onair.events.model import Correction, Event
from onair.store.chain import LogDamaged
from onair.store.columns import EVENT_COLUMNS, Rows, read_parquet, row_to_event
from onair.store.log import EventLog
from onair.store.manifest import NAME, Manifest, Segment, load, save
from onair.store.people import People
from onair.store.segments import SegmentWriter, write_segments

SMALL_ROWS = 131_072
SMALL_SEGMENTS_MAX = 8
"""More small segments than this at the end (refunds trickle in for weeks) are written anew as one."""

Run = Callable[[str, list[Any]], list[tuple[Any, ...]]]
"""Runs SQL with parameters on DuckDB."""


class Settled(NamedTuple):
    """What no longer stands as it came: offsets, and the rows that stand instead."""

    duplicates: list[int]
    voided: list[int]
    fixes: list[Rows]


def seal(folder: Path, show: str, tenant: str, log: EventLog, run: Run) -> Manifest:
    """Seal what the log holds beyond the manifest; nothing new → the manifest as it is.

    Raises LogDamaged when the log is not the one that was sealed before, DiskFull, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = load(folder)
    tip = log.tip(show)
    if before is not None:
        if log.tip(show, before.end).sha256.hex() != before.log_sha256:
            raise LogDamaged(show=show, offset=before.end, why="not the log that was sealed")
        if before.end == tip.end:
            return before
    _sweep(folder, before)
    kept = _kept(before.segments) if before else []
    first = kept[-1].end if kept else 0
    numbered = not kept or (before is not None and before.people is not None)
    people = _people(folder, kept, run) if numbered else People()
    segments = [*kept, *write_segments(folder, _entries(log, show, first, tip.end), first, people)]
    manifest = _manifest(folder, show, tenant, segments, run)
    manifest = msgspec.structs.replace(
        manifest,
        log_sha256=tip.sha256.hex(),
        first_end=before.first_end if before else tip.end,
        seals=before.seals + 1 if before else 1,
    )
    if segments:
        manifest = _with_fixes(folder, manifest, _settle(folder, segments, run), people)
    names = {file.name for file in manifest.files}
    retired = [file.name for file in before.files if file.name not in names] if before else []
    manifest = msgspec.structs.replace(manifest, retired=retired, people=len(people) if numbered else None)
    save(folder, manifest)
    return manifest


def _sweep(folder: Path, before: Manifest | None) -> None:
    """Remove what a killed sealing left, and what the sealing before last still read."""
    keep = {NAME, *(file.name for file in before.files)} if before else set()
    for path in folder.iterdir():
        if path.name not in keep:
            path.unlink()


def _kept(segments: Sequence[Segment]) -> list[Segment]:
    """All, or without the tail of small ones once it is long."""
    large = list(dropwhile(lambda segment: segment.events.rows < SMALL_ROWS, reversed(segments)))[::-1]
    return large if len(segments) - len(large) > SMALL_SEGMENTS_MAX else list(segments)


def _people(folder: Path, kept: Sequence[Segment], run: Run) -> People:
    """As the segments that stay number them: they are the oldest, so their numbers have no gap."""
    if not kept:
        return People()
    rows = rows_of(folder, kept)
    found = run(f'SELECT DISTINCT "user", person FROM {rows} WHERE person IS NOT NULL', [])
    return People((user, number) for user, number in found)


def _entries(log: EventLog, show: str, first: int, end: int) -> Iterator[Rows]:
    if first == end:
        return
    for batch in log.read(show, first):
        try:
            events = decode_batch(batch.body, batch.codec)
        except msgspec.MsgspecError as error:
            raise LogDamaged(show=show, offset=batch.offset, why=str(error)) from error
        if len(events) != batch.n:
            raise LogDamaged(show=show, offset=batch.offset, why="count")
        yield Rows(batch.offset, batch.clock, events)
        if batch.offset + batch.n >= end:
            return


def rows_of(folder: Path, segments: Sequence[Segment]) -> str:
    """SQL of the raw event rows of these segments."""
    return read_parquet([folder / segment.events.name for segment in segments])


def _manifest(folder: Path, show: str, tenant: str, segments: list[Segment], run: Run) -> Manifest:
    empty = Manifest(show=show, tenant=tenant, end=0, log_sha256="", first_end=0, segments=[], counts={})
    if not segments:
        return empty
    rows = run(
        'SELECT "type", count(*), min("at"), max("at"), max("clock") '
        f'FROM {rows_of(folder, segments)} GROUP BY "type" ORDER BY "type"',
        [],
    )
    return msgspec.structs.replace(
        empty,
        end=segments[-1].end,
        segments=segments,
        counts={row[0]: row[1] for row in rows},
        at_min=min(row[2] for row in rows),
        at_max=max(row[3] for row in rows),
        clock_max=max(row[4] for row in rows),
    )


def _settle(folder: Path, segments: list[Segment], run: Run) -> Settled:
    rows = rows_of(folder, segments)
    duplicates = _duplicates(rows, run)
    corrections, sources, ids = Corrections(), [], []
    for offset, _, event in _select(rows, "WHERE type = 'correction'", [], run):
        if isinstance(event, Correction) and offset not in duplicates:
            corrections.add(event)
            sources.append(event.corrects.source)
            ids.append(event.corrects.id)
    voided: list[int] = []
    fixes: list[Rows] = []
    meant = "WHERE (source, id) IN (SELECT unnest(?), unnest(?))"
    for offset, clock, event in _select(rows, meant, [sources, ids], run) if ids else ():
        if offset in duplicates:
            continue
        right = corrections.apply(event)
        if right is None:
            voided.append(offset)
        elif right != event:
            fixes.append(Rows(offset, clock, [right]))
    return Settled(sorted(duplicates), voided, fixes)


def _duplicates(rows: str, run: Run) -> set[int]:
    """Offsets of events whose (source, id) came before. By hash first: less memory than all strings."""
    again = run(
        f'SELECT source, id, "offset" FROM {rows} WHERE hash(source, id) IN '
        f'(SELECT hash(source, id) FROM {rows} GROUP BY ALL HAVING count(*) > 1) ORDER BY "offset"',
        [],
    )
    seen: set[tuple[str, str]] = set()
    found: set[int] = set()
    for source, key, offset in again:
        if (source, key) in seen:
            found.add(offset)
        seen.add((source, key))
    return found


def _select(rows: str, which: str, given: list[Any], run: Run) -> Iterator[tuple[int, int, Event]]:
    columns = ", ".join(f'"{name}"' for name in EVENT_COLUMNS)
    for row in run(f'SELECT {columns} FROM {rows} {which} ORDER BY "offset"', given):
        named = dict(zip(EVENT_COLUMNS, row, strict=True))
        yield named["offset"], named["clock"], row_to_event(named)


def _with_fixes(folder: Path, manifest: Manifest, settled: Settled, people: People) -> Manifest:
    segment = None
    if settled.fixes:
        writer = SegmentWriter(folder, people)
        for fix in settled.fixes:
            writer.add(fix)
        segment = writer.write(
            f"fix-{manifest.seals:06d}", settled.fixes[0].offset, settled.fixes[-1].offset + 1
        )
    gone = [*settled.duplicates, *settled.voided, *(fix.offset for fix in settled.fixes)]
    return msgspec.structs.replace(
        manifest,
        fixes=segment,
        superseded=sorted(gone),
        duplicates=len(settled.duplicates),
        corrected=len(settled.fixes),
        voided=len(settled.voided),
    )
