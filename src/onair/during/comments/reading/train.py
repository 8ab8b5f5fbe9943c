"""The shipped heads, made anew from our seeds: `python -m onair.during.comments.reading.train [folder]`.

A minute or two. Nothing but `seeds/`, `rules.toml` and this program goes into them; the digest of all three stands in
heads.json, so that a test tells when they were changed and the heads were not.
"""

import hashlib
import random
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np

from onair.during.comments.reading.features import featured
from onair.during.comments.reading.fitting import fitted
from onair.during.comments.reading.heads import COMPLAINT, NEGATIVE, ORDER, Heads, packed
from onair.during.comments.reading.ngrams import Rows, joined
from onair.during.comments.reading.seeds import Seed, expanded

CHANCE: Final = 5
"""The seed of chance: the same texts every time."""
STRENGTH: Final = 4.0
RARER: Final = 0.85
"""Log odds by which complaints, and what speaks badly, are rarer in a chat than among our seeds."""
_MADE_OF: Final = (
    "seeds.py",
    "rules.toml",
    "ngrams.py",
    "normal.py",
    "fitting.py",
    "intents.py",
    "sounds.py",
    "train.py",
)


def digest() -> str:
    """Of everything that the heads are made of."""
    folder: Any = files("onair.during.comments.reading")
    sources = [folder.joinpath(name) for name in _MADE_OF]
    sources += sorted(folder.joinpath("seeds").iterdir(), key=lambda file: file.name)
    made = hashlib.sha256()
    for source in sources:
        if source.name.endswith((".py", ".toml")):
            made.update(source.name.encode() + b"\0" + source.read_bytes())
    return made.hexdigest()


def trained(seeds: Sequence[Seed]) -> Heads:
    """Heads that read these seeds right."""
    rows = in_parts([seed.text for seed in seeds])
    heads: list[tuple[Any, Any]] = []
    place = {intent: number for number, intent in enumerate(ORDER)}
    heads.append(fitted(rows, np.array([place[seed.intent] for seed in seeds]), len(ORDER), STRENGTH))
    sides: tuple[Callable[[Seed], bool], ...] = (lambda seed: seed.negative, lambda seed: seed.abuse)
    for side in sides:
        weight, bias = fitted(rows, np.array([int(side(seed)) for seed in seeds]), 2, STRENGTH)
        heads.append((weight[:, 1:] - weight[:, :1], bias[1:] - bias[:1]))
    bias = np.concatenate([bias for _, bias in heads])
    bias[[COMPLAINT, NEGATIVE]] -= RARER
    about = {
        "made_of": digest(),
        "seeds": len(seeds),
        "licence": "Apache-2.0; trained on phrases of this project only",
    }
    return Heads(np.hstack([weight for weight, _ in heads]), bias, about)


def in_parts(texts: Sequence[str], size: int = 2_000) -> Rows:
    """Rows of many texts, a part at a time."""
    return joined([featured(texts[at : at + size])[1] for at in range(0, len(texts), size)])


def main(folder: Path) -> None:
    npz, about = packed(trained(expanded(random.Random(CHANCE))))  # noqa: S311  # no secret: repeatable on purpose
    (folder / "heads.npz").write_bytes(npz)
    (folder / "heads.json").write_bytes(about)
    print(f"{len(npz) / 1e6:.2f} MB → {folder / 'heads.npz'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
