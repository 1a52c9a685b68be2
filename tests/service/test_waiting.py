"""What waits for a person, by role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from service.access.matrix import Role
from service.access.person import Person
from service.records import CampaignUnitRecord
from service.units import UnitData, put_units
from service.waiting import waiting_for
from tests.service.conftest import Client
from tests.service.standin import scan

NOW = dt.datetime(2023, 7, 20, 3, tzinfo=dt.UTC)
TABLE = ("", "", "Kinh tế hợp tác|12", "Tổ A|5", "Tổ B|6")


def person(role: Role) -> Person:
    return Person(1, "ai", "Ai đó", role, must_change_password=False)


def test_each_role_sees_its_own_work(client: Client, app: Any) -> None:
    taken = client.upload(("a.pdf", scan(1, *TABLE))).json()["accepted"][0]
    client.read_to_end(taken["submission_id"])
    with app.state.database.read() as session:
        by_role = {role: waiting_for(session, person(role), now=NOW) for role in Role}
    keys = {role: {work.key for work in desk.work} for role, desk in by_role.items()}
    assert "doubtful" in keys[Role.REVIEWER] and "doubtful" not in keys[Role.CLERK]
    assert "unplaced" in keys[Role.CLERK] and "unplaced" not in keys[Role.HEAD]
    assert "names" in keys[Role.ANALYST] and "names" not in keys[Role.REVIEWER]
    doubtful = next(work for work in by_role[Role.REVIEWER].work if work.key == "doubtful")
    assert doubtful.count == 3


def test_late_units_are_counted_and_the_next_day_is_told(client: Client, app: Any) -> None:
    days = {"a": dt.date(2023, 7, 15), "b": dt.date(2023, 7, 19), "c": dt.date(2023, 7, 25), "d": None}
    with app.state.database.write() as session:
        put_units(session, [UnitData(one, f"Đảng ủy xã {one}", "xa") for one in days], now=NOW)
        for one, due in days.items():
            session.add(
                CampaignUnitRecord(campaign_id="205-KH/TU", period="", unit_id=one, level="co_so", due=due)
            )
        session.flush()
        (late,) = waiting_for(session, person(Role.HEAD), now=NOW).late
    assert (late.late, late.soon, late.next_due) == (2, 1, dt.date(2023, 7, 25))
    assert late.href == "/tracking?campaign=205-KH%2FTU&period="


def test_the_home_page_tells_a_day_s_work(client: Client, as_role: Callable[[str], Client]) -> None:
    taken = client.upload(("a.pdf", scan(1, *TABLE))).json()["accepted"][0]
    client.read_to_end(taken["submission_id"])
    item = client.get("/api/v1/review/next").json()["field"]
    body = {"verdict": "confirm", "version": item["version"]}
    client.post(f"/api/v1/fields/{item['id']}/settle", json=body).raise_for_status()
    assert "hôm nay anh/chị đã soát 1 chỗ" in client.get("/").text
    assert "/review" not in as_role("clerk").get("/home/waiting").text
