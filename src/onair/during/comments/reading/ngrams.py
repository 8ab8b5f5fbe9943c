"""Comments as hashed n-grams: of one and two characters, and of two and three syllables as they are spoken.

All texts of a batch lie in one array of code points, each between two marks; every n-gram is one multiplication and
one addition over the whole array. A row has unit length and holds 1 + log(count). No vocabulary is kept.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onair.during.comments.reading.sounds import sound_numbers
from onair.kernel.sounds import PLANE

BITS: Final = 18
BUCKETS: Final = 1 << BITS
EXTRA: Final = 64
"""Buckets behind those of the n-grams: one a rule."""
WIDTH: Final = BUCKETS + EXTRA
RULE_VALUE: Final = 0.5
_MARKS: Final = ("\x02", "\x03")
"""Begin and end of a text: 多少 alone is not the 多少 inside a sentence."""
_MIX: Final = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B), np.uint32(0xC2B2AE35))


class Shape(NamedTuple):
    """Which n-grams a row has."""

    characters: tuple[int, ...] = (1, 2)
    syllables: tuple[int, ...] = (2, 3)


SHAPE: Final = Shape()


class Rows(NamedTuple):
    """Row `i` has the buckets `at[start[i]:start[i+1]]` with `value` of the same places. No row is empty."""

    start: NDArray[np.int64]
    at: NDArray[np.int64]
    value: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.start) - 1


def rows(
    texts: Sequence[str],
    signs: Sequence[Sequence[str]],
    ruled: Sequence[Sequence[int]],
    shape: Shape = SHAPE,
) -> Rows:
    """Of folded texts, their signs and the numbers of the rules that spoke; all three of one length, not empty."""
    codes, owner = _laid(texts)
    keys = [_grams(codes, owner, size, 0) for size in shape.characters]
    if shape.syllables:
        sounds = np.where(codes < PLANE, sound_numbers()[np.minimum(codes, PLANE - 1)], codes)
        keys += [_grams(sounds, owner, size, 1) for size in shape.syllables]
    if any(signs):
        keys.append(_signs(signs))
    every, count = np.unique(np.concatenate(keys), return_counts=True)
    owners, at = every >> BITS, every & (BUCKETS - 1)
    value = 1 + np.log(count.astype(np.float32))
    norm = np.sqrt(np.bincount(owners, value * value, len(texts)))
    return _with_rules(owners, at, (value / norm[owners]).astype(np.float32), ruled)


def joined(parts: Sequence[Rows]) -> Rows:
    """Rows of several batches, one after another."""
    offset = np.cumsum([0, *(len(part.at) for part in parts)])
    starts = [
        parts[0].start[:1],
        *(part.start[1:] + before for part, before in zip(parts, offset, strict=False)),
    ]
    return Rows(
        np.concatenate(starts),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.value for part in parts]),
    )


def _laid(texts: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    begin, end = _MARKS
    joined = "".join([part for text in texts for part in (begin, text, end)])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = np.fromiter((len(text) + 2 for text in texts), dtype=np.int64, count=len(texts))
    return codes, np.repeat(np.arange(len(texts), dtype=np.int64), sizes)


def _grams(codes: NDArray[np.uint32], owner: NDArray[np.int64], size: int, salt: int) -> NDArray[np.int64]:
    """Row and bucket of every n-gram within one text, as one number."""
    if size == 1:
        inside = codes > ord(_MARKS[1])
        alone: NDArray[np.int64] = (owner[inside] << BITS) | _bucket(codes[inside], salt)
        return alone
    last = len(codes) - size + 1
    if last <= 0:
        return np.empty(0, np.int64)
    hashed = codes[:last].astype(np.uint32)
    for step in range(1, size):
        hashed = hashed * _MIX[0] + codes[step : last + step]
    whole = owner[:last] == owner[size - 1 :]
    keys: NDArray[np.int64] = (owner[:last][whole] << BITS) | _bucket(hashed[whole], size * 2 + salt)
    return keys


def _bucket(hashed: NDArray[np.uint32], salt: int) -> NDArray[np.int64]:
    mixed = (hashed + np.uint32(salt)) * _MIX[1]
    mixed ^= mixed >> np.uint32(15)
    mixed *= _MIX[2]
    mixed ^= mixed >> np.uint32(13)
    bucket: NDArray[np.int64] = (mixed & np.uint32(BUCKETS - 1)).astype(np.int64)
    return bucket


def _signs(signs: Sequence[Sequence[str]]) -> NDArray[np.int64]:
    """A sign is one feature, however long its name."""
    keys = []
    for row, some in enumerate(signs):
        for sign in some:
            codes = np.frombuffer(sign.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            hashed = np.uint32(0)
            with np.errstate(over="ignore"):
                for code in codes:
                    hashed = np.uint32(hashed * _MIX[0] + code)
            keys.append((row << BITS) | int(_bucket(np.array([hashed], np.uint32), 99)[0]))
    return np.array(keys, np.int64)


def _with_rules(
    owners: NDArray[np.int64],
    at: NDArray[np.int64],
    value: NDArray[np.float32],
    ruled: Sequence[Sequence[int]],
) -> Rows:
    spoke = [(row, BUCKETS + number) for row, numbers in enumerate(ruled) for number in numbers]
    if spoke:
        more = np.array(spoke, np.int64)
        owners, at = np.concatenate([owners, more[:, 0]]), np.concatenate([at, more[:, 1]])
        value = np.concatenate([value, np.full(len(more), RULE_VALUE, np.float32)])
        order = np.argsort(owners, kind="stable")
        owners, at, value = owners[order], at[order], value[order]
    start = np.searchsorted(owners, np.arange(len(ruled) + 1))
    return Rows(start.astype(np.int64), at, value)
