from dataclasses import replace

import pytest

from extraction.figures import read_figures
from tests.extraction.test_figures import figure, make_section

YEARS = (2018, 2019, 2020)
OWNERS = replace(figure("chu", "kết nạp {n} chủ doanh nghiệp tư nhân", "{n} chủ doanh nghiệp"), years=YEARS)
PUPILS = replace(figure("hoc_sinh", "kết nạp {n} học sinh, sinh viên", "{n} học sinh"), years=YEARS)


def told(*lines):
    found = read_figures([make_section("II.2", *lines)], (OWNERS, PUPILS))
    return {f.path.removeprefix("figure.II.2."): f.value and int(f.value) for f in found if f.found}


@pytest.mark.parametrize(
    "lines",
    [
        ["Kết nạp học sinh, sinh viên vào Đảng: năm 2018: 12; năm 2019: 15; năm 2020: 1.021."],
        ["Số học sinh, sinh viên được kết nạp qua các năm là 12 (2018), 15 (2019), 1.021 (2020)."],
        ["Năm 2018 kết nạp 12 học sinh; năm 2019 kết nạp được 15 học sinh; năm 2020: 1.021 học sinh"],
        ["- Kết nạp học sinh, sinh viên:", "+ Năm 2018: 12 đồng chí.", "+ Năm 2019: 15 đồng chí.",
         "+ Năm 2020: 1.021 đồng chí."],
    ],
)  # fmt: skip
def test_a_series_gives_a_figure_for_each_year(lines):
    assert told(*lines) == {"hoc_sinh.2018": 12, "hoc_sinh.2019": 15, "hoc_sinh.2020": 1021}


def test_the_total_beside_its_years_stays_the_total():
    line = "Giai đoạn 2018 - 2020 kết nạp 45 học sinh (năm 2018: 12; năm 2019: 15; năm 2020: 18)."
    assert told(line) == {"hoc_sinh": 45, "hoc_sinh.2018": 12, "hoc_sinh.2019": 15, "hoc_sinh.2020": 18}


def test_two_things_counted_in_each_year_are_kept_apart():
    line = (
        "Năm 2018 kết nạp 2 chủ doanh nghiệp, 12 học sinh; năm 2019 kết nạp 3 chủ doanh nghiệp, 15 học sinh."
    )
    assert told(line) == {"chu.2018": 2, "chu.2019": 3, "hoc_sinh.2018": 12, "hoc_sinh.2019": 15}


def test_a_year_that_the_series_leaves_out_is_asked_for():
    line = "Kết nạp học sinh, sinh viên: năm 2018: 12; năm 2020: 18."
    found = read_figures([make_section("II.2", line)], (PUPILS,))
    assert {f.path: f.found for f in found} == {
        "figure.II.2.hoc_sinh": False,
        "figure.II.2.hoc_sinh.2018": True,
        "figure.II.2.hoc_sinh.2019": False,
        "figure.II.2.hoc_sinh.2020": True,
    }


@pytest.mark.parametrize(
    "line",
    [
        "Giai đoạn 2018 - 2020 kết nạp 4 chủ doanh nghiệp tư nhân và 45 học sinh, sinh viên.",
        "Từ năm 2018 đến năm 2020 kết nạp 4 chủ doanh nghiệp và 45 học sinh.",
        "Trong năm 2020 kết nạp 4 chủ doanh nghiệp và 45 học sinh, sinh viên.",
    ],
)
def test_a_stretch_of_years_is_no_series(line):
    assert told(line) == {"chu": 4, "hoc_sinh": 45}
