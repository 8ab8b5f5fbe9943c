"""What is measured of product pictures, on photographs that come with scikit-image: one fault planted at a time.

A fault must be seen on every photograph and must not be blamed for what it did not change.
"""

import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest
import skimage
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from onair.before.selection.looks import looks_terms, measure
from onair.before.selection.pool import Candidate, Look, Pool

FOLDER = Path(skimage.__file__).parent / "data"
PHOTOS = ("coffee.png", "astronaut.png", "chelsea.png", "motorcycle_left.png", "camera.png", "coins.png")
BUSY = ("motorcycle_left.png", "coffee.png", "astronaut.png", "grass.png", "gravel.png")
TERMS = ("resolution", "sharpness", "exposure", "background", "clutter")
Fault = Callable[[Image.Image], Image.Image]


def opened(photo: str) -> Image.Image:
    return Image.open(FOLDER / photo).convert("RGB")


@lru_cache
def studio(photo: str) -> Image.Image:
    """The photograph as a shop shows its goods: in the middle of a plain ground of 1,100 pixels."""
    subject = opened(photo)
    subject.thumbnail((760, 760))
    ground = Image.new("RGB", (1100, 1100), (246, 246, 246))
    ground.paste(subject, ((1100 - subject.width) // 2, (1100 - subject.height) // 2))
    return ground


def written(picture: Image.Image, part: int = 22) -> Image.Image:
    """A promotion on labels over the upper half; letters a `part` of the height."""
    made, size = picture.copy(), picture.height // part
    draw, font = ImageDraw.Draw(made), ImageFont.load_default(size)
    for line in range(part // 3):
        top = size + line * int(size * 1.6)
        draw.rectangle((0, top, int(picture.width * 0.8), top + int(size * 1.3)), fill="white")
        draw.text((size // 2, top), "SALE 50% OFF buy 2 get 1 free today only", font=font, fill=(200, 20, 20))
    return made


def on_busy_ground(picture: Image.Image) -> Image.Image:
    ground = opened("motorcycle_left.png").resize(picture.size)
    ground.paste(picture.crop((300, 300, 800, 800)), (300, 300))
    return ground


FAULTS: dict[str, tuple[str, Fault]] = {
    "blurred": ("sharpness", lambda one: one.filter(ImageFilter.GaussianBlur(5))),
    "darkened": ("exposure", lambda one: ImageEnhance.Brightness(one).enhance(0.2)),
    "small": ("resolution", lambda one: one.resize((230, 230))),
    "busy": ("background", on_busy_ground),
    "written": ("clutter", written),
}  # fmt: skip
MAY_FOLLOW = {
    "blurred": {"exposure"}, "darkened": set(), "small": {"sharpness"}, "busy": {"sharpness", "exposure", "clutter"},
    "written": {"sharpness", "exposure", "background"},
}  # fmt: skip
"""What a fault changes by its nature besides: labels are sharp and bright, a blur brings lost highlights back."""


def look(picture: Image.Image, quality: int = 90) -> Look:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=quality)
    return measure(held.getvalue())


def points(found: Look) -> dict[str, float]:
    """0…100 of each term, as the score takes them."""
    columns = looks_terms(Pool([Candidate("p", "p", None, "CNY", looks=(found,))]))
    return {name: float(columns[name].score[0]) for name in TERMS}


@pytest.mark.parametrize("photo", PHOTOS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen_and_nothing_else_is_blamed(fault: str, photo: str) -> None:
    term, planted = FAULTS[fault]
    clean, spoilt = points(look(studio(photo))), points(look(planted(studio(photo))))
    assert clean[term] >= 55, clean
    assert spoilt[term] <= 45, spoilt
    for other in set(TERMS) - {term} - MAY_FOLLOW[fault]:
        assert abs(spoilt[other] - clean[other]) <= 12, (other, clean, spoilt)


@pytest.mark.parametrize("photo", PHOTOS)
def test_saving_again_is_no_fault(photo: str) -> None:
    """The control: the same picture at another quality and twice the size reads the same."""
    first = points(look(studio(photo)))
    again = points(look(studio(photo).resize((2200, 2200), Image.Resampling.LANCZOS), quality=55))
    assert {name: abs(again[name] - first[name]) <= 8 for name in TERMS} == dict.fromkeys(TERMS, True)


@pytest.mark.parametrize(
    "photo", [*BUSY, "brick.png", "chelsea.png", "rocket.jpg", "hubble_deep_field.jpg", "coins.png"]
)
def test_a_photograph_without_writing_has_none(photo: str) -> None:
    """Spokes, bricks, grass and stars are no letters."""
    assert look(opened(photo)).clutter <= 0.03


@pytest.mark.parametrize("part", [10, 16, 24, 34])
@pytest.mark.parametrize("photo", PHOTOS)
def test_writing_is_found_whatever_its_size(photo: str, part: int) -> None:
    assert look(written(opened(photo), part)).clutter >= 0.08


def test_a_photographed_page_is_writing() -> None:
    assert look(opened("page.png")).clutter > 0.4


@pytest.mark.parametrize("photo", BUSY)
def test_a_busy_ground_is_no_clean_one(photo: str) -> None:
    assert points(look(opened(photo)))["background"] <= 20
