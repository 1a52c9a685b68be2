"""What came by itself: the tray, and how far the mailbox was read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Base


class TrayRecord(Base):
    """A file that came by itself. States: waiting -> taken or set_aside, set_aside -> waiting.

    ``source`` is folder or mail; ``origin`` the path in the folder or the mail's message-id, which tells
    the same file from a new one together with its bytes. ``taken_as`` is the report that it became.
    """

    __tablename__ = "tray"
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(998))  # the longest line of a mail
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(400))
    size: Mapped[int]
    sender: Mapped[str] = mapped_column(String(400), default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[dt.datetime | None]
    found_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(12), default="waiting", index=True)
    taken_as: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[dt.datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    __table_args__ = (UniqueConstraint("source", "origin", "sha256"),)


class MailboxRecord(Base):
    """How far a mailbox was read: the server's numbering and the last number in it."""

    __tablename__ = "mailboxes"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(400), unique=True)
    uid_validity: Mapped[int] = mapped_column(BigInteger)  # 32 bits without a sign
    last_uid: Mapped[int] = mapped_column(BigInteger)


class LookRecord(Base):
    """How the last look went; ``source`` is folder or mail."""

    __tablename__ = "intake_looks"
    source: Mapped[str] = mapped_column(String(10), primary_key=True)
    looked_at: Mapped[dt.datetime]
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]


class MailLeftRecord(Base):
    """A mail that stays in the mailbox without any of it taken, until somebody has dealt with it."""

    __tablename__ = "mails_left"
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(400))
    uid: Mapped[int] = mapped_column(BigInteger)
    arrived_at: Mapped[dt.datetime | None]
    found_at: Mapped[dt.datetime]
    error_code: Mapped[str] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any]]
    done_at: Mapped[dt.datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
