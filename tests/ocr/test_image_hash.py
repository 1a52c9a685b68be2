"""Two scans of one sheet hash alike, two sheets do not."""

from __future__ import annotations

import cv2
import numpy as np

from ocr.image_hash import SAME_SHEET_BITS, hash_distance, image_hash
from ocr.model import PageImage, Transform


def sheet(seed: int) -> np.ndarray:
    """A page of grey bars as lines of print: paragraphs and lines of various lengths."""
    rng = np.random.default_rng(seed)
    page = np.full((1169, 827), 255, np.uint8)
    y = 100
    while y < 1080:
        length = int(rng.integers(150, 600))
        page[y : y + 14, 110 : 110 + length] = 90
        y += 25 if rng.random() < 0.8 else 70
    return page


def hashed(pixels: np.ndarray) -> str:
    height, width = pixels.shape[:2]
    return image_hash(PageImage(pixels, 100.0, Transform.whole_page(width, height)))


def test_second_scan_is_near_whatever_its_size_brightness_and_specks() -> None:
    page = sheet(1)
    rng = np.random.default_rng(2)
    again = cv2.resize(page, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_AREA)
    again = np.clip(again.astype(np.int16) - 20 + rng.normal(0, 8, again.shape), 0, 255).astype(np.uint8)
    again = cv2.warpAffine(
        again, np.array([[1, 0, 4], [0, 1, -3]], np.float32), again.shape[::-1], borderValue=235
    )
    assert hash_distance(hashed(page), hashed(again)) <= SAME_SHEET_BITS


def test_other_sheets_are_far() -> None:
    hashes = [hashed(sheet(seed)) for seed in range(20)]
    distances = [hash_distance(a, b) for i, a in enumerate(hashes) for b in hashes[:i]]
    assert min(distances) > SAME_SHEET_BITS


def test_colour_and_grey_hash_alike() -> None:
    page = sheet(3)
    assert hashed(np.dstack([page] * 3)) == hashed(page)
