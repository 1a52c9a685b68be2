"""Sheets of made-up number cells: a grid of borders, print or handwriting in each cell, seals over some."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.model import BoundingBox
from samples import marks
from samples.reader_training.fonts import FontFile
from samples.reader_training.pen import SIGNS as PEN_SIGNS
from samples.reader_training.pen import handwritten
from samples.reader_training.texts import cell_text, label_of

Picture = NDArray[np.uint8]

ROWS, COLUMNS = 11, 8
OVERSAMPLING = 3  # print is drawn larger and shrunk, so that it falls between pixels as a scanner's does
POINTS = (8.5, 14.5)  # of print
CELL_MM = (13.0, 27.0), (5.6, 12.0)  # width, height
PEN_MM = (2.6, 6.5)  # height of handwritten digits
PEN_SHEETS = 0.3  # of sheets with handwriting in them
PEN_CELLS = 0.5  # of their cells
PEN_FONT_SHARE = 0.15  # of handwriting, drawn with a font that imitates it
SEAL_SHEETS = 0.2
SEAL_MM = 36.0
STRUCK_OUT = 0.03  # of cells that something printed touches: a line, a remnant of a seal
FAINT = 0.25  # of sheets with pale print


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture of cells: RGB, white paper; where each cell is, what it says, and whether by hand."""

    picture: Picture
    dpi: float
    boxes: tuple[BoundingBox, ...]
    labels: tuple[str, ...]
    by_hand: tuple[bool, ...]


@lru_cache(maxsize=256)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def draw_sheet(
    fonts: Sequence[FontFile], pen_fonts: Sequence[FontFile], dpi: float, rng: random.Random
) -> Sheet:
    """One sheet in a size and two or three fonts of its own."""
    weights = [font.weight for font in fonts]
    own = rng.choices(fonts, weights, k=3)
    points = rng.uniform(*POINTS)
    widths = [rng.uniform(*CELL_MM[0]) * dpi / 25.4 for _ in range(COLUMNS)]
    heights = [rng.uniform(*CELL_MM[1]) * dpi / 25.4 for _ in range(ROWS)]
    margin = 3.0 * dpi / 25.4
    xs, ys = margin + np.cumsum([0.0, *widths]), margin + np.cumsum([0.0, *heights])
    size = (round(float(xs[-1]) + margin), round(float(ys[-1]) + margin))
    paper = np.full((size[1], size[0]), 255, np.uint8)
    with_pen = rng.random() < PEN_SHEETS
    boxes, labels, by_hand = [], [], []
    for row in range(ROWS):
        for column in range(COLUMNS):
            box = BoundingBox(float(xs[column]), float(ys[row]), float(xs[column + 1]), float(ys[row + 1]))
            pen = with_pen and rng.random() < PEN_CELLS
            text, ink = _hand_ink(pen_fonts, dpi, rng) if pen else _print_ink(own, points, dpi, rng)
            if not _put(paper, ink, box, dpi, rng):
                continue
            boxes.append(box)
            labels.append(label_of(text))
            by_hand.append(pen)
    _rule(paper, xs, ys, dpi, rng)
    picture = cv2.cvtColor(paper, cv2.COLOR_GRAY2RGB).astype(np.uint8)
    if rng.random() < SEAL_SHEETS:
        picture = _sealed(picture, dpi, rng)
    return Sheet(picture, dpi, tuple(boxes), tuple(labels), tuple(by_hand))


def _print_ink(
    fonts: Sequence[FontFile], points: float, dpi: float, rng: random.Random
) -> tuple[str, Picture]:
    """A text and its ink, 255 on 0, drawn with one of the fonts that can write it."""
    text = cell_text(rng)
    able = [font for font in fonts if font.writes(text)]
    while not able:
        text = cell_text(rng)
        able = [font for font in fonts if font.writes(text)]
    return text, _typeset(text, rng.choice([able[0], *able]), points, dpi)


