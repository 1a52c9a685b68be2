from __future__ import annotations

import pytest

from extraction.columns import Header, is_column_number_row, match_columns
from tests.extraction.table_builders import FORM


def header_of(*paths: str) -> Header:
    """A header from paths such as "Tổng số/SL"; "" is a heading that could not be read."""
    return Header(0, 2, tuple(tuple((part,) for part in path.split("/")) if path else () for path in paths))


def keys_of(*paths: str) -> list[str | None]:
    return [m.column.key if m.column else None for m in match_columns(header_of(*paths), FORM)]


USUAL = ["stt", "label", "so_luong", "so_lao_dong", "to_chuc_dang", "so_dang_vien", "to_chuc_doan_the"]


def test_abbreviations_are_matched() -> None:
    assert keys_of(
        "STT", "Loại hình", "Tổng số/SL", "Tổng số/Số LĐ", "TCĐ", "ĐV", "Đoàn thể", "Hội viên", "GC"
    ) == [*USUAL, "so_hoi_vien", "ghi_chu"]


def test_another_order_is_matched_by_wording() -> None:
    assert keys_of(
        "TT", "Loại hình KT", "TCĐ", "Số ĐV", "TCĐT", "HV", "Tổng số/Số lượng", "Tổng số/Lao động", "GC"
    ) == [
        "stt",
        "label",
        "to_chuc_dang",
        "so_dang_vien",
        "to_chuc_doan_the",
        "so_hoi_vien",
        "so_luong",
        "so_lao_dong",
        "ghi_chu",
    ]


def test_a_missing_column_gives_its_heading_to_nobody() -> None:
    keys = keys_of("Số TT", "Loại hình kinh tế", "Số lượng", "Số lao động", "Số ĐV", "Tổ chức đoàn thể", "HV")
    assert keys == [
        "stt",
        "label",
        "so_luong",
        "so_lao_dong",
        "so_dang_vien",
        "to_chuc_doan_the",
        "so_hoi_vien",
    ]


def test_extra_columns_answer_nothing() -> None:
    matches = match_columns(
        header_of(
            "Số TT", "Loại hình", "Số lượng", "Số lao động", "Tổ chức đảng", "Số lượng đảng viên",
            "Đảng viên nữ", "Tổ chức đoàn thể", "Số lượng hội viên", "Địa chỉ", "Ghi chú",
        ),
        FORM,
    )  # fmt: skip
    assert [m.grid_column for m in matches if m.column is None] == [6, 9]


def test_an_unread_heading_is_told_by_its_neighbours_and_doubted() -> None:
    matches = match_columns(
        header_of("TT", "Loại hình", "Số lượng", "Số LĐ", "", "Số ĐV", "Đoàn thể", "Hội viên", "GC"), FORM
    )
    assert matches[4].column is not None
    assert (matches[4].column.key, matches[4].margin) == ("to_chuc_dang", 0.0)


def test_any_readers_spelling_of_a_heading_counts() -> None:
    plain = tuple(((t,),) for t in ("TT", "Loại hình", "SL", "LĐ", "TCĐ", "ĐV"))
    paths = (*plain, (("TC đoàn chế", "TC đoàn thể"),))
    match = match_columns(Header(0, 1, paths), FORM)[6]
    assert match.column is not None
    assert match.column.key == "to_chuc_doan_the"
    assert match.score > 0.85


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (("(1)", "(2)", "(3)", "(4)", "(5)"), True),
        (("", "2", "3", "", "5", "6", "7"), True),
        (("A", "B", "1", "2", "3", "4"), True),
        (("1", "Hợp tác xã", "3", "4", "5"), False),
        (("1", "2", "3", "4", "6", "7", "9", "10"), True),
        (("1", "", "7", "7", "4", "49"), False),
        (("5", "6", "7", "8", "10", "11", "13"), False),
        (("1", "2", "2", "5", "9", "14", "20"), False),
        (("", "", ""), False),
    ],
)
def test_column_number_rows_are_told_from_data(texts: tuple[str, ...], numbers: bool) -> None:
    assert is_column_number_row(texts) is numbers


def test_one_clear_heading_outweighs_two_half_read_ones() -> None:
    paths = (
        (("Số TT",),),
        (("Loại hình",),),
        (("Tổng số",), ("Số lượng",)),
        (("Tổng số",), ("slp 1g5", "số LÌ mrrm")),
        (("Tổ chức đảng",),),
    )
    matches = match_columns(Header(0, 2, paths), FORM)
    assert matches[2].column is not None and matches[2].column.key == "so_luong"
    assert matches[3].column is None or matches[3].margin < 0.06


def test_a_column_of_figures_is_never_taken_for_notes_by_elimination() -> None:
    header = header_of(
        "Số TT", "Loại hình", "Số lượng", "Số lao động", "TCĐ", "ĐV", "Đoàn thể", "Hội viên", "Địa chỉ"
    )
    figures = match_columns(header, FORM, wordy=[None] * 8 + [0.0])
    assert figures[8].column is None


def test_a_heading_broken_over_two_rows_of_cells_is_read_whole() -> None:
    paths = header_of(
        "TT", "Loại hình", "Kết quả/SL", "Kết quả/LĐ", "Kết quả/Đảng viên", "Kết quả/Số tổ chức/đảng", "HV"
    )
    matches = match_columns(paths, FORM)
    assert [m.column.key for m in matches[4:6] if m.column] == ["so_dang_vien", "to_chuc_dang"]


def test_a_column_of_percentages_holds_no_counts() -> None:
    header = header_of("TT", "Loại hình", "Số lượng", "Số LĐ", "TCĐ", "Số đảng viên (%)", "Đoàn thể", "HV")
    keys = [m.column and m.column.key for m in match_columns(header, FORM)]
    assert keys[5] == "so_dang_vien"
    shares = [None, None, 0.0, 0.0, 0.0, 0.9, 0.0, 0.0]
    keys = [m.column and m.column.key for m in match_columns(header, FORM, shares=shares)]
    assert keys[5] is None


def test_the_last_column_left_is_under_the_one_heading_that_nobody_could_read() -> None:
    unread = (("nang .m", "UdIg1 11", "B"),)
    others = header_of("TT", "Loại hình", "SL", "Số LĐ", "Số tổ chức đảng", "Đoàn thể", "HV", "GC").paths
    matches = match_columns(Header(0, 1, (*others[:4], unread, *others[4:])), FORM)
    assert matches[4].column is not None
    assert (matches[4].column.key, matches[4].margin) == ("so_dang_vien", 0.0)
    read = (("Doanh thu",),)
    matches = match_columns(Header(0, 1, (*others[:4], read, *others[4:])), FORM)
    assert matches[4].column is None
