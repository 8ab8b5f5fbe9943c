"""A 24-patch colour card (4 rows of 6): found in a frame by its grid, read patch by patch. Pure numpy/scipy.

The grid is found by form alone, so a wrong colour does not hide it; the way round is the one that fits best.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from onair.before.techcheck.colour import Floats, delta_e, lab
from onair.before.techcheck.picture import Image
from onair.before.techcheck.report import CardRead, Patch
from onair.before.techcheck.swatches import as_hex, of_hex

ROWS, COLUMNS = 4, 6
SEARCHED = 640
"""The long side of the picture in which the grid is sought."""
FLAT = 2.6
CELLS_MIN = 17
"""So many of the 24 patches must stand on one grid."""
FIELDS_MAX = 40
"""More fields than this on one grid: tiles, a shelf, a window."""
UNLIKE = 45.0
"""A mean ΔE beyond this: whatever it is, it is no card of ours."""
PATCH = 0.36
"""Of a patch's side this much of its middle is read."""


class Grid(NamedTuple):
    """`to_frame`: homography from (column, row) to x, y in shares of the frame; `cells` how many patches were seen."""

    to_frame: Floats
    cells: int


def read_card(image: Image, wanted: Sequence[str], at: float = 0.0) -> CardRead | None:
    """The card in this frame against the 24 `wanted` colours; None = no card here."""
    target = lab(of_hex(wanted))
    best: tuple[float, Floats, Floats, Floats] | None = None
    for grid in find_grids(image):
        for turned in (False, True):
            colours = read_patches(image, grid, turned)
            errors = delta_e(lab(colours), target)
            if best is None or errors.mean() < best[0]:
                best = (float(errors.mean()), errors, colours, corners(grid, turned))
    if best is None or best[0] > UNLIKE:
        return None
    mean, errors, colours, box = best
    patches = tuple(
        Patch(i + 1, wanted[i], as_hex(colours[i]), round(float(errors[i]), 2)) for i in range(ROWS * COLUMNS)
    )
    spots = tuple((round(float(x), 4), round(float(y), 4)) for x, y in box)
    return CardRead(round(at, 2), patches, round(mean, 2), round(float(errors.max()), 2), spots)


def corners(grid: Grid, turned: bool) -> Floats:
    """Of the card, clockwise from its first patch; shares of the frame."""
    right, low = COLUMNS - 0.5, ROWS - 0.5
    box = np.array([(-0.5, -0.5), (right, -0.5), (right, low), (-0.5, low)])
    return _mapped(grid.to_frame, np.array([COLUMNS - 1, ROWS - 1]) - box if turned else box)


def read_patches(image: Image, grid: Grid, turned: bool) -> Floats:
    """The middle of each patch as sRGB, row by row from the card's own first patch."""
    height, width = image.shape[:2]
    offsets = np.linspace(-PATCH / 2, PATCH / 2, 9)
    out = np.zeros((ROWS * COLUMNS, 3))
    for place in range(ROWS * COLUMNS):
        row, column = divmod(ROWS * COLUMNS - 1 - place if turned else place, COLUMNS)
        spots = np.array([(column + dx, row + dy) for dy in offsets for dx in offsets])
        xy = _mapped(grid.to_frame, spots)
        x = np.clip((xy[:, 0] * width).astype(int), 0, width - 1)
        y = np.clip((xy[:, 1] * height).astype(int), 0, height - 1)
        out[place] = _trimmed(image[y, x].astype(np.float64))
    return out


def _trimmed(colours: Floats) -> Floats:
    """The mean without the tenth at either end: a scratch or a glint does not count."""
    ordered = np.sort(colours, axis=0)
    cut = len(ordered) // 10
    return np.asarray(ordered[cut : len(ordered) - cut].mean(axis=0))


