"""Planted faults found, false findings in clean clips, and the time for a minute of 1080p.

`python -m bench.techcheck [clips of each fault] [clean clips]`, 8 and 20 when not said.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.before.techcheck.clips import CODES, FAULTS, Clip, clean_set, encode, fault_set

from onair.before.techcheck import measure, verdict
from onair.before.techcheck.profiles import PROFILES
from onair.before.techcheck.report import Finding

FOUND_MIN, FALSE_MAX, MINUTE_MAX_S = 0.95, 1, 30.0


def findings(clip: Clip, folder: Path) -> list[Finding]:
    path = encode(clip, folder / f"{clip.name}.mp4")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        found = measure.measure(path, Path(work), shown=clip.name, progress=lambda _share: None)
    path.unlink()
    return list(verdict.judge(found, verdict.figures_of(found), PROFILES["general"], None, live=False))


def minute(folder: Path) -> float:
    """Seconds to measure 60 s of 1080p30; the clip is made before the clock starts."""
    path = encode(
        Clip("coffee.png", 4000, 7, seconds=60, width=1920, height=1080, fps=30), folder / "minute.mp4"
    )
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=folder) as work:
        measure.measure(path, Path(work), shown="minute", progress=lambda _share: None)
    return time.perf_counter() - began


def main(each: int = 8, clean: int = 20) -> int:
    hits, false, beside = Counter(), 0, Counter()
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        for clip in fault_set(each):
            codes = [finding.code for finding in findings(clip, folder)]
            hits[clip.fault] += CODES[clip.fault] in codes
            beside.update(f"{clip.fault}: {code}" for code in codes if code != CODES[clip.fault])
        for clip in clean_set(clean):
            codes = [finding.code for finding in findings(clip, folder)]
            false += len(codes)
            beside.update(f"clean: {code}" for code in codes)
        seconds = minute(folder)
    print(f"{'fault':<10} {'found':>8}")
    for fault in FAULTS:
        print(f"{fault:<10} {hits[fault]:>4}/{each}")
    share = sum(hits.values()) / (each * len(FAULTS))
    print(
        f"found {share:.1%} (limit {FOUND_MIN:.0%}); false findings in {clean} clean clips: {false} (limit {FALSE_MAX})"
    )
    print(f"beside the planted fault: {dict(beside) or 'nothing'}")
    print(f"60 s of 1080p30 measured in {seconds:.1f} s (limit {MINUTE_MAX_S:.0f} s)")
    return 0 if share >= FOUND_MIN and false <= FALSE_MAX and seconds <= MINUTE_MAX_S else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
