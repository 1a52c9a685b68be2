from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.open_tables.find import find_open_tables
from extraction.tables import find_tables
from ocr.model import (
    BoundingBox,
    Direction,
    Ink,
    Line,
    Look,
    LookKind,
    Page,
    Reading,
    Ruling,
    Transform,
    Word,
)

DPI = 200.0
HEIGHT, LETTER = 24, 11
COLUMNS = (100, 180, 620, 760, 900, 1040)


def words_at(text: str, left: float, top: float) -> list[Word]:
    words = []
    for part in text.split():
        right = left + LETTER * len(part)
        words.append(Word(part, BoundingBox(left, top, right, top + HEIGHT), 0.95))
        left = right + LETTER * 0.6
    return words


def page_of(lines: list[list[Word]]) -> Page:
    shown = tuple(Line(tuple(line)) for line in lines if line)
    return Page(1, 1654, 2339, DPI, Transform.whole_page(1654, 2339), shown)


def line_of(texts: list[str], top: float) -> list[Word]:
    return [w for left, text in zip(COLUMNS, texts, strict=True) for w in words_at(text, left, top)]


HEADING = ["STT", "Loại hình", "Số lượng", "Lao động", "Đảng viên", "Ghi chú"]


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(st.sampled_from(["0", "-", "7", "12", "1.234"]), min_size=3, max_size=3),
        min_size=3,
        max_size=12,
    )
)
def test_every_figure_lands_in_its_row_and_column(rows: list[list[str]]) -> None:
    lines = [line_of(HEADING, 300)]
    for number, figures in enumerate(rows, 1):
        lines.append(line_of([str(number), "Hợp tác xã", *figures, "tốt"], 300 + 50 * number))
    (table,) = find_open_tables(page_of(lines))
    assert not table.ruled
    assert (table.rows, table.columns) == (len(rows) + 1, 6)
    assert [table.at(0, c).text for c in range(6)] == HEADING
    for r, figures in enumerate(rows, 1):
        assert [table.at(r, c).text for c in range(2, 5)] == figures


def test_a_label_of_two_lines_stays_one_row() -> None:
    lines = [line_of(HEADING, 360)]
    for number in range(1, 5):
        top = 300 + 110 * number
        lines.append(line_of([str(number), "Hợp tác xã nông", "4", "5", "6", ""], top))
        lines.append(line_of(["", "nghiệp Thượng", "", "", "", ""], top + 30))
    (table,) = find_open_tables(page_of(lines))
    assert table.rows == 5
    assert table.at(2, 1).text == "Hợp tác xã nông nghiệp Thượng"


def test_sentences_with_figures_are_no_table() -> None:
    text = "Toàn xã có 12 hợp tác xã với 345 lao động và 67 đảng viên trong năm 2023"
    lines = [words_at(text, 100, 200 + 40 * i) for i in range(8)]
    assert find_open_tables(page_of(lines)) == ()


def test_lines_between_columns_show_columns_and_rows_that_a_fax_garbled() -> None:
    heading = [line_of([*HEADING[:3], "", "", ""], 300), line_of(["", "", "", *HEADING[3:]], 400)]
    rows = [["1", "Hợp tác xã", "4", "5", "6", ""] for _ in range(4)]
    rows += [["sm", "Hợp tác xã", "l", "em", "s", ""], ["", "Tổng số", "8.", "H25", "", ""]]
    lines = [*heading, *(line_of(row, 450 + 50 * n) for n, row in enumerate(rows))]
    places = [80.0, 160.0, 560.0, 720.0, 860.0, 1010.0, 1200.0]
    borders = tuple(Ruling(Direction.VERTICAL, at, 290, 760) for at in places)
    (garbled,) = find_open_tables(replace(page_of(lines), rulings=borders))
    assert (garbled.rows, garbled.columns) == (len(rows) + 1, 6)
    assert [garbled.at(0, c).text for c in range(6)] == HEADING
    assert [garbled.at(5, c).text for c in range(6)] == rows[4]
    assert [garbled.at(6, c).text for c in range(6)] == rows[5]


