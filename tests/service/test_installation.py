"""What ``tonghop check`` sees of a sound installation and of broken ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from service import installation
from service.database import Database
from service.errors import UnsafeSetting
from service.installation import check_installation
from service.records import FileRecord, SubmissionRecord
from service.settings import Settings
from service.storage import Storage

NOW = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)


def looked(settings: Settings) -> dict[str, installation.Finding]:
    database, storage = Database(settings.database), Storage(settings.data_dir / "files")
    found = check_installation(settings, database, storage, now=NOW)
    return {finding.name: finding for finding in found}


def test_a_sound_installation_reads_its_own_page(tmp_path: Path) -> None:
    found = looked(Settings(data_dir=tmp_path))
    assert list(found) == [
        "settings", "database", "audit", "store", "disk", "reading", "queue", "intake", "clock", "front",
    ]  # fmt: skip
    assert {name for name, finding in found.items() if not finding.ok} == set()
    assert "205" in found["reading"].detail


def test_each_fault_is_told_and_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path, tessdata_dir=tmp_path / "no-models")
    database = Database(settings.database)
    database.migrate()
    with database.write() as session:
        session.add(SubmissionRecord(id=1, name="a", state="read", received_at=NOW))
        session.flush()
        session.add(FileRecord(submission_id=1, position=0, name="a.pdf", sha256="0" * 64, size=1, pages=1))
    monkeypatch.setattr(installation, "LEAST_FREE_BYTES", 10**18)
    found = looked(settings)
    assert found["database"].ok and found["clock"].ok
    assert "1 of 1 files are missing, first a.pdf" in found["store"].detail
    assert "make room" in found["disk"].detail
    assert not found["reading"].ok
    assert not any(found[name].ok for name in ("store", "disk", "reading"))


def test_a_queue_that_nobody_reads_is_a_fault(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    database = Database(settings.database)
    database.migrate()
    with database.write() as session:
        long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=3)
        session.add(SubmissionRecord(id=1, name="a", state="received", received_at=long_ago))
    with pytest.raises(RuntimeError, match="no process reads"):
        installation._queue(database)


def test_a_folder_open_to_all_and_a_readable_password_are_faults(tmp_path: Path) -> None:
    tmp_path.chmod(0o707)
    with pytest.raises(UnsafeSetting, match="chmod"):
        installation._settings(Settings(data_dir=tmp_path))
    tmp_path.chmod(0o700)
    secret = tmp_path / "secret"
    secret.write_text("x", "utf-8")
    settings = Settings(
        data_dir=tmp_path,
        mail_host="127.0.0.1",
        mail_user="a",
        mail_password_file=secret,
        mail_security="none",
    )
    secret.chmod(0o644)
    with pytest.raises(RuntimeError, match="chmod 600"):
        installation._settings(settings)
    secret.chmod(0o600)
    assert "safe" in installation._settings(settings)
