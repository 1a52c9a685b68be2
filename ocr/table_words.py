"""The words of ruled tables, cell by cell.

Read as part of a page, a table loses lone digits, and its narrow columns run into each other. So its cells
are taken off the page and read by themselves, all in one call or two; short writing is set several times on
one line, for the same reason as in ``cells``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from ocr.cell_ink import InkShape, look_into
from ocr.cell_lines import split_lines
from ocr.cleanup import certain_rulings
from ocr.copies import COPIES, FEW, LEAST_MAJORITY, copied, copied_wide, parts_of_copies, writing_box
from ocr.geometry import joined_boxes
from ocr.model import BoundingBox, Direction, PageImage, Ruling, Word
from ocr.reading_order import table_areas
from ocr.settings import OcrSettings
from ocr.tesseract import recognise_each

GAP_MM = 1.0  # lines of a table end this far from the line that they should meet, or run over it
LEAST_SIDE_MM = 3.0  # of a cell: a line of 8-point type and its air
LEAST_FILLED = 0.85  # of its box: a cell is a rectangle, several that a worn line joined are often none
MOST_HEIGHT_MM = 60.0  # a higher one is a frame around text, which the page's own reading does better
STREAK_BEYOND_MM = 15.0  # a border ends at a line that it meets
SHORT_ASPECT = 2.2  # writing no wider than this many times its height: a few digits or letters
DASH = "-"


@dataclass(frozen=True, slots=True)
class _Written:
    """A line of writing of a cell: its crop, and where the crop's corner lies on the page."""

    crop: PageImage
    left: float
    top: float

    @property
    def is_short(self) -> bool:
        box = writing_box(self.crop)
        return box.width <= SHORT_ASPECT * box.height


@dataclass(frozen=True, slots=True)
class _Vote:
    text: str
    weight: float


def find_cells(page: PageImage, rulings: Iterable[Ruling]) -> tuple[BoundingBox, ...]:
    """Find the cells that the rulings of a page enclose.

    The rulings are drawn, a little longer than they are; what they cut off from the rest of the page and
    fills its own box is a cell. Works for merged cells, and for lines that lean.

    Args:
        page: Level; only its size and resolution matter.
        rulings: Of that page.

    Returns:
        Boxes in pixels of the page; none where nothing is ruled.
    """
    certain = _without_streaks(tuple(certain_rulings(tuple(rulings), page)), page)
    cells: list[BoundingBox] = []
    for area in table_areas(certain):
        cells += _cells_in(area.grown(page.px(2 * GAP_MM)), certain, page)
    return tuple(cells)


def table_boxes(
    page: PageImage, rulings: Iterable[Ruling], cells: Iterable[BoundingBox]
) -> tuple[BoundingBox, ...]:
    """Where tables stand: around cells that touch, and around lines that look like a table without a cell.

    Lines alone reach too far: the edges of a photographed sheet stand around everything on it.

    Args:
        page: Only its size and resolution matter.
        rulings: Of that page.
        cells: From ``find_cells``.
    """
    tables = joined_boxes(cell.grown(page.px(GAP_MM)) for cell in cells)
    areas = table_areas(certain_rulings(tuple(rulings), page))
    return (*tables, *(area for area in areas if not any(area.intersection(t) for t in tables)))


def _without_streaks(rulings: Sequence[Ruling], page: PageImage) -> tuple[Ruling, ...]:
    """The rulings without streaks of a fax or scanner: they run far beyond all lines that they cross."""
    far, near = page.px(STREAK_BEYOND_MM), page.px(GAP_MM)
    across = [r for r in rulings if r.direction is Direction.HORIZONTAL]

    def is_streak(ruling: Ruling) -> bool:
        crossed = [
            r.at
            for r in across
            if ruling.start <= r.at <= ruling.end and r.start - near <= ruling.at <= r.end + near
        ]
        return bool(crossed) and ruling.start < min(crossed) - far and ruling.end > max(crossed) + far

    return tuple(r for r in rulings if r.direction is Direction.HORIZONTAL or not is_streak(r))


