"""Turn a page by the small angle that makes its text lines level."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import as_pixels, find_ink, grey_of
from ocr.model import PageImage, Transform

MAX_DEGREES = 5.0  # sheet feeders rarely skew a page further
SEARCH_DPI = 100.0  # text lines are still apart, and there are nine times fewer pixels than at 300
COARSE_STEP_DEGREES = 0.25  # half the width of the peak of a text line as wide as an A4 page
FINE_STEP_DEGREES = 0.02  # 1 px over the width of an A4 page at 300 dpi
LEAST_TURN_DEGREES = 0.04  # 2 px over the width: turning for less blurs more than it levels
MIN_INK_PX = 200  # at SEARCH_DPI; fewer give no profile worth trusting


def find_skew(image: PageImage, *, max_degrees: float = MAX_DEGREES) -> float:
    """The angle by which text lines fall to the right (clockwise), in degrees; 0.0 without ink.

    Raises:
        ValueError: ``max_degrees`` is negative or above 45.
    """
    if not 0 <= max_degrees <= 45:
        raise ValueError(f"max_degrees must lie in 0..45, not {max_degrees}")
    scale = min(1.0, SEARCH_DPI / image.dpi)
    grey = as_pixels(
        cv2.resize(grey_of(image.pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    )
    ys, xs = np.nonzero(find_ink(grey, image.dpi * scale))
    if len(ys) < MIN_INK_PX:
        return 0.0
    coarse = _best(ys, xs, np.arange(-max_degrees, max_degrees + 1e-9, COARSE_STEP_DEGREES))
    around = np.arange(-COARSE_STEP_DEGREES, COARSE_STEP_DEGREES + 1e-9, FINE_STEP_DEGREES)
    return float(np.clip(_best(ys, xs, coarse + around), -max_degrees, max_degrees))


def _best(ys: NDArray[np.intp], xs: NDArray[np.intp], angles: NDArray[np.float64]) -> float:
    scores = [profile_sharpness(ys, xs, math.tan(math.radians(a))) for a in angles]
    return float(angles[int(np.argmax(scores))])


def profile_sharpness(ys: NDArray[np.intp], xs: NDArray[np.intp], slope: float) -> float:
    """How sharply ink alternates with gaps from row to row, with rows sheared by ``slope``."""
    rows = np.rint(ys - xs * slope).astype(np.intp)
    profile = np.bincount(rows - rows.min())
    return float(np.square(np.diff(profile)).sum()) / len(profile)


def deskew(image: PageImage, *, max_degrees: float = MAX_DEGREES) -> PageImage:
    """Turn a page so that its text lines run level.

    Level text alternates sharply between ink rows and gap rows, so we keep the angle whose row profile
    has the largest sum of squared differences between neighbouring rows. Angles are tried on the ink of
    a copy of about 100 dpi; the page itself is turned once, so its strokes are blurred only once.

    Args:
        image: An upright page; uint8, shape (height, width) or (height, width, 3), 0 black, 255 white.
        max_degrees: Half-width of the search.

    Returns:
        The level page, same dpi, enlarged so that no corner is lost, new pixels white; its ``to_file``
        leads back to the page as it was. A page without ink comes back as it is.

    Raises:
        ValueError: ``max_degrees`` is negative or above 45.

    Source: Postl, ICPR 1986, 687-689; Bloomberg, Kopec, Dasari, Proc. SPIE 2422 (1995), 302-316.
    """
    return turn_by(image, find_skew(image, max_degrees=max_degrees))


def turn_by(image: PageImage, degrees: float) -> PageImage:
    """Turn a page counter-clockwise by a small angle, enlarged to keep its corners."""
    if abs(degrees) < LEAST_TURN_DEGREES:
        return image
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    width = math.ceil(image.width * abs(cos) + image.height * abs(sin))
    height = math.ceil(image.height * abs(cos) + image.width * abs(sin))
    # Pixel indices name pixel centres in cv2 and pixel corners in boxes; about the page's centre of
    # corners both agree once half a pixel is taken off.
    corners = np.array(
        [
            [cos, sin, width / 2 - cos * image.width / 2 - sin * image.height / 2],
            [-sin, cos, height / 2 + sin * image.width / 2 - cos * image.height / 2],
        ]
    )
    centres = corners.copy()
    centres[:, 2] += corners[:, :2] @ np.array([0.5, 0.5]) - 0.5
    white = (255, 255, 255)
    turned = cv2.warpAffine(
        image.pixels,
        centres,
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=white,
    )
    new_to_old = Transform.of(np.linalg.inv(np.vstack([corners, [0.0, 0.0, 1.0]])))
    return PageImage(as_pixels(turned), image.dpi, image.to_file.after(new_to_old))
