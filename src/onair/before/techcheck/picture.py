"""Measures of the picture, on sampled frames (uint8 RGB) and on the brightness of every frame. Pure numpy."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import ndimage

from onair.before.techcheck.colour import Floats, lab, linear, white_of

Image = NDArray[np.uint8]
Grey = NDArray[np.float32]
CROP = (640, 960)
BRIGHT, DARK = 250, 8
"""A channel at or beyond these carries no more detail."""
LETTERING = 244
"""All channels at or beyond this: pure white, less what an encoder took from it."""
FINE, COARSE = 0.8, 2.4
"""Widths (px) of the two Gaussians whose gradients tell how wide an edge is."""
EDGES_MIN = 60
"""Fewer strong edges say nothing about sharpness."""


class FrameFigures(Struct, frozen=True):
    """One frame. Brightness 0…100 %; shares 0…1; `blur` px at the frame's own size, None = no edges;
    `noise` in levels of 255; `cast` L*a*b* chroma that every estimate of the white agrees on."""

    mean: float
    low: float
    middle: float
    high: float
    clipped: float
    crushed: float
    kelvin: float
    duv: float
    cast: float
    blur: float | None
    noise: float | None
    saturation: float
    skin: float | None
    skin_hue: float | None


def luma(image: Image) -> Grey:
    """0…255, Rec. 709 weights on coded values."""
    return np.asarray(image.astype(np.float32) @ np.array([0.2126, 0.7152, 0.0722], np.float32))


def middle_of(grey: Grey) -> Grey:
    """At most CROP of the middle at full size: what the host holds up is there, and pixels stay pixels."""
    high, wide = (min(have, want) for have, want in zip(grey.shape, CROP, strict=True))
    top, left = (grey.shape[0] - high) // 2, (grey.shape[1] - wide) // 2
    return grey[top : top + high, left : left + wide]


def measure_frame(image: Image) -> FrameFigures:
    """All figures of one frame."""
    grey = luma(image)
    near = middle_of(grey)
    step = max(1, image.shape[0] // 180), max(1, image.shape[1] // 320)
    small = image[:: step[0], :: step[1]]
    low, middle, high = (float(v) / 2.55 for v in np.percentile(grey, (5, 50, 95)))
    white = white_balance(small, pure_white(image)[:: step[0], :: step[1]])
    skin, hue = skin_tone(small)
    return FrameFigures(
        mean=float(grey.mean()) / 2.55,
        low=low,
        middle=middle,
        high=high,
        clipped=float((image.min(axis=2) >= BRIGHT).mean()),
        crushed=float((image.max(axis=2) <= DARK).mean()),
        kelvin=white.kelvin,
        duv=white.duv,
        cast=white.cast,
        blur=edge_width(near),
        noise=noise_level(near),
        saturation=float(np.hypot(*np.moveaxis(lab(small)[..., 1:], -1, 0)).mean()),
        skin=skin,
        skin_hue=hue,
    )


class Balance(NamedTuple):
    """`cast`: chroma (Lab) of the least coloured estimate of the white, along the others' direction."""

    kelvin: float
    duv: float
    cast: float


def pure_white(image: Image) -> NDArray[np.bool_]:
    """Pixels at and around full white: lettering that was laid over the picture, or light that clipped. Neither
    tells the lamp's colour, and the grey rims of lettering would pass for the greyest surface of the room."""
    return np.asarray(ndimage.maximum_filter(image.min(axis=2) >= LETTERING, size=9))


def white_balance(image: Image, apart: NDArray[np.bool_] | None = None) -> Balance:
    """What a neutral surface would look like here, by three estimates that err in different ways.

    Bright surfaces, edges (Grey-Edge, van de Weijer 2007) and the greyest pixels (those whose three channels
    change alike, after Qian 2019). A warm subject colours one or two of them; a wrong white balance all.
    `apart`: pixels that say nothing.
    """
    light = linear(image)
    usable = (image.max(axis=2) < BRIGHT) & (image.max(axis=2) > 3 * DARK)
    if apart is not None:
        usable &= ~apart
    if usable.mean() < 0.02:
        return Balance(6504.0, 0.0, 0.0)
    estimates = [
        found
        for found in (_bright(light, usable), _edges(light, usable), _greyest(light, usable))
        if found is not None
    ]
    if not estimates:
        return Balance(6504.0, 0.0, 0.0)
    chromas = [_chroma(one) for one in estimates]
    mean = np.mean(chromas, axis=0)
    length = float(np.hypot(*mean))
    agreed = min((float(one @ mean) / length for one in chromas), default=0.0) if length else 0.0
    least = estimates[int(np.argmin([np.hypot(*one) for one in chromas]))]
    white = white_of(least)
    return Balance(white.kelvin, white.duv, max(agreed, 0.0))


def _chroma(light: Floats) -> Floats:
    """a*, b* of a linear RGB brought to the brightness of a mid grey."""
    from_light = light / light.max() * 0.5
    return np.asarray(lab(255 * _coded(from_light))[1:])


