"""A reduced set of planted faults and clean clips (bench/techcheck.py has the whole), each through real files."""

from pathlib import Path

import pytest
from clips import CODES, FAULTS, Clip, encode

from onair.before.techcheck import measure, verdict
from onair.before.techcheck.profiles import PROFILES

PHOTOS = {
    "freeze": "astronaut.png", "black": "coffee.png", "silence": "camera.png", "clip": "chelsea.png", "cast": "coffee.png",
    "blur": "motorcycle_left.png", "halved": "ihc.png",
}  # fmt: skip


def codes(clip: Clip, folder: Path) -> dict[str, str]:
    path = encode(clip, folder / f"{clip.name}.mp4")
    work = folder / "work"
    work.mkdir()
    found = measure.measure(path, work, shown=clip.name, progress=lambda _share: None)
    judged = verdict.judge(found, verdict.figures_of(found), PROFILES["general"], None, live=False)
    return {finding.code: finding.level for finding in judged}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(fault: str, tmp_path: Path) -> None:
    assert list(codes(Clip(PHOTOS[fault], 2500, 77, fault=fault), tmp_path)) == [CODES[fault]]


@pytest.mark.parametrize("photo", ["chelsea.png", "brick.png"])
def test_control_a_clean_clip_has_no_finding(photo: str, tmp_path: Path) -> None:
    assert codes(Clip(photo, 1200, 78), tmp_path) == {}
