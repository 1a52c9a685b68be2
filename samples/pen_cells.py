"""Number cells filled in by hand, drawn without the pen that the cell reader was trained with.

Two hands: the pen of ``samples.marks``, with a stroke for each digit of its own, and real digits of 43 people
(UCI "Optical Recognition of Handwritten Digits", in scikit-learn), set side by side; these are 8 by 8 pixels,
so drawn larger they are soft.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits

from ocr.cell_ink import InkShape, look_into
from ocr.cleanup import despeckle, even_background
from ocr.model import BoundingBox, PageImage, Transform
from samples import marks, scan
from samples.cell_cuts import CutCell

PROFILES = ("clean300", "office200", "poor150")
CELL_MM = (22.0, 10.0)
DIGIT_MM = (3.5, 5.5)
REAL, DRAWN = "pen, real", "pen, drawn"
Ink = NDArray[np.uint8]


def pen_cells(count: int, seed: int) -> Iterator[CutCell]:
    """So many cells of each hand, worn as scans of three kinds."""
    rng = random.Random(f"pen/{seed}")
    for hand, ink_of in ((REAL, _real_ink), (DRAWN, _drawn_ink)):
        for _ in range(count):
            profile = rng.choice(PROFILES)
            dpi = scan.PROFILES[profile].dpi
            text = "".join(rng.choice("0123456789") for _ in range(rng.choice([1, 2, 2, 3, 4])))
            ink = ink_of(text, round(rng.uniform(*DIGIT_MM) / 25.4 * dpi), rng)
            crop = _scanned(ink, profile, rng)
            if crop is not None:
                yield CutCell(hand, profile, "", text, float(int(text)), crop)


def _scanned(ink: Ink, profile: str, rng: random.Random) -> PageImage | None:
    """The ink in a bordered cell, scanned, cleaned and cut; None where nothing to read is left."""
    dpi = scan.PROFILES[profile].dpi
    width, height = (round(side / 25.4 * dpi) for side in CELL_MM)
    width = max(width, ink.shape[1] + round(dpi / 8))
    height = max(height, ink.shape[0] + round(dpi / 8))
    margin = round(dpi / 4)
    paper = np.full((height + 2 * margin, width + 2 * margin), 255, np.uint8)
    cv2.rectangle(paper, (margin, margin), (margin + width, margin + height), 0, max(1, dpi // 100))
    top, left = margin + (height - ink.shape[0]) // 2, margin + (width - ink.shape[1]) // 2
    part = paper[top : top + ink.shape[0], left : left + ink.shape[1]]
    np.minimum(part, 255 - ink, out=part)
    machine = scan.Machine.draw(scan.PROFILES[profile], rng)
    picture = scan.on_paper(cv2.cvtColor(paper, cv2.COLOR_GRAY2RGB).astype(np.uint8), machine)
    picture = cv2.GaussianBlur(picture, (0, 0), machine.blur).astype(np.uint8)
    grey = cv2.cvtColor(scan.with_noise(picture, machine.noise, rng), cv2.COLOR_RGB2GRAY).astype(np.uint8)
    page = PageImage(grey, float(dpi), Transform.whole_page(grey.shape[1], grey.shape[0]))
    box = BoundingBox(float(margin), float(margin), float(margin + width), float(margin + height))
    seen = look_into(even_background(despeckle(page)), box)
    return seen.crop if seen.shape is InkShape.WRITING else None


def _drawn_ink(text: str, height_px: int, rng: random.Random) -> Ink:
    return np.asarray(marks.handwriting(text, rng, height_px))[..., 3].copy()


def _real_ink(text: str, height_px: int, rng: random.Random) -> Ink:
    by_digit = _real_digits()
    digits = [rng.choice(by_digit[int(sign)]) for sign in text]
    width = round(height_px * rng.uniform(0.6, 0.8))
    return np.hstack([_larger(digit, (width, height_px)) for digit in digits])


def _larger(digit: NDArray[np.float64], size: tuple[int, int]) -> Ink:
    """Drawn larger with edges as sharp as a pen's."""
    large = cv2.resize(digit.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    return np.clip((large - 9.0) * 48.0, 0, 255).astype(np.uint8)


@lru_cache(maxsize=1)
def _real_digits() -> dict[int, list[NDArray[np.float64]]]:
    stored = load_digits()
    return {digit: list(stored.images[stored.target == digit]) for digit in range(10)}
