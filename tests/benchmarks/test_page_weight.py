"""How heavy each page is and how soon something is painted, in a real browser; prints, asserts nothing."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.house import PASSWORD, furnished, page_paths

TIMES = 3
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN"""
WEIGHT = """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
  .filter((entry) => !/\\/(image|crop|preview)/.test(entry.name))
  .reduce((sum, entry) => sum + entry.encodedBodySize, 0)"""


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on PATH")
def test_weight_and_first_paint_of_every_page(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    lines = []
    with furnished(tmp_path) as house, sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        context = browser.new_context(base_url=house.url, viewport={"width": 1366, "height": 768})
        page = context.new_page()
        page.goto("/login")
        page.get_by_label("Tên đăng nhập").fill("admin")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('Xin chào')")
        for path in page_paths():
            paints, weight = [], 0
            for _ in range(TIMES):
                page.goto(house.address(path))
                page.wait_for_timeout(150)
                paints.append(page.evaluate(PAINT))
                weight = max(weight, page.evaluate(WEIGHT))
            lines.append((path, weight / 1000, statistics.median(paints)))
        browser.close()
    for path, kilobytes, paint in sorted(lines, key=lambda line: -line[2]):
        sys.stdout.write(f"{path:<48} {kilobytes:7.1f} kB  {paint:6.0f} ms\n")