def _typeset(text: str, font: FontFile, points: float, dpi: float) -> Picture:
    face = _font(str(font.path), max(8, round(points / 72 * dpi * OVERSAMPLING)))
    left, top, right, bottom = face.getbbox(text)
    image = Image.new("L", (int(right - left) + 8, int(bottom - top) + 8), 0)
    ImageDraw.Draw(image).text((4 - left, 4 - top), text, 255, face)
    return np.asarray(image, dtype=np.uint8)


def _hand_ink(pen_fonts: Sequence[FontFile], dpi: float, rng: random.Random) -> tuple[str, Picture]:
    text = cell_text(rng)
    while not set(text) <= PEN_SIGNS:
        text = cell_text(rng)
    height = rng.uniform(*PEN_MM) / 25.4 * dpi * OVERSAMPLING
    if pen_fonts and rng.random() < PEN_FONT_SHARE:
        font = rng.choice(pen_fonts)
        if font.writes(text):
            return text, _typeset(text, font, height / OVERSAMPLING / dpi * 72 * 1.4, dpi)
    return text, handwritten(text, height, rng)


def _put(paper: Picture, ink: Picture, box: BoundingBox, dpi: float, rng: random.Random) -> bool:
    """Lay the ink into its cell, centred or to one side; False where it does not fit."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return False
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    # A random fraction of a pixel before it, so that strokes fall anywhere between pixels.
    before = (rng.randrange(OVERSAMPLING), rng.randrange(OVERSAMPLING))
    after = [-(side + b) % OVERSAMPLING for side, b in zip(ink.shape, before, strict=True)]
    ink = np.pad(ink, ((before[0], after[0]), (before[1], after[1])))
    small = cv2.resize(
        ink, (ink.shape[1] // OVERSAMPLING, ink.shape[0] // OVERSAMPLING), interpolation=cv2.INTER_AREA
    )
    height, width = small.shape
    inset = 0.6 / 25.4 * dpi
    free_x, free_y = box.width - width - 2 * inset, box.height - height - 2 * inset
    if free_x < 0 or free_y < 0:
        return False
    across, down = rng.choice([0.5, 0.5, 0.95, 0.05, rng.random()]), rng.uniform(0.15, 0.85)
    left, top = round(box.left + inset + across * free_x), round(box.top + inset + down * free_y)
    part = paper[top : top + height, left : left + width]
    np.minimum(part, 255 - small, out=part)
    return True


def _rule(
    paper: Picture, xs: NDArray[np.float64], ys: NDArray[np.float64], dpi: float, rng: random.Random
) -> None:
    """Draw the borders, thick or thin or none, and seldom a line through cells."""
    if rng.random() < 0.08:
        return
    thick = max(1, round(rng.uniform(0.12, 0.4) / 25.4 * dpi))
    shade = rng.choice([0, 0, 0, 60, 120])
    for x in xs:
        cv2.line(paper, (round(x), round(ys[0])), (round(x), round(ys[-1])), shade, thick)
    for y in ys:
        cv2.line(paper, (round(xs[0]), round(y)), (round(xs[-1]), round(y)), shade, thick)
    for _ in range(round(STRUCK_OUT * ROWS * COLUMNS * rng.random())):
        y, x = rng.uniform(float(ys[0]), float(ys[-1])), rng.uniform(float(xs[0]), float(xs[-1]))
        length = rng.uniform(2, 12) / 25.4 * dpi
        ends = (
            (round(x), round(y)),
            (round(x + length * rng.uniform(-0.2, 1)), round(y + length * rng.uniform(-0.5, 0.5))),
        )
        cv2.line(paper, *ends, rng.randint(90, 190), max(1, thick // 2), cv2.LINE_AA)


def _sealed(picture: Picture, dpi: float, rng: random.Random) -> Picture:
    """A red seal somewhere over the cells."""
    seal = marks.seal(("MẪU", "THỬ"), rng, round(SEAL_MM / 25.4 * dpi))
    page = Image.fromarray(picture).convert("RGBA")
    place = (
        rng.randint(0, max(0, page.width - seal.width)),
        rng.randint(0, max(0, page.height - seal.height)),
    )
    page.alpha_composite(seal, place)
    return np.asarray(page.convert("RGB"), dtype=np.uint8)
