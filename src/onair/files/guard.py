"""Refuse a hostile workbook from its central directory, before any parser sees it (≤ 200 ms).

A workbook is a zip of XML. What we check costs no inflating beyond the first 4 KiB of each XML part:
number of entries, declared sizes and ratio, names, macros, entity declarations, the shared strings.
Sizes that lie are caught by `inflates_as_declared`, which the child process runs under its limits.
Limits are those of ASVS 5.0 5.2.3; the ratio is Apache POI's minimum inflate ratio of 0.01.
"""

import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from onair.files.refusals import Damaged, TooBig, Unsafe, WrongType
from onair.kernel.text import as_size

MAX_UNPACKED = 64 << 20
MAX_RATIO = 100
MAX_ENTRIES = 1_000
MAX_DIRECTORY = 1 << 20
MAX_STRINGS = 1_000_000
MAX_STRINGS_BYTES = 48 << 20
RATIO_FROM = 1 << 20
"""Small parts compress arbitrarily well (an empty sheet); the ratio is only asked above this size."""

_END = struct.Struct("<4s4H2LH")
_PROLOG = 4096
_ROOT = re.compile(rb"<[A-Za-z_]")
_UNIQUE = re.compile(rb'\buniqueCount\s*=\s*["\'](\d{1,20})')
_MACRO = re.compile(r"vbaproject|macrosheets/|\.bin$|activex/|dialogsheets/", re.IGNORECASE)
_BIN_ALLOWED = re.compile(r"printersettings\d*\.bin$|/(calcchain|styles)\.bin$", re.IGNORECASE)
_DRIVE = re.compile(r"^[A-Za-z]:")


def check_workbook(path: Path, name: str, main: str = "xl/workbook.xml") -> None:
    """Raise a `FileRefused` or `TooBig` that names the reason; return when a parser may look. `main`: the part without which
    it is none."""
    _check_directory(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, path.stat().st_size, name, main)
            _check_parts(archive, entries, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        struct.error,
        RuntimeError,
        UnicodeError,
    ) as error:
        raise Damaged(name=name, why=type(error).__name__) from error


def _check_directory(path: Path, name: str) -> None:
    """The record at the end of a zip says how long the directory is: read that before the directory."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_557))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Damaged(name=name, why="zip directory missing")
    *_, entries, length, _offset, _comment = _END.unpack_from(tail, at)
    if entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise TooBig(name=name, limit=f"{MAX_ENTRIES} parts in a workbook")


def _check_entries(entries: list[zipfile.ZipInfo], size: int, name: str, main: str) -> None:
    if len(entries) > MAX_ENTRIES:
        raise TooBig(name=name, limit=f"{MAX_ENTRIES} parts in a workbook")
    names = {entry.filename.lower() for entry in entries}
    if len(names) != len(entries):
        raise Unsafe(name=name, why="two parts with one name")
    if "[content_types].xml" not in names or main not in names:
        raise WrongType(name=name, why=f"zip without {main}")
    if sum(entry.compress_size for entry in entries) > size:
        raise Unsafe(name=name, why="parts overlap")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise TooBig(name=name, limit=f"{as_size(MAX_UNPACKED)} unpacked")
    for entry in entries:
        _check_entry(entry, name)


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    part = entry.filename
    if (
        part.startswith(("/", "\\"))
        or "\\" in part
        or _DRIVE.match(part)
        or ".." in PurePosixPath(part).parts
    ):
        raise Unsafe(name=name, why="a part's name points outside the file")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise Unsafe(name=name, why="a symbolic link")
    if entry.flag_bits & 0x1:
        raise WrongType(name=name, why="encrypted")
    if _MACRO.search(part) and not _BIN_ALLOWED.search(part):
        raise Unsafe(name=name, why="macros or active content")
    if entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise TooBig(name=name, limit=f"compression ratio {MAX_RATIO}")
    if part.lower().endswith("sharedstrings.xml") and entry.file_size > MAX_STRINGS_BYTES:
        raise TooBig(name=name, limit=f"{as_size(MAX_STRINGS_BYTES)} of shared strings")


def _check_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str) -> None:
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as part:
            head = part.read(_PROLOG)
        _check_prolog(head, entry, name)
        found = _UNIQUE.search(head) if entry.filename.lower().endswith("sharedstrings.xml") else None
        if found and int(found.group(1)) > MAX_STRINGS:
            raise TooBig(name=name, limit=f"{MAX_STRINGS} shared strings")


def _check_prolog(head: bytes, entry: zipfile.ZipInfo, name: str) -> None:
    """A document type can only stand before the root element, and an honest one starts within 4 KiB."""
    if b"\x00" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unsafe(name=name, why="XML in an unusual encoding")
    if b"<!DOCTYPE" in head.upper() or b"<!ENTITY" in head.upper():
        raise Unsafe(name=name, why="XML entities")
    if entry.file_size > 0 and not _ROOT.search(head):
        raise Unsafe(name=name, why="XML without a root element")
    lowered = head.lower()
    if entry.filename.lower() == "[content_types].xml" and (
        b"macroenabled" in lowered or b"vbaproject" in lowered
    ):
        raise Unsafe(name=name, why="macros or active content")


def inflates_as_declared(path: Path, name: str) -> None:
    """Inflate every part once, counting: one longer than its directory says is refused. ≤ 64 MB of work."""
    with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
        for entry in archive.infolist():
            if entry.compress_type == zipfile.ZIP_DEFLATED and _inflated(raw, entry) > entry.file_size:
                raise Unsafe(name=name, why="a part is longer than declared")


def _inflated(file: BinaryIO, entry: zipfile.ZipInfo) -> int:
    file.seek(entry.header_offset)
    header = file.read(30)
    named, extra = struct.unpack_from("<HH", header, 26)
    file.seek(entry.header_offset + 30 + named + extra)
    inflater, total = zlib.decompressobj(-15), 0
    while not inflater.eof and total <= entry.file_size:
        chunk = inflater.unconsumed_tail or file.read(65_536)
        if not chunk:
            break
        total += len(inflater.decompress(chunk, 1 << 20))
    return total
