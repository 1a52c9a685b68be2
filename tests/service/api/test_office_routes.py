"""The office's own data through the JSON API: units, who owes a report, links, learned names, headings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from samples.office import CAMPAIGN, PERIODS, make_office
from samples.office_rows import write_office
from service.alias_record import AliasRecord
from service.records import SubmissionRecord
from tests.service.conftest import NOW, PASSWORD, Client, log_in
from tests.service.standin import scan

API = "/api/v1"


def furnish(app: Any) -> None:
    with app.state.database.write() as session:
        write_office(session, make_office(72, units=12, periods=1), now=NOW)


def test_a_unit_is_added_written_anew_renamed_and_ended(app: Any, client: Client) -> None:
    furnish(app)
    unit = {"name": "Đảng ủy xã Bình Mẫu", "level": "xa", "parent": "tinh", "abbreviations": ["ĐU BM"]}
    made = client.post(f"{API}/units", json=unit)
    assert made.status_code == 201, made.text
    address = f"{API}/units/{made.json()['id']}"
    assert client.post(f"{API}/units", json=unit).status_code == 422  # it is there
    assert client.put(address, json=unit | {"short_name": "Bình Mẫu"}).json()["short_name"] == "Bình Mẫu"
    new = {"name": "Đảng ủy xã Bình Mới", "day": "2025-07-01"}
    assert client.post(f"{address}/rename", json=new).status_code == 204
    assert client.post(f"{address}/end", json={"last_day": "2026-01-31"}).status_code == 204
    told = client.get(address).json()["unit"]
    assert (told["name"], told["valid_to"]) == ("Đảng ủy xã Bình Mới", "2026-01-31")
    assert told["former_names"][0]["name"] == "Đảng ủy xã Bình Mẫu"


def test_who_owes_a_report_is_drawn_excepted_and_extended(app: Any, client: Client) -> None:
    furnish(app)
    asked = {"campaign": CAMPAIGN}
    drawn = client.put(f"{API}/expected", params=asked, json=[{"level": "xa"}])
    assert drawn.status_code == 200 and drawn.json()["total"] > 0
    found = client.get(f"{API}/expected", params=asked).json()
    assert found["rules"] == [{"level": "xa", "root": None, "deadline_level": ""}]
    other = "day_before" if found["before"] == "on" else "on"
    assert client.put(f"{API}/expected/before", params=asked, json={"reading": other}).status_code == 204
    assert client.get(f"{API}/expected", params=asked).json()["before"] == other
    later = {"period": PERIODS[0], "due": "2023-12-31", "reason": "mưa lũ"}
    answer = client.put(f"{API}/expected/x00001/extension", params=asked, json=later)
    assert answer.status_code == 204, answer.text

    def listed() -> dict[str, Any]:
        query = {**asked, "period": PERIODS[0], "limit": 1000}
        items = client.get(f"{API}/tracking", params=query).json()["items"]
        return {one["unit_id"]: one for one in items}

    assert "x00001" in listed()
    client.put(f"{API}/expected/x00001", params=asked, json={"owes": False}).raise_for_status()
    assert "x00001" not in listed()
    unknown = client.put(f"{API}/expected/nowhere", params=asked, json={})
    assert unknown.status_code == 404


def test_a_link_is_made_listed_and_revoked(app: Any, client: Client) -> None:
    furnish(app)
    made = client.post(f"{API}/links", json={"campaign": CAMPAIGN, "unit": "x00001", "days": 7})
    assert made.status_code == 201 and "/send/" in made.json()["address"]
    (link,) = client.get(f"{API}/links").json()
    assert not link["is_revoked"]
    assert client.delete(f"{API}/links/{link['id']}").status_code == 204
    assert client.get(f"{API}/links").json()[0]["is_revoked"]


def test_a_learned_name_is_accepted_and_taken_back(app: Any, client: Client) -> None:
    furnish(app)
    with app.state.database.write() as session:
        campaign = "205-KH/TU"
        row = AliasRecord(
            campaign_id=campaign, kind="heading", target="I", text="Tình hình", folded="tinh hinh",
            state="proposed", evidence={}, proposed_at=NOW,
        )  # fmt: skip
        session.add(row)
        session.flush()
        name = row.id
    states = []
    for act in ("accept", "take_back"):
        client.post(f"{API}/campaigns/names/{name}", json={"act": act}).raise_for_status()
        states.append(client.get(f"{API}/campaigns/names", params={"id": campaign}).json()[0]["state"])
    assert states == ["accepted", "taken_back"]
    assert client.post(f"{API}/campaigns/names/{name}", json={"act": "refuse"}).status_code == 400


def test_headings_are_told_and_an_item_is_said_to_be_absent_and_back(client: Client) -> None:
    sent = client.upload(("bc.pdf", scan(2, "", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6"))).json()
    report = sent["accepted"][0]["submission_id"]
    client.read_to_end(report)
    address = f"{API}/submissions/{report}/headings"
    board = client.get(address).json()
    item = board["items"][0]["id"]
    settled = client.post(address, json={"item": item, "seen": board["seen"]})
    assert settled.status_code == 200, settled.text
    assert client.post(address, json={"item": item, "seen": board["seen"] + 99}).status_code == 409
    for _ in range(settled.json()["settled"]):
        client.post(f"{API}/review/undo", json={"submission": report}).raise_for_status()
    assert client.get(address).json()["items"] == board["items"]


def test_a_returned_report_counts_again_and_two_reports_stay_apart(app: Any, client: Client) -> None:
    furnish(app)
    with app.state.database.read() as session:
        one, other = session.scalars(select(SubmissionRecord.id).limit(2))
    address = f"{API}/submissions/{one}"
    assert client.post(f"{address}/return", json={"reason": "thiếu dấu"}).status_code == 204
    assert client.post(f"{address}/take-back").status_code == 204
    assert client.post(f"{address}/apart/{other}").status_code == 204
    with app.state.database.read() as session:
        row = session.get_one(SubmissionRecord, one)
        assert row.returned_at is None and other in row.placing["apart"]


def test_an_administrator_ends_the_logins_of_a_person(app: Any, client: Client) -> None:
    made = client.post(f"{API}/users", json={"name": "hoa", "role": "reviewer"}).json()
    hoa = Client(app, base_url="http://testserver")
    log_in(hoa, "hoa", made["one_time_password"])
    hoa.post(f"{API}/me/password", json={"old": made["one_time_password"], "new": PASSWORD + "2"})
    assert hoa.get(f"{API}/me").status_code == 200
    assert client.post(f"{API}/users/{made['user']['id']}/sign-out").status_code == 204
    assert hoa.get(f"{API}/me").status_code == 401


def test_due_scans_are_erased_only_where_their_number_is_named(client: Client) -> None:
    assert client.get(f"{API}/retention").json() == []
    assert client.post(f"{API}/retention", json={"reports": 3}).status_code == 400
