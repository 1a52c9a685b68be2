"""Several reports in one file, and pages that are missing, repeated, strayed or blank."""

from __future__ import annotations

from dataclasses import replace

from extraction.form_code import FormCode
from extraction.report_pages import page_faults, split_reports
from ocr.model import TURN_UNKNOWN, Page
from tests.extraction.paper import body, letterhead, page_of

LONG = "Công tác kiểm tra, giám sát được quan tâm thực hiện thường xuyên tại cơ sở trong năm qua. "
OTHER = "Phát triển đảng viên mới trong các hợp tác xã còn chậm, nguồn kết nạp ít, thanh niên đi làm ăn xa. "


def first(number: int, words: str = LONG) -> Page:
    return page_of([*letterhead(), *body([words * 3], top=300)], number=number)


def sheet(number: int, printed: int | None, words: str) -> Page:
    return page_of(body([words * 4]), number=number, printed=printed)


def blank(number: int) -> Page:
    return replace(page_of([], number=number), blank=True)


def test_one_report_stays_whole() -> None:
    assert split_reports([first(1), sheet(2, 2, LONG), sheet(3, 3, OTHER)]) == ((1, 2, 3),)


def test_letterhead_found_anew_begins_a_new_report() -> None:
    pages = [first(1), sheet(2, 2, LONG), first(3, OTHER), sheet(4, 2, OTHER), sheet(5, 3, LONG)]
    assert split_reports(pages) == ((1, 2), (3, 4, 5))


def test_three_reports_of_one_page_each_are_three() -> None:
    third = "Kinh tế trang trại phát triển, thu nhập của người lao động được nâng lên rõ rệt từng năm. "
    assert split_reports([first(1), first(2, OTHER), first(3, third)]) == ((1,), (2,), (3,))


def test_second_scan_of_a_first_page_is_no_new_report() -> None:
    assert split_reports([first(1), first(2), sheet(3, 2, OTHER)]) == ((1, 2, 3),)


def test_first_page_behind_its_second_begins_nothing() -> None:
    assert split_reports([sheet(1, 2, LONG), first(2)]) == ((1, 2),)


def test_pile_scanned_from_its_end_is_split_too() -> None:
    pages = [sheet(1, 3, OTHER), sheet(2, 2, LONG), first(3, OTHER), sheet(4, 2, OTHER), first(5)]
    assert split_reports(pages) == ((4, 5), (1, 2, 3))


def form(number: int, unit: str, page: int = 1) -> Page:
    code = FormCode("205-KH/TU", unit, 1, page, 2).text
    words = f"{unit} {OTHER if page == 1 else LONG}"
    return replace(page_of([*letterhead(), *body([words], top=300)], number=number), codes=(code,))


def test_a_printed_form_goes_with_the_letter_before_it() -> None:
    pages = [first(1), form(2, "mo-duc"), form(3, "mo-duc", 2), first(4, OTHER), form(5, "ba-to")]
    assert split_reports(pages) == ((1, 2, 3), (4, 5))


def test_printed_forms_of_two_units_are_two_reports() -> None:
    pages = [form(1, "mo-duc"), form(2, "mo-duc", 2), form(3, "ba-to"), form(4, "son-ha")]
    assert split_reports(pages) == ((1, 2), (3,), (4,))


def test_every_page_is_in_exactly_one_report() -> None:
    pages = [sheet(1, 4, LONG), first(2), blank(3), first(4, OTHER), sheet(5, None, LONG)]
    groups = split_reports(pages)
    assert sorted(number for group in groups for number in group) == [1, 2, 3, 4, 5]


def test_whole_report_has_no_faults() -> None:
    assert page_faults([first(1), sheet(2, 2, LONG), sheet(3, 3, OTHER), blank(4)]) == ()


def test_second_scan_names_the_first() -> None:
    (problem,) = page_faults([first(1), sheet(2, 2, OTHER), sheet(3, 2, OTHER)])
    assert (problem.code, problem.page, problem.facts) == ("page_repeated", 3, {"first": "2"})


def test_missing_numbers_are_named() -> None:
    (problem,) = page_faults([first(1), sheet(2, 2, LONG), sheet(3, 5, OTHER)])
    assert (problem.code, problem.facts) == ("pages_missing", {"numbers": "3, 4"})


def test_sheet_with_a_number_that_another_bears_has_strayed() -> None:
    (problem,) = page_faults([first(1), sheet(2, 2, LONG), sheet(3, 2, OTHER)])
    assert (problem.code, problem.page, problem.facts["other"]) == ("page_stray", 3, "2")


def test_blank_page_that_opens_a_report_or_stands_for_a_missing_one_is_told() -> None:
    assert [p.code for p in page_faults([blank(1), first(2), sheet(3, 2, LONG)])] == ["page_blank"]
    codes = [p.code for p in page_faults([first(1), blank(2), sheet(3, 3, LONG)])]
    assert codes == ["pages_missing", "page_blank"]


def test_page_left_as_it_lies_is_told_unless_it_is_blank() -> None:
    unsure = replace(sheet(2, 2, LONG), reason=f"a scan; {TURN_UNKNOWN}")
    assert [(p.code, p.page) for p in page_faults([first(1), unsure])] == [("page_turn_unknown", 2)]
    assert page_faults([first(1), replace(blank(2), reason=f"no print on it; {TURN_UNKNOWN}")]) == ()


def test_unnumbered_form_may_be_the_missing_page() -> None:
    assert page_faults([first(1), sheet(2, None, OTHER), sheet(3, 3, LONG)]) == ()


def test_empty_submission_has_nothing_to_tell() -> None:
    assert split_reports([]) == ()
    assert page_faults([]) == ()
