"""Between a PDF page's own coordinates and fractions of the page as its reader sees it."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.model import Transform


def seen_page(crop: Sequence[float], turned_degrees: int) -> Transform:
    """From points of a PDF page to fractions of the page as a reader shows it.

    Args:
        crop: The visible part as left, bottom, right, top in the page's points, y upward.
        turned_degrees: The page's ``/Rotate``, clockwise, any multiple of 90.

    Returns:
        The map from (x, y) in points, y upward, to fractions, origin top-left, y downward.

    Raises:
        ValueError: The visible part is empty.
    """
    left, bottom, right, top = crop
    if right <= left or top <= bottom:
        raise ValueError(f"the page has no visible part: {tuple(crop)}")
    across, down = 1 / (right - left), 1 / (top - bottom)
    upright = Transform.of(((across, 0.0, -left * across), (0.0, -down, top * down)))
    return turned_page(turned_degrees % 360).after(upright)


def turned_page(degrees: int) -> Transform:
    """From fractions of a page to fractions of the same page turned clockwise by 0, 90, 180 or 270."""
    return {
        0: Transform.of(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))),
        90: Transform.of(((0.0, -1.0, 1.0), (1.0, 0.0, 0.0))),
        180: Transform.of(((-1.0, 0.0, 1.0), (0.0, -1.0, 1.0))),
        270: Transform.of(((0.0, 1.0, 0.0), (-1.0, 0.0, 1.0))),
    }[degrees]
