from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extraction.forms import read_form
from extraction.model import Finding
from ocr.model import BoundingBox, Direction, Ink, Look, Mark, MarkKind, PageSource, Reading, Ruling
from tests.extraction.table_builders import (
    COLUMN_PX,
    FORM,
    HEADER,
    LEFT,
    ROW_PX,
    TOP,
    form_page,
    form_rulings,
    grid_words,
    make_page,
    make_rulings,
    make_word,
    reader_of,
    values_of,
)

BODY = (
    ("1", "Hợp tác xã", "02", "1.134", "01", "25", "-", "", ""),
    ("1.1", "HTX A", "01", "1.126", "01", "24", "-", "", "Chi bộ"),
    ("1.2", "HTX B", "01", "08", "", "01", "không", "", ""),
)


def found(findings: tuple[Finding, ...], path: str) -> Finding:
    return next(f for f in findings if f.path == f"table.bieu-1.{path}")


def test_a_form_is_read_row_by_row() -> None:
    form = read_form([form_page(BODY)], FORM, None)
    values = values_of(form.findings)
    assert values["table.bieu-1.1.so_lao_dong"] == Decimal(1134)
    assert values["table.bieu-1.3.so_lao_dong"] == Decimal(8)
    assert (values["table.bieu-1.2.label"], values["table.bieu-1.2.stt"]) == ("HTX A", "1.1")
    assert values["table.bieu-1.2.ghi_chu"] == "Chi bộ"
    assert form.problems == ()


def test_blank_dash_and_words_for_nought_are_kept_apart() -> None:
    form = read_form([form_page(BODY)], FORM, None)
    seen = [found(form.findings, p) for p in ("3.to_chuc_dang", "2.to_chuc_doan_the", "3.to_chuc_doan_the")]
    assert [(f.raw, f.value) for f in seen] == [("", None), ("-", Decimal(0)), ("không", Decimal(0))]


def test_words_of_a_text_layer_are_certain() -> None:
    form = read_form([form_page(BODY)], FORM, None)
    figure = found(form.findings, "1.so_lao_dong")
    assert (figure.signals["agree"], figure.doubts) == (1.0, ())
    assert len(form.rows) == len(BODY)
    assert figure.signals["group"] == 1.0
    assert found(form.findings, "2.so_lao_dong").signals["group"] == 0.0


def test_a_scan_without_a_closer_look_is_doubted() -> None:
    page = replace(form_page(BODY), source=PageSource.PIXELS)
    form = read_form([page], FORM, None)
    assert "one_reader" in found(form.findings, "1.so_luong").doubts


def test_readers_that_differ_are_doubted_and_handwriting_too() -> None:
    page = replace(form_page(BODY), source=PageSource.PIXELS)
    told = {
        (1, 2, 2): Reading("02", Ink.PRINTED, 0.4, (("tesseract", "62"), ("aster", "02")), (), ("02", "62")),
        (1, 3, 3): Reading("1.126", Ink.HANDWRITTEN, 0.9, candidates=("1.126",)),
        (1, 4, 4): Reading("", Ink.BLANK, 0.55),
    }
    form = read_form([page], FORM, reader_of(told, [page]))
    assert found(form.findings, "1.so_luong").doubts == ("readers_differ",)
    assert found(form.findings, "1.so_luong").candidates[:2] == ("02", "62")
    assert "handwritten" in found(form.findings, "2.so_lao_dong").doubts
    assert "perhaps_not_blank" in found(form.findings, "3.to_chuc_dang").doubts


def test_two_readers_that_outvote_a_third_leave_no_doubt_but_are_not_unanimous() -> None:
    page = replace(form_page(BODY), source=PageSource.PIXELS)
    readers = (("tesseract", "62"), ("own", "02"), ("aster", "02"))
    scores = (("tesseract", 0.99), ("own", 0.9), ("aster", 0.7))
    told = {(1, 2, 2): Reading("02", Ink.PRINTED, 0.9, readers, scores, ("02", "62"))}
    figure = found(read_form([page], FORM, reader_of(told, [page])).findings, "1.so_luong")
    assert figure.doubts == ()
    assert (figure.signals["agree"], figure.signals["unanimous"]) == (1.0, 0.0)
    assert (figure.signals["first"], figure.signals["second"]) == (0.9, 0.7)


