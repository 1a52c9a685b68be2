from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.drawing import CELL_COLOUR, INK_COLOURS, OUTLINE_COLOUR, draw_marks, draw_outline, draw_steps
from ocr.geometry import turn_quarter
from ocr.model import BoundingBox, Direction, Line, Mark, MarkKind, Page, PageReading, Ruling, Transform
from tests.ocr.conftest import make_word, page_image, sheet

RULINGS = (
    *(Ruling(Direction.HORIZONTAL, y, 100, 500, 2) for y in (200, 260, 320)),
    *(Ruling(Direction.VERTICAL, x, 200, 320, 2) for x in (100, 300, 500)),
)


def reading(*, blank: bool = False) -> PageReading:
    image = page_image(sheet())
    page = Page(1, image.width, image.height, image.dpi, image.to_file, blank=blank)
    if not blank:
        page = replace(page, rulings=RULINGS, lines=(Line((make_word("Đảng", (120, 220)),)),))
    return PageReading(page, image, image)


def has(pixels: np.ndarray, colour: tuple[int, int, int]) -> bool:
    return bool((pixels == np.array(colour)).all(axis=-1).any())


def test_every_step_is_drawn_in_order() -> None:
    steps = dict(draw_steps(page_image(sheet()), reading()))
    assert list(steps) == ["outline", "marks", "rulings", "cells", "words"]
    assert has(steps["cells"].pixels, CELL_COLOUR)


def test_a_blank_page_has_outline_and_marks_only() -> None:
    assert [name for name, _ in draw_steps(page_image(sheet()), reading(blank=True))] == ["outline", "marks"]


def test_the_thick_edge_is_the_top_of_the_upright_page() -> None:
    file_page = page_image(sheet())
    drawn = draw_outline(file_page, turn_quarter(file_page, 90)).pixels  # its top is the file's left side
    green = (drawn == np.array(OUTLINE_COLOUR)).all(axis=-1)
    assert green[:, :20].sum() > 2 * green[:, -20:].sum()


def test_marks_are_framed_in_their_own_colour() -> None:
    box = BoundingBox(100, 100, 300, 300)
    for name, colour in INK_COLOURS.items():
        drawn = draw_marks(page_image(sheet()), [Mark(MarkKind.SEAL, box, 0.9, name)])
        assert has(drawn.pixels, colour)
    assert Transform.whole_page(827, 1169) == drawn.to_file