def _coded(light: Floats) -> Floats:
    return np.asarray(
        np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)
    )


def _bright(light: Floats, usable: NDArray[np.bool_]) -> Floats | None:
    """Of the brightest surfaces that are not clipped: their mean, the most colourful half left out."""
    total = light.sum(axis=2)
    top = usable & (total >= np.percentile(total[usable], 97))
    found = light[top]
    if len(found) < 20:
        return None
    spread = found.max(axis=1) / np.maximum(found.sum(axis=1), 1e-6)
    return np.asarray(found[spread <= np.median(spread)].mean(axis=0))


def _edges(light: Floats, usable: NDArray[np.bool_]) -> Floats | None:
    smooth = ndimage.gaussian_filter(light, (1, 1, 0))
    slope = np.hypot(ndimage.sobel(smooth, 0), ndimage.sobel(smooth, 1))[usable]
    found = np.asarray((slope**5).mean(axis=0) ** 0.2)
    return found if found.max() > 1e-4 else None


def _greyest(light: Floats, usable: NDArray[np.bool_]) -> Floats | None:
    """Where log contrast is alike in all channels, a surface is grey whatever the lamp."""
    logs = np.log(np.maximum(light, 1e-4))
    change = np.stack([ndimage.gaussian_laplace(logs[..., c], 1.0) for c in range(3)], axis=-1)
    size = np.abs(change).mean(axis=2)
    apart = np.abs(change - change.mean(axis=2, keepdims=True)).mean(axis=2) / np.maximum(size, 1e-6)
    lively = usable & (size > 0.02)
    if lively.sum() < 200:
        return None
    best = lively & (apart <= np.percentile(apart[lively], 2))
    return np.asarray(light[best].mean(axis=0))


def edge_width(grey: Grey) -> float | None:
    """Blur of the sharpest fifth of the strong edges as a Gaussian's sigma in px; None = hardly an edge.

    An edge of sigma s, smoothed by a and by b, keeps gradients as sqrt(b²+s²) : sqrt(a²+s²) (Zhuo & Sim 2011).
    """
    fine = ndimage.gaussian_gradient_magnitude(grey, FINE)
    coarse = ndimage.gaussian_gradient_magnitude(grey, COARSE)
    ridge = coarse == ndimage.maximum_filter(coarse, size=5)
    contrast = max(float(np.percentile(coarse[ridge], 98)) if ridge.any() else 0.0, 1e-6)
    strong = ridge & (coarse > max(0.35 * contrast, 2.0))
    if int(strong.sum()) < EDGES_MIN:
        return None
    steep = ndimage.maximum_filter(fine, size=5)[strong]
    ratio = np.clip(steep / coarse[strong], 1.001, COARSE / FINE)
    width = np.sqrt(np.maximum((COARSE**2 - ratio**2 * FINE**2) / (ratio**2 - 1), 0.0))
    return float(np.percentile(width, 20))


def noise_level(grey: Grey) -> float | None:
    """Sigma of the fine grain in the flattest tenth of blocks, in levels of 255 (Immerkær 1996, by block)."""
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    grain = ndimage.convolve(grey, mask)
    size = 16
    rows, columns = grey.shape[0] // size, grey.shape[1] // size
    if rows * columns < 16:
        return None

    def blocks(of: Grey) -> Grey:
        return (
            of[: rows * size, : columns * size]
            .reshape(rows, size, columns, size)
            .swapaxes(1, 2)
            .reshape(-1, size, size)
        )

    lit = blocks(grey).mean(axis=(1, 2))
    spread = blocks(grey).std(axis=(1, 2))
    sigma = np.sqrt(np.pi / 2) / 6 * np.abs(blocks(grain)).mean(axis=(1, 2))
    fair = (lit > 20) & (lit < 235)
    if fair.sum() < 8:
        return None
    flattest = spread[fair] <= np.percentile(spread[fair], 10)
    return float(np.median(sigma[fair][flattest]))


def skin_tone(image: Image) -> tuple[float | None, float | None]:
    """→ share of the frame that may be skin, and its mean hue angle in Lab (degrees); None when too little."""
    colours = lab(image)
    chroma = np.hypot(colours[..., 1], colours[..., 2])
    hue = np.degrees(np.arctan2(colours[..., 2], colours[..., 1]))
    skin = (
        (hue > 5)
        & (hue < 95)
        & (chroma > 10)
        & (chroma < 45)
        & (colours[..., 0] > 30)
        & (colours[..., 0] < 92)
    )
    share = float(skin.mean())
    if share < 0.02:
        return share, None
    return share, float(np.median(hue[skin]))


def summary(frames: Sequence[FrameFigures]) -> dict[str, Any]:
    """The middle of each figure over the frames; None where no frame has it."""
    out: dict[str, Any] = {}
    for name in FrameFigures.__struct_fields__:
        held = [value for frame in frames if (value := getattr(frame, name)) is not None]
        out[name] = round(float(np.median(held)), 4) if held else None
    return out
