"""The language of overlay lines: literal text, tokens `{show.paid_orders}` or `{show.paid_orders(p9)}`, and sections
`[[ … ]]` that vanish alone when a token in them is missing. `{{`, `}}` are the braces themselves.

Total: every text becomes a template; what does not fit is listed with its place and stays literal. Pure.
"""

import re
from collections.abc import Container
from typing import Literal, NamedTuple

from onair.compliance.lint.counted import HOLE

TEXT_MOST = 300
TOKENS_MOST = 12
WORDS = "\ufffd"
"""Stands for a token of words where literals are looked at as one line; HOLE for one that is a number."""
_PIECE = re.compile(
    r"(?P<esc>\{\{|\}\})|(?P<open>\[\[)|(?P<close>\]\])"
    r"|\{(?P<name>[a-z][a-z_]{0,30}\.[a-z][a-z_]{0,30})(?:\((?P<arg>[^(){}\[\]\s]{1,128})\))?\}|(?P<stray>[{}])"
)
Fault = Literal["stray", "nested", "unopened", "unclosed", "too_long", "too_many"]


class Key(NamedTuple):
    """A token as asked for; `arg` None = the one that is on air."""

    name: str
    arg: str | None = None

    def __str__(self) -> str:
        return self.name if self.arg is None else f"{self.name}({self.arg})"


class Piece(NamedTuple):
    """Literal text, or a token; `section` None = outside all; `at`, `end`: its place in the source."""

    text: str
    key: Key | None
    section: int | None
    at: int
    end: int


class Problem(NamedTuple):
    fault: Fault
    at: int
    end: int


class Flat(NamedTuple):
    """`text[i]` stands at `at[i]` … `to[i]` (end excluded) of the source."""

    text: str
    at: list[int]
    to: list[int]


class Template(NamedTuple):
    source: str
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(piece.key for piece in self.pieces if piece.key is not None)

    def flat(self, words: Container[str] = ()) -> Flat:
        """All literals in one text, HOLE for each token (WORDS for those named)."""
        text, at, to = [], list[int](), list[int]()
        for piece in self.pieces:
            if piece.key is not None:
                text.append(WORDS if piece.key.name in words else HOLE)
                at.append(piece.at)
                to.append(piece.end)
                continue
            step = (piece.end - piece.at) // max(1, len(piece.text))  # 2 where a brace was written twice
            text.append(piece.text)
            at += [piece.at + step * i for i in range(len(piece.text))]
            to += [piece.at + step * (i + 1) for i in range(len(piece.text))]
        return Flat("".join(text), at, to)


def plain(text: str) -> Template:
    """Words that go on screen as they are, whatever signs are in them and however long."""
    return Template(text, (Piece(text, None, None, 0, len(text)),), ())


def parse(source: str) -> Template:
    pieces: list[Piece] = []
    problems: list[Problem] = []
    if len(source) > TEXT_MOST:
        problems.append(Problem("too_long", TEXT_MOST, len(source)))
        source = source[:TEXT_MOST]
    section: int | None = None
    opened, count, last = 0, 0, 0
    for found in _PIECE.finditer(source):
        if found.start() > last:
            pieces.append(Piece(source[last : found.start()], None, section, last, found.start()))
        at, last = found.span()
        if found["name"]:
            pieces.append(Piece("", Key(found["name"], found["arg"]), section, at, last))
        elif found["open"]:
            problems += [Problem("nested", at, last)] if section is not None else []
            section, opened, count = count, at, count + 1
        elif found["close"]:
            problems += [Problem("unopened", at, last)] if section is None else []
            section = None
        else:
            problems += [Problem("stray", at, last)] if found["stray"] else []
            pieces.append(Piece(found[0][0], None, section, at, last))
    if last < len(source):
        pieces.append(Piece(source[last:], None, section, last, len(source)))
    if section is not None:
        problems.append(Problem("unclosed", opened, opened + 2))
    tokens = [piece for piece in pieces if piece.key is not None]
    if len(tokens) > TOKENS_MOST:
        problems.append(Problem("too_many", tokens[TOKENS_MOST].at, len(source)))
    return Template(source, tuple(pieces), tuple(problems))
