"""The linear heads: one matrix for intent, bad words about something, and abuse. Kept as .npz and JSON, never pickled."""

import io
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from onair.during.comments.reading.intents import INTENTS
from onair.during.comments.reading.ngrams import BITS, SHAPE, WIDTH, Rows

ORDER: Final = tuple(INTENTS)
COMPLAINT: Final = ORDER.index("complaint")
NEGATIVE: Final = len(ORDER)
ABUSE: Final = len(ORDER) + 1
COLUMNS: Final = len(ORDER) + 2
FORMAT: Final = 1
BYTES_MAX: Final = 5_000_000
"""A file of heads is smaller than this, or it is none of ours."""


_NONE: Final = np.empty(0, np.int64)
_NOTHING: Final = np.empty((0, COLUMNS), np.float32)


class Heads(NamedTuple):
    """`weight` (WIDTH × COLUMNS), `bias` (COLUMNS); never written to, and shared by all teams. `about`: what they were
    made of. `changed[i]` stands for row `changed_at[i]` (ascending): what a team has taught, a few rows a word."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    about: dict[str, Any]
    changed_at: NDArray[np.int64] = _NONE
    changed: NDArray[np.float32] = _NOTHING

    def rows(self, at: NDArray[np.int64]) -> NDArray[np.float32]:
        """A copy of these rows as they are in force."""
        found: NDArray[np.float32] = self.weight[at]
        if len(self.changed_at):
            place = np.minimum(np.searchsorted(self.changed_at, at), len(self.changed_at) - 1)
            hit = self.changed_at[place] == at
            found[hit] = self.changed[place[hit]]
        return found

    def with_rows(self, rows: Mapping[int, NDArray[np.float32]]) -> "Heads":
        """Other heads, in which these rows are others too."""
        known = dict(zip(self.changed_at.tolist(), self.changed, strict=True)) | dict(rows)
        if not known:
            return self
        at = np.array(sorted(known), np.int64)
        return self._replace(changed_at=at, changed=np.stack([known[one] for one in at.tolist()]))


class Scores(NamedTuple):
    """By row: chances of the intents in `ORDER`, of speaking badly, of abuse."""

    intents: NDArray[np.float32]
    negative: NDArray[np.float32]
    abuse: NDArray[np.float32]


class NoHeads(ValueError):
    """What was given is no file of heads that fits this version."""


def scores(rows: Rows, heads: Heads) -> Scores:
    """Of every row."""
    raw = np.add.reduceat(rows.value[:, None] * heads.rows(rows.at), rows.start[:-1]) + heads.bias
    intents = np.exp(raw[:, :NEGATIVE] - raw[:, :NEGATIVE].max(1, keepdims=True))
    two = (1 / (1 + np.exp(-np.clip(raw[:, NEGATIVE:], -30, 30)))).astype(np.float32)
    return Scores(intents / intents.sum(1, keepdims=True), two[:, 0], two[:, 1])


def packed(heads: Heads) -> tuple[bytes, bytes]:
    """The .npz (rows that are not 0, at half precision) and the JSON beside it."""
    full = heads.rows(np.arange(WIDTH))
    used = np.flatnonzero(np.abs(full).max(1) > 0)
    out = io.BytesIO()
    np.savez_compressed(out, at=used.astype(np.uint32), weight=full[used].astype(np.float16), bias=heads.bias)
    fits = {
        "format": FORMAT,
        "bits": BITS,
        "width": WIDTH,
        "shape": list(map(list, SHAPE)),
        "intents": list(ORDER),
    }
    return out.getvalue(), (
        json.dumps(fits | {"about": heads.about}, indent=1, ensure_ascii=False) + "\n"
    ).encode()


def unpacked(npz: bytes, about: bytes) -> Heads:
    """Raises `NoHeads`."""
    try:
        body = json.loads(about)
        told = {
            "format": FORMAT,
            "bits": BITS,
            "width": WIDTH,
            "shape": list(map(list, SHAPE)),
            "intents": list(ORDER),
        }
        if any(body.get(name) != value for name, value in told.items()):
            raise NoHeads("made for another version")
        if len(npz) > BYTES_MAX:
            raise NoHeads("too large")
        with np.load(io.BytesIO(npz), allow_pickle=False) as arrays:
            at, weight, bias = arrays["at"], arrays["weight"], arrays["bias"]
    except (ValueError, KeyError, OSError, AttributeError, EOFError, BadZipFile, zlib.error) as error:
        raise error if isinstance(error, NoHeads) else NoHeads(str(error)) from error
    right = (
        weight.shape == (len(at), COLUMNS) and bias.shape == (COLUMNS,) and (len(at) == 0 or at.max() < WIDTH)
    )
    if not right or not np.isfinite(weight).all() or not np.isfinite(bias).all():
        raise NoHeads("its arrays do not fit")
    full = np.zeros((WIDTH, COLUMNS), np.float32)
    full[at] = weight
    return Heads(full, bias.astype(np.float32), body["about"])


@cache
def shipped() -> Heads:
    """Those of the package, made by `python -m onair.during.comments.reading.train`."""
    folder = files("onair.during.comments.reading")
    return unpacked(folder.joinpath("heads.npz").read_bytes(), folder.joinpath("heads.json").read_bytes())
