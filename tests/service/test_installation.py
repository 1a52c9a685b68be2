"""What ``tonghop check`` sees of a sound installation and of broken ones."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from service import installation
from service.database import Database
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
    assert list(found) == ["database", "audit", "store", "disk", "reading", "clock"]
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
