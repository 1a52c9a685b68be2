"""The table grid and the digit wall by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import looked_at

ACTIVE = """() => {
  const cell = document.activeElement.closest("[data-cell]");
  return cell && {...cell.dataset, text: document.activeElement.value, looks: cell.className};
}"""
SUMMED = """() => [...document.querySelectorAll("[data-cell]")]
  .find((cell) => !cell.querySelector("[data-hint]").hidden && /^\\d/.test(cell.dataset.read))
  ?.dataset.cell"""


@pytest.fixture
def grid(signed_in: Any, read_reports: list[int]) -> Any:
    """The first report whose form has a sum that is checked; its whole is the active cell."""
    page = signed_in.page
    for report in read_reports:
        page.goto(f"/review/grid/{report}")
        page.wait_for_function("() => document.activeElement.closest('[data-cell]')")
        whole = page.evaluate(SUMMED)
        if whole:
            page.locator(f'[data-cell="{whole}"] input').focus()
            return page
    pytest.skip("no form with a sum")


def active(page: Any) -> dict[str, str]:
    found = page.evaluate(ACTIVE)
    assert found, "no cell is active"
    return dict(found)


def saved(page: Any, cell: str, version: str) -> None:
    page.wait_for_function(
        """([id, old]) => {
          const cell = document.querySelector(`[data-cell="${id}"]`);
          return cell.dataset.version !== old && !cell.classList.contains("cell-saving");
        }""",
        arg=[cell, version],
    )


def value_at(page: Any, field: str) -> Any:
    return page.request.get(f"/api/v1/fields/{field}").json()["field"]["value"]


def test_typing_and_enter_save_and_go_down_and_one_key_takes_it_back(grid: Any) -> None:
    before = active(grid)
    was = value_at(grid, before["cell"])
    grid.keyboard.type("87.654")
    assert "cell-fails" in active(grid)["looks"], "the sum is judged while typing"
    grid.keyboard.press("Enter")
    below = active(grid)
    assert below["path"].rsplit(".", 1)[1] == before["path"].rsplit(".", 1)[1]
    assert below["path"] != before["path"]
    saved(grid, before["cell"], before["version"])
    assert value_at(grid, before["cell"]) == 87654
    version = grid.locator(f'[data-cell="{before["cell"]}"]').get_attribute("data-version")
    grid.keyboard.press("Control+z")
    saved(grid, before["cell"], str(version))
    assert value_at(grid, before["cell"]) == was


def test_walking_saves_nothing_and_escape_drops_what_was_typed(grid: Any) -> None:
    before = active(grid)
    for key in (
        "ArrowRight",
        "ArrowLeft",
        "Tab",
        "Shift+Tab",
        "ArrowDown",
        "ArrowUp",
        "Enter",
        "Shift+Enter",
    ):
        grid.keyboard.press(key)
    assert active(grid)["cell"] == before["cell"]
    grid.keyboard.type("5")
    grid.keyboard.press("Escape")
    grid.keyboard.press("ArrowDown")
    assert grid.locator(".cell-saving").count() == 0
    now = grid.request.get(f"/api/v1/fields/{before['cell']}").json()["field"]
    assert str(now["version"]) == before["version"]


def test_a_save_over_somebody_elses_is_refused_with_both_values(grid: Any) -> None:
    cell = active(grid)
    was = grid.request.get(f"/api/v1/fields/{cell['cell']}").json()["field"]
    token = {"X-CSRF-Token": grid.evaluate("document.body.dataset.csrf")}
    other = {"verdict": "correct", "text": "17", "version": was["version"]}
    assert grid.request.post(f"/api/v1/fields/{cell['cell']}/settle", data=other, headers=token).ok
    grid.keyboard.type("71")
    grid.keyboard.press("Enter")
    told = grid.locator("[data-said][data-tone=bad]")
    told.wait_for()
    assert "17" in told.inner_text() and "71" in told.inner_text()
    assert value_at(grid, cell["cell"]) == 17
    grid.locator(f'[data-cell="{cell["cell"]}"] input').focus()
    grid.keyboard.press("Escape")
    assert active(grid)["text"] == "17"
    grid.keyboard.press("Control+z")
    grid.locator("[data-said][data-tone=good]").wait_for()
    assert value_at(grid, cell["cell"]) == was["value"]


def test_a_sum_that_breaks_fills_the_wall_and_enter_settles_it(grid: Any) -> None:
    whole = active(grid)
    grid.keyboard.type("87.654")
    grid.keyboard.press("Enter")
    saved(grid, whole["cell"], whole["version"])
    grid.goto("/review/wall")
    grid.wait_for_selector("[data-tile]")
    shown = grid.locator('[name="field"]').evaluate_all("(all) => all.map((one) => one.value)")
    looked_at(grid, 500)
    for box in grid.locator("[data-tile] [name=later]:checked").all():
        box.uncheck()
    grid.locator("[data-tile] [name=text]").first.focus()
    grid.keyboard.press("Enter")
    grid.locator("[data-said] .notice-good").wait_for()
    status = "() => fetch('/api/v1/fields/%s').then((r) => r.json()).then((r) => r.field.status)"
    assert {grid.evaluate(status % field) for field in shown} <= {"confirmed", "corrected"}
    grid.keyboard.press("Control+z")
    grid.locator("[data-said] .notice-doubt").wait_for()
    assert {grid.evaluate(status % field) for field in shown} <= {"review"}


@pytest.mark.parametrize("address", ["grid", "wall", "docs"])
def test_axe_finds_nothing_serious(
    signed_in: Any, read_reports: list[int], serious_faults: Any, address: str
) -> None:
    at = {"grid": f"/review/grid/{read_reports[0]}", "wall": "/review/wall", "docs": "/api/v1/docs"}
    signed_in.page.goto(at[address])
    signed_in.page.wait_for_load_state("networkidle")
    assert serious_faults(signed_in.page) == []
    for width in (390, 1366):
        signed_in.page.set_viewport_size({"width": width, "height": 768})
        assert signed_in.page.evaluate("document.documentElement.scrollWidth") <= width
