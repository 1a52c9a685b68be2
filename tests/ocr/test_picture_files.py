"""Pages as files: the one for a closer look loses nothing, the one for people keeps its colours."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ocr.model import PageImage, Transform
from ocr.picture_files import jpeg_of, png_of


def page(*shape: int) -> PageImage:
    pixels = np.random.default_rng(7).integers(0, 256, shape).astype(np.uint8)
    return PageImage(pixels, 150.0, Transform.whole_page(shape[1], shape[0]))


@pytest.mark.parametrize("shape", [(1, 1), (40, 30), (31, 47, 3)])
def test_a_png_gives_back_every_pixel(shape):
    image = page(*shape)
    with Image.open(io.BytesIO(png_of(image))) as read:
        assert read.format == "PNG"
        assert np.array_equal(np.asarray(read), image.pixels)


def test_a_jpeg_keeps_red_red_and_blue_blue():
    pixels = np.full((64, 64, 3), (220, 30, 20), np.uint8)
    pixels[:, 32:] = (20, 40, 210)
    with Image.open(io.BytesIO(jpeg_of(PageImage(pixels, 150.0, Transform.whole_page(64, 64))))) as read:
        assert read.format == "JPEG"
        shown = np.asarray(read).astype(int)
    assert np.abs(shown[8, 8] - (220, 30, 20)).max() < 8
    assert np.abs(shown[8, 56] - (20, 40, 210)).max() < 8


def test_a_grey_jpeg_stays_grey():
    with Image.open(io.BytesIO(jpeg_of(page(16, 16)))) as read:
        assert read.mode == "L"
