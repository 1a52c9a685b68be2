"""Ink that is put on paper after printing: seals, signatures, stamps, numbers written by hand.

Every function gives a picture with a transparent ground; the layout lays it over the page as ink is, so
that the print below shows through.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONT_FOLDER = Path("/usr/share/fonts/truetype/croscore")
RED = (196, 24, 42)
BLUE = (34, 56, 150)
STAMP_BLUE = (40, 70, 175)
BLACK = (28, 28, 34)
SAMPLE = "DỮ LIỆU MẪU"
Point = tuple[float, float]

# Strokes of digits in a unit box, y downward, as a pen goes; in hundredths: "x,y x,y", strokes parted by "|".
STROKES = {
    "0": "50,2 15,25 10,70 45,100 85,72 85,25 48,2",
    "1": "20,25 55,0 50,50 45,100",
    "2": "15,25 40,0 80,20 60,60 10,98 50,92 92,98",
    "3": "15,10 60,0 75,25 40,46 80,62 70,92 10,95",
    "4": "50,0 30,35 10,62 50,62 92,60|70,32 66,70 62,100",
    "5": "85,3 50,4 30,6 20,45 60,42 85,68 55,98 10,92",
    "6": "75,0 35,30 12,70 40,100 80,80 60,52 18,72",
    "7": "10,5 50,6 90,3 65,50 45,100|30,50 55,48 80,50",
    "8": "75,12 30,8 30,35 75,65 60,98 20,85 40,50 78,12",
    "9": "80,20 40,0 15,28 45,50 80,20 75,60 55,100",
    "/": "80,-5 50,50 15,105",
}
DIGITS: dict[str, list[list[Point]]] = {
    digit: [
        [(int(p.split(",")[0]) / 100, int(p.split(",")[1]) / 100) for p in stroke.split()]
        for stroke in strokes.split("|")
    ]
    for digit, strokes in STROKES.items()
}


@lru_cache(maxsize=64)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / f"{name}.ttf"), size)


def smooth(points: Sequence[Point], steps: int = 14) -> NDArray[np.float64]:
    """A Catmull-Rom curve through the points."""
    p = np.array([points[0], *points, points[-1]], dtype=float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        parts.append(
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        )
    return np.vstack([*parts, p[-1:]])


def noise(shape: tuple[int, int], rng: random.Random, grain: int) -> NDArray[np.float32]:
    """Smooth noise 0..1 with spots of about ``grain`` pixels."""
    generator = np.random.default_rng(rng.getrandbits(32))
    small = generator.random((max(2, shape[0] // grain), max(2, shape[1] // grain)), dtype=np.float32)
    big = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.clip(big, 0, 1).astype(np.float32)


def ink(mask: NDArray[np.uint8], colour: tuple[int, int, int], strength: NDArray[np.float32]) -> Image.Image:
    """A picture in one colour; ``mask`` times ``strength`` is how much ink lies there."""
    alpha = np.clip(mask.astype(np.float32) * strength, 0, 255).astype(np.uint8)
    flat = np.empty((*mask.shape, 4), np.uint8)
    flat[..., :3] = colour
    flat[..., 3] = alpha
    return Image.fromarray(flat)


def pen(
    strokes: Sequence[NDArray[np.float64]], size: tuple[int, int], width: float, rng: random.Random
) -> NDArray[np.uint8]:
    """Strokes drawn with a pen whose pressure changes; coordinates and width in pixels."""
    scale = 2
    canvas = np.zeros((size[1] * scale, size[0] * scale), np.uint8)
    for stroke in strokes:
        pressure = np.interp(
            np.linspace(0, 1, len(stroke)), np.linspace(0, 1, 5), [rng.uniform(0.65, 1.15) for _ in range(5)]
        )
        for (x0, y0), (x1, y1), p in zip(stroke, stroke[1:], pressure, strict=False):
            start, end = (round(x0 * scale), round(y0 * scale)), (round(x1 * scale), round(y1 * scale))
            cv2.line(canvas, start, end, 255, max(1, round(width * scale * p)), cv2.LINE_AA)
    return cv2.resize(canvas, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def ring_text(image: Image.Image, text: str, radius: float, size: int, start: float, sweep: float) -> None:
    """Write letters round the middle of a grey picture; angles in degrees, clockwise from the top."""
    face = font("Tinos-Bold", size)
    centre = image.width / 2
    for i, letter in enumerate(text):
        angle = start + sweep * (i + 0.5) / len(text)
        tile = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(tile).text((size, size), letter, 255, face, anchor="mm")
        flip = 180 if sweep < 0 else 0
        tile = tile.rotate(-angle + flip, Image.Resampling.BICUBIC)
        x = centre + radius * math.sin(math.radians(angle)) - size
        y = centre - radius * math.cos(math.radians(angle)) - size
        image.paste(255, (round(x), round(y)), tile)


def seal(lines: Sequence[str], rng: random.Random, diameter_px: int = 420) -> Image.Image:
    """A round red seal that says of itself that it is a sample, stamped unevenly and a little turned."""
    d = diameter_px
    image = Image.new("L", (d, d), 0)
    draw = ImageDraw.Draw(image)
    for inset, width in ((2, d // 70), (d // 40 + 4, d // 160), (d * 0.2, d // 110)):
        draw.ellipse((inset, inset, d - inset, d - inset), outline=255, width=max(2, int(width)))
    ring_text(image, "ĐẢNG CỘNG SẢN VIỆT NAM", d * 0.4, d // 13, -118, 236)
    ring_text(image, SAMPLE, d * 0.4, d // 13, 232, -104)
    for i, line in enumerate(lines):
        size = d // 15
        while size > 8 and font("Tinos-Bold", size).getlength(line) > d * 0.54:
            size -= 1
        y = d / 2 + (i - (len(lines) - 1) / 2) * d * 0.1
        draw.text((d / 2, y), line, 255, font("Tinos-Bold", size), anchor="mm")
    image = image.rotate(rng.uniform(-14, 14), Image.Resampling.BICUBIC)
    mask = np.asarray(image)
    strength = 0.55 + 0.5 * noise(mask.shape, rng, d // 6) - 0.25 * noise(mask.shape, rng, 5)
    shade = rng.randint(-16, 16)
    return ink(mask, (RED[0] + shade, RED[1] + abs(shade) // 2, RED[2] + shade // 2), strength)


def signature(rng: random.Random, size: tuple[int, int] = (520, 260)) -> Image.Image:
    """Loops and a last sweep, as names are signed."""
    width, height = size
    x, strokes = width * 0.12, []
    points: list[Point] = []
    for i in range(rng.randint(5, 8)):
        tall = 0.12 if i == 0 else rng.uniform(0.2, 0.55)
        points += [
            (x, height * rng.uniform(0.55, 0.8)),
            (x + width * rng.uniform(0.0, 0.07), height * tall),
            (x - width * rng.uniform(0.0, 0.05), height * rng.uniform(0.35, 0.6)),
        ]
        x += width * rng.uniform(0.05, 0.11)
    points += [(x, height * 0.75), (min(width - 8, x + width * 0.3), height * rng.uniform(0.1, 0.45))]
    strokes.append(smooth(points))
    if rng.random() < 0.6:
        y = height * rng.uniform(0.7, 0.9)
        strokes.append(
            smooth([(width * 0.1, y), (width * 0.5, y - 18), (width * 0.85, y + rng.uniform(-30, 12))])
        )
    mask = pen(strokes, size, rng.uniform(3.2, 5.5), rng)
    colour = BLUE if rng.random() < 0.8 else BLACK
    return ink(mask, colour, 0.8 + 0.25 * noise(mask.shape, rng, 40))


def handwriting(text: str, rng: random.Random, height_px: int = 90) -> Image.Image:
    """Digits written with a pen."""
    advance = height_px * 0.62
    size = (round(advance * (len(text) + 0.8)), round(height_px * 1.4))
    slant = rng.uniform(-0.05, 0.25)
    strokes = []
    for i, digit in enumerate(text):
        tall, lift = rng.uniform(0.85, 1.1) * height_px, rng.uniform(-0.05, 0.05) * height_px
        for stroke in DIGITS[digit]:
            jittered = [(a + rng.uniform(-0.05, 0.05), b + rng.uniform(-0.04, 0.04)) for a, b in stroke]
            points = [
                (
                    advance * (i + 0.3) + a * advance * 0.8 + slant * (1 - b) * height_px * 0.5,
                    height_px * 0.18 + lift + b * tall,
                )
                for a, b in jittered
            ]
            strokes.append(smooth(points))
    mask = pen(strokes, size, height_px * rng.uniform(0.05, 0.085), rng)
    return ink(mask, BLUE if rng.random() < 0.75 else BLACK, 0.85 + 0.2 * noise(mask.shape, rng, 30))


def scribble(rng: random.Random, words: int = 2, height_px: int = 70) -> Image.Image:
    """A note in a margin: words that nobody can read, sometimes with a date."""
    size = (round(height_px * 2.6 * words) + 20, height_px * 2)
    strokes, x = [], 12.0
    for _ in range(words):
        points: list[Point] = []
        for _ in range(rng.randint(4, 8)):
            up = rng.choice([0.45, 0.5, 0.5, 0.1, 1.3])
            points += [(x, height_px * 1.1), (x + height_px * 0.12, height_px * (0.4 + up * 0.5))]
            x += height_px * rng.uniform(0.18, 0.3)
        strokes.append(smooth(points))
        x += height_px * 0.4
    mask = pen(strokes, size, height_px * 0.055, rng)
    image = ink(mask, BLUE, np.full(mask.shape, 0.9, np.float32))
    return image.rotate(rng.uniform(-4, 14), Image.Resampling.BICUBIC, expand=True)


def incoming_stamp(org: str, number: str, date: str, rng: random.Random) -> Image.Image:
    """The blue box of the recipient's mail office, number and day filled in with a pen."""
    width, height = 640, 300
    box = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(box)
    draw.rectangle((3, 3, width - 4, height - 4), outline=255, width=5)
    draw.line((3, 82, width - 4, 82), 255, 4)
    draw.text((width / 2, 44), org, 255, font("Arimo-Bold", 40), anchor="mm")
    draw.text((28, 160), "ĐẾN", 255, font("Arimo-Bold", 62), anchor="lm")
    for y, label in ((128, "Số: "), (196, "Ngày: "), (256, "Chuyển: ")):
        draw.text((28 if y > 250 else 220, y), label + "." * 26, 255, font("Arimo-Bold", 34), anchor="lm")
    strength = 0.6 + 0.4 * noise((height, width), rng, 70)
    image = ink(np.asarray(box), STAMP_BLUE, strength)
    for text, x, y in ((number, 310, 82), (date, 340, 152)):
        image.alpha_composite(handwriting(text, rng, 52), (x + rng.randint(0, 50), y))
    return image.rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True)
