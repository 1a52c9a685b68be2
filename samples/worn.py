"""What happens to a sheet before it is scanned: copied twice, or thin and old.

Used for judging only (``generate.UNSEEN_PROFILES``): no threshold, model or rule is fitted on such sheets, so
that the figures for them tell how far the reading carries over to kinds of scan that nobody had in mind.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import cv2
import numpy as np

from samples.scan import Picture, generator

COPIES = (1, 2)
"""How often a sheet was photocopied before it was sent."""

SHOW_THROUGH = (0.06, 0.16)
"""How dark, of full ink, the back of a thin sheet shows on its front."""

CREASES = (1, 3)


def photocopied(picture: Picture, rng: random.Random) -> Picture:
    """A copy of a copy: hard contrast, strokes eaten or swollen, toner specks, an edge of the lid."""
    out = picture
    for _ in range(rng.randint(*COPIES)):
        grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).astype(np.float32)
        grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.5, 0.9))
        middle, steep = rng.uniform(120, 170), rng.uniform(0.05, 0.09)
        toned = 255 / (1 + np.exp(-steep * (grey - middle)))
        grain = generator(rng).random(toned.shape, dtype=np.float32)
        toned[grain < rng.uniform(0.0, 0.0006)] = rng.randint(0, 90)
        scale = 1 + rng.uniform(-0.008, 0.008)
        height, width = toned.shape
        matrix = np.array(
            [[scale, 0, rng.uniform(-4, 4)], [0, scale * rng.uniform(0.997, 1.003), rng.uniform(-4, 4)]],
            np.float32,
        )
        toned = cv2.warpAffine(toned, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,))
        out = cv2.cvtColor(np.clip(toned, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2RGB)  # type: ignore[assignment]
    if rng.random() < 0.5:
        edge = max(2, round(out.shape[1] * rng.uniform(0.004, 0.012)))
        out[:, :edge] = rng.randint(20, 60)
    return out


def aged(picture: Picture, back: Picture, rng: random.Random) -> Picture:
    """Thin yellowed paper: the back shows through mirrored, creases run across, ink has paled in places."""
    height, width = picture.shape[:2]
    behind = cv2.flip(cv2.resize(back, (width, height)), 1)
    behind = cv2.GaussianBlur(behind, (0, 0), rng.uniform(1.5, 3.0)).astype(np.float32) / 255
    out = picture.astype(np.float32) / 255
    out = out * (1 - rng.uniform(*SHOW_THROUGH) * (1 - behind))
    patches = generator(rng).normal(0, 1, (max(2, height // 160), max(2, width // 160))).astype(np.float32)
    paled = np.clip(cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC), 0, 2)[..., None]
    out = 1 - (1 - out) * (1 - rng.uniform(0.05, 0.18) * paled)
    out *= np.array([1.0, rng.uniform(0.93, 0.98), rng.uniform(0.78, 0.9)], np.float32)
    result: Picture = np.clip(out * 255, 0, 255).astype(np.uint8)
    for _ in range(rng.randint(*CREASES)):
        y = rng.randrange(height)
        shade = rng.randint(150, 205)
        drop = rng.randint(-round(height * 0.01), round(height * 0.01))
        cv2.line(result, (0, y), (width, y + drop), (shade, shade, shade - 12), 2, cv2.LINE_AA)
    return result


def worn(pictures: Sequence[Picture], profile: str, rng: random.Random) -> list[Picture]:
    """The sheets of a report as they lie on the glass; those of other profiles as they were printed."""
    if profile == "copied":
        return [photocopied(picture, rng) for picture in pictures]
    if profile == "aged":
        backs = [*pictures[1:], pictures[0]]
        return [aged(picture, back, rng) for picture, back in zip(pictures, backs, strict=True)]
    return list(pictures)
