"""Whether an installation is sound: what ``tonghop check`` looks at, each by what it is for."""

from __future__ import annotations

import datetime as dt
import io
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from service import front
from service.auditing.chain import verify
from service.confine import landlock_version
from service.database import Database
from service.intake.looks import state_of
from service.jobs import workers_of
from service.metrics import queue_age
from service.reading import Reader, StoredFile
from service.records import CorrectionRecord, FileRecord, SubmissionRecord
from service.safety import refuse_unsafe_places
from service.settings import Settings
from service.storage import Storage

LEAST_FREE_BYTES = 5 * 1024**3
"""A day before a deadline brings some thousand scans of a megabyte or two, each with two page images."""

LONGEST_QUEUE_SECONDS = 3600.0
"""A report that waits longer while no process reads has nobody to wait for."""

PROBE = "205"
CLOCK_TOLERANCE = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, whether it is as it should be, and what was seen or is to be done."""

    name: str
    ok: bool
    detail: str


def check_installation(
    settings: Settings, database: Database, storage: Storage, *, now: dt.datetime
) -> Iterator[Finding]:
    """Look at settings, database, store, disk, readers, queue, clock and proxy, one after another.

    Each is looked at by itself, so that one that is broken does not hide the rest.
    """
    yield _tried("settings", lambda: _settings(settings))
    yield _tried("database", lambda: _database(database))
    yield _tried("audit", lambda: _audit(database))
    yield _tried("store", lambda: _store(database, storage))
    yield _tried("disk", lambda: _disk(settings))
    yield _tried("reading", lambda: _reading(settings))
    yield _tried("queue", lambda: _queue(database))
    yield _tried("intake", lambda: _intake(database))
    yield _tried("clock", lambda: _clock(database, now))
    yield _tried("front", lambda: front.look(settings, now=now))


def _tried(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, look())
    except Exception as error:
        return Finding(name, False, f"{error}".strip() or type(error).__name__)


def _settings(settings: Settings) -> str:
    refuse_unsafe_places(settings)
    secret = settings.mail_password_file
    if secret is not None and stat.S_IMODE(secret.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise RuntimeError(f"others than the service can read {secret}: chmod 600 {secret}")
    given = sorted(name for name in Settings.model_fields if f"TONGHOP_{name.upper()}" in os.environ)
    return f"safe, {len(given)} of {len(Settings.model_fields)} set: {', '.join(given) or '–'}"


def _database(database: Database) -> str:
    database.migrate()
    with database.write() as session:
        revision = session.scalar(text("SELECT version_num FROM alembic_version"))
        reports = session.scalar(select(func.count()).select_from(SubmissionRecord))
        if session.connection().dialect.name == "sqlite":
            found = session.scalar(text("PRAGMA quick_check"))
            if found != "ok":
                raise RuntimeError(f"SQLite finds damage: {found}; stop the service and restore a backup")
        name = session.connection().dialect.name
    return f"{name}, tables at {revision}, {reports} reports, can be written"


def _audit(database: Database) -> str:
    with database.read() as session:
        head, fault = verify(session)
    if fault is not None:
        raise RuntimeError(f"entry {fault.number} {fault.why}; keep the database for who looks into it")
    return f"{head.number} entries, the chain holds, head {head}"


def _store(database: Database, storage: Storage) -> str:
    probe = storage.put(b"tonghop check\n")
    if storage.read(probe) != b"tonghop check\n":
        raise RuntimeError("what was written does not come back; look at the disk")
    with database.read() as session:
        missing = list(_missing_files(session, storage))
        files = session.scalar(select(func.count()).select_from(FileRecord))
    if missing:
        raise RuntimeError(
            f"{len(missing)} of {files} files are missing, first {missing[0]}; restore a backup"
        )
    return f"{files} files, all there, can be written"


def _missing_files(session: Session, storage: Storage) -> Iterator[str]:
    for name, digest in session.execute(
        select(FileRecord.name, FileRecord.sha256).where(FileRecord.erased_at.is_(None))
    ):
        if not storage.holds(digest):
            yield name


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data_dir).free
    if free < LEAST_FREE_BYTES:
        raise RuntimeError(f"only {free / 1024**3:.1f} GiB are free in the data folder; make room")
    return f"{free / 1024**3:.1f} GiB free"


def _reading(settings: Settings) -> str:
    """Read a page of our own with the very models that reports are read with."""
    picture = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(picture).text(
        (150, 150), f"{PROBE} {PROBE} {PROBE}", fill=0, font=ImageFont.load_default(60)
    )
    data = io.BytesIO()
    picture.save(data, "PNG", dpi=(150, 150))
    reader = Reader(settings.model_copy(update={"workers": 1}))
    try:
        with TemporaryDirectory(prefix="tonghop-check-") as folder:
            path = Path(folder) / "probe.png"
            path.write_bytes(data.getvalue())
            page = reader.read_page(StoredFile(path.name, path), 1, number=1, file_index=0).page
    finally:
        reader.close()
    if page.problems:
        raise RuntimeError(page.problems[0].message)
    if PROBE not in page.text:
        raise RuntimeError(f"read {page.text!r} where {PROBE} stands; look at TONGHOP_TESSDATA_DIR")
    confidence = min(word.confidence for word in page.words)
    confined = "and Landlock" if landlock_version() else "only: this kernel has no Landlock, they may write"
    models = settings.tessdata or "Tesseract's own"
    return (
        f"{PROBE} read with confidence {confidence:.2f}, models {models}, readers kept by seccomp {confined}"
    )


def _queue(database: Database) -> str:
    with database.read() as session:
        reading = sum(worker.size > 0 for worker in workers_of(session))
        waits = queue_age(session)
    if waits > LONGEST_QUEUE_SECONDS and not reading:
        raise RuntimeError(
            f"a report waits for {waits / 3600:.1f} h and no process reads; start `tonghop worker`"
        )
    return f"{reading} processes read, the oldest report waits {waits:.0f} s"


def _intake(database: Database) -> str:
    with database.read() as session:
        state = state_of(session)
    problems = [one.detail_en for one in (state.folder_problem, state.mail_problem) if one]
    if problems:
        raise RuntimeError("; ".join(problems))
    if state.mails_left:
        one = state.mails_left[0]
        when = f"{one.arrived_at:%F}" if one.arrived_at else "an unknown day"
        raise RuntimeError(
            f"{len(state.mails_left)} mails not taken, the newest of {when}; see the administration page"
        )
    return f"last look {state.looked_at:%F %T} UTC" if state.looked_at else "nothing has been looked into"


def _clock(database: Database, now: dt.datetime) -> str:
    with database.read() as session:
        last = session.scalar(select(func.max(CorrectionRecord.at)))
    if last is not None and last > now + CLOCK_TOLERANCE:
        raise RuntimeError(f"the clock says {now:%F %T} UTC, the last act was at {last:%F %T}; set the clock")
    return f"{now:%F %T} UTC"
