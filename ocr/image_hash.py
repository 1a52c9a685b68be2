"""A page's perceptual hash: equal or nearly so for two scans of one sheet, whatever the scanner."""

from __future__ import annotations

import numpy as np

from ocr.model import PageImage

SIDE_PX = 64
"""The page is shrunk to this: letters vanish, lines, paragraphs and tables stay."""

WAVES = 8
"""The lowest waves across and down that count: 64 bits."""

SAME_SHEET_BITS = 8
"""Two hashes that differ in no more bits may be one sheet; the words decide where there are any."""


def image_hash(image: PageImage) -> str:
    """64 bits as 16 hexadecimal digits: which of the page's lowest waves lie over their median.

    Source: Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, 2.3 (pHash).
    """
    import cv2  # 40 MB that whoever only compares hashes does without

    pixels = image.pixels
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(small)[1 : WAVES + 1, 1 : WAVES + 1].flatten()
    bits = waves > np.median(waves)
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def hash_distance(first: str, second: str) -> int:
    """How many of the 64 bits differ.

    >>> hash_distance("00000000000000ff", "000000000000000f")
    4
    """
    return (int(first, 16) ^ int(second, 16)).bit_count()
