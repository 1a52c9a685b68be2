"""How bold each word is, by the width of its strokes against those of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.binarise import as_pixels
from ocr.model import PageImage, Pixels, Word

FEWEST_WORDS = 8  # a page's usual stroke needs some words to be told from
# Times on five pages whose fonts are known: regular words 0.84 to 1.08 of the page's median, bold ones
# 1.17 to 1.6, and from 1.12 after a blur of 2 pixels.
BOLD_RATIO = 1.12
RATIO_SPREAD = 0.02  # of the logistic around it
LEAST_INK = 12.0  # pixels: a comma or a dot tells nothing
LEAST_DARK = 40  # of 255: paper grain below


def with_boldness(words: Sequence[Word], image: PageImage) -> tuple[Word, ...]:
    """Give every word the likelihood that it is bold.

    The width of strokes is twice their ink over the length of their edges, both taken from grey values so
    that scanning dpi and contrast cancel out. Most words of a page are regular, so their median is the
    regular stroke, and twice as much ink per edge is far beyond bold.

    Args:
        words: Of one page.
        image: That page in grey, background evened.

    Returns:
        The words in the same order; ``bold`` stays as it was where nothing tells.
    """
    darkness = as_pixels(cv2.subtract(np.full_like(image.pixels, 255 - LEAST_DARK), image.pixels))
    widths = [_stroke_width(word, darkness) for word in words]
    told = [width for width in widths if width is not None]
    if len(told) < FEWEST_WORDS:
        return tuple(words)
    usual = float(np.median(told))
    return tuple(
        word if width is None else replace(word, bold=_likelihood(width / usual))
        for word, width in zip(words, widths, strict=True)
    )


def _stroke_width(word: Word, darkness: Pixels) -> float | None:
    left, top, right, bottom = (
        round(v) for v in (word.box.left, word.box.top, word.box.right, word.box.bottom)
    )
    top, left = max(0, top), max(0, left)
    ink = float(darkness[top:bottom, left:right].sum())
    if ink / 255 < LEAST_INK or not any(c.isalnum() for c in word.text):
        return None
    # A pixel more on every side: edges lie between pixels.
    above, before = min(1, top), min(1, left)
    part = darkness[top - above : bottom + 1, left - before : right + 1]
    edges = cv2.magnitude(
        cv2.Sobel(part, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(part, cv2.CV_32F, 0, 1, ksize=3)
    )
    # Sobel's weights add up to 8.
    edge = float(edges[above : above + bottom - top, before : before + right - left].sum()) / 8
    return 2 * ink / edge if edge > 0 else None


def _likelihood(ratio: float) -> float:
    return round(float(1 / (1 + np.exp(-np.clip((ratio - BOLD_RATIO) / RATIO_SPREAD, -30, 30)))), 3)
