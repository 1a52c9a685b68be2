"""The office's mailbox by IMAP; the only module that speaks it. It is opened for reading and left as it was.

How far it was read is kept by the server's own numbers (RFC 3501, UIDVALIDITY and UID), so no mail is marked,
moved or deleted, and people may read the mailbox meanwhile.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.policy
import email.utils
import imaplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePath
from typing import Any

from service.errors import MailboxFailed
from service.file_kinds import MEDIA_TYPES, SUFFIXES
from service.settings import Settings

TIMEOUT_SECONDS = 30.0
MOST_MAILS = 200  # of one look; the rest follow at the next
LEAST_PICTURE_BYTES = 30_000  # smaller pictures are the logos of signatures
_TYPES = frozenset(MEDIA_TYPES.values())
_UNTOLD = ("application/octet-stream", "application/x-pdf")


@dataclass(frozen=True)
class Attachment:
    name: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    """A mail with the files that may be reports; ``uid`` is its number in the mailbox."""

    uid: int
    message_id: str
    sender: str
    subject: str
    sent_at: dt.datetime | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class Place:
    """How far a mailbox was read."""

    uid_validity: int = 0
    last_uid: int = 0


def new_mails(settings: Settings, place: Place) -> Iterator[tuple[Place, Mail | None]]:
    """The mails behind a place, oldest first, each with the place behind it; None for one too large to take.

    Raises:
        MailboxFailed: The server cannot be reached, refuses the login, or has no such folder.
    """
    try:
        with _connected(settings) as server:
            yield from _mails(server, settings, place)
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        raise MailboxFailed(host=settings.mail_host, reason=_reason(error)) from error


def mail_of(uid: int, raw: bytes) -> Mail:
    """A mail from its bytes; its attachments by their content type, or by name where that says nothing."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    sent = None
    with contextlib.suppress(ValueError, TypeError):
        sent = email.utils.parsedate_to_datetime(str(message["date"]))
        sent = sent.replace(tzinfo=dt.UTC) if sent.tzinfo is None else sent
    return Mail(
        uid=uid,
        message_id=str(message["message-id"] or "").strip(),
        sender=str(message["from"] or ""),
        subject=str(message["subject"] or ""),
        sent_at=sent,
        attachments=tuple(_attachments(message)),
    )


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.walk():
        if part.is_multipart():
            continue
        name, kind = part.get_filename() or "", part.get_content_type()
        suffix = PurePath(name).suffix.lower()
        if kind not in _TYPES and not (kind in _UNTOLD and suffix in SUFFIXES):
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or not data:
            continue
        is_inline = part.get_content_disposition() == "inline"
        if kind.startswith("image/") and is_inline and len(data) < LEAST_PICTURE_BYTES:
            continue
        ending = next((one for one, media in MEDIA_TYPES.items() if media == kind), ".pdf")
        yield Attachment(name or f"thu{ending}", data)


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
        yield place, mail_of(uid, raw) if raw is not None else None  # None: deleted meanwhile


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
