"""A backup: one TAR with the rows of the database, the files of the store, and a list of what is in it.

It is made while the service runs: all rows are read in one transaction, files after them, and no file of
the store is ever changed. It goes back into any database that the service runs on, so it also moves an office
from SQLite to PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, func, select, text
from sqlalchemy.orm import Session

from service.auditing.chain import Head, head_of, verify
from service.database import Database
from service.dump import TableSum, add_lines, count_on, lines_of, sum_of, tables_of
from service.errors import BackupUnreadable, TargetNotEmpty
from service.searching.index import rebuild
from service.storage import Storage

FORMAT = 1
MANIFEST = "manifest.json"
NEVER_EMPTY = ("users", "submissions")
"""Tables of which one row says that a database is in use."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: each table's rows, the store's files, and the migration that the tables are at.

    ``audit_head`` is the last link of the audit's chain, "" in a backup of a version that had none.
    """

    format: int
    made_at: str
    revision: str
    tables: Mapping[str, TableSum]
    files: int
    files_bytes: int
    audit_head: str = ""


def write_backup(database: Database, storage: Storage, path: Path, *, now: dt.datetime) -> Manifest:
    """Write a backup; the file appears under its name when it is whole.

    Args:
        database: Stays in use meanwhile.
        storage: Its files are copied after the rows, so that no row lacks its file.
        path: Where to; an older file there is replaced.
        now: For the manifest.
    """
    waiting = path.with_name(f".{path.name}.unfinished")
    try:
        with tarfile.open(waiting, "w") as archive:
            with database.snapshot() as connection:
                revision, head = _revision(connection), str(head_of(Session(connection)))
                tables = {
                    table.name: _add_table(archive, connection, table) for table in tables_of(connection)
                }
            count = size = 0
            for digest in storage.digests():
                archive.add(storage.path(digest), f"files/{digest}", recursive=False)
                count, size = count + 1, size + storage.path(digest).stat().st_size
            manifest = Manifest(FORMAT, now.isoformat(), revision, tables, count, size, head)
            said = json.dumps(asdict(manifest), indent=1).encode()
            _add(archive, MANIFEST, io.BytesIO(said), len(said))
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return manifest


def restore_backup(
    path: Path, database: Database, storage: Storage, *, tell: Tell = lambda _: None
) -> Manifest:
    """Put a backup into an empty database and its store, then bring the tables to this version's form.

    All rows come in one transaction and are counted and digested again before it ends; files are checked by
    their names, which are their SHA-256.

    Raises:
        TargetNotEmpty: The database is in use.
        BackupUnreadable: The file is none of ours, is cut short, or what came out is not what went in.
    """
    try:
        with tarfile.open(path, "r") as archive:
            manifest = _manifest(archive)
            _restore_rows(archive, manifest, database, tell)
            _restore_files(archive, manifest, storage, tell)
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        raise BackupUnreadable(file=path.name, why=str(error)) from error
    database.migrate()
    with database.write() as session:
        rebuild(session)
    if manifest.audit_head:
        _check_audit(database, Head.parse(manifest.audit_head), path)
    return manifest


def move(source: Database, target: Database, *, now: dt.datetime, tell: Tell = lambda _: None) -> Manifest:
    """Copy all rows into another, empty database; the store stays where it is.

    Raises:
        TargetNotEmpty, BackupUnreadable: As ``restore_backup``.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.tar"
        nothing = Storage(Path(folder) / "files")
        write_backup(source, nothing, path, now=now)
        return restore_backup(path, target, nothing, tell=tell)


def _add_table(archive: tarfile.TarFile, connection: Connection, table: Any) -> TableSum:
    with tempfile.TemporaryFile() as file:
        digest, rows = hashlib.sha256(), 0
        for line in lines_of(connection, table):
            file.write(line)
            digest.update(line)
            rows += 1
        size = file.tell()
        file.seek(0)
        _add(archive, f"tables/{table.name}.ndjson", file, size)
    return TableSum(rows, digest.hexdigest())


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    archive.addfile(entry, file)


def _manifest(archive: tarfile.TarFile) -> Manifest:
    data = json.loads(_member(archive, MANIFEST).read())
    if data["format"] != FORMAT:
        raise ValueError(f"its format is {data['format']}, this version reads {FORMAT}")
    return Manifest(**{**data, "tables": {name: TableSum(**one) for name, one in data["tables"].items()}})


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"{name} is no file")
    return file


def _restore_rows(archive: tarfile.TarFile, manifest: Manifest, database: Database, tell: Tell) -> None:
    database.migrate(manifest.revision)
    with database.write() as session:
        connection = session.connection()
        tables = tables_of(connection)
        _check_empty(connection, {table.name: table for table in tables})
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table in tables:
            # The built-in campaigns may have come in with the migration or a first start.
            if table.name in manifest.tables:
                connection.execute(table.delete())
        for table in tables:
            if table.name in manifest.tables:
                tell(table.name)
                add_lines(connection, table, _member(archive, f"tables/{table.name}.ndjson"))
        for table in tables:
            expected = manifest.tables.get(table.name)
            if expected is not None and sum_of(lines_of(connection, table)) != expected:
                raise ValueError(f"table {table.name} does not hold what the backup says")
        count_on(connection, tables)


def _check_audit(database: Database, noted: Head, path: Path) -> None:
    with database.read() as session:
        _, fault = verify(session, noted=noted)
    if fault is not None:
        raise BackupUnreadable(file=path.name, why=f"audit entry {fault.number} {fault.why}")


def _check_empty(connection: Connection, tables: Mapping[str, Any]) -> None:
    for name in NEVER_EMPTY:
        if name in tables and connection.scalar(select(func.count()).select_from(tables[name])):
            raise TargetNotEmpty(database=connection.engine.url.render_as_string(hide_password=True))


def _restore_files(archive: tarfile.TarFile, manifest: Manifest, storage: Storage, tell: Tell) -> None:
    tell("files")
    count = 0
    for name in _files(archive):
        digest = storage.put(_member(archive, name).read())
        if digest != name.removeprefix("files/"):
            raise ValueError(f"{name} holds other bytes than its name says")
        count += 1
    if count != manifest.files:
        raise ValueError(f"{count} files instead of {manifest.files}")


def _files(archive: tarfile.TarFile) -> Iterator[str]:
    return (
        entry.name for entry in archive.getmembers() if entry.isfile() and entry.name.startswith("files/")
    )


def _revision(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
