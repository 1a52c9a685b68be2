from dataclasses import replace

import pytest

from extraction.absence import COUNTS_ON, SAYS_NOTHING, SKIPS, Surroundings, absence_signals, number_left_out
from extraction.campaign import OutlineItem
from extraction.model import Heading, HeadingMatch
from tests.extraction.paper import body, page_of

ITEMS = tuple(
    OutlineItem(f"I.{n}", title, numeral=str(n))
    for n, title in enumerate(
        ("Đặc điểm tình hình", "Công tác phát triển đảng viên", "Công tác kiểm tra", "Bài học kinh nghiệm"), 1
    )
)
TEXT = "Công tác xây dựng đảng được quan tâm, có đánh giá và chỉ đạo khắc phục."


def around(numerals, lines=(), starts=None, pages=None):
    """Surroundings where the items with a numeral are answered; lines stand on page 1."""
    answered = zip(ITEMS, numerals, strict=True)
    matches = [HeadingMatch(Heading(i.title, numeral=n), i, 0.9) for i, n in answered if n]
    page = page_of(body(lines)) if lines else page_of([])
    return Surroundings(
        ITEMS, matches, [(1, line) for line in page.lines], starts or {}, [page] if pages is None else pages
    )


@pytest.mark.parametrize(
    ("numerals", "place", "told"),
    [
        (("1", "", "2", "3"), 1, COUNTS_ON),
        (("1", "", "3", "4"), 1, SKIPS),
        (("1", "", "", "4"), 2, SKIPS),
        (("", "1", "2", "3"), 0, COUNTS_ON),
        (("", "2", "3", "4"), 0, SKIPS),
        (("1", "2", "3", ""), 3, SAYS_NOTHING),
        (("2", "", "1", "3"), 1, SAYS_NOTHING),
    ],
)
def test_numerals_around_tell_whether_a_heading_is_missing(numerals, place, told):
    assert absence_signals(place, around(numerals))["skip_if_absent"] == told


@pytest.mark.parametrize(
    ("numerals", "place", "told"),
    [(("1", "", "3", "4"), 1, True), (("1", "", "", "3"), 1, False), (("1", "", "2", "3"), 1, False)],
)
def test_a_number_is_left_out_where_there_is_one_for_every_absent_item(numerals, place, told):
    assert number_left_out(place, around(numerals)) == told


def test_a_line_like_the_title_speaks_against_absence():
    lines = ["1. Đặc điểm tình hình", TEXT, "2. Cong tac phat trien dang viên", TEXT]
    signals = absence_signals(1, around(("1", "", "", ""), lines, {"I.1": 0}))
    assert signals["line_if_absent"] > 0.95
    assert absence_signals(3, around(("1", "", "", ""), lines, {"I.1": 0}))["line_if_absent"] < 0.6


def test_only_lines_between_the_answered_neighbours_count():
    lines = ["2. Công tác phát triển đảng viên", "1. Đặc điểm tình hình", TEXT, "3. Công tác kiểm tra", TEXT]
    found = absence_signals(1, around(("1", "", "3", ""), lines, {"I.1": 1, "I.3": 3}))
    assert found["line_if_absent"] < 0.7


def test_a_page_that_reads_badly_makes_absence_unsure():
    clear = around(("1", "", "", ""), [TEXT])
    page = clear.pages[0]
    lines = tuple(
        replace(line, words=tuple(replace(w, confidence=0.4) for w in line.words)) for line in page.lines
    )
    bad = replace(clear, pages=[replace(page, lines=lines)])
    assert absence_signals(1, bad)["clear_if_absent"] == pytest.approx(0.4)
    assert absence_signals(1, clear)["clear_if_absent"] > 0.9


def test_many_absent_items_in_a_row_and_long_sections_are_told():
    some = around(("1", "", "", "4"))
    assert absence_signals(1, some)["run_if_absent"] == 0.5
    lines = ["1. Đặc điểm tình hình", *[TEXT] * 20, "4. Bài học kinh nghiệm", TEXT]
    assert (
        absence_signals(1, around(("1", "", "", "4"), lines, {"I.1": 0, "I.4": 21}))["long_if_absent"] > 0.6
    )


def test_a_report_without_anything_has_signals_too():
    nothing = absence_signals(0, Surroundings(ITEMS, (), (), {}, ()))
    assert nothing["clear_if_absent"] == 0.0 and nothing["run_if_absent"] == 1.0
    assert all(0.0 <= value <= 1.0 for value in nothing.values())
