"""Which way up a page stands."""

from __future__ import annotations

from ocr.geometry import turn_quarter
from ocr.model import PageImage
from ocr.settings import OcrSettings


def turn_upright(image: PageImage, settings: OcrSettings) -> tuple[PageImage, int]:
    """Turn the page upright; also say how far its content stood turned clockwise."""
    degrees = find_turn(image, settings)
    return turn_quarter(image, (360 - degrees) % 360), degrees


def find_turn(image: PageImage, settings: OcrSettings) -> int:
    return 0
