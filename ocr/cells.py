"""A closer look at boxes of a page: number cells, labels, document numbers, by two readers.

Number cells: whether anything stands there and whether it is a dash is told from the ink; what is left is
read by Tesseract, all cells in one call, and by our own small network, which also tells a pen from print;
where these two differ, the packaged network is asked and two of three settle it. Tesseract loses lone digits
and last digits of short lines, so a short writing is set three times side by side on one line and must be
read alike at least twice: on 497 cells of eight scans that took it from 15 wrong to 2, and from 6 wrong ones
at confidence 0.9 to 1. Everything else is read by Tesseract and the packaged network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ocr import cell_reader, second_reader
from ocr.cell_ink import CellInk, InkShape, look_into
from ocr.cell_lines import split_lines
from ocr.cell_reader import UNKNOWN, read_cell
from ocr.copies import COPIES, FEW, LEAST_MAJORITY, copied, copied_wide, parts_of_copies, writing_of
from ocr.geometry import cut_out
from ocr.handwriting import handwritten_share
from ocr.model import BoundingBox, Ink, Look, LookAgain, LookKind, PageImage, Reading, Word
from ocr.print_boxes import find_print
from ocr.rings import find_ring
from ocr.second_reader import LineReading
from ocr.settings import OcrSettings
from ocr.strokes import longest_stroke_mm
from ocr.tesseract import PSM_BLOCK, PSM_LINE, recognise_each
from ocr.voices import Voice, combine, settled, tidied

TESSERACT = "tesseract"
# Writing up to this many times as wide as high is short: ten digits, or "không".
SHORT_ASPECT = 5.0
SHORT_TEXT_ASPECT = 2.2  # an ordinal; words lose the spaces between them in copies
NUMBER_SIGNS = frozenset("0123456789.,-%/ ")
# Words that stand for nought; the network reads them whole or not at all.
NOUGHT_WORDS = ("không", "Không", "không có", "Không có", "chưa", "Chưa", "chưa có", "ko")
# A word reading must be this probable before it displaces digits.
LEAST_WORD = 0.5
# Text that the two read differently is the network's from this confidence on, else Tesseract's, which stands
# noise better: of 516 row labels of 35 scans 91.3 % were right letter for letter so, 88.4 % by the network
# alone, 88.0 % by Tesseract alone; of those of poor scans 41 against 31 and 49 %.
LEAST_NETWORK_TEXT = 0.7
HANDWRITTEN_FROM = 0.5
# How sure our reader must be that a number cell was filled in with a pen: so it found 93 to 96 % of 600 cells
# of two hands that it had not learnt from, and none of 1,219 printed cells of poor scans and faxes.
PEN_FROM = 0.5
# Of 43 signatures in black on 100 reports the shortest stroke was 22 mm, most were 80 and more; where nobody
# signed none was found.
LEAST_STROKE_MM, SIGNATURE_MM = 15.0, 60.0

NOTHING = LineReading((("", 0.0),))


@dataclass(frozen=True, slots=True)
class _Task:
    """A look whose box holds writing; ``place`` is its index among the looks."""

    place: int
    look: Look
    ink: CellInk
    crop: PageImage


def make_look_again(get_clean: Callable[[int], PageImage], settings: OcrSettings) -> LookAgain:
    """Make the function that extraction calls for a closer look.

    Args:
        get_clean: Gives the clean grey level image of a page by its number.
        settings: For Tesseract.

    Returns:
        A function from looks to readings, one each, in order. It asks for each page's image once per
        call and lets Tesseract's errors through.
    """

    def look_again(looks: Sequence[Look]) -> Sequence[Reading]:
        pages = {number: get_clean(number) for number in {look.page for look in looks}}
        return read_boxes(looks, pages, settings)

    return look_again


def read_boxes(
    looks: Sequence[Look], pages: dict[int, PageImage], settings: OcrSettings
) -> tuple[Reading, ...]:
    """Read boxes of pages closely; one reading per look, in order."""
    readings: dict[int, Reading] = {}
    tasks: list[_Task] = []
    for place, look in enumerate(looks):
        if look.kind in MARK_FINDERS:
            readings[place] = _mark_reading(look, pages[look.page])
            continue
        if look.kind is LookKind.PRINT:
            readings[place] = _print_reading(look, pages[look.page])
            continue
        ink = look_into(pages[look.page], look.box, keep_all=look.kind is not LookKind.NUMBER)
        if ink.crop is None:
            readings[place] = _without_reading(ink)
        else:
            tasks.append(_Task(place, look, ink, ink.crop))
    for task, by_tesseract in zip(tasks, _read_with_tesseract(tasks, settings), strict=True):
        readings[task.place] = _read_by_all(task, by_tesseract)
    return tuple(readings[place] for place in range(len(looks)))


def _mark_reading(look: Look, page: PageImage) -> Reading:
    """How sure a mark is there, without a text; blank where there is none."""
    sure = MARK_FINDERS[look.kind](cut_out(page, look.box), page)
    return Reading("", Ink.HANDWRITTEN if sure else Ink.BLANK, sure)


def _print_reading(look: Look, page: PageImage) -> Reading:
    """Where print stands in a box, without a text."""
    found = find_print(cut_out(page, look.box))
    left, top = max(0, round(look.box.left)), max(0, round(look.box.top))
    boxes = tuple(BoundingBox(b.left + left, b.top + top, b.right + left, b.bottom + top) for b in found)
    return Reading("", Ink.PRINTED if boxes else Ink.BLANK, 1.0, boxes=boxes)


def _seal(part: PageImage, _page: PageImage) -> float:
    ring = find_ring(part)
    return ring.share if ring else 0.0


def _strokes(part: PageImage, page: PageImage) -> float:
    length = longest_stroke_mm(part, page)
    return min(1.0, length / SIGNATURE_MM) if length >= LEAST_STROKE_MM else 0.0


MARK_FINDERS: dict[LookKind, Callable[[PageImage, PageImage], float]] = {
    LookKind.SEAL: _seal,
    LookKind.STROKES: _strokes,
}


def _without_reading(ink: CellInk) -> Reading:
    """What needs no reader: nothing, a dash, dots."""
    text, kind = {
        InkShape.NOTHING: ("", Ink.BLANK),
        InkShape.DASH: ("-", Ink.DASH),
        InkShape.ELLIPSIS: ("…", Ink.PRINTED),
    }[ink.shape]
    return Reading(text, kind, ink.certainty, candidates=(text,))


def _read_with_tesseract(tasks: Sequence[_Task], settings: OcrSettings) -> list[LineReading]:
    """Tesseract's reading of every task, one call per page segmentation mode and resolution."""
    found: dict[int, LineReading] = {}
    groups: dict[tuple[int, float], list[_Task]] = {}
    for task in tasks:
        psm = PSM_LINE if task.ink.lines == 1 else PSM_BLOCK
        groups.setdefault((psm, task.crop.dpi), []).append(task)
    for (psm, _), members in groups.items():
        images = [copied(t.crop) if _is_short(t) else t.crop for t in members]
        for task, words in zip(members, recognise_each(images, settings, psm=psm), strict=True):
            found[task.place] = _from_copies(words) if _is_short(task) else _from_words(words)
    _try_again([t for t in tasks if _is_short(t) and not _has_majority(found[t.place])], found, settings)
    return [found[task.place] for task in tasks]


