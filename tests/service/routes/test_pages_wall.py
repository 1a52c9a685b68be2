"""The digit wall over a real service: one act for many cells, taken back in one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from service.i18n import CATALOGUE
from tests.service.conftest import Client
from tests.service.routes.test_pages import PARTIAL, client, field_at, house, report
from tests.service.standin import scan

__all__ = ["client", "house", "report"]
QUANTITY = "table.bieu-1.2.so_luong"


@pytest.fixture
def three(client: Client) -> list[int]:
    """Three reports, each with one doubtful figure, read as 4 from the paper."""
    found = []
    for name in "abc":
        text = scan(1, name, "Kinh tế|9", "Tổ A|4", f"Tổ {len(found)}{name}|5", str(id(found)))
        accepted = client.upload((f"{name}.pdf", text)).json()["accepted"]
        client.read_to_end(accepted[0]["submission_id"])
        found.append(int(accepted[0]["submission_id"]))
    return found


def shown(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'name="field" value="(\d+)"', page)]


def answers(client: Client, reports: list[int], **changes: Any) -> dict[str, Any]:
    """The form of a wall that shows one figure of each report, each as it was read."""
    fields = [field_at(client, one, QUANTITY) for one in reports]
    form = {
        "field": [f["id"] for f in fields],
        "version": [f["version"] for f in fields],
        "text": ["4" for _ in fields],
        "reading": "4",
    }
    return form | changes


def settle_all_of(client: Client, reports: list[int]) -> Any:
    return client.post("/review/wall", data=answers(client, reports), headers=PARTIAL)


def statuses(client: Client, reports: list[int]) -> list[str]:
    return [field_at(client, one, QUANTITY)["status"] for one in reports]


def test_cells_read_alike_stand_together_largest_group_first(client: Client, three: list[int]) -> None:
    page = client.get("/review/wall?reading=4").text
    wanted = {field_at(client, one, QUANTITY)["id"] for one in three}
    assert wanted <= set(shown(page))
    counts = [int(n) for n in re.findall(r'class="soft">×(\d+)<', page)]
    assert counts and counts == sorted(counts, reverse=True)
    settle_all_of(client, three)


def test_one_act_confirms_all_that_is_shown_and_one_undo_takes_it_back(
    client: Client, three: list[int]
) -> None:
    answer = settle_all_of(client, three)
    assert answer.status_code == 200 and statuses(client, three) == ["confirmed"] * 3
    acts = re.search(r'name="acts" value="([\d,]+)"', answer.text)
    assert acts is not None
    undone = client.post("/review/wall/undo", data={"acts": acts.group(1), "undone_reading": "4"})
    assert CATALOGUE["wall.undone"][0].format(n=3) in undone.text
    assert statuses(client, three) == ["review"] * 3
    settle_all_of(client, three)


def test_the_odd_one_out_is_corrected_and_a_postponed_one_stays_doubtful(
    client: Client, three: list[int]
) -> None:
    form = answers(client, three, text=["4", "14", "4"])
    form["later"] = [form["field"][2]]
    assert client.post("/review/wall", data=form, headers=PARTIAL).status_code == 200
    assert statuses(client, three) == ["confirmed", "corrected", "review"]
    assert field_at(client, three[1], QUANTITY)["value"] == 14
    assert form["field"][2] not in shown(client.get("/review/wall?reading=4").text)


def test_a_text_that_is_no_figure_saves_nothing_and_keeps_what_was_typed(
    client: Client, three: list[int]
) -> None:
    form = answers(client, three, text=["4", "bốn mươi chữ", "4"])
    answer = client.post("/review/wall", data=form, headers=PARTIAL)
    assert answer.status_code == 422 and 'value="bốn mươi chữ"' in answer.text
    assert statuses(client, three) == ["review"] * 3
    settle_all_of(client, three)


def test_a_cell_settled_by_somebody_else_is_left_alone_and_counted(client: Client, three: list[int]) -> None:
    form = answers(client, three)
    body = {"verdict": "correct", "text": "40", "version": form["version"][0]}
    client.post(f"/api/v1/fields/{form['field'][0]}/settle", json=body)
    answer = client.post("/review/wall", data=form, headers=PARTIAL)
    assert CATALOGUE["wall.stale"][0].format(n=1) in answer.text
    assert field_at(client, three[0], QUANTITY)["value"] == 40
    assert statuses(client, three) == ["corrected", "confirmed", "confirmed"]


def test_an_act_that_something_followed_is_not_taken_back_in_part(client: Client, three: list[int]) -> None:
    form = answers(client, three)
    client.post("/review/wall", data=form, headers=PARTIAL)
    later = field_at(client, three[0], "document.number")
    body = {"verdict": "confirm", "version": later["version"]}
    client.post(f"/api/v1/fields/{later['id']}/settle", json=body)
    acts = ",".join(str(one) for one in form["field"])
    answer = client.post("/review/wall/undo", data={"acts": acts}, headers=PARTIAL)
    assert CATALOGUE["wall.cannot_undo"][0] in answer.text
    assert statuses(client, three) == ["confirmed"] * 3


def test_the_wall_of_a_campaign_without_figures_says_where_to_go_on(client: Client, three: list[int]) -> None:
    assert shown(client.get("/review/wall?campaign=205-KH/TU").text)
    other = client.get("/review/wall?campaign=34-KH/TU")
    assert shown(other.text) == [] and CATALOGUE["wall.empty"][0] in other.text
    settle_all_of(client, three)