def test_a_pen_over_a_cell_is_doubted() -> None:
    cell = BoundingBox(LEFT + 2 * COLUMN_PX, TOP + 2 * ROW_PX, LEFT + 3 * COLUMN_PX, TOP + 3 * ROW_PX)
    page = replace(form_page(BODY), marks=(Mark(MarkKind.HANDWRITING, cell, 0.9, "blue"),))
    assert "handwritten" in found(read_form([page], FORM, None).findings, "1.so_luong").doubts


def test_a_column_number_row_is_no_data() -> None:
    numbers = tuple(f"({i})" for i in range(1, 10))
    form = read_form([form_page((numbers, *BODY))], FORM, None)
    assert found(form.findings, "1.label").value == "Hợp tác xã"


def test_a_table_goes_on_over_the_page_with_its_header_repeated() -> None:
    more = (("2", "Tổ hợp tác", "01", "09", "-", "03", "02", "108", ""),)
    form = read_form([form_page(BODY), form_page(more, number=2)], FORM, None)
    assert found(form.findings, "4.label").value == "Tổ hợp tác"
    assert found(form.findings, "4.so_hoi_vien").page == 2
    assert [t.page for t in form.tables] == [1, 2]


def test_a_row_cut_by_the_page_break_is_made_whole() -> None:
    more = (
        ("", "số 4", "", "", "", "", "", "", ""),
        ("2", "Tổ hợp tác", "01", "09", "-", "03", "02", "108", ""),
    )
    form = read_form([form_page(BODY), form_page(more, number=2, header=False)], FORM, None)
    assert found(form.findings, "3.label").value == "HTX B số 4"
    assert found(form.findings, "4.so_lao_dong").value == Decimal(9)


def test_one_row_alone_on_the_next_page_belongs_to_the_form() -> None:
    more = (("2", "Tổ hợp tác", "01", "09", "-", "03", "02", "108", ""),)
    form = read_form([form_page(BODY), form_page(more, number=2, header=False)], FORM, None)
    assert found(form.findings, "4.so_lao_dong").value == Decimal(9)
    assert [t.page for t in form.tables] == [1, 2]


def test_another_table_further_down_is_no_continuation() -> None:
    more = (("2", "Tổ hợp tác", "01", "09", "-", "03", "02", "108", ""),) * 2
    form = read_form([form_page(BODY), form_page(more, number=2, header=False, top=700)], FORM, None)
    assert [t.page for t in form.tables] == [1]


def test_a_missing_form_is_a_problem_not_an_error() -> None:
    letterhead = make_page(make_rulings(2, 2), [])
    form = read_form([letterhead], FORM, None)
    assert [p.code for p in form.problems] == ["form_missing"]
    assert form.findings == ()


def test_a_missing_column_is_told() -> None:
    texts = [[t for i, t in enumerate(row) if i not in (2, 3)] for row in (HEADER[0], *BODY)]
    texts[0][2] = "Tổ chức đảng"
    rulings = make_rulings(len(texts), 7)
    form = read_form([make_page(rulings, grid_words(texts))], FORM, None)
    assert {p.message for p in form.problems if p.code == "column_missing"} == {
        "the table has no column 'Số lượng'",
        "the table has no column 'Số lao động'",
    }
    assert not any(f.path.endswith(".so_luong") for f in form.findings)


def test_a_header_joined_with_figures_by_a_worn_line_is_cut_where_columns_match() -> None:
    rows = (*HEADER, *BODY)
    below_header = TOP + 2 * ROW_PX
    lines = [
        r
        for r in form_rulings(len(rows))
        if not (r.direction is Direction.HORIZONTAL and r.at == below_header)
    ]
    rest = Ruling(Direction.HORIZONTAL, below_header, LEFT + COLUMN_PX, LEFT + 6 * COLUMN_PX)
    form = read_form([make_page([*lines, rest], grid_words(rows))], FORM, None)
    assert found(form.findings, "2.so_lao_dong").value == Decimal(1126)
    assert "merged" in found(form.findings, "1.so_hoi_vien").doubts