def _try_again(tasks: Sequence[_Task], found: dict[int, LineReading], settings: OcrSettings) -> None:
    """Read short writing whose copies were read differently once more, fewer, larger, further apart."""
    images = [copied_wide(t.crop) for t in tasks]
    for task, words in zip(tasks, recognise_each(images, settings, psm=PSM_LINE), strict=True):
        again = _from_copies(words, copies=FEW)
        if again.confidence > found[task.place].confidence:
            found[task.place] = again


def _has_majority(reading: LineReading) -> bool:
    return bool(reading.text) and reading.confidence >= LEAST_MAJORITY


def _is_short(task: _Task) -> bool:
    """Short writing is read in copies; whole lines and blocks as they are."""
    if task.ink.lines > 1 or task.look.kind in (LookKind.DOCUMENT_NUMBER, LookKind.DATE):
        return False
    margin = 2 * (task.crop.height - writing_of(task.crop).shape[0]) // 2
    height, width = task.crop.height - margin, task.crop.width - margin
    most = SHORT_ASPECT if task.look.kind is LookKind.NUMBER else SHORT_TEXT_ASPECT
    return bool(width <= most * max(1, height))


def _from_copies(words: Sequence[Word], *, copies: int = COPIES) -> LineReading:
    """What the copies say: the text read alike most often, its share times its mean confidence."""
    texts = parts_of_copies([w.text for w in words], copies)
    if not texts:
        return NOTHING
    confidence = sum(w.confidence for w in words) / len(words)
    votes = Counter(texts).most_common()
    return LineReading(tuple((text, confidence * count / copies) for text, count in votes))


