"""Colour: CIEDE2000 against its published vectors and another library; the card found and read."""

from pathlib import Path

import numpy as np
import pytest
from cards import LIGHTS, card_clip, reference, scene
from skimage.color import deltaE_ciede2000, rgb2lab

from onair.before.techcheck import card, child, colour, measure
from onair.before.techcheck.swatches import of_hex, own_card

# Sharma, Wu, Dalal 2005, table 1: two Lab colours and their ΔE2000.
VECTORS = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0009), 7.1792),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0009, -2.4900), 4.8045),
    ((50.0, -0.0010, 2.4900), (50.0, 0.0011, -2.4900), 4.7461),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (61.0, -5.0, 29.0), 22.8977),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((63.0109, -31.0961, -5.8663), (62.8187, -29.7946, -4.0864), 1.2630),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "two", "wanted"), VECTORS)
def test_delta_e_of_the_published_pairs(one: tuple, two: tuple, wanted: float) -> None:
    assert float(colour.delta_e(np.array(one), np.array(two))) == pytest.approx(wanted, abs=1e-4)
    assert float(colour.delta_e(np.array(two), np.array(one))) == pytest.approx(wanted, abs=1e-4)


def test_lab_and_delta_e_as_another_library_has_them() -> None:
    rng = np.random.default_rng(1)
    one, two = rng.integers(0, 256, (2, 500, 3)).astype(np.uint8)
    mine, theirs = colour.lab(one), rgb2lab(one / 255)
    assert np.abs(mine - theirs).max() < 0.05
    ours = colour.delta_e(mine, colour.lab(two))
    assert np.abs(ours - deltaE_ciede2000(theirs, rgb2lab(two / 255))).max() < 0.05


def test_srgb_and_back() -> None:
    colours = of_hex(own_card())
    assert np.abs(colour.srgb_of(colour.lab(colours)) - colours).max() < 0.01


@pytest.mark.parametrize("kelvin", [2700, 3200, 4500, 5600, 7500])
def test_a_lamp_is_named_by_its_temperature(kelvin: int) -> None:
    white = colour.white_of(colour.planck_rgb(kelvin))
    assert white.kelvin == pytest.approx(kelvin, rel=0.02)
    assert abs(white.duv) < 0.001


@pytest.mark.parametrize("angle", [0, 4, -7, 180, 176])
def test_the_card_is_found_however_it_is_held(angle: float) -> None:
    read = card.read_card(scene(angle=angle), own_card())
    assert read is not None
    assert read.mean < 1.0
    assert read.worst < 2.5


@pytest.mark.parametrize("gain", LIGHTS)
def test_its_errors_are_those_of_a_reference(gain: tuple[float, float, float]) -> None:
    read = card.read_card(scene(gain), own_card())
    assert read is not None
    measured = np.array([patch.delta_e for patch in read.patches])
    assert np.abs(measured - reference(gain)).max() < 0.5


def test_also_through_an_encoder(tmp_path: Path) -> None:
    """Whole chain: x264, ffmpeg's colour conversion, the grid, the patches; the control is another light's reference."""
    path = card_clip(LIGHTS[2], tmp_path / "card.mp4", seconds=3.2)
    (tmp_path / "work").mkdir()
    found = measure.measure(path, tmp_path / "work", shown="card", progress=lambda _share: None)
    read = child.read_card(found.samples, own_card())
    assert read is not None
    measured = np.array([patch.delta_e for patch in read.patches])
    assert np.abs(measured - reference(LIGHTS[2])).max() < 0.5
    assert np.abs(measured - reference(LIGHTS[0])).max() > 3


def test_no_card_no_reading() -> None:
    """Negative control: the same room without the card, and blocks in rows that are no card."""
    rng = np.random.default_rng(4)
    blocks = np.kron(rng.integers(60, 200, (18, 32, 3)), np.ones((40, 40, 1))).astype(np.uint8)
    assert card.read_card(blocks, own_card()) is None
    assert card.read_card(np.full((720, 1280, 3), 128, np.uint8), own_card()) is None
