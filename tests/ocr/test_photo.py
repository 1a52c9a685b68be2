import cv2
import numpy as np
import pytest

from ocr.photo import flatten
from tests.ocr.conftest import page_image, sheet, write_lines


def photograph(
    page: np.ndarray, corners: list[tuple[float, float]], size=(1000, 1400), desk=70
) -> np.ndarray:
    height, width = page.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    photo = cv2.warpPerspective(page, matrix, size, borderValue=(desk,), borderMode=cv2.BORDER_CONSTANT)
    shade = np.linspace(1.0, 0.6, size[0])[None, :]
    return (photo * shade).astype(np.uint8)


def test_a_slanting_sheet_in_uneven_light_is_laid_flat():
    page = write_lines(sheet())
    cv2.circle(page, (600, 1000), 12, 0, -1)
    corners = [(80.0, 60.0), (930.0, 100.0), (900.0, 1330.0), (110.0, 1290.0)]
    flat = flatten(page_image(photograph(page, corners)))
    assert flat.height / flat.width == pytest.approx(297 / 210, abs=0.01)
    assert flat.width / flat.dpi == pytest.approx(210 / 25.4, abs=0.02)
    for corner, (x, y) in zip(
        ((0, 0), (flat.width, 0), (flat.width, flat.height), (0, flat.height)), corners, strict=True
    ):
        u, v = flat.to_file.point(*corner)
        assert (u * 1000, v * 1400) == pytest.approx((x, y), abs=8)
    k = flat.width / 827
    dot = flat.pixels[round(1000 * k) - 4 : round(1000 * k) + 4, round(600 * k) - 4 : round(600 * k) + 4]
    assert dot.mean() < 60


def test_a_scan_is_left_alone():
    scan = page_image(write_lines(sheet()))
    assert flatten(scan) is scan


def test_a_scan_with_a_black_edge_at_one_side_is_left_alone():
    pixels = write_lines(sheet())
    pixels[:, :15] = 10
    scan = page_image(pixels)
    assert flatten(scan) is scan
