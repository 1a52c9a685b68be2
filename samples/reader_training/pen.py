"""Numbers written by hand: strokes of several hands, bent and shaken."""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.marks import pen, smooth

Grey = NDArray[np.uint8]

# Ways to write each sign in a unit box, y downward, as a pen goes; in hundredths, strokes parted by "|".
WAYS = {
    "0": (
        "50,0 12,30 15,78 52,100 88,70 85,22 46,0",
        "60,4 20,12 8,60 35,98 80,90 92,40 66,6 40,8",
        "48,6 20,40 30,92 70,94 84,50 62,4 40,2 30,12",
    ),
    "1": (
        "52,0 50,50 48,100",
        "22,28 54,0 52,50 50,100",
        "25,30 55,2 52,98|25,100 52,98 82,99",
        "62,0 50,55 42,100",
    ),
    "2": (
        "14,24 42,0 82,22 58,62 8,98 50,92 94,98",
        "18,20 50,0 78,28 40,75 12,96 30,84 60,98 92,92",
        "12,18 60,2 80,30 50,60 12,100 92,98",
    ),
    "3": (
        "14,10 60,0 78,24 40,46 82,64 70,94 10,94",
        "16,4 80,3 42,40 80,58 76,90 40,102 12,88",
        "20,12 52,-2 72,20 48,44 36,46 76,56 72,92 20,98",
    ),
    "4": (
        "48,0 30,35 8,62 50,64 94,60|72,34 68,70 64,102",
        "20,4 14,52 50,56 88,50|74,0 70,50 66,102",
        "66,0 10,68 92,66|66,0 66,50 64,100",
    ),
    "5": (
        "86,4 30,6 20,44 60,40 86,68 56,100 10,92",
        "24,4 20,46 60,38 84,66 60,98 14,94|24,4 55,2 88,4",
        "80,0 34,2 28,42 66,44 74,80 40,102 8,86",
    ),
    "6": (
        "74,0 34,30 12,70 42,102 82,78 58,52 16,70",
        "58,0 22,45 20,92 62,100 78,68 44,56 18,78",
        "82,6 40,12 12,60 30,98 76,92 80,58 40,54 16,72",
    ),
    "7": (
        "8,6 50,8 92,2 62,50 44,102",
        "10,6 50,6 90,3 66,50 46,100|30,52 55,48 82,50",
        "12,20 14,4 88,6 60,52 50,102",
        "10,10 88,0 40,100|28,46 78,44",
    ),
    "8": (
        "76,12 30,6 30,36 76,66 60,100 18,84 40,50 80,12",
        "50,46 20,24 50,0 80,22 50,46 16,74 50,100 86,74 50,46",
        "70,8 34,4 26,28 70,60 74,88 40,102 20,80 60,40 74,14",
    ),
    "9": (
        "82,20 40,0 14,28 46,52 82,20 76,60 54,102",
        "78,26 52,2 20,20 36,50 78,34|80,8 76,60 70,102",
        "84,16 50,0 22,34 60,46 84,14 80,70 50,100 22,92",
    ),
    ".": ("46,94 52,98 48,100",),
    ",": ("52,90 54,98 40,114",),
    "-": ("15,52 50,50 88,53",),
    "/": ("82,-6 50,50 14,106",),
    "%": ("82,0 50,50 16,100|30,4 12,18 28,32 44,16 28,4|74,66 58,82 72,98 90,80 72,66",),
}
NARROW = {"1": 0.62, ".": 0.35, ",": 0.4}
SIGNS = frozenset(WAYS)
"""What can be written by hand."""

Stroke = list[tuple[float, float]]


def strokes_of(way: str) -> list[Stroke]:
    """The points of each stroke, in shares of the box."""
    return [
        [(int(x) / 100, int(y) / 100) for x, y in (point.split(",") for point in stroke.split())]
        for stroke in way.split("|")
    ]


def handwritten(text: str, height_px: float, rng: random.Random) -> Grey:
    """A text of ``SIGNS`` written by hand; ink 255 on 0, about ``height_px`` high.

    One hand writes one text: its slant, width, pressure and way of each digit stay.
    """
    slant, wide = rng.uniform(-0.15, 0.45), rng.uniform(0.5, 0.85)
    shake, gap = rng.uniform(0.01, 0.055), rng.uniform(0.04, 0.28)
    rise = rng.uniform(-0.06, 0.06)
    ways = {sign: rng.choice(WAYS[sign]) for sign in set(text)}
    strokes, at = [], 0.35
    for place, sign in enumerate(text):
        width = wide * NARROW.get(sign, 1.0) * rng.uniform(0.88, 1.12)
        tall, lift = rng.uniform(0.86, 1.12), 0.3 + rng.uniform(-0.05, 0.05) + rise * place
        for stroke in strokes_of(ways[sign]):
            points = [
                (
                    (at + (x + rng.gauss(0, shake)) * width + slant * (1 - y) * 0.5) * height_px,
                    (lift + (y + rng.gauss(0, shake) - 1) * tall + 1) * height_px,
                )
                for x, y in stroke
            ]
            strokes.append(smooth(points, 8))
        at += width + gap
    size = (round((at + 0.6) * height_px), round(height_px * (1.8 + abs(rise) * len(text))))
    shift = max(0.0, -rise) * len(text) * height_px * 0.9
    mask = pen([s + np.array([0.0, shift]) for s in strokes], size, height_px * rng.uniform(0.045, 0.13), rng)
    return bent(mask, height_px, rng)


def bent(mask: Grey, height_px: float, rng: random.Random) -> Grey:
    """Elastic distortion. Source: Simard, Steinkraus, Platt, ICDAR 2003."""
    generator = np.random.default_rng(rng.getrandbits(32))
    height, width = mask.shape
    sigma, depth = height_px * rng.uniform(0.12, 0.3), height_px * rng.uniform(0.0, 0.09)
    field = generator.uniform(-1, 1, (2, height, width)).astype(np.float32)
    moves = [cv2.GaussianBlur(one, (0, 0), sigma) for one in field]
    moves = [depth * one / max(1e-6, float(np.abs(one).max())) for one in moves]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.remap(mask, x + moves[0], y + moves[1], cv2.INTER_LINEAR).astype(np.uint8)