def _cells_in(area: BoundingBox, rulings: Sequence[Ruling], page: PageImage) -> Iterator[BoundingBox]:
    left, top = round(area.left), round(area.top)
    free = np.ones((round(area.height), round(area.width)), np.uint8)
    for ruling in rulings:
        start, end = ruling.start - page.px(GAP_MM), ruling.end + page.px(GAP_MM)
        ends = [(start, ruling.at_place(start)), (end, ruling.at_place(end))]
        if ruling.direction is Direction.VERTICAL:
            ends = [(y, x) for x, y in ends]
        one, other = ((round(x) - left, round(y) - top) for x, y in ends)
        cv2.line(free, one, other, 0, max(2, round(ruling.thickness)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(free, connectivity=4)
    for x, y, width, height, filled in stats[1:].tolist():
        at_edge = x == 0 or y == 0 or x + width == free.shape[1] or y + height == free.shape[0]
        small = min(width, height) < page.px(LEAST_SIDE_MM) or height > page.px(MOST_HEIGHT_MM)
        if not at_edge and not small and filled >= LEAST_FILLED * width * height:
            yield BoundingBox(left + x, top + y, left + x + width, top + y + height)


def without_cells(page: PageImage, cells: Iterable[BoundingBox]) -> PageImage:
    """The page with its cells white: what else stands on it is read as if there were no table."""
    pixels = page.pixels.copy()
    for cell in cells:
        pixels[max(0, round(cell.top)) : round(cell.bottom), max(0, round(cell.left)) : round(cell.right)] = (
            255
        )
    return PageImage(pixels, page.dpi, page.to_file)


def read_cells(page: PageImage, cells: Iterable[BoundingBox], settings: OcrSettings) -> tuple[Word, ...]:
    """Read the words that stand in cells.

    Args:
        page: Clean and grey, level, rulings off.
        cells: From ``find_cells``.
        settings: For Tesseract.

    Raises:
        InstallationError, PageError: Those of ``recognise_each``.
    """
    words: list[Word] = []
    written: list[_Written] = []
    for cell in cells:
        ink = look_into(page, cell)
        if ink.shape is InkShape.DASH:
            words.append(Word(DASH, _middle(cell, page), ink.certainty))
        elif ink.crop is not None:
            written += _lines_of(page, cell, ink.crop, ink.lines)
    short = [w for w in written if w.is_short]
    whole = [w for w in written if not w.is_short]
    found = recognise_each([*(copied(w.crop) for w in short), *(w.crop for w in whole)], settings)
    words += _settle_short(short, found[: len(short)], settings)
    for one, read in zip(whole, found[len(short) :], strict=True):
        words += _placed(one, read)
    return tuple(words)


def _lines_of(page: PageImage, cell: BoundingBox, figures: PageImage, lines: int) -> list[_Written]:
    """The lines of a cell's writing: short writing without the specks around it, longer with every comma."""
    alone = _Written(figures, *_corner(figures, page))
    if lines == 1 and alone.is_short:
        return [alone]
    whole = look_into(page, cell, keep_all=True).crop or figures
    return [_Written(line, *_corner(line, page)) for line in split_lines(whole)]


def _middle(cell: BoundingBox, page: PageImage) -> BoundingBox:
    """Where a dash stands, near enough: half a line high, in the middle of its cell."""
    x, y = cell.centre
    return BoundingBox(x, y, x, y).grown(page.px(LEAST_SIDE_MM) / 2)


def _corner(crop: PageImage, page: PageImage) -> tuple[float, float]:
    """Where a crop's first pixel lies on its page."""
    matrix = np.linalg.solve(page.to_file.matrix, crop.to_file.matrix)
    return float(matrix[0, 2] / matrix[2, 2]), float(matrix[1, 2] / matrix[2, 2])


def _on_page(written: _Written, box: BoundingBox) -> BoundingBox:
    left, top = written.left, written.top
    return BoundingBox(box.left + left, box.top + top, box.right + left, box.bottom + top)


def _placed(written: _Written, words: Iterable[Word]) -> Iterator[Word]:
    for word in words:
        yield replace(word, box=_on_page(written, word.box))


def _settle_short(
    written: Sequence[_Written], readings: Sequence[tuple[Word, ...]], settings: OcrSettings
) -> Iterator[Word]:
    """Short writing as read in copies; what they leave open is read in fewer, larger ones and by itself."""
    doubtful: list[tuple[_Written, list[_Vote]]] = []
    for one, found in zip(written, readings, strict=True):
        vote = _vote(found, COPIES)
        if vote.weight >= LEAST_MAJORITY:
            yield _as_word(one, vote)
        else:
            doubtful.append((one, [vote]))
    wide = [copied_wide(one.crop) for one, _ in doubtful]
    again = recognise_each([*wide, *(one.crop for one, _ in doubtful)], settings)
    for i, (one, votes) in enumerate(doubtful):
        votes += [_vote(again[i], FEW), _vote(again[len(wide) + i], 1)]
        best = max(votes, key=lambda vote: vote.weight)
        if best.text:
            others = dict.fromkeys(vote.text for vote in votes if vote.text and vote.text != best.text)
            yield replace(_as_word(one, best), candidates=tuple(others))


def _vote(words: Sequence[Word], copies: int) -> _Vote:
    """The text that most copies show, and its share times the mean confidence."""
    votes = Counter(parts_of_copies([w.text for w in words], copies)).most_common(1)
    if not votes:
        return _Vote("", 0.0)
    text, count = votes[0]
    if text.replace(" ", "").isdigit():
        text = text.replace(" ", "")  # "0 1" is one number
    confidence = sum(w.confidence for w in words) / len(words)
    return _Vote(text, confidence * min(1.0, count / copies))


def _as_word(written: _Written, vote: _Vote) -> Word:
    """One word over the whole of the writing."""
    return Word(vote.text, _on_page(written, writing_box(written.crop)), vote.weight)
