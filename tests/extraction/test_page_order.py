import pytest

from extraction.page_order import in_reading_order, is_motto, printed_number
from tests.extraction.paper import body, letterhead, page_of

LONG = "Công tác kiểm tra, giám sát được quan tâm thực hiện thường xuyên tại cơ sở trong năm qua. "


WORDS = (
    "hai",
    "bốn mươi tư hai",
    "ba trăm linh ba ba",
    "năm lăm nhăm",
    "sáu mươi sáu lục",
    "bảy bẩy bảy",
)  # so that no two sheets are taken for one


def sheet(number, printed, words):
    return page_of(body([LONG * 2 + words, LONG + words]), number=number, printed=printed)


def first(number):
    return page_of([*letterhead(), *body([LONG * 3], top=300)], number=number)


def test_pages_are_read_in_the_order_of_their_printed_numbers():
    pages = [first(1), sheet(2, 3, "ba bốn năm"), sheet(3, 2, "một hai ba hai một hai ba")]
    order = in_reading_order(pages)
    assert [page.number for page in order.pages] == [1, 3, 2]
    assert order.gaps == 0


def test_a_second_scan_of_a_sheet_is_left_out():
    pages = [first(1), sheet(2, 2, "ba bốn năm"), sheet(3, 2, "ba bốn năm")]
    assert [page.number for page in in_reading_order(pages).pages] == [1, 2]


def test_a_lost_sheet_is_counted():
    pages = [first(1), sheet(2, 3, "ba bốn năm"), sheet(3, 4, "mười mười một mười hai mười ba")]
    assert in_reading_order(pages).gaps == 1


def test_a_number_read_twice_leaves_the_order_of_the_file():
    other = page_of(body(["Nội dung hoàn toàn khác về phát triển đảng viên mới. " * 6]), number=2, printed=3)
    pages = [other, sheet(3, 3, "ba bốn năm"), sheet(4, 2, "một")]
    assert [page.number for page in in_reading_order(pages).pages] == [2, 3, 4]


def test_a_figure_within_the_text_is_no_page_number():
    assert printed_number(page_of(body(["^12", "Nội dung"], top=400))) is None
    assert printed_number(sheet(1, 7, "")) == 7


def test_both_mottos_are_known_though_marks_are_lost():
    assert is_motto("HUYEN UY LY SON DANG CONG SAN VIET NAM")
    assert is_motto("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert not is_motto("ĐẢNG ỦY XÃ SƠN TRÀ")


def test_a_number_that_both_neighbours_contradict_was_misread():
    pages = [first(1), sheet(2, 2, "hai hai"), sheet(3, 9, "ba bốn năm"), sheet(4, 4, "mười một mười hai")]
    order = in_reading_order(pages)
    assert [page.number for page in order.pages] == [1, 2, 3, 4] and order.gaps == 0


def test_a_second_scan_is_left_out_though_its_number_was_misread():
    pages = [
        first(1),
        sheet(2, 2, "ba bốn năm"),
        sheet(3, 64, "ba bốn năm"),
        sheet(4, 3, "mười hai mười ba hai ba"),
    ]
    assert [page.number for page in in_reading_order(pages).pages] == [1, 2, 4]


def order_of(numbers):
    """In which order sheets of the file with these printed numbers, behind a first page, are read."""
    sheets = [sheet(i, n, 8 * w) for i, (n, w) in enumerate(zip(numbers, WORDS, strict=False), start=2)]
    return [page.number for page in in_reading_order([first(1), *sheets]).pages]


def test_pages_without_a_number_keep_their_places_around_swapped_sheets():
    assert order_of([None, 4, 3, None, None, 7]) == [1, 2, 4, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("numbers", "order"),
    [
        ([4, None, None, 5, 6], [1, 4, 3, 2, 5, 6]),  # 2 and 4 swapped, 2 and 3 without a number
        ([3, None, 4], [1, 3, 2, 4]),
        ([2, None, None], [1, 2, 3, 4]),  # forms at the end
        ([2, None, 3], [1, 2, 3, 4]),  # a blank back
        ([2, None, 5], [1, 2, 3, 4]),  # a sheet is lost
    ],
)
def test_pages_without_a_number_go_where_numbers_are_missing(numbers, order):
    assert order_of(numbers) == order
