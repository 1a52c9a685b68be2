"""The desk by keyboard alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import looked_at


@pytest.fixture
def desk(signed_in: Any, read_reports: list[int]) -> Any:
    page = signed_in.page
    page.goto("/review")
    if page.locator("[data-desk-form]").count() == 0:
        pytest.skip("nothing is doubtful")
    return page


def shown(page: Any) -> str:
    """The field on the desk, once its scan could be seen."""
    page.wait_for_function(
        """() => [...document.querySelectorAll("[data-crop] img")].every((i) => i.complete)"""
    )
    looked_at(page)
    return str(page.locator(".desk-card").get_attribute("data-field"))


def wait_for(page: Any, field: str) -> None:
    page.wait_for_function(
        """(id) => document.querySelector(".desk-card")?.dataset.field === id""", arg=field
    )


def wait_for_other(page: Any, before: str) -> str:
    page.wait_for_function(
        """(id) => document.querySelector(".desk-card")?.dataset.field !== id""", arg=before
    )
    return shown(page)


def test_the_entry_has_the_focus_and_its_content_selected(desk: Any) -> None:
    shown(desk)
    assert desk.evaluate("document.activeElement.name") == "text"
    assert desk.evaluate(
        "getSelection().toString() === document.activeElement.value || !document.activeElement.value"
    )


def test_escape_skips_with_a_reason_and_undo_brings_the_field_back(desk: Any) -> None:
    before = shown(desk)
    desk.keyboard.press("Escape")
    desk.get_by_text("Vì sao để lại?").wait_for()
    desk.keyboard.press("2")
    wait_for_other(desk, before)
    desk.keyboard.press("Control+z")
    wait_for(desk, before)


def test_not_on_paper_is_one_key_and_can_be_taken_back(desk: Any) -> None:
    before = shown(desk)
    desk.keyboard.press("F9")
    wait_for_other(desk, before)
    desk.keyboard.press("Control+z")
    wait_for(desk, before)


def test_work_goes_on_while_saves_are_slow_and_none_is_lost(desk: Any) -> None:
    stuck: list[Any] = []
    saves = re.compile(r"/review/\d+$")
    desk.route(saves, lambda route: stuck.append(route) if not stuck else route.continue_())
    settled = [shown(desk)]
    desk.keyboard.press("F9")
    settled.append(wait_for_other(desk, settled[0]))
    desk.keyboard.press("F9")
    third = wait_for_other(desk, settled[1])
    assert third not in settled
    assert stuck, "nothing was sent"
    stuck[0].continue_()
    desk.evaluate("document.querySelector('[data-desk]').saving")
    assert shown(desk) == third
    desk.unroute(saves)
    for field in settled:
        told = desk.request.get(f"/api/v1/fields/{field}").json()["field"]
        assert told["status"] in ("confirmed", "corrected"), told
    for field in reversed(settled):
        desk.keyboard.press("Control+z")
        wait_for(desk, field)
        shown(desk)


def test_a_double_enter_settles_one_field_only(desk: Any) -> None:
    before = shown(desk)
    desk.evaluate(
        """() => {
          const form = document.querySelector("[data-desk-form]");
          const absent = form.querySelector('[value="not_on_paper"]');  // an answer that every field takes
          form.requestSubmit(absent);
          form.requestSubmit(absent);
        }"""
    )
    after = wait_for_other(desk, before)
    desk.evaluate("document.querySelector('[data-desk]').saving")  # a second save would be in this chain
    assert shown(desk) == after
    desk.keyboard.press("Control+z")
    wait_for(desk, before)


def test_the_context_opens_and_closes_with_f2(desk: Any, read_reports: list[int]) -> None:
    fields = desk.request.get(f"/api/v1/submissions/{read_reports[0]}/fields").json()
    desk.goto(f"/review/{next(field['id'] for field in fields if field['bbox'])}")
    shown(desk)
    near = desk.locator("[data-crop] img").get_attribute("srcset")
    desk.keyboard.press("F2")
    assert desk.locator("[data-crop] img").get_attribute("srcset") != near
    desk.keyboard.press("F2")
    assert desk.locator("[data-crop] img").get_attribute("srcset") == near
