"""Scans are erased by rule, after a plan, with a record; figures stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from service import retention
from service.auditing.chain import verify
from service.auditing.reading import AuditQuery, find
from service.dependencies import get_now
from service.installation import check_installation
from service.records import CampaignRecord
from service.settings import Settings
from tests.service.conftest import Client
from tests.service.test_flow import upload_table

CAMPAIGN = "205-KH/TU"  # its last deadline is 01/9/2023
LATE, IN_TIME = dt.date(2028, 9, 2), dt.date(2028, 9, 1)
NOW = dt.datetime(2028, 9, 2, tzinfo=dt.UTC)


@pytest.fixture
def report(client: Client) -> int:
    return upload_table(client)


def plan(app: Any, today: dt.date, years: int = 5) -> tuple[retention.Due, ...]:
    with app.state.database.read() as session:
        return retention.plan(session, years=years, today=today)


def run(app: Any) -> retention.Erased:
    return retention.run(app.state.database, app.state.storage, years=5, today=LATE, now=NOW)


def test_plan_names_what_is_over_the_day_after_the_last_and_changes_nothing(app: Any, report: int) -> None:
    assert plan(app, IN_TIME) == ()
    due = plan(app, LATE)
    assert [(one.campaign_id, one.closed, one.years) for one in due] == [(CAMPAIGN, dt.date(2023, 9, 1), 5)]
    assert due[0].submission_ids == (report,)
    assert plan(app, LATE) == due
    assert plan(app, LATE, years=0) == ()


def test_campaigns_own_rule_goes_before_the_installations(app: Any, report: int) -> None:
    with app.state.database.write() as session:
        session.get_one(CampaignRecord, CAMPAIGN).settings = {retention.OWN_RULE: 20}
    assert report
    assert plan(app, LATE) == ()


def test_run_erases_scans_keeps_figures_and_leaves_a_record(client: Client, app: Any, report: int) -> None:
    fields = client.get(f"/api/v1/submissions/{report}/fields").json()
    done = run(app)
    assert (done.reports, done.kept_elsewhere) == (1, 0)
    assert done.files >= 1
    gone = client.get(f"/api/v1/submissions/{report}/files/0")
    assert (gone.status_code, gone.json()["code"]) == (410, "service.scan_erased")
    assert client.get(f"/api/v1/submissions/{report}/pages/1/image").status_code == 404
    again = client.post(f"/api/v1/submissions/{report}/read-again", json={})
    assert again.json()["code"] == "service.scan_erased"
    assert client.get(f"/api/v1/submissions/{report}/fields").json() == fields
    assert client.get(f"/submissions/{report}").status_code == 200
    with app.state.database.read() as session:
        entries, count = find(session, AuditQuery(kind="retention.erased"))
        assert verify(session)[1] is None
    assert count == 1
    told = {change.name: change.after for change in entries[0].changes}
    assert (entries[0].submission_id, told["files"]) == (report, 1)
    assert "báo cáo" not in repr(entries[0])  # no name of a file, no word of a page


def test_second_run_has_nothing_left_to_do(app: Any, report: int) -> None:
    run(app)
    assert report
    assert run(app) == retention.Erased(0, 0, 0)


def test_check_misses_no_scan_that_was_erased_by_rule(app: Any, settings: Settings, report: int) -> None:
    run(app)
    assert report
    found = check_installation(settings, app.state.database, app.state.storage, now=NOW)
    assert next(one for one in found if one.name == "store").ok


def test_browser_erases_only_what_was_confirmed_by_its_number(
    client: Client, app: Any, report: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.dependency_overrides[get_now] = lambda: NOW
    with app.state.database.write() as session:
        session.get_one(CampaignRecord, CAMPAIGN).settings = {retention.OWN_RULE: 5}
    page = "/administration/retention"
    assert CAMPAIGN in client.get(page).text
    for typed in ("", "2", "0", "một"):
        refused = client.post(page, data={"reports": typed})
        assert refused.status_code == 422
        assert client.get(f"/api/v1/submissions/{report}/files/0").status_code == 200
    done = client.post(page, data={"reports": "1"}, follow_redirects=True)
    assert done.status_code == 200 and f"/submissions/{report}" in done.text
    assert client.get(f"/api/v1/submissions/{report}/files/0").status_code == 410
    assert client.post(page, data={"reports": "0"}).status_code == 422


@pytest.mark.parametrize("role", ["head", "analyst", "reviewer", "clerk", "unit"])
def test_nobody_but_an_administrator_erases(as_role: Any, role: str) -> None:
    other = as_role(role)
    assert other.get("/administration/retention").status_code == 403
    assert other.post("/administration/retention", data={"reports": "1"}).status_code == 403
