"""Which way up a page stands.

Two questions, each answered by the shape of the print where that is clear and by reading a piece of the
page in the possible directions where it is not. Tesseract's own detection of orientation is not asked: it
needs many letters and fails on tables.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import Ink, as_pixels, connected_parts, find_ink
from ocr.deskew import profile_sharpness
from ocr.geometry import scaled, turn_quarter
from ocr.marks import without_coloured_ink
from ocr.model import PageImage, Word
from ocr.settings import OcrSettings
from ocr.tesseract import PSM_BLOCK, PSM_SPARSE, recognise_each

ALL_TURNS = (0, 90, 180, 270)
SHAPE_DPI = 100.0
SLANTS_DEGREES = np.arange(-5.0, 5.01, 0.25)
LETTER_MM = (0.5, 9.0)  # from a dot to a headline's capital; longer things are rulings or seals
THIN_LONG_MM = 4.0  # a stroke of one or two pixels and this long is a piece of a ruling
MIN_INK_PX = 150  # at SHAPE_DPI: about six words; with less, nothing tells and the page stays as it is
# Text gives a profile sharper by 2.4 to 16 times along its lines than across, on 82 pages of 21 documents
# of many kinds; tables of short numbers come down to 1.
CLEAR_AXIS = 2.0
# Vietnamese has far more ink above its small letters (tone marks, ascenders) than below them. Upright
# text pages gave 0.26 to 0.69, tables -0.3 to 0.6.
CLEAR_LEAN = 0.25
CLEAR_LEAN_LINES = 12
CLEAR_LEAN_SHARE = 0.62  # of lines that must lean the same way
LINE_PX = (5, 40)  # height of a text line at SHAPE_DPI: 1.3 to 10 mm
PROBE_MM = 75.0  # side of the piece that is read: a dozen half lines
PROBE_DPI = 200.0
MIN_PROBE_WORD = 2  # letters; single ones are what upside-down text is read as
MIN_PROBE_CONFIDENCE = 0.5
# Where there is little print, less than a dozen lines, its shape tells little: the dashes that the edge of a
# poor scan makes weigh as much. Such a page is first asked with its coloured ink on it, word by word, in all
# four directions. Of 32 scans with nothing but a stamp the right direction had 7.9 to 33 letters that were
# read, the next one at most 0.68 of these; one scan was read in none.
LITTLE_INK_PX = 6000
LEAST_TOLD = 7.5
MOST_NEXT = 0.7


def turn_upright(image: PageImage, settings: OcrSettings) -> tuple[PageImage, int | None]:
    """Turn a page upright.

    Returns:
        The upright page, and by how many degrees clockwise its content stood turned: 0, 90, 180 or 270.
        A page with too little print to tell, such as a back with nothing but a stamp, comes back as it
        is, with None.

    Raises:
        InstallationError, PageError: A piece had to be read and Tesseract failed.
    """
    degrees = find_turn(image, settings)
    return turn_quarter(image, (360 - (degrees or 0)) % 360), degrees


def find_turn(image: PageImage, settings: OcrSettings) -> int | None:
    """By how many degrees clockwise the content of a page stands turned; None where nothing tells."""
    letters = find_letters(_small_grey(image, SHAPE_DPI))
    printed = int(letters.sum())
    if printed < LITTLE_INK_PX and (stamped := _probe_stamp(image, settings)) is not None:
        return stamped
    if printed < MIN_INK_PX:
        return None
    level, upright = _lean_of(letters), _lean_of(np.rot90(letters))
    axis = level.sharpness / max(1e-9, upright.sharpness)
    if axis >= CLEAR_AXIS:
        sure, either = level.direction, (0, 180)
    elif axis <= 1 / CLEAR_AXIS:
        # rot90 turned the page left, so text that leans up there stands turned right in the file.
        sure, either = (None if upright.direction is None else (upright.direction + 90) % 360), (90, 270)
    else:
        return _probe(image, letters, ALL_TURNS, settings)
    return sure if sure is not None else _probe(image, letters, either, settings)


def _small_grey(image: PageImage, dpi: float) -> PageImage:
    """A copy of that resolution at most, coloured ink off."""
    factor = min(1.0, dpi / image.dpi)
    small = scaled(image, factor, factor, image.dpi * factor)
    return PageImage(without_coloured_ink(small), small.dpi, small.to_file)


def find_letters(image: PageImage) -> Ink:
    """Ink of the size of letters and their parts: no rulings, no seals, no edges of the sheet."""
    ink = find_ink(image.pixels, image.dpi)
    _, labels, stats = connected_parts(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    longer, thinner = np.maximum(width, height), np.minimum(width, height)
    wanted = (longer >= image.px(LETTER_MM[0])) & (longer <= image.px(LETTER_MM[1]))
    wanted &= ~((thinner <= 2) & (longer > image.px(THIN_LONG_MM)))
    wanted[0] = False
    letters: Ink = wanted[labels]
    return letters


@dataclass(frozen=True, slots=True)
class _Lean:
    """How well ink falls into level lines, and which way up they stand (0, 180, None: unclear)."""

    sharpness: float
    direction: int | None


def _lean_of(letters: Ink) -> _Lean:
    ys, xs = np.nonzero(letters)
    scores = [profile_sharpness(ys, xs, math.tan(math.radians(a))) for a in SLANTS_DEGREES]
    best = int(np.argmax(scores))
    rows = np.rint(ys - xs * math.tan(math.radians(float(SLANTS_DEGREES[best])))).astype(np.intp)
    above, below, up, lines = _count_ink_beside_lines(np.bincount(rows - rows.min()).astype(float))
    lean = (above - below) / max(1.0, above + below)
    share = up / max(1, lines)
    if lines < CLEAR_LEAN_LINES or abs(lean) < CLEAR_LEAN:
        return _Lean(scores[best], None)
    if lean > 0:
        return _Lean(scores[best], 0 if share >= CLEAR_LEAN_SHARE else None)
    return _Lean(scores[best], 180 if share <= 1 - CLEAR_LEAN_SHARE else None)


def _count_ink_beside_lines(profile: NDArray[np.float64]) -> tuple[float, float, int, int]:
    """Ink above and below the bodies of small letters, lines with more above, all lines."""
    inked = profile > max(3.0, 0.05 * float(np.percentile(profile, 95)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inked.astype(np.int8), [0]])))
    above = below = 0.0
    up = lines = 0
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if not LINE_PX[0] <= end - start <= LINE_PX[1]:
            continue
        line = profile[start:end]
        body = np.flatnonzero(line > 0.5 * line.max())
        over, under = float(line[: body[0]].sum()), float(line[body[-1] + 1 :].sum())
        above, below, up, lines = above + over, below + under, up + (over > under), lines + 1
    return above, below, up, lines


def _probe(image: PageImage, letters: Ink, turns: Sequence[int], settings: OcrSettings) -> int | None:
    """Read the most printed piece of a page in several directions, keep the one that reads best."""
    piece = _busiest_piece(image, letters)
    pieces = [turn_quarter(piece, (360 - turn) % 360) for turn in turns]
    readings = recognise_each(pieces, settings, psm=PSM_BLOCK, inverted=False)
    scores = {turn: _legibility(words) for turn, words in zip(turns, readings, strict=True)}
    best = max(scores, key=lambda turn: scores[turn])
    tells = scores[best] >= LEAST_TOLD or int(letters.sum()) >= LITTLE_INK_PX
    return best if tells else None


def _probe_stamp(image: PageImage, settings: OcrSettings) -> int | None:
    """Read what little stands on a page, stamps and seals included, in all directions; None if none is clear.

    Words are looked for anywhere: within its frame a stamp is no block of text.
    """
    inked = _with_coloured_ink(image)
    factor = min(1.0, SHAPE_DPI / image.dpi)
    letters = find_letters(scaled(inked, factor, factor, image.dpi * factor))
    if int(letters.sum()) < MIN_INK_PX:
        return None
    piece = _busiest_piece(inked, letters)
    pieces = [turn_quarter(piece, (360 - turn) % 360) for turn in ALL_TURNS]
    readings = recognise_each(pieces, settings, psm=PSM_SPARSE, inverted=False)
    told = sorted(zip(map(_legibility, readings), ALL_TURNS, strict=True), reverse=True)
    (most, best), (second, _) = told[:2]
    return best if most >= LEAST_TOLD and second <= MOST_NEXT * most else None


def _with_coloured_ink(image: PageImage) -> PageImage:
    """The page in grey, in which red and blue ink are as dark as black."""
    if not image.is_colour:
        return image
    return PageImage(np.ascontiguousarray(image.pixels.min(axis=2)), image.dpi, image.to_file)


def _busiest_piece(image: PageImage, letters: Ink) -> PageImage:
    """A square of the page where most letters are, with everything else taken off."""
    grey = _small_grey(image, PROBE_DPI)
    side = max(1, round(PROBE_MM / 25.4 * SHAPE_DPI))
    crowd = cv2.blur(letters.astype(np.float32), (side, side), borderType=cv2.BORDER_CONSTANT)
    y, x = np.unravel_index(int(np.argmax(crowd)), crowd.shape)
    ratio_y, ratio_x = grey.height / letters.shape[0], grey.width / letters.shape[1]
    near = cv2.dilate(letters.astype(np.uint8), np.ones((5, 5), np.uint8))
    near = cv2.resize(near, (grey.width, grey.height), interpolation=cv2.INTER_NEAREST)
    pixels = np.where(as_pixels(near) > 0, grey.pixels, 255).astype(np.uint8)
    top, bottom = int(max(0, (y - side / 2) * ratio_y)), int((y + side / 2) * ratio_y) + 1
    left, right = int(max(0, (x - side / 2) * ratio_x)), int((x + side / 2) * ratio_x) + 1
    return PageImage(np.ascontiguousarray(pixels[top:bottom, left:right]), grey.dpi, grey.to_file)


def _legibility(words: Sequence[Word]) -> float:
    """Letters in words that Tesseract believes in."""
    return sum(
        w.confidence * len(w.text)
        for w in words
        if w.confidence >= MIN_PROBE_CONFIDENCE and sum(c.isalnum() for c in w.text) >= MIN_PROBE_WORD
    )
