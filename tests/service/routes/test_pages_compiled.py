"""The compiled result on the screen, in the API and in workbooks, over a small generated office."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest

from samples.office import CAMPAIGN, FORM, Office, make_office
from samples.office_rows import write_office
from samples.office_truth import truth_of
from service.compiling.model import Place
from service.compiling.read import compile_campaign
from service.compiling.tree import roll_up
from service.routes import pages_compiled
from service.sums import keeping
from tests.service.conftest import Client
from tests.service.routes.test_pages_tracking import csrf

NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
PERIOD = "2023-Q1"
ASKED = {"campaign": CAMPAIGN, "period": PERIOD}


@pytest.fixture(scope="module")
def small() -> Office:
    return make_office(seed=9, units=40, periods=2)


@pytest.fixture
def office(client: Client, app: Any, small: Office) -> Client:
    with app.state.database.write() as session:
        write_office(session, small, now=NOW)
    return client


def sheets(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return openpyxl.load_workbook(io.BytesIO(answer.content), data_only=True)


def test_page_shows_the_totals_of_the_truth_and_leads_down_to_a_page(office: Client, small: Office) -> None:
    page = office.get("/compiled", params=ASKED).text
    truth = truth_of(small, PERIOD)
    for column in ("so_luong", "so_hoi_vien"):
        total = f"{truth.used['', ('hop-tac-xa', column)]:,}".replace(",", ".")
        assert f">{total}<" in page
    asked = {**ASKED, "sheet": FORM, "line": "hop-tac-xa", "column": "so_luong"}
    top = office.get("/compiled/number", params=asked).text
    assert "Tỉnh ủy Bình Sơn" in top
    district = office.get("/compiled/number", params={**asked, "below": "h000"}).text
    links = re.findall(r'href="(/submissions/\d+/pages/2\?field=\d+)"', district)
    assert links
    assert office.get("/compiled/number", params={**asked, "line": "không có"}).status_code == 404


def test_page_gives_the_texts_of_its_period_and_compares_it_with_the_others(office: Client) -> None:
    page = office.get("/compiled", params={**ASKED, "period": "2023-Q2"}).text
    links = [html.unescape(link) for link in re.findall(r'href="(/api/v1/compiled/[^"]+)"', page)]
    asked = f"campaign={quote(CAMPAIGN, safe='')}"
    assert f"/api/v1/compiled/text?{asked}&period=2023-Q2".replace("%2F", "/") in links
    compared = [link for link in links if "comparison" in link]
    assert [link.partition("&")[2] for link in compared] == ["before=2023-Q1&after=2023-Q2"]
    assert sheets(office.get(compared[0])).sheetnames == ["So sánh"]


def test_workbook_holds_the_truth_as_values_and_as_formulas(office: Client, small: Office) -> None:
    answer = office.get("/api/v1/compiled/xlsx", params=ASKED)
    truth, book = truth_of(small, PERIOD), sheets(answer)
    total = book[f"Tổng hợp {FORM}"]
    lines = {row[1].value: row for row in total.iter_rows() if row[1].value}
    assert lines["Hợp tác xã"][2].value == truth.used["", ("hop-tac-xa", "so_luong")]
    formulas = openpyxl.load_workbook(io.BytesIO(answer.content))
    cell = formulas[f"Tổng hợp {FORM}"][lines["Hợp tác xã"][2].coordinate].value
    assert cell.startswith("=SUMIFS('Theo đơn vị bieu-1'!")
    by_unit = {(row[0], row[4]): row for row in book[f"Theo đơn vị {FORM}"].iter_rows(values_only=True)}
    for (unit, (group, column)), value in truth.counted.items():
        if column == "so_lao_dong":
            assert by_unit[unit, group][7] == value
    assert {"Đối chiếu cấp dưới", "Lời văn và biểu", "Chưa tính", "Từng số"} <= set(book.sheetnames)


def test_formulas_recomputed_from_their_own_ranges_give_the_values_beside_them(
    office: Client, small: Office
) -> None:
    """A spreadsheet that recalculates must come to what we wrote: SUMIFS done here over the sheet's cells."""
    content = office.get("/api/v1/compiled/xlsx", params=ASKED).content
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[f"Theo đơn vị {FORM}"]
    formulas = openpyxl.load_workbook(io.BytesIO(content))[f"Theo đơn vị {FORM}"]
    pattern = re.compile(
        r"=SUMIFS\((\w+)\$(\d+):\w+\$(\d+),\$B\$\d+:\$B\$\d+,\$A(\d+),\$E\$\d+:\$E\$\d+,\$E\d+\)"
    )
    seen = 0
    for row in formulas.iter_rows():
        for cell in row:
            found = pattern.fullmatch(str(cell.value))
            if found:
                letter, first, last, own = found[1], int(found[2]), int(found[3]), int(found[4])
                added = sum(
                    values[f"{letter}{r}"].value
                    for r in range(first, last + 1)
                    if values[f"B{r}"].value == values[f"A{own}"].value
                    and values[f"E{r}"].value == values[f"E{own}"].value
                    and isinstance(values[f"{letter}{r}"].value, int | float)
                )
                assert added == values[cell.coordinate].value
                seen += 1
    assert seen >= 18