def _from_words(words: Sequence[Word]) -> LineReading:
    if not words:
        return NOTHING
    letters = sum(len(w.text) for w in words)
    mean = sum(w.confidence * len(w.text) for w in words) / letters
    return LineReading(((" ".join(w.text for w in words), mean),))


def _read_by_all(task: _Task, by_tesseract: LineReading) -> Reading:
    """Tesseract's reading beside those of the networks."""
    if task.look.kind is LookKind.NUMBER:
        return _read_number(task, by_tesseract)
    first = Voice(TESSERACT, tidied(by_tesseract, number=False))
    second = Voice(second_reader.NAME, tidied(_read_block(task.crop), number=False))
    share = handwritten_share(task.crop, task.look.kind)
    ink = Ink.HANDWRITTEN if share >= HANDWRITTEN_FROM else Ink.PRINTED
    sure = second if second.confidence >= LEAST_NETWORK_TEXT else None
    return combine((first, second), ink, preferred=sure)


def _read_number(task: _Task, by_tesseract: LineReading) -> Reading:
    """A number by Tesseract and our own reader, and by the packaged one where these two differ."""
    first = Voice(TESSERACT, tidied(by_tesseract, number=True))
    if task.ink.lines > 1:
        return combine((first, Voice(second_reader.NAME, NOTHING)), Ink.PRINTED)
    seen = read_cell(task.crop)
    own = NOTHING if UNKNOWN in seen.line.text else tidied(seen.line, number=True)
    voices = [first, Voice(cell_reader.NAME, own)]
    if settled(voices) is None:
        voices.append(Voice(second_reader.NAME, tidied(read_packaged(task.crop), number=True)))
    return combine(voices, Ink.HANDWRITTEN if seen.pen >= PEN_FROM else Ink.PRINTED)


def read_packaged(crop: PageImage) -> LineReading:
    """A number cell by the packaged network: digits, else a word for nought."""
    digits = second_reader.read_line(crop, NUMBER_SIGNS)
    if digits.confidence >= LEAST_WORD:
        return digits
    words = second_reader.read_line(crop, frozenset("".join(NOUGHT_WORDS)))
    if words.confidence >= LEAST_WORD and words.text.strip().lower() in NOUGHT_WORDS:
        return words
    return digits


def _read_block(crop: PageImage) -> LineReading:
    """Read a block line by line; its confidence is the mean over lines."""
    readings = second_reader.read_lines(split_lines(crop))
    if len(readings) == 1:
        return readings[0]
    text = " ".join(r.text.strip() for r in readings)
    return LineReading(((text, sum(r.confidence for r in readings) / len(readings)),))
