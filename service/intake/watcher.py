"""Looks into the scanner's folder and the mailbox from time to time, in a thread of the service."""

from __future__ import annotations

import datetime as dt
import logging
import threading

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.database import Database
from service.errors import MailboxFailed, ProblemDetail, problem_for
from service.intake import tray
from service.intake.folder import Look, look, move_away, read_whole
from service.intake.looks import FOLDER, MAIL, keep_look, keep_mail_left
from service.intake.mail_parts import Mail
from service.intake.mailbox import Place, Untaken, new_mails
from service.intake.tray import Found
from service.office_time import office_day
from service.records import MailboxRecord
from service.settings import Settings
from service.storage import Storage

_LOG = logging.getLogger(__name__)


class Watcher:
    """Fills the tray. One look may run at a time; two services on one folder do each other no harm."""

    def __init__(self, settings: Settings, database: Database, storage: Storage) -> None:
        self._settings, self._database, self._storage = settings, database, storage
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._before = Look()

    def start(self) -> None:
        """Begin to look, if there is a folder or a mailbox to look into."""
        if self._settings.watch_folder is None and not self._settings.mail_host:
            return
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the look that is running."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def look(self, *, now: dt.datetime) -> int:
        """Look once into both; how many files came into the tray."""
        folder_problem: ProblemDetail | None = None
        mail_problem: ProblemDetail | None = None
        count = 0
        try:
            count += self._look_into_folder(now)
        except OSError as error:
            facts = {"folder": str(self._settings.watch_folder), "reason": error.strerror or str(error)}
            folder_problem = problem_for("service.watch_folder_failed", facts)
        try:
            count += self._look_into_mailbox(now)
        except MailboxFailed as error:
            mail_problem = error.problem
        with self._database.write() as session:
            keep_look(session, FOLDER, folder_problem, now=now)
            keep_look(session, MAIL, mail_problem, now=now)
        return count

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look(now=dt.datetime.now(dt.UTC))
            except Exception:  # a full disk, a lost database: the next look may do better
                _LOG.exception("looking for files that came by themselves failed")
            self._stopping.wait(self._settings.intake_seconds)

    def _look_into_folder(self, now: dt.datetime) -> int:
        folder = self._settings.watch_folder
        if folder is None:
            return 0
        self._before = seen = look(folder, self._before, now=now)
        count = 0
        for path in seen.whole:
            if self._stopping.is_set():
                break
            try:
                data = read_whole(path, seen.stamps[path], most_bytes=self._settings.max_file_bytes)
                if data is None:
                    continue
                origin = path.relative_to(folder).as_posix()
                count += tray.put(
                    self._database, self._storage, Found("folder", origin, path.name, data), now=now
                )
                move_away(path, folder, day=office_day(now))
            except FileNotFoundError:  # another service was quicker
                continue
        return count

    def _look_into_mailbox(self, now: dt.datetime) -> int:
        if not self._settings.mail_host:
            return 0
        account = f"{self._settings.mail_user}@{self._settings.mail_host}/{self._settings.mail_folder}"
        with self._database.read() as session:
            place = _place(session, account)
        count = 0
        for behind, mail in new_mails(self._settings, place):
            for found in _files(mail) if isinstance(mail, Mail) else ():
                count += tray.put(self._database, self._storage, found, now=now)
            with self._database.write() as session:  # only now: after a crash the mail is looked at again
                _keep_place(session, account, behind)
                if isinstance(mail, Untaken):
                    keep_mail_left(session, account, mail, now=now)
            if self._stopping.is_set():
                break
        return count


def _files(mail: Mail) -> list[Found]:
    return [
        Found(
            "mail",
            mail.message_id or f"uid:{mail.uid}",
            one.name,
            one.data,
            mail.sender,
            mail.subject,
            mail.sent_at,
        )
        for one in mail.attachments
    ]


def _place(session: Session, account: str) -> Place:
    row = session.scalar(select(MailboxRecord).where(MailboxRecord.account == account))
    return Place(row.uid_validity, row.last_uid) if row else Place()


def _keep_place(session: Session, account: str, place: Place) -> None:
    row = session.scalar(select(MailboxRecord).where(MailboxRecord.account == account))
    if row is None:
        row = MailboxRecord(account=account)
        session.add(row)
    row.uid_validity, row.last_uid = place.uid_validity, place.last_uid
