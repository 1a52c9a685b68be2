"""What stands in a small box of a page: nothing, a dash, or something to read, and its tidy crop.

Works on the pieces of ink (connected components) in the box. Sizes are millimetres on paper: the digits of
a 10 to 14 point table are 2.3 to 3.3 mm high, a dash is 1 to 2 mm wide and 0.2 to 0.5 mm high, a dot 0.4 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.cell_lines import count_lines
from ocr.model import BoundingBox, PageImage, Pixels

# Borders lie on the box's edge, half their thickness inside it; anything along it this near is border.
EDGE_MM = 0.9
# A straight run along the edge this share of the side long is a border, not a letter.
BORDER_SHARE = 0.45
BORDER_THICKNESS_MM = 0.8
# What is left of a sloping border lies along the edge with most of its pixels.
RIM_SHARE = 0.6
# A streak fills this share of a box's height, touching both edges, and is no wider than a stroke.
STREAK_FILL = 0.6
STREAK_WIDTH_MM = 0.5
# Ink is darker than the box's paper by this share of the span between its paper and its darkest ink, and at
# least by the grey levels below, so that the grain of a blank cell is no ink.
INK_SHARE = 0.35
LEAST_CONTRAST = 38
# Pieces below this extent are specks or dots; a cell with nothing larger is blank.
SIGNIFICANT_MM = 0.65
# Fax noise is smaller than this in both directions and is dropped everywhere.
SPECK_MM = 0.2
# Small pieces this near to the significant ones, up or down, are dots, hooks and accents.
NEAR_MM = 1.1
# Dots below, hooks and accents of letters: so small, and so near to their letter.
DOT_MM = 0.9
DOT_AWAY_MM = 0.9
# A dash, by its shape.
DASH_HIGHEST_MM = 0.75
DASH_LEAST_ASPECT = 1.5
DASH_LONGEST_MM = 6.0
# An ellipsis: so many dots in a row.
ELLIPSIS_DOTS = 3
# White kept round the tight crop.
MARGIN_MM = 1.2


class InkShape(StrEnum):
    """What the pieces of ink in a box look like together."""

    NOTHING = "nothing"
    DASH = "dash"
    ELLIPSIS = "ellipsis"
    WRITING = "writing"


@dataclass(frozen=True, eq=False)
class CellInk:
    """A box seen closely.

    ``crop`` holds the writing alone with a white margin, None where there is nothing to read; ``lines`` is
    how many text lines stand in it. ``certainty`` (0..1) tells how clearly ``shape`` was told apart;
    ``share`` is the share of the box that is ink.
    """

    shape: InkShape
    crop: PageImage | None
    lines: int
    certainty: float
    share: float


@dataclass(frozen=True, slots=True)
class _Piece:
    label: int
    left: int
    top: int
    width: int
    height: int
    area: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def extent(self) -> int:
        return max(self.width, self.height)


def look_into(image: PageImage, box: BoundingBox, *, keep_all: bool = False) -> CellInk:
    """See what stands in a box.

    Args:
        image: Grey, clean, level page; borders may still be on it.
        box: In pixels of the image; its edges may lie on borders.
        keep_all: Keep every piece larger than a speck (words with their dots and commas); else small
            pieces beside the significant ones are dropped, because no number begins or ends with a dot.
    """
    grey, left, top = _cut(image, box)
    if grey.size == 0:
        return CellInk(InkShape.NOTHING, None, 0, 0.0, 0.0)
    ink, paper = _ink_of(grey)
    inner = _without_borders(ink, image.dpi)
    labels, pieces = _pieces_of(inner)
    speck = image.px(SPECK_MM)
    pieces = [p for p in pieces if p.extent > speck]
    share = sum(p.area for p in pieces) / grey.size
    significant = [p for p in pieces if p.extent >= image.px(SIGNIFICANT_MM)]
    if not significant:
        return _small_things(pieces, image, share)
    if all(_is_dash(p, grey.shape, image) for p in significant):
        return CellInk(InkShape.DASH, None, 1, _dash_certainty(significant, image), share)
    if keep_all:
        inner = _with_dots(inner, ink, significant, image)
        labels, pieces = _pieces_of(inner)
        kept = [p for p in pieces if p.extent > speck and _is_near_any(p, pieces, image)]
    else:
        kept = _with_neighbours(significant, pieces, image)
    crop, lines = _tidy_crop(grey, labels, kept, paper, image, left, top)
    return CellInk(InkShape.WRITING, crop, lines, 1.0, share)


def _cut(image: PageImage, box: BoundingBox) -> tuple[Pixels, int, int]:
    left, top = max(0, round(box.left)), max(0, round(box.top))
    right, bottom = min(image.width, round(box.right)), min(image.height, round(box.bottom))
    pixels = image.pixels[top : max(top, bottom), left : max(left, right)]
    if pixels.ndim == 3 and pixels.size:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    return pixels, left, top


def _ink_of(grey: Pixels) -> tuple[Pixels, float]:
    paper, darkest = float(np.percentile(grey, 85)), float(np.percentile(grey, 0.5))
    contrast = max(LEAST_CONTRAST, INK_SHARE * (paper - darkest))
    return (grey < paper - contrast).astype(np.uint8), paper


def _without_borders(ink: Pixels, dpi: float) -> Pixels:
    """Take off what lies along the edges: whole borders, and slivers that touch the edge and stay near it."""
    edge = max(1, round(EDGE_MM / 25.4 * dpi))
    thickness = BORDER_THICKNESS_MM / 25.4 * dpi
    ink = ink.copy()
    height, width = ink.shape
    for view, length in ((ink, width), (ink.T, height)):
        near = [*range(min(edge, view.shape[0])), *range(max(0, view.shape[0] - edge), view.shape[0])]
        for row in near:
            if _longest_run(view[row]) >= BORDER_SHARE * length:
                view[row] = 0
    _wipe_streaks(ink, edge, dpi)
    rim = np.ones_like(ink)
    rim[edge : height - edge, edge : width - edge] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    for label in range(1, count):
        left, top, w, h, area = (int(v) for v in stats[label])
        touches = left <= 1 or top <= 1 or left + w >= width - 1 or top + h >= height - 1
        in_rim = int(rim[labels == label].sum())
        thin = min(w, h) <= thickness
        if in_rim >= RIM_SHARE * area and (touches or thin):
            ink[labels == label] = 0
    return ink


def _wipe_streaks(ink: Pixels, edge: int, dpi: float) -> None:
    """Take off lines that a dirty scanner draws down a page: thin, and through the box from top to bottom."""
    height, width = ink.shape
    if height <= 3 * edge:
        return
    full = ink.mean(axis=0) >= STREAK_FILL
    ends = (ink[:edge].mean(axis=0) >= STREAK_FILL / 2) & (ink[-edge:].mean(axis=0) >= STREAK_FILL / 2)
    padded = np.concatenate(([0], (full & ends).astype(np.int8), [0]))
    changes = np.flatnonzero(np.diff(padded))
    for start, end in zip(changes[::2], changes[1::2], strict=True):
        if end - start <= STREAK_WIDTH_MM / 25.4 * dpi and start > 0 and end < width:
            ink[:, max(0, start - 1) : end + 1] = 0


def _longest_run(row: NDArray[np.uint8]) -> int:
    """The longest unbroken run of ones."""
    padded = np.concatenate(([0], row, [0])).astype(np.int8)
    changes = np.flatnonzero(np.diff(padded))
    return int((changes[1::2] - changes[::2]).max()) if changes.size else 0


def _pieces_of(ink: Pixels) -> tuple[NDArray[np.int32], list[_Piece]]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return labels.astype(np.int32), [_Piece(i, *(int(v) for v in stats[i])) for i in range(1, count)]


def _is_dash(piece: _Piece, shape: tuple[int, ...], image: PageImage) -> bool:
    height, width = shape[:2]
    flat = piece.height <= image.px(DASH_HIGHEST_MM) and piece.width >= DASH_LEAST_ASPECT * piece.height
    filled = piece.area >= 0.6 * piece.width * piece.height
    edge = image.px(EDGE_MM)
    inside = (
        piece.top > edge / 2 and piece.bottom < height - edge / 2 and piece.left > 0 and piece.right < width
    )
    return flat and filled and inside and piece.width <= image.px(DASH_LONGEST_MM)


def _dash_certainty(dashes: list[_Piece], image: PageImage) -> float:
    """One clear, flat stroke is certain; two, or a stubby one, may be the rest of a digit."""
    if len(dashes) > 1:
        return 0.7
    dash = dashes[0]
    aspect = dash.width / dash.height
    if dash.width < image.px(SIGNIFICANT_MM) * 1.15:
        return 0.8
    return 0.99 if aspect >= 2.2 else 0.9


def _small_things(pieces: list[_Piece], image: PageImage, share: float) -> CellInk:
    """Only dots: an ellipsis if they stand in a row, else a blank cell with dirt."""
    dots = sorted((p for p in pieces if p.extent >= image.px(SPECK_MM) * 1.3), key=lambda p: p.left)
    if len(dots) >= ELLIPSIS_DOTS:
        middles = [p.top + p.height / 2 for p in dots]
        gaps = [b.left - a.right for a, b in pairwise(dots)]
        level = max(middles) - min(middles) <= image.px(0.5)
        if level and max(gaps) <= image.px(1.5):
            return CellInk(InkShape.ELLIPSIS, None, 1, 0.9, share)
    largest = max((p.extent for p in pieces), default=0) / image.px(SIGNIFICANT_MM)
    return CellInk(InkShape.NOTHING, None, 0, 1.0 - 0.5 * largest**2, share)


def _with_neighbours(significant: list[_Piece], pieces: list[_Piece], image: PageImage) -> list[_Piece]:
    near, beside = image.px(NEAR_MM), image.px(0.25)
    left, right = min(p.left for p in significant) - beside, max(p.right for p in significant) + beside
    top, bottom = min(p.top for p in significant) - near, max(p.bottom for p in significant) + near
    return [p for p in pieces if p.left >= left and p.right <= right and p.top >= top and p.bottom <= bottom]


def _with_dots(inner: Pixels, ink: Pixels, significant: list[_Piece], image: PageImage) -> Pixels:
    """Put back the dots and hooks of letters near the edge that were taken for rests of a border."""
    lost = ((ink > 0) & (inner == 0)).astype(np.uint8)
    labels, pieces = _pieces_of(lost)
    height, width = ink.shape
    small, near = image.px(DOT_MM), image.px(DOT_AWAY_MM)
    back = inner.copy()
    for piece in pieces:
        touches = piece.left <= 1 or piece.top <= 1 or piece.right >= width - 1 or piece.bottom >= height - 1
        if touches or piece.extent > small:
            continue
        if any(_gap(piece, letter) <= near for letter in significant):
            back[labels == piece.label] = 1
    return back


def _is_near_any(piece: _Piece, pieces: list[_Piece], image: PageImage) -> bool:
    """A letter, or a small piece beside one; specks far from all letters are dirt."""
    letter = image.px(SIGNIFICANT_MM)
    if piece.extent >= letter:
        return True
    near = image.px(DOT_AWAY_MM)
    return any(p.extent >= letter and _gap(piece, p) <= near for p in pieces)


def _gap(a: _Piece, b: _Piece) -> int:
    """Pixels between two pieces' boxes, along the axis where they lie further apart."""
    across = max(b.left - a.right, a.left - b.right)
    down = max(b.top - a.bottom, a.top - b.bottom)
    return max(across, down, 0)


