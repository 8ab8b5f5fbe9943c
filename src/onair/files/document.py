"""The words of a Word file (DOCX), paragraph by paragraph, with what stands in its tables, boxes, headers and notes.

As it reads when every change in it is accepted: what was struck out is not there. Comments of its readers are no part
of it. The guard of workbooks looks at it first; a DTD is refused, and of its text no more than `MOST` is read.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from onair.files.guard import check_workbook, inflates_as_declared
from onair.files.refusals import Damaged, TooBig, Unsafe
from onair.kernel.text import as_size

MAIN = "word/document.xml"
MOST = 16 << 20
"""Bytes of XML in one part; a talk of three hours has less than one."""
_BESIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_TWICE = frozenset({"Fallback", "moveFrom"})
"""The same words stand elsewhere, too: for an older program, or where they were moved to."""
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def paragraphs(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """(place, text) of every paragraph with words in it; place: its number, after the part where that is not the text
    itself (`header1 2`). Raises the refusals of `onair.files.refusals`."""
    check_workbook(path, name, MAIN)
    try:
        inflates_as_declared(path, name)
        with zipfile.ZipFile(path) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            for part in [MAIN, *sorted(filter(_BESIDE.fullmatch, sizes))]:
                if sizes[part] > MOST:
                    raise TooBig(name=name, limit=f"{as_size(MOST)} of text")
                before = "" if part == MAIN else f"{Path(part).stem} "
                with archive.open(part) as stream:
                    yield from (
                        (f"{before}{number}", text) for number, text in _texts(stream) if text.strip()
                    )
    except DefusedXmlException as why:
        raise Unsafe(name=name, why="XML entities") from why
    except (ParseError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as why:
        raise Damaged(name=name, why=type(why).__name__) from why


def _texts(stream: IO[bytes]) -> Iterator[tuple[int, str]]:
    twice = number = 0
    for event, node in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        tag = _local(node)
        if tag in _TWICE:
            twice += 1 if event == "start" else -1
        if event == "start" or tag not in {"p", *_TWICE}:
            continue
        if tag == "p" and not twice:
            number += 1
            yield number, "".join(map(_words, node.iter()))
        node.clear()  # a box in a paragraph is a paragraph of its own, and is not told twice


def _words(node: Element) -> str:
    tag = _local(node)
    return (node.text or "") if tag == "t" else _BREAKS.get(tag, "")


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]
