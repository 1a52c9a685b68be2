"""Many reports read one after another without a server: ``tonghop read``."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress

from extraction.model import Extraction
from ocr.model import Page, SourceFile
from service import campaigns, exports, mapping, messages, results
from service.database import Database
from service.errors import CampaignUnknown, ReaderDied, ServiceError, problem_for
from service.reading import ZIP_START, Reader, StoredFile, read_submission
from service.records import FileRecord, SubmissionRecord
from service.settings import load_settings
from service.uploads import clean_name
from service.workers import RemoteProblem

ALL_DONE, SOME_UNREAD, NONE_READ, NOT_INSTALLED = 0, 3, 4, 5
MACHINE_AT_FAULT = ("ocr.engine_missing", "ocr.language_missing", "ocr.installation")


def read_batch(
    paths: Sequence[Path], *, together: bool, campaign_id: str | None, xlsx: Path | None, bar: Progress
) -> int:
    """Read each report and print it as a line of JSON as soon as it is done, or write all to a workbook.

    Each path is a report, and each file of a ZIP is; all are one where ``together``. A file that cannot be
    read is named on standard error with its remedy; the rest goes on.

    Returns:
        The exit code.

    Raises:
        CampaignUnknown: ``campaign_id`` is none of the built-in ones.
    """
    known = list(campaigns.builtin_campaigns())
    if campaign_id is not None and campaign_id not in {str(data["id"]) for data in known}:
        raise CampaignUnknown(campaign=campaign_id)
    reader = Reader(load_settings())
    kept: list[tuple[list[str], Extraction]] = []
    read = failed = 0
    try:
        for report in reports_of(reader, paths, together=together):
            if isinstance(report, Failed):
                failed += 1
                explain(report.name, report.error)
                continue
            names = [file.name for file in report]
            task = bar.add_task(names[0], total=None)
            try:
                extraction = read_submission(
                    reader,
                    report,
                    known,
                    campaign_id=campaign_id,
                    on_count=lambda pages, task=task: bar.update(task, total=pages),  # type: ignore[misc]
                    on_page=lambda task=task: bar.advance(task),  # type: ignore[misc]
                )
            except (RemoteProblem, ReaderDied) as error:
                failed += 1
                explain(names[0], error)
                if error.code in MACHINE_AT_FAULT:
                    return NOT_INSTALLED
                continue
            finally:
                bar.remove_task(task)
            read += 1
            if xlsx is None:
                sys.stdout.write(mapping.json_line(mapping.submission_json(names, extraction)) + "\n")
                sys.stdout.flush()
            else:
                kept.append((names, extraction))
    finally:
        reader.close()
    if xlsx is not None and kept:
        _write_workbook(xlsx, kept)
    if not failed:
        return ALL_DONE
    return SOME_UNREAD if read else NONE_READ


@dataclass(frozen=True)
class Failed:
    """A file that is no report, and why."""

    name: str
    error: RemoteProblem | ServiceError | OSError


def reports_of(
    reader: Reader, paths: Sequence[Path], *, together: bool
) -> Iterator[tuple[StoredFile, ...] | Failed]:
    """The reports among the paths, ZIPs unpacked into a folder that lasts until the next path's turn."""
    with ExitStack() as folders:
        all_files: list[StoredFile] = []
        for path in paths:
            name = clean_name(path.name)
            try:
                files = _unpacked(reader, name, path, folders)
            except (RemoteProblem, ReaderDied, OSError) as error:
                yield Failed(name, error)
                if together:  # a report of several files is read whole or not at all
                    return
                continue
            if together:
                all_files += files
            else:
                yield from ((file,) for file in files)
                folders.close()
        if all_files:
            yield tuple(all_files)


def _unpacked(reader: Reader, name: str, path: Path, folders: ExitStack) -> list[StoredFile]:
    with path.open("rb") as file:
        if file.read(len(ZIP_START)) != ZIP_START:
            return [StoredFile(name, path)]
    members = reader.unpack(SourceFile(name, path.read_bytes()))
    if members is None:
        return [StoredFile(name, path)]
    folder = Path(folders.enter_context(tempfile.TemporaryDirectory(prefix="tonghop-zip-")))
    found = []
    for number, member in enumerate(members):
        place = folder / str(number)
        place.write_bytes(member.data)
        found.append(StoredFile(clean_name(member.name), place))
    return found


def _write_workbook(path: Path, done: Sequence[tuple[list[str], Extraction]]) -> None:
    """The same workbook as the service's, through a database that lives for a moment."""
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/export.db")
        database.migrate()
        with database.write() as session:
            campaigns.load_builtin(session, now=now)
            for number, (names, extraction) in enumerate(done, 1):
                session.add(
                    SubmissionRecord(id=number, name=names[0], state="reading", revision=1, received_at=now)
                )
                session.flush()
                for position, name in enumerate(names):
                    session.add(
                        FileRecord(
                            submission_id=number,
                            position=position,
                            name=name,
                            sha256=f"{number}-{position}",
                            size=0,
                            pages=0,
                        )
                    )
                no_pages: list[Page] = []
                results.keep(session, number, 1, no_pages, extraction, now=now)
        with database.read() as session, path.open("wb") as out:
            exports.write_xlsx(session, exports.ExportQuery(), out, now=now)
        database.close()


def explain(name: str, error: RemoteProblem | ServiceError | OSError) -> None:
    """Name a file that failed on standard error, with the reason and the remedy in both languages."""
    if isinstance(error, OSError):
        _complain(f"{name}: {error.strerror}")
        return
    problem = problem_for(error.code, {"file": name, **error.facts})
    sentence = messages.sentence(problem.code, "en", problem.facts)
    _complain(f"{name}: {sentence} {problem.remedy_en}\n    {problem.detail_vi} {problem.remedy_vi}")


def _complain(message: str) -> None:
    sys.stderr.write(f"tonghop: {message}\n")
