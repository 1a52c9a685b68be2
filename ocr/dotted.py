"""Lines worn to dots: faxes and weak toner leave a row of specks where a thin line was.

No run of ink is long enough to tell such a line from letters, but specks lie in one row of pixels over a
long way, and nothing lies above and below them; under and over the specks of letters there is more ink.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from ocr.binarise import as_pixels, connected_parts
from ocr.model import PageImage, Pixels

# Specks are looked for at no more than twice this: they must only not be lost.
ENOUGH_DPI = 100.0
# Specks this near to each other count as joined; the same figure on two rows of a table is 4 mm away.
SPECK_GAP_MM = 1.4
# Over such a length, so much of a row of pixels must then be covered ...
WINDOW_MM = 14.0
LEAST_DENSITY = 0.5
# ... and so much at most beside it, at a distance where the strokes of letters go on.
BESIDE_MM = (0.4, 1.0)
MOST_BESIDE = 0.08
# How far a line may step aside over the width of a table on a level page.
STEP_MM = 0.3
# A strip of such pixels this long is a candidate.
SHORTEST_MM = 12.0


def dotted_runs(ink: Pixels, image: PageImage) -> Iterator[tuple[int, int, float, float]]:
    """Find rows of specks that run along the rows of ``ink``.

    Args:
        ink: 1 ink, 0 paper; transposed for vertical lines.
        image: Gives the pixels of a millimetre.

    Yields:
        Where each begins and ends along the rows, and its y there and there.
    """
    factor = max(1, int(image.dpi // ENOUGH_DPI))
    small = _shrunk(ink, factor)

    def px(mm: float) -> float:
        return image.px(mm) / factor

    gap, window = _odd(px(SPECK_GAP_MM)), _odd(px(WINDOW_MM))
    stepped = cv2.dilate(small, np.ones((3, 1), np.uint8))
    joined = cv2.morphologyEx(stepped, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    density = cv2.blur(joined * 255, (window, 1))
    nearest, farthest = (round(px(mm)) for mm in BESIDE_MM)
    strip = max(1, farthest - nearest)
    beside = cv2.blur(small * 255, (window, strip))
    away = nearest + strip // 2 + 1
    quiet = np.zeros(small.shape, bool)
    quiet[away:-away] = (beside[: -2 * away] <= MOST_BESIDE * 255) & (beside[2 * away :] <= MOST_BESIDE * 255)
    line = ((density >= LEAST_DENSITY * 255) & quiet & (joined > 0)).astype(np.uint8)
    strips = cv2.morphologyEx(line, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    count, labels, stats = connected_parts(as_pixels(strips), connectivity=8)
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        if width < px(SHORTEST_MM) or height > width / 4:
            continue
        ys, xs = np.nonzero(labels[top : top + height, left : left + width] == label)
        slope, base = np.polyfit(xs, ys, 1)
        start, end = float(top + base + 0.5), float(top + base + slope * (width - 1) + 0.5)
        yield left * factor, (left + width) * factor, start * factor, end * factor


def _shrunk(ink: Pixels, factor: int) -> Pixels:
    """A copy with one pixel for ``factor`` by ``factor``: ink where any of them has some."""
    height, width = (side // factor * factor for side in ink.shape)
    blocks = ink[:height, :width].reshape(height // factor, factor, width // factor, factor)
    return as_pixels(blocks.max(axis=(1, 3)))


def specks_along(ink: Pixels, image: PageImage, start: float, end: float, at: float) -> float:
    """The share of a way along the rows of ``ink`` that specks cover, joined over short gaps."""
    reach = max(1, round(image.px(STEP_MM)))
    rows = ink[max(0, round(at) - reach) : round(at) + reach + 1, max(0, round(start)) : round(end)]
    if not rows.size:
        return 0.0
    inked = rows.max(axis=0)[np.newaxis]
    gap = _odd(image.px(SPECK_GAP_MM))
    return float(cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)).mean())


def _odd(pixels: float) -> int:
    return max(3, round(pixels)) | 1
