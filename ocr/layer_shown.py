"""A text layer compared with what its page shows: words that nobody sees, print that it lacks, other words.

A layer may hold white or clipped words, text under a picture, a scanner's bad reading, or letters through a
broken table of Unicode values, and may lack print that is drawn as shapes. Pixels tell.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.binarise import find_ink
from ocr.marks import without_coloured_ink
from ocr.model import BoundingBox, PageImage, Pixels, Word
from ocr.settings import OcrSettings
from ocr.tesseract import PSM_LINE, recognise_each

LEAST_SEEN = 32  # grey levels between the lightest and the darkest pixel of a word that is seen
PAPER = 255
LETTER_MM = (1.0, 12.0)  # height of a small letter without strokes up or down, of a headline's capital
WIDEST_LETTERS_MM = 12.0  # of a piece of print; longer ones are rulings and frames
SAMPLE_WORDS, SAMPLE_NUMBERS = 16, 8  # read from pixels: 0.3 s of a page
SHORTEST_WORD, SHORTEST_NUMBER = 3, 2  # letters and digits; shorter ones are misread alone too often
FEWEST_LETTERS = 12  # in the sample; fewer say nothing
CROP_MARGIN = 0.25  # of a word's height: layers' boxes cut off marks above capitals
CROP_PAD_PX = 12  # of white: Tesseract loses letters at the edge


def is_shown(word: Word, grey: Pixels) -> bool:
    """Say whether a word leaves any trace on its page: white, clipped and invisible ones do not."""
    part = _part(grey, word.box.grown(1))
    return part.size > 0 and int(part.max()) - int(part.min()) >= LEAST_SEEN


def share_of_print_outside(words: Sequence[Word], image: PageImage, grey: Pixels) -> float:
    """The share of pieces of print, by number, that lie outside all words, 0..1; 0 where there is none."""
    ink = find_ink(grey, image.dpi).astype(np.uint8)
    count, _, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_WIDTH]
    print_like = (
        (height >= image.px(LETTER_MM[0]))
        & (height <= image.px(LETTER_MM[1]))
        & (width <= image.px(WIDEST_LETTERS_MM))
    )
    print_like[0] = False  # the paper
    if count < 2 or not print_like.any():
        return 0.0
    covered = _covered(words, grey)
    xs, ys = (np.clip(centres[print_like, i].astype(int), 0, grey.shape[1 - i] - 1) for i in (0, 1))
    return float(1.0 - covered[ys, xs].mean())


def disagreement(
    words: Sequence[Word], image: PageImage, grey: Pixels, settings: OcrSettings
) -> tuple[float, float]:
    """How far a sample of words, and one of numbers, differ from what is read from their pixels.

    Returns:
        Edit distance over length, 0..1, of words of letters and of numbers, without regard to capitals;
        0 where there are too few to tell.
    """
    letters = _spread([w for w in words if _letters(w.text) >= SHORTEST_WORD], SAMPLE_WORDS)
    digits = _spread([w for w in words if _digits(w.text) >= SHORTEST_NUMBER], SAMPLE_NUMBERS)
    crops = [PageImage(_crop(grey, word.box), image.dpi, image.to_file) for word in (*letters, *digits)]
    read = ["".join(w.text for w in found) for found in recognise_each(crops, settings, psm=PSM_LINE)]
    return (
        _distance([w.text for w in letters], read[: len(letters)]),
        _distance([w.text for w in digits], read[len(letters) :]),
    )


def typed_print(image: PageImage, fields: PageImage | None) -> Pixels:
    """The page in grey without coloured ink and form fields, neither of which its text layer holds."""
    grey = without_coloured_ink(image)
    if fields is None:
        return grey
    return np.where(fields.pixels.min(axis=2) < PAPER, np.uint8(PAPER), grey)


def _covered(words: Sequence[Word], grey: Pixels) -> NDArray[np.bool_]:
    covered = np.zeros(grey.shape, bool)
    for word in words:
        rows, columns = _slices(word.box.grown(word.box.height * CROP_MARGIN))
        covered[rows, columns] = True
    return covered


def _part(grey: Pixels, box: BoundingBox) -> Pixels:
    return grey[_slices(box)]


def _slices(box: BoundingBox) -> tuple[slice, slice]:
    return (
        slice(max(0, int(box.top)), max(0, int(np.ceil(box.bottom)))),
        slice(max(0, int(box.left)), max(0, int(np.ceil(box.right)))),
    )


def _crop(grey: Pixels, box: BoundingBox) -> Pixels:
    x, y = 1.0, box.height * CROP_MARGIN
    tall = BoundingBox(box.left - x, box.top - y, box.right + x, box.bottom + y)
    return np.pad(_part(grey, tall), CROP_PAD_PX, constant_values=255)


def _letters(text: str) -> int:
    return sum(c.isalpha() for c in text) if not any(c.isdigit() for c in text) else 0


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text) if not any(c.isalpha() for c in text) else 0


def _spread(words: Sequence[Word], most: int) -> list[Word]:
    """At most so many of them, from all over the page."""
    if len(words) <= most:
        return list(words)
    return [words[i] for i in np.linspace(0, len(words) - 1, most).astype(int)]


def _distance(typed: Sequence[str], read: Sequence[str]) -> float:
    wanted, seen = [_plain(text) for text in typed], [_plain(text) for text in read]
    length = sum(len(text) for text in wanted)
    if length < FEWEST_LETTERS:
        return 0.0
    apart = sum(min(len(a), Levenshtein.distance(a, b)) for a, b in zip(wanted, seen, strict=True))
    return apart / length


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
