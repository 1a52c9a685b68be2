"""The printed straight lines of a page: borders of tables, underlines.

Runs of ink along one direction survive a morphological opening and letters do not; the pieces of one
line are joined across gaps. All lengths are millimetres on paper, so a 150 dpi scan and a 300 dpi scan
give the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.model import Direction, PageImage, Pixels, Ruling

# An unbroken run this long is no stroke of a letter: the bar of a capital T in 16 point is 3.2 mm.
RUN_MM = 3.5
# The shortest line worth telling: lines of tables run over several columns, the bars of bold capitals over
# three letters; a row is at least so high.
SHORTEST_HORIZONTAL_MM = 8.0
SHORTEST_VERTICAL_MM = 5.0
# Faxes and weak toner break lines by up to some millimetres.
LONGEST_GAP_MM = 5.0
# Pieces of one line lie this near to each other's continuation.
ASIDE_MM = 0.6
# Thicker things are bars, shadows or pictures.
THICKEST_MM = 1.5
# Ink of a line stands out from the mean around it by this many grey levels; thin lines of 150 dpi are pale.
CONTRAST = 22
NEIGHBOURHOOD_MM = 5.0
# A row of pixels through text has this much ink just above or below itself, a line has not.
FLANK_MM = 0.45
MOST_FLANK_INK = 0.4
# The bars of bold capitals ("THT") make a short line with stems on one side.
SHORT_MM = 16.0
# Share of its length on which a joined line must show ink.
LEAST_COVER = 0.6


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of ink: from (start, at_start) to (end, at_end) along the direction; ``area`` in pixels."""

    start: float
    end: float
    at_start: float
    at_end: float
    area: float
    inked: float

    @property
    def middle(self) -> float:
        return (self.at_start + self.at_end) / 2


def find_rulings(image: PageImage) -> tuple[Ruling, ...]:
    """Find the printed straight lines of a level page.

    Ink is told from paper by its contrast to the neighbourhood, runs of ``RUN_MM`` are kept, their
    pieces are fitted with straight lines and joined where one continues the other. Slopes up to about
    one degree are followed; a line's ``at`` is then its middle.

    Args:
        image: A level page, grey or colour, with an even background; marks may be on or off.

    Returns:
        Horizontal lines top to bottom, then vertical ones left to right; empty if there are none.
    """
    ink = ink_mask(image)
    horizontal = _lines_along(ink, image, Direction.HORIZONTAL, SHORTEST_HORIZONTAL_MM)
    vertical = _lines_along(np.ascontiguousarray(ink.T), image, Direction.VERTICAL, SHORTEST_VERTICAL_MM)
    return (*horizontal, *vertical)


def ink_mask(image: PageImage) -> Pixels:
    """Say for each pixel whether it is darker than its neighbourhood: 1 ink, 0 paper."""
    grey = image.pixels if image.pixels.ndim == 2 else cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY)
    side = max(3, round(image.px(NEIGHBOURHOOD_MM))) | 1
    around = cv2.blur(grey, (side, side))
    return (grey.astype(np.int16) < around.astype(np.int16) - CONTRAST).astype(np.uint8)


def _lines_along(
    ink: Pixels, image: PageImage, direction: Direction, shortest_mm: float
) -> tuple[Ruling, ...]:
    """The lines that run along the rows of ``ink``, which is transposed for vertical ones."""
    pieces = list(_pieces(ink, image))
    found = []
    for chain in _chains(pieces, image):
        start, end = min(p.start for p in chain), max(p.end for p in chain)
        inked = sum(p.inked for p in chain)
        if end - start < image.px(shortest_mm) or inked < LEAST_COVER * (end - start):
            continue
        at, slope = _line_through(chain, (start + end) / 2)
        thickness = sum(p.area for p in chain) / max(1.0, inked)
        found.append(Ruling(direction, at, start, end, thickness, slope))
    return tuple(sorted(found, key=lambda r: (r.at, r.start)))


def _line_through(chain: list[_Piece], middle: float) -> tuple[float, float]:
    """The straight line through the ends of the pieces: its place at ``middle`` and its slope."""
    along = np.array([x for p in chain for x in (p.start, p.end)])
    at = np.array([y for p in chain for y in (p.at_start, p.at_end)])
    weight = np.sqrt([w for p in chain for w in (p.end - p.start, p.end - p.start)])
    slope, base = np.polyfit(along - middle, at, 1, w=weight)
    return float(base), float(slope)


def _pieces(ink: Pixels, image: PageImage) -> Iterator[_Piece]:
    """Unbroken thin runs; one pixel of dilation across lets a sloping line step from row to row."""
    run = max(5, round(image.px(RUN_MM)))
    stepped = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(stepped, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    flank = max(2, round(image.px(FLANK_MM)))
    for label in range(1, count):
        left, top, width, height, _ = (int(v) for v in stats[label])
        box = labels[top : top + height, left : left + width] == label
        line = box & (ink[top : top + height, left : left + width] > 0)
        columns = line.sum(axis=0)
        inked = int((columns > 0).sum())
        if inked < run / 2:
            continue
        thickness = float(columns[columns > 0].mean())
        if thickness > image.px(THICKEST_MM):
            continue
        at_start, at_end = _fit(line, top)
        above, below = _flank_ink(ink, left, width, at_start, at_end, flank + thickness / 2)
        if (above + below) / 2 > MOST_FLANK_INK:
            continue
        if width < image.px(SHORT_MM) and max(above, below) > MOST_FLANK_INK / 2:
            continue
        yield _Piece(left, left + width, at_start, at_end, float(columns.sum()), inked)


def _fit(line: NDArray[np.bool_], top: int) -> tuple[float, float]:
    """Where a straight line through the pixels begins and ends, as y of pixel centres plus a half."""
    ys, xs = np.nonzero(line)
    width = line.shape[1]
    if xs.max() == xs.min():
        return top + float(ys.mean()) + 0.5, top + float(ys.mean()) + 0.5
    slope, base = np.polyfit(xs, ys, 1)
    return top + base + 0.5, top + base + slope * (width - 1) + 0.5


def _flank_ink(
    ink: Pixels, left: int, width: int, at_start: float, at_end: float, distance: float
) -> tuple[float, float]:
    """The shares of ink on the two parallels of a piece at a distance; beyond the page counts as paper."""
    xs = np.arange(left, left + width)
    ys = np.linspace(at_start, at_end, width)
    shares = []
    for side in (-distance, distance):
        rows = np.floor(ys + side).astype(int)
        inside = (rows >= 0) & (rows < ink.shape[0])
        shares.append(float(ink[rows[inside], xs[inside]].sum()) / width)
    return shares[0], shares[1]


def _chains(pieces: list[_Piece], image: PageImage) -> Iterator[list[_Piece]]:
    """Group the pieces that continue one another, left to right."""
    gap, aside = image.px(LONGEST_GAP_MM), image.px(ASIDE_MM)
    open_chains: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        best: list[_Piece] | None = None
        for chain in open_chains:
            last = chain[-1]
            near = abs(last.at_end - piece.at_start) <= aside or abs(last.middle - piece.middle) <= aside
            if near and -aside <= piece.start - last.end <= gap and (best is None or last.end > best[-1].end):
                best = chain
        if best is None:
            open_chains.append([piece])
        else:
            best.append(piece)
    yield from open_chains
