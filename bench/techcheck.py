"""Planted faults found, false findings in clean clips, the card's colour errors, and the time for a minute of 1080p.

`python -m bench.techcheck [clips of each fault] [clean clips] [of each fault by OBS] [clean by OBS]`; 8 20 2 6.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.before.techcheck.cards import worst_error
from tests.before.techcheck.clips import CODES, FAULTS, Clip, clean_set, encode, fault_set

from bench import obs
from onair.before.techcheck import measure, verdict
from onair.before.techcheck.measure import Measured
from onair.before.techcheck.profiles import PROFILES

FOUND_MIN, FALSE_MAX, MINUTE_MAX_S, CARD_MAX = 0.95, 1, 30.0, 0.5
NEED_APT = Path(__file__).parents[1] / "tools" / "need-apt"


class Tally:
    """`false`: findings in clean clips; `beside`: what else was said, and where."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.planted: Counter[str] = Counter()
        self.clean = self.false = 0
        self.beside: Counter[str] = Counter()

    def add(self, clip: Clip, codes: list[str], source: str = "") -> None:
        if clip.fault:
            self.planted[clip.fault] += 1
            self.hits[clip.fault] += CODES[clip.fault] in codes
        else:
            self.clean += 1
            self.false += len(codes)
        for code in codes:
            if code != CODES.get(clip.fault):
                self.beside[f"{source}{clip.name}: {code}"] += 1
        if clip.fault and CODES[clip.fault] not in codes:
            self.beside[f"{source}{clip.name}: MISSED"] += 1

    @property
    def share(self) -> float:
        """1 when nothing was planted."""
        return self.hits.total() / self.planted.total() if self.planted else 1.0

    def well(self) -> bool:
        return self.share >= FOUND_MIN and self.false <= FALSE_MAX

    def tell(self, title: str) -> None:
        print(
            f"{title}: found {self.hits.total()} of {self.planted.total()} = {self.share:.1%} (limit {FOUND_MIN:.0%})"
        )
        print("  " + ", ".join(f"{fault} {self.hits[fault]}/{self.planted[fault]}" for fault in FAULTS))
        print(f"  false findings in {self.clean} clean clips: {self.false} (limit {FALSE_MAX})")
        print(f"  beside: {dict(self.beside) or 'nothing'}", flush=True)


def measured(path: Path, folder: Path) -> Measured:
    with tempfile.TemporaryDirectory(dir=folder) as work:
        return measure.measure(path, Path(work), shown=path.name, progress=lambda _share: None)


def codes_of(found: Measured) -> list[str]:
    figures = verdict.figures_of(found)
    return [f.code for f in verdict.judge(found, figures, PROFILES["general"], None, live=False)]


def made(each: int, clean: int, folder: Path) -> Tally:
    """Photographs moved and grained by us, encoded at three bitrates."""
    tally = Tally()
    for clip in fault_set(each) + clean_set(clean):
        path = encode(clip, folder / f"{clip.name}.mp4")
        tally.add(clip, codes_of(measured(path, folder)))
        path.unlink()
    return tally


def by_obs(each: int, clean: int, folder: Path) -> tuple[Tally, list[tuple[float, float]]]:
    """→ and, of each clip, the share of frames OBS says it lost beside the share we say were held."""
    tally, lost = Tally(), []
    for taken in obs.recorded(obs.fault_set(each) + obs.clean_set(clean), folder):
        found = measured(taken.path, folder)
        codes = codes_of(found)
        if taken.skipped > 0.3 and taken.clip.fault != "halved" and "frames_held" in codes:
            codes.remove("frames_held")  # OBS says so itself
        tally.add(taken.clip, codes, "obs ")
        if (
            found.held
            and taken.clip.fault not in ("freeze", "black", "halved")
            and not taken.clip.more["film"]
        ):
            lost.append((taken.skipped, found.held.share))
        taken.path.unlink()
    return tally, lost


def minute(folder: Path) -> float:
    """Seconds to measure 60 s of 1080p30; the clip is made before the clock starts."""
    clip = Clip("coffee.png", 4000, 7, seconds=60, width=1920, height=1080, fps=30)
    path = encode(clip, folder / "minute.mp4")
    began = time.perf_counter()
    measured(path, folder)
    return time.perf_counter() - began


def _sets(each: int, clean: int, obs_each: int, obs_clean: int, folder: Path) -> Iterator[bool]:
    if each + clean:
        tally = made(each, clean, folder)
        tally.tell("made clips")
        yield tally.well()
    if obs_each + obs_clean:
        subprocess.run([str(NEED_APT), *obs.PACKAGES], check=False)
        recorded, lost = by_obs(obs_each, obs_clean, folder)
        recorded.tell("recorded by OBS")
        apart = max((abs(said - seen) for said, seen in lost), default=0.0)
        print(f"  lost frames, ours against OBS's own count in {len(lost)} clips: {apart:.3f} apart at most")
        yield recorded.well()


def main(each: int = 8, clean: int = 20, obs_each: int = 2, obs_clean: int = 6) -> int:
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        well = list(_sets(each, clean, obs_each, obs_clean, folder))
        apart = worst_error(folder)
        seconds = minute(folder)
    print(f"card ΔE2000 through an encoded clip, off a reference by {apart:.2f} at most (limit {CARD_MAX})")
    print(f"60 s of 1080p30 measured in {seconds:.1f} s (limit {MINUTE_MAX_S:.0f} s)")
    return 0 if all(well) and apart <= CARD_MAX and seconds <= MINUTE_MAX_S else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:5])))
