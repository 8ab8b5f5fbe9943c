"""Scenes with a colour card whose true errors are known; shared by tests and bench."""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from skimage.color import deltaE_ciede2000, rgb2lab

from onair.before.techcheck import child, colour, measure
from onair.before.techcheck.swatches import of_hex, own_card

LIGHTS = ((1.0, 0.85, 0.6), (0.7, 0.7, 0.7), (0.85, 0.95, 1.0))
WIDTH, HEIGHT = 1280, 720


def lit_card(gain: tuple[float, float, float]) -> np.ndarray:
    """The 24 colours as they look in this light, sRGB 0…255 in whole steps."""
    return np.asarray(colour.coded(colour.linear(of_hex(own_card())) * np.array(gain)).round())


def reference(gain: tuple[float, float, float]) -> np.ndarray:
    """ΔE2000 of each patch by another library."""
    return np.asarray(deltaE_ciede2000(rgb2lab(lit_card(gain) / 255), rgb2lab(of_hex(own_card()) / 255)))


def scene(
    gain: tuple[float, float, float] = (1, 1, 1), angle: float = 0.0, size: int = 640, seed: int = 4
) -> np.ndarray:
    """A card, perhaps turned, in a room with other things; `gain` of the light on the card. 1280 × 720."""
    high = int(size * 0.68)
    held = np.full((high, size, 3), 18, np.uint8)
    side, gap = size * 0.135, size * 0.026
    for place, rgb in enumerate(lit_card(gain)):
        row, column = divmod(place, 6)
        y, x = int(gap + row * (side + gap)), int(gap + column * (side + gap))
        held[y : y + int(side), x : x + int(side)] = rgb
    rng = np.random.default_rng(seed)
    room = np.kron(rng.integers(60, 200, (18, 32, 3)), np.ones((40, 40, 1))).astype(np.uint8)
    picture = Pillow.fromarray(room)
    mask = Pillow.new("L", (size, high), 255).rotate(angle, expand=True)
    turned = Pillow.fromarray(held).rotate(angle, Pillow.Resampling.BICUBIC, expand=True)
    picture.paste(turned, (320, 90), mask)
    grain = rng.normal(0, 1.5, (HEIGHT, WIDTH, 3))
    return np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8)


def card_clip(gain: tuple[float, float, float], path: Path, seconds: float = 4, kbps: int = 4000) -> Path:
    """The scene as a camera sends it: a little unsteady, grained, x264 at `kbps`, with a tone as sound."""
    command = [
        "ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", "25", "-i", "pipe:0",
        "-f", "lavfi", "-i", f"sine=440:d={seconds}", "-vf", "scale=out_color_matrix=bt709:flags=bicubic+accurate_rnd,format=yuv420p", "-colorspace", "bt709",
        "-c:v", "libx264", "-preset", "veryfast", "-b:v", f"{kbps}k", "-c:a", "aac", "-shortest", str(path),
    ]  # fmt: skip
    frames = [scene(gain, seed=seed) for seed in (4, 4)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for n in range(round(seconds * 25)):
            moved = np.roll(frames[n % 2], (n % 5, n % 3), axis=(0, 1))
            process.stdin.write(moved.tobytes())
        process.stdin.close()
        assert process.wait() == 0
    return path


def worst_error(folder: Path) -> float:
    """How far any patch's ΔE, read from an encoded clip, is from the reference, over three lights."""
    worst = 0.0
    for number, gain in enumerate(LIGHTS):
        path = card_clip(gain, folder / f"card-{number}.mp4")
        with tempfile.TemporaryDirectory(dir=folder) as work:
            found = measure.measure(path, Path(work), shown=path.name, progress=lambda _share: None)
        read = child.read_card(found.samples, own_card())
        assert read is not None, gain
        measured = np.array([patch.delta_e for patch in read.patches])
        worst = max(worst, float(np.abs(measured - reference(gain)).max()))
        path.unlink()
    return worst
