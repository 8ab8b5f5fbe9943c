"""Pictures drawn by ourselves: a product on a ground, and a table with goods for the test recording."""

import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from onair.rehearsal.tonight.wares import Ware, dice

SIDE = 720
GROUNDS = ((244, 244, 242), (236, 240, 243), (248, 244, 236), (226, 232, 228))
BODIES = ((52, 74, 92), (150, 84, 52), (92, 120, 84), (120, 120, 128), (170, 132, 60), (70, 60, 66))
SHAPES = {
    "锅具": "pan",
    "铲勺": "spoon",
    "收纳": "box",
    "餐盒": "box",
    "电器": "jar",
    "防护": "box",
    "刀板": "board",
}
Colour = tuple[int, int, int]


def picture(ware: Ware, number: int) -> bytes:
    """A JPEG of one product. The second of a product is the poorer one: smaller, or written all over."""
    rng = dice(ware, f"picture:{number}")
    ground, body = rng.choice(GROUNDS), rng.choice(BODIES)
    image = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(image)
    _shadow(image, ground)
    draw = ImageDraw.Draw(image)
    thing(draw, SHAPES.get(ware.category, "cloth"), (SIDE / 2, SIDE / 2, SIDE * 0.3), body)
    if number and rng.random() < 0.5:
        _written(draw, rng.randint(5, 9))
    if number:
        image = image.resize((rng.choice((260, 420, 640)),) * 2, Image.Resampling.LANCZOS)
    if rng.random() < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(3))
    return jpeg(image)


def table(wares: tuple[Ware, ...], width: int, height: int) -> Image.Image:
    """A counter with goods on it, lit from one side: what the camera of the room sees."""
    across = np.linspace(1.08, 0.84, width)[None, :, None]
    down = np.linspace(1.0, 0.9, height)[:, None, None]
    wall = np.array([168, 162, 150], dtype=np.float64) * across * down
    image = Image.fromarray(np.clip(wall, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    edge = round(height * 0.68)
    draw.rectangle((0, edge, width, height), fill=(122, 92, 66))
    for line in range(edge, height, 14):
        draw.line((0, line, width, line + 5), fill=(112, 84, 60), width=2)
    for place, ware in enumerate(wares):
        x = width * (place + 0.7) / (len(wares) + 0.4)
        body = dice(ware, "picture:0").choice(BODIES)
        thing(draw, SHAPES.get(ware.category, "cloth"), (x, edge - height * 0.1, height * 0.13), body)
    return image


def thing(draw: ImageDraw.ImageDraw, shape: str, place: tuple[float, float, float], body: Colour) -> None:
    """One of a few plain shapes; `place`: the middle (x, y) and half its size."""
    x, y, r = place
    light, dark = _mixed(body, 255, 0.35), _mixed(body, 0, 0.35)
    if shape == "pan":
        draw.rounded_rectangle((x + r * 0.7, y - r * 0.1, x + r * 1.5, y + r * 0.08), r * 0.08, fill=dark)
        draw.ellipse((x - r, y - r * 0.8, x + r * 0.9, y + r * 0.8), fill=body, outline=dark, width=6)
        draw.ellipse((x - r * 0.8, y - r * 0.6, x + r * 0.7, y + r * 0.6), fill=light, outline=body, width=3)
    elif shape == "spoon":
        draw.rounded_rectangle((x - r * 0.07, y - r, x + r * 0.07, y + r), r * 0.06, fill=body)
        draw.ellipse(
            (x - r * 0.32, y - r * 1.1, x + r * 0.32, y - r * 0.3), fill=light, outline=dark, width=4
        )
    elif shape == "jar":
        draw.rounded_rectangle(
            (x - r * 0.6, y - r * 0.7, x + r * 0.6, y + r), r * 0.14, fill=light, outline=dark, width=5
        )
        draw.rectangle((x - r * 0.48, y - r, x + r * 0.48, y - r * 0.7), fill=body, outline=dark, width=4)
    elif shape == "board":
        draw.rounded_rectangle(
            (x - r, y - r * 0.6, x + r, y + r * 0.6), r * 0.2, fill=light, outline=body, width=6
        )
        for line in range(5):
            level = y - r * 0.4 + line * r * 0.2
            draw.line((x - r * 0.9, level, x + r * 0.9, level + math.sin(line) * 6), fill=body, width=2)
    elif shape == "box":
        draw.rounded_rectangle(
            (x - r, y - r * 0.5, x + r, y + r * 0.7), r * 0.1, fill=light, outline=dark, width=5
        )
        draw.rounded_rectangle(
            (x - r * 1.06, y - r * 0.72, x + r * 1.06, y - r * 0.42),
            r * 0.1,
            fill=body,
            outline=dark,
            width=4,
        )
    else:
        for fold in range(4):
            top = y - r * 0.6 + fold * r * 0.3
            draw.rounded_rectangle((x - r, top, x + r, top + r * 0.34), 10, fill=light, outline=body, width=4)


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88)
    return out.getvalue()


def _shadow(image: Image.Image, ground: Colour) -> None:
    soft = Image.new("L", image.size, 0)
    box = (SIDE * 0.22, SIDE * 0.66, SIDE * 0.8, SIDE * 0.78)
    ImageDraw.Draw(soft).ellipse(box, fill=90)
    image.paste(_mixed(ground, 0, 0.6), mask=soft.filter(ImageFilter.GaussianBlur(18)))


def _written(draw: ImageDraw.ImageDraw, lines: int) -> None:
    """The sort of poster that nobody reads."""
    for line in range(lines):
        draw.text((30, 20 + line * 74), "HOT SALE 50% OFF HOT SALE", fill=(196, 40, 48), font_size=46)


def _mixed(colour: Colour, towards: int, share: float) -> Colour:
    r, g, b = (round(part + (towards - part) * share) for part in colour)
    return r, g, b
