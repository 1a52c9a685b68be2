"""A first day in a real browser: sign in, send three scans, correct a figure, take the sheet home."""

from __future__ import annotations

import urllib.parse
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.browser.conftest import looked_at

CAMPAIGN = "205-KH/TU"  # has the statistics form
TYPED, STORED = "98.765", 98765


def fields_of(page: Any, submission: int) -> list[dict[str, Any]]:
    answer = page.request.get(f"/api/v1/submissions/{submission}/fields")
    assert answer.ok, answer.text()
    body = answer.json()
    return list(body["items"] if isinstance(body, dict) else body)


def test_an_empty_house_says_what_to_do_first(signed_in: Any) -> None:
    page = signed_in.page
    page.goto("/")
    if page.get_by_text("Chưa có báo cáo nào").count() == 0:
        pytest.skip("reports are already there")
    assert page.get_by_role("button", name="Thử với báo cáo mẫu").is_visible()
    assert page.get_by_role("link", name="Nạp báo cáo đầu tiên").is_visible()


def test_a_refused_file_says_why_and_stops_no_other(signed_in: Any, read_reports: list[int]) -> None:
    page = signed_in.page
    page.goto("/upload")
    page.locator("#files").set_input_files(
        [
            {"name": "rong.pdf", "mimeType": "application/pdf", "buffer": b""},
            {"name": "gia.pdf", "mimeType": "application/pdf", "buffer": b"MZ this is no document"},
        ]
    )
    page.locator("#sending .notice-bad").nth(1).wait_for()
    told = page.locator("#sending").inner_text()
    assert "rong.pdf" in told and "gia.pdf" in told
    assert page.locator("[data-submission]").count() >= len(read_reports)


def test_a_figure_corrected_by_keyboard_is_in_the_sheet(
    signed_in: Any, read_reports: list[int], tmp_path: Path
) -> None:
    page = signed_in.page
    numbers = [
        f
        for submission in read_reports
        for f in fields_of(page, submission)
        if f["path"].startswith("table.") and isinstance(f["value"], int) and not isinstance(f["value"], bool)
    ]
    assert numbers, "no figure was read from any table"
    field = next((f for f in numbers if f["status"] == "review"), numbers[0])
    page.goto(f"/review/{field['id']}?submission={field['submission_id']}")
    page.locator("[data-crop] img").wait_for()
    page.wait_for_function("""() => document.querySelector("[data-crop] img").naturalWidth > 0""")
    looked_at(page)
    page.keyboard.type(TYPED)  # the entry has the focus and its content is selected
    page.keyboard.press("Enter")
    page.locator("#desk-said .notice-good").filter(has_text=TYPED).wait_for()
    assert (
        next(f for f in fields_of(page, field["submission_id"]) if f["id"] == field["id"])["status"]
        == "corrected"
    )

    page.goto(f"/submissions/{field['submission_id']}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Excel").click()
    sheet = tmp_path / "tai-ve.xlsx"
    download.value.save_as(sheet)
    book = openpyxl.load_workbook(sheet)
    held = [cell.value for ws in book.worksheets for row in ws.iter_rows() for cell in row]
    assert STORED in held


MAIN_PAGES = (
    "/",
    "/upload",
    "/submissions",
    "/campaigns",
    f"/campaigns/view?id={urllib.parse.quote(CAMPAIGN)}",
    "/export",
    "/review",
)


def at(address: str, reports: list[int]) -> str:
    """The address, where "report" and "scan" stand for those of a report that was read."""
    known = {"report": f"/submissions/{reports[0]}", "scan": f"/submissions/{reports[0]}/pages/1"}
    return known.get(address, address)


@pytest.mark.parametrize(
    "address", [*MAIN_PAGES, "report", "scan", "/account/password", "/submissions/999999"]
)
def test_axe_finds_nothing_serious(
    signed_in: Any, read_reports: list[int], serious_faults: Any, address: str
) -> None:
    signed_in.page.goto(at(address, read_reports))
    assert serious_faults(signed_in.page) == []


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("address", [*MAIN_PAGES, "report", "scan"])
def test_no_page_is_wider_than_its_window(
    signed_in: Any, read_reports: list[int], address: str, width: int
) -> None:
    page = signed_in.page
    page.set_viewport_size({"width": width, "height": 768})
    try:
        page.goto(at(address, read_reports))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        page.set_viewport_size({"width": 1366, "height": 768})


def test_english_is_a_click_away_and_stays(signed_in: Any) -> None:
    page = signed_in.page
    page.goto("/campaigns")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", level=1, name="Campaigns").wait_for()
    page.goto("/export")
    page.get_by_role("heading", level=1, name="Export").wait_for()
    page.get_by_role("button", name="Tiếng Việt").click()
    page.get_by_role("heading", level=1, name="Xuất số liệu").wait_for()


def test_no_request_leaves_the_machine_and_no_page_complains(signed_in: Any, server: Any) -> None:
    strange = [url for url in signed_in.asked if not url.startswith((server.url, "data:", "blob:"))]
    assert signed_in.asked and strange == []
    refused = [c for c in signed_in.complaints if "Content Security Policy" in c or "Error:" in c]
    assert refused == []
