"""The commands that keep an installation alive: ``tonghop check``, ``backup``, ``restore``, ``move``,
``calibration-rows``.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.backup import Manifest

UNSOUND = 5


def add_commands(app: typer.Typer) -> None:
    """Put the commands beside the others."""
    for command in (check, backup, restore, move):
        app.command()(command)
    app.command("calibration-rows")(write_calibration_rows)


def check() -> None:
    """Look at database, store, disk, readers and clock; exit code 5 where one is not as it should be."""
    from service.database import Database
    from service.installation import check_installation
    from service.settings import load_settings
    from service.storage import make_storage

    settings = load_settings()
    database, storage = Database(settings.database), make_storage(settings)
    sound = True
    for found in check_installation(settings, database, storage, now=dt.datetime.now(dt.UTC)):
        print(f"{'ok  ' if found.ok else 'BAD '} {found.name}: {found.detail}", flush=True)
        sound = sound and found.ok
    if not sound:
        raise typer.Exit(UNSOUND)


def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write (TAR).")],
) -> None:
    """Write database and scans into one file, while the service runs."""
    from service.backup import write_backup
    from service.database import Database
    from service.settings import load_settings
    from service.storage import make_storage

    settings = load_settings()
    database = Database(settings.database)
    database.migrate()
    storage = make_storage(settings)
    print(_told(write_backup(database, storage, file, now=dt.datetime.now(dt.UTC))))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that ``tonghop backup`` wrote.")],
) -> None:
    """Put a backup into the empty database and store that the settings name, and check all of it."""
    from service.backup import restore_backup
    from service.database import Database
    from service.settings import load_settings
    from service.storage import make_storage

    settings = load_settings()
    storage = make_storage(settings)
    print(_told(restore_backup(file, Database(settings.database), storage, tell=_tell)))


def write_calibration_rows(
    file: Annotated[Path, typer.Argument(help="File to write, a line of JSON for each settled field.")],
    campaign: Annotated[str | None, typer.Option(help="Only this campaign's reports.")] = None,
) -> None:
    """Write what people settled as rows that ``python -m samples.calibrate --rows`` learns from."""
    import json

    from service.calibration_rows import calibration_rows
    from service.database import Database
    from service.reading import Reader
    from service.settings import load_settings
    from service.storage import make_storage

    settings = load_settings(workers=1)
    database, storage = Database(settings.database), make_storage(settings)
    database.migrate()
    reader, count = Reader(settings), 0
    try:
        with database.read() as session, file.open("w", encoding="utf-8") as out:
            for row in calibration_rows(session, storage, reader, campaign_id=campaign):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
    finally:
        reader.close()
    print(f"{count} rows")


def move(
    to: Annotated[str, typer.Argument(help="SQLAlchemy URL of an empty database.")],
) -> None:
    """Copy all rows into another database (SQLite to PostgreSQL); stop the service first."""
    from service.backup import move as move_rows
    from service.database import Database
    from service.settings import load_settings

    source = Database(load_settings().database)
    source.migrate()
    print(_told(move_rows(source, Database(to), now=dt.datetime.now(dt.UTC), tell=_tell)))


def _tell(what: str) -> None:
    print(f"tonghop: {what}", file=sys.stderr)


def _told(manifest: Manifest) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    return (
        f"{len(manifest.tables)} tables, {rows} rows, {manifest.files} files "
        f"({manifest.files_bytes / 1024**2:.1f} MiB), tables at {manifest.revision}, "
        f"audit head {manifest.audit_head}"
    )
