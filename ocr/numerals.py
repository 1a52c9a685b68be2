"""Roman numerals of headings, counted by their stems.

Tesseract knows words, and "II." is none: it reads "H-" and "IL" for it, "HI" and "IHI" for "III", and "II"
for one more. A stem is a stem: ink over the whole height of a capital, with paper between it and the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.binarise import Ink, connected_parts, find_ink
from ocr.model import Line, PageImage, Word

MISREAD = re.compile(r"[IHL1l|!¡¿T]{1,4}[.,:;\-–/)¿]?")  # what was seen for I, II and III, and their signs
TELLING = re.compile(r"[IHL]")  # one of these: a "1" alone may be a figure
SIGNS = "./-)"  # after a numeral
PART = "phần"  # stands before a numeral
MOST_STEMS = 3
LEAST_HEIGHT_PX = 12  # capitals of 9 points at 100 dpi; smaller ones have no paper between their stems
# All below in heights of a capital, measured on Times, Arial and their like, regular and bold.
UPPER, MIDDLE, LOWER = (0.25, 0.40), (0.42, 0.58), (0.62, 0.77)  # bands between serifs and around a crossbar
WIDEST_STEM = 0.35
LEAST_PITCH, MOST_PITCH = 0.25, 0.75  # from stem to stem
UNEVEN = 1.8  # times: stems of one numeral are of one width
BEFORE, BEYOND = 0.15, 0.9  # how far around the word's box its ink is looked at
LEAST_TALL = 0.75  # a stem or a slash; a dot or a dash is lower
FOOT = 0.28  # ink that goes on beside a stem by this much: an L's foot, a T's bar
CROSSBAR = 0.85  # of the paper between two stems under ink: an H
MOST_DOT = 0.28
SLANT = 0.06  # from a slash's upper to its lower band


Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Numeral:
    stems: int
    sign: str  # "" where its shape tells none


def settle_numerals(lines: Iterable[Line], page: PageImage) -> tuple[Line, ...]:
    """Set the numerals I, II and III at the beginning of a line right, and after "Phần".

    A word is changed only where its stems stand clear: of one height and width, evenly apart, without a
    crossbar or foot. The first reading stays among its candidates.

    Args:
        lines: Of the page, as read.
        page: Clean and grey.
    """
    return tuple(_settle_line(line, page) for line in lines)


def _settle_line(line: Line, page: PageImage) -> Line:
    words = line.words
    place = 1 if len(words) > 1 and words[0].text.lower() == PART else 0
    word = words[place]
    if not MISREAD.fullmatch(word.text) or not TELLING.search(word.text):
        return line
    end = words[place + 1].box.left if place + 1 < len(words) else float(page.width)
    numeral = _read(word, end, page)
    if numeral is None:
        return line
    sign = word.text[-1] if word.text[-1] in SIGNS else numeral.sign
    text = "I" * numeral.stems + sign
    if text == word.text:
        return line
    right = replace(word, text=text, candidates=(word.text, *word.candidates))
    return Line((*words[:place], right, *words[place + 1 :]))


def _read(word: Word, end: float, page: PageImage) -> _Numeral | None:
    """The numeral that stands in a word's place; None where its shape is none or not clear."""
    height, box = word.box.height, word.box
    rows = slice(max(0, round(box.top)), round(box.bottom))
    columns = slice(max(0, round(box.left - BEFORE * height)), round(min(end, box.right + BEYOND * height)))
    grey = page.pixels[rows, columns]
    if grey.size == 0:
        return None
    _, labels, stats = connected_parts(find_ink(grey, page.dpi))
    heights = stats[:, cv2.CC_STAT_HEIGHT]
    tall = stats[heights >= max(1.0, LEAST_TALL * heights.max())]
    if len(tall) == 0:
        return None
    first, last = (
        tall[:, cv2.CC_STAT_TOP].min(),
        (tall[:, cv2.CC_STAT_TOP] + tall[:, cv2.CC_STAT_HEIGHT]).max(),
    )
    capitals = labels[first:last]
    if len(capitals) < LEAST_HEIGHT_PX:
        return None
    stems = _stems(capitals > 0)
    return _Numeral(len(stems), _sign(capitals, stems)) if _are_numeral(stems, capitals) else None


def _band(ink: Ink, band: tuple[float, float]) -> Ink:
    height = ink.shape[0]
    return ink[round(band[0] * height) : max(round(band[0] * height) + 1, round(band[1] * height))]


def _stems(ink: Ink) -> list[tuple[int, int]]:
    """Columns, from and up to, that are ink above and below the middle, and no part of a slash."""
    upright = _band(ink, UPPER).all(axis=0) & _band(ink, LOWER).all(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], upright.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [run for run in runs if _lean(ink, run) < SLANT * ink.shape[0]]


def _lean(ink: Ink, run: tuple[int, int]) -> float:
    """By how many pixels the ink around some columns moves to the left from the upper to the lower band."""
    aside = run[1] - run[0]
    around = ink[:, max(0, run[0] - aside) : run[1] + aside]
    return _centre(_band(around, UPPER)) - _centre(_band(around, LOWER))


def _are_numeral(stems: Sequence[tuple[int, int]], labels: Labels) -> bool:
    ink, height = labels > 0, labels.shape[0]
    if not 1 <= len(stems) <= MOST_STEMS:
        return False
    widths = [b - a for a, b in stems]
    if max(widths) > WIDEST_STEM * height or max(widths) > UNEVEN * min(widths) + 1:
        return False
    middle = _band(ink, MIDDLE)
    for (a, b), (c, d) in pairwise(stems):
        if not LEAST_PITCH * height <= (c + d - a - b) / 2 <= MOST_PITCH * height:
            return False
        if middle[:, b:c].mean(axis=1).max() >= CROSSBAR:
            return False
    reach = np.flatnonzero((labels == labels[height // 2, stems[-1][0]]).any(axis=0)).max()
    return bool(reach - stems[-1][1] <= FOOT * height)


def _sign(labels: Labels, stems: Sequence[tuple[int, int]]) -> str:
    """What stands behind the last stem, "" where its shape is none of the usual."""
    height, beyond = labels.shape[0], labels[:, stems[-1][1] :]
    behind = [n for n in np.unique(beyond) if n and n not in labels[:, : stems[-1][1]]]
    if not behind:
        return ""
    nearest = min(behind, key=lambda n: int(np.flatnonzero((beyond == n).any(axis=0))[0]))
    ys, xs = np.nonzero(beyond == nearest)
    tall, wide = (ys.max() - ys.min() + 1) / height, (xs.max() - xs.min() + 1) / height
    if tall >= LEAST_TALL:
        lean = _lean(beyond == nearest, (int(xs.min()), int(xs.max()) + 1))
        return "/" if lean >= SLANT * height else ""
    if tall <= MOST_DOT and wide <= MOST_DOT and ys.min() >= (1 - 2 * MOST_DOT) * height:
        return "."
    if tall <= MOST_DOT and wide > tall and ys.min() >= UPPER[1] * height:
        return "-"
    return ""


def _centre(ink: Ink) -> float:
    columns = np.nonzero(ink)[1]
    return float(columns.mean()) if len(columns) else 0.0
