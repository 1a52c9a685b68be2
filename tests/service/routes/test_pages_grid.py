"""The table grid over a real service: what the page draws for the script that saves its cells."""

from __future__ import annotations

import html
import json
import re

from service.i18n import CATALOGUE
from tests.service.conftest import Client
from tests.service.routes.test_pages import client, field_at, house, report
from tests.service.standin import scan

__all__ = ["client", "house", "report"]
QUANTITY = "table.bieu-1.2.so_luong"


def cell_of(page: str, path: str) -> dict[str, str]:
    """What a cell carries; its path is told from its form on, an accepted cell does not say so."""
    short = re.escape(path.removeprefix("table.bieu-1."))
    tag = re.search(rf"<td[^>]*data-path=\"{short}\"[^>]*><(?:input|textarea)[^>]*>", page)
    assert tag is not None
    told = re.findall(r'(?:data-)?([a-z]+)="([^"]*)"', tag.group())
    return {"status": "accepted"} | {name: html.unescape(text) for name, text in told}


def test_each_cell_carries_what_saving_it_needs(client: Client, report: int) -> None:
    page = client.get(f"/review/grid/{report}").text
    field = field_at(client, report, QUANTITY)
    cell = cell_of(page, QUANTITY)
    assert (cell["cell"], cell["version"]) == (str(field["id"]), str(field["version"]))
    assert (cell["status"], cell["value"], cell["page"]) == ("review", "5", "1")
    assert "5 / 7" in cell["why"]
    assert cell_of(page, "table.bieu-1.3.so_luong")["status"] == "accepted"


def test_the_checks_of_the_form_come_along_with_what_they_add_up(client: Client, report: int) -> None:
    page = client.get(f"/review/grid/{report}").text
    told = re.search(r"data-checks='([^']*)'", page)
    assert told is not None
    (check,) = json.loads(html.unescape(told.group(1)))
    assert check["adds"] and not check["ok"]
    assert check["paths"][0] == "table.bieu-1.1.so_luong" and QUANTITY in check["paths"]
    assert "12" in check["sentence_vi"] and "11" in check["sentence_vi"]


def test_a_cell_saved_through_the_api_is_drawn_as_settled(client: Client, report: int) -> None:
    field = field_at(client, report, QUANTITY)
    body = {"verdict": "correct", "text": "6", "version": field["version"]}
    told = client.post(f"/api/v1/fields/{field['id']}/settle", json=body).json()
    assert told["field"]["value"] == 6 and [check["ok"] for check in told["checks"]] == [True]
    cell = cell_of(client.get(f"/review/grid/{report}").text, QUANTITY)
    assert (cell["status"], cell["value"]) == ("corrected", "6")
    stale = client.post(f"/api/v1/fields/{field['id']}/settle", json=body)
    assert stale.status_code == 409 and stale.json()["value"] == "6"


def test_the_grid_without_a_report_leads_to_one_that_waits(client: Client, report: int) -> None:
    answer = client.get("/review/grid", follow_redirects=False)
    assert answer.status_code == 303 and re.fullmatch(r"/review/grid/\d+", answer.headers["location"])


def test_a_report_without_a_form_says_so(client: Client) -> None:
    accepted = client.upload(("khong-bieu.pdf", scan(1, "không biểu"))).json()["accepted"]
    client.read_to_end(accepted[0]["submission_id"])
    answer = client.get(f"/review/grid/{accepted[0]['submission_id']}")
    assert answer.status_code == 200 and CATALOGUE["grid.no_table"][0] in answer.text
