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
    Date,
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
    false,
    quoted_name,
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
    type_annotation_map = {  # noqa: RUF012
        dt.datetime: Moment,
        dt.date: Date,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


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


class UnitLevelRecord(Base):
    """A level of the organisation tree (tỉnh, huyện, xã, cơ sở), ``rank`` from 0 at the top.

    ``deadline_level`` is the level of a campaign's deadlines that its units follow, unless the campaign's
    list says otherwise.
    """

    __tablename__ = "unit_levels"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int]
    deadline_level: Mapped[str] = mapped_column(String(40))


class UnitRecord(Base):
    """A unit. ``valid_from`` and ``valid_to`` are its first and last day, None where nobody knows or none is.

    ``former_names`` are objects of ``name`` and ``until`` (ISO date of the last day, or null).
    """

    __tablename__ = "units"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(120), default="")
    level: Mapped[str] = mapped_column(ForeignKey("unit_levels.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    abbreviations: Mapped[list[Any]]
    former_names: Mapped[list[Any]]
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    search_text: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[dt.datetime]


class UnitEventRecord(Base):
    """What happened to a unit: added, renamed, moved, changed, ended, merged into ``successor_id``.

    ``day`` is the day from which it holds, ``at`` when a person (``by``) or an import told us.
    """

    __tablename__ = "unit_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[dt.date | None]
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    facts: Mapped[dict[str, Any]]
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class CampaignUnitRecord(Base):
    """A unit that owes a report of one campaign and period ("" where the campaign has none).

    ``level`` is the level of the campaign's deadlines that holds for it, ``due`` the last day in time by
    that deadline, ``extended_to`` the last day after an extension. A unit ``left_out`` is an exception
    that a person made: it stays out when the list is drawn anew.
    """

    __tablename__ = "campaign_units"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    period: Mapped[str] = mapped_column(String(40), default="")
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"), index=True)
    level: Mapped[str] = mapped_column(String(40))
    due: Mapped[dt.date | None]
    extended_to: Mapped[dt.date | None]
    left_out: Mapped[bool] = mapped_column(default=False)
    by_hand: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        UniqueConstraint("campaign_id", "period", "unit_id"),
        Index("expected", "campaign_id", "period", "level", "due"),
    )


class ExtensionRecord(Base):
    """A later day granted to a unit: why, by whom, when. Rows are only ever added; the newest holds."""

    __tablename__ = "extensions"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_unit_id: Mapped[int] = mapped_column(
        ForeignKey("campaign_units.id", ondelete="CASCADE"), index=True
    )
    due: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(Text)
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]


class CampaignRecord(Base):
    """A campaign. ``settings`` are this office's choices about it, which a new version of its plan keeps."""

    __tablename__ = "campaigns"
    id: Mapped[str] = mapped_column(String(80), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    builtin: Mapped[bool]
    data: Mapped[dict[str, Any]]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    updated_at: Mapped[dt.datetime]


class CampaignVersionRecord(Base):
    """A campaign as it was saved: who, when, and what changed against the version before, by path."""

    __tablename__ = "campaign_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    number: Mapped[int]
    data: Mapped[dict[str, Any]]
    changes: Mapped[list[Any]]
    saved_at: Mapped[dt.datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (UniqueConstraint("campaign_id", "number"),)


class PlanRecord(Base):
    """A plan's file, read into a draft campaign until a person confirms it.

    States: reading -> ready or failed; confirmed once ``campaign_id`` is set. ``images`` are the pictures of
    its pages by number, ``draft`` as ``plan_reading`` gives it.
    """

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    pages: Mapped[int] = mapped_column(default=0)
    images: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    draft: Mapped[dict[str, Any] | None]
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class SubmissionRecord(Base):
    """What one unit sent for one campaign and period.

    ``unit_status`` and ``period_status`` say how sure their value is: accepted, review, or confirmed by a
    person; ``placing`` holds the evidence and the candidates. ``identity`` is issuer, kind, number and
    date in one folded text, "" while one of them is unknown. ``received_day`` is the office's day of
    receipt, by its own clock; a person may put it back to the day when the paper came. A corrected report
    is a submission of its own that names the one it corrects in ``revision_of``; that one then bears it
    in ``superseded_by`` and counts no more. (``revision`` counts readings of the same pages.)
    ``signatures`` are the digital ones, as facts. ``campaign_version`` is the version of the campaign that it
    was last read with.
    """

    __tablename__ = "submissions"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(12), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    wanted_campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"))
    campaign_id: Mapped[str | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    campaign_version: Mapped[int | None]
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"), index=True)
    unit_status: Mapped[str] = mapped_column(String(12), default="", server_default="")
    period: Mapped[str | None] = mapped_column(String(40))
    period_status: Mapped[str] = mapped_column(String(12), default="", server_default="")
    placing: Mapped[dict[str, Any]] = mapped_column(
        quoted_name("placing", quote=True),  # a word of PostgreSQL's own
        JSON,
        default=dict,
        server_default="{}",
    )
    placed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_date: Mapped[dt.date | None]
    sent_date: Mapped[dt.date | None]
    received_day: Mapped[dt.date | None]
    identity: Mapped[str] = mapped_column(String(400), default="", server_default="", index=True)
    returned_at: Mapped[dt.datetime | None]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    return_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    revision_of: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    pages: Mapped[int] = mapped_column(default=0)
    signatures: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    received_at: Mapped[dt.datetime] = mapped_column(index=True)
    received_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    read_at: Mapped[dt.datetime | None]
    error_code: Mapped[str | None] = mapped_column(String(60))
    error_facts: Mapped[dict[str, Any] | None]
    search_text: Mapped[str] = mapped_column(Text, default="")
    deleted_at: Mapped[dt.datetime | None]
    deleted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    __table_args__ = (Index("placed", "campaign_id", "period", "unit_id"),)


class FileRecord(Base):
    """A file of a submission. ``live`` ends with its submission's deletion, so that it may come again.

    A file ``shared`` holds pages of several reports and is live in the first of them only.
    """

    __tablename__ = "files"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(400))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    pages: Mapped[int]
    live: Mapped[bool] = mapped_column(default=True)
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (
        UniqueConstraint("submission_id", "position"),
        Index(
            "same_bytes", "sha256", unique=True, sqlite_where=text("live = 1"), postgresql_where=text("live")
        ),
    )


class PageRecord(Base):
    """A page as read: its words (compressed JSON of ``ocr.Page``) and its two images in the store.

    ``turned_degrees`` is how far a person said its content stands turned in the file; a page ``left_out``
    by a person is kept but not extracted; ``image_hash`` is the perceptual hash of its image.
    """

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
    turned_degrees: Mapped[int | None]
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    image_hash: Mapped[str | None] = mapped_column(String(16), index=True)
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
    sentence: Mapped[str] = mapped_column(Text, default="", server_default="")
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


class SnapshotRecord(Base):
    """Compiled figures as they stood: a ``cut`` that people named, or an ``export``.

    ``content`` is the packed ``Compiled``, ``digest`` its SHA-256. A trigger refuses every change.
    """

    __tablename__ = "snapshots"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    period: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    __table_args__ = (Index("snapshots_of", "campaign_id", "period", "kind", "id"),)


class LetterTemplateRecord(Base):
    """A letter template of the office's own, newest first in force; empty ``content`` goes back to ours."""

    __tablename__ = "letter_templates"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(300))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[dt.datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
