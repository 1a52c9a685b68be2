"""The words of a page with what the reading passed over: lone digits and dashes of tables without borders.

What is told here is only where they stand. What they say is read later, cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from ocr.model import BoundingBox, Direction, Look, LookAgain, LookKind, Page, PageSource, Word

UNREAD_FIGURE = "…"
"""Stands for print that is short enough for a figure."""

UNREAD_WORD = "□"
"""Stands for longer print."""

COVERED = 0.3
"""Share of its box that words cover of print that was read."""

FIGURE_ASPECT = 3.6
"""Width over height of a figure at most: "12.345"; and of dashes, which are flat, any."""

THIN_MM = 0.45
"""Ink no wider than this is a piece of a line worn off, not even a 1."""

FLAT_MM = 0.8
NEAR_LINE_MM = 0.7
"""Ink no higher than this, so near to a drawn line, is a piece of it."""


LONG_LINE_MM = 20.0
"""What is left of a line worn off goes on where such a one ends."""


def print_words(page: Page, look_again: LookAgain | None) -> tuple[Word, ...]:
    """The words of a page without remnants of lines, and a blank one for each print that was not read.

    Args:
        page: As read.
        look_again: Tells where print stands; without it, or where the words come from a text layer, the words
            of the page are all.
    """
    if look_again is None or page.source is PageSource.TEXT_LAYER:
        return page.words
    sheet = BoundingBox(0, 0, page.width, page.height)
    (reading,) = look_again([Look(page.number, sheet, LookKind.PRINT)])
    flat = page.px(FLAT_MM)
    thin = page.px(THIN_MM)
    unread = (
        box
        for box in reading.boxes
        if box.width > thin and not _is_read(box, page.words) and not _on_line(box, page)
    )
    read = (w for w in page.words if w.box.width > thin and not (_may_be_line(w) and _on_line(w.box, page)))
    return (*read, *(Word(_sign(box, flat), box, 0.0) for box in unread))


def _may_be_line(word: Word) -> bool:
    """Say whether a word may have been read out of a piece of a line."""
    return len(word.text) == 1 or not any(c.isalnum() for c in word.text)


def is_unread(word: Word) -> bool:
    return word.text in (UNREAD_FIGURE, UNREAD_WORD) and word.confidence == 0.0


def _sign(box: BoundingBox, flat: float) -> str:
    short = box.height <= flat or box.width <= FIGURE_ASPECT * box.height
    return UNREAD_FIGURE if short else UNREAD_WORD


def _is_read(box: BoundingBox, words: Sequence[Word]) -> bool:
    return any(box.overlap(word.box) >= COVERED for word in words)


def _on_line(box: BoundingBox, page: Page) -> bool:
    """Say whether a box is a piece of a drawn line."""
    near = page.px(NEAR_LINE_MM)
    x, y = box.centre
    for ruling in page.rulings:
        level = ruling.direction is Direction.HORIZONTAL
        along, across = (x, y) if level else (y, x)
        thick = box.height if level else box.width
        if (
            thick <= page.px(FLAT_MM)
            and (ruling.length >= page.px(LONG_LINE_MM) or ruling.start - near <= along <= ruling.end + near)
            and abs(ruling.at_place(along) - across) <= near
        ):
            return True
    return False
