"""Codes in a page's corners: found where they are, whatever dirt there is; nothing found costs little."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.model import PageImage, Transform
from ocr.qr import read_codes
from service.qr_code import code_png

DPI = 150.0
TEXT = "TH1|205-KH/TU|mo-duc|3|1/2"


def page_with(*codes: tuple[str, float, float], side_mm: float = 30.0) -> np.ndarray:
    """A white A4 sheet at 150 dpi with codes at places in millimetres."""
    page = np.full((round(297 / 25.4 * DPI), round(210 / 25.4 * DPI)), 255, np.uint8)
    side = round(side_mm / 25.4 * DPI)
    for text, x, y in codes:
        code = np.asarray(Image.open(io.BytesIO(code_png(text))).convert("L").resize((side, side)))
        left, top = round(x / 25.4 * DPI), round(y / 25.4 * DPI)
        page[top : top + side, left : left + side] = code
    return page


def image(pixels: np.ndarray, dpi: float = DPI) -> PageImage:
    return PageImage(pixels.copy(), dpi, Transform.whole_page(pixels.shape[1], pixels.shape[0]))


@pytest.mark.parametrize("place", [(170, 7), (10, 7)])
def test_a_code_is_read_in_each_upper_corner(place: tuple[int, int]) -> None:
    assert read_codes(image(page_with((TEXT, *place)))) == (TEXT,)


@pytest.mark.parametrize("place", [(90, 130), (10, 260), (170, 260)])
def test_a_code_elsewhere_is_not_looked_for(place: tuple[int, int]) -> None:
    assert read_codes(image(page_with((TEXT, *place)))) == ()


def test_two_codes_are_told_the_right_one_first_and_a_repeated_one_once() -> None:
    other = "https://example.org/giay-moi"
    assert read_codes(image(page_with((other, 10, 7), (TEXT, 170, 7)))) == (TEXT, other)
    assert read_codes(image(page_with((TEXT, 10, 7), (TEXT, 170, 7)))) == (TEXT,)


@pytest.mark.parametrize("dpi", [150.0, 200.0, 300.0])
def test_colour_blur_and_noise_are_borne(dpi: float) -> None:
    noise = np.random.default_rng(5).normal(0, 8, (3,))
    page = cv2.resize(page_with((TEXT, 170, 7)), None, fx=dpi / DPI, fy=dpi / DPI)
    page = cv2.GaussianBlur(page, (0, 0), 0.8 * dpi / DPI)
    colour = np.clip(page[..., None] * 0.85 + 20 + noise, 0, 255).astype(np.uint8)
    assert read_codes(image(colour, dpi)) == (TEXT,)


def test_white_black_and_tiny_pages_have_none() -> None:
    for pixels in (np.full((900, 700), 255), np.zeros((900, 700)), np.zeros((1, 1)), np.full((3, 900), 90)):
        assert read_codes(image(pixels.astype(np.uint8))) == ()


def test_any_noise_is_survived() -> None:
    for seed in range(20):
        dirt = np.random.default_rng(seed).random((600, 500)) < 0.2
        assert read_codes(image(np.where(dirt, 0, 255).astype(np.uint8))) == ()
