"""The office's mailbox by IMAP; the only module that speaks it. It is opened for reading and left as it was.

How far it was read is kept by the server's own numbers (RFC 3501, UIDVALIDITY and UID), so no mail is marked,
moved or deleted, and people may read the mailbox meanwhile.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import imaplib
import logging
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.errors import MailboxFailed, ProblemDetail, problem_for
from service.foreign import ForeignFault
from service.intake.mail_parts import Mail, read_mail
from service.office_time import office_day
from service.settings import Settings
from service.workers import RemoteProblem

TIMEOUT_SECONDS = 30.0
MOST_MAILS = 200  # of one look; the rest follow at the next
MIB = 1024 * 1024

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """How far a mailbox was read."""

    uid_validity: int = 0
    last_uid: int = 0


@dataclass(frozen=True)
class Untaken:
    """A mail that cannot be taken apart, or is too large: when the server got it, and why."""

    uid: int
    arrived_at: dt.datetime | None
    problem: ProblemDetail


def new_mails(settings: Settings, place: Place) -> Iterator[tuple[Place, Mail | Untaken | None]]:
    """The mails behind a place, oldest first, each with the place behind it; None for one that is gone.

    Raises:
        MailboxFailed: The server cannot be reached, refuses the login, or has no such folder.
    """
    try:
        with _connected(settings) as server:
            yield from _mails(server, settings, place)
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        raise MailboxFailed(host=settings.mail_host, reason=_reason(error)) from error


def _mails(
    server: imaplib.IMAP4, settings: Settings, place: Place
) -> Iterator[tuple[Place, Mail | Untaken | None]]:
    _ask(server.select(_quoted(settings.mail_folder), readonly=True))
    validity = int((server.response("UIDVALIDITY")[1] or [b"1"])[0] or 1)
    if validity != place.uid_validity:  # the server numbers anew; message-ids keep mails from coming twice
        place = Place(validity, 0)
    found = _ask(server.uid("SEARCH", "UID", f"{place.last_uid + 1}:*"))
    uids = sorted(int(one) for one in (found[0] or b"").split())
    for uid in [one for one in uids if one > place.last_uid][:MOST_MAILS]:
        told = _ask(server.uid("FETCH", str(uid), "(INTERNALDATE RFC822.SIZE)"))[0] or b""
        found_size, arrived_at = _SIZE.search(told), _arrival(told)
        size = int(found_size[1]) if found_size else 0
        place = Place(validity, uid)
        if size > settings.max_request_bytes:
            facts = {"size_mib": -(-size // MIB), "limit_mib": settings.max_request_mib}
            yield place, _untaken(uid, arrived_at, "service.mail_too_large", facts, settings)
            continue
        parts = _ask(server.uid("FETCH", str(uid), "(BODY.PEEK[])"))
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is None:  # deleted meanwhile
            yield place, None
            continue
        try:
            yield place, read_mail(uid, raw)
        except (ForeignFault, RemoteProblem) as error:
            _LOG.warning("a mail cannot be taken apart", extra={"facts": {"uid": uid}}, exc_info=error)
            yield place, _untaken(uid, arrived_at, "service.mail_unreadable", {}, settings)


_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


def _arrival(told: bytes) -> dt.datetime | None:
    """When the server got a mail, by its answer; None where it says nothing that makes sense."""
    try:
        moment = imaplib.Internaldate2tuple(told)
        return dt.datetime.fromtimestamp(time.mktime(moment), dt.UTC) if moment else None
    except (ValueError, OverflowError, OSError):
        return None


def _untaken(
    uid: int, arrived_at: dt.datetime | None, code: str, facts: dict[str, Any], settings: Settings
) -> Untaken:
    day = f"{office_day(arrived_at):%d/%m/%Y}" if arrived_at else "–"
    return Untaken(
        uid, arrived_at, problem_for(code, {**facts, "day": day, "folder": settings.mail_folder, "uid": uid})
    )


@contextlib.contextmanager
def _connected(settings: Settings) -> Iterator[imaplib.IMAP4]:
    context = ssl.create_default_context()
    if settings.mail_security == "tls":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            settings.mail_host, settings.mail_port, ssl_context=context, timeout=TIMEOUT_SECONDS
        )
    else:
        server = imaplib.IMAP4(settings.mail_host, settings.mail_port, timeout=TIMEOUT_SECONDS)
    try:
        if settings.mail_security == "starttls":
            server.starttls(context)
        _log_in(server, settings.mail_user, settings.mail_password)
        yield server
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _log_in(server: imaplib.IMAP4, user: str, password: str) -> None:
    """Log in; by AUTHENTICATE where the server has it, since ``LOGIN`` of imaplib takes plain ASCII only."""
    if "AUTH=PLAIN" in server.capabilities:
        server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    else:
        server.login(user, password)


def _ask(answer: tuple[str, list[Any]]) -> list[Any]:
    said, data = answer
    if said != "OK":
        raise imaplib.IMAP4.error(str(data[0], "utf-8", "replace") if data and data[0] else said)
    return data


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _reason(error: Exception) -> str:
    text = error.args[0] if error.args else error
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(error)
