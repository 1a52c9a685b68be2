"""A head's morning: the tree comes in as a sheet, the list is drawn, a report is placed and arranged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import READING_MS

CAMPAIGN = "205-KH/TU"
SHEET = """Mã,Tên đơn vị,Cấp,Mã cấp trên
quang-ngai,Tỉnh ủy Quảng Ngãi,tinh,
binh-son,Huyện ủy Bình Sơn,huyen,quang-ngai
xa-mau,Đảng ủy xã Mẫu,xa,binh-son
xa-khac,Đảng ủy xã Khác,xa,binh-son
"""


@pytest.fixture(scope="module")
def tree(signed_in: Any, read_reports: list[int], tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """Units imported on the page and the list drawn from them."""
    page = signed_in.page
    sheet: Path = tmp_path_factory.mktemp("units") / "don-vi.csv"
    sheet.write_text(SHEET, "utf-8")
    page.goto("/units")
    page.get_by_label("Bảng XLSX hoặc CSV").set_input_files(sheet)
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_role("button", name="Thực hiện 4 thay đổi").click()
    page.get_by_text("Đã thực hiện 4 thay đổi").wait_for()
    page.goto(f"/tracking/units?campaign={CAMPAIGN}")
    page.get_by_label("Đưa vào: Cấp xã").check()
    page.get_by_role("button", name="Lập danh sách").click()
    page.get_by_text("Danh sách có 2 lượt").wait_for()
    return read_reports


def test_a_doubtful_report_is_placed_with_one_click(signed_in: Any, tree: list[int]) -> None:
    page = signed_in.page
    page.goto(f"/submissions/{tree[0]}")
    page.get_by_text("Báo cáo này của đơn vị nào?").wait_for()
    page.get_by_label("Đơn vị (mã)").first.fill("xa-mau")
    page.get_by_role("button", name="Chọn").first.click()
    page.get_by_text("người chọn").wait_for()
    page.goto(f"/tracking?campaign={CAMPAIGN}")
    line = page.get_by_role("row").filter(has_text="Đảng ủy xã Mẫu")
    assert "Nộp" in line.inner_text() or "hạn" in line.inner_text()
    assert line.get_by_role("link", name=f"Số {tree[0]}").is_visible()


def test_pages_are_turned_and_moved_by_keyboard_alone(signed_in: Any, tree: list[int]) -> None:
    page = signed_in.page
    page.goto(f"/submissions/{tree[0]}/arrange")
    places = page.get_by_label("Thứ tự")
    count = places.count()
    places.first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(str(count))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/submissions/{tree[0]}")
    page.wait_for_function("() => !document.querySelector('#reading')", timeout=READING_MS)
    assert page.get_by_text("người chọn").count() == 1  # the unit that a person chose is kept


@pytest.mark.parametrize(
    "address",
    [
        "/units",
        "/units/new",
        "/units/binh-son",
        f"/tracking?campaign={CAMPAIGN}",
        f"/tracking/units?campaign={CAMPAIGN}",
        f"/tracking/coverage?campaign={CAMPAIGN}",
        "/submissions/{report}",
        "/submissions/{report}/arrange",
        "/submissions/{report}/differences?old={report}",
    ],
)
def test_axe_finds_nothing_serious(
    signed_in: Any, tree: list[int], serious_faults: Callable[[Any], list[str]], address: str
) -> None:
    page = signed_in.page
    page.goto(address.format(report=tree[0]))
    assert serious_faults(page) == []