def test_specks_in_a_note_are_a_doubted_blank() -> None:
    page = replace(form_page(BODY), source=PageSource.PIXELS)
    specks = Reading("T \\", Ink.PRINTED, 0.26, (("tesseract", "T \\"), ("aster", "1")), (), ("T \\",))
    form = read_form([page], FORM, reader_of({(1, 2, 8): specks}, [page]))
    note = found(form.findings, "1.ghi_chu")
    assert note.value is None and "perhaps_not_blank" in note.doubts


def test_a_note_read_in_other_letters_by_each_reader_or_without_words_is_doubted() -> None:
    page = replace(form_page(BODY), source=PageSource.PIXELS)

    def doubts(*texts: str) -> tuple[str, ...]:
        readers = tuple(zip(("tesseract", "aster"), texts, strict=False))
        reading = Reading(texts[0], Ink.PRINTED, 0.9, readers, (), texts)
        form = read_form([page], FORM, reader_of({(1, 2, 8): reading}, [page]))
        return found(form.findings, "1.ghi_chu").doubts

    assert "readers_differ" in doubts("Sán nhân cuối 2022", "Sáp nhập cuối 2022")
    assert doubts("Chưa có tố chức đảng", "Chưa có tổ chức đảng") == ()
    assert "format" in doubts("10", "10")


def test_blurred_tones_of_what_rows_are_usually_called_are_put_right_and_the_reading_kept() -> None:
    form = read_form([form_page((*BODY, ("", "Tống cộng", "02", "8", "1", "1", "-", "", "")))], FORM, None)
    label = found(form.findings, "4.label")
    assert (label.value, label.raw) == ("Tổng cộng", "Tống cộng")


def test_without_borders_a_label_on_two_lines_and_its_neighbours_are_doubted() -> None:
    """Its second line may be its neighbour's."""
    rows = [(str(n), f"HTX {n}", f"{n}2", f"3{n}", "7", "25", "4", "9", "") for n in range(1, 7)]
    words = grid_words((HEADER[0][:2] + HEADER[1][2:4] + HEADER[0][4:], *rows))
    words.append(make_word("tiếp", at=(LEFT + COLUMN_PX + 5, TOP + 2 * ROW_PX + 22), width=30))
    form = read_form([make_page([], words)], FORM, None)
    labels = {f.path.split(".")[2]: "column_doubtful" in f.doubts for f in form.findings if f.kind == "label"}
    assert labels == {"1": True, "2": True, "3": True, "4": False, "5": False, "6": False}
    assert all(f.signals["unruled"] for f in form.findings)


def test_only_what_the_page_s_own_words_leave_open_is_looked_at_again() -> None:
    """Headings that answer the form clearly and plain row numbers are believed."""
    page = replace(form_page(BODY), source=PageSource.PIXELS)
    looked: list[tuple[int, int]] = []
    read = reader_of({}, [page])

    def look_again(looks: Sequence[Look]) -> Sequence[Reading]:
        looked.extend((round(row), round(column)) for look in looks for row, column in (places_of(look),))
        return read(looks)

    form = read_form([page], FORM, look_again)
    assert values_of(form.findings)["table.bieu-1.2.stt"] == "1.1"
    first_row = len(HEADER)
    assert not [place for place in looked if place[0] >= first_row and place[1] == 0]
    assert len([place for place in looked if place[0] < first_row]) < sum(map(bool, HEADER[0] + HEADER[1]))
    assert {row for row, column in looked if column == 2} >= {first_row, first_row + 1, first_row + 2}


def places_of(look: Look) -> tuple[float, float]:
    """The row and column of a look on the page of the form."""
    return (look.box.top - TOP) / ROW_PX, (look.box.left - LEFT) / COLUMN_PX
