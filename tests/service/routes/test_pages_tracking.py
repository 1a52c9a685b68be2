"""The pages of tracking and of units: every page answers, forms do what they say, lists can be taken home."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from service.expected import Rule, draw_list
from service.records import CampaignUnitRecord, FieldRecord, SubmissionRecord, UnitRecord
from service.units import UnitData, put_units
from tests.service.conftest import Client

PLAN = "205-KH/TU"
NOW = dt.datetime(2023, 7, 1, tzinfo=dt.UTC)
SHEET = "Mã,Tên đơn vị,Cấp,Mã cấp trên\nqn,Tỉnh ủy Quảng Ngãi,tinh,\nmo-duc,Huyện ủy Mộ Đức,huyen,qn\n"


@pytest.fixture
def office(client: Client, app: Any) -> Client:
    """A tree of three districts, a list drawn from it, and two reports."""
    units = [UnitData("qn", "Tỉnh ủy Quảng Ngãi", "tinh")]
    units += [
        UnitData(x, f"Huyện ủy {x}", "huyen", "qn", former_names=()) for x in ("alpha", "beta", "gamma")
    ]
    with app.state.database.write() as session:
        put_units(session, units, now=NOW)
        draw_list(session, PLAN, [Rule("huyen")])
        for unit, day in (("alpha", dt.date(2023, 7, 10)), ("beta", dt.date(2023, 7, 20))):
            row = SubmissionRecord(
                name=f"{unit}.pdf", state="read", campaign_id=PLAN, unit_id=unit, received_at=NOW,
                received_day=day, unit_status="accepted",
            )  # fmt: skip
            session.add(row)
            session.flush()
            for position, (path, value) in enumerate(
                (("outline.I.present", True), ("outline.I.text", "chữ " * 60), ("figure.I.x", 5))
            ):
                session.add(
                    FieldRecord(
                        submission_id=row.id, path=path, position=position, value=value, raw=str(value),
                        confidence=1, machine_status="accepted", status="accepted", doubts=[], candidates=[],
                    )
                )  # fmt: skip
    return client


def csrf(client: Client) -> dict[str, str]:
    return {"csrf_token": client.headers["X-CSRF-Token"]}


def test_tracking_without_units_leads_to_making_the_list(client: Client) -> None:
    page = client.get("/tracking", params={"campaign": PLAN})
    assert page.status_code == 200
    assert "Chưa lập danh sách" in page.text


def test_tracking_says_who_is_late_and_filters_by_address(office: Client) -> None:
    page = office.get("/tracking", params={"campaign": PLAN})
    assert page.status_code == 200
    assert all(name in page.text for name in ("Huyện ủy alpha", "Huyện ủy beta", "Huyện ủy gamma"))
    late = office.get("/tracking", params={"campaign": PLAN, "standing": "late"}).text
    assert "Huyện ủy beta" in late and "Huyện ủy alpha</a>" not in late
    assert "<polyline" in page.text


def test_district_that_waited_for_a_commune_says_for_which(office: Client, app: Any) -> None:
    with app.state.database.write() as session:
        put_units(session, [UnitData("b1", "Đảng ủy xã Một", "xa", "beta")], now=NOW)
        draw_list(session, PLAN, [Rule("huyen"), Rule("xa")])
    page = office.get("/tracking", params={"campaign": PLAN, "below": "beta"}).text
    assert "1 đơn vị trực thuộc chậm: Đảng ủy xã Một" in page


def test_list_goes_home_as_excel_and_csv(office: Client) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(office.get("/api/v1/tracking/xlsx", params={"campaign": PLAN}).content)
    )
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    beta = next(row for row in rows if row[0] == "Huyện ủy beta")
    assert "Nộp chậm" in beta and 5 in beta
    text = office.get("/api/v1/tracking/csv", params={"campaign": PLAN, "standing": "overdue"}).content
    assert "Huyện ủy gamma" in text.decode("utf-8-sig") and "alpha" not in text.decode("utf-8-sig")


def test_extension_is_granted_on_the_page_and_kept_with_its_reason(office: Client, app: Any) -> None:
    form = {"campaign": PLAN, "unit": "beta", "day": "2023-07-25", "reason": "bão", **csrf(office)}
    assert office.post("/tracking/extension", data=form).status_code == 200
    page = office.get("/tracking", params={"campaign": PLAN, "standing": "extended"}).text
    assert "gia hạn đến 25/07/2023" in page.replace("25/7/2023", "25/07/2023")
    with app.state.database.read() as session:
        query = select(CampaignUnitRecord.extended_to).where(CampaignUnitRecord.unit_id == "beta")
        assert session.scalar(query) == dt.date(2023, 7, 25)


def test_reading_of_before_is_a_choice_of_the_office(office: Client, app: Any) -> None:
    form = {"campaign": PLAN, "reading": "day_before", **csrf(office)}
    assert "D trừ 1" in office.post("/tracking/before", data=form).text
    with app.state.database.read() as session:
        assert session.scalar(select(CampaignUnitRecord.due).limit(1)) == dt.date(2023, 7, 14)
    assert office.post("/tracking/before", data={**form, "reading": "never"}).status_code == 400


def test_coverage_maps_units_to_headings(office: Client) -> None:
    page = office.get("/tracking/coverage", params={"campaign": PLAN}).text
    assert page.count("cover-answered") >= 2
    found = office.get("/api/v1/tracking/coverage", params={"campaign": PLAN}).json()
    assert found["headings"][0]["counts"] == {"answered": 2, "thin": 0, "missing": 0}


def test_outline_map_goes_home_as_excel(office: Client) -> None:
    page = office.get("/tracking/coverage", params={"campaign": PLAN}).text
    assert "/api/v1/tracking/coverage/xlsx?campaign=205-KH%2FTU" in page
    answer = office.get("/api/v1/tracking/coverage/xlsx", params={"campaign": PLAN})
    head, *rows = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    first = head.index("I. Đặc điểm tình hình")
    told = {row[0]: (row[3], row[first], row[first + 1]) for row in rows}
    assert told == dict.fromkeys(("Huyện ủy alpha", "Huyện ủy beta"), (1, "Có trả lời", "Không có"))


def test_list_is_drawn_on_the_page_and_exceptions_are_made(office: Client) -> None:
    form: dict[str, Any] = {"campaign": PLAN, **csrf(office)}
    form |= {"level": ["tinh", "huyen"], "root": ["", "qn"], "deadline": ["", "district"], "taken": ["huyen"]}
    assert "Danh sách có 3 lượt" in office.post("/tracking/units", data=form).text
    out = {"campaign": PLAN, "unit": "gamma", "act": "leave_out", **csrf(office)}
    assert office.post("/tracking/exception", data=out).status_code == 200
    assert office.get("/api/v1/tracking", params={"campaign": PLAN}).json()["sums"]["expected"] == 2


def test_units_are_previewed_then_imported(client: Client) -> None:
    files = {"file": ("don-vi.csv", SHEET.encode())}
    preview = client.post("/units/import", files=files, data=csrf(client))
    assert "Thực hiện 2 thay đổi" in preview.text
    assert client.get("/units").text.count("Huyện ủy Mộ Đức") == 0
    sheet = preview.text.split('name="sheet" value="')[1].split('"')[0]
    form = {"sheet": sheet, "file": "don-vi.csv", **csrf(client)}
    assert "Huyện ủy Mộ Đức" in client.post("/units/import/apply", data=form).text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/units/export.xlsx").content))
    assert {row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)} == {"qn", "mo-duc"}


def test_wrong_sheet_names_its_cells_on_the_page(client: Client) -> None:
    wrong = SHEET.replace("huyen,qn", "huyen,khong-co").encode()
    answer = client.post("/units/import", files={"file": ("x.csv", wrong)}, data=csrf(client))
    assert answer.status_code == 422
    assert "Ô D3" in answer.text
    assert "Chưa có đơn vị nào" in client.get("/units").text


def test_unit_is_added_renamed_and_merged_on_its_page(office: Client, app: Any) -> None:
    form = {"name": "Huyện ủy Delta", "level": "huyen", "parent": "qn", "is_new": "true", **csrf(office)}
    assert "Huyện ủy Delta" in office.post("/units/save", data=form).text
    rename = {"name": "Huyện ủy Đen Ta", "day": "2024-01-01", **csrf(office)}
    assert "Huyện ủy Đen Ta" in office.post("/units/huyen-uy-delta/rename", data=rename).text
    merge = {"last_day": "2025-06-30", "successor": "alpha", **csrf(office)}
    assert "nhập vào alpha" in office.post("/units/huyen-uy-delta/end", data=merge).text
    with app.state.database.read() as session:
        unit = session.get_one(UnitRecord, "huyen-uy-delta")
        assert unit.former_names == [{"name": "Huyện ủy Delta", "until": "2023-12-31"}]
        assert unit.valid_to == dt.date(2025, 6, 30)


def test_clerk_sees_units_and_changes_none(office: Client, as_role: Any) -> None:
    clerk = as_role("clerk")
    assert clerk.get("/units").status_code == 200
    form = {"name": "X", "level": "huyen", "is_new": "true", **csrf(clerk)}
    assert clerk.post("/units/save", data=form).status_code == 403


def test_report_is_placed_returned_and_compared_on_its_page(office: Client, app: Any) -> None:
    with app.state.database.write() as session:
        first = session.scalars(select(SubmissionRecord).where(SubmissionRecord.unit_id == "alpha")).one()
        first.unit_id, first.unit_status = None, "review"
        first.placing = {"units": [{"unit": "gamma", "score": 0.7, "evidence": ["+place"]}]}
        beta = session.scalars(select(SubmissionRecord).where(SubmissionRecord.unit_id == "beta")).one()
        old, new = first.id, beta.id
    page = office.get(f"/submissions/{old}").text
    assert "Báo cáo này của đơn vị nào?" in page and "Huyện ủy gamma" in page
    assert office.get("/submissions", params={"unplaced": "1"}).text.count("alpha.pdf") == 1
    placed = office.post(f"/submissions/{old}/place", data={"unit": "gamma", **csrf(office)}).text
    assert "Báo cáo này của đơn vị nào?" not in placed
    days = {"sent": "2023-07-11", "received": "2023-07-12", **csrf(office)}
    assert "11/07/2023" in office.post(f"/submissions/{old}/days", data=days).text.replace("11/7", "11/07")
    back = office.post(f"/submissions/{old}/return", data={"reason": "thiếu biểu", **csrf(office)}).text
    assert "thiếu biểu" in back
    assert "Đã trả lại" not in office.post(f"/submissions/{old}/take-back", data=csrf(office)).text
    assert "Hai bản giống nhau" in office.get(f"/submissions/{new}/differences", params={"old": old}).text


def test_differences_are_said_as_people_write_them(office: Client, app: Any) -> None:
    with app.state.database.write() as session:
        old, new = session.scalars(select(SubmissionRecord.id).order_by(SubmissionRecord.id)).all()
        said = {
            old: {"document.date": "2023-07-06", "table.bieu-1.1.so_luong": 1200},
            new: {
                "document.date": "2023-07-18",
                "table.bieu-1.1.label": "Hợp tác xã",
                "table.bieu-1.1.so_luong": 1300,
            },
        }
        for submission, values in said.items():
            for path, value in values.items():
                session.add(
                    FieldRecord(
                        submission_id=submission, path=path, position=9, value=value, raw=str(value),
                        confidence=1, machine_status="accepted", status="accepted", doubts=[], candidates=[],
                    )
                )  # fmt: skip
    page = office.get(f"/submissions/{new}/differences", params={"old": old}).text
    assert "<td>6/7/2023</td><td>18/7/2023</td>" in page
    assert "<td>1.200</td><td>1.300</td>" in page
    assert "Số lượng · 1. Hợp tác xã" in page


def test_second_report_of_a_unit_shows_what_it_corrects(office: Client, app: Any) -> None:
    with app.state.database.read() as session:
        ids = list(session.scalars(select(SubmissionRecord.id).order_by(SubmissionRecord.id)))
    office.post(f"/submissions/{ids[1]}/place", data={"unit": "alpha", **csrf(office)})
    page = office.get(f"/submissions/{ids[1]}").text
    assert "Bản này thay cho" in page
    assert "bản mới hơn" in office.get(f"/submissions/{ids[0]}").text
    apart = office.post(f"/submissions/{ids[1]}/apart", data={"other": str(ids[0]), **csrf(office)}).text
    assert "Bản này thay cho" not in apart


def test_units_are_offered_while_somebody_types_and_not_all_at_once(office: Client, app: Any) -> None:
    with app.state.database.write() as session:
        put_units(session, [UnitData(f"x{n}", f"Đảng ủy xã số {n}", "xa", "qn") for n in range(60)], now=NOW)
    offered = office.get("/units/options", params={"unit": "dang uy"}).text
    assert offered.count("<option") == 20 and "Đảng ủy xã số 1 · Tỉnh ủy Quảng Ngãi" in offered
    assert office.get("/units/options", params={"unit": "alpha"}).text.count("<option") == 1
    assert "Đảng ủy xã số 7" not in office.get("/links").text