def find_grids(image: Image) -> list[Grid]:
    """Every 4 × 6 window of a grid of flat fields that holds most of a card's, fullest first; at most 12."""
    step = max(1, -(-max(image.shape[:2]) // SEARCHED))
    height, width = image.shape[0] // step, image.shape[1] // step
    small = image[: height * step, : width * step].reshape(height, step, width, step, 3).mean(axis=(1, 3))
    spots, sides = _fields(small)
    scale = np.diag([1 / width, 1 / height, 1.0])
    found: list[tuple[int, Grid]] = []
    explained: set[int] = set()
    for origin in range(len(spots)):
        if origin in explained:
            continue
        for across, down in _bases(spots, sides, origin):
            lattice = _on_lattice(spots, sides, origin, across, down)
            if lattice is None:
                continue
            members, cells = lattice
            explained |= set(members.tolist())
            for inside, places in _windows(cells):
                to_small = homography(places.astype(np.float64), spots[members[inside]])
                found.append((len(places), Grid(scale @ to_small, len(places))))
    return [grid for _, grid in sorted(found, key=lambda item: -item[0])[:12]]


def _fields(small: Floats) -> tuple[Floats, Floats]:
    """Centres (x, y) and sides in px of compact flat fields."""
    colours = lab(small)
    slope = np.sqrt(sum(ndimage.gaussian_gradient_magnitude(colours[..., c], 0.8) ** 2 for c in range(3)))
    labels, _ = ndimage.label(slope < FLAT)
    spots, sides = [], []
    for index, box in enumerate(ndimage.find_objects(labels), 1):
        high, wide = box[0].stop - box[0].start, box[1].stop - box[1].start
        if not (
            4 <= high <= small.shape[0] / 4 and 4 <= wide <= small.shape[1] / 4 and 0.5 < wide / high < 2
        ):
            continue
        mask = labels[box] == index
        if mask.mean() < 0.6:
            continue
        y, x = np.nonzero(mask)
        spots.append((x.mean() + box[1].start + 0.5, y.mean() + box[0].start + 0.5))
        sides.append(np.sqrt(mask.sum()))
    return np.array(spots).reshape(-1, 2), np.array(sides)


def _bases(spots: Floats, sides: Floats, origin: int) -> list[tuple[Floats, Floats]]:
    """Steps to neighbours of like size that could be one column and one row of a card, either way round."""
    alike = (sides > 0.6 * sides[origin]) & (sides < 1.65 * sides[origin])
    alike[origin] = False
    steps = spots[alike] - spots[origin]
    far = np.hypot(*steps.T)
    near = steps[np.argsort(far)[:6]]
    near = near[np.hypot(*near.T) < 2.6 * sides[origin]]
    out = []
    for across in near:
        if across[0] < abs(across[1]):  # a card is held within 45° of level; upside down is read later
            continue
        for down in near:
            turn = across[0] * down[1] - across[1] * down[0]
            lengths = np.hypot(*across) * np.hypot(*down)
            if turn > 0.8 * lengths and 0.6 < np.hypot(*across) / np.hypot(*down) < 1.7:
                out.append((across, down))
    return out


def _on_lattice(
    spots: Floats, sides: Floats, origin: int, across: Floats, down: Floats
) -> tuple[NDArray[np.int_], NDArray[np.int_]] | None:
    """→ the fields that lie on this grid, and their (column, row); None = too few for a card, or a whole wall."""
    alike = np.flatnonzero((sides > 0.5 * sides[origin]) & (sides < 2.0 * sides[origin]))
    basis = np.stack([across, down], axis=1)
    centre = spots[origin]
    cells, good = np.zeros((len(alike), 2)), np.zeros(len(alike), bool)
    for _ in range(
        3
    ):  # a step measured between two neighbours is coarse; fitted to all it reaches the far end
        exact = (spots[alike] - centre) @ np.linalg.inv(basis).T
        cells = np.round(exact)
        good = np.abs(exact - cells).max(axis=1) < 0.3
        if good.sum() < 6:
            return None
        rows = np.column_stack([cells[good], np.ones(int(good.sum()))])
        fit, *_ = np.linalg.lstsq(rows, spots[alike][good], rcond=None)
        basis, centre = fit[:2].T, fit[2]
        if abs(np.linalg.det(basis)) < 4:
            return None
    if not CELLS_MIN <= good.sum() <= FIELDS_MAX:
        return None
    return alike[good], cells[good].astype(int)


def _windows(cells: NDArray[np.int_]) -> list[tuple[NDArray[np.int_], NDArray[np.int_]]]:
    """→ for each 6 × 4 window with enough fields: which they are, and their (column, row) in it."""
    out = []
    low, high = cells.min(axis=0), cells.max(axis=0)
    for left in range(low[0] - 1, high[0] + 1):
        for top in range(low[1] - 1, high[1] + 1):
            places = cells - (left, top)
            inside = np.flatnonzero((places >= 0).all(axis=1) & (places < (COLUMNS, ROWS)).all(axis=1))
            if CELLS_MIN <= len(inside) == len(np.unique(places[inside], axis=0)):
                out.append((inside, places[inside]))
    return out


def homography(source: Floats, target: Floats) -> Floats:
    """The projective map that brings `source` nearest to `target`; at least four points, no three on a line."""
    rows = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, -u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, -v])
    _, _, vh = np.linalg.svd(np.array(rows, dtype=np.float64))
    return np.asarray(vh[-1].reshape(3, 3) / vh[-1, -1])


def _mapped(by: Floats, points: Floats) -> Floats:
    flat = np.column_stack([points, np.ones(len(points))]) @ by.T
    return np.asarray(flat[:, :2] / flat[:, 2:])
