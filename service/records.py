"""The rows. Functions of the service take a session and these; outside the service they are never seen.

States of a submission: received -> reading -> read, or failed when no page of it can be read. States of a
page: waiting -> reading -> read, or failed after its last try. The engine in ``jobs.py`` drives both.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[dt.datetime]):
    """An aware UTC time; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("times are aware, in UTC")
        return value.astimezone(dt.UTC) if value else None

    def process_result_value(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(DeclarativeBase):
    type_annotation_map = {dt.datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class UserRow(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    role: Mapped[str] = mapped_column(String(20))
    must_change_password: Mapped[bool]
    created_at: Mapped[dt.datetime]
    disabled_at: Mapped[dt.datetime | None]


class SessionRow(Base):
    """A login. ``id`` is the SHA-256 of the cookie, so that a stolen database opens no session."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class TokenRow(Base):
    """A key for programs; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class LoginFailureRow(Base):
    __tablename__ = "login_failures"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[dt.datetime]


class CampaignRecord(Base):
    __tablename__ = "campaigns"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    builtin: Mapped[bool]
    data: Mapped[dict[str, Any]]
    updated_at: Mapped[dt.datetime]


class SubmissionRecord(Base):
    __tablename__ = "submissions"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(12), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    wanted_campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    unit: Mapped[str | None] = mapped_column(String(80))
    pages: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    received_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    read_at: Mapped[dt.datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    search_text: Mapped[str] = mapped_column(Text, default="")
    deleted_at: Mapped[dt.datetime | None]
    deleted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class FileRecord(Base):
    """A file of a submission. ``live`` ends with its submission's deletion, so that it may come again."""

    __tablename__ = "files"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    live: Mapped[bool] = mapped_column(default=True)
    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        Index(
            "same_bytes", "sha256", unique=True, sqlite_where=text("live = 1"), postgresql_where=text("live")
        ),
    )


class PageRecord(Base):
    """A page as read: its words (compressed JSON of ``ocr.Page``) and its two images in the store."""

    __tablename__ = "pages"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    revision: Mapped[int]
    number: Mapped[int]
    file_index: Mapped[int]
    file_page: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    starts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    width: Mapped[int | None]
    height: Mapped[int | None]
    reading: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    level_sha256: Mapped[str | None] = mapped_column(String(64))
    clean_sha256: Mapped[str | None] = mapped_column(String(64))
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    __table_args__ = (UniqueConstraint("submission_id", "revision", "number"),)


class FieldRecord(Base):
    """A field: what the machine read, and beside it what a person said. Reading again keeps the second."""

    __tablename__ = "fields"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    path: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)
    raw: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    machine_status: Mapped[str] = mapped_column(String(12))
    doubts: Mapped[list[Any]]
    candidates: Mapped[list[Any]]
    unit: Mapped[str | None] = mapped_column(String(40))
    page: Mapped[int | None]
    bbox: Mapped[list[Any] | None]
    box: Mapped[list[Any] | None]
    gone: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(12))
    verdict: Mapped[str | None] = mapped_column(String(20))
    settled_value: Mapped[Any | None] = mapped_column(JSON)
    settled_raw: Mapped[str | None] = mapped_column(Text)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[dt.datetime | None]
    skips: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("submission_id", "path"),
        Index("doubtful", "status", "skips", "submission_id", "position"),
    )


class CorrectionRecord(Base):
    """One act of a person on a field; rows are only ever added (a trigger refuses the rest)."""

    __tablename__ = "corrections"
    id: Mapped[int] = mapped_column(primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("fields.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    undoes: Mapped[int | None] = mapped_column(ForeignKey("corrections.id"), unique=True)
    __table_args__ = (Index("last_act", "user_id", "id"),)


class CheckRecord(Base):
    __tablename__ = "checks"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    ok: Mapped[bool] = mapped_column(Boolean)
    code: Mapped[str] = mapped_column(String(60))
    paths: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    repair: Mapped[list[Any]]


class ProblemRecord(Base):
    __tablename__ = "problems"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    message: Mapped[str] = mapped_column(Text)
    page: Mapped[int | None] = mapped_column(Integer)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
