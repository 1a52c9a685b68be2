"""From upload to spreadsheet through the API."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.service.conftest import Client
from tests.service.standin import scan

TABLE = ("", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6")


def upload_table(client: Client, name: str = "báo cáo.pdf") -> int:
    accepted = client.upload((name, scan(2, name, *TABLE))).json()["accepted"]
    assert client.read_to_end(accepted[0]["submission_id"])["row"]["state"] == "read"
    return int(accepted[0]["submission_id"])


def settle(client: Client, item: dict, verdict: str, **more: object) -> dict:
    body = {"verdict": verdict, "version": item["field"]["version"], **more}
    answer = client.post(f"/api/v1/fields/{item['field']['id']}/settle", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def find(client: Client, submission: int, path: str) -> dict:
    fields = client.get(f"/api/v1/submissions/{submission}/fields").json()
    field_id = next(f["id"] for f in fields if f["path"] == path)
    return client.get(f"/api/v1/fields/{field_id}").json()


def test_every_doubtful_field_comes_up_once_and_then_none(client: Client) -> None:
    submission = upload_table(client)
    seen = []
    while (item := client.get("/api/v1/review/next").json()) is not None:
        seen.append(item["field"]["path"])
        settle(client, item, "confirm")
    assert seen == ["table.bieu-1.2.so_luong", "figure.I.so_tccsd", "document.number"], "sums first"
    assert client.get(f"/api/v1/submissions/{submission}").json()["row"]["doubtful"] == 0


def test_correction_is_kept_beside_the_value_read_with_who_and_why(client: Client) -> None:
    submission = upload_table(client)
    item = find(client, submission, "table.bieu-1.2.so_luong")
    field = settle(client, item, "correct", text="1.006", reason="mờ")["field"]
    assert (field["value"], field["machine_value"], field["status"]) == (1006, 5, "corrected")
    assert field["settled_by"] == "Quản trị viên"
    entry = client.get(f"/api/v1/fields/{field['id']}/history").json()[0]
    assert (entry["from_value"], entry["to_value"], entry["reason"]) == (5, 1006, "mờ")


def test_sum_check_holds_after_the_right_correction_and_fails_after_a_wrong_one(client: Client) -> None:
    submission = upload_table(client)
    assert client.get(f"/api/v1/submissions/{submission}").json()["row"]["failed_checks"] == 1
    item = find(client, submission, "table.bieu-1.2.so_luong")
    assert settle(client, item, "correct", text="6")["checks"][0]["ok"] is True
    item = find(client, submission, "table.bieu-1.2.so_luong")
    assert settle(client, item, "correct", text="7")["checks"][0]["ok"] is False
    assert find(client, submission, "table.bieu-1.1.so_luong")["field"]["status"] == "review"


def test_sum_that_begins_to_hold_releases_what_waited_for_it_alone(client: Client) -> None:
    submission = upload_table(client)
    settle(client, find(client, submission, "table.bieu-1.2.so_luong"), "correct", text="7")
    failing = find(client, submission, "table.bieu-1.3.so_luong")
    settle(client, find(client, submission, "table.bieu-1.1.so_luong"), "correct", text="13")
    assert find(client, submission, "table.bieu-1.3.so_luong")["field"]["status"] == "accepted"
    settle(client, find(client, submission, "table.bieu-1.1.so_luong"), "correct", text="14")
    waiting = find(client, submission, "table.bieu-1.3.so_luong")
    assert waiting["field"]["status"] == "review"
    assert "lệch 1" in waiting["checks"][0]["sentence_vi"]
    settle(client, find(client, submission, "table.bieu-1.1.so_luong"), "correct", text="13")
    released = find(client, submission, "table.bieu-1.3.so_luong")["field"]
    assert (released["status"], released["verdict"]) == ("accepted", None)
    assert released["version"] == failing["field"]["version"], "nobody said anything of it"


@pytest.mark.parametrize("turns", [("6", "7"), ("7", "6", "7", "6")], ids=["asked about", "released"])
def test_field_shown_before_its_sum_turned_is_saved(client: Client, turns: tuple[str, ...]) -> None:
    submission = upload_table(client)
    shown = find(client, submission, "table.bieu-1.3.so_luong")
    for text in turns:
        settle(client, find(client, submission, "table.bieu-1.2.so_luong"), "correct", text=text)
    status = find(client, submission, "table.bieu-1.3.so_luong")["field"]["status"]
    assert status == ("review" if turns[-1] == "7" else "accepted")
    field = settle(client, shown, "confirm")["field"]
    assert (field["value"], field["status"]) == (6, "confirmed")


def test_sum_that_holds_by_a_correction_holds_after_reading_again(client: Client) -> None:
    submission = upload_table(client)
    settle(client, find(client, submission, "table.bieu-1.2.so_luong"), "correct", text="6")
    client.post(f"/api/v1/submissions/{submission}/read-again", json={}).raise_for_status()
    assert client.read_to_end(submission)["row"]["failed_checks"] == 0


def test_undo_brings_the_field_back_as_it_was(client: Client) -> None:
    submission = upload_table(client)
    before = find(client, submission, "document.number")
    settle(client, before, "correct", text="99-BC/ĐU")
    undone = client.post("/api/v1/review/undo").json()["field"]
    assert (undone["value"], undone["status"]) == ("12-BC/ĐU", "review")
    assert client.post("/api/v1/review/undo").json()["code"] == "service.nothing_to_undo"


def test_skipped_field_comes_last(client: Client) -> None:
    upload_table(client)
    item = client.get("/api/v1/review/next").json()
    settle(client, item, "skip")
    settle(client, client.get("/api/v1/review/next").json(), "not_on_paper")
    settle(client, client.get("/api/v1/review/next").json(), "confirm")
    last = client.get("/api/v1/review/next").json()["field"]
    assert last["path"] == item["field"]["path"] == "table.bieu-1.2.so_luong"


def test_stale_save_is_refused_with_the_other_value(client: Client) -> None:
    submission = upload_table(client)
    item = find(client, submission, "document.number")
    settle(client, item, "correct", text="99-BC/ĐU")
    body = {"verdict": "confirm", "version": item["field"]["version"]}
    refused = client.post(f"/api/v1/fields/{item['field']['id']}/settle", json=body)
    assert refused.status_code == 409
    assert "99-BC/ĐU" in refused.json()["detail"]


def test_text_in_a_number_cell_is_refused_and_nothing_changes(client: Client) -> None:
    submission = upload_table(client)
    item = find(client, submission, "table.bieu-1.2.so_luong")
    body = {"verdict": "correct", "version": item["field"]["version"], "text": "rất nhiều"}
    refused = client.post(f"/api/v1/fields/{item['field']['id']}/settle", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "service.value_not_understood")
    assert find(client, submission, "table.bieu-1.2.so_luong")["field"]["version"] == item["field"]["version"]


def test_reading_again_keeps_what_a_person_said(client: Client) -> None:
    submission = upload_table(client)
    settle(client, find(client, submission, "document.number"), "correct", text="99-BC/ĐU")
    client.post(f"/api/v1/submissions/{submission}/read-again", json={}).raise_for_status()
    client.read_to_end(submission)
    field = find(client, submission, "document.number")["field"]
    assert (field["value"], field["machine_value"], field["status"]) == ("99-BC/ĐU", "12-BC/ĐU", "corrected")


def test_crop_shows_the_field_upright_on_a_turned_page(client: Client) -> None:
    submission = upload_table(client)
    field = find(client, submission, "document.number")["field"]
    left, top, right, bottom = field["box"]
    assert (right - left) > (bottom - top), "the box lies along the line of text"
    crop = client.get(f"/api/v1/fields/{field['id']}/crop")
    assert crop.headers["content-type"] == "image/png"
    assert client.get(f"/api/v1/submissions/{submission}/pages/2/image").content[:2] == b"\xff\xd8"


def test_workbook_has_the_form_with_the_corrected_value_and_live_sums(client: Client) -> None:
    submission = upload_table(client)
    settle(client, find(client, submission, "table.bieu-1.2.so_luong"), "correct", text="6")
    answer = client.get("/api/v1/exports/xlsx", params={"campaign": "205-KH/TU"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    cells = {
        cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
    }
    assert {"ĐẢNG ỦY XÃ BÌNH HIỆP", "Tổ A", 6, "Đã sửa"} <= set(cells.values())
    assert any(str(value).startswith("=SUM") for value in cells.values())
    assert len(sheet.merged_cells.ranges) > 4, "the header is merged as the plan prints it"
    assert len(book.worksheets) >= 4


@pytest.mark.parametrize("name", ["=HYPERLINK(1).pdf", "@SUM(1+1).pdf", "+1.pdf"])
def test_text_never_becomes_a_formula(client: Client, name: str) -> None:
    client.upload((name, scan(1, name, *TABLE)))
    answer = client.get("/api/v1/exports/csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    client.read_to_end(1)
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/exports/xlsx").content))
    strange = [c for c in book["Báo cáo"]["B"] if c.value == name]
    assert [c.data_type for c in strange] == ["s"]
    line = client.get("/api/v1/exports/csv").text.splitlines()[1]
    assert f"'{name}" in line


def test_search_finds_with_and_without_tone_marks(client: Client) -> None:
    upload_table(client)
    for text, found in (("binh hiep", 1), ("Bình Hiệp", 1), ("nghĩa", 0)):
        assert client.get("/api/v1/submissions", params={"text": text}).json()["total"] == found


def test_deleted_submission_can_come_again_or_be_restored(client: Client) -> None:
    submission = upload_table(client)
    assert client.delete(f"/api/v1/submissions/{submission}").status_code == 204
    assert client.get("/api/v1/submissions").json()["total"] == 0
    assert client.get("/api/v1/review/next").json() is None
    client.post(f"/api/v1/submissions/{submission}/restore").raise_for_status()
    assert client.get("/api/v1/submissions").json()["total"] == 1


def test_result_has_the_contract_of_the_command_line(client: Client) -> None:
    submission = upload_table(client)
    result = client.get(f"/api/v1/submissions/{submission}/result").json()
    assert (result["file"], result["campaign"], result["pages"]) == ("báo cáo.pdf", "205-KH/TU", 2)
    field = next(f for f in result["fields"] if f["path"] == "table.bieu-1.1.so_luong")
    assert field["value"] == 12
    assert set(field) >= {"path", "value", "raw", "confidence", "status", "page", "bbox", "candidates"}
