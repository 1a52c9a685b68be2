"""What people and programs do is told by itself: who, what, from, to, why, and from where."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from service.auditing.chain import verify
from service.auditing.reading import AuditEntry, AuditQuery, find
from service.records import FieldRecord
from tests.service.conftest import PASSWORD, Client
from tests.service.standin import scan
from tests.service.test_flow import settle, upload_table


def told(app: Any, **asked: Any) -> tuple[AuditEntry, ...]:
    with app.state.database.read() as session:
        assert verify(session)[1] is None
        return find(session, AuditQuery(**asked))[0]


def test_settled_field_is_told_with_both_values_the_reason_and_the_session(client: Client, app: Any) -> None:
    report = upload_table(client)
    item = client.get("/api/v1/review/next").json()
    field = settle(client, item, "correct", text="1.006", reason="nhìn bản giấy")["field"]
    entry = told(app, kind="fields.changed")[0]
    assert (entry.who, entry.reason, entry.address) == ("admin", "nhìn bản giấy", "testclient")
    assert entry.via.startswith("session:")
    assert entry.subject == f"fields:{field['id']}:{field['path']}"
    assert entry.submission_id == field["submission_id"] == report
    values = {change.name: (change.before, change.after) for change in entry.changes}
    assert values["settled_value"] == (None, field["value"])
    assert values["status"][1] == field["status"]


def test_logins_good_and_bad_and_role_changes_are_told(
    client: Client, app: Any, as_role: Callable[[str], Client]
) -> None:
    as_role("clerk")
    stranger = Client(app, base_url="http://testserver")
    stranger.post("/api/v1/session", json={"name": "nguoi-clerk", "password": "sai"})
    users = {user["name"]: user["id"] for user in client.get("/api/v1/users").json()}
    client.post(f"/api/v1/users/{users['nguoi-clerk']}/role/head").raise_for_status()
    failed = told(app, kind="login.failed")[0]
    assert (failed.who, failed.subject) == ("", f"users:{users['nguoi-clerk']}")
    assert told(app, kind="login")[1].who == "nguoi-clerk"
    changed = told(app, kind="users.changed", subject=f"users:{users['nguoi-clerk']}")[0]
    assert [(c.name, c.before, c.after) for c in changed.changes] == [("role", "clerk", "head")]
    assert changed.who == "admin"


def test_exports_and_downloads_are_told_and_failed_ones_are_not(client: Client, app: Any) -> None:
    report = upload_table(client)
    client.get("/api/v1/exports/csv", params={"campaign": "205-KH/TU"}).raise_for_status()
    client.get(f"/api/v1/submissions/{report}/files/0").raise_for_status()
    assert client.get("/api/v1/submissions/999/files/0").status_code == 404
    export, download = told(app, kind="export")[0], told(app, kind="download")
    assert export.subject == "/api/v1/exports/csv"
    assert export.changes[0].after == {"campaign": "205-KH/TU"}
    assert [(d.submission_id, d.subject) for d in download] == [
        (report, f"/api/v1/submissions/{report}/files/0")
    ]


def test_key_of_a_program_is_named_in_what_it_does(client: Client, app: Any) -> None:
    token = client.post("/api/v1/tokens", json={"label": "máy quét"}).json()["token"]
    program = Client(app, headers={"Authorization": f"Bearer {token}"})
    report = program.upload(("k.pdf", scan(1))).json()["accepted"][0]["submission_id"]
    client.read_to_end(report)
    added = told(app, kind="submissions.added")[0]
    assert (added.via, added.who, added.submission_id) == ("key:1", "admin", report)
    read = told(app, kind="submissions.changed", submission_id=report)
    assert {entry.via for entry in read} == {"machine"}
    assert any(c.after == "read" for entry in read for c in entry.changes)


def test_deletion_and_restoring_are_told(client: Client, app: Any) -> None:
    report = upload_table(client)
    client.delete(f"/api/v1/submissions/{report}").raise_for_status()
    client.post(f"/api/v1/submissions/{report}/restore").raise_for_status()
    restored, deleted = told(app, kind="submissions.changed", submission_id=report, who="admin")[:2]
    assert {c.name for c in deleted.changes} >= {"deleted_at", "deleted_by"}
    assert next(c for c in restored.changes if c.name == "deleted_at").after is None


def test_first_reading_of_fields_is_no_change_but_a_second_one_that_differs_is(
    client: Client, app: Any
) -> None:
    report = upload_table(client)
    assert told(app, kind="fields", submission_id=report) == ()
    with app.state.database.write() as session:  # as the machine, which reads anew
        session.scalars(select(FieldRecord).where(FieldRecord.submission_id == report)).first().value = 5
    entry = told(app, kind="fields.changed", submission_id=report)[0]
    assert (entry.via, entry.changes[0].name, entry.changes[0].after) == ("machine", "value", 5)


@pytest.mark.parametrize("secret", [PASSWORD, "csrf", "$argon2"])
def test_no_secret_stands_in_the_audit(client: Client, app: Any, secret: str) -> None:
    token = client.post("/api/v1/tokens", json={"label": "máy"}).json()["token"]
    everything = repr(told(app, limit=1000))
    assert "users.changed" in everything
    assert secret not in everything
    assert token not in everything
    assert client.headers["X-CSRF-Token"] not in everything
