"""Facts of a show, made once for each state of its log and kept as a small file beside the lake. Blocking."""

from hashlib import sha256
from pathlib import Path

import msgspec

from onair.after.diagnosis.facts import Facts
from onair.after.diagnosis.gather import Of, gathered
from onair.after.diagnosis.lakenotes import notes_of
from onair.after.review.tallies import WHOLE, Tallies
from onair.store.files import write_whole
from onair.store.lake import Lake
from onair.trade.service import ShowView

SHAPE = 1
"""Raised when Facts change what they mean: older files are made anew."""


class Keeping:
    """Threads may share one object."""

    def __init__(self, tallies: Tallies, lake: Lake, folder: Path) -> None:
        self._tallies, self._lake, self._folder = tallies, lake, folder

    def facts(self, view: ShowView) -> Facts | None:
        """None: the show has no times of its own. Raises LogDamaged, DiskFull."""
        start, end = view.started_at, view.ended_at
        if start is None or end is None or end <= start:
            return None
        manifest, _ = self._tallies.seal(view)
        mark = sha256(f"{SHAPE}:{manifest.end}:{manifest.log_sha256}:{view.window}".encode()).hexdigest()
        path = self._folder / view.tenant / f"{view.id}.facts.json"
        known = _read(path)
        if known is not None and known.mark == mark:
            return known
        tally = self._tallies.get(view, WHOLE)
        notes = notes_of(self._lake, view.tenant, view.id, start, end)
        made = gathered(Of(mark, view.id, view.title, start, end), tally, notes)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(made))
        return made


def _read(path: Path) -> Facts | None:
    """None when there is none or it cannot be read: it is only a copy and is made anew."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Facts)
    except (OSError, msgspec.MsgspecError):
        return None