def test_second_export_tells_what_changed_since_the_first(office: Client, app: Any) -> None:
    assert "Thay đổi từ lần trước" not in sheets(office.get("/api/v1/compiled/xlsx", params=ASKED)).sheetnames
    with app.state.database.read() as session:
        compiled = compile_campaign(session, CAMPAIGN, PERIOD)
    place = Place(FORM, "hop-tac-xa", "so_luong")
    cell = compiled.cells["h000", place]
    field = office.get(f"/api/v1/fields/{cell.field_id}").json()["field"]
    told = {"verdict": "correct", "version": field["version"], "text": "77777"}
    office.post(f"/api/v1/fields/{cell.field_id}/settle", json=told).raise_for_status()
    book = sheets(office.get("/api/v1/compiled/xlsx", params=ASKED))
    rows = list(book["Thay đổi từ lần trước"].iter_rows(min_row=2, values_only=True))
    assert any(row[0] == "Huyện ủy số 000" and row[5] == 77777 for row in rows)
    with app.state.database.read() as session:
        total = roll_up(compile_campaign(session, CAMPAIGN, PERIOD))["", place].value
    assert any(row[0] == "TOÀN BỘ" and row[5] == total for row in rows)


def test_cut_is_frozen_on_the_page_and_shown_beside_what_moved(office: Client) -> None:
    made = office.post("/compiled/cuts", data={**ASKED, "title": "chốt 15/7", **csrf(office)})
    assert made.status_code == 200
    assert "chốt 15/7" in made.text and "Không số nào thay đổi" in made.text
    (cut,) = office.get("/api/v1/compiled/cuts", params=ASKED).json()
    assert office.get("/api/v1/compiled/changes", params={"cut": cut["id"]}).json()["numbers"] == []
    assert sheets(office.get("/api/v1/compiled/xlsx", params={**ASKED, "cut": cut["id"]})).sheetnames


def test_campaign_without_figures_and_office_without_units_still_have_a_page(client: Client) -> None:
    assert client.get("/compiled", params={"campaign": "205-KH/TU"}).status_code == 200
    found = client.get("/api/v1/compiled", params={"campaign": "205-KH/TU"}).json()
    assert found["units"] == []
    assert client.get("/compiled", params={"campaign": "205-KH/TU", "period": "x"}).status_code == 400


def test_page_of_a_large_office_is_painted_before_all_is_added_up(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LARGE", 0)
    first = office.get("/compiled", params=ASKED).text
    assert "Đang cộng số liệu" in first and "Báo cáo đã cộng" not in first
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', first)
    assert found
    assert "Báo cáo đã cộng" in office.get(html.unescape(found.group(1))).text
    assert "Báo cáo đã cộng" in office.get("/compiled", params=ASKED).text  # stored from now on


def test_units_behind_a_number_are_shown_some_at_a_time(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_compiled, "PER_PAGE", 2)
    asked = {**ASKED, "sheet": FORM, "line": "hop-tac-xa", "column": "so_luong", "below": "h000"}
    pages = [office.get("/compiled/number", params={**asked, "page": n}).text for n in (1, 2)]
    units = [re.findall(r'<th scope="row">([^<]+)', page) for page in pages]
    assert len(units[0]) == 2 and not set(units[0]) & set(units[1])
    wrong = office.get("/compiled/number", params={**asked, "column": "khong-co"})
    assert wrong.status_code == 404
