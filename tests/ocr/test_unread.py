import cv2

from ocr.model import BoundingBox
from ocr.unread import MOST_BLOCKS, find_unread
from tests.ocr.conftest import make_word, page_image, sheet, write_lines


def test_a_line_without_words_is_found_with_room_around():
    page = page_image(write_lines(sheet(), 1, top=400))
    (block,) = find_unread(page, [], [])
    assert block.top < 390 and block.bottom > 430
    assert block == block.intersection(BoundingBox(0, 0, page.width, page.height))


def test_lines_that_were_read_or_lie_in_tables_are_not():
    page = page_image(write_lines(sheet(), 1, top=400))
    assert find_unread(page, [make_word("all", (80, 385), (700, 45))], []) == ()
    assert find_unread(page, [], [BoundingBox(60, 350, 800, 460)]) == ()


def test_specks_pictures_and_strokes_are_no_print():
    pixels = sheet()
    for x in range(100, 700, 12):
        pixels[300:302, x : x + 2] = 0
    cv2.line(pixels, (100, 500), (600, 560), 0, 3)
    cv2.circle(pixels, (400, 800), 90, 0, 2)
    assert find_unread(page_image(pixels), [], []) == ()


def test_no_more_blocks_than_a_page_is_worth():
    pixels = sheet(827, 2400)
    for top in range(60, 2300, 250):
        write_lines(pixels, 1, top=top)
    assert len(find_unread(page_image(pixels), [], [])) <= MOST_BLOCKS
