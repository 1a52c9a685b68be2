"""The office's mailbox by IMAP; the only module that speaks it. It is opened for reading and left as it was.

How far it was read is kept by the server's own numbers (RFC 3501, UIDVALIDITY and UID), so no mail is marked,
moved or deleted, and people may read the mailbox meanwhile.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.errors import MailboxFailed
from service.foreign import ForeignFault
from service.intake.mail_parts import Mail, read_mail
from service.settings import Settings
from service.workers import RemoteProblem

TIMEOUT_SECONDS = 30.0
MOST_MAILS = 200  # of one look; the rest follow at the next

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """How far a mailbox was read."""

    uid_validity: int = 0
    last_uid: int = 0


def new_mails(settings: Settings, place: Place) -> Iterator[tuple[Place, Mail | None]]:
    """The mails behind a place, oldest first, each with the place behind it; None for what cannot be taken.

    Raises:
        MailboxFailed: The server cannot be reached, refuses the login, or has no such folder.
    """
    try:
        with _connected(settings) as server:
            yield from _mails(server, settings, place)
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        raise MailboxFailed(host=settings.mail_host, reason=_reason(error)) from error


def _mails(server: imaplib.IMAP4, settings: Settings, place: Place) -> Iterator[tuple[Place, Mail | None]]:
    _ask(server.select(_quoted(settings.mail_folder), readonly=True))
    validity = int((server.response("UIDVALIDITY")[1] or [b"1"])[0] or 1)
    if validity != place.uid_validity:  # the server numbers anew; message-ids keep mails from coming twice
        place = Place(validity, 0)
    found = _ask(server.uid("SEARCH", "UID", f"{place.last_uid + 1}:*"))
    uids = sorted(int(one) for one in (found[0] or b"").split())
    for uid in [one for one in uids if one > place.last_uid][:MOST_MAILS]:
        sizes = _ask(server.uid("FETCH", str(uid), "(RFC822.SIZE)"))
        size = int(str(sizes[0], "ascii", "replace").rsplit("RFC822.SIZE", 1)[-1].strip(" )") or 0)
        place = Place(validity, uid)
        if size > settings.max_request_bytes:
            yield place, None
            continue
        parts = _ask(server.uid("FETCH", str(uid), "(BODY.PEEK[])"))
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        yield place, _parsed(uid, raw) if raw is not None else None  # None: deleted meanwhile


def _parsed(uid: int, raw: bytes) -> Mail | None:
    """A mail taken apart; None for one that cannot be, which stays in the mailbox as all do."""
    try:
        return read_mail(uid, raw)
    except (ForeignFault, RemoteProblem) as error:
        _LOG.warning("a mail cannot be taken apart", extra={"facts": {"uid": uid}}, exc_info=error)
        return None


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
