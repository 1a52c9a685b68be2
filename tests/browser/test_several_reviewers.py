"""Two browsers at one queue, and the pages that several reviewers need; keyboard only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import (
    CAMPAIGN,
    LEASE_SECONDS,
    SAMPLES,
    Server,
    Visit,
    looked_at,
    open_visit,
    sign_in,
)
from tests.browser.reviewer import Reviewer, answers_of

LONGEST_MEDIAN_KEYS = 1.3
FIELDS = 6  # of the short scripted run; the benchmark settles 200


@pytest.fixture
def other(browser: Any, server: Server, signed_in: Visit, read_reports: list[int]) -> Iterator[Any]:
    """A second browser, signed in for itself."""
    visit = open_visit(browser, server.url)
    sign_in(visit.page)
    yield visit.page
    visit.page.goto("/")  # the desk, left, gives back what it holds; a window that is closed does not
    visit.page.context.close()


def field_on(page: Any) -> str:
    page.wait_for_selector(".desk-card")
    return str(page.locator(".desk-card").first.get_attribute("data-field"))


def test_two_browsers_get_different_fields_and_a_lent_one_says_so(signed_in: Visit, other: Any) -> None:
    page = signed_in.page
    page.goto("/review")
    other.goto("/review")
    mine, theirs = field_on(page), field_on(other)
    assert mine != theirs
    other.goto(f"/review/{mine}")
    other.wait_for_selector("[data-lent]")
    assert other.locator("[name=text]").get_attribute("readonly") is not None


def test_a_browser_that_shows_no_sign_of_life_gives_its_field_back(signed_in: Visit, other: Any) -> None:
    page = signed_in.page
    page.goto("/")
    other.goto("/review")
    held = field_on(other)
    for address in ("**/review/keep", "**/review/give-back"):
        other.route(address, lambda route: route.abort())  # as if it had been killed
    page.goto("/review")
    assert field_on(page) != held

    def comes_back() -> bool:
        page.goto("/review")
        return field_on(page) == held

    tries = 4 * int(LEASE_SECONDS)
    assert any(comes_back() or page.wait_for_timeout(1000) for _ in range(tries))


def test_a_stale_save_is_refused_with_both_values_on_the_desk(
    signed_in: Visit, other: Any, read_reports: list[int]
) -> None:
    page = signed_in.page
    fields = page.request.get(f"/api/v1/submissions/{read_reports[0]}/fields").json()
    cells = [f for f in fields if f["path"].startswith("table.") and f["path"].endswith(".so_luong")]
    cell = next(f["id"] for f in cells if f["status"] == "accepted")  # such a one is lent to nobody
    page.goto(f"/review/{cell}")
    page.wait_for_selector("[data-desk-form]")
    token = page.evaluate("document.body.dataset.csrf")
    scope = page.locator("[data-desk]").get_attribute("data-scope")
    page.request.post("/review/give-back", form={"scope": scope, "csrf_token": token})
    other.goto(f"/review/{cell}")
    version = int(other.locator("[name=version]").first.input_value())
    header = {"X-CSRF-Token": other.evaluate("document.body.dataset.csrf")}
    settle = f"/api/v1/fields/{cell}/settle"
    saved = other.request.post(
        settle, data={"verdict": "correct", "text": "17", "version": version}, headers=header
    )
    assert saved.ok, saved.text()
    other.goto("/")
    looked_at(page)
    page.locator("[name=text]").first.fill("71")
    page.keyboard.press("Enter")
    told = page.locator("#desk-said .notice-bad")
    told.wait_for()
    assert "17" in told.inner_text() and "71" in told.inner_text()
    assert page.request.get(f"/api/v1/fields/{cell}").json()["field"]["value"] == 17
    other.request.post("/api/v1/review/undo", headers=header)


HAS_FOCUS = "(name) => document.activeElement.name === name"


def test_headings_are_joined_to_the_outline_by_keys_alone(
    signed_in: Visit, read_reports: list[int], serious_faults: Callable[[Any], list[str]]
) -> None:
    """In each report: where all its headings answer items already, none is picked beforehand."""
    page = signed_in.page
    signed_in.complaints.clear()  # refused saves of the tests before are complaints of the browser too
    for report in read_reports:
        page.goto(f"/review/headings/{report}")
        page.wait_for_function(HAS_FOCUS, arg="heading")
        assert serious_faults(page) == []
        page.keyboard.press("Enter")
        page.wait_for_function(HAS_FOCUS, arg="item")
        chosen = page.evaluate("document.activeElement.value")
        state = page.locator(f'[data-items] label:has(input[value="{chosen}"]) .badge')
        before = state.inner_text()
        page.keyboard.press("F9")
        page.locator("[data-said] .notice-good").wait_for()
        assert state.inner_text() == "Không thấy"
        page.keyboard.press("Control+z")
        page.locator("[data-said] .notice-doubt").wait_for()
        assert state.inner_text() == before
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.locator("[data-said] .notice-good, [data-said] .notice-bad").wait_for()
        assert page.locator("[data-said]").inner_text().startswith("Đã")
        joined = page.locator("[data-items] label:has(input:checked) .badge")
        assert joined.inner_text() == "Có"
        page.keyboard.press("Control+z")
        page.locator("[data-said] .notice-doubt").wait_for()
    assert signed_in.complaints == []


def test_accepted_fields_are_drawn_by_lot_and_come_to_the_desk(
    signed_in: Visit, read_reports: list[int], serious_faults: Callable[[Any], list[str]]
) -> None:
    page = signed_in.page
    page.goto(f"/campaigns/quality?id={CAMPAIGN}")
    assert serious_faults(page) == []
    page.get_by_label("Tỉ lệ trường máy đã nhận").fill("2")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Chọn ngẫu nhiên").press("Enter")
    page.get_by_text("Đã chọn thêm").wait_for()
    assert serious_faults(page) == []
    drawn = page.locator("#escaped tbody tr.strong td").first.inner_text()
    assert int(drawn) > 0
    for width in (390, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_scripted_reviewer_needs_hardly_more_than_a_key_for_a_field(
    signed_in: Visit, read_reports: list[int]
) -> None:
    page = signed_in.page
    signed_in.complaints.clear()
    truths = [json.loads(path.read_text("utf-8")) for path in sorted(SAMPLES.glob("*.json"))]
    by_file = {truth["files"][0]: truth for truth in truths}
    answers: dict[int, str | None] = {}
    for report in read_reports:
        name = page.request.get(f"/api/v1/submissions/{report}").json()["row"]["name"]
        fields = page.request.get(f"/api/v1/submissions/{report}/fields").json()
        told = answers_of(by_file[name], fields)
        answers |= {field["id"]: told[field["path"]] for field in fields if field["path"] in told}
    tally = Reviewer(page, answers).desk(FIELDS)
    assert len(tally.keys) == FIELDS, "too few fields wait"
    assert sorted(tally.keys)[len(tally.keys) // 2] <= LONGEST_MEDIAN_KEYS, tally.told("desk")
    assert signed_in.complaints == []
