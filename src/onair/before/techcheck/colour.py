"""Colour arithmetic: sRGB, CIE XYZ and Lab (D65), ΔE2000, and how far a white is from daylight.

Sources: IEC 61966-2-1 (sRGB), CIE 15 (Lab), Sharma, Wu, Dalal 2005 (CIEDE2000), McCamy 1992 (colour
temperature), Krystek 1985 (the Planckian locus in the 1960 diagram).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = _TO_XYZ.sum(axis=1)
DAYLIGHT_K = 6504.0
"""The white of sRGB: what a neutral object shows when the white balance is right."""
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


class White(NamedTuple):
    """A white point. `kelvin` correlated colour temperature; `duv` above (green) or below (pink) the locus."""

    kelvin: float
    duv: float


def linear(srgb: NDArray[np.generic]) -> Floats:
    """0…255 coded sRGB → 0…1 linear light; any shape."""
    coded = np.asarray(srgb, dtype=np.float64) / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def coded(light: Floats) -> Floats:
    """0…1 linear light → 0…255 coded sRGB, clipped."""
    held = np.clip(light, 0.0, 1.0)
    return 255.0 * np.where(held <= 0.0031308, 12.92 * held, 1.055 * held ** (1 / 2.4) - 0.055)


def lab(srgb: NDArray[np.generic]) -> Floats:
    """0…255 sRGB with the channels last → L*, a*, b* under D65."""
    ratio = linear(srgb) @ _TO_XYZ.T / D65
    cubed = np.where(ratio > _EPSILON, np.cbrt(ratio), (_KAPPA * ratio + 16) / 116)
    x, y, z = np.moveaxis(cubed, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def srgb_of(lab_: Floats) -> Floats:
    """L*, a*, b* under D65 → 0…255 sRGB, clipped to what sRGB can show."""
    light, a, b = np.moveaxis(np.asarray(lab_, dtype=np.float64), -1, 0)
    y = (light + 16) / 116
    cubed = np.stack([y + a / 500, y, y - b / 200], axis=-1)
    ratio = np.where(cubed**3 > _EPSILON, cubed**3, (116 * cubed - 16) / _KAPPA)
    return coded((ratio * D65) @ np.linalg.inv(_TO_XYZ).T)


def delta_e(one: Floats, two: Floats) -> Floats:
    """ΔE2000 of Lab colours (channels last), kL = kC = kH = 1."""
    l1, a1, b1 = np.moveaxis(np.asarray(one, dtype=np.float64), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(two, dtype=np.float64), -1, 0)
    seventh = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(seventh / (seventh + 25.0**7))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1 = np.degrees(np.arctan2(b1, a1 * stretch)) % 360
    h2 = np.degrees(np.arctan2(b2, a2 * stretch)) % 360
    grey = c1 * c2 == 0
    turn = np.where(grey, 0.0, (h2 - h1 + 180) % 360 - 180)
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    hue_step = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    mean_hue = _mean_hue(h1, h2, grey)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1 - 0.17 * _cos(mean_hue - 30) + 0.24 * _cos(2 * mean_hue)
        + 0.32 * _cos(3 * mean_hue + 6) - 0.20 * _cos(4 * mean_hue - 63)
    )  # fmt: skip
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * weight
    turned = np.radians(60 * np.exp(-(((mean_hue - 275) / 25) ** 2)))
    twist = -np.sin(turned) * 2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, hue_step / s_h
    return np.asarray(np.sqrt(dl**2 + dc**2 + dh**2 + twist * dc * dh))


def _mean_hue(h1: Floats, h2: Floats, grey: NDArray[np.bool_]) -> Floats:
    total = h1 + h2
    near = np.abs(h1 - h2) <= 180
    across = np.where(total < 360, (total + 360) / 2, (total - 360) / 2)
    return np.where(grey, total, np.where(near, total / 2, across))


def _cos(degrees: Floats) -> Floats:
    return np.asarray(np.cos(np.radians(degrees)))


def white_of(light: Floats) -> White:
    """The colour temperature and duv of a linear RGB that ought to be neutral. Raises nothing: black is 6504 K."""
    x, y, z = (float(v) for v in _TO_XYZ @ np.asarray(light, dtype=np.float64))
    total = x + y + z
    if total <= 0:
        return White(DAYLIGHT_K, 0.0)
    cx, cy = x / total, y / total
    n = (cx - 0.3320) / (0.1858 - cy) if cy != 0.1858 else 0.0
    kelvin = float(np.clip(449 * n**3 + 3525 * n**2 + 6823.3 * n + 5520.33, 1000, 25000))
    u, v = 4 * cx / (-2 * cx + 12 * cy + 3), 6 * cy / (-2 * cx + 12 * cy + 3)
    return White(kelvin, v - _locus_v(u))


def _locus_v(u: float) -> float:
    """v of the Planckian locus at this u (CIE 1960)."""
    kelvins = np.linspace(1000, 25000, 2401)
    us, vs = locus(kelvins)
    order = np.argsort(us)
    return float(np.interp(u, us[order], vs[order]))


def locus(kelvin: Floats) -> tuple[Floats, Floats]:
    """u, v of black bodies at these temperatures, 1000…25,000 K."""
    t = kelvin
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t**2) / (
        1 + 8.42420235e-4 * t + 7.08145163e-7 * t**2
    )
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t**2) / (
        1 - 2.89741816e-5 * t + 1.61456053e-7 * t**2
    )
    return u, v


def planck_rgb(kelvin: float) -> Floats:
    """Linear RGB of a black body's light, green = 1: what a lamp of that temperature makes of a white."""
    u, v = locus(np.array([kelvin]))
    x, y = 3 * u[0] / (2 * u[0] - 8 * v[0] + 4), 2 * v[0] / (2 * u[0] - 8 * v[0] + 4)
    light = np.linalg.inv(_TO_XYZ) @ np.array([x / y, 1.0, (1 - x - y) / y])
    return np.asarray(light / light[1])
