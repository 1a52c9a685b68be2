"""A plan becomes a campaign in the browser: uploaded, put right by keyboard, confirmed, edited again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extraction.plan import read_plan
from samples.plans import plan_pdf
from tests.browser.conftest import READING_MS
from tests.extraction.plans.plan_texts import COMMUNES

SHOTS: Path | None = None


@pytest.fixture(scope="session")
def confirmed(signed_in: Any, tmp_path_factory: Any) -> str:
    """A made-up plan's PDF, uploaded, its second item moved below the third, and confirmed; the id."""
    pdf = tmp_path_factory.mktemp("plan") / "kh-58.pdf"
    pdf.write_bytes(plan_pdf(COMMUNES, read_plan(text=COMMUNES).campaign))
    page = signed_in.page
    page.goto("/campaigns")
    page.get_by_label("Tệp kế hoạch").set_input_files(pdf)
    page.get_by_role("button", name="Đọc kế hoạch").click()
    page.wait_for_selector("[data-campaign-editor]", timeout=READING_MS)
    page.wait_for_load_state()  # the page came by itself, once the plan was read
    assert page.locator("#outline-1-id").input_value() == "P1.1"
    page.locator(".edit-evidence img").first.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.edit-evidence img').naturalWidth > 100")
    row = page.locator("#outline-1 [data-name='title']")
    row.focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    titles = page.locator("[data-list='outline'] [data-name='id']")
    assert [titles.nth(i).input_value() for i in range(3)] == ["P1", "P1.2", "P1.1"]
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.keyboard.press("Alt+Shift+Enter")
    page.keyboard.type("P1.3")
    new = page.locator("[data-list='outline'] > li").nth(2)
    new.locator("[data-name='title']").fill("Mục thêm bằng tay")
    if SHOTS:
        page.screenshot(path=SHOTS / "plan-draft.png")
    page.get_by_role("button", name="Xác nhận thành đợt báo cáo").click()
    page.wait_for_url("**/campaigns/view**")
    return "58-KH/TU"


def test_a_plan_becomes_a_campaign(signed_in: Any, confirmed: str) -> None:
    page = signed_in.page
    page.goto("/campaigns/view?id=58-KH%2FTU")
    text = page.locator("main").inner_text()
    assert "Mục thêm bằng tay" in text
    assert "Hạn “xong trong tháng 11/2025” được hiểu là 30/11/2025" in text
    assert signed_in.complaints == []


def test_an_edit_is_a_version_that_says_what_changed(signed_in: Any, confirmed: str) -> None:
    page = signed_in.page
    page.goto("/campaigns/edit?id=58-KH%2FTU")
    page.locator("#head-before_day").select_option("excluded")
    page.locator("#deadlines-0-words").fill("trước ngày 20/10/2025")
    if SHOTS:
        page.screenshot(path=SHOTS / "campaign-edit.png")
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    page.get_by_text("Đã lưu phiên bản 2").wait_for()
    page.goto("/campaigns/versions?id=58-KH%2FTU")
    text = page.locator("main").inner_text()
    assert "before_day" in text and "trước ngày 20/10/2025" in text


def test_a_mistake_is_named_and_what_was_typed_stays(signed_in: Any, confirmed: str) -> None:
    page = signed_in.page
    page.goto("/campaigns/edit?id=58-KH%2FTU")
    page.locator("#outline-3-title").fill("")
    page.locator("#head-issuer").fill("Nơi khác")
    page.get_by_role("button", name="Lưu phiên bản mới").click()
    page.get_by_text("Chưa lưu được").wait_for()
    assert "outline[0].children[2].title" in page.locator("[role=alert]").inner_text()
    assert page.locator("#head-issuer").input_value() == "Nơi khác"
    assert page.locator("[role=alert] a").get_attribute("href") == "#outline-3"
    page.goto("/campaigns/view?id=58-KH%2FTU")
    assert "Nơi khác" not in page.locator("main").inner_text()
    signed_in.complaints.clear()  # the browser notes the refused form by itself


def test_a_removed_row_can_be_brought_back(signed_in: Any, confirmed: str) -> None:
    page = signed_in.page
    page.goto("/campaigns/edit?id=58-KH%2FTU")
    rows = page.locator("[data-list='outline'] > li")
    count = rows.count()
    page.locator("#outline-0 [data-name='title']").focus()
    page.keyboard.press("Alt+Shift+Delete")
    assert rows.count() < count - 1  # with all below it
    page.get_by_role("button", name="Lấy lại").click()
    assert rows.count() == count
    assert page.locator("[data-list='outline'] > li").first.get_attribute("id") == "outline-0"


def test_a_wrong_file_names_its_line_and_changes_nothing(signed_in: Any, confirmed: str) -> None:
    page = signed_in.page
    page.goto("/campaigns")
    wrong = b"id: 58-KH/TU\nissuer: x\nprovince: y\ntitle: z\noutline:\n  - id: I\n    titel: a\n"
    page.get_by_label("Tệp đợt báo cáo (.yaml)").set_input_files(
        {"name": "sai.yaml", "mimeType": "application/yaml", "buffer": wrong}
    )
    page.get_by_role("button", name="Nhập tệp YAML").click()
    page.get_by_text("dòng 7").wait_for()
    signed_in.complaints.clear()
    page.goto("/campaigns/view?id=58-KH%2FTU")
    assert "Khảo sát công tác phát triển đảng viên" in page.locator("main").inner_text()


@pytest.mark.parametrize(
    "address", ["/campaigns", "/campaigns/edit?id=58-KH%2FTU", "/campaigns/versions?id=58-KH%2FTU"]
)
def test_the_pages_are_fit_for_everybody(
    signed_in: Any, confirmed: str, serious_faults: Callable[[Any], list[str]], address: str
) -> None:
    signed_in.page.goto(address)
    assert serious_faults(signed_in.page) == []
