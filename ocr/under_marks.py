"""A second look at print that seals and signatures cover, and at lines that the first reading passed over.

Tesseract gives up the whole block of text around a ring or a stroke of the pen, so authority, role and name
of the person who signed are lost. The block alone, with the marks off as far as they go, is read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from ocr.binarise import Ink, find_ink, ink_on
from ocr.geometry import cut_out, joined_boxes
from ocr.model import BoundingBox, Mark, MarkKind, PageImage, Word
from ocr.rings import erase_rings, find_ring
from ocr.settings import OcrSettings
from ocr.tesseract import PSM_BLOCK, PSM_SPARSE, recognise
from ocr.unread import find_unread

MARKS = (MarkKind.SEAL, MarkKind.SIGNATURE)
ASIDE_MM = 35.0  # a long role stands out this far beyond its seal
ROUND_SEAL_MM = 17.0  # print that a seal covers stands no further above and below it
ROUND_SIGNATURE_MM = 32.0  # a signature is written in the middle of its block
EDGE_MM = 1.0  # a word nearer to a block's edge may be a piece of one
USUAL_PRINT = 30  # percentile of the darkness of ink: print is most of it
MOST_FADED = 0.3  # of the way from print to paper: a seal in grey is further, worn print nearer
KEPT_FIRST = 0.02  # a word stays as first read unless read with so much more confidence
LEAST_SHARED = 0.4  # confidence of a word worth adding that two readings have
LEAST_ALONE = 0.6  # of one that a single look saw; less is mostly a piece of the mark
UNCONFIRMED = 0.5  # most confidence of a word that only one look saw
SAME_PLACE = 0.5  # of a word's box that another reading of it covers
SAME_WORD = 0.3  # of either box: two words cannot lie so much over each other
BESIDE_HEIGHTS = 1.0  # of a word, to its left and right: where the next word of its line would stand
MOST_UNREAD = 0.1  # of that place under ink that no word covers; print has 0.2 and more
READ = 0.15  # confidence of a word from which its ink counts as read
FEWEST_LETTERS = 2  # a lone letter is a piece of the mark


def covered_blocks(
    page: PageImage, words: Sequence[Word], marks: Iterable[Mark], tables: Sequence[BoundingBox]
) -> tuple[BoundingBox, ...]:
    """Find where print may be covered: around seals and signatures, and around lines that were passed over.

    Args:
        page: Clean and grey, rulings off; what was read first.
        words: As read first.
        marks: Of the page.
        tables: Of the page, from ``table_boxes``. Left alone: their cells get a look of their own.

    Returns:
        Boxes in whole pixels of the page; those that would overlap are one.
    """
    sheet = BoundingBox(0, 0, page.width, page.height)
    around = [_around(mark, page).intersection(sheet) for mark in marks if mark.kind in MARKS]
    read = [word for word in words if word.confidence >= READ]
    passed_over = find_unread(page, read, tables)
    blocks = joined_boxes([*(box for box in around if box), *passed_over])
    return tuple(BoundingBox(round(b.left), round(b.top), round(b.right), round(b.bottom)) for b in blocks)


def read_under_marks(
    page: PageImage,
    words: Sequence[Word],
    blocks: Iterable[BoundingBox],
    tables: Sequence[BoundingBox],
    settings: OcrSettings,
) -> tuple[Word, ...]:
    """Add the words that a first reading lost under seals and signatures.

    Each block is read twice, three times where rings were found. Of words in one place the one read with the
    most confidence stays. A word that two readings share keeps its confidence, one that stands alone is
    doubtful.

    Args:
        page: Clean and grey, rulings off; what was read first.
        words: As read first.
        blocks: From ``covered_blocks``. Without one nothing is read and the words stay as they are.
        tables: Of the page.
        settings: For Tesseract.

    Raises:
        InstallationError, PageError: Those of ``recognise``.
    """
    known = tuple(words)
    for block in blocks:
        beside = [w for w in known if w.box.intersection(block)]
        faded = without_faded_ink(cut_out(page, block), page)
        ringless = erase_rings(faded)
        whole = block.grown(-page.px(EDGE_MM))
        looks = [_inside(look, block, whole, tables) for look in _looks(faded, ringless, settings)]
        kept = _best(beside, _worth_adding([beside, *looks]))
        ink = find_ink((ringless or faded).pixels, page.dpi)
        kept = [w if w in beside else _doubt_beside_unread(w, kept, ink, block) for w in kept]
        known = (*(w for w in known if w not in beside), *kept)
    return known


def find_covering_seals(
    page: PageImage, blocks: Iterable[BoundingBox], marks: Iterable[Mark]
) -> tuple[Mark, ...]:
    """Find black seals that only their rings tell: worn on faxes, pale on colourless copies.

    Args:
        page: Clean and grey.
        blocks: Where print is covered.
        marks: Known already; a block with a known seal is not searched for another.
    """
    known = [mark.box for mark in marks if mark.kind is MarkKind.SEAL]
    found: list[Mark] = []
    for block in blocks:
        if any(seal.intersection(block) for seal in known):
            continue
        ring = find_ring(cut_out(page, block))
        if ring is None:
            continue
        left, top = block.left + ring.x - ring.radius, block.top + ring.y - ring.radius
        box = BoundingBox(left, top, left + 2 * ring.radius, top + 2 * ring.radius)
        found.append(Mark(MarkKind.SEAL, box, min(1.0, ring.share), "black"))
    return tuple(found)


def _around(mark: Mark, page: PageImage) -> BoundingBox:
    around = page.px(ROUND_SEAL_MM if mark.kind is MarkKind.SEAL else ROUND_SIGNATURE_MM)
    aside = page.px(ASIDE_MM)
    box = mark.box
    return BoundingBox(box.left - aside, box.top - around, box.right + aside, box.bottom + around)


def _looks(faded: PageImage, ringless: PageImage | None, settings: OcrSettings) -> Iterator[tuple[Word, ...]]:
    """Readings of a block, each from a picture or in a way of its own."""
    yield recognise(faded, settings, psm=PSM_SPARSE)
    yield recognise(ringless or faded, settings, psm=PSM_BLOCK)
    if ringless is not None:
        yield recognise(ringless, settings, psm=PSM_SPARSE)


def without_faded_ink(part: PageImage, page: PageImage) -> PageImage:
    """Take off what is paler than print: a red seal and a blue pen in a grey scan, remnants of coloured ink.

    Args:
        part: A piece of the page, grey.
        page: The whole page, which tells how dark its print is.
    """
    ink = ink_on(page).astype(np.uint8)
    core = cv2.erode(ink, np.ones((2, 2), np.uint8)) > 0
    if not core.any():
        return part
    printed = float(np.percentile(page.pixels[core], USUAL_PRINT))
    dark = part.pixels < printed + MOST_FADED * (255 - printed)
    near = cv2.dilate(dark.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return PageImage(np.where(near, part.pixels, 255).astype(np.uint8), part.dpi, part.to_file)


def _inside(
    look: Iterable[Word], block: BoundingBox, whole: BoundingBox, tables: Sequence[BoundingBox]
) -> tuple[Word, ...]:
    """The words of a look in the page's pixels, without those of tables and those that the block cuts."""
    placed = (
        replace(
            word,
            box=BoundingBox(
                word.box.left + block.left,
                word.box.top + block.top,
                word.box.right + block.left,
                word.box.bottom + block.top,
            ),
        )
        for word in look
    )
    return tuple(
        w
        for w in placed
        if w.box.overlap(whole) == 1 and not any(table.contains(*w.box.centre) for table in tables)
    )


