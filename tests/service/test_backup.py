"""Backups go in and come out whole, on SQLite and on PostgreSQL, and never over anything."""

from __future__ import annotations

import datetime as dt
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import exports
from service.access import people
from service.access.matrix import Role
from service.backup import move, restore_backup, write_backup
from service.database import Database
from service.dump import lines_of, tables_of
from service.errors import BackupUnreadable, TargetNotEmpty
from service.storage import Storage
from tests.service.conftest import Client
from tests.service.test_flow import upload_table

NOW = dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)


@pytest.fixture
def office(client: Client) -> Database:
    """A service with a report that was read and partly settled by a person."""
    upload_table(client)
    field = client.get("/api/v1/review/next").json()["field"]
    client.post(
        f"/api/v1/fields/{field['id']}/settle",
        json={"verdict": "illegible", "version": field["version"], "reason": "=1+1"},
    ).raise_for_status()
    return client.app.state.database


def rows_of(database: Database) -> dict[str, list[bytes]]:
    with database.snapshot() as connection:
        return {table.name: list(lines_of(connection, table)) for table in tables_of(connection)}


def export_of(database: Database) -> bytes:
    out = io.BytesIO()
    with database.read() as session:
        exports.write_csv(session, exports.ExportQuery(None), out)
    return out.getvalue()


def test_a_backup_of_a_running_service_restores_to_an_identical_export(
    office: Database, client: Client, tmp_path: Path
) -> None:
    storage = client.app.state.storage
    made = write_backup(office, storage, tmp_path / "b.tar", now=NOW)
    assert made.tables["fields"].rows > 0 and made.files >= 1
    target, files = Database(f"sqlite:///{tmp_path / 'new' / 'x.db'}"), Storage(tmp_path / "new" / "files")
    assert restore_backup(tmp_path / "b.tar", target, files) == made
    assert rows_of(target) == rows_of(office)
    assert export_of(target) == export_of(office)
    assert list(files.digests()) == list(storage.digests())


def test_an_office_moves_to_postgresql_and_goes_on_numbering(office: Database, postgres_url: str) -> None:
    target = Database(postgres_url)
    made = move(office, target, now=NOW)
    assert rows_of(target) == rows_of(office)
    assert export_of(target) == export_of(office)
    with pytest.raises(TargetNotEmpty):
        move(office, target, now=NOW)
    with target.write() as session:
        assert people.add_user(session, "moi", "Người mới", Role.CLERK, now=NOW)
    assert made.tables["users"].rows == 1
    target.close()


def test_a_backup_never_goes_over_an_office_in_use(office: Database, client: Client, tmp_path: Path) -> None:
    storage = client.app.state.storage
    write_backup(office, storage, tmp_path / "b.tar", now=NOW)
    before = rows_of(office)
    with pytest.raises(TargetNotEmpty):
        restore_backup(tmp_path / "b.tar", office, storage)
    assert rows_of(office) == before


def altered(path: Path, name: str, data: bytes | None) -> Path:
    """The archive with one member changed, or left out."""
    out = path.with_name("altered.tar")
    with tarfile.open(path) as old, tarfile.open(out, "w") as new:
        for entry in old.getmembers():
            content = old.extractfile(entry).read()  # type: ignore[union-attr]
            if entry.name == name:
                if data is None:
                    continue
                content = data
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))
    return out


@pytest.mark.parametrize(
    "damage", ["cut", "no rows", "other rows", "other file", "other format", "no backup"]
)
def test_a_damaged_backup_is_refused_and_changes_nothing(
    damage: str, office: Database, client: Client, tmp_path: Path
) -> None:
    storage = client.app.state.storage
    path = tmp_path / "b.tar"
    write_backup(office, storage, path, now=NOW)
    digest = next(iter(storage.digests()))
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:20_000])
    elif damage == "no backup":
        path.write_bytes(b"PK not a tar")
    elif damage == "no rows":
        path = altered(path, "tables/fields.ndjson", b"")
    elif damage == "other rows":
        with tarfile.open(path) as archive:
            rows = archive.extractfile("tables/users.ndjson").read()  # type: ignore[union-attr]
        path = altered(path, "tables/users.ndjson", rows.replace(b"admin", b"nimda"))
    elif damage == "other file":
        path = altered(path, f"files/{digest}", b"something else")
    else:
        path = altered(path, "manifest.json", json.dumps({"format": 99}).encode())
    target = Database(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(BackupUnreadable):
        restore_backup(path, target, Storage(tmp_path / "new-files"))
    if damage not in ("other file",):
        target.migrate()
        assert rows_of(target)["submissions"] == []


def test_an_unfinished_backup_leaves_no_file(office: Database, tmp_path: Path) -> None:
    class Broken(Storage):
        def digests(self) -> Iterator[str]:
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        write_backup(office, Broken(tmp_path / "files"), tmp_path / "b.tar", now=NOW)
    assert [p.name for p in tmp_path.iterdir() if "b.tar" in p.name] == []
