"""A mail's bytes to who sent it and the files that may be reports, by a child process."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.policy
import email.utils
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePath

from service.file_kinds import MEDIA_TYPES, SUFFIXES
from service.foreign import ForeignFault, in_child
from service.workers import Parts

LEAST_PICTURE_BYTES = 30_000  # smaller pictures are the logos of signatures
_TYPES = frozenset(MEDIA_TYPES.values())
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Of Python's reader of mails at those that nest too deep or make no sense."""

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


def read_mail(uid: int, raw: bytes) -> Mail:
    """A mail from its bytes, as ``mail_of`` has it, by a child process.

    Raises:
        ForeignFault, RemoteProblem: It cannot be taken apart.
    """
    answer = in_child("mail", {"uid": uid}, raw, errors={})
    head = answer.head
    if "fault" in head:
        raise ForeignFault(head["fault"])
    return Mail(
        uid=uid,
        message_id=head["message_id"],
        sender=head["sender"],
        subject=head["subject"],
        sent_at=dt.datetime.fromisoformat(head["sent_at"]) if head["sent_at"] else None,
        attachments=tuple(
            Attachment(name, data) for name, data in zip(head["names"], answer.blobs, strict=True)
        ),
    )


def mail_task(request: Parts) -> Parts:
    """In the child."""
    try:
        mail = mail_of(int(request.head["uid"]), request.blobs[0])
    except _FAULTS as error:
        return Parts({"fault": type(error).__name__})
    head = {
        "message_id": mail.message_id,
        "sender": mail.sender,
        "subject": mail.subject,
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        "names": [one.name for one in mail.attachments],
    }
    return Parts(head, tuple(one.data for one in mail.attachments))


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