def _tidy_crop(
    grey: Pixels,
    labels: NDArray[np.int32],
    kept: list[_Piece],
    paper: float,
    image: PageImage,
    left: int,
    top: int,
) -> tuple[PageImage, int]:
    """The kept pieces with their soft edges on white, cut tight with a margin."""
    mask = np.isin(labels, [p.label for p in kept]).astype(np.uint8)
    soft = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    whitened = np.clip(grey.astype(np.float32) * (255.0 / max(paper, 1.0)), 0, 255).astype(np.uint8)
    clean = np.where(soft > 0, whitened, 255).astype(np.uint8)
    x0, y0 = min(p.left for p in kept), min(p.top for p in kept)
    x1, y1 = max(p.right for p in kept), max(p.bottom for p in kept)
    margin = max(4, round(image.px(MARGIN_MM)))
    x0, y0 = max(0, x0 - 1), max(0, y0 - 1)
    tight = clean[y0 : y1 + 1, x0 : x1 + 1]
    padded = cv2.copyMakeBorder(tight, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(255.0,))
    corner = BoundingBox(left + x0 - margin, top + y0 - margin, left + x1 + margin, top + y1 + margin)
    shift = np.array([[1.0, 0.0, corner.left], [0.0, 1.0, corner.top], [0.0, 0.0, 1.0]])
    from_crop = type(image.to_file).of(image.to_file.matrix @ shift)
    return PageImage(padded.astype(np.uint8), image.dpi, from_crop), count_lines(mask, image)