def test_a_heading_with_lines_gives_the_columns_of_the_rows_below_it() -> None:
    places = [80.0, 160.0, 560.0, 720.0, 860.0, 1010.0, 1200.0]
    level = [Ruling(Direction.HORIZONTAL, y, 80, 1200) for y in (290, 335)]
    borders = [Ruling(Direction.VERTICAL, x, 290, 335) for x in places]
    rows = [[str(n), "Hợp tác xã", "4", "", "6", ""] for n in range(1, 6)]
    lines = [line_of(HEADING, 300), *(line_of(row, 300 + 50 * n) for n, row in enumerate(rows, 1))]
    page = replace(page_of(lines), rulings=(*level, *borders))
    (table,) = find_open_tables(page, find_tables(page))
    assert (table.rows, table.columns) == (6, 6)
    assert table.columns_sure
    assert [table.at(3, c).text for c in range(6)] == rows[2]


def test_lines_between_rows_part_them_and_a_heading_beside_its_figures_is_theirs() -> None:
    level = [Ruling(Direction.HORIZONTAL, y, 80, 1200) for y in (290, 340, 420, 500, 580, 660)]
    lines = [line_of(["STT", "Loại hình", "", "Lao động", "Đảng viên", "Ghi chú"], 300)]
    lines.append(words_at("SL", 640, 300))
    for n in range(4):
        top = 350 + 80 * n
        lines.append(line_of([str(n + 1), "Hợp tác xã nông nghiệp và dịch", "", "25", "6", ""], top))
        lines.append(words_at("7", 690, top))
        lines.append(words_at("vụ Thượng", 180, top + 30))
    page = replace(page_of(lines), rulings=tuple(level))
    (table,) = find_open_tables(page, find_tables(page))
    assert (table.rows, table.columns) == (5, 6)
    assert table.at(0, 2).text == "SL"
    assert [table.at(2, c).text for c in range(1, 5)] == [
        "Hợp tác xã nông nghiệp và dịch vụ Thượng", "7", "25", "6",
    ]  # fmt: skip


def test_a_heading_over_two_columns_is_a_cell_over_both() -> None:
    lines = [words_at("Tổng số hiện có", 640, 300), line_of(HEADING, 330)]
    lines += [line_of([str(n), "Hợp tác xã", "4", "25", "6", "tốt"], 330 + 50 * n) for n in range(1, 5)]
    (table,) = find_open_tables(page_of(lines))
    assert table.rows == 6
    over = table.at(0, 2)
    assert (over.text, over.column, over.column_span) == ("Tổng số hiện có", 2, 2)
    assert table.at(1, 2).text == "Số lượng" and table.at(0, 1).row_span == 2


def test_print_that_was_not_read_shows_rows_and_columns_but_says_nothing() -> None:
    lines = [line_of(HEADING, 300)]
    unread = []
    for n in range(1, 6):
        lines.append(line_of(["", "Hợp tác xã", "", "", "", ""], 300 + 50 * n))
        for x in (100, 640, 790, 920):
            unread.append(BoundingBox(x, 300 + 50 * n, x + 12, 320 + 50 * n))

    def look_again(looks: Sequence[Look]) -> Sequence[Reading]:
        assert [look.kind for look in looks] == [LookKind.PRINT]
        return [Reading("", Ink.PRINTED, 1.0, boxes=tuple(unread))]

    page = page_of(lines)
    level = (Ruling(Direction.HORIZONTAL, 340, 80, 1200), Ruling(Direction.HORIZONTAL, 290, 80, 1200))
    page = replace(page, rulings=(*level, Ruling(Direction.HORIZONTAL, 600, 80, 1200)))
    assert find_open_tables(page) == ()
    (table,) = find_open_tables(page, (), look_again)
    assert (table.rows, table.columns) == (6, 6)
    assert [table.at(2, c).text for c in range(6)] == ["", "Hợp tác xã", "", "", "", ""]