def _worth_adding(readings: Sequence[Sequence[Word]]) -> Iterator[Word]:
    """Words of the later readings, with less confidence where no other reading has them."""
    for n, reading in enumerate(readings[1:], 1):
        others = [word for m, other in enumerate(readings) if m != n for word in other]
        for word in reading:
            if sum(map(str.isalnum, word.text)) < FEWEST_LETTERS:
                continue
            shared = any(o.text == word.text and o.box.overlap(word.box) > SAME_PLACE for o in others)
            if shared and word.confidence >= LEAST_SHARED:
                yield word
            elif word.confidence >= LEAST_ALONE:
                yield replace(word, confidence=min(word.confidence, UNCONFIRMED))


def _best(first: Sequence[Word], more: Iterable[Word]) -> list[Word]:
    """Of words that lie over each other the one read with the most confidence; the first ones may."""
    ranked = [(word.confidence + KEPT_FIRST, False, word) for word in first]
    ranked += [(word.confidence, True, word) for word in more]
    kept: list[tuple[bool, Word]] = []
    for _, new, word in sorted(ranked, key=lambda r: -r[0]):
        rivals = (other for other_new, other in kept if new or other_new)
        if not any(_lie_over(word.box, other.box) for other in rivals):
            kept.append((new, word))
    return [word for _, word in kept]


def _doubt_beside_unread(word: Word, words: Sequence[Word], ink: Ink, block: BoundingBox) -> Word:
    """Doubt a word beside ink that was not read: "Hữu Nghĩa" may be what a seal left of "Lê Hữu Nghĩa".

    Args:
        word: One of ``words``.
        words: All words of the block.
        ink: Of the block, shape (height, width), marks off as far as they go.
        block: Its place on the page.
    """
    unread = ink.copy()
    for other in words:
        if other.confidence >= LEAST_SHARED:
            unread[_part(other.box, block)] = False
    middle, reach = _middle(word.box), BESIDE_HEIGHTS * word.box.height
    left = BoundingBox(middle.left - reach, middle.top, middle.left, middle.bottom)
    right = BoundingBox(middle.right, middle.top, middle.right + reach, middle.bottom)
    for side in (unread[_part(left, block)], unread[_part(right, block)]):
        if side.size and float(side.mean()) > MOST_UNREAD:
            return replace(word, confidence=min(word.confidence, UNCONFIRMED))
    return word


def _part(box: BoundingBox, block: BoundingBox) -> tuple[slice, slice]:
    """The rows and columns of a block that a box of the page covers."""
    left, top = max(0.0, box.left - block.left), max(0.0, box.top - block.top)
    right, bottom = max(left, box.right - block.left), max(top, box.bottom - block.top)
    return slice(round(top), round(bottom)), slice(round(left), round(right))


def _lie_over(one: BoundingBox, other: BoundingBox) -> bool:
    one, other = _middle(one), _middle(other)
    return max(one.overlap(other), other.overlap(one)) >= SAME_WORD


def _middle(box: BoundingBox) -> BoundingBox:
    """The middle half of a box's height: Tesseract stretches boxes into the lines above and below."""
    quarter = box.height / 4
    return BoundingBox(box.left, box.top + quarter, box.right, box.bottom - quarter)
