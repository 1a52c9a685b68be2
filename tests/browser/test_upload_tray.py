"""Pictures are looked at before they are sent: a bad one waits for a word, a good one goes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.browser.conftest import open_visit, sign_in
from tests.browser.house import House

WIDTH, HEIGHT = 1240, 1754
FACE = ImageFont.truetype("/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf", 26)


@pytest.fixture(scope="module")
def page(house: House, browser: Any) -> Iterator[Any]:
    visit = open_visit(browser, house.url)
    page = visit.page
    sign_in(page)
    yield page
    page.context.close()


def sheet() -> Image.Image:
    """An A4 page of print at 150 dpi."""
    picture = Image.new("L", (WIDTH, HEIGHT), 246)
    pen = ImageDraw.Draw(picture)
    for y in range(120, HEIGHT - 120, 38):
        pen.text((120, y), "Báo cáo kết quả thực hiện Kế hoạch của Tỉnh ủy về kinh tế tập thể", 30, FACE)
    return picture


def photo(change: Callable[[Image.Image], Image.Image], name: str) -> dict[str, Any]:
    out = io.BytesIO()
    change(sheet()).save(out, "JPEG", quality=85)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p.point(lambda grey: grey // 4), "quá tối"),
        (lambda p: p.filter(ImageFilter.GaussianBlur(4)), "nhòe"),
        (lambda p: p.crop((400, 0, WIDTH, HEIGHT)), "cắt"),
        (lambda p: p.resize((500, 707)), "quá nhỏ"),
    ],
)
def test_a_bad_picture_waits_with_what_is_wrong(page: Any, change: Any, told: str) -> None:
    page.goto("/upload")
    page.locator("#files").set_input_files([photo(change, "anh.jpg")])
    page.locator("[data-tray] .tray-doubt").wait_for()
    assert told in page.locator("[data-faults]").inner_text()
    assert page.locator("#sending li").count() == 0
    page.get_by_role("button", name="Bỏ hết").click()
    assert not page.locator("[data-tray]").is_visible()


def test_a_missing_number_among_names_is_told_and_can_be_sent_all_the_same(page: Any) -> None:
    page.goto("/upload")
    pages = [photo(lambda p: p, f"trang {n}.jpg") for n in (1, 2, 4)]
    page.locator("#files").set_input_files(pages)
    page.locator("[data-tray-missing]").wait_for()
    assert "thiếu trang số 3" in page.locator("[data-tray-missing]").inner_text()
    assert page.locator("[data-faults] li").count() == 0, "clean print was warned of"
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.locator("#sending .notice-bad").first.wait_for()  # the stand-in reads no pictures


def test_photographs_become_one_report_in_the_order_they_were_taken(page: Any) -> None:
    page.goto("/upload")
    for _ in range(2):
        page.locator("#camera").set_input_files([photo(lambda p: p, "image.jpg")])
    page.locator("[data-tray-remove]").nth(1).wait_for()
    names = page.locator("[data-tray] [data-name]").all_inner_texts()
    assert names == ["1. image.jpg", "2. image.jpg"]
    assert page.get_by_label("Các tệp này là một báo cáo").is_checked()
    page.keyboard.press("Tab")
    page.locator("[data-tray-remove]").first.click()
    assert page.locator("[data-tray] [data-name]").all_inner_texts() == ["1. image.jpg"]


def test_the_tour_goes_by_keyboard_and_stays_away_once_seen(page: Any) -> None:
    page.goto("/")
    page.get_by_role("button", name="Xem hướng dẫn").focus()
    page.keyboard.press("Enter")
    assert page.locator("#tour-title").inner_text() == "Thử với báo cáo mẫu"
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert page.locator("#tour-title").inner_text() == "Bảng tổng hợp"
    page.keyboard.press("Escape")
    assert not page.locator("[data-tour]").is_visible()
    page.goto("/")
    assert not page.get_by_role("button", name="Xem hướng dẫn").is_visible()
    page.goto("/?tour=1")
    page.get_by_role("button", name="Xem hướng dẫn").wait_for()
