import pytest

from extraction.pen import pen_in_date, pen_in_number
from ocr.model import BoundingBox, Word


def words(*specs):
    """Each a text, or a text with its height and how far its foot lies below the line."""
    made, x = [], 0.0
    for spec in specs:
        text, height, below = spec if isinstance(spec, tuple) else (spec, 26, 0)
        made.append(Word(text, BoundingBox(x, 100 - height + below, x + 14 * len(text), 100 + below), 0.9))
        x += 14 * len(text) + 8
    return made


@pytest.mark.parametrize("specs", [("Số:", "253-BC/ĐU"), ("Số", "315", "-", "BC/HU"), ("Số:", "30/BC-UBND")])
def test_printed_numbers_show_no_pen(specs):
    pen = pen_in_number(words(*specs))
    assert not pen.likely and not pen.filled


@pytest.mark.parametrize(
    "specs",
    [
        ("Số:", ("87", 40, 3), "/QĐ-UBND"),
        ("Số:", "2#", "/CT-UBND"),
        ("Số:4ổể", "/CT-UBND"),
        (("47", 44, 0), "-", "BC/HU"),
    ],
)
def test_written_numbers_show_it(specs):
    assert pen_in_number(words(*specs)).likely


def test_a_gap_that_a_blank_form_leaves_is_seen():
    number = Word("280", BoundingBox(40, 74, 90, 100), 0.9)
    rest = Word("/BC-UBND", BoundingBox(130, 74, 240, 100), 0.9)
    assert pen_in_number([Word("Số:", BoundingBox(0, 74, 30, 100), 0.9), number, rest]).filled


def test_days_are_measured_by_the_year():
    line = ("ngày", "22", "tháng", "6", "năm", "2023")
    assert not pen_in_date(words(*line)).likely
    assert pen_in_date(words("ngày", ("09", 42, 0), "tháng", "02", "năm", "2025")).odd
    assert pen_in_date(words("ngày", "2ÿ“tháng", "12", "năm", "2021")).foreign
    assert not pen_in_date(words("ngày", "09", "thúng", "5", "năm", "2021")).likely
