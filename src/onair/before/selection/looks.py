"""视觉呈现: what can be measured of a product picture, and what the team thinks of it.

A picture is read at 512 pixels of its longer side, so that its size says nothing twice. All measures are
deterministic; none knows what is in the picture.
"""

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from onair.before.selection.pool import Look, Pool
from onair.before.selection.terms import Column, Floats, column, ramp
from onair.kernel.errors import BadInput, TooLarge

FORMATS = ("JPEG", "PNG", "WEBP")
PIXELS_MAX = 40_000_000
SIDE = 512
BORDER = 0.06
ALIKE = 14.0
"""Difference in luma and each colour difference, of 255, that still counts as the same background."""
BLOCK = 16
SIZES = (1, 2, 4)
"""Writing is looked for in the picture, its half and its quarter: letters of about 6 to 60 of 512 pixels."""
STROKES_MIN = 5
"""Strong changes of brightness along a row of a block of writing, at least."""
CONTRAST = 48.0


class NotAPicture(BadInput):
    code = "not_a_picture"
    zh = "「{name}」不是能读的图片（JPEG、PNG、WebP）。没有保存它，请换一张。"
    en = "{name} is no readable picture (JPEG, PNG, WebP). It was not saved; choose another."


class PictureTooLarge(TooLarge):
    code = "picture_too_large"
    zh = "「{name}」有 {pixels} 像素，超过 4000 万。没有保存它，请缩小后重试。"
    en = "{name} has {pixels} pixels, more than 40 million. It was not saved; make it smaller."


def measure(body: bytes, name: str = "") -> Look:
    """Raises NotAPicture, PictureTooLarge."""
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > PIXELS_MAX:
                raise PictureTooLarge(name=name[:80], pixels=width * height)
            opened.draft("RGB", (SIDE, SIDE))
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture(name=name[:80]) from error
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", picture.size, "white")
    colours = np.asarray(Image.alpha_composite(white, picture).convert("YCbCr"), dtype=np.float64)
    luma = colours[:, :, 0]
    plain = background(colours)
    return Look(
        side=float(min(width, height)),
        sharpness=sharpness(luma),
        exposure=exposure(luma, plain),
        background=border_share(plain),
        clutter=clutter(luma),
    )


def sharpness(luma: Floats) -> float:
    """0…100 from the strongest edges: the top 2 % of the Laplacian against the picture's own contrast."""
    if min(luma.shape) < 3:
        return 0.0
    edges = np.abs(4 * luma[1:-1, 1:-1] - luma[:-2, 1:-1] - luma[2:, 1:-1] - luma[1:-1, :-2] - luma[1:-1, 2:])
    spread = float(np.quantile(luma, 0.98) - np.quantile(luma, 0.02))
    if spread < 8:
        return 0.0
    strong = float(np.sort(edges, axis=None)[-max(edges.size // 50, 1) :].mean()) / spread
    return float(ramp(np.array(np.log2(max(strong, 1e-6))), -4.0, 0.0))


def background(colours: Floats) -> NDArray[np.bool_]:
    """Pixels that look like the border's own middle colour."""
    frame = _border(colours.shape[0], colours.shape[1])
    middle = np.median(colours[frame], axis=0)
    return np.asarray((np.abs(colours - middle) < ALIKE).all(axis=2))


def border_share(plain: NDArray[np.bool_]) -> float:
    """How much of the border is one colour, 0…1: 1 = a clean ground."""
    return float(plain[_border(*plain.shape)].mean())


def _border(height: int, width: int) -> NDArray[np.bool_]:
    edge = max(round(min(height, width) * BORDER), 1)
    frame = np.ones((height, width), dtype=bool)
    frame[edge:-edge, edge:-edge] = False
    return frame


def exposure(luma: Floats, plain: NDArray[np.bool_]) -> float:
    """0…100 of the subject (what is not background): middle brightness, and nothing lost in black or white."""
    subject = luma[~plain] if (~plain).mean() > 0.02 else luma.ravel()
    lost = float(((subject >= 252) | (subject <= 4)).mean())
    middle = float(np.median(subject))
    placed = ramp(np.array(abs(middle - 122.0)), 105.0, 30.0)
    return float(placed * (1 - min(lost * 2.5, 1.0)))


def clutter(luma: Floats) -> float:
    """Share of the picture under writing, small as a price tag or large as a banner: looked for at three sizes."""
    height, width = luma.shape
    found = np.zeros((height, width), dtype=bool)
    for size in SIZES:
        down, across = height // size, width // size
        smaller = luma[: down * size, : across * size].reshape(down, size, across, size).mean(axis=(1, 3))
        blocks = writing(smaller)
        if blocks.size:
            wide = np.kron(blocks, np.ones((BLOCK * size, BLOCK * size), dtype=bool))
            found[: wide.shape[0], : wide.shape[1]] |= wide
    return float(found.mean())


def writing(luma: Floats) -> NDArray[np.bool_]:
    """Blocks of two tones whose rows change strongly and often, as strokes do, with another such block beside."""
    down, across = luma.shape[0] // BLOCK, luma.shape[1] // BLOCK
    if not down or not across:
        return np.zeros((down, across), dtype=bool)
    part = luma[: down * BLOCK, : across * BLOCK]
    blocks = part.reshape(down, BLOCK, across, BLOCK).swapaxes(1, 2)
    low, high = np.quantile(blocks, 0.1, axis=(2, 3)), np.quantile(blocks, 0.9, axis=(2, 3))
    middle = ((low + high) / 2)[:, :, None, None]
    dark = blocks < middle
    strokes = (dark[:, :, :, 1:] != dark[:, :, :, :-1]).sum(axis=3)
    beside = np.abs(blocks - middle) > (high - low)[:, :, None, None] * 0.25
    two_toned = beside.mean(axis=(2, 3)) > 0.6
    many = (strokes >= STROKES_MIN).mean(axis=2) > 0.3
    found = np.asarray((high - low > CONTRAST) & two_toned & many)
    around = np.pad(found, ((0, 0), (1, 1)))
    return np.asarray(found & (around[:, :-2] | around[:, 2:]))


def looks_terms(pool: Pool) -> dict[str, Column]:
    """Means over a product's pictures; the team's stars 1…5 beside them."""
    count = pool.each(lambda one: len(one.looks))
    side = pool.each(lambda one: _mean([look.side for look in one.looks]))
    sharp = pool.each(lambda one: _mean([look.sharpness for look in one.looks]))
    light = pool.each(lambda one: _mean([look.exposure for look in one.looks]))
    ground = pool.each(lambda one: _mean([look.background for look in one.looks]))
    text = pool.each(lambda one: _mean([look.clutter for look in one.looks]))
    stars = pool.each(lambda one: _mean(one.stars))
    return {
        "resolution": column(ramp(np.log2(side), np.log2(200), np.log2(1080)), side, count),
        "sharpness": column(sharp, sharp, count),
        "exposure": column(light, light, count),
        "background": column(ramp(ground, 0.2, 0.9), ground, count),
        "clutter": column(ramp(text, 0.25, 0.02), text, count),
        "rating": column(ramp(stars, 1, 5), stars, pool.each(lambda one: len(one.stars))),
    }


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
