"""Mails that no file can be taken from: told on the administration page until somebody dealt with them."""

from __future__ import annotations

import datetime as dt
import imaplib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.installation import check_installation
from service.intake.watcher import Watcher
from service.settings import Settings
from tests.service import intake_imap
from tests.service.conftest import Client
from tests.service.hostile import others

NOW = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)


def intake_of(app: Any, settings: Settings) -> str:
    found = check_installation(settings, app.state.database, app.state.storage, now=NOW)
    return next(one.detail for one in found if one.name == "intake")


def test_mail_that_cannot_be_taken_is_told_until_somebody_dealt_with_it(
    client: Client, app: Any, settings: Settings, tmp_path: Path, as_role: Callable[[str], Client]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(intake_imap.PASSWORD, "utf-8")
    with tempfile.TemporaryDirectory(prefix="tonghop-imap-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        with intake_imap.server(Path(folder)) as port, imaplib.IMAP4("127.0.0.1", port) as box:
            box.authenticate("PLAIN", lambda _: f"\0{intake_imap.USER}\0{intake_imap.PASSWORD}".encode())
            box.append("INBOX", "", '"15-Jul-2026 08:30:00 +0700"', others.mails()["addresses"])
            mailbox = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none"}
            login = {"mail_user": intake_imap.USER, "mail_password_file": secret}
            office = settings.model_copy(update=mailbox | login)
            Watcher(office, app.state.database, app.state.storage).look(now=NOW)
            Watcher(office, app.state.database, app.state.storage).look(now=NOW)
            small = office.model_copy(update={"max_request_mib": 0})
            box.append("INBOX", "", '"16-Jul-2026 08:30:00 +0700"', b"Subject: x\r\n\r\nx")
            Watcher(small, app.state.database, app.state.storage).look(now=NOW)
    left = client.get("/api/v1/tray").json()["intake"]["mails_left"]
    assert [one["problem"]["code"] for one in left] == ["service.mail_too_large", "service.mail_unreadable"]
    assert left[1]["arrived_at"].startswith("2026-07-15T01:30")
    page = client.get("/administration").text
    assert "15/07/2026" in page and "Mở hộp thư" in page
    assert "2 mails not taken" in intake_of(app, settings)
    assert as_role("clerk").post(f"/api/v1/tray/mails/{left[0]['id']}/done").status_code == 403
    for one in left:
        assert client.post(f"/api/v1/tray/mails/{one['id']}/done").status_code == 204
    assert client.get("/api/v1/tray").json()["intake"]["mails_left"] == []
    assert "Mở hộp thư" not in client.get("/administration").text
    assert intake_of(app, settings).startswith("last look")
    assert client.post("/api/v1/tray/mails/99/done").status_code == 404
