"""Bold words have wider strokes than their page's usual ones, wherever they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.boldness import FEWEST_WORDS, with_boldness
from ocr.model import BoundingBox, Word
from tests.ocr.conftest import page_image, sheet

WIDTH, HEIGHT = 90, 34


def printed(words: int, bold: set[int], *, left: int = 20, top: int = 20):
    """A page of words set in a column, each a row of stems, some with thick ones."""
    pixels, found = sheet(400, top + 40 * words + 20), []
    for n in range(words):
        y = top + 40 * n
        width = 5 if n in bold else 3
        for stem in range(left + 6, left + WIDTH - 8, 14):
            pixels[y + 6 : y + 28, stem : stem + width] = 0
        found.append(Word("nHoE", BoundingBox(left, y, left + WIDTH, y + HEIGHT), 0.9))
    return page_image(pixels, 150), found


def test_thick_words_are_bold_and_the_others_are_not():
    image, words = printed(12, {3, 7})
    told = [word.bold > 0.5 for word in with_boldness(words, image)]
    assert told == [n in (3, 7) for n in range(12)]


@pytest.mark.parametrize("place", [(0, 0), (310, 0)])
def test_a_word_at_the_edge_of_the_sheet_is_told_as_any_other(place):
    left, top = place
    image, words = printed(10, {0}, left=left, top=top)
    assert [word.bold > 0.5 for word in with_boldness(words, image)] == [True, *[False] * 9]


def test_a_page_of_few_words_tells_nothing():
    image, words = printed(FEWEST_WORDS - 1, {0})
    assert with_boldness(words, image) == tuple(words)


def test_signs_without_letters_stay_as_they_are():
    image, words = printed(9, set())
    dash = Word("-", words[0].box, 0.9)
    assert with_boldness([dash, *words], image)[0] == dash


@settings(max_examples=25)
@given(st.integers(-5, 5), st.integers(0, 40))
def test_neighbours_do_not_change_a_word(shift, noise):
    image, words = printed(10, {4})
    pixels = image.pixels.copy()
    pixels[:, 200 + shift :] = np.random.default_rng(noise).integers(0, 255, pixels[:, 200 + shift :].shape)
    assert with_boldness(words, page_image(pixels, 150)) == with_boldness(words, image)
