"""Every page, light on a desk and dark on a phone: readable by all, not too wide, nothing cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import open_visit, sign_in
from tests.browser.house import House, page_paths

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CUT = """() => {
  const isInScrolling = (element) => {
    for (let e = element.parentElement; e && e !== document.body; e = e.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(e).overflowX) || e.matches("details:not([open])"))
        return true;
    return false;
  };
  const cut = [];
  const tell = (what, element) => cut.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || style.visibility === "hidden") continue;
    if (element.closest(".unseen, svg, [hidden], .skip-link")) continue;
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!hasText) continue;
    const hides = ["hidden", "clip"].includes(style.overflowX) && style.textOverflow !== "ellipsis";
    if (hides && element.scrollWidth > element.clientWidth + 1) tell("inside", element);
    if (isInScrolling(element)) continue;
    if (box.right > innerWidth + 1 || box.left < -1) tell("beyond the edge", element);
  }
  return cut.slice(0, 5);
}"""


GUARDS = {
    "content-security-policy": "script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every page says to the browser against foreign content, frames and copies left behind."""


def unguarded(headers: dict[str, str]) -> list[str]:
    """The headers that are missing or too weak."""
    missing = [name for name, wanted in GUARDS.items() if wanted not in headers.get(name, "")]
    weak = [word for word in ("unsafe-inline", "unsafe-eval") if word in headers["content-security-policy"]]
    return missing + weak


@pytest.fixture(scope="module")
def visit(house: House, browser: Any) -> Iterator[Any]:
    visit = open_visit(browser, house.url)
    page = visit.page
    sign_in(page)
    yield visit
    page.context.close()


@pytest.fixture(scope="module")
def stranger(house: House, browser: Any) -> Iterator[Any]:
    """A window in which nobody is signed in."""
    visit = open_visit(browser, house.url)
    yield visit
    visit.page.context.close()


def theme(page: Any, house: House, name: str) -> None:
    page.context.add_cookies([{"name": "tonghop_theme", "value": name, "url": house.url}])


@pytest.mark.parametrize("path", page_paths())
def test_page_is_readable_and_whole(
    house: House, visit: Any, stranger: Any, serious_faults: Callable[[Any], list[str]], path: str
) -> None:
    if path == "/login":
        visit = stranger
    page = visit.page
    visit.complaints.clear()
    found: dict[str, list[str]] = {}
    for name, size, colours in (("desk", DESK, "light"), ("phone", PHONE, "dark")):
        theme(page, house, colours)
        page.set_viewport_size(size)
        answer = page.goto(house.address(path))
        assert answer.status == 200, f"{answer.status} at {page.url}"
        assert unguarded(answer.headers) == [], page.url
        width = page.evaluate("document.documentElement.scrollWidth")
        wide = [f"{width} px wide"] if width > size["width"] else []
        found[name] = [*wide, *page.evaluate(CUT), *serious_faults(page)]
    assert found == {"desk": [], "phone": []}
    assert [c for c in visit.complaints if "Content Security Policy" in c or "Error" in c] == []


def test_a_report_prints_without_the_frame(house: House, visit: Any) -> None:
    page = visit.page
    page.set_viewport_size(DESK)
    page.goto(house.address("/submissions/{submission_id}"))
    page.emulate_media(media="print")
    try:
        assert not page.locator(".masthead").is_visible()
        assert page.locator("main h1").is_visible() and page.locator(".form-table").first.is_visible()
    finally:
        page.emulate_media(media="screen")
